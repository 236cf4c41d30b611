import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Columns } from '#platform/columns';
import type { DataFolder } from '#platform/files';
import { productRoot } from '#platform/files';
import { derivedPassword, listMigrations } from '#platform/postgres';
import { fault, type Line, ok, reason, warn } from './line.ts';

const ROLES = [
  'kyojo_app',
  'kyojo_public',
  'kyojo_member',
  'kyojo_operator',
  'kyojo_worker',
  'kyojo_jobs',
  'kyojo_sign_in',
];

/** PostgreSQL as its owner: version, clock, steps, roles, row-level security. Gives whether the schema is there at all. */
export async function lookAtPostgres(
  owner: pg.Client,
  ownerUrl: string,
  folder: DataFolder,
  lines: Line[],
): Promise<boolean> {
  const rows = async <Row extends object>(sql: string, values: unknown[] = []) =>
    (await owner.query<Row>(sql, values)).rows;
  const asked = Date.now();
  const [about] = await rows<{ number: number; version: string; now: Date; used: number; most: number }>(
    "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version, clock_timestamp() AS now, (SELECT count(*)::int FROM pg_stat_activity) AS used, current_setting('max_connections')::int AS most",
  );
  if (!about) return false;
  lines.push(
    about.number >= 150_000
      ? ok('PostgreSQL', about.version)
      : fault('PostgreSQL', `${about.version} is too old`, 'use PostgreSQL 15 or newer'),
  );
  const skew = Math.abs(about.now.getTime() - (asked + Date.now()) / 2);
  if (skew > 60_000)
    lines.push(
      fault(
        'clock',
        `this machine and the database differ by ${Math.round(skew / 1000)} s`,
        'run a time service (chrony) on both',
      ),
    );
  else if (skew > 2000)
    lines.push(
      warn(
        'clock',
        `this machine and the database differ by ${(skew / 1000).toFixed(1)} s`,
        'run a time service (chrony) on both',
      ),
    );
  else lines.push(ok('clock', `the same as the database's (${Math.round(skew)} ms)`));
  if (about.used > about.most * 0.8)
    lines.push(
      warn('connections', `${about.used} of ${about.most} in use`, 'raise max_connections, or run fewer processes'),
    );

  const [there] = await rows<{ there: boolean }>("SELECT to_regclass('platform.migration') IS NOT NULL AS there");
  if (!there?.there) {
    lines.push(warn('schema', 'the database is empty', './kyojo up makes the schema at its first start'));
    return false;
  }
  const done = (await rows<{ name: string }>('SELECT name FROM platform.migration')).map(({ name }) => name);
  lines.push(...compareSteps('schema', done, listMigrations()));

  const roles = await rows<{ name: string; strong: boolean }>(
    'SELECT rolname AS name, rolsuper OR rolbypassrls OR rolcreaterole AS strong FROM pg_roles WHERE rolname = ANY ($1)',
    [ROLES],
  );
  const missing = ROLES.filter((name) => !roles.some((role) => role.name === name));
  const strong = roles.filter((role) => role.strong);
  if (missing.length > 0)
    lines.push(
      fault(
        'roles',
        `missing: ${missing.join(', ')}`,
        'start ./kyojo up once with the owner of the database in DATABASE_URL',
      ),
    );
  else if (strong.length > 0)
    lines.push(
      fault(
        'roles',
        `${strong.map(({ name }) => name).join(', ')} could see everybody's rows`,
        'ALTER ROLE … NOSUPERUSER NOBYPASSRLS NOCREATEROLE for each',
      ),
    );
  else lines.push(ok('roles', `${roles.length}, none can go round row-level security`));
  lines.push(await lookAtSignIn(ownerUrl, folder));

  const open = await rows<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relrowsecurity AND n.nspname NOT LIKE 'pg\\_%'
       AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('organisation_id', 'to_organisation_id') AND NOT a.attisdropped)`,
  );
  const [guarded] = await rows<{ count: number }>('SELECT count(*)::int AS count FROM pg_class WHERE relrowsecurity');
  lines.push(
    open.length > 0
      ? fault(
          'row-level security',
          `off for ${open.map(({ name }) => name).join(', ')}`,
          "ALTER TABLE … ENABLE ROW LEVEL SECURITY at once: members could see each other's rows",
        )
      : ok('row-level security', `on for ${guarded?.count ?? 0} tables, every one that has an organisation`),
  );
  const owned = await rows<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm') AND pg_get_userbyid(relowner) = ANY ($1)",
    [ROLES],
  );
  if (owned.length > 0)
    lines.push(
      fault(
        'owners',
        `${owned.map(({ name }) => name).join(', ')} belong to a role of the hub, which row-level security does not bind`,
        'ALTER TABLE … OWNER TO the owner of the database',
      ),
    );
  return true;
}

function compareSteps(what: string, done: readonly string[], known: readonly string[]): Line[] {
  const pending = known.filter((name) => !done.includes(name));
  const newer = done.filter((name) => !known.includes(name));
  if (newer.length > 0)
    return [
      fault(what, `is newer than this Kyojo (${newer.join(', ')})`, 'update Kyojo: an older one must not work on it'),
    ];
  if (pending.length > 0)
    return [warn(what, `${pending.length} steps are not run yet`, './kyojo up runs them at its start')];
  return [ok(what, `today's (${done.length} steps)`)];
}

async function lookAtSignIn(ownerUrl: string, folder: DataFolder): Promise<Line> {
  const url = new URL(ownerUrl);
  url.username = 'kyojo_app';
  url.password = derivedPassword(folder, 'app');
  const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return ok('kyojo_app', 'may sign in');
  } catch (error) {
    return fault(
      'kyojo_app',
      `may not sign in: ${reason(error)}`,
      'the secret has changed, or another hub uses this server: ./kyojo up with the owner in DATABASE_URL sets the password anew',
    );
  } finally {
    await client.end().catch(() => {});
  }
}

/** The column store: version, steps, parts that pile up. */
export async function lookAtColumns(columns: Columns, lines: Line[]): Promise<void> {
  const [about] = await columns.query<{ version: string }>('SELECT version() AS version');
  lines.push(ok('column store', `ClickHouse ${about?.version}`));
  const [there] = await columns.query<{ count: number }>(
    "SELECT count() AS count FROM system.tables WHERE database = 'platform' AND name = 'migration'",
  );
  if (Number(there?.count ?? 0) === 0) {
    lines.push(warn('column schema', 'is empty', './kyojo up makes it at its first start'));
    return;
  }
  const done = (await columns.query<{ name: string }>('SELECT DISTINCT name FROM platform.migration')).map(
    ({ name }) => name,
  );
  const known = readdirSync(join(productRoot, 'migrations/columns')).filter((name) => name.endsWith('.sql'));
  lines.push(...compareSteps('column schema', done, known));
  const crowded = await columns.query<{ name: string; parts: number }>(
    "SELECT concat(database, '.', table) AS name, count() AS parts FROM system.parts WHERE active AND database NOT IN ('system') GROUP BY database, table, partition HAVING parts > 300",
  );
  for (const { name, parts } of crowded)
    lines.push(
      warn(
        'column store',
        `${name} lies in ${parts} parts`,
        'many tiny reports at once; it mends itself when they come slower or bigger',
      ),
    );
  const stuck = await columns.query<{ name: string; why: string }>(
    "SELECT concat(database, '.', table) AS name, latest_fail_reason AS why FROM system.mutations WHERE NOT is_done AND latest_fail_reason != ''",
  );
  for (const { name, why } of stuck)
    lines.push(
      fault(
        'column store',
        `${name} cannot be cleaned: ${why.slice(0, 200)}`,
        'make room on the disk; then restart Kyojo',
      ),
    );
}
