import { createHmac } from 'node:crypto';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { type Columns, openColumns } from '#platform/columns';
import { type Config, readConfig } from '#platform/config';
import { Refusal } from '#platform/errors';
import { type DataFolder, freeMegabytes, openDataFolder, productRoot } from '#platform/files';
import { type Log, openLog } from '#platform/log';
import { derivedPassword, listMigrations, migrate, migrationFolder, startEmbeddedPostgres } from '#platform/postgres';
import { mayKnock } from '../walls.ts';
import { type Member, readArchive, writeArchive } from './backup/archive.ts';
import { filesBelow, isCopied, isEmptyFolder, linkFiles, pathInside, removeFolder, sizeOf } from './backup/files.ts';
import {
  beginSnapshot,
  connectOwner,
  type DatabaseState,
  dumpTable,
  isEmptyDatabase,
  type Loader,
  openLoader,
} from './backup/postgres.ts';
import { settle } from './backup/settle.ts';
import { refuseUnreadable } from './given.ts';

/** First member of an archive. Stored: old archives must stay readable. */
const Head = z.object({
  format: z.literal(1),
  madeAt: z.string(),
  product: z.string(),
  /** Tells whether the same secret is at hand, not what it is. */
  secretCheck: z.string(),
  columns: z.boolean(),
  steps: z.array(z.string()).readonly(),
  jobs: z.number(),
  server: z.string(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()).readonly() })).readonly(),
  sequences: z.array(z.object({ name: z.string(), last: z.string(), isCalled: z.boolean() })).readonly(),
});
type Head = z.output<typeof Head>;
/** Far more than all steps and tables take. */
const MOST_HEAD = 16 * 1024 * 1024;

/** How much was saved or brought back. */
export interface Done {
  readonly tables: number;
  readonly members: number;
}

const columnSteps = join(productRoot, 'migrations/columns');

/** `backup FILE`: both stores and the files of the data folder into one archive, while the hub runs or not. */
export async function backup(args: readonly string[]): Promise<number> {
  const [file] = args;
  if (!file) {
    console.error('kyojo: backup into which file? ./kyojo backup FILE');
    return 2;
  }
  await backupTo(readConfig({ KYOJO_LOG: 'warn', ...process.env }), file, (line) => console.log(`kyojo: ${line}`));
  return 0;
}

/** `restore FILE`: an archive into an empty data folder (and an empty database, where one is set by URL). */
export async function restore(args: readonly string[]): Promise<number> {
  const [file] = args;
  if (!file) {
    console.error('kyojo: restore from which file? ./kyojo restore FILE');
    return 2;
  }
  refuseUnreadable([file]);
  await restoreFrom(readConfig({ KYOJO_LOG: 'warn', ...process.env }), file, (line) => console.log(`kyojo: ${line}`));
  return 0;
}

/** Does what {@link backup} says. Refuses to write over a file. */
export async function backupTo(config: Config, file: string, say: (line: string) => void): Promise<Done> {
  const path = resolve(file);
  if (existsSync(path)) throw new Refusal('app.file-exists', { file });
  const stores = await openStores(config);
  const { folder, ownerUrl, columns } = stores;
  const making = join(folder.folder('backup-making'), String(process.pid));
  removeFolder(making);
  const archive = writeArchive(path);
  const owner = await connectOwner(ownerUrl);
  try {
    const files = join(making, 'files');
    const state = await beginSnapshotWithFiles();
    say(`one moment of PostgreSQL held: ${state.tables.length} tables`);
    const head: Head = {
      format: 1,
      madeAt: new Date().toISOString(),
      product: productVersion(),
      secretCheck: secretCheck(folder),
      columns: columns !== undefined,
      ...state,
    };
    await archive.add('kyojo.json', JSON.stringify(head));
    for (const name of filesBelow(files))
      await archive.addFile(`files/${name}`, join(files, name), sizeOf(join(files, name)));
    say(`${filesBelow(files).length} files of the data folder`);
    for (const table of state.tables) {
      const bytes = await archive.addStream(`postgres/${table.name}`, dumpTable(owner, table));
      if (bytes > 1e6) say(`${table.name}: ${(bytes / 1e6).toFixed(0)} MB`);
    }
    await owner.query('COMMIT');
    if (columns) {
      say('the column store');
      const saved = join(making, 'columns');
      await columns.backup(saved);
      for (const name of filesBelow(saved, () => true))
        await archive.addFile(`columns/${name}`, join(saved, name), sizeOf(join(saved, name)));
    } else say('NOTE the ClickHouse set by CLICKHOUSE_URL is not in this archive: save it by its own BACKUP');
    const { members } = await archive.close();
    say(
      `done: ${file}, ${(sizeOf(path) / 1e6).toFixed(1)} MB. It holds the hub's secret and everything members told it: keep it as safe as the hub itself.`,
    );
    return { tables: state.tables.length, members };

    /** Every report that is not stored yet has its bytes in the spool: a moment is right only when all of them are at hand. */
    async function beginSnapshotWithFiles(): Promise<DatabaseState> {
      for (let tries = 0; ; tries++) {
        linkFiles(folder.root, files);
        const state = await beginSnapshot(owner);
        linkFiles(folder.root, files);
        const { rows } = await owner.query<{ id: string }>(
          "SELECT id FROM observe.batch WHERE state IN ('received', 'storing')",
        );
        if (rows.every(({ id }) => existsSync(join(files, 'spool', id))) || tries >= 20) return state;
        await owner.query('ROLLBACK');
      }
    }
  } catch (error) {
    await archive.abort();
    throw error;
  } finally {
    await owner.end();
    await stores.close();
    removeFolder(making);
  }
}

/** Does what {@link restore} says; leaves nothing behind when it fails. */
export async function restoreFrom(config: Config, file: string, say: (line: string) => void): Promise<Done> {
  if (!existsSync(file)) throw new Refusal('app.file-missing', { file });
  if (!isEmptyFolder(config.KYOJO_DATA)) throw new Refusal('app.folder-not-empty', { folder: config.KYOJO_DATA });
  const log = openLog(config.KYOJO_LOG);
  const undo: (() => unknown)[] = [() => removeFolder(resolve(config.KYOJO_DATA))];
  let target: Target | undefined;
  let members = 0;
  try {
    const folder = openDataFolder(config.KYOJO_DATA, config.KYOJO_SECRET);
    const savedColumns = join(folder.root, 'backup-making', 'columns');
    let head: Head | undefined;
    let before = '';
    await readArchive(file, async (member) => {
      members++;
      const [part, ...rest] = member.name.split('/');
      if (member.size / 1024 ** 2 > freeMegabytes(folder.root))
        throw new Refusal('app.disk-too-small', { folder: config.KYOJO_DATA }, 503);
      if (part === 'kyojo.json') {
        head = await readHead(member, file);
        say(`an archive of ${head.madeAt}`);
        return;
      }
      if (!head || (part === 'files' && !isCopied(rest[0] ?? '')))
        throw new Refusal('app.archive-damaged', { file }, 422);
      if (part === 'files') return put(member.bytes, pathInside(folder.root, rest.join('/')));
      if (part === 'columns') {
        if (before !== part) say('the column store');
        before = part;
        return put(member.bytes, pathInside(savedColumns, rest.join('/')));
      }
      if (part !== 'postgres' || !rest[0]) throw new Refusal('app.archive-damaged', { file }, 422);
      // Files come first, so the secret is there when the database is made.
      if (!target) {
        target = await openTarget(config, folder, head, file, log, say);
        undo.push(target.forget);
      }
      if (before !== rest[0] && member.size > 1e6) say(rest[0]);
      before = rest[0];
      await target.loader.write(rest[0], member.bytes);
    });
    if (!head || !target) throw new Refusal('app.archive-damaged', { file }, 422);
    await target.loader.finish();
    say('PostgreSQL is back; keys hold');
    const columns =
      head.columns && !config.CLICKHOUSE_URL ? await openColumns({ dataDir: folder.root, log }) : undefined;
    if (columns) {
      undo.push(() => columns.close());
      await columns.restore(savedColumns);
      await columns.migrate(columnSteps);
    } else
      say('NOTE no column store was brought back: restore it into the ClickHouse of CLICKHOUSE_URL by its own RESTORE');
    removeFolder(join(folder.root, 'backup-making'));
    const newer = await migrate(target.ownerUrl, derivedPassword(folder, 'app'));
    if (newer.length > 0) say(`${newer.length} newer steps`);
    if (columns) {
      const { removed, pending } = await settle(target.owner, columns);
      if (pending > 0) say(`${pending} reports were under way and are stored again (${removed} rows taken out first)`);
      await columns.close();
    }
    await target.close();
    say(`done: ${head.tables.length} tables. Start the hub with ./kyojo up`);
    return { tables: head.tables.length, members };
  } catch (error) {
    for (const step of undo.reverse()) await step();
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === '53100')
      throw new Refusal('app.disk-too-small', { folder: config.KYOJO_DATA }, 503, { cause: error });
    // Rows the tables refuse (SQLSTATE classes 22 and 23), tables and names nobody made: another's archive, or one that was altered.
    if (/^2[23]\w{3}$/.test(code) || /^(restore|archive): /.test(message))
      throw new Refusal('app.archive-damaged', { file }, 422, { cause: error });
    throw error;
  }
}

interface Target {
  readonly ownerUrl: string;
  readonly owner: Awaited<ReturnType<typeof connectOwner>>;
  readonly loader: Loader;
  close(): Promise<void>;
  /** Gives up: nothing of the transaction stays. */
  forget(): Promise<void>;
}

/** The empty database, brought to the very steps the archive was made at. */
async function openTarget(
  config: Config,
  folder: DataFolder,
  head: Head,
  file: string,
  log: Log,
  say: (line: string) => void,
): Promise<Target> {
  if (secretCheck(folder) !== head.secretCheck) throw new Refusal('app.archive-other-secret', { file }, 409);
  const server = config.DATABASE_URL
    ? { ownerUrl: config.DATABASE_URL, stop: async () => {} }
    : await startEmbeddedPostgres(folder, log);
  const owner = await connectOwner(server.ownerUrl);
  /** What the steps made: the database was empty before. */
  const forget = async () => {
    await owner.end().catch(() => {});
    const cleaner = await connectOwner(server.ownerUrl);
    for (const name of ['pgboss', ...Object.keys(mayKnock)])
      await cleaner.query(`DROP SCHEMA IF EXISTS ${name} CASCADE`);
    await cleaner.end();
    await server.stop();
  };
  let isOurs = false;
  try {
    if (!(await isEmptyDatabase(owner))) throw new Refusal('app.database-not-empty', {}, 409);
    isOurs = true;
    say('making the schema the archive was made at');
    const steps = stepsOf(head.steps);
    await migrate(server.ownerUrl, derivedPassword(folder, 'app'), steps).finally(() => removeFolder(steps));
    const jobs = (await owner.query<{ version: number }>('SELECT version FROM pgboss.version')).rows[0]?.version ?? 0;
    if (jobs !== head.jobs) throw new Refusal('app.archive-other-jobs', { file, theirs: head.jobs, ours: jobs }, 409);
    const loader = await openLoader(owner, head);
    return {
      ownerUrl: server.ownerUrl,
      owner,
      loader,
      async close() {
        await owner.end();
        await server.stop();
      },
      async forget() {
        await loader.abort();
        await forget();
      },
    };
  } catch (error) {
    if (isOurs) await forget();
    else {
      await owner.end();
      await server.stop();
    }
    throw error;
  }
}

/** A folder with just these steps, in which the migrations run as they once did. */
function stepsOf(names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'kyojo-steps-'));
  for (const name of names) symlinkSync(join(migrationFolder, name), join(folder, name));
  return folder;
}

async function readHead(member: Member, file: string): Promise<Head> {
  if (member.size > MOST_HEAD) throw new Refusal('app.archive-damaged', { file }, 422);
  const chunks: Buffer[] = [];
  for await (const chunk of member.bytes) chunks.push(chunk as Buffer);
  const parsed = Head.safeParse(JSON.parse(Buffer.concat(chunks).toString()));
  if (!parsed.success) throw new Refusal('app.archive-damaged', { file }, 422, { cause: parsed.error });
  const known = new Set(listMigrations());
  const unknown = parsed.data.steps.filter((step) => !known.has(step));
  if (unknown.length > 0) throw new Refusal('app.archive-newer', { file, steps: unknown.join(', ') }, 409);
  return parsed.data;
}

const put = (bytes: Readable, path: string) => pipeline(bytes, createWriteStream(path, { mode: 0o600 }));

/** Both stores of a hub, which may be running in another process. */
async function openStores(
  config: Config,
): Promise<{ folder: DataFolder; ownerUrl: string; columns: Columns | undefined; close(): Promise<void> }> {
  const log = openLog(config.KYOJO_LOG);
  const folder = openDataFolder(config.KYOJO_DATA, config.KYOJO_SECRET);
  const server = config.DATABASE_URL
    ? { ownerUrl: config.DATABASE_URL, stop: async () => {} }
    : await startEmbeddedPostgres(folder, log);
  const columns = config.CLICKHOUSE_URL ? undefined : await openColumns({ dataDir: folder.root, log });
  return {
    folder,
    ownerUrl: server.ownerUrl,
    columns,
    async close() {
      await columns?.close();
      await server.stop();
    },
  };
}

function secretCheck(folder: DataFolder): string {
  return createHmac('sha256', folder.secret()).update('backup').digest('hex').slice(0, 16);
}

function productVersion(): string {
  return (JSON.parse(readFileSync(join(productRoot, 'package.json'), 'utf8')) as { version: string }).version;
}
