import {
  networkHolders,
  provenRegistrations,
  type Registration,
  registryBuilt,
  registryVersion,
  routedRanges,
} from '#know';
import type { House } from '#platform/house';
import {
  addressText,
  numberOf,
  prefixesOf,
  type RegisteredRange,
  rangeOf,
  resolveDomains,
  resolvePrefixes,
} from './resolve.ts';

/** Everything the engine needs to find owners: rows of the tables of the same names. */
export interface OwnerTables {
  readonly owner_prefix: readonly { readonly prefix: string; readonly owners: readonly string[] }[];
  readonly owner_domain: readonly { readonly domain: string; readonly owners: readonly string[] }[];
  readonly owner_asn: readonly { readonly asn: number; readonly owners: readonly string[] }[];
  readonly owner_country: readonly { readonly country: string; readonly owners: readonly string[] }[];
}

/** Registrations as tables. Values that are none of their kind were refused when they were registered; they are passed over here. */
export function ownerTables(
  registrations: readonly Pick<Registration, 'organisationId' | 'kind' | 'value' | 'reach'>[],
): OwnerTables {
  const by = Map.groupBy(registrations, (one) => one.kind);
  const grouped = (kind: Registration['kind']) =>
    [...Map.groupBy(by.get(kind) ?? [], (one) => one.value)].map(([value, all]) => ({
      value,
      owners: [...new Set(all.map((one) => one.organisationId))],
    }));
  const ranges = (by.get('prefix') ?? []).flatMap((one): RegisteredRange[] => {
    const range = rangeOf(one.value);
    return range ? [{ organisation: one.organisationId, reach: one.reach, ...range }] : [];
  });
  return {
    owner_prefix: resolvePrefixes(ranges),
    owner_domain: resolveDomains(
      (by.get('domain') ?? []).map((one) => ({
        organisation: one.organisationId,
        reach: one.reach,
        domain: one.value,
      })),
    ),
    owner_asn: grouped('as-number').map(({ value, owners }) => ({ asn: Number(value), owners })),
    owner_country: grouped('country').map(({ value, owners }) => ({ country: value.toUpperCase(), owners })),
  };
}

const dictionaryOf = {
  owner_prefix: 'owners_of_prefix',
  owner_domain: 'owners_of_domain',
  owner_asn: 'owners_of_asn',
  owner_country: 'owners_of_country',
  holder: 'holder_of_asn',
  route: 'asn_of_prefix',
} as const;

/** Puts rows in place of a table's and makes its dictionary answer by them. Readers see the old or the new state, never half of one. */
export async function replaceTable(
  house: Pick<House, 'columns'>,
  table: keyof typeof dictionaryOf,
  rows: AsyncIterable<object[]> | readonly object[],
): Promise<void> {
  const next = `observe.${table}_next`;
  await house.columns.command(`DROP TABLE IF EXISTS ${next}`);
  await house.columns.command(`CREATE TABLE ${next} AS observe.${table}`);
  for await (const some of Symbol.asyncIterator in rows ? rows : chunks(rows)) await house.columns.insert(next, some);
  await house.columns.command(`EXCHANGE TABLES observe.${table} AND ${next}`);
  await house.columns.command(`DROP TABLE ${next}`);
  await house.columns.command(`SYSTEM RELOAD DICTIONARY observe.${dictionaryOf[table]}`);
}

function* chunks(rows: readonly object[], size = 20_000): Generator<object[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

/**
 * Makes sure that observations are matched against today's register: asked before each report. One process builds, the others
 * wait for it; nothing happens when nothing changed.
 */
export async function freshRegistry(house: House): Promise<void> {
  await house.db.as({ kind: 'worker' }, async (q) => {
    const seen = await registryVersion(q);
    if (seen.version === seen.built) return;
    await q.raw.query('SELECT pg_advisory_xact_lock(4221)');
    const { version, built } = await registryVersion(q);
    if (version === built) return;
    const began = performance.now();
    const tables = ownerTables(await provenRegistrations(q));
    for (const name of ['owner_prefix', 'owner_domain', 'owner_asn', 'owner_country'] as const)
      await replaceTable(house, name, tables[name]);
    const holders = await networkHolders(q);
    await replaceTable(
      house,
      'holder',
      holders.map((holder) => ({ asn: holder.asNumber, organisation: holder.organisationId })),
    );
    await registryBuilt(q, version, house.clock());
    house.log.info('matching: the register was built into the column store', {
      version,
      prefixes: tables.owner_prefix.length,
      domains: tables.owner_domain.length,
      milliseconds: Math.round(performance.now() - began),
    });
  });
}

/** Loads the real routing table into the engine: range by range as prefixes. Gives how many prefixes there are. */
export async function loadRoutes(house: Pick<House, 'columns'>): Promise<number> {
  let count = 0;
  async function* rows() {
    let some: { prefix: string; asn: number }[] = [];
    for await (const range of routedRanges()) {
      const [first, last] = [numberOf(range.first), numberOf(range.last)];
      if (!first || !last || first.bits !== last.bits) continue;
      for (const { start, length } of prefixesOf(first.value, last.value, first.bits))
        some.push({ prefix: `${addressText(start, first.bits)}/${length}`, asn: range.asNumber });
      if (some.length >= 20_000) {
        count += some.length;
        yield some;
        some = [];
      }
    }
    count += some.length;
    yield some;
  }
  await replaceTable(house, 'route', rows());
  return count;
}
