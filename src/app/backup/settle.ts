import type pg from 'pg';
import type { Columns } from '#platform/columns';

/**
 * Makes the two stores fit after a restore. The column store was saved a moment after PostgreSQL, so it may hold rows of reports which
 * PostgreSQL does not call stored: they are taken out, and those reports count as tried once, so that they are stored anew. The matching
 * tables are built again under a number above all that were ever used. Gives the rows taken out.
 */
export async function settle(owner: pg.Client, columns: Columns): Promise<{ removed: number; pending: number }> {
  const { rows } = await owner.query<{ id: string; done: boolean }>(
    "SELECT id, state IN ('stored', 'applied') AS done FROM observe.batch",
  );
  const done = new Set(rows.filter((row) => row.done).map(({ id }) => id));
  let removed = 0;
  for (const table of ['observe.observation', 'observe.refused']) {
    const extra: string[] = [];
    for await (const { batch, count } of columns.stream<{ batch: string; count: number }>(
      `SELECT toString(batch) AS batch, count() AS count FROM ${table} GROUP BY batch`,
    )) {
      if (done.has(batch)) continue;
      extra.push(batch);
      removed += Number(count);
    }
    for (let at = 0; at < extra.length; at += 1000)
      await columns.remove(table, 'batch IN {batches:Array(UUID)}', { batches: extra.slice(at, at + 1000) });
  }
  await owner.query("UPDATE observe.batch SET attempts = greatest(attempts, 1) WHERE state IN ('received', 'storing')");
  const [newest] = await columns.query<{ version: number }>(
    "SELECT max(version) AS version FROM observe.matching_version WHERE subject IN ('reach', 'provider')",
  );
  await owner.query('UPDATE know.registry_version SET version = greatest(version, $1::bigint) + 1', [
    Number(newest?.version ?? 0),
  ]);
  return { removed, pending: rows.length - done.size };
}
