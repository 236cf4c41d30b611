/** Every questionnaire that can be answered: the built-in versions and those published in the browser, side by side. */
import type { House } from '#platform/house';
import { type Database, loadSql } from '#platform/postgres';
import { breaksBetween } from '../assessment/compare.ts';
import { findNewest, findVersion, type Library, loadLibrary } from '../assessment/load.ts';
import { Questionnaire } from '../assessment/questionnaire.ts';

const sql = loadSql(import.meta.url);

/** What stands on the shelf at one moment. */
export type Shelf = Library;

interface Kept {
  key: string;
  shelf: Shelf;
  readonly own: Map<string, Questionnaire>;
}
const kept = new WeakMap<Database, Kept>();
let builtIn: Library | undefined;

/**
 * The shelf as it is now. Each call asks which versions are published (a handful of rows); a version itself is read once, as it never
 * changes. Where the hub has published a version under a number that a later release brings as well, the hub's own stays: answers
 * were given on it.
 */
export async function openShelf(house: Pick<House, 'db'>): Promise<Shelf> {
  builtIn ??= loadLibrary();
  const library = builtIn;
  return house.db.as({ kind: 'worker' }, async (q) => {
    const published = await q.rows<{ name: string; version: number }>(sql('published'));
    const key = published.map(({ name, version }) => `${name} ${version}`).join();
    const known = kept.get(house.db) ?? { key: '', shelf: library, own: new Map<string, Questionnaire>() };
    if (known.key === key) return known.shelf;
    const fresh = published.filter(({ name, version }) => !known.own.has(`${name} ${version}`));
    const bodies = await q.rows<{ name: string; version: number; body: unknown }>(sql('bodies'), {
      names: fresh.map(({ name }) => name),
      versions: fresh.map(({ version }) => version),
    });
    for (const { name, version, body } of bodies) known.own.set(`${name} ${version}`, Questionnaire.parse(body));
    kept.set(house.db, { key, own: known.own, shelf: { start: library.start, versions: merged(library, known.own) } });
    return kept.get(house.db)?.shelf ?? library;
  });
}

function merged(library: Library, own: ReadonlyMap<string, Questionnaire>): Library['versions'] {
  const all = new Map(
    [...library.versions].map(([id, versions]) => [id, new Map(versions.map((one) => [one.version, one]))]),
  );
  for (const one of own.values()) all.set(one.id, (all.get(one.id) ?? new Map()).set(one.version, one));
  return new Map([...all].map(([id, versions]) => [id, [...versions.values()].sort((a, b) => a.version - b.version)]));
}

/** Whether a version came with the product. */
export function isBuiltIn(id: string, version: number): boolean {
  builtIn ??= loadLibrary();
  return findVersion(builtIn, id, version) !== null;
}

/**
 * The first version with whose results those of this one may be compared as they stand: the version of the last break. Other words, a
 * translation or another order are none.
 */
export function seriesOf(shelf: Shelf, questionnaire: Questionnaire): number {
  const versions = (shelf.versions.get(questionnaire.id) ?? []).filter((one) => one.version <= questionnaire.version);
  let series = versions[0]?.version ?? questionnaire.version;
  for (const [at, version] of versions.entries()) {
    const before = versions[at - 1];
    if (before && breaksBetween(before, version).breaks.length > 0) series = version.version;
  }
  return series;
}

export { findNewest, findVersion };
