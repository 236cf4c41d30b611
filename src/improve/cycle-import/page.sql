-- BLOCK list
SELECT id, name, state, at, content ->> 'source' AS source, jsonb_array_length(content -> 'measures') AS measures, jsonb_array_length(content -> 'doubts') AS doubts FROM improve.plan_import ORDER BY at DESC, id DESC LIMIT 50;

-- BLOCK add
INSERT INTO improve.plan_import (name, content, person, at) VALUES ($name, $content, $by, $now) RETURNING id;

-- BLOCK one
SELECT id, name, content, state, at FROM improve.plan_import WHERE id = $id;

-- BLOCK settle
UPDATE improve.plan_import SET state = $state, decided_at = $now WHERE id = $id AND state = 'previewed' RETURNING id;

-- BLOCK known
SELECT m.year, m.section, count(*)::int AS count FROM improve.measure m GROUP BY m.year, m.section;
