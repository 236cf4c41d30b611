-- BLOCK take
-- One worker stores a report. `attempts` above one means that an earlier try may have left rows behind.
UPDATE observe.batch SET state = 'storing', attempts = attempts + 1 WHERE id = $batch AND state IN ('received', 'storing')
RETURNING id, feed_id, name, bytes, attempts, received_at, origin;

-- BLOCK mapping_of
SELECT id, mapping, handling FROM observe.feed WHERE id = $feed;

-- BLOCK refuse
UPDATE observe.batch SET state = 'refused', report = $report::jsonb, stored_at = $now WHERE id = $batch AND state = 'storing' AND attempts = $attempts;

-- BLOCK stored
-- Only the try that took it last may say so: one that was thought dead and comes back late has counted rows that are gone.
UPDATE observe.batch SET state = 'stored', rows_read = $rows_read, rows_quarantined = $rows_quarantined, report = $report::jsonb,
  observed_from = $observed_from, observed_until = $observed_until, stored_at = $now
WHERE id = $batch AND state = 'storing' AND attempts = $attempts;

-- BLOCK clear_quarantine
DELETE FROM observe.quarantine WHERE batch_id = $batch;

-- BLOCK quarantine
INSERT INTO observe.quarantine (batch_id, line, field, reason, content, created_at)
SELECT $batch, q.line, q.field, q.reason, left(q.content, 65536), $now FROM jsonb_to_recordset($rows::jsonb) AS q (line bigint, field text, reason text, content text);

-- BLOCK novelty
INSERT INTO observe.novelty (feed_id, what, name, seen_at) SELECT $feed, n.what, left(n.name, 200), $now FROM jsonb_to_recordset($rows::jsonb) AS n (what text, name text)
ON CONFLICT DO NOTHING RETURNING what, name;

-- BLOCK applied
UPDATE observe.batch SET state = 'applied', applied_at = $now WHERE id = $batch AND state = 'stored';

-- BLOCK batch_of
SELECT id, feed_id, name, origin, state, rows_read, rows_quarantined, received_at FROM observe.batch WHERE id = $batch;

-- BLOCK feed_state
SELECT state FROM observe.feed WHERE id = $feed;

-- BLOCK silent_count
SELECT count(*) AS count FROM observe.feed WHERE silent_since IS NOT NULL AND state = 'active';
