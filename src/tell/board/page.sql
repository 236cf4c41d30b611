-- BLOCK board
SELECT kind, via, channel, wording, arm, severity, finding_count, told, delivered, confirmed, claimed, fixed, fixed_untold, reopened,
  fixed_in_14_days, ripe_14_days, median_seconds, p90_seconds, timed
FROM tell.board_line
WHERE ($kind::text IS NULL OR kind = $kind)
ORDER BY finding_count DESC, kind, channel, wording, arm
LIMIT 200;

-- BLOCK totals
SELECT kind, finding_count, told, fixed, median_seconds, p90_seconds, timed, refreshed_at FROM tell.board_total WHERE (is_total AND $kind::text IS NULL) OR kind = $kind;

-- BLOCK providers
SELECT provider_id, finding_count, told, confirmed, fixed, fixed_untold FROM tell.board_provider
WHERE ($kind::text IS NULL AND kind IS NULL) OR kind = $kind
ORDER BY finding_count DESC, provider_id LIMIT 50;

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
