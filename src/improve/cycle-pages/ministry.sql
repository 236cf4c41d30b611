-- BLOCK ministries
-- Each measure is looked at once, whatever the number of ministries.
WITH weighed AS MATERIALIZED (
  SELECT m.id, m.year, m.ministries, (SELECT count(*) FROM improve.public_flag f WHERE f.measure_id = m.id AND f.kind <> 'no-target') AS flags FROM improve.public_measure m
), own AS (
  SELECT ministry, count(*) FILTER (WHERE year = $year)::int AS count, count(*) FILTER (WHERE year = $year - 1)::int AS before, sum(flags)::int AS flags
  FROM weighed CROSS JOIN unnest(ministries) AS ministry GROUP BY ministry
), named AS (
  SELECT ministry, count(*) FILTER (WHERE leads)::int AS lead, count(*) FILTER (WHERE NOT leads)::int AS related FROM (
    SELECT unnest(s.lead) AS ministry, true AS leads FROM improve.public_section s UNION ALL SELECT unnest(s.related), false FROM improve.public_section s) t GROUP BY ministry
)
SELECT ministry, coalesce(o.count, 0) AS count, coalesce(o.before, 0) AS before, coalesce(n.lead, 0) AS lead, coalesce(n.related, 0) AS related, coalesce(o.flags, 0) AS flags
FROM own o FULL JOIN named n USING (ministry) ORDER BY count DESC, lead DESC, ministry;

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
WITH counted AS (
  SELECT section, jsonb_object_agg(ministry, count) AS counts FROM (
    SELECT m.section, ministry, count(*) AS count FROM improve.public_measure m CROSS JOIN unnest(m.ministries) AS ministry WHERE m.year = $year GROUP BY m.section, ministry) t GROUP BY section
)
SELECT s.section, s.depth, s.title, s.title_en, s.lead, s.related, s.offices, coalesce(c.counts, '{}') AS counts
FROM improve.public_section s LEFT JOIN counted c USING (section) ORDER BY s.position;

-- BLOCK infrastructure
SELECT id, year, actor, policy, item, plan, result, page, line FROM improve.public_infrastructure_measure ORDER BY year DESC, position;
