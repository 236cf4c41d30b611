-- BLOCK list
-- Feeds that need somebody first: silent ones, then active, paused and ended ones.
SELECT id, name, state, handling, expected_hours, last_batch_at, silent_since, created_at, mapping IS NOT NULL AS is_own
FROM observe.feed ORDER BY (silent_since IS NULL OR state <> 'active'), array_position(ARRAY['active', 'paused', 'ended'], state), name LIMIT 1000;

-- BLOCK names
SELECT id, name FROM observe.feed WHERE id = ANY ($ids::text[]);

-- BLOCK volumes
SELECT feed_id, ((received_at AT TIME ZONE 'Asia/Tokyo')::date)::text AS day, count(*) AS reports, sum(rows_read) AS rows, sum(rows_quarantined) AS aside
FROM observe.batch WHERE received_at >= $since AND ($feed::text IS NULL OR feed_id = $feed) GROUP BY 1, 2;

-- BLOCK waiting
SELECT b.feed_id, count(*) AS count FROM observe.quarantine r JOIN observe.batch b ON b.id = r.batch_id WHERE r.state = 'waiting' GROUP BY b.feed_id;

-- BLOCK waiting_of
SELECT count(*) AS count FROM observe.quarantine r JOIN observe.batch b ON b.id = r.batch_id WHERE r.state = 'waiting' AND b.feed_id = $feed;

-- BLOCK novelties
-- What nobody has looked at yet: told once, until somebody notes it.
SELECT n.feed_id, f.name AS feed_name, n.what, n.name, n.seen_at FROM observe.novelty n JOIN observe.feed f ON f.id = n.feed_id
WHERE n.noted_at IS NULL AND ($feed::text IS NULL OR n.feed_id = $feed) ORDER BY n.seen_at DESC, n.feed_id, n.what, n.name LIMIT 200;

-- BLOCK note
UPDATE observe.novelty SET noted_at = $now WHERE feed_id = $feed AND noted_at IS NULL AND ($name::text IS NULL OR (what = $what AND name = $name)) RETURNING what, name;

-- BLOCK one
SELECT f.id, f.name, f.state, f.handling, f.expected_hours, f.last_batch_at, f.silent_since, f.created_at, f.ended_at, f.mapping IS NOT NULL AS is_own,
  f.token_hash IS NOT NULL AS has_token, f.mapping, (SELECT max(v.version) FROM observe.mapping_version v WHERE v.feed_id = f.id) AS version
FROM observe.feed f WHERE f.id = $id;

-- BLOCK switch_on
INSERT INTO observe.feed (id, name, handling, expected_hours, created_at, active_since) VALUES ($id, $name, $handling, $hours, $now::timestamptz, $now::timestamptz)
ON CONFLICT (id) DO NOTHING RETURNING id;

-- BLOCK set_state
-- A silence ends when an operator stops the feed; resumed, its rhythm counts anew.
UPDATE observe.feed SET state = $state, silent_since = NULL,
  active_since = CASE WHEN $state = 'active' THEN $now::timestamptz ELSE active_since END,
  ended_at = CASE WHEN $state = 'ended' THEN $now::timestamptz END,
  token_hash = CASE WHEN $state = 'ended' THEN NULL ELSE token_hash END
WHERE id = $id AND state <> $state RETURNING id;

-- BLOCK set_rhythm
-- A silence by the old rhythm that is none by the new one ends.
UPDATE observe.feed SET expected_hours = $hours,
  silent_since = CASE WHEN coalesce(greatest(last_batch_at, active_since), created_at) + make_interval(hours => $hours::int) < $now::timestamptz THEN silent_since END
WHERE id = $id AND expected_hours IS DISTINCT FROM $hours::int RETURNING id;

-- BLOCK set_handling
UPDATE observe.feed SET handling = $handling WHERE id = $id AND handling <> $handling RETURNING id;

-- BLOCK set_token
UPDATE observe.feed SET token_hash = $hash WHERE id = $id AND state <> 'ended' RETURNING id;

-- BLOCK reports
SELECT id, name, origin, state, bytes, rows_read, rows_quarantined, report, received_at FROM observe.batch
WHERE feed_id = $feed AND ($state::text IS NULL OR state = $state) AND ($after_at::timestamptz IS NULL OR (received_at, id) < ($after_at::timestamptz, $after_id::uuid))
ORDER BY received_at DESC, id DESC LIMIT $limit;

-- BLOCK report
SELECT b.id, b.feed_id, f.name AS feed_name, b.name, b.origin, b.state, b.attempts, b.bytes, b.digest, b.rows_read, b.rows_quarantined, b.report,
  b.observed_from, b.observed_until, b.received_at, b.stored_at, b.applied_at,
  (SELECT count(*) FROM observe.quarantine r WHERE r.batch_id = b.id AND r.state = 'waiting') AS waiting,
  (SELECT r.batch_id FROM observe.quarantine r WHERE r.replay_batch_id = b.id LIMIT 1) AS replay_of
FROM observe.batch b JOIN observe.feed f ON f.id = b.feed_id WHERE b.id = $id;

-- BLOCK causes
SELECT cause, count(*) AS count FROM observe.quarantine WHERE batch_id = $id GROUP BY cause ORDER BY count DESC LIMIT 40;

-- BLOCK read_again
UPDATE observe.batch SET state = 'received' WHERE id = $id AND state = 'refused' RETURNING feed_id;
