-- BLOCK list
SELECT m.id, m.year, m.section, m.heading, m.goals, m.item, m.ministries, m.plan, m.relisted, m.state, m.page, m.line,
  coalesce((SELECT jsonb_agg(jsonb_build_object('tag', r.tag, 'ministries', r.ministries, 'text', r.body) ORDER BY r.position) FROM improve.public_result r WHERE r.measure_id = m.id), '[]') AS results
FROM improve.public_measure m
WHERE ($id::text IS NULL OR m.id = $id) AND ($ids::text[] IS NULL OR m.id = ANY ($ids::text[])) AND ($year::int IS NULL OR m.year = $year) AND ($section::text IS NULL OR m.section = $section)
  AND ($ministry::text IS NULL OR m.ministries @> ARRAY[$ministry::text]) AND ($after::text IS NULL OR m.id > $after)
ORDER BY m.id LIMIT $limit;
