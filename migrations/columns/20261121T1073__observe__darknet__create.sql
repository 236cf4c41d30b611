-- Darknet 未使用アドレス宛の通信: what arrives where nobody lives, as counts. No packet is kept, and no source in the counts that stay.
-- Prefixes with their country of allocation, loaded when the first sensor is registered.
-- on every node
CREATE TABLE IF NOT EXISTS observe.allocation (prefix String, country LowCardinality(String))
ENGINE = MergeTree ORDER BY prefix;

CREATE DICTIONARY IF NOT EXISTS observe.allocation_prefix (prefix String, country String DEFAULT '')
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(QUERY 'SELECT prefix, country FROM observe.allocation'))
LAYOUT(IP_TRIE)
LIFETIME(0);

-- Scanners that survey the whole Internet on purpose: counted apart.
-- on every node
CREATE TABLE IF NOT EXISTS observe.survey_scanner (prefix String, name String, listed_at DateTime DEFAULT now())
ENGINE = ReplacingMergeTree(listed_at) ORDER BY prefix;

CREATE DICTIONARY IF NOT EXISTS observe.survey_prefix (prefix String, name String DEFAULT '')
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(QUERY 'SELECT prefix, any(name) AS name FROM observe.survey_scanner GROUP BY prefix'))
LAYOUT(IP_TRIE)
LIFETIME(0);

-- Rows pass through here and are kept nowhere.
CREATE TABLE IF NOT EXISTS observe.darknet_incoming (
  hour DateTime('UTC'),
  sensor LowCardinality(String),
  origin LowCardinality(String) COMMENT 'flows, or the file it came from',
  source IPv6,
  protocol UInt8,
  port UInt16 COMMENT 'the target port of a scan, the source port of back-scatter, type * 256 + code for ICMP',
  direction Enum8('scan' = 1, 'back-scatter' = 2, 'other' = 3),
  tool Enum8('unknown' = 0, 'mirai' = 1, 'zmap' = 2, 'masscan' = 3),
  packets UInt64
)
ENGINE = Null;

-- The counts that stay. `sources` is a sketch: different sources can be told over any span without keeping one.
-- shard by: cityHash64(sensor)
CREATE TABLE IF NOT EXISTS observe.darknet (
  hour DateTime('UTC'),
  sensor LowCardinality(String),
  origin LowCardinality(String),
  direction Enum8('scan' = 1, 'back-scatter' = 2, 'other' = 3),
  protocol UInt8,
  port UInt16,
  country LowCardinality(String),
  asn UInt32,
  tool Enum8('unknown' = 0, 'mirai' = 1, 'zmap' = 2, 'masscan' = 3),
  survey UInt8,
  packets SimpleAggregateFunction(sum, UInt64),
  sources AggregateFunction(uniq, IPv6)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (sensor, hour, origin, direction, protocol, port, country, asn, tool, survey);

CREATE MATERIALIZED VIEW IF NOT EXISTS observe.darknet_to_counts TO observe.darknet AS
SELECT hour, sensor, origin, direction, protocol, port,
  dictGet('observe.allocation_prefix', 'country', tuple(source)) AS country,
  dictGet('observe.route_prefix', 'asn', tuple(source)) AS asn,
  tool, toUInt8(dictHas('observe.survey_prefix', tuple(source))) AS survey,
  sum(packets) AS packets, uniqState(source) AS sources
FROM observe.darknet_incoming
GROUP BY hour, sensor, origin, direction, protocol, port, country, asn, tool, survey;

-- Who sent, by day: kept some weeks, to tell owners and to find survey scanners.
-- shard by: cityHash64(source)
CREATE TABLE IF NOT EXISTS observe.darknet_source (
  day Date,
  sensor LowCardinality(String),
  origin LowCardinality(String),
  source IPv6,
  protocol UInt8,
  port UInt16,
  direction Enum8('scan' = 1, 'back-scatter' = 2, 'other' = 3),
  tool Enum8('unknown' = 0, 'mirai' = 1, 'zmap' = 2, 'masscan' = 3),
  packets SimpleAggregateFunction(sum, UInt64),
  last SimpleAggregateFunction(max, DateTime('UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMMDD(day)
ORDER BY (day, sensor, origin, source, protocol, port, direction, tool);

CREATE MATERIALIZED VIEW IF NOT EXISTS observe.darknet_to_sources TO observe.darknet_source AS
SELECT toDate(hour) AS day, sensor, origin, source, protocol, port, direction, tool, sum(packets) AS packets, max(hour) AS last
FROM observe.darknet_incoming
GROUP BY day, sensor, origin, source, protocol, port, direction, tool;
