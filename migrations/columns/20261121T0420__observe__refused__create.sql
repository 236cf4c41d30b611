-- Where a report enters: nothing is kept in `incoming`; its rows go on to `observation` (matched to their owners) or, when they
-- could not be read, to `refused`. Both keep the batch, so that a half-stored report can be taken out and stored again.
CREATE DATABASE IF NOT EXISTS observe;

CREATE TABLE IF NOT EXISTS observe.incoming (
  batch UUID,
  feed LowCardinality(String),
  received_at DateTime64(3, 'UTC'),
  line UInt64,
  observed_at DateTime64(3, 'UTC'),
  kind LowCardinality(String),
  taxonomy LowCardinality(String),
  type LowCardinality(String),
  identifier LowCardinality(String),
  severity LowCardinality(String),
  ip IPv6,
  port UInt16,
  transport LowCardinality(String),
  application LowCardinality(String),
  domain String,
  url String,
  asn UInt32,
  country LowCardinality(String),
  malware LowCardinality(String),
  account String,
  handling LowCardinality(String),
  extra Map(LowCardinality(String), String),
  owners Array(UUID),
  providers Array(UUID),
  owner_by LowCardinality(String),
  error_column String,
  error_reason LowCardinality(String),
  error_text String,
  content String
)
ENGINE = Null;

CREATE TABLE IF NOT EXISTS observe.refused (
  batch UUID,
  received_at DateTime64(3, 'UTC'),
  line UInt64,
  error_column String,
  error_reason LowCardinality(String),
  error_text String,
  content String CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (batch, line);

CREATE MATERIALIZED VIEW IF NOT EXISTS observe.incoming_to_refused TO observe.refused AS
SELECT batch, received_at, line, error_column, error_reason, error_text, content
FROM observe.incoming
WHERE error_reason != '';

CREATE MATERIALIZED VIEW IF NOT EXISTS observe.incoming_to_observation TO observe.observation AS
SELECT batch, line, feed, handling, received_at, observed_at, kind, taxonomy, type, identifier,
  CAST(severity, 'Enum8(\'\' = 0, \'info\' = 1, \'low\' = 2, \'medium\' = 3, \'high\' = 4, \'critical\' = 5)') AS severity,
  ip, port, transport, application, domain, url, asn, country, malware, account, extra, owners, providers,
  CAST(owner_by, 'Enum8(\'none\' = 0, \'prefix\' = 1, \'domain\' = 2, \'asn\' = 3, \'country\' = 4, \'url\' = 5, \'provider\' = 6)') AS owner_by
FROM observe.incoming
WHERE error_reason = '';
