import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { id } from '#platform/web';

const sql = loadSql(import.meta.url);

/** 連絡先: a person or role who can be told. */
export interface Contact {
  readonly id: string;
  readonly organisationId: string;
  readonly email: string | null;
  readonly language: 'ja' | 'easy' | 'en';
  /** The last mail came back. */
  readonly bounced: boolean;
  /** The address has been shown to reach a person of the organisation. */
  readonly confirmed: boolean;
}

/** An organisation as those who tell it need it. */
export interface Addressee {
  readonly id: string;
  readonly name: string;
  readonly kind: 'member' | 'provider' | 'partner';
  readonly language: 'ja' | 'easy' | 'en';
  readonly prefecture: string;
  readonly postalCode: string;
  readonly postalAddress: string;
  readonly letter: boolean;
  /** Its chamber or help team. */
  readonly partnerId: string | null;
  /** In the order in which they are told. */
  readonly contacts: readonly Contact[];
}

/** How organisations can be reached, by id; those the reader cannot see are absent. */
export async function addresseesOf(q: Queries, organisationIds: readonly string[]): Promise<Map<string, Addressee>> {
  const contacts = Map.groupBy(
    await q.rows<Contact>(sql('contacts_of'), { organisationIds }),
    (contact) => contact.organisationId,
  );
  const rows = await q.rows<Omit<Addressee, 'contacts'>>(sql('organisations_of'), { organisationIds });
  return new Map(rows.map((row) => [row.id, { ...row, contacts: contacts.get(row.id) ?? [] }]));
}

/** Whether one of these organisations is of a kind: menus ask it for every page, so it reads nothing else. */
const someIs = (kind: Addressee['kind']) => async (q: Queries, organisationIds: readonly string[]) =>
  (await q.one(sql('of_kind'), { organisationIds, kind })) !== undefined;

/** Whether one of these organisations is a provider: whoever holds networks has places of its own. */
export const isProvider = someIs('provider');

/** Whether one of these organisations is a partner: whoever is asked to call members. */
export const isPartner = someIs('partner');

/** A partner says that an organisation is no member of it any more: it is not asked about it again. */
export async function endPartnership(
  house: House,
  q: Queries,
  tie: { readonly organisation: string; readonly partner: string; readonly actor: string },
): Promise<void> {
  const { organisation, partner, actor } = tie;
  if ((await q.run(sql('end_partnership'), { organisation, partner, now: house.clock() })) > 0)
    await appendFact(house, q, {
      kind: 'organisation.left-partner',
      subject: `organisation:${organisation}`,
      organisationId: organisation,
      actor,
      data: { partner },
    });
}

/** The organisations that hold AS numbers, where one is registered. */
export async function holdersOf(q: Queries, asNumbers: readonly number[]): Promise<Map<number, string>> {
  const rows = await q.rows<{ asNumber: number; organisationId: string }>(sql('holders_of'), { asNumbers });
  return new Map(rows.map((row) => [row.asNumber, row.organisationId]));
}

/**
 * Marks every contact with this address as bounced, each with its fact; gives those that were not yet. Nobody is told there again
 * until the contact is confirmed anew.
 */
export async function markBounced(
  house: House,
  q: Queries,
  bounce: { readonly email: string; readonly actor: string; readonly why: string },
): Promise<{ id: string; organisationId: string }[]> {
  const marked = await q.rows<{ id: string; organisationId: string }>(sql('mark_bounced'), {
    email: bounce.email,
    now: house.clock(),
  });
  for (const { id, organisationId } of marked)
    await appendFact(house, q, {
      kind: 'contact.bounced',
      subject: `contact:${id}`,
      organisationId,
      actor: bounce.actor,
      data: { email: bounce.email, why: bounce.why.slice(0, 200) },
    });
  return marked;
}

/** Notes that a contact has shown to receive what is sent to it. */
export async function confirmContact(
  house: House,
  q: Queries,
  contact: string,
  organisationId: string,
  actor: string,
): Promise<void> {
  if ((await q.run(sql('confirm_contact'), { contact, now: house.clock() })) > 0)
    await appendFact(house, q, { kind: 'contact.confirmed', subject: `contact:${contact}`, organisationId, actor });
}

/** An organisation as people name it. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly prefecture: string;
  /** The text was its number or its whole name. */
  readonly isExact: boolean;
}

/** Organisations somebody may mean by a text: an id, 法人番号, the register's own number, or a part of the name; the likeliest first. */
export async function organisationsNamed(q: Queries, text: string, limit = 8): Promise<Named[]> {
  const said = text.normalize('NFKC').trim();
  if (said === '') return [];
  return q.rows<Named>(sql('named'), {
    text: said,
    pattern: said.toLowerCase().replace(/[\\%_]/g, '\\$&'),
    id: id.safeParse(said).success ? said : null,
    limit,
  });
}

/** Names of organisations by id; those the reader cannot see are absent. */
export async function namesOf(q: Queries, organisationIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await q.rows<{ id: string; name: string }>(sql('names_of'), {
    organisationIds: [...new Set(organisationIds)],
  });
  return new Map(rows.map((row) => [row.id, row.name]));
}
