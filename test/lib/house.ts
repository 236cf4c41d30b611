import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import pg from 'pg';
import { type Config, readConfig } from '#platform/config';
import { openDataFolder } from '#platform/files';
import { openLog } from '#platform/log';
import { derivedPassword, migrate, startEmbeddedPostgres } from '#platform/postgres';
import { type OpenHouse, openHouse } from '../../src/app/house.ts';

/** One secret for all test processes: the role `kyojo_app` belongs to the server they share. */
const SECRET = 'test-secret-test-secret-test-secret-0000';
const TEMPLATE = 'kyojo_template';

/** A clock that stands still until it is moved. */
export interface TestClock {
  (): Date;
  set(to: Date | string): void;
  pass(milliseconds: number): void;
}

/** A clock that begins at `at`. */
export function testClock(at = '2026-11-20T00:00:00Z'): TestClock {
  let now = new Date(at);
  return Object.assign(() => new Date(now), {
    set: (to: Date | string) => {
      now = new Date(to);
    },
    pass: (milliseconds: number) => {
      now = new Date(now.getTime() + milliseconds);
    },
  });
}

/** A house of its own for one test file: a fresh database cloned from the migrated template, its own column engine, its own folder. */
export interface TestHouse extends OpenHouse {
  readonly clock: TestClock;
  readonly config: Config;
  /** Adds work that is done before the house closes (servers over it, browsers), the last added first. */
  beforeClose(work: () => Promise<unknown>): void;
}

/**
 * Opens it and closes it after the file's tests: call it at the top of the file (`const open = await testHouse()`), not in a hook. `KYOJO_TEST_DATABASE` (owner's URL of a server) is set by `./kyojo test`;
 * without it an embedded server is started in a temporary folder.
 */
export async function testHouse(env: Readonly<Record<string, string>> = {}): Promise<TestHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'kyojo-test-'));
  const server = await testServer();
  const name = `kyojo_${randomBytes(6).toString('hex')}`;
  await asOwner(server.url, async (client) => {
    await client.query('SELECT pg_advisory_lock(4220)'); // nobody may be connected to the template meanwhile
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY WAL_LOG`);
  });
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const config = readConfig({
    KYOJO_DATA: folder,
    KYOJO_SECRET: SECRET,
    KYOJO_LOG: process.env.KYOJO_TEST_LOG ?? 'error',
    DATABASE_URL: url.href,
    KYOJO_PORT: '0',
    KYOJO_URL: 'http://hub.example',
    ...env,
  });
  const clock = testClock();
  const open = await openHouse(config, { clock });
  const first: (() => Promise<unknown>)[] = [];
  after(async () => {
    for (const work of first.reverse()) await work();
    await open.close();
    await asOwner(server.url, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { ...open, clock, config, beforeClose: (work) => void first.push(work) };
}

let started: Promise<{ url: string; stop: () => Promise<void> }> | undefined;

/** The server of this test run, with the template ready. */
export function testServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  started ??= (async () => {
    const given = process.env.KYOJO_TEST_DATABASE;
    const folder = mkdtempSync(join(tmpdir(), 'kyojo-test-pg-'));
    const server = given
      ? { ownerUrl: given, stop: async () => {} }
      : await startEmbeddedPostgres(openDataFolder(folder, SECRET), openLog('silent'));
    await makeTemplate(server.ownerUrl);
    return {
      url: server.ownerUrl,
      stop: async () => {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  })();
  return started;
}

/** Makes the migrated template once per server; the test run's first process does it, the others wait. */
async function makeTemplate(ownerUrl: string): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock(4220)');
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [TEMPLATE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${TEMPLATE}`);
    const url = new URL(ownerUrl);
    url.pathname = `/${TEMPLATE}`;
    await migrate(url.href, derivedPassword(openDataFolder(tmpdir(), SECRET), 'app'));
  });
}

async function asOwner(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** How long a test waits for what must come: not a measure of speed but the end of a hang, also where ten others share the cores. */
export const HANG_MS = 300_000;

/** Works off every job that is due, until nothing waits or runs. Fails when a job failed for good or hangs. */
export async function untilQuiet(open: OpenHouse): Promise<void> {
  const until = Date.now() + HANG_MS;
  let quiet = 0;
  for (;;) {
    const counts = [...(await open.house.jobs.counts())];
    const failed = counts.filter(([, count]) => count.failed > 0);
    if (failed.length > 0) throw new Error(`jobs failed: ${failed.map(([name]) => name).join(', ')}`);
    const busy = counts.filter(([, count]) => count.waiting + count.active > 0);
    quiet = busy.length === 0 ? quiet + 1 : 0;
    if (quiet > 2) return;
    if (Date.now() > until)
      throw new Error(`still busy: ${busy.map(([name, count]) => `${name} ${JSON.stringify(count)}`).join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
