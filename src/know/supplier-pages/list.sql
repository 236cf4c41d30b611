-- BLOCK list
SELECT id, name, corporate_number, CASE WHEN declared_until >= $now THEN declared_stars END AS stars, declared_number AS declaration, answer_state AS state
FROM know.supplier
WHERE organisation_id = $organisation AND ended_at IS NULL AND ($text::text IS NULL OR name ILIKE '%' || $text || '%' OR corporate_number = $text)
  AND ($after_name::text IS NULL OR (name, id) > ($after_name, $after_id::uuid))
ORDER BY name, id LIMIT $limit;

-- BLOCK counts
SELECT count(*)::int AS all_of_them, count(*) FILTER (WHERE declared_until >= $now)::int AS declared, count(*) FILTER (WHERE answer_state = 'shared')::int AS answered, count(*) FILTER (WHERE answer_state = 'asked')::int AS waiting
FROM know.supplier WHERE organisation_id = $organisation AND ended_at IS NULL;

-- BLOCK one
SELECT id, name, corporate_number, email, work, boundary, subcontractors, incident_contact, CASE WHEN declared_until >= $now THEN declared_stars END AS stars, declared_number AS declaration
FROM know.supplier WHERE id = $id AND organisation_id = $organisation AND ended_at IS NULL;

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
