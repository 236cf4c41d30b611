-- BLOCK sensors
SELECT id, name, prefixes, addresses, state, counted_until, last_seen_at, silent_since, started_at FROM observe.sensor ORDER BY name;

-- BLOCK active
SELECT id, name, prefixes, addresses, counted_until, started_at FROM observe.sensor WHERE state = 'active' ORDER BY name;

-- BLOCK add
INSERT INTO observe.sensor (name, prefixes, addresses, started_at) VALUES ($name, $prefixes::text[], $addresses, $now) ON CONFLICT (name) DO NOTHING RETURNING id;

-- BLOCK overlaps
-- An address is counted once: neither two lines of one sensor nor two sensors may hold it.
SELECT 1 AS found FROM observe.sensor s, unnest(s.prefixes) AS a (prefix), unnest($prefixes::text[]) AS b (prefix)
WHERE s.state = 'active' AND s.id IS DISTINCT FROM $id::uuid AND a.prefix::inet && b.prefix::inet
UNION ALL SELECT 1 FROM unnest($prefixes::text[]) WITH ORDINALITY AS a (prefix, n), unnest($prefixes::text[]) WITH ORDINALITY AS b (prefix, n)
WHERE a.n < b.n AND a.prefix::inet && b.prefix::inet LIMIT 1;

-- BLOCK change
UPDATE observe.sensor SET prefixes = $prefixes::text[], addresses = $addresses WHERE id = $id AND prefixes <> $prefixes::text[] RETURNING id;

-- BLOCK size
INSERT INTO observe.sensor_size (sensor_id, from_at, addresses) VALUES ($id, $now, $addresses) ON CONFLICT (sensor_id, from_at) DO UPDATE SET addresses = excluded.addresses;

-- BLOCK size_before
-- A capture older than the register shows that the sensor was there already, as far as we know of its first size.
INSERT INTO observe.sensor_size (sensor_id, from_at, addresses)
SELECT DISTINCT ON (s.id) s.id, $at::timestamptz, z.addresses FROM observe.sensor s JOIN observe.sensor_size z ON z.sensor_id = s.id
WHERE s.name = ANY ($names::text[]) AND NOT EXISTS (SELECT 1 FROM observe.sensor_size o WHERE o.sensor_id = s.id AND o.from_at <= $at::timestamptz)
ORDER BY s.id, z.from_at;

-- BLOCK put_break
INSERT INTO observe.series_break (series, at, ja, en) VALUES ($series, $at, $ja, $en) ON CONFLICT (series, at) DO UPDATE SET ja = excluded.ja, en = excluded.en;

-- BLOCK end
UPDATE observe.sensor SET state = 'ended', silent_since = NULL WHERE id = $id AND state = 'active' RETURNING name;

-- BLOCK counted
UPDATE observe.sensor SET counted_until = $until, last_seen_at = CASE WHEN $packets::bigint > 0 THEN $until::timestamptz ELSE last_seen_at END,
  silent_since = CASE WHEN $packets::bigint > 0 THEN NULL ELSE silent_since END WHERE id = $id;

-- BLOCK heard
UPDATE observe.sensor SET last_seen_at = greatest(last_seen_at, $at), silent_since = NULL WHERE name = ANY ($names::text[]);

-- BLOCK fall_silent
UPDATE observe.sensor SET silent_since = $now WHERE state = 'active' AND silent_since IS NULL
  AND coalesce(last_seen_at, started_at) < $now::timestamptz - interval '26 hours' RETURNING id, name, last_seen_at;

-- BLOCK breaks
SELECT series, at, ja, en FROM observe.series_break WHERE series = $series ORDER BY at;

-- BLOCK sizes
SELECT s.name, z.from_at, z.addresses FROM observe.sensor_size z JOIN observe.sensor s ON s.id = z.sensor_id ORDER BY z.from_at;

-- BLOCK alarm
INSERT INTO observe.port_alarm (day, protocol, port, sources, packets, usual, raised_at) VALUES ($day::date, $protocol, $port, $sources, $packets, $usual, $now)
ON CONFLICT DO NOTHING RETURNING port;

-- BLOCK alarms
SELECT day, protocol, port, sources, packets, usual FROM observe.port_alarm WHERE day >= $since::date ORDER BY day DESC, sources DESC LIMIT 50;

-- BLOCK add_survey
INSERT INTO observe.survey_scanner (prefix, name, source, listed_at) VALUES ($prefix, $name, $source, $now) ON CONFLICT (prefix) DO NOTHING RETURNING prefix;

-- BLOCK surveys
SELECT prefix, name, source, listed_at FROM observe.survey_scanner ORDER BY listed_at DESC, prefix LIMIT 200;

-- BLOCK untold_day
INSERT INTO observe.darknet_day (day, told, told_at) VALUES ($day::date, $told, $now) ON CONFLICT DO NOTHING RETURNING day;

-- BLOCK publish
INSERT INTO observe.publication (name, made_at, data) VALUES ('darknet', $now, $data::jsonb) ON CONFLICT (name) DO UPDATE SET made_at = excluded.made_at, data = excluded.data;

-- BLOCK published
SELECT made_at, data FROM observe.public_publication WHERE name = 'darknet';

-- BLOCK claim_file
INSERT INTO observe.flow_file (digest, name, feed, taken_at) VALUES ($digest, $name, 'darknet', $now)
ON CONFLICT (digest) DO UPDATE SET state = 'reading' WHERE observe.flow_file.state <> 'stored' RETURNING xmax <> 0 AS again;

-- BLOCK finish_file
UPDATE observe.flow_file SET state = $state, format = 'pcap', rows = $rows, unread = $unread WHERE digest = $digest;
