-- BLOCK count
SELECT count(*)::int AS count FROM improve.public_initiative;

-- BLOCK one
SELECT id, name, name_en, operators, sector, methods, audiences, audience_basis, region, prefectures, cost, cost_note, how_to_join, what, what_en, url,
  link_state, link_reason, link_checked_at, link_broken_since, sources, origin, published_at, changed_at
FROM improve.public_initiative WHERE id = $id;

-- BLOCK some
SELECT id, name, name_en, operators, sector, methods, audiences, region, prefectures, cost, cost_note, how_to_join, what, what_en, url, published_at, changed_at
FROM improve.public_initiative WHERE id = ANY ($ids::text[]);

-- BLOCK list
SELECT id, name, name_en, operators, sector, methods, audiences, region, prefectures, cost, cost_note, how_to_join, what, what_en, url, published_at, changed_at
FROM improve.public_initiative
WHERE ($audience::text IS NULL OR audiences @> ARRAY[$audience::text]) AND ($method::text IS NULL OR methods @> ARRAY[$method::text])
  AND ($sector::text IS NULL OR sector = $sector) AND ($cost::text IS NULL OR cost = $cost)
  AND ($prefecture::text IS NULL OR prefectures @> ARRAY[$prefecture::text])
  AND ($after::text IS NULL OR (name, id) > (SELECT a.name, a.id FROM improve.public_initiative a WHERE a.id = $after))
ORDER BY name, id LIMIT $limit;

-- BLOCK list_count
SELECT count(*)::int AS count FROM improve.public_initiative
WHERE ($audience::text IS NULL OR audiences @> ARRAY[$audience::text]) AND ($method::text IS NULL OR methods @> ARRAY[$method::text])
  AND ($sector::text IS NULL OR sector = $sector) AND ($cost::text IS NULL OR cost = $cost)
  AND ($prefecture::text IS NULL OR prefectures @> ARRAY[$prefecture::text]);

-- BLOCK cells
SELECT audience, method, count FROM improve.public_map_cell;

-- BLOCK places
SELECT c.audience, c.method, p.initiative_id AS id, p.name, p.name_en, p.sector
FROM unnest($audiences::text[]) AS c1 (audience) CROSS JOIN unnest($methods::text[]) AS c2 (method)
CROSS JOIN LATERAL (SELECT c1.audience, c2.method) AS c
CROSS JOIN LATERAL (
  SELECT initiative_id, name, name_en, sector FROM improve.public_initiative_place x
  WHERE x.audience = c.audience AND x.method = c.method ORDER BY name, initiative_id LIMIT $each
) AS p;

-- BLOCK all_places
SELECT i.id, i.name, i.name_en, i.operators, i.sector, i.methods, i.audiences, i.region, i.cost, i.url FROM improve.public_initiative i ORDER BY i.name, i.id;

-- BLOCK fitting
SELECT id, name, name_en, operators, sector, methods, audiences, region, prefectures, cost, cost_note, how_to_join, what, what_en, url, published_at, changed_at,
  ($prefecture::text IS NOT NULL AND prefectures @> ARRAY[$prefecture::text]) AS fits_prefecture,
  (count(*) OVER ())::int AS total
FROM improve.public_initiative
WHERE audiences @> ARRAY[$audience::text] AND methods @> ARRAY[$method::text]
  AND ($prefecture::text IS NULL OR prefectures = '{}' OR prefectures @> ARRAY[$prefecture::text])
ORDER BY ($prefecture::text IS NOT NULL AND prefectures @> ARRAY[$prefecture::text]) DESC, (cost = 'free') DESC, cardinality(audiences), name, id LIMIT 30;

-- BLOCK newest
SELECT id, name, name_en, operators, sector, methods, audiences, region, prefectures, cost, cost_note, how_to_join, what, what_en, url, published_at, changed_at
FROM improve.public_initiative WHERE ($audience::text IS NULL OR audiences @> ARRAY[$audience::text]) ORDER BY published_at DESC, id LIMIT $limit;

-- BLOCK contents
SELECT id, name, kind, licence, url, taken FROM improve.public_content WHERE initiative_id = $id ORDER BY added_at, id;

-- BLOCK practices
SELECT title, body, whose FROM improve.public_practice WHERE initiative_id = $id ORDER BY added_at, id;

-- BLOCK content
SELECT id, url FROM improve.public_content WHERE id = $id;

-- BLOCK taken
UPDATE improve.content SET taken = taken + 1 WHERE id = $id;
