-- BLOCK add
INSERT INTO know.import (name, row_count, rows, faults, by_person, created_at) VALUES ($name, $row_count, $rows::jsonb, $faults::jsonb, $person, $now) RETURNING id;

-- BLOCK one
SELECT id, name, state, row_count, (faults ->> 'count')::int AS fault_count, faults -> 'first' AS faults,
  (SELECT coalesce(jsonb_agg(r.value), '[]') FROM (SELECT value FROM jsonb_array_elements(rows) LIMIT 20) r) AS sample
FROM know.import WHERE id = $id;

-- BLOCK take
UPDATE know.import SET state = 'taken', taken_at = $now WHERE id = $id AND state = 'preview' RETURNING rows;
