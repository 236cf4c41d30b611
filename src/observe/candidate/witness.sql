-- BLOCK peers
SELECT DISTINCT peer FROM observe.evidence WHERE candidate_id = $id AND peer <> '::' LIMIT 1000;

-- BLOCK owners
SELECT count(DISTINCT organisation_id) AS count FROM observe.exporter WHERE address = ANY ($addresses::text[]) AND organisation_id IS NOT NULL;
