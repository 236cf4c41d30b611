-- BLOCK counts
SELECT f.kind, count(*)::int AS count, count(*) FILTER (WHERE f.verdict = 'right')::int AS confirmed FROM improve.public_flag f GROUP BY f.kind;

-- BLOCK list
SELECT f.id, f.measure_id, f.figure, f.kind, f.evidence, f.facts, f.verdict, m.year, m.section, m.item, m.ministries, m.position, left(m.plan, 160) AS plan
FROM improve.public_flag f LEFT JOIN improve.public_measure m ON m.id = f.measure_id
WHERE f.kind = $kind
  AND ($year::int IS NULL OR m.year = $year)
  AND ($section::text IS NULL OR m.section = $section OR m.section LIKE $section || '.%' OR m.section LIKE $section || '(%')
  AND ($ministry::text IS NULL OR m.ministries @> ARRAY[$ministry])
  AND ($after_year::int IS NULL OR (-m.year, m.position, f.id::text) > (-$after_year::int, $after_position::int, $after_id::text))
ORDER BY -m.year, m.position, f.id::text
LIMIT $limit;
