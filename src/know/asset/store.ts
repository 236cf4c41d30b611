/** The assets of organisations, kept. */
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { identityOf } from '../asset-sheet/import.ts';
import { type AssetKind, type AssetRow, importanceOf } from '../asset-sheet/row.ts';
import { type Claim, claimsOf } from './claims.ts';
import { cpeOf } from './cpe.ts';

const sql = loadSql(import.meta.url);

/** An asset as a sheet or a form gives it. */
export type ListedAsset = AssetRow & { readonly kind: AssetKind };

/** An asset that is kept. */
export interface StoredAsset {
  readonly id: string;
  readonly area: string;
  /** 3 high … 1 low; 0 while nobody rated it. */
  readonly importance: 0 | 1 | 2 | 3;
  readonly cpe: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly asset: ListedAsset;
}

/** What a list may be filtered by because it is missing. */
export const lacks = ['rating', 'keeper', 'second-factor', 'assessed', 'ending', 'product'] as const;
/** What an asset may lack. */
export type Lack = (typeof lacks)[number];

/** Conditions over the list, and where a page begins. */
export interface AssetQuery {
  readonly kind?: AssetKind | undefined;
  readonly area?: string | undefined;
  readonly text?: string | undefined;
  readonly lack?: Lack | undefined;
  readonly after?: { readonly importance: number; readonly name: string; readonly id: string } | undefined;
}

/** Who acts, for which organisation, when. */
export interface Act {
  readonly house: House;
  readonly q: Queries;
  readonly organisation: string;
  readonly actor: string;
}

/** Most claims one act makes: a list of thousands of addresses is a prefix to be registered, not thousands of claims. */
export const MOST_CLAIMS = 200;
/** Most assets an organisation lists. */
const MOST_ASSETS = 50_000;

/** A page of the list, most important first. */
export async function listAssets(
  q: Queries,
  organisation: string,
  query: AssetQuery,
  limit: number,
  today: string,
): Promise<readonly StoredAsset[]> {
  const { kind, area, text, lack, after } = query;
  const rows = await q.rows<Row>(sql('list'), {
    organisation,
    kind: kind ?? null,
    area: area ?? null,
    text: text
      ? text
          .normalize('NFKC')
          .trim()
          .toLowerCase()
          .replace(/[\\%_]/g, '\\$&')
      : null,
    lack: lack ?? null,
    today,
    afterImportance: after?.importance ?? null,
    afterName: after?.name ?? null,
    afterId: after?.id ?? null,
    limit,
  });
  return rows.map(stored);
}

/** One asset, or undefined where the organisation has none of that id. */
export async function findAsset(q: Queries, organisation: string, id: string): Promise<StoredAsset | undefined> {
  const row = await q.one<Row>(sql('one'), { organisation, id });
  return row && stored(row);
}

/** What the list holds and what it lacks. */
export interface AssetSum extends Readonly<Record<AssetKind, number>> {
  readonly total: number;
  readonly important: number;
  readonly unrated: number;
  readonly unkept: number;
  readonly singleFactor: number;
  readonly unassessed: number;
  readonly ending: number;
  readonly unnamed: number;
  readonly areas: readonly string[];
}

/** Counts the list; an empty list is all noughts. */
export async function sumOfAssets(q: Queries, organisation: string, today: string): Promise<AssetSum> {
  const sum = await q.one<AssetSum>(sql('sum'), { organisation, today });
  if (!sum) throw new Error('a count gave no row');
  return { ...sum, areas: sum.areas ?? [] };
}

/** Lists assets: gives the ids of those that were not listed yet. `by` says how they came: form, start, import, suggestion. */
export async function addAssets(
  { q, house, organisation, actor }: Act,
  assets: readonly { readonly asset: ListedAsset; readonly area?: string }[],
  by: string,
): Promise<readonly string[]> {
  if (assets.length === 0) return [];
  const now = house.clock();
  const { total } = await sumOfAssets(q, organisation, now.toISOString().slice(0, 10));
  if (total + assets.length > MOST_ASSETS) throw new Refusal('know.asset-too-many', { max: MOST_ASSETS }, 413);
  const rows = JSON.stringify(assets.map(({ asset, area }) => columnsOf(asset, area ?? '')));
  const made = await q.rows<{ id: string }>(sql('add'), { organisation, rows, actor, by, now });
  return made.map(({ id }) => id);
}

/** Saves known assets as they are now. Refuses a name that another asset has. */
export async function saveAssets(
  { q, house, organisation, actor }: Act,
  assets: readonly {
    readonly id: string;
    readonly asset: ListedAsset;
    readonly area: string;
    readonly changed: readonly string[];
  }[],
  by: string,
): Promise<number> {
  if (assets.length === 0) return 0;
  const rows = assets.map(({ id, asset, area, changed }) => ({ id, changed, ...columnsOf(asset, area) }));
  const saved = await q.rows(sql('save'), { organisation, rows: JSON.stringify(rows), actor, by, now: house.clock() });
  return saved.length;
}

/** The id of another asset that is the same thing. */
export async function twinOf(
  q: Queries,
  organisation: string,
  asset: ListedAsset,
  except: string | null,
): Promise<string | undefined> {
  return (await q.one<{ id: string }>(sql('there'), { organisation, identity: identityOf(asset), except }))?.id;
}

/** Takes an asset off the list, with its risks. Refuses one that is not there. */
export async function dropAsset({ q, house, organisation, actor }: Act, id: string): Promise<void> {
  const gone = await q.one<{ kind: string; name: string }>(sql('drop'), { organisation, id });
  if (!gone) throw new Refusal('know.asset-unknown', {}, 404);
  await appendFact(house, q, {
    kind: 'asset.removed',
    subject: `asset:${id}`,
    organisationId: organisation,
    actor,
    data: gone,
  });
}

/** Claims what the assets name and nobody has registered yet; to be proven as in the register. Gives what was claimed. */
export async function claimListed(act: Act, assets: readonly ListedAsset[]): Promise<readonly Claim[]> {
  const { q, house, organisation, actor } = act;
  if (!assets.some(({ addresses, domains }) => (addresses?.length ?? 0) + (domains?.length ?? 0) > 0)) return [];
  const claims = claimsOf(assets, await q.rows<Claim>(sql('registered'), { organisation })).slice(0, MOST_CLAIMS);
  if (claims.length === 0) return [];
  return q.rows<Claim>(sql('claim'), {
    organisation,
    kinds: claims.map(({ kind }) => kind),
    values: claims.map(({ value }) => value),
    actor,
    now: house.clock(),
  });
}

/** A registration beside an asset. */
export interface Standing {
  readonly id: string;
  readonly kind: 'prefix' | 'domain';
  readonly value: string;
  readonly state: 'claimed' | 'proven' | 'refused' | 'lapsed';
}

/** The registrations of an organisation, to say beside an asset whether the loop watches it. */
export function registrationsOf(q: Queries, organisation: string): Promise<Standing[]> {
  return q.rows<Standing>(sql('standing_of'), { organisation });
}

/** Who lists a product whose CPE 2.3 name begins like this (`cpe:2.3:h:fortinet:`): what advisories are matched against. */
export function listedProducts(
  q: Queries,
  prefix: string,
): Promise<readonly { readonly organisationId: string; readonly assetId: string; readonly cpe: string }[]> {
  return q.rows(sql('listed_products'), { prefix: prefix.replace(/[\\%_]/g, '\\$&') });
}

type Row = Omit<StoredAsset, 'asset'> & { readonly [Field in keyof AssetRow]: AssetRow[Field] | null } & {
  readonly kind: AssetKind;
  readonly name: string;
};

function stored({ id, area, importance, cpe, createdAt, updatedAt, ...fields }: Row): StoredAsset {
  const asset = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null),
  ) as unknown as ListedAsset;
  return { id, area, importance, cpe, createdAt, updatedAt, asset };
}

function columnsOf(asset: ListedAsset, area: string): Readonly<Record<string, unknown>> {
  const { secondFactor, endsOn, ...rest } = asset;
  return {
    ...rest,
    second_factor: secondFactor,
    ends_on: endsOn,
    identity: identityOf(asset),
    importance: importanceOf(asset) ?? 0,
    cpe: cpeOf(asset),
    area,
  };
}
