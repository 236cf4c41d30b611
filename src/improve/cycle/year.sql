-- BLOCK year
SELECT year, state FROM improve.plan_year WHERE year = $year;

-- BLOCK planned
SELECT c.measure_id, c.next_plan, c.next_state, m.section, m.heading, m.goals, m.ministries, m.position
FROM improve.cycle c JOIN improve.measure m ON m.id = c.measure_id
WHERE c.state = 'approved' AND c.next_state IN ('continued', 'revised') AND m.year = $year
  AND NOT EXISTS (SELECT FROM improve.link l JOIN improve.measure n ON n.id = l.measure_id WHERE l.other_id = m.id AND l.kind IN ('continues', 'replaces') AND n.year = $year + 1)
ORDER BY m.position;

-- BLOCK planned_count
SELECT count(*)::int AS count FROM improve.measure WHERE year = $year;

-- BLOCK used
SELECT section, count(*)::int AS count FROM improve.measure WHERE year = $year GROUP BY section;

-- BLOCK open_year
INSERT INTO improve.plan_year (year, source, state, has_results, loaded_at) VALUES ($year, '', 'draft', false, $now) ON CONFLICT (year) DO NOTHING;

-- BLOCK plan_measures
INSERT INTO improve.measure (id, year, section, heading, goals, item, position, ministries, plan, origin, state, state_by, search_text)
SELECT r.id, $year, r.section, r.heading, ARRAY(SELECT jsonb_array_elements_text(r.goals)), r.item, r.position, ARRAY(SELECT jsonb_array_elements_text(r.ministries)), r.plan, 'hub', r.state, $by, r.search_text
FROM jsonb_to_recordset($rows::jsonb) AS r (id text, section text, heading text, goals jsonb, item text, position int, ministries jsonb, plan text, state text, search_text text);

-- BLOCK link_measures
INSERT INTO improve.link (measure_id, other_id, kind, state, decided_by, decided_at)
SELECT r.id, r.before, 'continues', 'confirmed', $by, $now FROM jsonb_to_recordset($rows::jsonb) AS r (id text, before text)
ON CONFLICT DO NOTHING;

-- BLOCK publish_year
UPDATE improve.plan_year SET state = 'published' WHERE year = $year AND state = 'draft' RETURNING year;
