-- BLOCK feed
INSERT INTO observe.feed (id, name, mapping, handling, created_at) VALUES ($id, $name, $mapping::jsonb, $handling, $now) ON CONFLICT (id) DO NOTHING;

-- BLOCK keep
INSERT INTO observe.own_report (feed_id, name, body, made_at) VALUES ($feed, $name, $body, $now) RETURNING id;

-- BLOCK unsent
SELECT id, feed_id, name, body FROM observe.own_report WHERE id = $id AND sent_at IS NULL AND taken_back IS NULL;

-- BLOCK sent
UPDATE observe.own_report SET sent_at = $now, batch_id = $batch, body = '' WHERE id = $id RETURNING taken_back;

-- BLOCK take_back
UPDATE observe.own_report SET taken_back = $because WHERE feed_id = $feed AND name = $name AND taken_back IS NULL RETURNING batch_id;
