import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';

const sql = loadSql(import.meta.url);

/** An organisation a person acts for. */
export interface Membership {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

/** The organisations a person acts for, by name. Asked for every request of a signed-in person: one indexed look-up. */
export async function organisationsOf(house: House, person: string): Promise<Membership[]> {
  return house.db.as({ kind: 'worker' }, (q) => q.rows<Membership>(sql('organisations_of_person'), { person }));
}

/** Lets a person act for an organisation. */
export async function addMember(
  house: House,
  q: Queries,
  person: string,
  organisation: string,
  role: 'owner' | 'member',
  actor: string,
): Promise<void> {
  if ((await q.run(sql('add_member'), { person, organisation, role })) > 0)
    await appendFact(house, q, {
      kind: 'membership.added',
      subject: `organisation:${organisation}`,
      organisationId: organisation,
      actor,
      data: { person, role },
    });
}
