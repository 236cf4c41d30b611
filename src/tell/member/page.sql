-- BLOCK inbox
-- Organisation by organisation, so that each reads its fifty newest from the index instead of sorting all it ever got.
-- A digest of one thing is called by it.
SELECT n.id, n.organisation_id, coalesce(nullif(n.kind, ''), CASE WHEN n.finding_count = 1 THEN (
    SELECT f.kind FROM tell.notice_finding nf JOIN tell.finding f ON f.id = nf.finding_id WHERE nf.notice_id = n.id LIMIT 1
  ) END, '') AS kind, n.manner, n.severity, n.finding_count, n.created_at, n.opened_at, n.confirmed_at, n.answer, n.urgent
FROM unnest($organisations::uuid[]) AS mine (id) CROSS JOIN LATERAL (
  SELECT * FROM tell.notice WHERE organisation_id = mine.id AND state <> 'withdrawn' AND to_organisation_id IS NULL
  ORDER BY created_at DESC, id LIMIT 50
) n
ORDER BY n.created_at DESC, n.id LIMIT 50;

-- BLOCK unfixed
-- The most severe, and of these what was found last.
SELECT f.id, f.kind, f.asset, f.severity, f.state, f.last_seen_at, f.via
FROM unnest($organisations::uuid[]) AS mine (id) CROSS JOIN LATERAL (
  SELECT * FROM tell.finding WHERE organisation_id = mine.id AND state IN ('open', 'notified', 'acknowledged', 'reopened') AND severity > 1
  ORDER BY severity DESC, id DESC LIMIT 20
) f
ORDER BY f.severity DESC, f.id DESC LIMIT 20;

-- BLOCK trend
-- Open at the end of each of thirty days: those open before the first day, one more for each that opened, one less for each that
-- closed. Both dates stand in one index, which is read once.
WITH days AS (
  SELECT day::date AS day FROM generate_series($until::date - 29, $until::date, interval '1 day') AS day
), mine AS MATERIALIZED (
  SELECT opened_at, closed_at FROM tell.finding WHERE organisation_id = ANY ($organisations::uuid[])
), before AS (
  SELECT count(*) AS count FROM mine WHERE opened_at < $until::date - 29 AND (closed_at IS NULL OR closed_at >= $until::date - 29)
), changes AS (
  SELECT day, sum(by) AS by FROM (
    SELECT opened_at::date AS day, count(*) AS by FROM mine WHERE opened_at >= $until::date - 29 GROUP BY 1
    UNION ALL
    SELECT closed_at::date, -count(*) FROM mine WHERE closed_at >= $until::date - 29 GROUP BY 1
  ) each GROUP BY day
)
SELECT to_char(day, 'YYYY-MM-DD') AS day, ((SELECT count FROM before) + sum(coalesce(by, 0)) OVER (ORDER BY day))::bigint AS open_count
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
