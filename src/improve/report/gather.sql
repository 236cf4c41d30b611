-- BLOCK hold
SELECT pg_advisory_xact_lock_shared(hashtext('improve.plan'));

-- BLOCK year
SELECT year, source, state FROM improve.plan_year WHERE year = $year;

-- BLOCK sections
SELECT section, parent, depth, title, viewpoints, help, lead, related, offices FROM improve.section ORDER BY position;

-- BLOCK reviews
SELECT section, result, evaluation, next_plan, line FROM improve.section_review WHERE year = $year;

-- BLOCK measures
SELECT m.id, m.year, m.section, m.heading, m.goals, m.item, m.ministries, m.plan, m.sub_rows, m.relisted, m.page, m.line, m.origin, m.state, m.absorbed_into,
  coalesce((SELECT jsonb_agg(jsonb_build_object('tag', r.tag, 'body', r.body, 'origin', r.origin) ORDER BY r.position) FROM improve.result r WHERE r.measure_id = m.id AND r.state = 'published'), '[]') AS results,
  c.evaluation, c.because,
  (SELECT jsonb_agg(jsonb_build_object('other', l.other_id, 'confirmed', l.state = 'confirmed', 'confidence', l.confidence) ORDER BY l.state = 'confirmed' DESC, l.confidence DESC)
    FROM improve.link l WHERE l.measure_id = m.id AND l.kind IN ('continues', 'replaces') AND l.state <> 'refused') AS continues,
  (SELECT l.other_id FROM improve.link l WHERE l.measure_id = m.id AND l.kind = 'relisted' AND l.state <> 'refused' ORDER BY l.confidence DESC LIMIT 1) AS relists
FROM improve.measure m LEFT JOIN improve.cycle c ON c.measure_id = m.id AND c.state = 'approved'
WHERE m.year = $year OR m.year = $year - 1 ORDER BY m.year, m.position;

-- BLOCK flags
SELECT f.measure_id, f.figure, f.kind, f.evidence, f.facts, m.section, m.item, m.year
FROM improve.flag f LEFT JOIN improve.measure m ON m.id = f.measure_id
WHERE (f.measure_id IS NULL OR m.year = $year OR m.year = $year - 1) AND f.kind <> 'no-target' AND f.verdict IS DISTINCT FROM 'wrong' ORDER BY f.kind, m.year, m.position;

-- BLOCK without_target
SELECT count(*)::int AS count FROM improve.flag f JOIN improve.measure m ON m.id = f.measure_id WHERE m.year = $year AND f.kind = 'no-target';

-- BLOCK indicators
SELECT i.key, i.policy, i.name, i.kind, i.source, i.unit, i.baseline::float8 AS baseline, i.baseline_on::text, i.target::float8 AS target, i.target_on::text, i.owner, i.measure_id,
  coalesce((SELECT jsonb_agg(jsonb_build_object('fromOn', v.from_on, 'toOn', v.to_on, 'value', v.value, 'state', v.state, 'what', v.what, 'unit', v.unit, 'source', v.source, 'note', v.source_note) ORDER BY v.to_on, v.what)
    FROM improve.indicator_value v WHERE v.indicator_id = i.id AND v.from_on < make_date($year + 1, 4, 1)), '[]') AS values
FROM improve.indicator i WHERE i.state = 'active' ORDER BY array_position(ARRAY['outcome', 'behaviour', 'activity'], i.kind), i.source, i.policy, i.name;

-- BLOCK infrastructure
SELECT id, actor, policy, item, plan, result, page, line FROM improve.infrastructure_measure WHERE year = $year ORDER BY position;

-- BLOCK terms
SELECT term, definition, line FROM improve.term ORDER BY position;

-- BLOCK last_fact
SELECT max(id) AS id FROM platform.fact;
