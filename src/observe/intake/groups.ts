import type { House } from '#platform/house';
import type { Handling } from '#platform/facts';

/** Observations of one report that are one finding: organisation × asset × kind × key. */
export interface Group {
  readonly organisationId: string;
  /** Registered as its own, or only in its network. */
  readonly via: 'owner' | 'provider';
  readonly asset: string;
  readonly kind: string;
  readonly key: string;
  /** 1 info … 5 critical; 0 when the feed does not say. */
  readonly severity: number;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly count: number;
  /** The newest observation, as field → text. */
  readonly sample: Readonly<Record<string, string | number>>;
  readonly asNumber: number;
  readonly country: string;
  readonly handling: Handling;
}

/**
 * What an observation is about, by its most telling part: the account, the URL, the address, the domain. The key tells two of
 * one kind on one asset apart: the malware family, else the port.
 */
const ASSET = `multiIf(account != '', account, type IN ('phishing', 'malware-distribution', 'defacement') AND url != '', url, ip != toIPv6('::'), if(startsWith(toString(ip), '::ffff:'), substring(toString(ip), 8), toString(ip)), domain != '', domain, url)`;
const KEY = `multiIf(malware != '', lower(malware), port > 0, concat(toString(port), if(transport = '', '', concat('/', transport))), '')`;

/** Groups of a stored report, `size` at a time: JavaScript sees thousands of groups, never the rows. */
export async function* groupsOf(house: House, batch: string, size: number): AsyncGenerator<Group[]> {
  const rows = house.columns.stream<Group & { severity: number | string }>(
    `SELECT organisationId, if(via = 1, 'owner', 'provider') AS via, asset, kind, key,
       max(toUInt8(severity)) AS severity, toString(min(observed_at)) AS firstSeenAt, toString(max(observed_at)) AS lastSeenAt, count() AS count,
       argMax(sample, observed_at) AS sample, argMax(asn, observed_at) AS asNumber, argMax(country, observed_at) AS country, argMax(handling, observed_at) AS handling
     FROM (
       SELECT owner.1 AS organisationId, owner.2 AS via, ${ASSET} AS asset, kind, ${KEY} AS key, severity, observed_at, asn, country, handling,
         CAST(tuple(identifier, transport, application, port, domain, url, malware, line, extra),
           'Tuple(identifier String, transport String, application String, port UInt16, domain String, url String, malware String, line UInt64, extra Map(String, String))') AS sample
       FROM observe.observation
       ARRAY JOIN if(notEmpty(owners), arrayMap(o -> (o, 1), owners), arrayMap(o -> (o, 0), providers)) AS owner
       WHERE batch = {batch:UUID})
     WHERE asset != ''
     GROUP BY organisationId, via, asset, kind, key`,
    { batch },
    { settings: { max_bytes_before_external_group_by: 1_000_000_000 } },
  );
  let some: Group[] = [];
  for await (const row of rows) {
    some.push({ ...row, severity: Number(row.severity), sample: shown(row.sample) });
    if (some.length >= size) {
      yield some;
      some = [];
    }
  }
  if (some.length > 0) yield some;
}

/** Only what says something, with the extra fields beside the named ones. */
function shown(sample: Readonly<Record<string, unknown>>): Record<string, string | number> {
  const { extra, ...named } = sample;
  return Object.fromEntries(
    [...Object.entries(named), ...Object.entries((extra ?? {}) as Record<string, string>)].filter(([, value]) => value !== '' && value !== 0).map(([name, value]) => [name, typeof value === 'number' ? value : String(value).slice(0, 1000).replaceAll('\0', '␀')]),
  );
}

/** On which days (UTC) a report looked for which kinds: absence counts as fixed only where somebody looked. */
export async function coverageOf(house: House, batch: string): Promise<{ kind: string; day: string }[]> {
  return house.columns.query(`SELECT kind, toString(toDate(observed_at, 'UTC')) AS day FROM observe.observation WHERE batch = {batch:UUID} GROUP BY kind, day ORDER BY kind, day`, { batch });
}
