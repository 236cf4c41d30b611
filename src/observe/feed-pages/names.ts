import { loadSql, type Queries } from '#platform/postgres';

const sql = loadSql(import.meta.url.replace('names.ts', 'page.ts'));

/** The names of feeds as the hub calls them, by id; those the reader may not see, or that are none, go by their id. */
export async function feedNames(q: Queries, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)];
  const rows = await q.rows<{ id: string; name: string }>(sql('names'), { ids: wanted });
  return new Map([...wanted.map((id) => [id, id] as const), ...rows.map(({ id, name }) => [id, name] as const)]);
}
