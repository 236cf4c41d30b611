-- BLOCK answers
SELECT told, language FROM know.paper_answers WHERE organisation_id = $organisation;

-- BLOCK organisation
SELECT name, staff_count, language FROM know.organisation WHERE id = $organisation;

-- BLOCK first_contact
SELECT email, phone FROM know.contact WHERE organisation_id = $organisation ORDER BY rank, id LIMIT 1;

-- BLOCK wordings
SELECT id, template AS document, article, language, model, own FROM know.paper_wording WHERE organisation_id = $organisation ORDER BY id;

-- BLOCK contractors
SELECT name, coalesce(provider, '') AS provider, coalesce(responsibility, '') AS responsibility, assessed FROM know.asset
WHERE organisation_id = $organisation AND kind IN ('contract', 'cloud') ORDER BY importance DESC, name, id LIMIT 40;

-- BLOCK urgent_assets
SELECT name, coalesce(product, '') AS product, coalesce(keeper, '') AS keeper FROM know.asset
WHERE organisation_id = $organisation AND availability = 3 ORDER BY importance DESC, name, id LIMIT 12;
