-- BLOCK token
SELECT organisation_id FROM tell.api_token WHERE token_hash = $hash;

-- BLOCK is_provider
SELECT 1 AS yes FROM tell.finding WHERE organisation_id = $organisation AND via = 'provider' LIMIT 1;

-- BLOCK add_token
INSERT INTO tell.api_token (organisation_id, token_hash, created_at) VALUES ($organisation, $hash, $now);

-- BLOCK drop_tokens
DELETE FROM tell.api_token WHERE organisation_id = $organisation;

-- BLOCK list
SELECT f.id, f.asset, f.kind, f.key, f.severity, f.state, f.first_seen_at, f.last_seen_at, f.seen_count, f.as_number, f.sample, f.feed_id, f.organisation_id, f.told_at
FROM tell.finding f
WHERE f.organisation_id = $organisation AND f.state = ANY ($states::text[])
  AND ($after_at::timestamptz IS NULL OR (f.last_seen_at, f.id) < ($after_at, $after_id::uuid))
ORDER BY f.last_seen_at DESC, f.id DESC LIMIT $limit;


-- BLOCK report
-- One statement for a whole list: state and fact together. Ids of others count as absent.
WITH mine AS (
  SELECT id, state FROM tell.finding WHERE id = ANY ($ids::uuid[]) AND organisation_id = $organisation
    AND state IN ('open', 'notified', 'acknowledged', 'reopened', 'claimed-fixed') FOR UPDATE
), changed AS (
  UPDATE tell.finding f SET
    state = CASE WHEN $status = 'done' THEN 'claimed-fixed' WHEN f.state = 'claimed-fixed' THEN f.state ELSE 'acknowledged' END,
    claimed_at = CASE WHEN $status = 'done' THEN $now::timestamptz ELSE f.claimed_at END,
    answered_at = $now::timestamptz, next_step_at = NULL, updated_at = $now::timestamptz
  FROM mine WHERE f.id = mine.id
  RETURNING f.id, f.organisation_id, f.handling, mine.state AS was
)
INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, handling, data)
SELECT $now::timestamptz, CASE $status WHEN 'done' THEN 'finding.claimed-fixed' WHEN 'handed-on' THEN 'finding.handed-on' ELSE 'finding.unreachable' END,
  'finding:' || id, organisation_id, $actor, handling, jsonb_build_object('by', 'provider', 'from', was, 'status', $status::text)
FROM changed;

