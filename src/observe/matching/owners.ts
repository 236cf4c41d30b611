/** The part of the ingest SELECT that finds whom each observation concerns. Asks the dictionaries of the migration `observe__matching__create`. */
import { quoteAll } from '../feed/sql-text.ts';

/** Kinds that name an account or a page, not a machine: whoever hosts the address must not hear. */
export const kindsByNameOnly: readonly string[] = ['leaked-account', 'compromised-account'];

const NOBODY = 'toUInt64(0)';
const NO_OWNERS = "CAST([], 'Array(UUID)')";
const NO_HOLDER = "toUUID('00000000-0000-0000-0000-000000000000')";
const HAS_IP = "ip != toIPv6('::')";

/** Which ways of being registered there are at all: what nobody uses is not asked for, row by row. */
export interface Registered {
  /** How many labels the registered domains have (`[2, 3]`); undefined: any number. */
  readonly domainDepths: readonly number[] | undefined;
  readonly asNumbers: boolean;
  readonly countries: boolean;
  readonly urls: boolean;
  readonly ignored: boolean;
}

/** SQL: what is registered, for `readRegistered`. */
export const registeredSql = `SELECT toString(kind) AS way, toUInt32(if(kind = 'domain', countSubstrings(key, '.') + 1, 0)) AS labels
  FROM observe.reach WHERE version = (SELECT max(version) FROM observe.matching_version WHERE subject = 'reach') GROUP BY way, labels`;

/** Takes the rows of `registeredSql`. */
export function readRegistered(rows: readonly { readonly way: string; readonly labels: number }[]): Registered {
  const has = (way: string) => rows.some((row) => row.way === way);
  return {
    domainDepths: rows.filter(({ way }) => way === 'domain').map(({ labels }) => labels),
    asNumbers: has('asn'),
    countries: has('country'),
    urls: has('url'),
    ignored: has('ignore'),
  };
}

const ANYTHING: Registered = { domainDepths: undefined, asNumbers: true, countries: true, urls: true, ignored: true };
/** Looking up so many suffixes one by one is cheaper than taking the name apart. */
const FEW_DEPTHS = 4;

const byName = (kind: string, key: string) =>
  `dictGet('observe.reach_name', 'owner_set', cityHash64('${kind}', ${key}))`;

/** SQL: the set of the first of `keys` (an array, longest first) that is registered. */
const longest = (kind: string, keys: string) => `arrayFirst(s -> s != 0, arrayMap(k -> ${byName(kind, 'k')}, ${keys}))`;

/** SQL: `a.b.c`, `b.c`, `c`. */
const suffixes = (name: string) =>
  `arrayMap(i -> arrayStringConcat(arraySlice(splitByChar('.', ${name}), i), '.'), range(1, 1 + length(splitByChar('.', ${name}))))`;

/** SQL: the set of the longest registered suffix of a name. A name with fewer labels than asked for is looked up whole, which is right, too. */
const bySuffix = (name: string, depths: readonly number[] | undefined): string => {
  if (depths === undefined || depths.length > FEW_DEPTHS) return longest('domain', suffixes(name));
  const sets = [...depths]
    .sort((a, b) => b - a)
    .map((labels) => byName('domain', `substringIndex(${name}, '.', -${labels})`));
  const last = sets.pop() ?? NOBODY;
  return sets.reduceRight((rest, set, i) => `if((${set} AS m_depth_${i}) != 0, m_depth_${i}, ${rest})`, last);
};

/** SQL: the URL and every URL above it, cut at `/` and `?`, longest first. The cuts after the host's slash begin with the third. */
const above = (url: string) =>
  `arrayReverse(arrayFilter(u -> u != '', arrayMap(i -> if(substring(${url}, i + 1, 1) IN ('', '/', '?'), substring(${url}, 1, i), ''), range(position(${url}, '://') + 3, 1 + length(${url})))))`;

const tidyUrl = (url: string) =>
  `replaceRegexpOne(concat(lower(extract(${url}, '^[^/]*//[^/?#]*')), extract(${url}, '^[^/]*//[^/?#]*([^#]*)')), '/+$', '')`;
const HOST_OF_URL = `lower(extract(url, '^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:\\\\[]+)'))`;

const exclusive = (set: string) => `bitTest(${set}, 0)`;
const ownersOf = (set: string) => `dictGet('observe.reach_set', 'owners', bitAnd(${set}, 18446744073709551614))`;

/**
 * Wraps a SELECT that gives the columns of an observation (`ip`, `domain`, `url`, `asn`, `country`, `kind`) and adds
 * `owners`, `providers`, `owner_by`, `ignored`; `asn` is filled from the routing table where the feed had none.
 * An event hears through every way at once: prefix, domain, AS number, country and URL; an exclusive prefix silences AS number
 * and country, an exclusive AS number the country. `providers` only where no owner is. What is `known` of the report's columns
 * and what is `registered` at all only leaves out questions whose answer is known; with neither every way is asked.
 */
export function withOwners(
  select: string,
  options: {
    readonly nameOnly?: readonly string[];
    readonly known?: ReadonlyMap<string, readonly string[]>;
    readonly registered?: Registered;
  } = {},
): string {
  const nameOnly = quoteAll(options.nameOnly ?? kindsByNameOnly);
  const { domainDepths, asNumbers, countries, urls, ignored } = options.registered ?? ANYTHING;
  const never = (column: string) => options.known?.get(column)?.every((value) => value === '') ?? false;
  const noUrl = never('url');
  const host = noUrl
    ? 'domain'
    : never('domain')
      ? HOST_OF_URL
      : `if(domain != '', domain, if(url = '', '', ${HOST_OF_URL}))`;
  const asksDomain = !(noUrl && never('domain')) && domainDepths?.length !== 0;
  const asksUrl = !noUrl && urls;
  const asksCountry = countries && !never('country');

  const asked = [
    `kind IN ${nameOnly} AS m_name_only`,
    `if(asn != 0 OR NOT (${HAS_IP}), asn, dictGet('observe.route_prefix', 'asn', tuple(ip))) AS m_asn`,
    ...(asksDomain ? [`${host} AS m_host`] : []),
    ...(asksUrl ? [`if(url = '', '', ${tidyUrl('url')}) AS m_url`] : []),
  ];
  const silenced = `m_name_only OR ${exclusive('m_prefix')}`;
  const ways: readonly (readonly [by: string, name: string, set: string])[] = [
    [
      'prefix',
      'm_prefix',
      `if(${HAS_IP} AND NOT m_name_only, dictGet('observe.reach_prefix', 'owner_set', tuple(ip)), ${NOBODY})`,
    ],
    ...(asksDomain
      ? ([['domain', 'm_domain', `if(m_host = '', ${NOBODY}, ${bySuffix('m_host', domainDepths)})`]] as const)
      : []),
    ...(asNumbers
      ? ([['asn', 'm_as', `if(m_asn = 0 OR ${silenced}, ${NOBODY}, ${byName('asn', 'toString(m_asn)')})`]] as const)
      : []),
    ...(asksCountry
      ? ([
          [
            'country',
            'm_country',
            `if(country = '' OR ${silenced}${asNumbers ? ` OR ${exclusive('m_as')}` : ''}, ${NOBODY}, ${byName('country', 'toString(country)')})`,
          ],
        ] as const)
      : []),
    ...(asksUrl ? ([['url', 'm_page', `if(m_url = '', ${NOBODY}, ${longest('url', above('m_url'))})`]] as const) : []),
  ];
  const sets = ways.map(([, name]) => name);
  const count = sets.map((set) => `(${set} != 0)`).join(' + ');
  const counted = `SELECT *, ${ways.map(([, name, set]) => `${set} AS ${name}`).join(', ')}, ${count} AS m_count,
    if(m_count != 0 OR m_name_only OR m_asn = 0, ${NO_HOLDER}, dictGet('observe.route_holder', 'provider', toUInt64(m_asn))) AS m_holder
    FROM (SELECT *, ${asked.join(', ')} FROM (${select}))`;
  // Nearly always one set at most; only then is there nothing to unite.
  const several =
    sets.length === 1
      ? ''
      : `, arraySort(arrayDistinct(arrayFlatten(arrayMap(s -> ${ownersOf('s')}, arrayFilter(s -> s != 0, [${sets.join(', ')}])))))`;
  const owners =
    sets.length === 1
      ? `if(m_count = 0, ${NO_OWNERS}, ${ownersOf('m_prefix')})`
      : `multiIf(m_count = 0, ${NO_OWNERS}, m_count = 1, ${ownersOf(`greatest(${sets.join(', ')})`)}${several})`;
  const inner = [
    'asn',
    'm_name_only',
    'm_asn',
    'm_count',
    'm_holder',
    ...(asksDomain ? ['m_host'] : []),
    ...(asksUrl ? ['m_url'] : []),
    ...sets,
  ];
  return `SELECT * EXCEPT (${inner.join(', ')}), m_asn AS asn,
    ${owners} AS owners,
    if(m_holder = ${NO_HOLDER}, ${NO_OWNERS}, [m_holder]) AS providers,
    multiIf(${ways.map(([by, name]) => `${name} != 0, '${by}'`).join(', ')}, m_holder != ${NO_HOLDER}, 'provider', 'none') AS owner_by,
    ${ignored ? `if(${HAS_IP}, dictHas('observe.reach_ignore', tuple(ip)), 0)` : '0'} AS ignored
    FROM (${counted})`;
}

/** Statements that make a new version of the tables the one in force, to be run in order after its rows were inserted. */
export function switchStatements(subject: 'reach' | 'route' | 'provider', version: number): string[] {
  const dictionaries = {
    reach: ['reach_set', 'reach_prefix', 'reach_ignore', 'reach_name'],
    route: ['route_prefix'],
    provider: ['route_holder'],
  }[subject];
  return [
    `INSERT INTO observe.matching_version (subject, version) VALUES ('${subject}', ${version})`,
    ...dictionaries.map((name) => `SYSTEM RELOAD DICTIONARY observe.${name}`),
  ];
}
