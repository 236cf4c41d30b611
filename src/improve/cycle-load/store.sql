-- BLOCK hold
SELECT pg_advisory_xact_lock(hashtext('improve.plan'));

-- BLOCK known_measures
SELECT m.id, m.year, m.section, m.heading, m.goals, m.item, m.ministries, m.plan, m.relisted, m.page, coalesce(m.line, 1) AS line,
  coalesce((SELECT jsonb_agg(jsonb_build_object('tag', r.tag, 'ministries', to_jsonb(r.ministries), 'text', r.body) ORDER BY r.position)
    FROM improve.result r WHERE r.measure_id = m.id AND r.state = 'published'), '[]') AS results,
  (SELECT l.other_id FROM improve.link l WHERE l.measure_id = m.id AND l.kind IN ('continues', 'replaces') AND l.state <> 'refused' ORDER BY l.state = 'confirmed' DESC, l.confidence DESC LIMIT 1) AS continues,
  NULL::numeric AS continues_confidence
FROM improve.measure m WHERE m.year = ANY ($years) ORDER BY m.year, m.position;

-- BLOCK take_years
INSERT INTO improve.plan_year (year, source, state, has_results, loaded_at)
SELECT y.year, y.source, 'published', y.has_results, $now FROM jsonb_to_recordset($rows::jsonb) AS y (year int, source text, has_results boolean)
ON CONFLICT (year) DO UPDATE SET source = excluded.source, state = 'published', has_results = plan_year.has_results OR excluded.has_results, loaded_at = excluded.loaded_at;

-- BLOCK take_sections
INSERT INTO improve.section (section, parent, position, depth, title, title_en, viewpoints, help, lead, related, offices, line)
SELECT s.section, s.parent, s.position, s.depth, s.title, s.title_en,
  ARRAY(SELECT jsonb_array_elements_text(s.viewpoints)), ARRAY(SELECT jsonb_array_elements_text(s.help)),
  ARRAY(SELECT jsonb_array_elements_text(s.lead)), ARRAY(SELECT jsonb_array_elements_text(s.related)), s.offices, s.line
FROM jsonb_to_recordset($rows::jsonb) AS s (section text, parent text, position int, depth int, title text, title_en text, viewpoints jsonb, help jsonb, lead jsonb, related jsonb, offices jsonb, line int)
ON CONFLICT (section) DO UPDATE SET parent = excluded.parent, position = excluded.position, depth = excluded.depth, title = excluded.title,
  title_en = CASE WHEN excluded.title_en = '' THEN section.title_en ELSE excluded.title_en END,
  viewpoints = excluded.viewpoints, help = excluded.help, lead = excluded.lead, related = excluded.related, offices = excluded.offices, line = excluded.line;

-- BLOCK take_reviews
INSERT INTO improve.section_review (section, year, result, evaluation, next_plan, line)
SELECT r.section, r.year, r.result, r.evaluation, r.next_plan, r.line
FROM jsonb_to_recordset($rows::jsonb) AS r (section text, year int, result text, evaluation text, next_plan text, line int)
ON CONFLICT (section, year) DO UPDATE SET result = excluded.result, evaluation = excluded.evaluation, next_plan = excluded.next_plan, line = excluded.line;

-- BLOCK take_measures
-- What a person decided (state_by) stays; a line written here (origin hub) becomes the report's when the report prints it.
INSERT INTO improve.measure (id, year, section, heading, goals, item, position, ministries, plan, sub_rows, relisted, page, line, origin, state, search_text)
SELECT m.id, m.year, m.section, m.heading, ARRAY(SELECT jsonb_array_elements_text(m.goals)), m.item, m.position,
  ARRAY(SELECT jsonb_array_elements_text(m.ministries)), m.plan, coalesce(m.sub_rows, '[]'), m.relisted, m.page, m.line, 'report', m.state, m.search_text
FROM jsonb_to_recordset($rows::jsonb) AS m (id text, year int, section text, heading text, goals jsonb, item text, position int, ministries jsonb, plan text,
  sub_rows jsonb, relisted boolean, page int, line int, state text, search_text text)
ON CONFLICT (id) DO UPDATE SET heading = excluded.heading, goals = excluded.goals, position = excluded.position, ministries = excluded.ministries, plan = excluded.plan,
  sub_rows = excluded.sub_rows, relisted = excluded.relisted, page = excluded.page, line = excluded.line, origin = 'report',
  state = CASE WHEN measure.state_by = 'import' THEN excluded.state ELSE measure.state END, search_text = excluded.search_text;

-- BLOCK set_states
UPDATE improve.measure m SET state = s.state FROM jsonb_to_recordset($rows::jsonb) AS s (id text, state text)
WHERE m.id = s.id AND m.state_by = 'import' AND m.state <> s.state;

-- BLOCK drop_results
DELETE FROM improve.result WHERE origin = 'report' AND measure_id = ANY ($ids);

-- BLOCK take_results
INSERT INTO improve.result (measure_id, position, tag, ministries, body)
SELECT r.measure_id, r.position, r.tag, ARRAY(SELECT jsonb_array_elements_text(r.ministries)), r.body
FROM jsonb_to_recordset($rows::jsonb) AS r (measure_id text, position int, tag text, ministries jsonb, body text)
ON CONFLICT (measure_id, position) DO UPDATE SET tag = excluded.tag, ministries = excluded.ministries, body = excluded.body, origin = 'report', state = 'published';

-- BLOCK take_links
WITH incoming AS (
  SELECT * FROM jsonb_to_recordset($rows::jsonb) AS l (measure_id text, other_id text, kind text, confidence numeric)
), gone AS (
  DELETE FROM improve.link l WHERE l.state = 'proposed' AND l.measure_id = ANY ($ids)
    AND NOT EXISTS (SELECT FROM incoming i WHERE i.measure_id = l.measure_id AND i.other_id = l.other_id AND i.kind = l.kind)
)
INSERT INTO improve.link (measure_id, other_id, kind, confidence)
SELECT measure_id, other_id, kind, confidence FROM incoming i
-- Who was told by a person what it continues is not asked again.
WHERE NOT EXISTS (SELECT FROM improve.link l WHERE l.measure_id = i.measure_id AND l.state = 'confirmed' AND l.kind IN ('continues', 'replaces') AND i.kind = 'continues' AND l.other_id <> i.other_id)
ON CONFLICT (measure_id, other_id, kind) DO UPDATE SET confidence = excluded.confidence WHERE link.state = 'proposed';

-- BLOCK take_deadlines
WITH gone AS (
  DELETE FROM improve.deadline d WHERE d.measure_id = ANY ($ids)
    AND NOT EXISTS (SELECT FROM jsonb_to_recordset($rows::jsonb) AS i (measure_id text, position int) WHERE i.measure_id = d.measure_id AND i.position = d.position)
)
INSERT INTO improve.deadline (measure_id, position, due_on, printed, sentence, slipped_from, slipped_measure_id, done_on)
SELECT measure_id, position, due_on, printed, sentence, slipped_from, slipped_measure_id, done_on
FROM jsonb_to_recordset($rows::jsonb) AS d (measure_id text, position int, due_on date, printed text, sentence text, slipped_from date, slipped_measure_id text, done_on date)
ON CONFLICT (measure_id, position) DO UPDATE SET due_on = excluded.due_on, printed = excluded.printed, sentence = excluded.sentence, slipped_from = excluded.slipped_from,
  slipped_measure_id = excluded.slipped_measure_id, done_on = excluded.done_on;

-- BLOCK take_flags
WITH incoming AS (
  SELECT * FROM jsonb_to_recordset($rows::jsonb) AS f (measure_id text, figure text, kind text, evidence text, facts jsonb, key text)
), gone AS (
  DELETE FROM improve.flag f WHERE (f.measure_id = ANY ($ids) OR f.figure IS NOT NULL AND $figures) AND NOT EXISTS (SELECT FROM incoming i WHERE i.key = f.key)
)
INSERT INTO improve.flag (measure_id, figure, kind, evidence, facts, key)
SELECT measure_id, figure, kind, evidence, facts, key FROM incoming
ON CONFLICT (key) DO UPDATE SET evidence = excluded.evidence, facts = excluded.facts;

-- BLOCK take_infrastructure
INSERT INTO improve.infrastructure_measure (id, year, position, actor, policy, item, plan, result, page, line)
SELECT id, year, position, actor, policy, item, plan, result, page, line
FROM jsonb_to_recordset($rows::jsonb) AS i (id text, year int, position int, actor text, policy text, item text, plan text, result text, page int, line int)
ON CONFLICT (id) DO UPDATE SET position = excluded.position, actor = excluded.actor, policy = excluded.policy, item = excluded.item, plan = excluded.plan, result = excluded.result,
  page = excluded.page, line = excluded.line;

-- BLOCK take_terms
INSERT INTO improve.term (term, position, expansion, definition, line)
SELECT DISTINCT ON (term) term, position, expansion, definition, line
FROM jsonb_to_recordset($rows::jsonb) AS t (term text, position int, expansion text, definition text, line int) ORDER BY term, position
ON CONFLICT (term) DO UPDATE SET position = excluded.position, expansion = excluded.expansion, definition = excluded.definition, line = excluded.line;

-- BLOCK take_indicators
INSERT INTO improve.indicator (key, policy, name, name_en, kind, source, counter, unit, baseline, target, line, changed_at)
SELECT key, policy, name, name_en, kind, source, counter, unit, baseline, target, line, $now
FROM jsonb_to_recordset($rows::jsonb) AS i (key text, policy text, name text, name_en text, kind text, source text, counter text, unit text, baseline numeric, target numeric, line int)
ON CONFLICT (key) DO UPDATE SET policy = excluded.policy, name = excluded.name, name_en = excluded.name_en, kind = excluded.kind, unit = excluded.unit, line = excluded.line
WHERE indicator.changed_by = 'import';

-- BLOCK take_values
INSERT INTO improve.indicator_value (indicator_id, from_on, to_on, value, state, what, unit, source, source_note, recorded_by, recorded_at)
SELECT i.id, v.from_on, v.to_on, v.value, v.state, v.what, v.unit, 'import', v.source_note, 'import', $now
FROM jsonb_to_recordset($rows::jsonb) AS v (key text, from_on date, to_on date, value numeric, state text, what text, unit text, source_note text)
JOIN improve.indicator i ON i.key = v.key
ON CONFLICT (indicator_id, from_on, to_on, what, source) DO UPDATE SET value = excluded.value, state = excluded.state, unit = excluded.unit, source_note = excluded.source_note;

-- BLOCK last_load
SELECT data ->> 'hash' AS hash FROM platform.fact WHERE kind = 'plan.loaded' AND subject = 'plan:shipped' ORDER BY id DESC LIMIT 1;
