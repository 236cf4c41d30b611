/** Fills tables with millions of rows: a filling, not a test of the rules, so without triggers and foreign keys, and with the indexes made afterwards. */
import type pg from 'pg';

/** Runs one statement and prints how long it took. */
export function timed(client: pg.Client) {
  return async (what: string, text: string, values: unknown[] = []): Promise<void> => {
    const began = performance.now();
    await (values.length > 0 ? client.query(text, values) : client.query(text));
    console.log(`  ${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  };
}

/** Does `work` while the tables have no triggers, foreign keys and indexes but those of their constraints; then all is as it was, and vacuumed. */
export async function fillFast(client: pg.Client, tables: readonly string[], work: () => Promise<void>): Promise<void> {
  await client.query(
    "SET maintenance_work_mem = '512MB'; SET synchronous_commit = off; SET session_replication_role = replica",
  );
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
     WHERE indrelid = ANY ($1::regclass[]) AND NOT indisprimary AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = indexrelid)`,
    [tables],
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  await work();
  const run = timed(client);
  await run('indexes', rows.map(({ definition }) => definition).join(';'));
  await client.query('SET session_replication_role = origin');
  await run('vacuum', 'VACUUM (ANALYZE)');
}
