-- BLOCK list
SELECT id, initiative_id, name, name_en, operator, starts_at, ends_at, status, is_online, prefecture, place, audiences, cost, what, url, attended, sequence, created_at, changed_at
FROM improve.public_event
WHERE ($from_at::timestamptz IS NULL OR ends_at >= $from_at) AND ($to_at::timestamptz IS NULL OR starts_at < $to_at)
  AND ($prefecture::text IS NULL OR prefecture = $prefecture) AND ($is_online::boolean IS NULL OR is_online = $is_online) AND ($status::text IS NULL OR status = $status)
  AND ($audience::text IS NULL OR audiences @> ARRAY[$audience::text] OR audiences = '{}') AND ($initiative::text IS NULL OR initiative_id = $initiative)
  AND ($after::text IS NULL OR (starts_at, id) > (SELECT a.starts_at, a.id FROM improve.public_event a WHERE a.id = $after))
ORDER BY starts_at, id LIMIT $limit;

-- BLOCK count
SELECT count(*)::int AS count FROM improve.public_event
WHERE ($from_at::timestamptz IS NULL OR ends_at >= $from_at) AND ($to_at::timestamptz IS NULL OR starts_at < $to_at)
  AND ($prefecture::text IS NULL OR prefecture = $prefecture) AND ($is_online::boolean IS NULL OR is_online = $is_online) AND ($status::text IS NULL OR status = $status)
  AND ($audience::text IS NULL OR audiences @> ARRAY[$audience::text] OR audiences = '{}') AND ($initiative::text IS NULL OR initiative_id = $initiative);

-- BLOCK one
SELECT id, initiative_id, name, name_en, operator, starts_at, ends_at, status, is_online, prefecture, place, audiences, cost, what, url, attended, sequence, created_at, changed_at,
  (SELECT i.name FROM improve.public_initiative i WHERE i.id = initiative_id) AS initiative_name
FROM improve.public_event WHERE id = $id;

-- BLOCK span
SELECT status, is_online, prefecture, count(*)::int AS count FROM improve.public_event
WHERE ends_at >= $from_at AND starts_at < $to_at GROUP BY status, is_online, prefecture;

-- BLOCK save
INSERT INTO improve.event (id, initiative_id, name, name_en, operator, starts_at, ends_at, status, is_online, prefecture, place, audiences, cost, what, url, attended, state, organisation_name, created_at, changed_at, changed_by)
VALUES ($id, $initiative_id, $name, $name_en, $operator, $starts_at, $ends_at, $status, $is_online, $prefecture, $place, $audiences, $cost, $what, $url, $attended, $state, $organisation_name, $now, $now, $actor)
ON CONFLICT (id) DO UPDATE SET initiative_id = excluded.initiative_id, name = excluded.name, name_en = excluded.name_en, operator = excluded.operator, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
  status = excluded.status, is_online = excluded.is_online, prefecture = excluded.prefecture, place = excluded.place, audiences = excluded.audiences, cost = excluded.cost, what = excluded.what,
  url = excluded.url, attended = excluded.attended, state = excluded.state, sequence = event.sequence + 1, changed_at = excluded.changed_at, changed_by = excluded.changed_by;

-- BLOCK edited
SELECT id, initiative_id, name, name_en, operator, starts_at, ends_at, status, is_online, prefecture, place, audiences, cost, what, url, attended, sequence, state, organisation_name, created_at, changed_at FROM improve.event WHERE id = $id;

-- BLOCK newest
SELECT id, name, operator, starts_at, status, state FROM improve.event ORDER BY starts_at DESC, id LIMIT 100;

-- BLOCK initiative_there
SELECT id FROM improve.initiative WHERE id = $id;

-- BLOCK entries
SELECT id, name, name_en, operator, prefecture, place, is_online, what, starts_at FROM improve.event WHERE state = 'published' AND ($ids::text[] IS NULL OR id = ANY ($ids::text[]));
