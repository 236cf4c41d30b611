-- BLOCK chain
-- The measure and what it hangs together with over the years, both ways; refused links do not count.
WITH RECURSIVE before (id, step) AS (
  SELECT $id::text, 0 UNION
  SELECT l.other_id, b.step + 1 FROM before b JOIN improve.public_link l ON l.measure_id = b.id AND l.kind IN ('continues', 'replaces') WHERE b.step < 12
), after (id, step) AS (
  SELECT $id::text, 0 UNION
  SELECT l.measure_id, a.step + 1 FROM after a JOIN improve.public_link l ON l.other_id = a.id AND l.kind IN ('continues', 'replaces') WHERE a.step < 12
)
SELECT m.id, m.year, m.section, m.heading, m.goals, m.item, m.ministries, m.plan, m.sub_rows, m.relisted, m.page, m.line, m.origin, m.state, m.absorbed_into,
  y.source, y.has_results, s.title, s.title_en, c.evaluation, c.next_plan, c.next_state, c.because,
  coalesce((SELECT jsonb_agg(jsonb_build_object('tag', r.tag, 'body', r.body, 'origin', r.origin) ORDER BY r.position) FROM improve.public_result r WHERE r.measure_id = m.id), '[]') AS results
FROM improve.public_measure m JOIN improve.public_plan_year y ON y.year = m.year JOIN improve.public_section s ON s.section = m.section
LEFT JOIN improve.public_cycle c ON c.measure_id = m.id
WHERE m.id IN (SELECT id FROM before UNION SELECT id FROM after) ORDER BY m.year, m.position;

-- BLOCK links
SELECT l.id, l.measure_id, l.other_id, l.kind, l.confidence::float8 AS confidence, l.state, m.year, m.section, m.item, left(m.plan, 160) AS plan, l.measure_id = $id AS is_later
FROM improve.public_link l JOIN improve.public_measure m ON m.id = CASE WHEN l.measure_id = $id THEN l.other_id ELSE l.measure_id END
WHERE l.measure_id = $id OR l.other_id = $id ORDER BY l.kind, m.year, m.position;

-- BLOCK deadlines
SELECT measure_id, due_on::text, printed, sentence, slipped_from::text, slipped_measure_id, done_on::text
FROM improve.public_deadline WHERE measure_id = ANY ($ids) ORDER BY due_on, measure_id, position;

-- BLOCK flags
SELECT id, measure_id, figure, kind, evidence, facts, verdict FROM improve.public_flag WHERE measure_id = $id;

-- BLOCK indicators
SELECT i.id, i.key, i.name, i.name_en, i.kind, i.source, i.unit, i.target::float8 AS target, i.target_on::text, i.baseline::float8 AS baseline,
  v.value::float8 AS value, v.state, v.to_on::text
FROM improve.public_indicator i
LEFT JOIN LATERAL (SELECT value, state, to_on FROM improve.public_indicator_value v WHERE v.indicator_id = i.id ORDER BY to_on DESC LIMIT 1) v ON true
WHERE i.measure_id = ANY ($ids) ORDER BY i.kind, i.name;

