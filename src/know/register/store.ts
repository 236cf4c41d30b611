import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import type { OrganisationRow, RegistrationKind } from './rows.ts';

const sql = loadSql(import.meta.url);
const CHUNK = 5000;

/** What is registered and proven: what the loop matches against. */
export interface Registration {
  readonly organisationId: string;
  readonly kind: RegistrationKind;
  readonly value: string;
  readonly reach: 'covering' | 'exclusive';
  readonly organisationKind: 'member' | 'provider' | 'partner';
}

/**
 * Takes organisations with their contacts and registrations into the register; known ones are brought up to date, contacts
 * and registrations are added, never removed. One transaction: all or nothing. An operator's import counts as proof of
 * control. Gives how many are new and how many were known.
 */
export async function takeOrganisations(
  house: House,
  q: Queries,
  rows: readonly OrganisationRow[],
  actor: string,
): Promise<{ added: number; updated: number }> {
  const now = house.clock();
  const sum = { added: 0, updated: 0 };
  const parents: { id: string; parent: string }[] = [];
  for (let at = 0; at < rows.length; at += CHUNK) {
    const chunk = rows.slice(at, at + CHUNK);
    const taken = await q.rows<{
      id: string;
      externalId: string;
      corporateNumber: string | null;
      name: string;
      isNew: boolean;
    }>(sql('take_organisations'), {
      rows: JSON.stringify(chunk.map(toRecord)),
      now,
      actor,
    });
    const ids = new Map(taken.map((row) => [keyOf(row), row.id]));
    const withId = chunk.flatMap((row) => {
      const id = ids.get(keyOf(row));
      return id ? [{ id, row }] : [];
    });
    for (const row of taken) row.isNew ? sum.added++ : sum.updated++;
    await q.run(sql('take_contacts'), {
      rows: JSON.stringify(
        withId.flatMap(({ id, row }) =>
          row.contacts.map((contact) => ({ organisation_id: id, ...contact, language: row.language })),
        ),
      ),
      now,
    });
    await q.run(sql('take_registrations'), {
      rows: JSON.stringify(
        withId.flatMap(({ id, row }) =>
          row.registrations.map((registration) => ({ organisation_id: id, ...registration })),
        ),
      ),
      now,
    });
    for (const { id, row } of withId) if (row.parent !== '') parents.push({ id, parent: row.parent });
  }
  if (parents.length > 0)
    await q.run(sql('set_parents'), { ids: parents.map(({ id }) => id), parents: parents.map(({ parent }) => parent) });
  await registryChanged(house, q, actor);
  return sum;
}

/** What tells two rows of a file apart. */
export function keyOf(row: {
  readonly externalId: string;
  readonly corporateNumber: string | null;
  readonly name: string;
}): string {
  return row.externalId !== ''
    ? `e:${row.externalId}`
    : row.corporateNumber
      ? `c:${row.corporateNumber}`
      : `n:${row.name}`;
}

function toRecord(row: OrganisationRow): Record<string, unknown> {
  return {
    external_id: row.externalId,
    name: row.name,
    name_kana: row.nameKana,
    name_en: row.nameEn,
    corporate_number: row.corporateNumber,
    kind: row.kind,
    sector: row.sector,
    prefecture: row.prefecture,
    staff_count: row.staffCount,
    language: row.language,
    postal_code: row.postalCode,
    postal_address: row.postalAddress,
  };
}

/** Says that what is proven has changed: the matching tables are built anew (in the background, once for many changes). */
export async function registryChanged(house: House, q: Queries, actor: string): Promise<void> {
  await q.run(sql('touch_registry'));
  await appendFact(house, q, { kind: 'registry.changed', subject: 'registry:all', actor });
}

/** Every proven registration of the active organisations. Some hundred thousand: read once per rebuild. */
export async function provenRegistrations(q: Queries): Promise<Registration[]> {
  return q.rows<Registration>(sql('proven_registrations'));
}

/** AS number → the provider organisation that gets the lists. */
export async function networkHolders(q: Queries): Promise<{ asNumber: number; organisationId: string }[]> {
  return q.rows(sql('network_holders'));
}

/** Which state of the register the matching tables show. */
export async function registryVersion(q: Queries): Promise<{ version: number; built: number }> {
  return (await q.one<{ version: number; built: number }>(sql('registry_version'))) ?? { version: 0, built: -1 };
}

/** Notes that the matching tables now show this version. */
export async function registryBuilt(q: Queries, version: number, now: Date): Promise<void> {
  await q.run(sql('registry_built'), { version, now });
}

/** Takes AS numbers with their holders in: each holder becomes a provider organisation (external id `AS<number>`). */
export async function takeNetworks(
  house: House,
  q: Queries,
  networks: readonly { readonly asNumber: number; readonly holder: string }[],
  actor: string,
): Promise<void> {
  for (let at = 0; at < networks.length; at += CHUNK) {
    const chunk = networks.slice(at, at + CHUNK);
    await q.run(sql('take_networks'), {
      asNumbers: chunk.map((one) => one.asNumber),
      holders: chunk.map((one) => one.holder),
      now: house.clock(),
    });
  }
  await registryChanged(house, q, actor);
}
