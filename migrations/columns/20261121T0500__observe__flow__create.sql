-- Flows: who talked to whom, when, how much. Never what was said.
-- Ordered by hour and source, which both finds an address without reading the table and makes a stored flow small: the source
-- costs 0.2 bytes, the target 2, the time 3 (measured: 12.6 bytes a flow with the index, see bench/flow/README.md).
-- Partitions are days, so that retention drops files instead of editing them.
CREATE DATABASE IF NOT EXISTS observe;

-- What one host did lies on one shard.
-- shard by: cityHash64(source)
CREATE TABLE IF NOT EXISTS observe.flow (
  at DateTime64(3, 'UTC') CODEC(T64, ZSTD(1)),
  duration UInt32 COMMENT 'milliseconds' CODEC(T64, ZSTD(1)),
  source IPv6 CODEC(ZSTD(1)),
  target IPv6 CODEC(ZSTD(1)),
  source_port UInt16 CODEC(ZSTD(1)),
  target_port UInt16 COMMENT 'for ICMP: type * 256 + code' CODEC(ZSTD(1)),
  protocol UInt8 CODEC(ZSTD(1)),
  flags UInt8 COMMENT 'TCP flags seen, ORed' CODEC(ZSTD(1)),
  tos UInt8 CODEC(ZSTD(1)),
  state Enum8('unknown' = 0, 'attempted' = 1, 'rejected' = 2, 'established' = 3, 'closed' = 4, 'reset' = 5, 'open' = 6, 'denied' = 7)
    COMMENT 'how it ended, where the source says; flows of routers do not' CODEC(ZSTD(1)),
  packets UInt64 CODEC(T64, ZSTD(1)),
  bytes UInt64 CODEC(T64, ZSTD(1)),
  reply_packets UInt64 COMMENT 'the other direction, where one record holds both' CODEC(T64, ZSTD(1)),
  reply_bytes UInt64 CODEC(T64, ZSTD(1)),
  ingress UInt32 CODEC(ZSTD(1)),
  egress UInt32 CODEC(ZSTD(1)),
  exporter IPv6 CODEC(ZSTD(1)),
  sampling UInt32 DEFAULT 1 COMMENT 'one packet in so many was seen; counters are as seen' CODEC(ZSTD(1)),
  feed LowCardinality(String) COMMENT 'which collector or import brought it' CODEC(ZSTD(1)),
  application LowCardinality(String) COMMENT 'protocol as recognised by the source' CODEC(ZSTD(1)),
  session UInt64 COMMENT 'hash of the identity the source gave the connection, 0 for none' CODEC(ZSTD(1)),
  INDEX target_seen target TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(at)
ORDER BY (toStartOfHour(at), source, target, target_port, at)
SETTINGS non_replicated_deduplication_window = 1000;

-- Connections still open when a log was cut: the newest state of each, superseded once the flow itself arrives.
-- shard by: session
CREATE TABLE IF NOT EXISTS observe.flow_open (
  session UInt64,
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  duration UInt64 COMMENT 'milliseconds; also the version: the longest is the newest',
  source IPv6,
  target IPv6,
  source_port UInt16,
  target_port UInt16,
  protocol UInt8,
  packets UInt64,
  bytes UInt64,
  reply_packets UInt64,
  reply_bytes UInt64,
  feed LowCardinality(String),
  application LowCardinality(String)
)
ENGINE = ReplacingMergeTree(duration)
ORDER BY (feed, session);
