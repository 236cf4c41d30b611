/** What the public portal reads; only published views. */

import { loadSql, type Queries } from '#platform/postgres';
import type { Audience, ContentKind, Cost, Licence, Method, Sector } from './vocabulary.ts';

const sql = loadSql(import.meta.url);

/** An initiative in a list. */
export interface Summary {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string;
  readonly operators: readonly string[];
  readonly sector: Sector;
  readonly methods: readonly Method[];
  readonly audiences: readonly Audience[];
  readonly region: string;
  readonly prefectures: readonly string[];
  readonly cost: Cost;
  readonly costNote: string;
  readonly howToJoin: string;
  readonly what: string;
  readonly whatEn: string;
  readonly url: string;
  readonly publishedAt: Date;
  readonly changedAt: Date;
}

/** An initiative with everything that is published about it. */
export interface Initiative extends Summary {
  readonly audienceBasis: 'text' | 'reading' | 'editor';
  readonly linkState: 'unchecked' | 'works' | 'broken' | 'not-asked';
  /** What was answered at the last look: a number of HTTP or a word. */
  readonly linkReason: string;
  readonly linkCheckedAt: Date | null;
  readonly linkBrokenSince: Date | null;
  readonly sources: readonly {
    readonly document: string;
    readonly lines: readonly [number, number];
    readonly as: string;
  }[];
  readonly origin: 'document' | 'proposal' | 'editor';
}

/** Something to take along. */
export interface Content {
  readonly id: string;
  readonly name: string;
  readonly kind: ContentKind;
  readonly licence: Licence;
  readonly url: string;
  readonly taken: number;
}

/** Conditions over the list; null where there is none. */
export interface Conditions {
  readonly audience: string | null;
  readonly method: string | null;
  readonly sector: string | null;
  readonly cost: string | null;
  readonly prefecture: string | null;
}

/** How many initiatives are published. */
export async function countInitiatives(q: Queries): Promise<number> {
  return (await q.one<{ count: number }>(sql('count')))?.count ?? 0;
}

/** One published initiative, or undefined. */
export function findInitiative(q: Queries, id: string): Promise<Initiative | undefined> {
  return q.one<Initiative>(sql('one'), { id });
}

/** Initiatives by their ids, in the order of the ids. */
export async function listByIds(q: Queries, ids: readonly string[]): Promise<Summary[]> {
  if (ids.length === 0) return [];
  const rows = new Map((await q.rows<Summary>(sql('some'), { ids })).map((row) => [row.id, row]));
  return ids.flatMap((id) => rows.get(id) ?? []);
}

/** A page of the list by name, after a key (the id of the last one shown). */
export function listInitiatives(
  q: Queries,
  conditions: Conditions,
  after: string | null,
  limit: number,
): Promise<Summary[]> {
  return q.rows<Summary>(sql('list'), { ...conditions, after, limit });
}

/** How many match. */
export async function countMatching(q: Queries, conditions: Conditions): Promise<number> {
  return (await q.one<{ count: number }>(sql('list_count'), { ...conditions }))?.count ?? 0;
}

/** The map: how many in each cell, and the first few of each. */
export async function readMap(
  q: Queries,
  audiences: readonly string[],
  methods: readonly string[],
  each: number,
): Promise<{
  readonly counts: readonly { readonly audience: string; readonly method: string; readonly count: number }[];
  readonly places: readonly {
    readonly audience: string;
    readonly method: string;
    readonly id: string;
    readonly name: string;
    readonly nameEn: string;
    readonly sector: Sector;
  }[];
}> {
  return { counts: await q.rows(sql('cells')), places: await q.rows(sql('places'), { audiences, methods, each }) };
}

/** Everything on the map, for its table. */
export function readWholeMap(
  q: Queries,
): Promise<
  Pick<
    Summary,
    'id' | 'name' | 'nameEn' | 'operators' | 'sector' | 'methods' | 'audiences' | 'region' | 'cost' | 'url'
  >[]
> {
  return q.rows(sql('all_places'));
}

/** What fits three answers, best first, and how many fit. */
export async function listFitting(
  q: Queries,
  answers: { readonly audience: string; readonly method: string; readonly prefecture: string | null },
): Promise<{ readonly count: number; readonly rows: readonly (Summary & { readonly fitsPrefecture: boolean })[] }> {
  const rows = await q.rows<Summary & { readonly fitsPrefecture: boolean; readonly total: number }>(
    sql('fitting'),
    answers,
  );
  return { count: rows[0]?.total ?? 0, rows };
}

/** The newest, for feeds and widgets. */
export function listNewest(q: Queries, audience: string | null, limit: number): Promise<Summary[]> {
  return q.rows<Summary>(sql('newest'), { audience, limit });
}

/** What may be taken along, and how others used it. */
export async function readAround(
  q: Queries,
  id: string,
): Promise<{
  readonly contents: readonly Content[];
  readonly practices: readonly { readonly title: string; readonly body: string; readonly whose: string }[];
}> {
  return {
    contents: await q.rows<Content>(sql('contents'), { id }),
    practices: await q.rows(sql('practices'), { id }),
  };
}

/** The address of a content, or undefined. */
export function findContent(
  q: Queries,
  id: string,
): Promise<{ readonly id: string; readonly url: string } | undefined> {
  return q.one(sql('content'), { id });
}

/** Counts one opening more. */
export async function countTaken(q: Queries, id: string): Promise<void> {
  await q.run(sql('taken'), { id });
}
