/** The part of the ingest SELECT that finds whom each observation concerns. Asks the dictionaries of the migration `observe__matching__create`. */
import { quoteAll } from '../feed/sql-text.ts';

/** Kinds that name an account or a page, not a machine: whoever hosts the address must not hear. */
export const kindsByNameOnly: readonly string[] = ['leaked-account', 'compromised-account'];

const NOBODY = 'toUInt64(0)';
const NO_OWNERS = "CAST([], 'Array(UUID)')";
const HAS_IP = "ip != toIPv6('::')";

const byName = (kind: string, key: string) =>
  `dictGet('observe.reach_name', 'owner_set', cityHash64('${kind}', ${key}))`;

/** SQL: the set of the first of `keys` (an array, longest first) that is registered. */
const longest = (kind: string, keys: string) => `arrayFirst(s -> s != 0, arrayMap(k -> ${byName(kind, 'k')}, ${keys}))`;

/** SQL: `a.b.c`, `b.c`, `c`. */
const suffixes = (name: string) =>
  `arrayMap(i -> arrayStringConcat(arraySlice(splitByChar('.', ${name}), i), '.'), range(1, 1 + length(splitByChar('.', ${name}))))`;

/** SQL: the URL and every URL above it, cut at `/` and `?`, longest first. The cuts after the host's slash begin with the third. */
const above = (url: string) =>
  `arrayReverse(arrayFilter(u -> u != '', arrayMap(i -> if(substring(${url}, i + 1, 1) IN ('', '/', '?'), substring(${url}, 1, i), ''), range(position(${url}, '://') + 3, 1 + length(${url})))))`;

const tidyUrl = (url: string) =>
  `replaceRegexpOne(concat(lower(extract(${url}, '^[^/]*//[^/?#]*')), extract(${url}, '^[^/]*//[^/?#]*([^#]*)')), '/+$', '')`;
const HOST = `if(domain != '', domain, if(url = '', '', lower(extract(url, '^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:\\\\[]+)'))))`;

const SETS = ['m_prefix', 'm_domain', 'm_as', 'm_country', 'm_page'] as const;
const exclusive = (set: string) => `bitTest(${set}, 0)`;
const ownersOf = (set: string) => `dictGet('observe.reach_set', 'owners', bitAnd(${set}, 18446744073709551614))`;

/**
 * Wraps a SELECT that gives the columns of an observation (`ip`, `domain`, `url`, `asn`, `country`, `kind`) and adds
 * `owners`, `providers`, `owner_by`, `ignored`; `asn` is filled from the routing table where the feed had none.
 * An event hears through every way at once: prefix, domain, AS number, country and URL; an exclusive prefix silences AS number
 * and country, an exclusive AS number the country. `providers` only where no owner is.
 */
export function withOwners(select: string, options: { readonly nameOnly?: readonly string[] } = {}): string {
  const nameOnly = quoteAll(options.nameOnly ?? kindsByNameOnly);
  const asked = `SELECT *,
    kind IN ${nameOnly} AS m_name_only,
    if(asn != 0 OR NOT (${HAS_IP}), asn, dictGet('observe.route_prefix', 'asn', tuple(ip))) AS m_asn,
    ${HOST} AS m_host,
    if(url = '', '', ${tidyUrl('url')}) AS m_url
    FROM (${select})`;
  const sets = `SELECT *,
    if(${HAS_IP} AND NOT m_name_only, dictGet('observe.reach_prefix', 'owner_set', tuple(ip)), ${NOBODY}) AS m_prefix,
    if(m_host = '', ${NOBODY}, ${longest('domain', suffixes('m_host'))}) AS m_domain,
    if(m_asn = 0 OR m_name_only OR ${exclusive('m_prefix')}, ${NOBODY}, ${byName('asn', 'toString(m_asn)')}) AS m_as,
    if(country = '' OR m_name_only OR ${exclusive('m_prefix')} OR ${exclusive('m_as')}, ${NOBODY}, ${byName('country', 'toString(country)')}) AS m_country,
    if(m_url = '', ${NOBODY}, ${longest('url', above('m_url'))}) AS m_page
    FROM (${asked})`;
  const counted = `SELECT *, ${SETS.map((s) => `(${s} != 0)`).join(' + ')} AS m_count FROM (${sets})`;
  // Nearly always one set at most; only then is there nothing to unite.
  const owners = `multiIf(m_count = 0, ${NO_OWNERS}, m_count = 1, ${ownersOf(`greatest(${SETS.join(', ')})`)}, arraySort(arrayDistinct(arrayFlatten(arrayMap(s -> ${ownersOf('s')}, arrayFilter(s -> s != 0, [${SETS.join(', ')}]))))))`;
  const providers = `if(m_count != 0 OR m_name_only OR m_asn = 0, ${NO_OWNERS}, dictGet('observe.route_provider', 'providers', toUInt64(m_asn)))`;
  const inner = ['asn', 'm_name_only', 'm_asn', 'm_host', 'm_url', 'm_count', ...SETS].join(', ');
  return `SELECT * EXCEPT (${inner}), m_asn AS asn,
    ${owners} AS owners,
    ${providers} AS providers,
    multiIf(m_prefix != 0, 'prefix', m_domain != 0, 'domain', m_as != 0, 'asn', m_country != 0, 'country', m_page != 0, 'url', notEmpty(providers), 'provider', 'none') AS owner_by,
    if(${HAS_IP}, dictHas('observe.reach_ignore', tuple(ip)), 0) AS ignored
    FROM (${counted})`;
}

/** Statements that make a new version of the tables the one in force, to be run in order after its rows were inserted. */
export function switchStatements(subject: 'reach' | 'route' | 'provider', version: number): string[] {
  const dictionaries = {
    reach: ['reach_set', 'reach_prefix', 'reach_ignore', 'reach_name'],
    route: ['route_prefix'],
    provider: ['route_provider'],
  }[subject];
  return [
    `INSERT INTO observe.matching_version (subject, version) VALUES ('${subject}', ${version})`,
    ...dictionaries.map((name) => `SYSTEM RELOAD DICTIONARY observe.${name}`),
  ];
}
