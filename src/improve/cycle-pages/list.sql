-- BLOCK list
SELECT m.id, m.year, m.section, s.title, s.title_en, m.item, m.position, m.ministries, left(m.plan, 200) AS plan, m.state, m.relisted,
  coalesce((SELECT array_agg(DISTINCT f.kind) FROM improve.public_flag f WHERE f.measure_id = m.id AND f.kind <> 'no-target'), '{}') AS flags,
  (SELECT count(*)::int FROM improve.public_link l WHERE l.measure_id = m.id AND l.state = 'proposed' AND l.confidence < $sure::numeric) AS doubtful
FROM improve.public_measure m JOIN improve.public_section s ON s.section = m.section
WHERE ($year::int IS NULL OR m.year = $year)
  AND ($section::text IS NULL OR m.section = $section OR m.section LIKE $section || '.%' OR m.section LIKE $section || '(%')
  AND ($ministry::text IS NULL OR m.ministries @> ARRAY[$ministry])
  AND ($state::text IS NULL OR m.state = $state)
  AND ($flag::text IS NULL OR m.id IN (SELECT f.measure_id FROM improve.public_flag f WHERE f.kind = $flag))
  AND (NOT $doubtful OR m.id IN (SELECT l.measure_id FROM improve.public_link l WHERE l.state = 'proposed' AND l.confidence < $sure::numeric))
  AND NOT EXISTS (SELECT FROM unnest($terms::text[]) AS t WHERE position(t IN m.search_text) = 0)
  AND ($after_year::int IS NULL OR (-m.year, m.position) > (-$after_year::int, $after_position::int))
ORDER BY m.year DESC, m.position
LIMIT $limit;

-- BLOCK count
SELECT count(*)::int AS count
FROM improve.public_measure m
WHERE ($year::int IS NULL OR m.year = $year)
  AND ($section::text IS NULL OR m.section = $section OR m.section LIKE $section || '.%' OR m.section LIKE $section || '(%')
  AND ($ministry::text IS NULL OR m.ministries @> ARRAY[$ministry])
  AND ($state::text IS NULL OR m.state = $state)
  AND ($flag::text IS NULL OR m.id IN (SELECT f.measure_id FROM improve.public_flag f WHERE f.kind = $flag))
  AND (NOT $doubtful OR m.id IN (SELECT l.measure_id FROM improve.public_link l WHERE l.state = 'proposed' AND l.confidence < $sure::numeric))
  AND NOT EXISTS (SELECT FROM unnest($terms::text[]) AS t WHERE position(t IN m.search_text) = 0);

-- BLOCK headings
SELECT section, depth, title, title_en FROM improve.public_section ORDER BY position;

-- BLOCK ministries
SELECT ministry, count(*)::int AS count FROM improve.public_measure m CROSS JOIN unnest(m.ministries) AS ministry GROUP BY ministry ORDER BY count(*) DESC, ministry;
