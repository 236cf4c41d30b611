-- Results of device surveys. A survey asks a hundred million addresses and finds some thousands: asked addresses are counted,
-- hits are kept, and nothing else stays.
CREATE TABLE IF NOT EXISTS observe.survey_incoming (
  campaign UUID,
  round UInt16,
  at DateTime64(3, 'UTC'),
  ip IPv6,
  port UInt16,
  device LowCardinality(String),
  product String,
  result LowCardinality(String) COMMENT 'empty: nothing was found'
)
ENGINE = Null;

-- shard by: cityHash64(ip)
CREATE TABLE IF NOT EXISTS observe.survey_hit (
  campaign UUID,
  round UInt16,
  at DateTime64(3, 'UTC'),
  ip IPv6,
  port UInt16,
  device LowCardinality(String),
  product String,
  result LowCardinality(String)
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (campaign, round, ip, port);

CREATE MATERIALIZED VIEW IF NOT EXISTS observe.survey_to_hits TO observe.survey_hit AS
SELECT campaign, round, at, ip, port, device, product, result FROM observe.survey_incoming WHERE result != '';

-- shard by: cityHash64(campaign)
CREATE TABLE IF NOT EXISTS observe.survey_asked (campaign UUID, round UInt16, asked SimpleAggregateFunction(sum, UInt64))
ENGINE = AggregatingMergeTree
ORDER BY (campaign, round);

CREATE MATERIALIZED VIEW IF NOT EXISTS observe.survey_to_asked TO observe.survey_asked AS
SELECT campaign, round, count() AS asked FROM observe.survey_incoming GROUP BY campaign, round;
