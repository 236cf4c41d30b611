-- What a survey found before and, asked again, did not: that alone shows a repair. Of all the other addresses only the number stays.
-- shard by: cityHash64(ip)
CREATE TABLE IF NOT EXISTS observe.survey_clean (
  campaign UUID,
  round UInt16,
  ip IPv6,
  port UInt16
)
ENGINE = ReplacingMergeTree
ORDER BY (campaign, round, ip, port);

CREATE MATERIALIZED VIEW IF NOT EXISTS observe.survey_to_clean TO observe.survey_clean AS
SELECT campaign, round, ip, port FROM observe.survey_incoming
WHERE result = '' AND (campaign, ip) IN (SELECT campaign, ip FROM observe.survey_hit);

-- How many of the asked had nothing: none in a list of finds only, which cannot say who was asked.
ALTER TABLE observe.survey_asked ADD COLUMN IF NOT EXISTS clean SimpleAggregateFunction(sum, UInt64);
DROP VIEW IF EXISTS observe.survey_to_asked;
CREATE MATERIALIZED VIEW IF NOT EXISTS observe.survey_to_asked TO observe.survey_asked AS
SELECT campaign, round, count() AS asked, countIf(result = '') AS clean FROM observe.survey_incoming GROUP BY campaign, round;
