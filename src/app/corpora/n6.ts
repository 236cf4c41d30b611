/** Corpus n6-matching: registered criteria, events, and the organisations that have to hear. Asked in the column engine. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Ask } from '../../observe/feed/sample.ts';
import { quote } from '../../observe/feed/sql-text.ts';
import { valueTypes } from '../../observe/feed/value/values.ts';
import { switchStatements, withOwners } from '../../observe/matching/owners.ts';
import { matchingTables, type Registration } from '../../observe/matching/tables.ts';
import { matchUrlPattern } from '../../observe/matching/url-pattern.ts';
import type { CaseResult, Corpus } from './case.ts';
import { readJsonl, readText } from './lines.ts';

interface Criteria {
  readonly org_id: string;
  readonly fqdn_seq?: readonly string[];
  readonly asn_seq?: readonly number[];
  readonly cc_seq?: readonly string[];
  readonly url_seq?: readonly string[];
  readonly ip_ranges?: readonly (readonly [string, string] | null)[];
}
interface Address {
  readonly ip?: string;
  readonly asn?: string | number;
  readonly cc?: string;
}
interface Case {
  readonly id: string;
  readonly criteria: string;
  readonly fqdn_only_categories: readonly string[];
  readonly event: {
    readonly category?: string;
    readonly fqdn?: string | null;
    readonly url_pattern?: string | null;
    readonly address?: readonly Address[] | null;
  };
  readonly expect: {
    readonly rejected?: true;
    readonly org_ids?: readonly string[];
    readonly urls_matched?: Readonly<Record<string, readonly string[]>>;
  };
}
interface IgnoreCase {
  readonly id: string;
  readonly networks: readonly string[];
  readonly event?: { readonly address?: readonly Address[] };
  readonly expect: { readonly ignored?: boolean };
}

const schema = ['20261121T0410__observe__matching__create', '20261121T1000__observe__matching__one-holder'].map(
  (step) => new URL(`../../../migrations/columns/${step}.sql`, import.meta.url),
);

async function run(folder: string, ask: Ask): Promise<CaseResult[]> {
  for (const statement of schema.flatMap((step) => readFileSync(step, 'utf8').split(/;\s*\n/)))
    if (/(CREATE|DROP) (DATABASE|TABLE|DICTIONARY)/.test(statement)) await ask(statement);
  let version = 0;
  const load = async (registrations: readonly Registration[], ignore: readonly string[] = []) => {
    version++;
    const { rows } = matchingTables(registrations, ignore);
    const values = rows.map(
      (r) =>
        `(${version}, '${r.kind}', ${quote(r.key)}, [${r.owners.map((o) => `'${o}'`).join(', ')}], ${r.exclusive})`,
    );
    if (values.length > 0)
      await ask(`INSERT INTO observe.reach (version, kind, key, owners, exclusive) VALUES ${values.join(', ')}`);
    for (const statement of switchStatements('reach', version)) await ask(statement);
  };

  const results: CaseResult[] = [];
  for (const [criteriaFile, matchFile] of [
    ['criteria.json', 'match.jsonl'],
    ['criteria-ipv6-twin.json', 'match-ipv6-twin.jsonl'],
  ] as const) {
    const criteria = JSON.parse(readText(folder, criteriaFile)) as Record<string, readonly Criteria[]>;
    for (const [, cases] of Map.groupBy(readJsonl<Case>(folder, matchFile), (c) =>
      JSON.stringify([c.criteria, c.fqdn_only_categories]),
    )) {
      const organisations = criteria[cases[0]?.criteria ?? ''] ?? [];
      await load(organisations.flatMap(registrationsOf));
      const urls = organisations.flatMap((o) => (o.url_seq ?? []).map((url) => ({ org: o.org_id, url })));
      const owners = await ownersOf(cases, ask);
      for (const [i, one] of cases.entries())
        results.push(decide(one, organisations, urls, owners.get(i)?.owners ?? []));
    }
  }
  for (const [, cases] of Map.groupBy(readJsonl<IgnoreCase>(folder, 'ignore.jsonl'), (c) =>
    JSON.stringify(c.networks),
  )) {
    await load([], cases[0]?.networks ?? []);
    const found = await ownersOf(
      cases.map((c) => ({ event: c.event ?? {}, fqdn_only_categories: [] })),
      ask,
    );
    for (const [i, one] of cases.entries()) {
      const ignored = (one.event?.address ?? []).length > 0 && found.get(i)?.ignored === 1;
      const right = ignored === (one.expect.ignored ?? false);
      results.push(
        right ? { id: one.id, outcome: 'passed' } : { id: one.id, outcome: 'failed', why: `ignored: ${ignored}` },
      );
    }
  }
  return results;
}

/** UUIDs stand for the names of organisations. */
function uuidOf(name: string): string {
  const h = createHash('sha256').update(name).digest('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`;
}

function registrationsOf(criteria: Criteria): Registration[] {
  const one = (kind: Registration['kind'], value: string): Registration => ({
    organisation: uuidOf(criteria.org_id),
    kind,
    value,
    reach: 'covering',
  });
  return [
    ...(criteria.ip_ranges ?? []).flatMap((range) =>
      range === null ? [] : [one('prefix', `${range[0]}-${range[1]}`)],
    ),
    ...(criteria.asn_seq ?? []).map((asn) => one('as-number', String(asn))),
    ...(criteria.fqdn_seq ?? []).map((name) => one('domain', name)),
    ...(criteria.cc_seq ?? []).map((cc) => one('country', cc)),
  ];
}

/** Every event as observations, one an address, normalised by the same SQL as a feed's columns; what the engine says of each event. */
async function ownersOf(
  cases: readonly Pick<Case, 'event' | 'fqdn_only_categories'>[],
  ask: Ask,
): Promise<Map<number, { owners: string[]; ignored: number }>> {
  const rows = cases.flatMap(({ event }, i) =>
    (event.address && event.address.length > 0 ? event.address : [{} as Address]).map(
      (a) =>
        `(${i}, ${[event.category ?? '', event.fqdn ?? '', a.ip ?? '', String(a.asn ?? ''), a.cc ?? ''].map(quote).join(', ')})`,
    ),
  );
  const read = (type: keyof typeof valueTypes, column: string) => valueTypes[type].read(column);
  const observations = `SELECT i, r_kind AS kind, ${read('fqdn', 'r_domain')} AS domain, '' AS url, ${read('ip', 'r_ip')} AS ip, toUInt32(${read('asn', 'r_asn')}) AS asn, ${read('cc', 'r_cc')} AS country FROM values('i UInt32, r_kind String, r_domain String, r_ip String, r_asn String, r_cc String', ${rows.join(', ')})`;
  const nameOnly = [...new Set(cases.flatMap((c) => c.fqdn_only_categories))];
  const answer = await ask(
    `SELECT i, arrayDistinct(arrayFlatten(groupArray(owners))) AS owners, toUInt8(min(ignored)) AS ignored FROM (${withOwners(observations, { nameOnly })}) GROUP BY i`,
  );
  const found = answer
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return new Map(found.map((row) => [row.i, row]));
}

function decide(
  one: Case,
  organisations: readonly Criteria[],
  urls: readonly { org: string; url: string }[],
  heard: readonly string[],
): CaseResult {
  const { event, expect, id } = one;
  // An address without an IP is no address; the row is refused as a feed's row without a victim would be.
  const rejected = (event.address ?? []).some((a) => a.ip === undefined);
  if (rejected || expect.rejected)
    return rejected === (expect.rejected ?? false)
      ? { id, outcome: 'passed' }
      : { id, outcome: 'failed', why: rejected ? 'refused' : 'not refused' };

  const owners = new Set(heard);
  const nameOnly = one.fqdn_only_categories.includes(event.category ?? '');
  const { urls: hit, tooCostly } = nameOnly
    ? { urls: [], tooCostly: false }
    : matchUrlPattern(
        event.url_pattern ?? '',
        urls.map((u) => u.url),
      );
  const matched: Record<string, string[]> = {};
  for (const { org, url } of urls) {
    if (!hit.includes(url)) continue;
    matched[org] = [...(matched[org] ?? []), url].sort();
    owners.add(uuidOf(org));
  }
  const found = organisations
    .filter((o) => owners.has(uuidOf(o.org_id)))
    .map((o) => o.org_id)
    .sort();
  const expected = [...(expect.org_ids ?? [])].sort();
  if (tooCostly) return { id, outcome: 'failed', why: 'the pattern was too costly' };
  if (found.join() !== expected.join()) return { id, outcome: 'failed', why: `${found.join()} ≠ ${expected.join()}` };
  const sorted = (map: Readonly<Record<string, readonly string[]>>) =>
    JSON.stringify(
      Object.keys(map)
        .sort()
        .map((k) => [k, [...(map[k] ?? [])].sort()]),
    );
  if (sorted(matched) !== sorted(expect.urls_matched ?? {}))
    return { id, outcome: 'failed', why: `URLs ${sorted(matched)} ≠ ${sorted(expect.urls_matched ?? {})}` };
  return { id, outcome: 'passed' };
}

export const n6: Corpus = { name: 'n6-matching', run };
