-- BLOCK list
SELECT d.id, coalesce(s.name, d.by_whom) AS by_whom, d.what, d.count, d.method, d.handed_on::text AS handed_on, d.due_on::text AS due_on, d.certificate_on::text AS certificate_on, d.certificate_reference, c.name AS file_name, c.size AS file_size
FROM know.disposal d LEFT JOIN know.supplier s ON s.id = d.supplier_id LEFT JOIN know.disposal_certificate c ON c.disposal_id = d.id
WHERE d.organisation_id = $organisation AND ($after_on::date IS NULL OR (d.handed_on, d.id) < ($after_on::date, $after_id::uuid))
ORDER BY d.handed_on DESC, d.id DESC LIMIT $limit;

-- BLOCK counts
SELECT count(*) FILTER (WHERE certificate_on IS NOT NULL)::int AS received, count(*) FILTER (WHERE certificate_on IS NULL AND due_on >= $day::date)::int AS waiting, count(*) FILTER (WHERE certificate_on IS NULL AND due_on < $day::date)::int AS overdue
FROM know.disposal WHERE organisation_id = $organisation;

-- BLOCK suppliers
SELECT id, name FROM know.supplier WHERE organisation_id = $organisation AND ended_at IS NULL ORDER BY name, id LIMIT 1000;

-- BLOCK add
INSERT INTO know.disposal (organisation_id, supplier_id, by_whom, what, count, method, handed_on, due_on, created_at, updated_at)
SELECT $organisation, s.id, $by_whom, $what, $count, $method, $handed_on, $due_on, $now, $now
FROM (SELECT 1) one LEFT JOIN know.supplier s ON s.id = $supplier AND s.organisation_id = $organisation
RETURNING id;

-- BLOCK received
UPDATE know.disposal SET certificate_on = $on, certificate_reference = $reference, updated_at = $now
WHERE id = $id AND organisation_id = $organisation AND certificate_on IS NULL AND handed_on <= $on::date
RETURNING what;

-- BLOCK one
SELECT id FROM know.disposal WHERE id = $id AND organisation_id = $organisation;

-- BLOCK overdue
-- Of each organisation what is overdue and was not warned of in the last week.
SELECT organisation_id, array_agg(id ORDER BY due_on, id) AS ids FROM know.disposal
WHERE certificate_on IS NULL AND due_on < $day::date AND (warned_at IS NULL OR warned_at <= $week_ago)
GROUP BY organisation_id;

-- BLOCK warned
UPDATE know.disposal SET warned_at = $now WHERE id = ANY ($ids);

-- BLOCK lines
SELECT d.what, d.count, d.due_on::text AS due_on, coalesce(s.name, d.by_whom) AS by_whom FROM know.disposal d LEFT JOIN know.supplier s ON s.id = d.supplier_id
WHERE d.organisation_id = $organisation AND d.id = ANY ($ids) AND d.certificate_on IS NULL ORDER BY d.due_on, d.id LIMIT 50;
