-- The loop board: for every kind, channel, wording and arm what became of what was told. A stored view: a page must not
-- count a million findings; it is refreshed after reports are applied and at least every ten minutes.
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
  count(*) FILTER (WHERE f.state = 'verified-fixed' AND f.fixed_at <= f.opened_at + interval '14 days') AS fixed_in_14_days,
  count(*) FILTER (WHERE f.opened_at <= now() - interval '14 days' OR f.state = 'verified-fixed') AS ripe_14_days,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM f.fixed_at - f.told_at)) FILTER (WHERE f.told_at IS NOT NULL AND f.state = 'verified-fixed' AND f.fixed_at >= f.told_at) AS median_seconds,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM f.fixed_at - f.told_at)) FILTER (WHERE f.told_at IS NOT NULL AND f.state = 'verified-fixed' AND f.fixed_at >= f.told_at) AS p90_seconds,
  count(*) FILTER (WHERE f.told_at IS NOT NULL AND f.state = 'verified-fixed' AND f.fixed_at >= f.told_at) AS timed
FROM tell.finding f
LEFT JOIN first_notice n ON n.finding_id = f.id
LEFT JOIN reached r ON r.finding_id = f.id
GROUP BY f.kind, f.via, n.channel, n.wording, f.arm, CASE WHEN f.via = 'provider' THEN f.organisation_id END;
CREATE UNIQUE INDEX board_row ON tell.board (kind, via, channel, wording, arm, provider_id) NULLS NOT DISTINCT;
GRANT SELECT ON tell.board TO kyojo_operator, kyojo_worker;

-- All told: medians cannot be added up from the rows above.
CREATE MATERIALIZED VIEW tell.board_total AS
SELECT f.kind, grouping(f.kind) = 1 AS is_total,
  count(*) AS finding_count,
  count(*) FILTER (WHERE f.told_at IS NOT NULL) AS told,
  count(*) FILTER (WHERE f.state = 'verified-fixed' AND f.told_at IS NOT NULL) AS fixed,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM f.fixed_at - f.told_at)) FILTER (WHERE f.told_at IS NOT NULL AND f.state = 'verified-fixed' AND f.fixed_at >= f.told_at) AS median_seconds,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM f.fixed_at - f.told_at)) FILTER (WHERE f.told_at IS NOT NULL AND f.state = 'verified-fixed' AND f.fixed_at >= f.told_at) AS p90_seconds,
  count(*) FILTER (WHERE f.told_at IS NOT NULL AND f.state = 'verified-fixed' AND f.fixed_at >= f.told_at) AS timed,
  now() AS refreshed_at
FROM tell.finding f GROUP BY GROUPING SETS ((f.kind), ());
CREATE UNIQUE INDEX board_total_row ON tell.board_total (kind, is_total) NULLS NOT DISTINCT;
GRANT SELECT ON tell.board_total TO kyojo_operator, kyojo_worker;

-- Only the owner may refresh; the worker asks through this.
CREATE FUNCTION tell.refresh_board() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  REFRESH MATERIALIZED VIEW CONCURRENTLY tell.board;
  REFRESH MATERIALIZED VIEW CONCURRENTLY tell.board_total;
END $$;
REVOKE EXECUTE ON FUNCTION tell.refresh_board FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tell.refresh_board TO kyojo_worker;
