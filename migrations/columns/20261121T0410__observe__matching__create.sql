-- Whom an observation concerns: everything registered, resolved to the final set of owners when it is built, so that one
-- look-up answers. Each build is a version of its own; readers see the newest complete one after the dictionaries are reloaded.
CREATE DATABASE IF NOT EXISTS observe;

CREATE TABLE IF NOT EXISTS observe.reach (
  version UInt64,
  kind Enum8('prefix' = 1, 'domain' = 2, 'asn' = 3, 'country' = 4, 'url' = 5, 'ignore' = 6),
  key String COMMENT 'CIDR, domain name in A-labels, AS number, country code, URL without a last slash',
  owners Array(UUID),
  exclusive UInt8 COMMENT 'holders of anything wider do not hear'
)
ENGINE = MergeTree
PARTITION BY version
ORDER BY (kind, key);

-- AS numbers by prefix, and the providers behind them: the way out where no member owns an address.
CREATE TABLE IF NOT EXISTS observe.route (
  version UInt64,
  prefix String,
  asn UInt32
)
ENGINE = MergeTree
PARTITION BY version
ORDER BY prefix;

CREATE TABLE IF NOT EXISTS observe.provider (
  version UInt64,
  asn UInt32,
  providers Array(UUID)
)
ENGINE = MergeTree
PARTITION BY version
ORDER BY asn;

-- A row here makes a version of `reach`, `route` or `provider` the one in force.
CREATE TABLE IF NOT EXISTS observe.matching_version (
  subject Enum8('reach' = 1, 'route' = 2, 'provider' = 3),
  version UInt64,
  at DateTime DEFAULT now()
)
ENGINE = MergeTree
ORDER BY (subject, version);

-- The look-ups answer with the number of a set of owners; the sets themselves are fetched once, at the end. The lowest bit says
-- "exclusive". 0 is nobody.
CREATE DICTIONARY IF NOT EXISTS observe.reach_set (id UInt64, owners Array(UUID))
PRIMARY KEY id
SOURCE(CLICKHOUSE(QUERY 'SELECT bitAnd(cityHash64(r.owners), 18446744073709551614) AS id, any(r.owners) AS owners FROM observe.reach AS r WHERE notEmpty(r.owners) AND version = (SELECT max(version) FROM observe.matching_version WHERE subject = \'reach\') GROUP BY id'))
LAYOUT(HASHED())
LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS observe.reach_prefix (prefix String, owner_set UInt64)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(QUERY 'SELECT key AS prefix, if(empty(owners), 0, bitOr(bitAnd(cityHash64(owners), 18446744073709551614), exclusive)) AS owner_set FROM observe.reach WHERE kind = \'prefix\' AND version = (SELECT max(version) FROM observe.matching_version WHERE subject = \'reach\')'))
LAYOUT(IP_TRIE)
LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS observe.reach_ignore (prefix String, ignored UInt8)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(QUERY 'SELECT key AS prefix, 1 AS ignored FROM observe.reach WHERE kind = \'ignore\' AND version = (SELECT max(version) FROM observe.matching_version WHERE subject = \'reach\')'))
LAYOUT(IP_TRIE)
LIFETIME(0);

-- Domains, AS numbers, countries and URLs, by the hash of what they are and their text.
CREATE DICTIONARY IF NOT EXISTS observe.reach_name (id UInt64, owner_set UInt64)
PRIMARY KEY id
SOURCE(CLICKHOUSE(QUERY 'SELECT cityHash64(toString(kind), key) AS id, if(empty(owners), 0, bitOr(bitAnd(cityHash64(owners), 18446744073709551614), exclusive)) AS owner_set FROM observe.reach WHERE kind NOT IN (\'prefix\', \'ignore\') AND version = (SELECT max(version) FROM observe.matching_version WHERE subject = \'reach\')'))
LAYOUT(HASHED())
LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS observe.route_prefix (prefix String, asn UInt32)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(QUERY 'SELECT prefix, asn FROM observe.route WHERE version = (SELECT max(version) FROM observe.matching_version WHERE subject = \'route\')'))
LAYOUT(IP_TRIE)
LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS observe.route_provider (asn UInt64, providers Array(UUID))
PRIMARY KEY asn
SOURCE(CLICKHOUSE(QUERY 'SELECT toUInt64(asn) AS asn, providers FROM observe.provider WHERE version = (SELECT max(version) FROM observe.matching_version WHERE subject = \'provider\')'))
LAYOUT(HASHED())
LIFETIME(0);
