-- BLOCK body
SELECT organisation_id, centre, bundle_minutes, least_attempts, least_severity, since FROM observe.body WHERE organisation_id = $organisation;

-- BLOCK bodies
SELECT organisation_id, centre, bundle_minutes, least_attempts, least_severity, since FROM observe.body ORDER BY centre, since;

-- BLOCK set_body
INSERT INTO observe.body AS b (organisation_id, centre, bundle_minutes, least_attempts, least_severity, since)
VALUES ($organisation, $centre, $bundle, $attempts, $severity, $now)
ON CONFLICT (organisation_id) DO UPDATE SET centre = excluded.centre, bundle_minutes = excluded.bundle_minutes, least_attempts = excluded.least_attempts, least_severity = excluded.least_severity;

-- BLOCK put_token
UPDATE observe.body SET token_hash = $hash WHERE organisation_id = $organisation;

-- BLOCK by_token
SELECT organisation_id FROM observe.body WHERE token_hash = $hash;

-- BLOCK rules
SELECT id, organisation_id, signature, source, because, made_by, made_at, ended_at FROM observe.noise_rule
WHERE organisation_id = $organisation AND ($all::boolean OR ended_at IS NULL) ORDER BY ended_at IS NOT NULL, made_at DESC LIMIT 500;

-- BLOCK add_rule
INSERT INTO observe.noise_rule (organisation_id, signature, source, because, made_by, made_at) VALUES ($organisation, $signature, $source, $because, $actor, $now) RETURNING id;

-- BLOCK end_rule
UPDATE observe.noise_rule SET ended_at = $now WHERE id = $id AND ended_at IS NULL RETURNING organisation_id;

-- BLOCK claim_file
INSERT INTO observe.flow_file (digest, name, feed, taken_at) VALUES ($digest, $name, 'logs', $now)
ON CONFLICT (digest) DO UPDATE SET state = 'reading' WHERE observe.flow_file.state = 'unknown' RETURNING digest;

-- BLOCK finish_file
UPDATE observe.flow_file SET state = $state, format = 'logs', rows = $rows, unread = $unread WHERE digest = $digest;

-- BLOCK put_events
INSERT INTO observe.event AS e (organisation_id, signature, source, target, port, bucket, attempts, severity, first_at, last_at)
SELECT $organisation, n.signature, n.source, n.target, n.port, n.bucket, n.attempts, n.severity, n.first_at, n.last_at
FROM jsonb_to_recordset($events::jsonb) AS n (signature text, source text, target text, port int, bucket timestamptz, attempts bigint, severity int, first_at timestamptz, last_at timestamptz)
ON CONFLICT (organisation_id, signature, source, bucket) DO UPDATE SET attempts = e.attempts + excluded.attempts, severity = greatest(e.severity, excluded.severity),
  first_at = least(e.first_at, excluded.first_at), last_at = greatest(e.last_at, excluded.last_at);

-- BLOCK put_days
INSERT INTO observe.funnel_day AS d (organisation_id, day, method, logs, noise, mitigated, below, attempts)
SELECT $organisation, n.day, $method, n.logs, n.noise, n.mitigated, n.below, n.attempts
FROM jsonb_to_recordset($days::jsonb) AS n (day date, logs bigint, noise bigint, mitigated bigint, below bigint, attempts bigint)
ON CONFLICT (organisation_id, day, method) DO UPDATE SET logs = d.logs + excluded.logs, noise = d.noise + excluded.noise,
  mitigated = d.mitigated + excluded.mitigated, below = d.below + excluded.below, attempts = d.attempts + excluded.attempts;

-- BLOCK funnel
SELECT d.organisation_id, sum(d.logs)::bigint AS logs, sum(d.noise)::bigint AS noise, sum(d.mitigated)::bigint AS mitigated, sum(d.below)::bigint AS below, sum(d.attempts)::bigint AS attempts,
  count(DISTINCT d.method)::int AS methods
FROM observe.funnel_day d WHERE d.day >= $since::date GROUP BY d.organisation_id;

-- BLOCK event_counts
SELECT organisation_id, count(*) AS events, count(*) FILTER (WHERE state <> 'open') AS decided, count(*) FILTER (WHERE state = 'notice') AS notices, count(*) FILTER (WHERE state = 'false-positive') AS false_positives
FROM observe.event WHERE last_at >= $since GROUP BY organisation_id;

-- BLOCK days
SELECT to_char(day, 'YYYY-MM-DD') AS day, method, sum(logs)::bigint AS logs, sum(attempts)::bigint AS attempts FROM observe.funnel_day WHERE day >= $since::date GROUP BY day, method ORDER BY day;

-- BLOCK events
SELECT id, organisation_id, signature, source, target, port, attempts, severity, first_at, last_at, state FROM observe.event
WHERE state = $state AND ($after_at::timestamptz IS NULL OR (last_at, id) < ($after_at::timestamptz, $after_id::uuid)) ORDER BY last_at DESC, id DESC LIMIT $limit;

-- BLOCK event
SELECT id, organisation_id, signature, source, target, port, attempts, severity, first_at, last_at, state, decided_by, decided_at, because FROM observe.event WHERE id = $id;

-- BLOCK decide
UPDATE observe.event SET state = $state, decided_by = $actor, decided_at = $now, because = $because WHERE id = $id AND state = 'open' RETURNING id;
