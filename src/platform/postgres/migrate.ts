import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { getConstructionPlans } from 'pg-boss';
import { productRoot } from '#platform/files';

/** Where the steps lie: one folder, in the order of their names. */
export const migrationFolder = join(productRoot, 'migrations/postgres');

/** The steps' names in order. Refuses (Error) a name that does not follow `time__room__table__act.sql`. */
export function listMigrations(folder = migrationFolder): string[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  for (const name of names)
    if (!/^\d{8}T\d{4}__[a-z]+__[a-z_]+__[a-z_-]+\.sql$/.test(name))
      throw new Error(`migrations: ${name} is not named time__room__table__act.sql`);
  return names;
}

/**
 * Brings the database to today's schema as its owner: each step once, in its own transaction, one process at a time.
 * Also (re)sets the password of `kyojo_app`. Gives the names of the steps it ran.
 */
export async function migrate(ownerUrl: string, appPassword: string, folder = migrationFolder): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const ran: string[] = [];
  try {
    await client.query('SELECT pg_advisory_lock(4219)');
    await client.query(
      'CREATE SCHEMA IF NOT EXISTS platform; CREATE TABLE IF NOT EXISTS platform.migration (name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now())',
    );
    const done = new Set(
      (await client.query<{ name: string }>('SELECT name FROM platform.migration')).rows.map((row) => row.name),
    );
    for (const name of listMigrations(folder)) {
      if (done.has(name)) continue;
      try {
        await client.query('BEGIN');
        await client.query(readFileSync(join(folder, name), 'utf8'));
        await client.query('INSERT INTO platform.migration (name) VALUES ($1)', [name]);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw new Error(`migration ${name}: ${(error as Error).message}`, { cause: error });
      }
      ran.push(name);
    }
    const { rows } = await client.query<{ there: boolean }>("SELECT to_regnamespace('pgboss') IS NOT NULL AS there");
    if (!rows[0]?.there) {
      await client.query(getConstructionPlans('pgboss'));
      ran.push('pgboss');
    }
    await client.query(
      'GRANT USAGE ON SCHEMA pgboss TO kyojo_jobs; GRANT ALL ON ALL TABLES IN SCHEMA pgboss TO kyojo_jobs; GRANT ALL ON ALL SEQUENCES IN SCHEMA pgboss TO kyojo_jobs; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO kyojo_jobs',
    );
    if (!(await maySignIn(ownerUrl, appPassword)))
      await client.query(`ALTER ROLE kyojo_app PASSWORD ${pg.escapeLiteral(appPassword)}`);
  } finally {
    await client.end();
  }
  return ran;
}

/** Whether `kyojo_app` already has this password: roles belong to the whole server, so it is set only when it must be. */
async function maySignIn(ownerUrl: string, password: string): Promise<boolean> {
  const url = new URL(ownerUrl);
  url.username = 'kyojo_app';
  url.password = password;
  const client = new pg.Client({ connectionString: url.href });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
