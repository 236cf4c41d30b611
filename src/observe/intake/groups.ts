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
 * What an observation is about, by its most telling part: the account, the page, the address, the name. What tells two of one
 * kind on one asset apart: the malware family, else the port. Both are kept as columns while grouping (numbers are grouped
 * faster than texts) and written out once per group.
 */
const NO_IP = "toIPv6('::')";
const PARTS = `if(type IN ('phishing', 'malware-distribution', 'defacement') AND account = '', url, '') AS page,
  if(account != '' OR page != '', ${NO_IP}, ip) AS address, if(account != '' OR page != '' OR ip != ${NO_IP}, '', if(domain != '', domain, url)) AS name,
  if(malware = '', port, 0) AS gate, if(malware = '', transport, '') AS carrier`;
const ASSET = `multiIf(account != '', account, page != '', page, address = ${NO_IP}, name, startsWith(toString(address), '::ffff:'), substring(toString(address), 8), toString(address))`;
const KEY = `multiIf(malware != '', lower(malware), gate > 0, concat(toString(gate), if(carrier = '', '', concat('/', carrier))), '')`;

/** Groups of a stored report, `size` at a time: JavaScript sees thousands of groups, never the rows. */
export async function* groupsOf(house: House, batch: string, size: number): AsyncGenerator<Group[]> {
  const rows = house.columns.stream<Group & { severity: number | string }>(
    `SELECT organisationId, if(byOwner, 'owner', 'provider') AS via, ${ASSET} AS asset, kind, ${KEY} AS key, severity,
       toString(first) AS firstSeenAt, toString(last) AS lastSeenAt, count, newest.1 AS asNumber, newest.2 AS country, newest.3 AS handling,
       CAST((newest.4, newest.5, newest.6, newest.7, newest.8, newest.9, newest.10, newest.11, newest.12),
         'Tuple(identifier String, transport String, application String, port UInt16, domain String, url String, malware String, line UInt64, extra Map(String, String))') AS sample
     FROM (
       SELECT owner.1 AS organisationId, owner.2 AS byOwner, account, page, address, name, kind, family AS malware, gate, carrier,
         max(toUInt8(severity)) AS severity, min(observed_at) AS first, max(observed_at) AS last, count() AS count,
         argMax((asn, country, handling, identifier, transport, application, port, domain, url, family, line, extra), observed_at) AS newest
       FROM (SELECT *, malware AS family, if(notEmpty(owners), arrayMap(o -> (o, 1), owners), arrayMap(o -> (o, 0), providers)) AS heard, ${PARTS}
         FROM observe.observation WHERE batch = {batch:UUID} AND (notEmpty(owners) OR notEmpty(providers)))
       ARRAY JOIN heard AS owner
       GROUP BY organisationId, byOwner, account, page, address, name, kind, malware, gate, carrier)
     WHERE asset != ''`,
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
