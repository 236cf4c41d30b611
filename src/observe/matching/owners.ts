/** The part of the ingest SELECT that finds whom each observation concerns. Asks the dictionaries of the migration `observe__matching__create`. */
import { quoteAll } from '../feed/sql-text.ts';

/** Kinds that name an account or a page, not a machine: whoever hosts the address must not hear. */
export const kindsByNameOnly: readonly string[] = ['leaked-account', 'compromised-account'];

const NO_OWNERS = "CAST([], 'Array(UUID)')";
const NONE = `(${NO_OWNERS}, toUInt8(0))`;
const none = (x: string) => `empty(${x}.1)`;

/** SQL: the owners of the longest of `keys` (an array, longest first) that is registered. */
const longest = (kind: string, keys: string) =>
  `dictGetOrDefault('observe.reach_name', ('owners', 'exclusive'), ('${kind}', arrayFirst(k -> dictHas('observe.reach_name', ('${kind}', k)), ${keys})), ${NONE})`;

/** SQL: `a.b.c`, `b.c`, `c`. */
const suffixes = (name: string) =>
  `arrayMap(i -> arrayStringConcat(arraySlice(splitByChar('.', ${name}), i), '.'), range(1, 1 + length(splitByChar('.', ${name}))))`;

/** SQL: the URL and every URL above it by path, longest first. */
const above = (url: string) =>
  `arrayMap(i -> arrayStringConcat(arraySlice(splitByRegexp('([/?])', ${url}), 1, i), '/'), reverse(range(3, 1 + length(splitByRegexp('([/?])', ${url})))))`;

/**
 * Wraps a SELECT that gives the columns of an observation (`ip`, `domain`, `url`, `asn`, `country`, `kind`) and adds
 * `owners`, `providers`, `owner_by`, `ignored`; `asn` is filled from the routing table where the feed had none.
 * An event hears through every way at once: prefix, domain, AS number, country and URL; an exclusive prefix silences AS number and country.
 */
export function withOwners(select: string, options: { readonly nameOnly?: readonly string[] } = {}): string {
  const nameOnly = quoteAll(options.nameOnly ?? kindsByNameOnly);
  const hasIp = "ip != toIPv6('::')";
  const host =
    "if(domain != '', domain, if(url = '', '', lower(extract(url, '^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:\\\\[]+)'))))";
  const tidyUrl =
    "trimRight(concat(lower(extract(url, '^[^/]*//[^/?#]*')), extract(url, '^[^/]*//[^/?#]*([^#]*)')), '/')";
  const routed = `SELECT *, if(asn != 0 OR NOT (${hasIp}), asn, dictGetOrDefault('observe.route_prefix', 'asn', tuple(ip), toUInt32(0))) AS m_asn, ${host} AS m_host, kind IN ${nameOnly} AS m_name_only FROM (${select})`;
  const found = `SELECT *,
    if(${hasIp} AND NOT m_name_only, dictGetOrDefault('observe.reach_prefix', ('owners', 'exclusive'), tuple(ip), ${NONE}), ${NONE}) AS m_prefix,
    if(m_host = '', ${NONE}, ${longest('domain', suffixes('m_host'))}) AS m_domain,
    if(m_asn = 0 OR m_name_only OR m_prefix.2, ${NONE}, dictGetOrDefault('observe.reach_name', ('owners', 'exclusive'), ('asn', toString(m_asn)), ${NONE})) AS m_as,
    if(country = '' OR m_name_only OR m_prefix.2 OR m_as.2, ${NONE}, dictGetOrDefault('observe.reach_name', ('owners', 'exclusive'), ('country', country), ${NONE})) AS m_country,
    if(url = '', ${NONE}, ${longest('url', above('m_url'))}) AS m_page
    FROM (SELECT *, if(url = '', '', ${tidyUrl}) AS m_url FROM (${routed}))`;
  const all = `if(${['m_prefix', 'm_domain', 'm_as', 'm_country', 'm_page'].map(none).join(' AND ')}, ${NO_OWNERS}, arraySort(arrayDistinct(arrayConcat(m_prefix.1, m_domain.1, m_as.1, m_country.1, m_page.1))))`;
  return `SELECT * EXCEPT (asn, m_asn, m_host, m_url, m_name_only, m_prefix, m_domain, m_as, m_country, m_page), m_asn AS asn, owners, providers, owner_by, ignored FROM (SELECT *,
    if(${hasIp}, dictHas('observe.reach_ignore', tuple(ip)), 0) AS ignored,
    ${all} AS owners,
    if(notEmpty(owners) OR m_name_only OR m_asn = 0, ${NO_OWNERS}, dictGetOrDefault('observe.route_provider', 'providers', toUInt64(m_asn), ${NO_OWNERS})) AS providers,
    multiIf(notEmpty(m_prefix.1), 'prefix', notEmpty(m_domain.1), 'domain', notEmpty(m_as.1), 'asn', notEmpty(m_country.1), 'country', notEmpty(m_page.1), 'url', notEmpty(providers), 'provider', 'none') AS owner_by
    FROM (${found}))`;
}

/** Statements that make a new version of the tables the one in force, to be run in order after its rows were inserted. */
export function switchStatements(subject: 'reach' | 'route' | 'provider', version: number): string[] {
  const dictionaries = {
    reach: ['reach_prefix', 'reach_ignore', 'reach_name'],
    route: ['route_prefix'],
    provider: ['route_provider'],
  }[subject];
  return [
    `INSERT INTO observe.matching_version (subject, version) VALUES ('${subject}', ${version})`,
    ...dictionaries.map((name) => `SYSTEM RELOAD DICTIONARY observe.${name}`),
  ];
}
