-- BLOCK list
SELECT id, name, version, state, copied_from, made_by, updated_at, published_at, body -> 'title' AS title, jsonb_array_length(body -> 'questions') AS questions
FROM know.questionnaire ORDER BY name, version DESC LIMIT 500;

-- BLOCK one
SELECT id, name, version, state, body, copied_from, updated_at, published_at FROM know.questionnaire WHERE id = $id;

-- BLOCK one_to_change
SELECT id, name, version, state, body, copied_from, updated_at, published_at FROM know.questionnaire WHERE id = $id FOR UPDATE;

-- BLOCK draft_of
SELECT id FROM know.questionnaire WHERE name = $name AND state = 'draft';

-- BLOCK add
INSERT INTO know.questionnaire (name, version, body, copied_from, made_by, created_at, updated_at) VALUES ($name, $version, $body, $copied_from, $made_by, $now, $now)
ON CONFLICT (name, version) DO NOTHING RETURNING id;

-- BLOCK save
UPDATE know.questionnaire SET body = $body, updated_at = $now WHERE id = $id AND state = 'draft';

-- BLOCK publish
UPDATE know.questionnaire SET body = $body, state = 'published', updated_at = $now, published_at = $now WHERE id = $id AND state = 'draft';

-- BLOCK drop
DELETE FROM know.questionnaire WHERE id = $id AND state = 'draft' RETURNING name, version;
