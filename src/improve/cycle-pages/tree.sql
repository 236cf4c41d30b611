-- BLOCK years
SELECT year, source, has_results FROM improve.public_plan_year ORDER BY year DESC;

-- BLOCK sections
SELECT s.section, s.parent, s.depth, s.title, s.title_en, s.viewpoints, s.help, s.lead, s.related,
  (SELECT count(*)::int FROM improve.public_measure m WHERE m.section = s.section AND m.year = $year) AS count
FROM improve.public_section s ORDER BY s.position;

-- BLOCK figures
-- Counted once: a re-listed text whose first place is known does not count again.
WITH copy AS (
  SELECT DISTINCT measure_id FROM improve.public_link WHERE kind = 'relisted' AND (state = 'confirmed' OR confidence >= $sure::numeric)
)
SELECT
  (SELECT count(*)::int FROM improve.public_measure m WHERE m.year = $year AND m.id NOT IN (SELECT measure_id FROM copy)) AS measures,
  (SELECT count(*)::int FROM improve.public_measure m WHERE m.year = $year AND m.relisted) AS relisted,
  (SELECT count(DISTINCT r.measure_id)::int FROM improve.public_result r WHERE left(r.measure_id, 4) = $past::text) AS results,
  (SELECT count(*)::int FROM improve.public_measure m) AS all_measures,
  (SELECT count(DISTINCT f.measure_id)::int FROM improve.public_flag f WHERE f.kind = 'no-target') AS without_target,
  (SELECT count(*)::int FROM improve.public_flag f WHERE f.kind = 'restated') AS restated,
  (SELECT count(*)::int FROM improve.public_flag f WHERE f.kind = 'left-out') AS left_out,
  (SELECT count(*)::int FROM improve.public_link l WHERE l.state = 'proposed' AND l.confidence < $sure::numeric) AS doubtful;

-- BLOCK section
SELECT section, parent, depth, title, title_en, viewpoints, help, lead, related, offices, line FROM improve.public_section WHERE section = $section;

-- BLOCK around
SELECT section, parent, depth, title, title_en FROM improve.public_section WHERE section = $parent OR parent = $section ORDER BY position;

-- BLOCK reviews
SELECT year, result, evaluation, next_plan, line FROM improve.public_section_review WHERE section = $section ORDER BY year DESC;

-- BLOCK measures_of
SELECT m.id, m.year, m.section, m.item, m.heading, m.goals, m.ministries, m.plan, m.state, m.relisted, m.position
FROM improve.public_measure m WHERE m.section = $section ORDER BY m.year DESC, m.position;
