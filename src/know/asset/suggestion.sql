-- BLOCK applied
SELECT id, data FROM platform.fact WHERE subject = $subject AND kind = 'batch.applied' ORDER BY id DESC LIMIT 1;

-- BLOCK opened
-- The findings a report opened, newest first: their facts stand shortly before the one that says the report was applied.
SELECT id, at, organisation_id, data ->> 'kind' AS kind, data ->> 'asset' AS asset FROM platform.fact
WHERE kind = 'finding.opened' AND id < $before AND id > $floor AND organisation_id IS NOT NULL AND data ->> 'batch' = $batch
ORDER BY id DESC LIMIT $limit;

-- BLOCK proven_of
SELECT organisation_id, kind, value FROM know.registration WHERE organisation_id = ANY ($organisations::uuid[]) AND kind IN ('prefix', 'domain') AND state = 'proven';

-- BLOCK suggest
WITH incoming AS (
  SELECT * FROM unnest($organisations::uuid[], $places::text[], $seen::text[], $kinds::text[], $ats::timestamptz[]) AS s (organisation_id, place, seen_as, kind, at)
), made AS (
  INSERT INTO know.asset_suggestion AS s (organisation_id, place, seen_as, shown_by, first_seen_at, last_seen_at)
  SELECT i.organisation_id, i.place, i.seen_as, array_agg(DISTINCT i.kind), min(i.at), max(i.at)
  FROM incoming i JOIN know.organisation o ON o.id = i.organisation_id AND o.state = 'active'
  WHERE NOT EXISTS (SELECT FROM know.asset a WHERE a.organisation_id = i.organisation_id AND (i.place = ANY (a.addresses) OR i.place = ANY (a.domains)))
  GROUP BY i.organisation_id, i.place, i.seen_as
  ON CONFLICT (organisation_id, place, seen_as) DO UPDATE SET last_seen_at = greatest(s.last_seen_at, excluded.last_seen_at),
    shown_by = array(SELECT DISTINCT unnest(s.shown_by || excluded.shown_by)),
    -- Listed once, taken off the list since, and seen again: asked again.
    state = CASE WHEN s.state = 'taken' AND s.asset_id IS NULL THEN 'open' ELSE s.state END
  RETURNING id, organisation_id, place, seen_as, (xmax = 0) AS is_new
), said AS (
  INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, data)
  SELECT $now::timestamptz, 'asset-suggestion.made', 'asset-suggestion:' || id, organisation_id, 'job:know.suggest-assets', jsonb_build_object('place', place, 'seenAs', seen_as)
  FROM made WHERE is_new
)
SELECT count(*) FILTER (WHERE is_new) AS made FROM made;

-- BLOCK list
SELECT id, seen_as, place, shown_by, first_seen_at, last_seen_at, state, note, asset_id, decided_at FROM know.asset_suggestion
WHERE organisation_id = $organisation AND state = $state
  AND ($after_at::timestamptz IS NULL OR (last_seen_at, id) < ($after_at, $after_id::uuid))
ORDER BY last_seen_at DESC, id DESC LIMIT $limit;

-- BLOCK count_open
SELECT count(*) AS count FROM (SELECT FROM know.asset_suggestion WHERE organisation_id = $organisation AND state = 'open' LIMIT 1000) waiting;

-- BLOCK one
SELECT id, seen_as, place, shown_by, first_seen_at, last_seen_at, state, note, asset_id, decided_at FROM know.asset_suggestion
WHERE organisation_id = $organisation AND id = $id FOR UPDATE;

-- BLOCK decide
UPDATE know.asset_suggestion SET state = $state, note = $note, asset_id = $asset, decided_at = $now WHERE organisation_id = $organisation AND id = $id;
