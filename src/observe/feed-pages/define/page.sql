-- BLOCK feed
SELECT id, name, mapping, expected_hours, state FROM observe.feed WHERE id = $id;

-- BLOCK add
INSERT INTO observe.feed (id, name, mapping, handling, expected_hours, created_at, active_since)
VALUES ($id, $name, $mapping::jsonb, $handling, $hours, $now::timestamptz, $now::timestamptz) ON CONFLICT (id) DO NOTHING RETURNING id;

-- BLOCK change
-- The row is taken first, so that two who save at once get two versions, one after the other. Handling set apart from the mapping stays.
UPDATE observe.feed SET name = $name, mapping = $mapping::jsonb, handling = CASE WHEN handling = 'TLP:' || (mapping->>'handling') THEN $handling ELSE handling END, expected_hours = $hours WHERE id = $id AND mapping IS NOT NULL RETURNING id;

-- BLOCK add_version
INSERT INTO observe.mapping_version (feed_id, version, mapping, made_by, made_at)
SELECT $id, coalesce(max(version), 0) + 1, $mapping::jsonb, $by, $now FROM observe.mapping_version WHERE feed_id = $id
RETURNING version;

-- BLOCK versions
SELECT version, made_at FROM observe.mapping_version WHERE feed_id = $id ORDER BY version DESC LIMIT 50;
