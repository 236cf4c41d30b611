-- Logs of bodies' own sensors as they came, each with what became of it. Kept some weeks; the counts stay in PostgreSQL.
-- shard by: cityHash64(body)
CREATE TABLE IF NOT EXISTS observe.body_log (
  body UUID,
  file String COMMENT 'digest of what it came in',
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  form LowCardinality(String),
  source IPv6,
  target IPv6,
  port UInt16,
  signature LowCardinality(String),
  severity UInt8,
  action LowCardinality(String),
  fate Enum8('event' = 1, 'noise' = 2, 'mitigated' = 3, 'below' = 4),
  rule String
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(at)
ORDER BY (body, at);
