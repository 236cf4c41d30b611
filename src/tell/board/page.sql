-- BLOCK board
SELECT kind, via, channel, wording, arm, max(severity) AS severity,
  sum(finding_count)::bigint AS finding_count, sum(told)::bigint AS told, sum(delivered)::bigint AS delivered, sum(confirmed)::bigint AS confirmed, sum(claimed)::bigint AS claimed,
  sum(fixed)::bigint AS fixed, sum(fixed_untold)::bigint AS fixed_untold, sum(reopened)::bigint AS reopened,
  sum(fixed_in_14_days)::bigint AS fixed_in_14_days, sum(ripe_14_days)::bigint AS ripe_14_days,
  max(median_seconds) FILTER (WHERE provider_id IS NULL) AS median_seconds, max(p90_seconds) FILTER (WHERE provider_id IS NULL) AS p90_seconds, sum(timed) FILTER (WHERE provider_id IS NULL)::bigint AS timed
FROM tell.board
WHERE ($kind::text IS NULL OR kind = $kind)
GROUP BY kind, via, channel, wording, arm
ORDER BY finding_count DESC, kind, channel, wording, arm
LIMIT 200;

-- BLOCK totals
SELECT kind, finding_count, told, fixed, median_seconds, p90_seconds, timed, refreshed_at FROM tell.board_total WHERE (is_total AND $kind::text IS NULL) OR kind = $kind;

-- BLOCK providers
SELECT provider_id, sum(finding_count)::bigint AS finding_count, sum(told)::bigint AS told, sum(confirmed)::bigint AS confirmed, sum(fixed)::bigint AS fixed, sum(fixed_untold)::bigint AS fixed_untold
FROM tell.board WHERE provider_id IS NOT NULL AND ($kind::text IS NULL OR kind = $kind)
GROUP BY provider_id ORDER BY finding_count DESC, provider_id LIMIT 50;

-- BLOCK next
SELECT
  (SELECT count(*) FROM (SELECT 1 FROM tell.finding WHERE next_step_at IS NOT NULL AND step > 0 AND state = 'notified' LIMIT 10000) x) AS unanswered,
  (SELECT count(*) FROM (SELECT 1 FROM tell.finding WHERE next_step_at IS NULL AND step = 0 AND state = 'open' AND severity > 1 AND via = 'owner' LIMIT 10000) x) AS unreachable,
  (SELECT count(*) FROM (SELECT 1 FROM tell.finding WHERE state = 'reopened' LIMIT 10000) x) AS reopened,
  (SELECT count(*) FROM tell.finding WHERE help_asked_at IS NOT NULL) AS help,
  (SELECT count(*) FROM tell.notice WHERE state = 'waiting' AND channel = 'letter') AS letters;

-- BLOCK trials
SELECT id, kind, arms, assignment, started_at FROM tell.trial WHERE state = 'running' ORDER BY started_at;

-- BLOCK end_trial
UPDATE tell.trial SET state = 'ended', ended_at = $now WHERE id = $id AND state = 'running' RETURNING kind;
