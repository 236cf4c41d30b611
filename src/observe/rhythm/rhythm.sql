-- BLOCK fall_silent
-- Active feeds whose report is overdue and which are not known to be silent yet. One that never sent anything counts from when
-- it was switched on.
UPDATE observe.feed f SET silent_since = due.at
FROM (
  SELECT id, coalesce(greatest(last_batch_at, active_since), created_at) + make_interval(hours => expected_hours) AS at
  FROM observe.feed WHERE state = 'active' AND expected_hours IS NOT NULL AND silent_since IS NULL
) due
WHERE due.id = f.id AND due.at < $now
RETURNING f.id, f.name, f.last_batch_at, f.expected_hours, f.silent_since;

-- BLOCK open_silence
INSERT INTO observe.silence (feed_id, since, noticed_at) VALUES ($feed, $since, $now) ON CONFLICT (feed_id) WHERE ended_at IS NULL DO NOTHING;

-- BLOCK end_silences
-- Silences whose feed has been heard meanwhile (a report takes `silent_since` away) or was stopped. `heard` says which.
UPDATE observe.silence s SET ended_at = $now
FROM observe.feed f
WHERE f.id = s.feed_id AND s.ended_at IS NULL AND (f.silent_since IS NULL OR f.state <> 'active')
RETURNING s.feed_id, s.since, (f.state = 'active' AND f.last_batch_at >= s.noticed_at) AS heard, f.last_batch_at;

-- BLOCK silence_to_mail
SELECT s.id, s.since, s.feed_id, f.name, f.last_batch_at, f.expected_hours
FROM observe.silence s JOIN observe.feed f ON f.id = s.feed_id
WHERE s.feed_id = $feed AND s.ended_at IS NULL AND s.mailed_at IS NULL;

-- BLOCK mailed
UPDATE observe.silence SET mailed_at = $now WHERE id = $id;
