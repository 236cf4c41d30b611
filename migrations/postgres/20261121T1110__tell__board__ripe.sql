-- Of what is younger than 14 days only the repaired used to count among those that had 14 days' time: every share was too high, near
-- 100 % in the first weeks of a comparison. Now a finding counts, repaired or not, once its 14 days are over. Stored views cannot be
-- changed in place.
DROP MATERIALIZED VIEW tell.board_line;
DROP MATERIALIZED VIEW tell.board_provider;
DROP MATERIALIZED VIEW tell.board;

CREATE MATERIALIZED VIEW tell.board AS
WITH first_notice AS (
  SELECT DISTINCT ON (nf.finding_id) nf.finding_id, n.channel, n.wording
  FROM tell.notice_finding nf JOIN tell.notice n ON n.id = nf.notice_id
  WHERE n.state IN ('sent', 'uncertain', 'bounced')
  ORDER BY nf.finding_id, n.created_at, n.id
), reached AS (
  SELECT nf.finding_id, bool_or(n.state = 'sent') AS delivered, bool_or(n.opened_at IS NOT NULL OR n.confirmed_at IS NOT NULL) AS opened
  FROM tell.notice_finding nf JOIN tell.notice n ON n.id = nf.notice_id GROUP BY nf.finding_id
)
SELECT f.kind, f.via, coalesce(n.channel, '') AS channel, coalesce(n.wording, '') AS wording, f.arm,
  CASE WHEN f.via = 'provider' THEN f.organisation_id END AS provider_id,
  max(f.severity) AS severity,
  count(*) AS finding_count,
  count(*) FILTER (WHERE f.told_at IS NOT NULL) AS told,
  count(*) FILTER (WHERE r.delivered) AS delivered,
  count(*) FILTER (WHERE r.opened OR f.answered_at IS NOT NULL) AS confirmed,
  count(*) FILTER (WHERE f.claimed_at IS NOT NULL AND f.told_at IS NOT NULL) AS claimed,
  count(*) FILTER (WHERE f.told_at IS NOT NULL AND f.state = 'verified-fixed') AS fixed,
  count(*) FILTER (WHERE f.told_at IS NULL AND f.state = 'verified-fixed') AS fixed_untold,
  count(*) FILTER (WHERE f.reopened_count > 0) AS reopened,
  count(*) FILTER (WHERE f.opened_at <= now() - interval '14 days' AND f.state = 'verified-fixed' AND f.fixed_at <= f.opened_at + interval '14 days') AS fixed_in_14_days,
  count(*) FILTER (WHERE f.opened_at <= now() - interval '14 days') AS ripe_14_days,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM f.fixed_at - f.told_at)) FILTER (WHERE f.told_at IS NOT NULL AND f.state = 'verified-fixed' AND f.fixed_at >= f.told_at) AS median_seconds,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM f.fixed_at - f.told_at)) FILTER (WHERE f.told_at IS NOT NULL AND f.state = 'verified-fixed' AND f.fixed_at >= f.told_at) AS p90_seconds,
  count(*) FILTER (WHERE f.told_at IS NOT NULL AND f.state = 'verified-fixed' AND f.fixed_at >= f.told_at) AS timed
FROM tell.finding f
LEFT JOIN first_notice n ON n.finding_id = f.id
LEFT JOIN reached r ON r.finding_id = f.id
GROUP BY f.kind, f.via, n.channel, n.wording, f.arm, CASE WHEN f.via = 'provider' THEN f.organisation_id END;
CREATE UNIQUE INDEX board_row ON tell.board (kind, via, channel, wording, arm, provider_id) NULLS NOT DISTINCT;
GRANT SELECT ON tell.board TO kyojo_operator, kyojo_worker;

CREATE MATERIALIZED VIEW tell.board_line AS
SELECT kind, via, channel, wording, arm, max(severity) AS severity,
  sum(finding_count)::bigint AS finding_count, sum(told)::bigint AS told, sum(delivered)::bigint AS delivered, sum(confirmed)::bigint AS confirmed, sum(claimed)::bigint AS claimed,
  sum(fixed)::bigint AS fixed, sum(fixed_untold)::bigint AS fixed_untold, sum(reopened)::bigint AS reopened,
  sum(fixed_in_14_days)::bigint AS fixed_in_14_days, sum(ripe_14_days)::bigint AS ripe_14_days,
  max(median_seconds) FILTER (WHERE provider_id IS NULL) AS median_seconds, max(p90_seconds) FILTER (WHERE provider_id IS NULL) AS p90_seconds, sum(timed) FILTER (WHERE provider_id IS NULL)::bigint AS timed
FROM tell.board GROUP BY kind, via, channel, wording, arm;
CREATE UNIQUE INDEX board_line_once ON tell.board_line (kind, via, channel, wording, arm);
GRANT SELECT ON tell.board_line TO kyojo_operator, kyojo_worker;

-- Provider by provider, per kind and (kind NULL) over all.
CREATE MATERIALIZED VIEW tell.board_provider AS
SELECT provider_id, kind, sum(finding_count)::bigint AS finding_count, sum(told)::bigint AS told, sum(confirmed)::bigint AS confirmed, sum(fixed)::bigint AS fixed, sum(fixed_untold)::bigint AS fixed_untold
FROM tell.board WHERE provider_id IS NOT NULL GROUP BY GROUPING SETS ((provider_id, kind), (provider_id));
CREATE UNIQUE INDEX board_provider_once ON tell.board_provider (provider_id, kind) NULLS NOT DISTINCT;
CREATE INDEX board_provider_list ON tell.board_provider (kind, finding_count DESC, provider_id);
GRANT SELECT ON tell.board_provider TO kyojo_operator, kyojo_worker;
