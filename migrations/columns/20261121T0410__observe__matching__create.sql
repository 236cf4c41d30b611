-- Whom an observation concerns: everything registered, resolved to the final set of owners when it is built
-- (src/observe/matching), so that one look-up answers. A build fills `…_next`, exchanges the tables and reloads the dictionary.
CREATE DATABASE IF NOT EXISTS observe;

-- `exclusive`: who registered something wider (a larger prefix, the AS number, the country, a name above) does not hear.
CREATE TABLE IF NOT EXISTS observe.owner_prefix (prefix String, owners Array(UUID), exclusive UInt8 DEFAULT 0)
ENGINE = MergeTree ORDER BY prefix;

-- In A-labels and lower case; a name stands for itself and everything below it.
CREATE TABLE IF NOT EXISTS observe.owner_domain (domain String, owners Array(UUID), exclusive UInt8 DEFAULT 0)
ENGINE = MergeTree ORDER BY domain;

-- Scheme and host in lower case, no slash at the end; a URL stands for itself and everything below its path.
CREATE TABLE IF NOT EXISTS observe.owner_url (url String, owners Array(UUID), exclusive UInt8 DEFAULT 0)
ENGINE = MergeTree ORDER BY url;

CREATE TABLE IF NOT EXISTS observe.owner_asn (asn UInt64, owners Array(UUID), exclusive UInt8 DEFAULT 0)
ENGINE = MergeTree ORDER BY asn;

CREATE TABLE IF NOT EXISTS observe.owner_country (country String, owners Array(UUID), exclusive UInt8 DEFAULT 0)
ENGINE = MergeTree ORDER BY country;

-- Networks whose observations concern nobody: sensors, sinkholes, documentation.
CREATE TABLE IF NOT EXISTS observe.ignored_prefix (prefix String, ignored UInt8 DEFAULT 1)
ENGINE = MergeTree ORDER BY prefix;

-- The routing table, and the providers behind its AS numbers: the way out where no member owns an address.
CREATE TABLE IF NOT EXISTS observe.route (prefix String, asn UInt32)
ENGINE = MergeTree ORDER BY prefix;

CREATE TABLE IF NOT EXISTS observe.holder (asn UInt64, organisation UUID)
ENGINE = MergeTree ORDER BY asn;

CREATE DICTIONARY IF NOT EXISTS observe.owners_of_prefix (prefix String, owners Array(UUID), exclusive UInt8)
PRIMARY KEY prefix SOURCE(CLICKHOUSE(DB 'observe' TABLE 'owner_prefix')) LAYOUT(IP_TRIE()) LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS observe.owners_of_domain (domain String, owners Array(UUID), exclusive UInt8)
PRIMARY KEY domain SOURCE(CLICKHOUSE(DB 'observe' TABLE 'owner_domain')) LAYOUT(COMPLEX_KEY_HASHED()) LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS observe.owners_of_url (url String, owners Array(UUID), exclusive UInt8)
PRIMARY KEY url SOURCE(CLICKHOUSE(DB 'observe' TABLE 'owner_url')) LAYOUT(COMPLEX_KEY_HASHED()) LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS observe.owners_of_asn (asn UInt64, owners Array(UUID), exclusive UInt8)
PRIMARY KEY asn SOURCE(CLICKHOUSE(DB 'observe' TABLE 'owner_asn')) LAYOUT(HASHED()) LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS observe.owners_of_country (country String, owners Array(UUID), exclusive UInt8)
PRIMARY KEY country SOURCE(CLICKHOUSE(DB 'observe' TABLE 'owner_country')) LAYOUT(COMPLEX_KEY_HASHED()) LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS observe.ignored_of_prefix (prefix String, ignored UInt8)
PRIMARY KEY prefix SOURCE(CLICKHOUSE(DB 'observe' TABLE 'ignored_prefix')) LAYOUT(IP_TRIE()) LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS observe.asn_of_prefix (prefix String, asn UInt32)
PRIMARY KEY prefix SOURCE(CLICKHOUSE(DB 'observe' TABLE 'route')) LAYOUT(IP_TRIE()) LIFETIME(0);

CREATE DICTIONARY IF NOT EXISTS observe.holder_of_asn (asn UInt64, organisation UUID)
PRIMARY KEY asn SOURCE(CLICKHOUSE(DB 'observe' TABLE 'holder')) LAYOUT(HASHED()) LIFETIME(0);
