-- BLOCK inbox
SELECT n.id, n.organisation_id, n.kind, n.manner, n.severity, n.finding_count, n.created_at, n.opened_at, n.confirmed_at, n.answer, n.urgent
FROM tell.notice n WHERE n.organisation_id = ANY ($organisations::uuid[]) AND n.state <> 'withdrawn' AND n.to_organisation_id IS NULL
ORDER BY n.created_at DESC, n.id LIMIT 50;

-- BLOCK unfixed
SELECT f.id, f.kind, f.asset, f.severity, f.state, f.last_seen_at FROM tell.finding f
WHERE f.organisation_id = ANY ($organisations::uuid[]) AND f.state IN ('open', 'notified', 'acknowledged', 'reopened') AND f.severity > 1
ORDER BY f.severity DESC, f.last_seen_at DESC LIMIT 20;

-- BLOCK trend
-- Open at the end of each of thirty days: every finding read once, adding one on the day it opened and taking it off on the
-- day it closed.
WITH days AS (
  SELECT day::date AS day FROM generate_series($until::date - 29, $until::date, interval '1 day') AS day
), changes AS (
  SELECT greatest(change.day, $until::date - 29) AS day, sum(change.by) AS by
  FROM tell.finding f, LATERAL (VALUES (f.opened_at::date, 1), (f.closed_at::date, -1)) AS change (day, by)
  WHERE f.organisation_id = ANY ($organisations::uuid[]) AND change.day IS NOT NULL
  GROUP BY 1
)
SELECT to_char(day, 'YYYY-MM-DD') AS day, (sum(coalesce(by, 0)) OVER (ORDER BY day))::bigint AS open_count
FROM days LEFT JOIN changes USING (day) ORDER BY day;

-- BLOCK preferences
SELECT severity, manner FROM tell.preference WHERE organisation_id = $organisation;

-- BLOCK save_preference
INSERT INTO tell.preference (organisation_id, severity, manner) VALUES ($organisation, $severity, $manner)
ON CONFLICT (organisation_id, severity) DO UPDATE SET manner = excluded.manner;

-- BLOCK webhook
SELECT url, failed_since FROM tell.webhook WHERE organisation_id = $organisation;

-- BLOCK save_webhook
INSERT INTO tell.webhook (organisation_id, url, secret, created_at) VALUES ($organisation, $url, $secret, $now)
ON CONFLICT (organisation_id) DO UPDATE SET url = excluded.url, secret = excluded.secret, failed_since = NULL;

-- BLOCK drop_webhook
DELETE FROM tell.webhook WHERE organisation_id = $organisation;

-- BLOCK save_subscription
INSERT INTO tell.subscription (organisation_id, token_hash, created_at) VALUES ($organisation, $hash, $now)
ON CONFLICT (organisation_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at;

-- BLOCK subscription
SELECT created_at FROM tell.subscription WHERE organisation_id = $organisation;

-- BLOCK by_token
SELECT organisation_id FROM tell.subscription WHERE token_hash = $hash;
