/** Asks the index a question (decision 0060): all words first, then, when that gives little, what holds some of them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productRoot } from '#platform/files';
import { loadSql, type Queries } from '#platform/postgres';
import { type Alternatives, alternativesOf, spellingsOf, type Thesaurus, thesaurusOf, tsqueryOf } from './ask.ts';
import type { EntryKind } from './entry.ts';
import { type Candidate, rank } from './rank.ts';
import { type Piece, snippet } from './snippet.ts';

const sql = loadSql(import.meta.url);

/** Fewer than this, and near ones are shown below. */
const FEW = 3;
/** Most candidates that are ranked. */
export const MOST = 200;

/** What was found, in order. */
export interface Found {
  readonly ids: readonly string[];
  /** How many hold all words; those after them are only near. */
  readonly exact: number;
  /** There were more candidates than are ranked. */
  readonly isCut: boolean;
  readonly words: readonly Alternatives[];
}

/** One line of the answer. */
export interface Hit {
  readonly id: string;
  readonly kind: EntryKind;
  readonly href: string;
  readonly title: readonly Piece[];
  readonly titleEn: string;
  readonly pieces: readonly Piece[];
}

let known: { readonly thesaurus: Thesaurus; readonly spellings: ReadonlyMap<string, string> } | undefined;
function names(): NonNullable<typeof known> {
  if (!known) {
    const glossary = readFileSync(join(productRoot, 'data/plan/glossary.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { term: string; expansion: string | null });
    known = { thesaurus: thesaurusOf(glossary), spellings: spellingsOf(glossary) };
  }
  return known;
}

/** The other names, with those of the shipped glossary; read once. */
export function knownNames(): Thesaurus {
  return names().thesaurus;
}

/** A folded name as people write it, if it is one of ours. */
export function spellingOf(folded: string): string | undefined {
  return names().spellings.get(folded);
}

/** Finds what answers a question, best first, at most 200. An empty question finds nothing. */
export async function find(q: Queries, question: string, kind: EntryKind | null = null): Promise<Found> {
  const words = alternativesOf(question, knownNames());
  const all = await ranked(q, words, 'all', kind);
  if (all.found.length >= FEW || words.length === 0)
    return { ids: all.found, exact: all.found.length, isCut: all.isFull, words };
  const near = await ranked(q, words, 'any', kind);
  return {
    ids: [...all.found, ...near.found.filter((id) => !all.found.includes(id)).slice(0, 20)],
    exact: all.found.length,
    isCut: false,
    words,
  };
}

async function ranked(
  q: Queries,
  words: readonly Alternatives[],
  joined: 'all' | 'any',
  kind: EntryKind | null,
): Promise<{ found: string[]; isFull: boolean }> {
  const query = tsqueryOf(words, joined);
  if (query === '') return { found: [], isFull: false };
  await q.one(sql('by_index'), { to: 'off' });
  const rows = await q.rows<Candidate>(sql('found'), { query, kind, most: MOST });
  await q.one(sql('by_index'), { to: 'on' });
  return { found: rank(rows, words, joined).map(({ id }) => id), isFull: rows.length === MOST };
}

/** The entries behind some ids, in their order, each with the part of its text where the words stand. */
export async function show(q: Queries, ids: readonly string[], words: readonly Alternatives[]): Promise<Hit[]> {
  if (ids.length === 0) return [];
  const rows = await q.rows<Omit<Hit, 'pieces' | 'title'> & { title: string; body: string }>(sql('shown'), { ids });
  const asked = words.flat();
  return ids.flatMap((id) => {
    const row = rows.find((one) => one.id === id);
    if (!row) return [];
    const { body, title, ...hit } = row;
    return [{ ...hit, title: snippet(title, asked, 300), pieces: snippet(body, asked) }];
  });
}
