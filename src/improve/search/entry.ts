/** What is searched in: one entry for each published thing, written in the transaction of its change. */

import { createHash } from 'node:crypto';
import { loadSql, type Queries } from '#platform/postgres';
import { fold, terms } from './fold.ts';

const sql = loadSql(import.meta.url);

/** Goes up when folding changes, so that every entry is written again. */
const FOLDING = 2;

/** Kinds of things that are found; of many, those of the first kinds come first. */
export const KINDS = [
  'initiative',
  'event',
  'term',
  'survey',
  'figure',
  'measure',
  'infrastructure',
  'incident',
] as const;
/** See `KINDS`. */
export type EntryKind = (typeof KINDS)[number];

/** A thing that can be found. */
export interface Entry {
  /** `kind:id`. */
  readonly id: string;
  readonly kind: EntryKind;
  readonly href: string;
  readonly title: string;
  readonly titleEn: string;
  readonly body: string;
}

/** What an entry was made of, to see whether it has to be written again. */
export function hashOf(entry: Entry): string {
  return createHash('sha256')
    .update(JSON.stringify([FOLDING, entry.kind, entry.href, entry.title, entry.titleEn, entry.body]))
    .digest('base64url')
    .slice(0, 22);
}

/** Writes entries in the caller's transaction; one that is there is replaced. */
export async function putEntries(q: Queries, entries: readonly Entry[]): Promise<void> {
  for (let at = 0; at < entries.length; at += 500) {
    const part = entries.slice(at, at + 500).map((entry) => {
      const titleFold = fold(`${entry.title} ${entry.titleEn}`);
      const bodyFold = fold(entry.body);
      const titleTerms = [...new Set(terms(titleFold, true))];
      return {
        ...entry,
        titleFold,
        bodyFold,
        titleTerms,
        terms: [...new Set([...titleTerms, ...terms(bodyFold, true)])],
        weight: KINDS.indexOf(entry.kind) * 1000 + Math.min(999, titleFold.length),
        hash: hashOf(entry),
      };
    });
    await q.run(sql('put'), { entries: JSON.stringify(part) });
  }
}

/** Takes entries out, by their ids. */
export async function removeEntries(q: Queries, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await q.run(sql('remove'), { ids });
}

/** Brings all entries of some kinds to what is there now: writes what changed, takes out what is gone. Gives how many it touched. */
export async function settleEntries(q: Queries, kinds: readonly EntryKind[], now: readonly Entry[]): Promise<number> {
  const before = new Map(
    (await q.rows<{ id: string; hash: string }>(sql('hashes'), { kinds })).map(({ id, hash }) => [id, hash]),
  );
  const changed = now.filter((entry) => before.get(entry.id) !== hashOf(entry));
  const here = new Set(now.map(({ id }) => id));
  const gone = [...before.keys()].filter((id) => !here.has(id));
  await putEntries(q, changed);
  await removeEntries(q, gone);
  return changed.length + gone.length;
}
