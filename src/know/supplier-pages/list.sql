-- BLOCK list
SELECT s.id, s.name, s.corporate_number, d.stars, d.number AS declaration,
  (SELECT r.state FROM know.supplier_request r WHERE r.supplier_id = s.id ORDER BY r.asked_at DESC, r.id DESC LIMIT 1) AS state
FROM know.supplier s LEFT JOIN know.public_declared_number d ON d.corporate_number = s.corporate_number AND d.valid_until >= $now
WHERE s.organisation_id = $organisation AND s.ended_at IS NULL AND ($text::text IS NULL OR s.name ILIKE '%' || $text || '%' OR s.corporate_number = $text)
  AND ($after_name::text IS NULL OR (s.name, s.id) > ($after_name, $after_id::uuid))
ORDER BY s.name, s.id LIMIT $limit;

-- BLOCK counts
SELECT count(*)::int AS all_of_them, count(d.number)::int AS declared,
  count(*) FILTER (WHERE EXISTS (SELECT FROM know.supplier_request r WHERE r.supplier_id = s.id AND r.state = 'shared'))::int AS answered,
  count(*) FILTER (WHERE EXISTS (SELECT FROM know.supplier_request r WHERE r.supplier_id = s.id AND r.state = 'asked'))::int AS waiting
FROM know.supplier s LEFT JOIN know.public_declared_number d ON d.corporate_number = s.corporate_number AND d.valid_until >= $now
WHERE s.organisation_id = $organisation AND s.ended_at IS NULL;

-- BLOCK one
SELECT s.id, s.name, s.corporate_number, s.email, s.work, s.boundary, s.subcontractors, s.incident_contact, d.stars, d.number AS declaration
FROM know.supplier s LEFT JOIN know.public_declared_number d ON d.corporate_number = s.corporate_number AND d.valid_until >= $now
WHERE s.id = $id AND s.organisation_id = $organisation AND s.ended_at IS NULL;

-- BLOCK requests
SELECT id, questionnaire, due_on::text AS due_on, state, asked_at, answered_at FROM know.supplier_request WHERE supplier_id = $supplier AND organisation_id = $organisation ORDER BY asked_at DESC, id DESC LIMIT 100;

-- BLOCK save
UPDATE know.supplier SET name = $name, corporate_number = $corporate_number, email = $email, work = $work, boundary = $boundary, subcontractors = $subcontractors, incident_contact = $incident_contact, updated_at = $now
WHERE id = $id AND organisation_id = $organisation AND ended_at IS NULL;

-- BLOCK end
UPDATE know.supplier SET ended_at = $now, updated_at = $now WHERE id = $id AND organisation_id = $organisation AND ended_at IS NULL;

-- BLOCK close
-- What was asked of a supplier that is one no more; as the hub.
UPDATE know.supplier_request SET state = 'closed' WHERE supplier_id = $supplier AND organisation_id = $organisation AND state = 'asked';
