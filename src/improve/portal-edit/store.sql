-- BLOCK save
INSERT INTO improve.initiative (id, name, name_en, operators, sector, methods, audiences, audience_basis, region, prefectures, cost, cost_note, how_to_join, what, what_en, url, sources,
  state, origin, organisation_name, published_at, changed_at, changed_by)
VALUES ($id, $name, $name_en, $operators, $sector, $methods, $audiences, $audience_basis, $region, $prefectures, $cost, $cost_note, $how_to_join, $what, $what_en, $url, $sources::jsonb,
  $state, $origin, $organisation_name, CASE WHEN $state::text = 'published' THEN $now::timestamptz END, $now, $actor)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, operators = excluded.operators, sector = excluded.sector, methods = excluded.methods,
  audiences = excluded.audiences, audience_basis = excluded.audience_basis, region = excluded.region, prefectures = excluded.prefectures, cost = excluded.cost, cost_note = excluded.cost_note,
  how_to_join = excluded.how_to_join, what = excluded.what, what_en = excluded.what_en,
  link_state = CASE WHEN initiative.url = excluded.url THEN initiative.link_state ELSE 'unchecked' END,
  link_checked_at = CASE WHEN initiative.url = excluded.url THEN initiative.link_checked_at END,
  link_broken_since = CASE WHEN initiative.url = excluded.url THEN initiative.link_broken_since END,
  url = excluded.url, sources = excluded.sources, state = excluded.state, published_at = coalesce(initiative.published_at, excluded.published_at), changed_at = excluded.changed_at, changed_by = excluded.changed_by;

-- BLOCK unplace
DELETE FROM improve.initiative_place WHERE initiative_id = ANY ($ids::text[]);

-- BLOCK place
INSERT INTO improve.initiative_place (audience, method, sector, initiative_id, name, name_en)
SELECT a, m, i.sector, i.id, i.name, i.name_en FROM improve.initiative i CROSS JOIN unnest(i.audiences) AS a CROSS JOIN unnest(i.methods) AS m
WHERE i.id = ANY ($ids::text[]) AND i.state = 'published';

-- BLOCK recount
INSERT INTO improve.map_cell (audience, method, count) SELECT audience, method, count(*) FROM improve.initiative_place GROUP BY audience, method
ON CONFLICT (audience, method) DO UPDATE SET count = excluded.count;

-- BLOCK uncount
DELETE FROM improve.map_cell c WHERE NOT EXISTS (SELECT FROM improve.initiative_place p WHERE p.audience = c.audience AND p.method = c.method);

-- BLOCK entries
SELECT i.id, i.name, i.name_en, i.operators, i.audiences, i.methods, i.prefectures, i.region, i.how_to_join, i.what, i.what_en,
  coalesce((SELECT string_agg(c.name, ' ' ORDER BY c.added_at) FROM improve.content c WHERE c.initiative_id = i.id), '') AS contents
FROM improve.initiative i WHERE i.state = 'published' AND ($ids::text[] IS NULL OR i.id = ANY ($ids::text[]));

-- BLOCK state
UPDATE improve.initiative SET state = $state, published_at = CASE WHEN $state::text = 'published' THEN coalesce(published_at, $now) ELSE published_at END, changed_at = $now, changed_by = $actor
WHERE id = $id AND state <> $state;

-- BLOCK one
SELECT id, name, name_en, operators, sector, methods, audiences, audience_basis, region, prefectures, cost, cost_note, how_to_join, what, what_en, url, sources, state, origin, organisation_name,
  link_state, link_reason, link_checked_at, link_broken_since, published_at, changed_at
FROM improve.initiative WHERE id = $id;

-- BLOCK there
SELECT id, changed_by FROM improve.initiative WHERE origin = 'document';

-- BLOCK list
SELECT id, name, operators, state, origin, link_state, link_broken_since, audience_basis, changed_at FROM improve.initiative
WHERE ($only::text IS NULL OR ($only = 'broken' AND link_state = 'broken') OR ($only = 'reading' AND audience_basis = 'reading') OR state = $only)
  AND ($after::text IS NULL OR (name, id) > (SELECT a.name, a.id FROM improve.initiative a WHERE a.id = $after))
ORDER BY name, id LIMIT $limit;

-- BLOCK counts
SELECT count(*) FILTER (WHERE state = 'published')::int AS published, count(*) FILTER (WHERE state = 'draft')::int AS drafts, count(*) FILTER (WHERE state = 'withdrawn')::int AS withdrawn,
  count(*) FILTER (WHERE link_state = 'broken' AND state = 'published')::int AS broken, count(*) FILTER (WHERE audience_basis = 'reading' AND state = 'published')::int AS reading,
  max(link_checked_at) AS checked_at FROM improve.initiative;

-- BLOCK add_content
INSERT INTO improve.content (initiative_id, name, kind, licence, url, added_at) VALUES ($initiative, $name, $kind, $licence, $url, $now);

-- BLOCK contents
SELECT id, name, kind, licence, url, taken FROM improve.content WHERE initiative_id = $id ORDER BY added_at, id;

-- BLOCK remove_content
DELETE FROM improve.content WHERE id = $content AND initiative_id = $initiative;

-- BLOCK add_practice
INSERT INTO improve.practice (initiative_id, title, body, whose, added_at) VALUES ($initiative, $title, $body, $whose, $now);

-- BLOCK practices
SELECT id, title, body, whose FROM improve.practice WHERE initiative_id = $id ORDER BY added_at, id;

-- BLOCK propose
INSERT INTO improve.proposal (organisation_id, kind, content, proposed_by, proposed_at) VALUES ($organisation, $kind, $content::jsonb, $person, $now);

-- BLOCK waiting_of
SELECT count(*)::int AS count FROM improve.proposal WHERE organisation_id = $organisation AND state = 'waiting';

-- BLOCK mine
SELECT id, organisation_id, kind, content, state, answer, published_as, proposed_at, decided_at FROM improve.proposal WHERE organisation_id = ANY ($organisations::uuid[]) ORDER BY proposed_at DESC LIMIT 50;

-- BLOCK waiting
SELECT id, organisation_id, kind, content, state, answer, published_as, proposed_at, decided_at FROM improve.proposal WHERE state = 'waiting' ORDER BY proposed_at LIMIT 100;

-- BLOCK proposal
SELECT id, organisation_id, kind, content, state, answer, published_as, proposed_at, decided_at FROM improve.proposal WHERE id = $id FOR UPDATE;

-- BLOCK decide
UPDATE improve.proposal SET state = $state, answer = $answer, published_as = $published_as, decided_by = $actor, decided_at = $now WHERE id = $id;
