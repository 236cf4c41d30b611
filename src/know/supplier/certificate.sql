-- BLOCK hold
SELECT id, organisation_id, what, handed_on::text AS handed_on, certificate_on::text AS certificate_on FROM know.disposal WHERE id = $id FOR UPDATE;

-- BLOCK keep
INSERT INTO know.disposal_certificate (organisation_id, disposal_id, name, type, size, sha256, body, handed_by, handed_at)
VALUES ($organisation, $disposal, $name, $type, $size, $sha256, decode($body, 'base64'), $by, $now)
ON CONFLICT (disposal_id) DO NOTHING RETURNING id;

-- BLOCK received
UPDATE know.disposal SET certificate_on = coalesce(certificate_on, $on::date), certificate_reference = CASE WHEN certificate_on IS NULL THEN $reference ELSE certificate_reference END, updated_at = $now WHERE id = $id;

-- BLOCK drop
DELETE FROM know.disposal_certificate WHERE disposal_id = $id;

-- BLOCK open_again
UPDATE know.disposal SET certificate_on = NULL, certificate_reference = '', warned_at = NULL, updated_at = $now WHERE id = $id AND organisation_id = $organisation AND certificate_on IS NOT NULL RETURNING what;

-- BLOCK file
SELECT name, type, encode(body, 'base64') AS body FROM know.disposal_certificate WHERE disposal_id = $disposal AND organisation_id = $organisation;

-- BLOCK demanded
-- For the hub's eyes: what a contractor is asked for.
SELECT d.id, d.organisation_id, o.name AS customer, d.what, d.count, d.method, d.handed_on::text AS handed_on, d.due_on::text AS due_on, d.certificate_on::text AS certificate_on, d.certificate_reference,
  c.name AS file_name, c.size AS file_size, coalesce(s.name, d.by_whom) AS by_whom, coalesce(s.email, '') AS email, s.corporate_number, d.mailed_at
FROM know.disposal d JOIN know.organisation o ON o.id = d.organisation_id LEFT JOIN know.supplier s ON s.id = d.supplier_id LEFT JOIN know.disposal_certificate c ON c.disposal_id = d.id
WHERE d.id = $id;

-- BLOCK mailed
UPDATE know.disposal SET mailed_at = $now WHERE id = $id;
