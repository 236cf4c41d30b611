-- What observers beside the router saw of a conversation, without its content: names asked for, names shown, headers that
-- detectors need. Paths, queries, cookies and bodies are not taken over.
CREATE TABLE IF NOT EXISTS observe.flow_dns (
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  feed LowCardinality(String),
  client IPv6 CODEC(ZSTD(1)),
  server IPv6 CODEC(ZSTD(1)),
  name String COMMENT 'lower case, without the last dot' CODEC(ZSTD(1)),
  type LowCardinality(String),
  code LowCardinality(String) COMMENT 'NOERROR, NXDOMAIN …; empty when no answer came',
  answers Array(String) CODEC(ZSTD(1)),
  session UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(at)
ORDER BY (toStartOfHour(at), client, name, at);

CREATE TABLE IF NOT EXISTS observe.flow_http (
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  feed LowCardinality(String),
  client IPv6 CODEC(ZSTD(1)),
  server IPv6 CODEC(ZSTD(1)),
  server_port UInt16,
  method LowCardinality(String),
  host String COMMENT 'the Host header, empty when missing' CODEC(ZSTD(1)),
  agent String CODEC(ZSTD(1)),
  status UInt16,
  mime LowCardinality(String) COMMENT 'type of the answer as recognised from its first octets',
  request_bytes UInt64 CODEC(T64, ZSTD(1)),
  response_bytes UInt64 CODEC(T64, ZSTD(1)),
  proxied Bool COMMENT 'the request went to a proxy: host is the real target, server the proxy',
  session UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(at)
ORDER BY (toStartOfHour(at), client, server, host, at);

CREATE TABLE IF NOT EXISTS observe.flow_tls (
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  feed LowCardinality(String),
  client IPv6 CODEC(ZSTD(1)),
  server IPv6 CODEC(ZSTD(1)),
  server_port UInt16,
  server_name String CODEC(ZSTD(1)),
  version LowCardinality(String),
  established Bool,
  ja3 String CODEC(ZSTD(1)),
  ja3s String CODEC(ZSTD(1)),
  validation LowCardinality(String) COMMENT 'result of checking the certificate, as the source gives it',
  session UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(at)
ORDER BY (toStartOfHour(at), client, server, server_name, at);

-- Everything else an observer reports about hosts: ARP, tunnels, log-ins, alerts of an IDS, notices.
CREATE TABLE IF NOT EXISTS observe.flow_event (
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  feed LowCardinality(String),
  kind LowCardinality(String) COMMENT 'arp, tunnel, smtp, ssh, ids-alert, notice …',
  source IPv6,
  target IPv6,
  target_port UInt16,
  name String COMMENT 'signature, tunnel type, operation …',
  detail Map(LowCardinality(String), String),
  session UInt64
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(at)
ORDER BY (kind, at, source);

-- What is known beforehand: command servers, names, infected devices. The newest entry of each holds; `until` ends it.
-- on every node
CREATE TABLE IF NOT EXISTS observe.flow_indicator (
  kind LowCardinality(String) COMMENT 'address, name, infected, allowed',
  address IPv6 COMMENT ':: for names',
  port UInt16 COMMENT '0 for any',
  name String COMMENT 'the name, or what the address is',
  list LowCardinality(String) COMMENT 'where it comes from',
  until DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(until)
ORDER BY (kind, address, port, name, list);
