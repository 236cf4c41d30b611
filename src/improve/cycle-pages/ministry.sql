-- BLOCK ministries
WITH own AS (
  SELECT ministry, m.year, count(*)::int AS count FROM improve.public_measure m CROSS JOIN unnest(m.ministries) AS ministry GROUP BY ministry, m.year
), names AS (
  SELECT DISTINCT ministry FROM own
  UNION SELECT unnest(s.lead) FROM improve.public_section s UNION SELECT unnest(s.related) FROM improve.public_section s
)
SELECT n.ministry,
  coalesce((SELECT count FROM own o WHERE o.ministry = n.ministry AND o.year = $year), 0) AS count,
  coalesce((SELECT count FROM own o WHERE o.ministry = n.ministry AND o.year = $year - 1), 0) AS before,
  (SELECT count(*)::int FROM improve.public_section s WHERE n.ministry = ANY (s.lead)) AS lead,
  (SELECT count(*)::int FROM improve.public_section s WHERE n.ministry = ANY (s.related)) AS related,
  (SELECT count(*)::int FROM improve.public_flag f JOIN improve.public_measure m ON m.id = f.measure_id WHERE n.ministry = ANY (m.ministries) AND f.kind <> 'no-target') AS flags
FROM names n ORDER BY count DESC, lead DESC, n.ministry;

-- BLOCK led
SELECT section, title, title_en, $names::text[] && lead AS leads FROM improve.public_section WHERE $names::text[] && lead OR $names::text[] && related ORDER BY position;

-- BLOCK measures
SELECT m.id, m.year, m.section, s.title, s.title_en, m.item, m.ministries, left(m.plan, 200) AS plan, m.state, m.relisted
FROM improve.public_measure m JOIN improve.public_section s ON s.section = m.section
WHERE m.ministries @> ARRAY[$ministry::text] AND m.year = $year ORDER BY m.position;

-- BLOCK flag_counts
SELECT f.kind, count(*)::int AS count FROM improve.public_flag f JOIN improve.public_measure m ON m.id = f.measure_id
WHERE m.ministries @> ARRAY[$ministry::text] GROUP BY f.kind ORDER BY count(*) DESC;

-- BLOCK matrix
SELECT s.section, s.depth, s.title, s.title_en, s.lead, s.related, s.offices,
  coalesce((SELECT jsonb_object_agg(t.ministry, t.count) FROM (
    SELECT ministry, count(*) AS count FROM improve.public_measure m CROSS JOIN unnest(m.ministries) AS ministry WHERE m.section = s.section AND m.year = $year GROUP BY ministry) t), '{}') AS counts
FROM improve.public_section s ORDER BY s.position;

-- BLOCK infrastructure
SELECT id, year, actor, policy, item, plan, result, page, line FROM improve.public_infrastructure_measure ORDER BY year DESC, position;
