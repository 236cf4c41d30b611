/** A file of assets on its way in: read and kept for a look, then taken whole or not at all. */
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { loadSql, type Queries } from '#platform/postgres';
import type { Fault } from '#platform/sheet';
import { type AssetChange, type AssetReading, previewAssets, type ReadAsset } from '../asset-sheet/import.ts';
import { type Claim, claimsOf } from './claims.ts';
import {
  type Act,
  addAssets,
  claimListed,
  listAssets,
  MOST_CLAIMS,
  registrationsOf,
  type StoredAsset,
  saveAssets,
} from './store.ts';

const sql = loadSql(import.meta.url);
const ALL = 50_000;

/** How a file was read, for the person. Stored. */
export interface Told {
  readonly source: AssetReading['source'];
  readonly encoding: string | null;
  readonly sheet: string;
  readonly rows: number;
  readonly unknown: readonly string[];
  readonly isWithoutName: boolean;
  readonly formulas: number;
}

/** What taking a file would do. */
export interface Preview {
  readonly id: string;
  readonly name: string;
  readonly state: 'preview' | 'taken' | 'dropped';
  readonly told: Told;
  readonly faults: readonly Fault[];
  readonly faultCount: number;
  readonly changes: readonly AssetChange[];
  readonly claims: readonly Claim[];
}

interface Kept {
  readonly id: string;
  readonly name: string;
  readonly state: Preview['state'];
  readonly told: Told;
  readonly rows: readonly ReadAsset[];
  readonly rowCount: number;
  readonly faults: readonly Fault[];
  readonly faultCount: number;
}

/** Keeps what was read for a look. Nothing of it is an asset yet. Gives its id. */
export async function keepImport(act: Act, name: string, reading: AssetReading, person: string): Promise<string> {
  const { q, organisation, house } = act;
  const now = house.clock();
  const told: Told = {
    source: reading.source,
    encoding: reading.encoding,
    sheet: reading.sheet,
    rows: reading.rows,
    unknown: (reading.head?.unknown ?? []).map(({ title }) => title.slice(0, 60)).slice(0, 30),
    isWithoutName: reading.source !== 'nmap' && (reading.head === null || reading.head.missing.includes('name')),
    formulas: reading.formulas,
  };
  await q.run(sql('forget_old'), { organisation, now });
  const made = await q.one<{ id: string }>(sql('keep'), {
    organisation,
    name: name.slice(0, 200),
    told: JSON.stringify(told),
    // Zero bytes cannot stand in jsonb; they say nothing.
    rows: JSON.stringify(reading.assets).replaceAll('\\u0000', ''),
    rowCount: reading.assets.length,
    faults: JSON.stringify(reading.faults.slice(0, 500)).replaceAll('\\u0000', ''),
    faultCount: reading.faults.length,
    person,
    now,
  });
  if (!made) throw new Error('an import was not kept');
  return made.id;
}

/** What taking it would do now. Undefined where the organisation has no such import. */
export async function previewImport(
  q: Queries,
  organisation: string,
  id: string,
  today: string,
): Promise<Preview | undefined> {
  const kept = await q.one<Kept>(sql('one'), { organisation, id });
  if (!kept) return undefined;
  const { changes } = await compared(q, organisation, kept.rows, today);
  const fresh = changes.filter(({ kind }) => kind !== 'same').map(({ asset }) => asset);
  const registered = await registrationsOf(q, organisation);
  return {
    id: kept.id,
    name: kept.name,
    state: kept.state,
    told: kept.told,
    faults: kept.faults,
    faultCount: kept.faultCount,
    changes,
    claims: claimsOf(
      fresh,
      registered.filter(({ state }) => state !== 'refused'),
    ).slice(0, MOST_CLAIMS),
  };
}

async function compared(q: Queries, organisation: string, rows: readonly ReadAsset[], today: string) {
  const listed = await listAssets(q, organisation, {}, ALL, today);
  const byId = new Map<string, StoredAsset>(listed.map((one) => [one.id, one]));
  return { changes: previewAssets(rows, listed), byId };
}

/**
 * Takes it whole: new ones are listed, known ones brought up to date (an empty cell changes nothing), what can be matched claimed. All in
 * the caller's transaction. Refuses one that is not there or was settled before.
 */
export async function takeImport(
  act: Act,
  id: string,
  today: string,
): Promise<{ readonly added: number; readonly changed: number }> {
  const { q, organisation, house, actor } = act;
  await q.one(sql('lock'), { organisation, id });
  const kept = await q.one<Kept>(sql('one'), { organisation, id });
  if (!kept) throw new Refusal('know.asset-import-unknown', {}, 404);
  if (kept.state !== 'preview') throw new Refusal('know.asset-import-done', {}, 409);
  const { changes, byId } = await compared(q, organisation, kept.rows, today);
  const fresh = changes.filter(({ kind }) => kind === 'new').map(({ asset }) => ({ asset }));
  const changed = changes.flatMap(({ kind, asset, id: known, fields }) => {
    const before = known === null ? undefined : byId.get(known);
    if (kind !== 'changed' || !before) return [];
    const given = Object.fromEntries(Object.entries(asset).filter(([, value]) => value !== undefined));
    return [{ id: before.id, asset: { ...before.asset, ...given }, area: before.area, changed: fields }];
  });
  const added = await addAssets(act, fresh, 'import');
  const saved = await saveAssets(act, changed, 'import');
  await claimListed(
    act,
    [...fresh, ...changed].map(({ asset }) => asset),
  );
  await q.run(sql('settle'), { organisation, id, state: 'taken', now: house.clock() });
  await appendFact(house, q, {
    kind: 'assets.imported',
    subject: `organisation:${organisation}`,
    organisationId: organisation,
    actor,
    data: { name: kept.name, added: added.length, changed: saved, refused: kept.faultCount },
  });
  return { added: added.length, changed: saved };
}

/** Throws it away. */
export async function dropImport({ q, organisation, house }: Act, id: string): Promise<void> {
  if ((await q.run(sql('settle'), { organisation, id, state: 'dropped', now: house.clock() })) === 0)
    throw new Refusal('know.asset-import-unknown', {}, 404);
}
