-- BLOCK answers
SELECT told, language FROM know.paper_answers WHERE organisation_id = $organisation;

-- BLOCK organisation
SELECT name, staff_count, language FROM know.organisation WHERE id = $organisation;

-- BLOCK first_contact
SELECT email, phone FROM know.contact WHERE organisation_id = $organisation ORDER BY rank, id LIMIT 1;

-- BLOCK wordings
SELECT id, template AS document, article, language, model, own FROM know.paper_wording WHERE organisation_id = $organisation ORDER BY id;

-- BLOCK contractors
-- Those in the list of suppliers, with when they last answered; then what only stands among the contracts and clouds.
SELECT s.name, s.work, coalesce(nullif(s.incident_contact, ''), s.email) AS contact,
  (SELECT max(r.answered_at) FROM know.supplier_request r WHERE r.supplier_id = s.id AND r.state IN ('shared', 'closed')) AS checked_at, 1 AS place
FROM know.supplier s WHERE s.organisation_id = $organisation AND s.ended_at IS NULL
UNION ALL
SELECT coalesce(nullif(a.provider, ''), a.name), CASE WHEN coalesce(a.provider, '') = '' THEN '' ELSE a.name END, '', NULL, 2
FROM know.asset a WHERE a.organisation_id = $organisation AND a.kind IN ('contract', 'cloud')
  AND NOT EXISTS (SELECT FROM know.supplier s WHERE s.organisation_id = $organisation AND s.ended_at IS NULL AND s.name IN (a.provider, a.name))
ORDER BY place, name LIMIT 60;

-- BLOCK disposals
SELECT what, count, method, handed_on::text AS handed_on, due_on::text AS due_on, certificate_on::text AS certificate_on FROM know.disposal
WHERE organisation_id = $organisation ORDER BY handed_on DESC, id DESC LIMIT 30;

-- BLOCK urgent_assets
SELECT name, coalesce(product, '') AS product, coalesce(keeper, '') AS keeper FROM know.asset
WHERE organisation_id = $organisation AND availability = 3 ORDER BY importance DESC, name, id LIMIT 12;
