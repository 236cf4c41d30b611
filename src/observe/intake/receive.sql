-- BLOCK add_batch
-- The same bytes of one feed are one report, however often and by whatever way they come.
INSERT INTO observe.batch (id, feed_id, digest, name, bytes, origin, received_at)
VALUES ($id, $feed, $digest, $name, $bytes, $origin, $now)
ON CONFLICT (feed_id, digest) DO NOTHING
RETURNING id;

-- BLOCK same_batch
SELECT id, state FROM observe.batch WHERE feed_id = $feed AND digest = $digest;

-- BLOCK note_arrival
UPDATE observe.feed SET last_batch_at = $now, silent_since = NULL WHERE id = $feed;

-- BLOCK feed_by_token
SELECT id, state FROM observe.feed WHERE token_hash = $hash;

-- BLOCK feed_by_id
SELECT id, state, platform.new_id() AS batch_id FROM observe.feed WHERE id = $feed;
