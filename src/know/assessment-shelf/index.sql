-- BLOCK published
SELECT name, version FROM know.questionnaire WHERE state = 'published' ORDER BY name, version;

-- BLOCK bodies
SELECT name, version, body FROM know.questionnaire WHERE state = 'published' AND (name, version) IN (SELECT * FROM unnest($names::text[], $versions::int[]));
