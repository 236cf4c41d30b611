-- BLOCK allowed
SELECT id, organisation_id, address, subscriber_prefixes FROM observe.exporter WHERE state = 'active' AND address IS NOT NULL;

-- BLOCK start
INSERT INTO observe.collector (name, ports, receive_buffer, pseudonymises, started_at, heard_at, counters)
VALUES ($name, $ports::int[], $receive_buffer, $pseudonymises, $now, $now, '{}')
ON CONFLICT (name) DO UPDATE SET ports = excluded.ports, receive_buffer = excluded.receive_buffer, pseudonymises = excluded.pseudonymises,
  started_at = excluded.started_at, heard_at = excluded.heard_at, ended_at = NULL, counters = '{}';

-- BLOCK templates
SELECT templates FROM observe.collector WHERE name = $name;

-- BLOCK beat
UPDATE observe.collector SET heard_at = $now::timestamptz, counters = $counters::jsonb,
  templates = coalesce($templates::jsonb, templates), ended_at = CASE WHEN $ended::boolean THEN $now::timestamptz END WHERE name = $name;

-- BLOCK heard
-- What exporters did since the last look: sums for each source, hours for the drawing, and when they were heard last.
WITH news AS (
  SELECT e.id, e.organisation_id, n.* FROM jsonb_to_recordset($news::jsonb)
    AS n (address text, at timestamptz, datagrams bigint, flows bigint, lost bigint)
  JOIN observe.exporter e ON e.address = n.address
), hours AS (
  INSERT INTO observe.exporter_hour AS h (exporter_id, organisation_id, hour, datagrams, flows, lost)
  SELECT id, organisation_id, date_trunc('hour', at), datagrams, flows, lost FROM news
  ON CONFLICT (exporter_id, hour) DO UPDATE SET datagrams = h.datagrams + excluded.datagrams, flows = h.flows + excluded.flows, lost = h.lost + excluded.lost
)
UPDATE observe.exporter e SET last_seen_at = greatest(e.last_seen_at, news.at) FROM news WHERE news.id = e.id AND news.datagrams > 0;

-- BLOCK heard_sources
INSERT INTO observe.exporter_source AS s (exporter_id, organisation_id, version, source_id, templates, sampling, lost, late, duplicates, restarts, last_seen_at)
SELECT e.id, e.organisation_id, n.version, n.id, n.templates, n.sampling, n.lost, n.late, n.duplicates, n.restarts, n.at
FROM jsonb_to_recordset($news::jsonb) AS n (address text, at timestamptz, version int, id bigint, templates int, sampling int, lost bigint, late bigint, duplicates bigint, restarts bigint)
JOIN observe.exporter e ON e.address = n.address
ON CONFLICT (exporter_id, version, source_id) DO UPDATE SET templates = excluded.templates, sampling = excluded.sampling, lost = s.lost + excluded.lost,
  late = s.late + excluded.late, duplicates = s.duplicates + excluded.duplicates, restarts = s.restarts + excluded.restarts, last_seen_at = greatest(s.last_seen_at, excluded.last_seen_at);

-- BLOCK strangers
INSERT INTO observe.exporter_stranger AS s (address, datagrams, first_seen_at, last_seen_at)
SELECT n.address, n.datagrams, $now::timestamptz, $now::timestamptz FROM jsonb_to_recordset($news::jsonb) AS n (address text, datagrams bigint)
WHERE NOT EXISTS (SELECT FROM observe.exporter e WHERE e.address = n.address AND e.state = 'active')
ON CONFLICT (address) DO UPDATE SET datagrams = s.datagrams + excluded.datagrams, last_seen_at = excluded.last_seen_at;

-- BLOCK trim_strangers
DELETE FROM observe.exporter_stranger WHERE last_seen_at < $now::timestamptz - interval '7 days';

-- BLOCK fall_silent
UPDATE observe.exporter e SET silent_since = due.at
FROM (
  SELECT id, coalesce(greatest(last_seen_at, registered_at), registered_at) + make_interval(mins => silent_after_minutes) AS at
  FROM observe.exporter WHERE state = 'active' AND address IS NOT NULL AND silent_since IS NULL
) due
WHERE due.id = e.id AND due.at < $now
RETURNING e.id, e.organisation_id, e.name, e.last_seen_at, e.silent_after_minutes, e.silent_since;

-- BLOCK heard_again
UPDATE observe.exporter SET silent_since = NULL
WHERE silent_since IS NOT NULL AND (state <> 'active' OR last_seen_at >= silent_since)
RETURNING id, organisation_id, name, last_seen_at, state;

-- BLOCK owned_by
SELECT array_agg(address) FILTER (WHERE address IS NOT NULL) AS addresses, array_agg(feed) FILTER (WHERE feed IS NOT NULL) AS feeds
FROM observe.exporter WHERE organisation_id = ANY ($organisations::uuid[]);

-- BLOCK hold_file
-- One import of a file at a time; the second waits and then sees what became of the first.
SELECT pg_advisory_xact_lock(hashtext('observe.flow-file'), hashtext($digest));

-- BLOCK try_hold_file
SELECT pg_try_advisory_xact_lock(hashtext('observe.flow-file'), hashtext($digest)) AS held;

-- BLOCK file
SELECT state FROM observe.flow_file WHERE digest = $digest;

-- BLOCK unfinished
-- Logs of bodies come by HTTP, many at once, and hold no lock: an hour is longer than any of them takes.
SELECT digest FROM observe.flow_file WHERE state = 'reading' AND (feed <> 'logs' OR taken_at < $now::timestamptz - interval '1 hour');

-- BLOCK claim_file
INSERT INTO observe.flow_file (digest, name, feed, taken_at) VALUES ($digest, $name, $feed, $now)
ON CONFLICT (digest) DO UPDATE SET state = 'reading', name = excluded.name, feed = excluded.feed, taken_at = excluded.taken_at;

-- BLOCK finish_file
UPDATE observe.flow_file SET state = $state, format = $format, rows = $rows, unread = $unread WHERE digest = $digest;

-- BLOCK source_for_feed
INSERT INTO observe.exporter (name, feed) VALUES ($feed, $feed) ON CONFLICT (feed) DO NOTHING;

-- BLOCK hide_feed
INSERT INTO observe.exporter AS e (name, feed, subscriber_prefixes) VALUES ($feed, $feed, $prefixes::text[])
ON CONFLICT (feed) DO UPDATE SET subscriber_prefixes = ARRAY(SELECT DISTINCT unnest(e.subscriber_prefixes || excluded.subscriber_prefixes) ORDER BY 1);

-- BLOCK hidden
SELECT feed IS NOT DISTINCT FROM $feed AS own, subscriber_prefixes AS prefixes FROM observe.exporter WHERE cardinality(subscriber_prefixes) > 0;

-- BLOCK seen_feed
UPDATE observe.exporter SET last_seen_at = $now WHERE feed = $feed;

-- BLOCK retention
SELECT table_name, days FROM observe.retention ORDER BY table_name;

-- BLOCK trim_few
-- Attempts that never became an event go with their logs; the days keep how many there were.
DELETE FROM observe.event WHERE state = 'few' AND last_at < $until;
