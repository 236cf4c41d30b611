import { z } from 'zod';
import { networkHolders, provenRegistrations, registryBuilt, registryVersion, routedRanges } from '#know';
import { onFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { type Registered, readRegistered, registeredSql, switchStatements } from './owners.ts';
import { matchingTables, routeRows } from './tables.ts';

type Engine = Pick<House, 'columns'>;
const CHUNK = 20_000;

/** Rows of one version of a matching table, and which they are: readers see the old or the new version, never half of one. */
async function putVersion(
  house: Engine,
  subject: 'reach' | 'route' | 'provider',
  version: number,
  rows: AsyncIterable<object> | Iterable<object>,
): Promise<number> {
  // A try that broke off may have left rows of this very version behind.
  await house.columns.command(`ALTER TABLE observe.${subject} DROP PARTITION {version:UInt64}`, { version });
  let count = 0;
  let some: object[] = [];
  const flush = async () => {
    await house.columns.insert(`observe.${subject}`, some);
    some = [];
  };
  for await (const row of rows) {
    some.push({ version, ...row });
    count++;
    if (some.length >= CHUNK) await flush();
  }
  await flush();
  for (const statement of switchStatements(subject, version)) await house.columns.command(statement);
  const old = await house.columns.query<{ version: number }>(
    `SELECT DISTINCT version FROM observe.${subject} WHERE version < {version:UInt64}`,
    { version },
  );
  for (const one of old)
    await house.columns.command(`ALTER TABLE observe.${subject} DROP PARTITION {version:UInt64}`, {
      version: one.version,
    });
  return count;
}

/** What is registered in the version a column store was last seen with. */
const seenRegistered = new WeakMap<object, { readonly version: number; readonly registered: Registered }>();

/**
 * Makes sure that observations are matched against today's register: asked before each report. One process builds, the others
 * wait for it; nothing happens when nothing changed. Gives which ways of being registered there are.
 */
export async function freshRegistry(house: House): Promise<Registered> {
  const version = await buildRegistry(house);
  const seen = seenRegistered.get(house.columns);
  if (seen?.version === version) return seen.registered;
  const registered = readRegistered(await house.columns.query(registeredSql));
  seenRegistered.set(house.columns, { version, registered });
  return registered;
}

async function buildRegistry(house: House): Promise<number> {
  return house.db.as({ kind: 'worker' }, async (q) => {
    const seen = await registryVersion(q);
    if (seen.version === seen.built) return seen.version;
    await q.raw.query('SELECT pg_advisory_xact_lock(4221)');
    const { version, built } = await registryVersion(q);
    if (version === built) return version;
    const began = performance.now();
    const registrations = await provenRegistrations(q);
    const { rows, misfits } = matchingTables(
      registrations.map(({ organisationId, kind, value, reach }) => ({
        organisation: organisationId,
        kind,
        value,
        reach,
      })),
    );
    for (const misfit of misfits)
      house.log.warn('matching: a registration cannot be looked up', {
        organisation: misfit.registration.organisation,
        value: misfit.registration.value,
        reason: misfit.reason,
      });
    await putVersion(house, 'reach', version, rows);
    const holders = await networkHolders(q);
    await putVersion(
      house,
      'provider',
      version,
      holders.map((holder) => ({ asn: holder.asNumber, providers: [holder.organisationId] })),
    );
    await registryBuilt(q, version, house.clock());
    house.log.info('matching: the register was built into the column store', {
      version,
      keys: rows.length,
      providers: holders.length,
      milliseconds: Math.round(performance.now() - began),
    });
    return version;
  });
}

/** Loads the real routing table into the engine, range by range as prefixes. Gives how many prefixes there are. */
export async function loadRoutes(house: House): Promise<number> {
  async function* rows() {
    for await (const { first, last, asNumber } of routedRanges()) yield* routeRows([{ first, last, asn: asNumber }]);
  }
  return putVersion(house, 'route', Math.floor(house.clock().getTime() / 1000), rows());
}

/** The routing table was loaded into the register: the engine gets the prefixes. */
export const loadRoutesJob = job({
  name: 'observe.load-routes',
  schema: z.object({ subject: z.string() }),
  async handle(house) {
    await loadRoutes(house);
  },
});
onFact('routing-table.loaded', loadRoutesJob);
