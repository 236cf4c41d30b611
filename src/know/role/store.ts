/** Who holds which role of an organisation: kept with dates, never written over. */
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { dayOf } from '../day/index.ts';
import { type Holding, roles } from './roles.ts';

const sql = loadSql(import.meta.url);

/** The roles held on the day of `at` (holders first, then deputies), as far as the reader may see them. For papers and declarations. */
export async function rolesOf(q: Queries, organisation: string, at: Date): Promise<Holding[]> {
  return q.rows<Holding>(sql('on_day'), { organisation, day: dayOf(at) });
}

/** Every holding there ever was. */
export async function allHoldings(q: Queries, organisation: string): Promise<Holding[]> {
  return q.rows<Holding>(sql('holdings'), { organisation });
}

/** The organisation whose register it is, or a refusal. */
export async function registerOwner(
  q: Queries,
  organisation: string,
): Promise<{ readonly id: string; readonly name: string; readonly staffCount: number | null }> {
  return found(await q.one(sql('organisation'), { organisation }), 'know.organisation-unknown');
}

/** A holding before it is kept. */
export type NewHolding = Omit<Holding, 'id'>;

/** Gives somebody a role from a day on. A new holder ends the term of the one before on the day before; deputies stand beside each other. */
export async function appoint(
  house: House,
  q: Queries,
  organisation: string,
  holding: NewHolding,
  actor: string,
): Promise<string> {
  await registerOwner(q, organisation);
  if (!roles.some(({ id }) => id === holding.role)) throw new Refusal('know.role-unknown');
  if (holding.untilOn !== null && holding.untilOn < holding.fromOn) throw new Refusal('know.role-dates-wrong');
  const now = house.clock();
  if (!holding.isDeputy)
    for (const ended of await q.rows<{ id: string; personName: string }>(sql('ends_before'), {
      organisation,
      role: holding.role,
      fromOn: holding.fromOn,
      now,
    }))
      await appendFact(house, q, {
        kind: 'role.ended',
        subject: `role-holding:${ended.id}`,
        organisationId: organisation,
        actor,
        data: { role: holding.role, person: ended.personName },
      });
  const made = found(await q.one<{ id: string }>(sql('add'), { organisation, ...holding, now }), 'know.role-unknown');
  await appendFact(house, q, {
    kind: 'role.given',
    subject: `role-holding:${made.id}`,
    organisationId: organisation,
    actor,
    data: { role: holding.role, person: holding.personName, isDeputy: holding.isDeputy, fromOn: holding.fromOn },
  });
  return made.id;
}

/** Ends a holding on a day (its last). Refuses a day before it began. */
export async function endHolding(
  house: House,
  q: Queries,
  asked: { readonly organisation: string; readonly id: string; readonly untilOn: string; readonly actor: string },
): Promise<void> {
  const { organisation, id, untilOn, actor } = asked;
  found(await q.one(sql('one'), { id, organisation }), 'know.role-unknown');
  const ended = await q.one<{ role: string; personName: string }>(sql('end'), {
    id,
    organisation,
    untilOn,
    now: house.clock(),
  });
  if (!ended) throw new Refusal('know.role-dates-wrong');
  await appendFact(house, q, {
    kind: 'role.ended',
    subject: `role-holding:${id}`,
    organisationId: organisation,
    actor,
    data: { role: ended.role, person: ended.personName, untilOn },
  });
}
