import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Columns } from '#platform/columns';

/** Columns of the invented report, in the manner of a device-identification report. */
export const reportColumns = [
  'timestamp',
  'severity',
  'ip',
  'protocol',
  'port',
  'hostname',
  'tag',
  'asn',
  'geo',
  'region',
  'city',
  'naics',
  'sector',
] as const;

/** Structure of the report for the engine: everything is text until it has been checked. */
export const reportStructure = reportColumns.map((name) => `${name} String`).join(', ');

/** Writes a report of `rows` rows with addresses spread over all routed IPv4 ranges; about 150 bytes a row. The same every time. */
export async function writeReport(columns: Columns, rows: number, path: string): Promise<void> {
  const pick = (salt: string, words: readonly string[]) =>
    `[${words.map((word) => `'${word}'`).join(', ')}][1 + sipHash64(number, '${salt}') % ${words.length}]`;
  const csv = await columns.export(
    `SELECT
      formatDateTime(toDateTime('2026-03-01 00:00:00', 'UTC') + sipHash64(number, 'time') % 86400, '%Y-%m-%d %H:%i:%S', 'UTC') AS timestamp,
      ${pick('severity', ['info', 'low', 'medium', 'high', 'critical'])} AS severity,
      IPv4NumToString(toUInt32(first + sipHash64(number, 'ip') % (last - first + 1))) AS ip,
      'tcp' AS protocol,
      [23, 2323, 80, 3389, 445, 5900, 21, 8080][1 + sipHash64(number, 'port') % 8] AS port,
      if(sipHash64(number, 'named') % 3 = 0, '', concat('host-', lower(hex(sipHash64(number, 'host') % 16777216)), '.pool', toString(asn % 97), '.isp', toString(asn % 5003), '.example')) AS hostname,
      ${pick('tag', ['telnet', 'telnet-alt;iot', 'http', 'rdp', 'smb', 'vnc'])} AS tag,
      asn,
      ${pick('geo', ['JP', 'US', 'DE', 'FR', 'BR', 'CN', 'IN', 'GB', 'KR', 'TW'])} AS geo,
      concat(${pick('region', ['TOKYO', 'OSAKA', 'AICHI', 'HOKKAIDO', 'FUKUOKA'])}, '-', toString(asn % 20)) AS region,
      concat('CITY ', toString(sipHash64(number, 'city') % 2000)) AS city,
      toString(517311 + asn % 40) AS naics,
      ${pick('sector', ['Communications, Service Provider, and Hosting Service', 'Information', 'Education', 'Government', ''])} AS sector
    FROM (SELECT number, sipHash64(number, 'range') % (SELECT count() FROM bench.range) AS i FROM numbers_mt({rows:UInt64})) AS n
    JOIN bench.range AS r ON r.i = n.i
    FORMAT CSVWithNames`,
    { rows },
  );
  await pipeline(csv, createWriteStream(path));
}

/** Names of what has no column of its own, as the mapping would keep it. */
const extra = `CAST(mapFilter((k, v) -> v != '', map(${[
  ['extra.tag', 'tag'],
  ['source.geolocation.region', 'region'],
  ['source.geolocation.city', 'city'],
  ['extra.naics', 'naics'],
  ['extra.sector', 'sector'],
]
  .map(([name, column]) => `'${name}', ${column}`)
  .join(', ')})) AS Map(LowCardinality(String), String))`;

const ownersOf = (set: string) => `dictGet('bench.owners_of', 'owners', toUInt64(${set}))`;
const byDomain = (labels: number) =>
  `dictGet('bench.domain_of', 'owner_set', tuple(substringIndex(domain, '.', -${labels})))`;

/**
 * The recommended shape: text in, vectorised checks, LowCardinality only once the text is read; look-ups answer with one number,
 * and only what was found is turned into owners; a domain is tried by as many labels as registered names have.
 */
export const ingest = `
INSERT INTO observe.observation (batch, line, feed, handling, received_at, observed_at, kind, taxonomy, type, identifier, severity, ip, port, transport,
  application, domain, asn, country, extra, owners, providers, owner_by)
SELECT
  {batch:UUID}, line, 'bench', 'TLP:AMBER', {received:DateTime64(3)}, observed_at, 'open-telnet', 'vulnerable', 'vulnerable-system', 'open-telnet',
  if(severity IN ('info', 'low', 'medium', 'high', 'critical'), severity, 'medium'), address, toUInt16OrZero(port), toLowCardinality(lower(protocol)),
  'telnet', domain, toUInt32OrZero(asn), toLowCardinality(upper(geo)), ${extra},
  multiIf(by_prefix != 0, ${ownersOf('by_prefix')}, by_domain != 0, ${ownersOf('by_domain')}, []) AS owned,
  if(by_prefix != 0 OR by_domain != 0, [], [dictGet('bench.provider_of', 'provider', toUInt64(dictGet('bench.asn_of', 'asn', address)))]),
  multiIf(by_prefix != 0, 'prefix', by_domain != 0, 'domain', 'provider')
FROM (
  SELECT *, dictGet('bench.member_of', 'owner_set', address) AS by_prefix, greatest(${byDomain(4)}, ${byDomain(3)}, ${byDomain(2)}) AS by_domain
  FROM (
    SELECT *, rowNumberInAllBlocks() AS line, toIPv6OrDefault(ip) AS address, toDateTime64OrZero(timestamp, 3, 'UTC') AS observed_at, lower(trimRight(hostname, '.')) AS domain
    FROM input('${reportStructure}')
  )
)
FORMAT CSVWithNames`;

/** Groups of one batch: what JavaScript gets to see instead of rows. */
export const groups = `
SELECT count() AS groups, sum(seen) AS rows
FROM (
  SELECT owner, kind, ip, port, min(observed_at) AS first, max(observed_at) AS last, count() AS seen
  FROM observe.observation ARRAY JOIN owners AS owner
  WHERE batch = {batch:UUID} AND owner_by IN ('prefix', 'domain')
  GROUP BY owner, kind, ip, port
)`;
