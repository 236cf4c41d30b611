-- An AS number has one holder: an identifier alone is looked up at an eighth of the cost of an array of them.
CREATE DICTIONARY IF NOT EXISTS observe.route_holder (asn UInt64, provider UUID)
PRIMARY KEY asn
SOURCE(CLICKHOUSE(QUERY 'SELECT toUInt64(asn) AS asn, any(providers[1]) AS provider FROM observe.provider WHERE version = (SELECT max(version) FROM observe.matching_version WHERE subject = \'provider\') GROUP BY asn'))
LAYOUT(HASHED())
LIFETIME(0);

DROP DICTIONARY IF EXISTS observe.route_provider;

-- No question could use it: whoever asks for an organisation's observations asks for owners or providers.
ALTER TABLE observe.observation DROP INDEX IF EXISTS owners_seen;
