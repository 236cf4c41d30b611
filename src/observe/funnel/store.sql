-- BLOCK body
SELECT organisation_id, centre, centre_id, bundle_minutes, least_attempts, least_severity, since FROM observe.body WHERE organisation_id = $organisation;

-- BLOCK bodies
SELECT organisation_id, centre, centre_id, bundle_minutes, least_attempts, least_severity, since FROM observe.body ORDER BY centre, since, organisation_id;

-- BLOCK set_body
INSERT INTO observe.body AS b (organisation_id, centre, centre_id, bundle_minutes, least_attempts, least_severity, since)
VALUES ($organisation, $level, $centre::uuid, $bundle, $attempts, $severity, $now)
ON CONFLICT (organisation_id) DO UPDATE SET centre = excluded.centre, centre_id = excluded.centre_id, bundle_minutes = excluded.bundle_minutes, least_attempts = excluded.least_attempts, least_severity = excluded.least_severity;

-- BLOCK centres
SELECT organisation_id, level, upper_id, since FROM observe.centre ORDER BY upper_id IS NOT NULL, level, since, organisation_id;

-- BLOCK takes_part
SELECT 1 FROM (SELECT organisation_id FROM observe.body UNION ALL SELECT organisation_id FROM observe.centre) p WHERE organisation_id = ANY ($organisations::uuid[]) LIMIT 1;

-- BLOCK set_centre
-- Two levels and no more: what is above has nothing above itself, what gets something above has nothing below.
INSERT INTO observe.centre AS c (organisation_id, level, upper_id, since)
SELECT $organisation, $level, $upper::uuid, $now
WHERE $upper::uuid IS NULL OR ($upper::uuid <> $organisation AND EXISTS (SELECT 1 FROM observe.centre WHERE organisation_id = $upper::uuid AND upper_id IS NULL)
  AND NOT EXISTS (SELECT 1 FROM observe.centre WHERE upper_id = $organisation))
ON CONFLICT (organisation_id) DO UPDATE SET level = excluded.level, upper_id = excluded.upper_id RETURNING organisation_id;

-- BLOCK free_bodies
UPDATE observe.body SET centre_id = NULL WHERE centre_id = $centre;

-- BLOCK free_centres
UPDATE observe.centre SET upper_id = NULL WHERE upper_id = $centre;

-- BLOCK remove_centre
DELETE FROM observe.centre WHERE organisation_id = $centre RETURNING organisation_id;

-- BLOCK level_bodies
UPDATE observe.body SET centre = $level WHERE centre_id = $centre;

-- BLOCK put_token
UPDATE observe.body SET token_hash = $hash WHERE organisation_id = $organisation RETURNING organisation_id;

-- BLOCK by_token
SELECT organisation_id FROM observe.body WHERE token_hash = $hash;

-- BLOCK rules
SELECT id, organisation_id, signature, source, because, made_by, made_at, ended_at FROM observe.noise_rule
WHERE organisation_id = $organisation AND ($all::boolean OR ended_at IS NULL) ORDER BY ended_at IS NOT NULL, made_at DESC LIMIT 500;

-- BLOCK rule
SELECT id, organisation_id FROM observe.noise_rule WHERE id = $id;

-- BLOCK add_rule
INSERT INTO observe.noise_rule (organisation_id, signature, source, because, made_by, made_at) VALUES ($organisation, $signature, $source, $because, $actor, $now) RETURNING id;

-- BLOCK end_rule
UPDATE observe.noise_rule SET ended_at = $now WHERE id = $id AND ended_at IS NULL RETURNING id;

-- BLOCK claim_file
INSERT INTO observe.flow_file (digest, name, feed, taken_at) VALUES ($digest, $name, 'logs', $now)
ON CONFLICT (digest) DO UPDATE SET state = 'reading' WHERE observe.flow_file.state = 'unknown' RETURNING digest;

-- BLOCK finish_file
UPDATE observe.flow_file SET state = $state, format = 'logs', rows = $rows, unread = $unread WHERE digest = $digest;

-- BLOCK put_bundles
INSERT INTO observe.event AS e (organisation_id, signature, source, target, port, bucket, attempts, severity, first_at, last_at, method, state)
SELECT $organisation, n.signature, n.source, n.target, n.port, n.bucket, n.attempts, n.severity, n.first_at, n.last_at, $method,
  CASE WHEN n.attempts >= $least THEN 'open' ELSE 'few' END
FROM jsonb_to_recordset($bundles::jsonb) AS n (signature text, source text, target text, port int, bucket timestamptz, attempts bigint, severity int, first_at timestamptz, last_at timestamptz)
ON CONFLICT (organisation_id, signature, source, bucket) DO UPDATE SET attempts = e.attempts + excluded.attempts, severity = greatest(e.severity, excluded.severity),
  first_at = least(e.first_at, excluded.first_at), last_at = greatest(e.last_at, excluded.last_at),
  state = CASE WHEN e.state = 'few' AND e.attempts + excluded.attempts >= $least THEN 'open' ELSE e.state END
RETURNING state;

-- BLOCK count_events
-- Counted anew for whole days, so that a file that comes late or a decision changes nothing twice. Bundles only grow: the small ones go with their logs.
INSERT INTO observe.funnel_day AS d (organisation_id, day, method, bundles, events, decided, notices, false_positives)
SELECT organisation_id, (bucket AT TIME ZONE zone)::date, method, count(*), count(*) FILTER (WHERE state <> 'few'), count(*) FILTER (WHERE state NOT IN ('few', 'open')),
  count(*) FILTER (WHERE state = 'notice'), count(*) FILTER (WHERE state = 'false-positive')
FROM observe.event CROSS JOIN LATERAL (SELECT CASE WHEN method < 3 THEN 'UTC' ELSE 'Asia/Tokyo' END AS zone) z
WHERE organisation_id = $organisation AND last_at >= $first::timestamptz - interval '1 day'
  AND (bucket AT TIME ZONE zone)::date BETWEEN ($first::timestamptz AT TIME ZONE zone)::date AND ($last::timestamptz AT TIME ZONE zone)::date GROUP BY 1, 2, 3
ON CONFLICT (organisation_id, day, method) DO UPDATE SET bundles = greatest(d.bundles, excluded.bundles), events = excluded.events,
  decided = excluded.decided, notices = excluded.notices, false_positives = excluded.false_positives;

-- BLOCK put_days
INSERT INTO observe.funnel_day AS d (organisation_id, day, method, logs, noise, mitigated, below, attempts)
SELECT $organisation, n.day, $method, n.logs, n.noise, n.mitigated, n.below, n.attempts
FROM jsonb_to_recordset($days::jsonb) AS n (day date, logs bigint, noise bigint, mitigated bigint, below bigint, attempts bigint)
ON CONFLICT (organisation_id, day, method) DO UPDATE SET logs = d.logs + excluded.logs, noise = d.noise + excluded.noise,
  mitigated = d.mitigated + excluded.mitigated, below = d.below + excluded.below, attempts = d.attempts + excluded.attempts;

-- BLOCK days
SELECT organisation_id, to_char(day, 'YYYY-MM-DD') AS day, method, logs, noise, mitigated, below, bundles, events, decided, notices, false_positives
FROM observe.funnel_day WHERE day >= $since::date ORDER BY day, method;

-- BLOCK events
SELECT id, organisation_id, signature, source, target, port, attempts, severity, first_at, last_at, state FROM observe.event
WHERE state = $state AND ($after_at::timestamptz IS NULL OR (last_at, id) < ($after_at::timestamptz, $after_id::uuid)) ORDER BY last_at DESC, id DESC LIMIT $limit;

-- BLOCK event
SELECT id, organisation_id, signature, source, target, port, bucket, attempts, severity, first_at, last_at, state, decided_by, decided_at, because FROM observe.event WHERE id = $id;

-- BLOCK decide
UPDATE observe.event SET state = $state, decided_by = $actor, decided_at = $now, because = $because WHERE id = $id AND state = 'open' RETURNING id;
