-- Each observation finds its owners on the way in. What is leaked about an account concerns the holder of its domain, never
-- whoever hosts an address. Where no member is responsible, the holder of the network is the provider that hears.
CREATE MATERIALIZED VIEW IF NOT EXISTS observe.incoming_to_observation TO observe.observation AS
SELECT batch, line, feed, handling, received_at, observed_at, kind, taxonomy, type, identifier,
  CAST(severity, 'Enum8(\'\' = 0, \'info\' = 1, \'low\' = 2, \'medium\' = 3, \'high\' = 4, \'critical\' = 5)') AS severity,
  ip, port, transport, application, domain, url, routed AS asn, country, malware, account, extra,
  arrayDistinct(arrayConcat(by_prefix, by_domain, by_asn, by_country)) AS owners,
  if(empty(owners) AND holder != toUUID('00000000-0000-0000-0000-000000000000'), [holder], []) AS providers,
  multiIf(notEmpty(by_prefix), 'prefix', notEmpty(by_domain), 'domain', notEmpty(by_asn), 'asn', notEmpty(by_country), 'country', notEmpty(providers), 'provider', 'none') AS owner_by
FROM (
  SELECT *, kind = 'leaked-account' AS only_domain, ip != toIPv6('::') AND NOT only_domain AS has_ip,
    if(asn != 0 OR NOT has_ip, asn, dictGetOrDefault('observe.asn_of_prefix', 'asn', tuple(ip), toUInt32(0))) AS routed,
    if(has_ip, dictGet('observe.owners_of_prefix', 'owners', tuple(ip)), []) AS by_prefix,
    lower(if(only_domain AND position(account, '@') > 0, substring(account, position(account, '@') + 1), domain)) AS asked_domain,
    splitByChar('.', asked_domain) AS labels,
    if(asked_domain = '', [], arrayFirst(o -> notEmpty(o),
      arrayMap(i -> dictGet('observe.owners_of_domain', 'owners', tuple(arrayStringConcat(arraySlice(labels, i), '.'))), range(1, length(labels) + 1)))) AS by_domain,
    if(only_domain OR routed = 0, [], dictGet('observe.owners_of_asn', 'owners', toUInt64(routed))) AS by_asn,
    if(only_domain OR country = '', [], dictGet('observe.owners_of_country', 'owners', tuple(toString(country)))) AS by_country,
    if(only_domain OR routed = 0, toUUID('00000000-0000-0000-0000-000000000000'), dictGet('observe.holder_of_asn', 'organisation', toUInt64(routed))) AS holder
  FROM observe.incoming
  WHERE error_reason = ''
);
