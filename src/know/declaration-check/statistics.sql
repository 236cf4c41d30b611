-- BLOCK forget
DELETE FROM know.declaration_count;

-- BLOCK count
-- One reading of the declarations in force of organisations the hub vouches for (nobody can fill a cell with inventions around a
-- neighbour), counted along each dimension; then every cell there could be, empty ones too.
WITH held AS (
  SELECT d.stars, d.prefecture, d.trade, coalesce(d.size_band::text, '') AS size, to_char(d.made_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM') AS month
  FROM know.declaration d JOIN know.organisation o ON o.id = d.organisation_id
  WHERE d.is_current AND d.scheme = $scheme AND d.valid_until >= $now AND d.made_at <= $now AND o.state = 'active'
    AND (o.external_id IS NOT NULL OR o.number_proven_at IS NOT NULL OR EXISTS (SELECT FROM know.registration r WHERE r.organisation_id = o.id AND r.state = 'proven'))
), counted AS (
  SELECT CASE grouping(prefecture, trade, size, month) WHEN 7 THEN 'prefecture' WHEN 11 THEN 'trade' WHEN 13 THEN 'size' WHEN 14 THEN 'month' ELSE CASE WHEN grouping(stars) = 0 THEN 'star' ELSE 'total' END END AS dimension,
    CASE grouping(prefecture, trade, size, month) WHEN 7 THEN prefecture WHEN 11 THEN trade WHEN 13 THEN size WHEN 14 THEN month ELSE coalesce(stars::text, '') END AS value,
    CASE WHEN grouping(prefecture, trade, size, month) = 15 THEN 0 ELSE stars END AS stars, count(*)::int AS count
  FROM held GROUP BY GROUPING SETS ((), (stars), (stars, prefecture), (stars, trade), (stars, size), (stars, month))
), cell AS (
  SELECT t.dimension, t.value, s.stars FROM unnest($dimensions::text[], $values::text[]) AS t (dimension, value) CROSS JOIN unnest($stars::int[]) AS s (stars)
  UNION ALL SELECT 'star', s.stars::text, 0 FROM unnest($stars::int[]) AS s (stars)
  UNION ALL SELECT 'total', '', 0
)
INSERT INTO know.declaration_count (dimension, value, stars, count, counted_at)
SELECT c.dimension, c.value, c.stars, coalesce(n.count, 0), $now
FROM cell c LEFT JOIN counted n ON n.dimension = c.dimension AND n.value = c.value AND n.stars = c.stars;

-- BLOCK figures
SELECT dimension, value, stars, count, counted_at FROM know.public_declaration_figure ORDER BY dimension, value, stars;
