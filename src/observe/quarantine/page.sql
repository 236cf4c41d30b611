-- BLOCK list
-- Newest first. By key, so that page 2,000 is as quick as the first.
SELECT r.id, r.batch_id, r.line, r.field, r.reason, left(r.content, 400) AS content, r.state, r.created_at, b.feed_id, b.name
FROM observe.quarantine r JOIN observe.batch b ON b.id = r.batch_id
WHERE ($state::text IS NULL OR r.state = $state)
  AND ($cause::text IS NULL OR r.cause = $cause)
  AND ($report::uuid IS NULL OR r.batch_id = $report::uuid)
  AND ($feed::text IS NULL OR b.feed_id = $feed)
  AND ($after_at::timestamptz IS NULL OR (r.created_at, r.id) < ($after_at::timestamptz, $after_id::uuid))
ORDER BY r.created_at DESC, r.id DESC
LIMIT $limit;

-- BLOCK causes
SELECT cause, count(*) AS count FROM observe.quarantine WHERE state = 'waiting' GROUP BY cause ORDER BY count DESC, cause LIMIT 60;

-- BLOCK feeds
SELECT id, name FROM observe.feed ORDER BY name LIMIT 500;

-- BLOCK one
SELECT r.id, r.batch_id, r.line, r.field, r.reason, r.content, r.state, r.created_at, r.replay_batch_id, r.settled_at, r.note,
  b.feed_id, b.name, b.received_at, f.name AS feed_name
FROM observe.quarantine r JOIN observe.batch b ON b.id = r.batch_id JOIN observe.feed f ON f.id = b.feed_id
WHERE r.id = $id;

-- BLOCK neighbour
-- The next row that waits in the same report, so that one after the other can be put right.
SELECT id FROM observe.quarantine WHERE batch_id = $report AND state = 'waiting' AND (line, id) > ($line, $id) ORDER BY line, id LIMIT 1;

-- BLOCK waiting_reports
-- Reports with rows that wait, oldest first, for replaying what a corrected mapping can read.
SELECT r.batch_id, count(*) AS count
FROM observe.quarantine r JOIN observe.batch b ON b.id = r.batch_id
WHERE r.state = 'waiting' AND ($cause::text IS NULL OR r.cause = $cause) AND ($report::uuid IS NULL OR r.batch_id = $report::uuid) AND ($feed::text IS NULL OR b.feed_id = $feed)
GROUP BY r.batch_id ORDER BY r.batch_id LIMIT $limit;

-- BLOCK waiting_rows
SELECT id, content FROM observe.quarantine
WHERE batch_id = $report AND state = 'waiting' AND ($cause::text IS NULL OR cause = $cause) ORDER BY line, id LIMIT $limit;

-- BLOCK batch
SELECT id, feed_id, name, received_at, platform.new_id() AS new_id FROM observe.batch WHERE id = $report;

-- BLOCK add_batch
INSERT INTO observe.batch (id, feed_id, digest, name, bytes, origin, received_at) VALUES ($id, $feed, $digest, $name, $bytes, 'replay', $now)
ON CONFLICT (feed_id, digest) DO NOTHING RETURNING id;

-- BLOCK mark_replayed
WITH gone AS (
  UPDATE observe.quarantine SET state = 'replayed', replay_batch_id = $replay, settled_at = $now::timestamptz
  WHERE id = ANY ($ids::uuid[]) AND state = 'waiting' RETURNING id, batch_id, line
), told AS (
  INSERT INTO platform.fact (at, kind, subject, actor, data)
  SELECT $now::timestamptz, 'row.replayed', 'row:' || id, $actor, jsonb_build_object('batch', batch_id, 'line', line, 'replay', $replay::uuid, 'edited', $edited::jsonb) FROM gone
)
SELECT count(*) AS count FROM gone;

-- BLOCK drop
UPDATE observe.quarantine SET state = 'dropped', note = $note, settled_at = $now WHERE id = $id AND state = 'waiting' RETURNING batch_id, line;

-- BLOCK put_back
UPDATE observe.quarantine SET state = 'waiting', note = '', settled_at = NULL WHERE id = $id AND state = 'dropped' RETURNING batch_id, line;
