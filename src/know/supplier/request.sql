-- BLOCK customer
SELECT id, name, number_proven_at IS NOT NULL AS is_proven, corporate_number FROM know.organisation WHERE id = $organisation;

-- BLOCK mails_lately
-- Requests, and certificates that were demanded.
SELECT ((SELECT count(*) FROM know.supplier_request WHERE organisation_id = $organisation AND email <> '' AND asked_at > $since)
  + (SELECT count(*) FROM know.disposal WHERE organisation_id = $organisation AND supplier_id IS NOT NULL AND created_at > $since))::int AS count;

-- BLOCK same
-- The supplier this one already is: by number, by address, or, for one without either, by name.
SELECT id FROM know.supplier WHERE organisation_id = $organisation AND ended_at IS NULL AND (corporate_number = $corporate_number::text OR ($email <> '' AND email = $email) OR ($email = '' AND $corporate_number::text IS NULL AND name = $name))
ORDER BY (corporate_number = $corporate_number::text) IS TRUE DESC, id LIMIT 1;

-- BLOCK add_supplier
INSERT INTO know.supplier (organisation_id, name, corporate_number, email, created_at, updated_at) VALUES ($organisation, $name, $corporate_number, $email, $now, $now) RETURNING id;

-- BLOCK holder
-- Who really has a number: for the hub's eyes.
SELECT id FROM know.organisation WHERE corporate_number = $corporate_number AND number_proven_at IS NOT NULL AND state = 'active';

-- BLOCK is_open
SELECT id FROM know.supplier_request WHERE supplier_id = $supplier AND questionnaire = $questionnaire AND state = 'asked';

-- BLOCK add
INSERT INTO know.supplier_request (organisation_id, supplier_id, asked_organisation_id, customer_name, questionnaire, message, due_on, corporate_number, email, asked_by, asked_at)
VALUES ($organisation, $supplier, $asked_organisation, $customer_name, $questionnaire, $message, $due_on, $corporate_number, $email, $asked_by, $now)
RETURNING id;

-- BLOCK attach
-- Requests that went to a number before its holder was here.
UPDATE know.supplier_request SET asked_organisation_id = $organisation
WHERE asked_organisation_id IS NULL AND corporate_number = $corporate_number AND organisation_id <> $organisation;

-- BLOCK attach_one
UPDATE know.supplier_request SET asked_organisation_id = $organisation WHERE id = $id AND asked_organisation_id IS NULL AND organisation_id <> $organisation AND state = 'asked' RETURNING id;

-- BLOCK one
-- For the hub's eyes.
SELECT id, organisation_id, supplier_id, asked_organisation_id, customer_name, questionnaire, message, due_on::text AS due_on, state, email, asked_at, mailed_at FROM know.supplier_request WHERE id = $id;

-- BLOCK hold
SELECT id, organisation_id, supplier_id, asked_organisation_id, customer_name, questionnaire, message, due_on::text AS due_on, state, email, asked_at, mailed_at FROM know.supplier_request WHERE id = $id FOR UPDATE;

-- BLOCK supplier_name
SELECT name FROM know.supplier WHERE id = $supplier;

-- BLOCK asked_of
-- What a supplier is asked, as the supplier sees it.
SELECT id, customer_name, questionnaire, message, due_on::text AS due_on, state, asked_at, answered_at
FROM know.asked_request WHERE organisation_id = $organisation AND ($after_at::timestamptz IS NULL OR (asked_at, id) < ($after_at, $after_id::uuid))
ORDER BY asked_at DESC, id DESC LIMIT $limit;

-- BLOCK asked_one
SELECT id, customer_name, questionnaire, message, due_on::text AS due_on, state, asked_at, answered_at FROM know.asked_request WHERE organisation_id = $organisation AND id = $id;

-- BLOCK set_state
UPDATE know.supplier_request SET state = $state, answered_at = $now WHERE id = $id;

-- BLOCK mailed
UPDATE know.supplier_request SET mailed_at = $now WHERE id = $id;

-- BLOCK end_shares
UPDATE know.supplier_share SET withdrawn_at = $now WHERE request_id = $id AND withdrawn_at IS NULL;

-- BLOCK add_share
INSERT INTO know.supplier_share (organisation_id, customer_id, request_id, assessment_id, supplier_name, questionnaire, version, answers, score, finished_at, incident_contact, subcontractors, shared_by, shared_at, seal)
VALUES ($organisation, $customer, $request, $assessment, $supplier_name, $questionnaire, $version, $answers, $score, $finished_at, $incident_contact, $subcontractors, $shared_by, $now, $seal)
RETURNING id;

-- BLOCK share_of
-- The answers shared for a request, as far as the reader may see them.
SELECT id, request_id, supplier_name, questionnaire, version, answers, score, finished_at, incident_contact, subcontractors, shared_by, shared_at, seal FROM know.supplier_share WHERE request_id = $request AND withdrawn_at IS NULL;
