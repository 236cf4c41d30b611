-- BLOCK owners
SELECT count(DISTINCT organisation_id) AS count FROM observe.exporter WHERE address = ANY ($addresses::text[]) AND organisation_id IS NOT NULL;
