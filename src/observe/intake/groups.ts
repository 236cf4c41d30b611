import type { Handling } from '#platform/facts';
import type { House } from '#platform/house';

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
  /** Its last row in the report, as field → text: reports go by time, and who counts from the end reads little of a long one. */
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
/** The texts among the keys as one number: two that are not alike would have to agree in it on one address, port and organisation. */
const TEXTS = 'cityHash64(account, page, name, kind, malware, carrier)';
const ASSET = `multiIf(account != '', account, page != '', page, address = ${NO_IP}, name, startsWith(toString(address), '::ffff:'), substring(toString(address), 8), toString(address))`;
const KEY = `multiIf(malware != '', lower(malware), gate > 0, concat(toString(gate), if(carrier = '', '', concat('/', carrier))), '')`;

/** A group before its last row is fetched. */
type Bare = Omit<Group, 'sample' | 'asNumber' | 'country' | 'handling'> & { readonly line: number };

/**
 * Groups of a stored report, `size` at a time: JavaScript sees thousands of groups, never the rows. They come in the order of
 * their last lines, so that fetching those lines reads each part of the report once.
 */
export async function* groupsOf(house: House, batch: string, size: number): AsyncGenerator<Group[]> {
  const rows = house.columns.stream<Bare>(
    `SELECT organisationId, if(byOwner, 'owner', 'provider') AS via, ${ASSET} AS asset, kind, ${KEY} AS key, severity,
       toString(first) AS firstSeenAt, toString(last) AS lastSeenAt, count, shown_line AS line
     FROM (
       SELECT organisationId, byOwner, any(account) AS account, any(page) AS page, address, any(name) AS name, any(kind) AS kind, any(malware) AS malware, gate, any(carrier) AS carrier,
         max(toUInt8(severity)) AS severity, min(observed_at) AS first, max(observed_at) AS last, count() AS count, max(line) AS shown_line
       FROM (SELECT if(notEmpty(owners), owners, providers) AS heard, notEmpty(owners) AS byOwner, account, ${PARTS}, kind, malware, severity, observed_at, line, ${TEXTS} AS texts
         FROM observe.observation WHERE batch = {batch:UUID} AND (notEmpty(owners) OR notEmpty(providers)))
       ARRAY JOIN heard AS organisationId
       GROUP BY organisationId, byOwner, address, gate, texts)
     WHERE asset != ''
     ORDER BY line`,
    { batch },
    { settings: { max_bytes_before_external_group_by: 1_000_000_000 } },
  );
  let some: Bare[] = [];
  for await (const row of rows) {
    some.push(row);
    if (some.length >= size) {
      yield await withSamples(house, batch, some);
      some = [];
    }
  }
  if (some.length > 0) yield await withSamples(house, batch, some);
}

type Sample = Pick<Group, 'asNumber' | 'country' | 'handling'> & {
  readonly line: number;
  readonly sample: Readonly<Record<string, unknown>>;
};

/** Adds the last row of each group, as the notice shows it. */
async function withSamples(house: House, batch: string, groups: readonly Bare[]): Promise<Group[]> {
  const lines = groups.map((group) => group.line);
  const samples = await house.columns.query<Sample>(
    `SELECT line, asn AS asNumber, country, handling,
       CAST(tuple(identifier, transport, application, port, domain, url, malware, line, extra),
         'Tuple(identifier String, transport String, application String, port UInt16, domain String, url String, malware String, line UInt64, extra Map(String, String))') AS sample
     FROM observe.observation
     WHERE batch = {batch:UUID} AND line BETWEEN {first:UInt64} AND {last:UInt64} AND line IN {lines:Array(UInt64)}`,
    { batch, first: lines[0], last: lines.at(-1), lines },
  );
  const byLine = new Map(samples.map((one) => [one.line, one]));
  return groups.map(({ line, ...group }) => {
    const found = byLine.get(line);
    return {
      ...group,
      severity: Number(group.severity),
      sample: shown(found?.sample ?? {}),
      asNumber: found?.asNumber ?? 0,
      country: found?.country ?? '',
      handling: found?.handling ?? 'TLP:AMBER',
    };
  });
}

/** Only what says something, with the extra fields beside the named ones. */
function shown(sample: Readonly<Record<string, unknown>>): Record<string, string | number> {
  const { extra, ...named } = sample;
  return Object.fromEntries(
    [...Object.entries(named), ...Object.entries((extra ?? {}) as Record<string, string>)]
      .filter(([, value]) => value !== '' && value !== 0)
      .map(([name, value]) => [
        name,
        typeof value === 'number' ? value : String(value).slice(0, 1000).replaceAll('\0', '␀'),
      ]),
  );
}

/** On which days (UTC) a report looked for which kinds: absence counts as fixed only where somebody looked. */
export async function coverageOf(house: House, batch: string): Promise<{ kind: string; day: string }[]> {
  return house.columns.query(
    `SELECT kind, toString(toDate(observed_at, 'UTC')) AS day FROM observe.observation WHERE batch = {batch:UUID} GROUP BY kind, day ORDER BY kind, day`,
    { batch },
  );
}
