-- BLOCK list
SELECT e.id, e.organisation_id, e.name, e.address, e.feed, e.subscriber_prefixes, e.silent_after_minutes, e.state, e.last_seen_at, e.silent_since, e.registered_at
FROM observe.exporter e ORDER BY e.silent_since IS NULL, e.name, e.id LIMIT 2000;

-- BLOCK one
SELECT e.id, e.organisation_id, e.name, e.address, e.feed, e.subscriber_prefixes, e.silent_after_minutes, e.state, e.last_seen_at, e.silent_since, e.registered_at
FROM observe.exporter e WHERE e.id = $id;

-- BLOCK hours
-- NetFlow v9 and sFlow number their datagrams, the others their flows: what is lost is counted in flows, as many as the hour's datagrams held.
SELECT exporter_id, hour, datagrams, flows,
  CASE WHEN datagrams > 0 AND exporter_id IN (SELECT exporter_id FROM observe.exporter_source GROUP BY 1 HAVING bool_and(version IN (9, 105)))
    THEN round(lost * flows / datagrams::numeric)::bigint ELSE lost END AS lost
FROM observe.exporter_hour
WHERE hour >= $since AND ($exporter::uuid IS NULL OR exporter_id = $exporter) ORDER BY hour;

-- BLOCK sources
SELECT version, source_id, templates, sampling, lost, late, duplicates, restarts, last_seen_at FROM observe.exporter_source
WHERE exporter_id = $exporter ORDER BY version, source_id;

-- BLOCK file_rows
-- The hub's: what stands in files nobody but the hub took in.
SELECT feed, sum(rows)::bigint AS rows FROM observe.flow_file WHERE state = 'stored' GROUP BY feed;

-- BLOCK files
SELECT name, format, rows, unread, state, taken_at FROM observe.flow_file WHERE feed = $feed ORDER BY taken_at DESC, digest LIMIT 200;

-- BLOCK strangers
SELECT address, datagrams, first_seen_at, last_seen_at FROM observe.exporter_stranger ORDER BY last_seen_at DESC, address LIMIT 20;

-- BLOCK collectors
SELECT name, ports, receive_buffer, pseudonymises, started_at, heard_at, ended_at, counters FROM observe.collector ORDER BY heard_at DESC;

-- BLOCK retention
SELECT table_name, days FROM observe.retention ORDER BY table_name;

-- BLOCK keep_days
UPDATE observe.retention SET days = $days, changed_at = $now WHERE table_name = $table AND days <> $days;

-- BLOCK add
INSERT INTO observe.exporter (organisation_id, name, address, subscriber_prefixes, silent_after_minutes, registered_at)
VALUES ($organisation, $name, $address, $prefixes::text[], $minutes, $now) ON CONFLICT (address) DO NOTHING RETURNING id;

-- BLOCK forget_stranger
DELETE FROM observe.exporter_stranger WHERE address = $address;

-- BLOCK change
UPDATE observe.exporter SET organisation_id = $organisation, name = $name, subscriber_prefixes = $prefixes::text[], silent_after_minutes = $minutes WHERE id = $id;

-- BLOCK change_owner
WITH sources AS (UPDATE observe.exporter_source SET organisation_id = $organisation WHERE exporter_id = $id)
UPDATE observe.exporter_hour SET organisation_id = $organisation WHERE exporter_id = $id;

-- BLOCK set_state
UPDATE observe.exporter SET state = $state::text, silent_since = NULL, registered_at = CASE WHEN $state::text = 'active' THEN $now::timestamptz ELSE registered_at END WHERE id = $id AND state <> $state::text RETURNING organisation_id;
