import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** A table that holds data, as the catalogue shows it. */
export interface Table {
  /** `schema.table`. */
  readonly name: string;
  readonly columns: readonly string[];
}

/** What a dump says about the database it came from. */
export interface DatabaseState {
  readonly steps: readonly string[];
  /** Version of the job tables. */
  readonly jobs: number;
  readonly server: string;
  readonly tables: readonly Table[];
  readonly sequences: readonly { readonly name: string; readonly last: string; readonly isCalled: boolean }[];
}

const quote = (name: string) => name.split('.').map(pg.escapeIdentifier).join('.');

/** Tables that say which schema this is: migrations write them, a restore must not. */
const OWN = ['platform.migration', 'pgboss.version'];

const TABLES = `
  SELECT n.nspname || '.' || c.relname AS name,
    (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')
  ORDER BY 1`;

/** A connection as the database's owner. */
export async function connectOwner(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'kyojo backup' });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Begins the one moment the dump shows. Row-level security never hides rows from it: it would fail instead. */
export async function beginSnapshot(client: pg.Client): Promise<DatabaseState> {
  await client.query(
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL row_security = off; SET LOCAL statement_timeout = 0',
  );
  const one = async <T>(sql: string) => (await client.query(sql)).rows as T[];
  return {
    steps: (await one<{ name: string }>('SELECT name FROM platform.migration ORDER BY name')).map(({ name }) => name),
    jobs: (await one<{ version: number }>('SELECT version FROM pgboss.version'))[0]?.version ?? 0,
    server: (await one<{ v: string }>("SELECT current_setting('server_version') AS v"))[0]?.v ?? '',
    tables: (await one<Table>(TABLES)).filter(({ name }) => !OWN.includes(name)),
    sequences: await sequencesOf(client),
  };
}

async function sequencesOf(client: pg.Client): Promise<DatabaseState['sequences'][number][]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1",
  );
  const out: DatabaseState['sequences'][number][] = [];
  for (const { name } of rows) {
    const { rows: state } = await client.query<{ last: string; called: boolean }>(
      `SELECT last_value::text AS last, is_called AS called FROM ${quote(name)}`,
    );
    if (state[0]) out.push({ name, last: state[0].last, isCalled: state[0].called });
  }
  return out;
}

/** The rows of one table as PostgreSQL's own text, at the reader's pace. */
export function dumpTable(client: pg.Client, table: Table): Readable {
  return client.query(copyTo(`COPY ${quote(table.name)} (${table.columns.map(quote1).join(', ')}) TO STDOUT`));
}

const quote1 = (name: string) => pg.escapeIdentifier(name);

/** True when nothing of ours (or anybody's) is in the database yet. */
export async function isEmptyDatabase(client: pg.Client): Promise<boolean> {
  return (await client.query(TABLES)).rowCount === 0;
}

/** Loads tables into a freshly migrated database, all in one transaction. */
export interface Loader {
  /** Gives the next bytes of a table; another name closes the table before. */
  write(table: string, bytes: Readable): Promise<void>;
  /** Sequences set, foreign keys made again (and so proven), triggers on: committed. */
  finish(): Promise<void>;
  abort(): Promise<void>;
}

/**
 * Begins to load what `state` tells of. Everything the steps themselves have put into tables is removed first. Foreign keys are dropped
 * for the time of loading, which needs no superuser; rows that break one make `finish` fail and nothing stays.
 */
export async function openLoader(client: pg.Client, state: DatabaseState): Promise<Loader> {
  await client.query(
    "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL row_security = off",
  );
  const here = new Set((await client.query<Table>(TABLES)).rows.map(({ name }) => name));
  const missing = state.tables.filter(({ name }) => !here.has(name));
  if (missing.length > 0)
    throw new Error(`restore: the steps of the archive do not make ${missing.map(({ name }) => name).join(', ')}`);
  const keys = (
    await client.query<{ table: string; name: string; text: string }>(
      "SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND connamespace::regnamespace::text NOT LIKE 'pg\\_%'",
    )
  ).rows;
  for (const key of keys) await client.query(`ALTER TABLE ${key.table} DROP CONSTRAINT ${quote1(key.name)}`);
  const names = state.tables.map(({ name }) => quote(name));
  if (names.length > 0) await client.query(`TRUNCATE ${names.join(', ')}`);
  for (const name of names) await client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`);

  let open: { table: string; into: Writable } | undefined;
  const endTable = async () => {
    if (!open) return;
    const { into } = open;
    open = undefined;
    const done = finished(into);
    into.end();
    await done;
  };
  return {
    async write(table, bytes) {
      if (open?.table !== table) {
        await endTable();
        const known = state.tables.find(({ name }) => name === table);
        if (!known) throw new Error(`restore: ${table} is not a table of this archive`);
        open = {
          table,
          into: client.query(copyFrom(`COPY ${quote(table)} (${known.columns.map(quote1).join(', ')}) FROM STDIN`)),
        };
        open.into.setMaxListeners(0); // a table comes in as many pieces as it is long
      }
      const { into } = open;
      let failure: unknown;
      into.once('error', (error) => {
        failure = error;
      });
      for await (const chunk of bytes) {
        if (failure) throw failure;
        if (!into.write(chunk))
          await Promise.race([new Promise((resolve) => into.once('drain', resolve)), finished(into)]);
      }
    },
    async finish() {
      await endTable();
      for (const { name, last, isCalled } of state.sequences)
        await client.query('SELECT setval($1::regclass, $2, $3)', [quote(name), last, isCalled]);
      for (const name of names) await client.query(`ALTER TABLE ${name} ENABLE TRIGGER USER`);
      for (const key of keys)
        await client.query(`ALTER TABLE ${key.table} ADD CONSTRAINT ${quote1(key.name)} ${key.text}`);
      await client.query('COMMIT');
      const { rows: views } = await client.query<{ name: string }>(
        "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'm' ORDER BY oid",
      );
      for (const { name } of views) await client.query(`REFRESH MATERIALIZED VIEW ${name}`);
      await client.query('ANALYZE');
    },
    async abort() {
      open?.into.destroy();
      await client.query('ROLLBACK').catch(() => {});
    },
  };
}
