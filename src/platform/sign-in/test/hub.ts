/** A small hub for the tests of this folder: PostgreSQL, jobs, mail into files, the web door, and nothing of any room. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { simpleParser } from 'mailparser';
import pg from 'pg';
import { systemClock } from '#platform/clock';
import { readConfig } from '#platform/config';
import { openDataFolder } from '#platform/files';
import type { House } from '#platform/house';
import { openJobs } from '#platform/jobs';
import { openLog } from '#platform/log';
import { openMailer } from '#platform/mail';
import { derivedPassword, migrate, openDatabase, startEmbeddedPostgres } from '#platform/postgres';
import { type Membership, openSignIn, refusals, type SignIn, type SignInHooks } from '#platform/sign-in';
import { openWeb, route } from '#platform/web';

/** The secret all test processes share, because the role `kyojo_app` belongs to the server they share (see test/lib/house.ts). */
const SECRET = 'test-secret-test-secret-test-secret-0000';

/** A hub that serves on loopback. */
export interface TestHub {
  readonly house: House;
  readonly signIn: SignIn;
  /** `http://localhost:port`: a name, because passkeys do not work on numbers. */
  readonly url: string;
  /** What the room of organisations would say; tests fill it. */
  readonly memberships: Map<string, Membership[]>;
  /** Invitations to organisations that were used. */
  readonly joined: { personId: string; organisationId: string; role: string | null }[];
  /** A statement as the database's owner, for looking and for moving time. */
  sql<Row extends pg.QueryResultRow = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Facts about people so far, oldest first: `kind` or `kind how`. */
  facts(): Promise<string[]>;
  /** Mails sent so far, after the queue has gone quiet; the newest last. */
  mails(): Promise<{ to: string; subject: string; text: string }[]>;
  /** A browser with cookies of its own. */
  browser(): Browser;
  close(): Promise<void>;
}

/** An answer as a test looks at it. */
export interface Seen {
  readonly status: number;
  readonly text: string;
  readonly location: string;
  readonly headers: Headers;
}

/** A browser without script: keeps cookies, sends forms. */
export interface Browser {
  readonly cookies: Map<string, string>;
  get(path: string): Promise<Seen>;
  post(
    path: string,
    form?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Seen>;
  json(path: string, body: unknown): Promise<Seen>;
  /** Follows redirects from here to a page. */
  follow(seen: Seen): Promise<Seen>;
}

// Pages of the hub that a test can try to open.
route({
  method: 'GET',
  path: '/test/operators',
  permission: 'operator',
  handle: async () => Response.json({ page: 'operators' }),
});
route({
  method: 'GET',
  path: '/test/members',
  permission: 'member',
  handle: async () => Response.json({ page: 'members' }),
});
route({ method: 'GET', path: '/test/me', permission: 'signed-in', handle: async (c) => Response.json(c.person) });
route({
  method: 'GET',
  path: '/test/open',
  permission: 'public',
  handle: async (c) => Response.json({ person: c.person ?? null }),
});

/** Opens a hub on a database of its own; `env` adds settings. */
export async function testHub(env: Readonly<Record<string, string>> = {}): Promise<TestHub> {
  const root = mkdtempSync(join(tmpdir(), 'kyojo-sign-in-'));
  const folder = openDataFolder(root, SECRET);
  const log = openLog((process.env.KYOJO_TEST_LOG as 'debug' | undefined) ?? 'error');
  const given = process.env.KYOJO_TEST_DATABASE;
  const server = given ? { ownerUrl: given, stop: async () => {} } : await startEmbeddedPostgres(folder, log);
  const name = `kyojo_${randomBytes(6).toString('hex')}`;
  const owner = new pg.Client({ connectionString: server.ownerUrl });
  await owner.connect();
  await owner.query(`CREATE DATABASE ${name}`);
  const ownerUrl = urlOf(server.ownerUrl, name);
  const password = derivedPassword(folder, 'app');
  await migrate(ownerUrl, password);
  const appUrl = urlOf(ownerUrl, name, ['kyojo_app', password]);
  const looking = new pg.Pool({ connectionString: ownerUrl, max: 2 });

  const web: { fetch: (request: Request) => Response | Promise<Response> } = {
    fetch: () => new Response(null, { status: 503 }),
  };
  const http = createAdaptorServer({
    fetch: (request, ...rest) => (web.fetch as (...all: unknown[]) => Response)(request, ...rest),
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `http://localhost:${(http.address() as AddressInfo).port}`;

  const config = readConfig({ KYOJO_DATA: root, KYOJO_SECRET: SECRET, KYOJO_URL: url, ...env });
  const db = openDatabase(appUrl);
  const jobs = await openJobs(appUrl, () => {});
  const mail = openMailer(config, folder);
  // No room is here, so nobody asks for the column store.
  const house: House = {
    config,
    log,
    folder,
    db,
    jobs,
    mail,
    clock: systemClock,
    url: config.KYOJO_URL ?? url,
    columns: undefined as never,
  };
  const memberships: TestHub['memberships'] = new Map();
  const joined: TestHub['joined'] = [];
  const hooks: SignInHooks = {
    organisationsOf: async (id) => memberships.get(id) ?? [],
    joined: async (_q, one) => void joined.push(one),
  };
  const signIn = await openSignIn(house, appUrl, hooks);
  web.fetch = openWeb(house, { signedIn: signIn.signedIn, mounts: signIn.mounts, refusals }).fetch as typeof web.fetch;
  await jobs.work(house);

  return {
    house,
    signIn,
    url,
    memberships,
    joined,
    sql: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      (await looking.query<Row>(text, values)).rows,
    facts: async () => {
      const { rows } = await looking.query<{ kind: string; how: string | null }>(
        "SELECT kind, data->>'how' AS how FROM platform.fact ORDER BY id",
      );
      return rows.map(({ kind, how }) => (how ? `${kind} ${how}` : kind));
    },
    mails: async () => {
      await quiet(jobs);
      const files = readdirSync(folder.folder('mail')).map((file) => join(folder.folder('mail'), file));
      const read = await Promise.all(files.map((file) => simpleParser(readFileSync(file))));
      return read
        .sort((a, b) => (a.date?.getTime() ?? 0) - (b.date?.getTime() ?? 0))
        .map((one) => ({
          to: one.to && 'text' in one.to ? one.to.text : '',
          subject: one.subject ?? '',
          text: one.text ?? '',
        }));
    },
    browser: () => browser(url),
    async close() {
      http.close();
      if ('closeAllConnections' in http) http.closeAllConnections();
      await signIn.close();
      await jobs.stop(2);
      mail.close();
      await db.close();
      await looking.end();
      // Closed connections take a moment to be gone; one that the server ends instead would fail the test run.
      for (
        let tries = 0;
        tries < 50 && (await owner.query('SELECT FROM pg_stat_activity WHERE datname = $1', [name])).rowCount;
        tries++
      )
        await new Promise((resolve) => setTimeout(resolve, 20));
      await owner.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await owner.end();
      await server.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function urlOf(base: string, database: string, login?: readonly [string, string]): string {
  const url = new URL(base);
  url.pathname = `/${database}`;
  if (login) [url.username, url.password] = login;
  return url.href;
}

async function quiet(jobs: House['jobs']): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const counts = [...(await jobs.counts()).values()];
    if (counts.every((one) => one.waiting + one.active === 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('jobs are still waiting after ten seconds');
}

function browser(url: string): Browser {
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit): Promise<Seen> => {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(new URL(path, url), { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(line)) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return {
      status: response.status,
      text: await response.text(),
      location: response.headers.get('location') ?? '',
      headers: response.headers,
    };
  };
  const me: Browser = {
    cookies,
    get: (path) => send(path, {}),
    post: (path, form = {}, headers = {}) =>
      send(path, { method: 'POST', body: new URLSearchParams(form), headers: { origin: url, ...headers } }),
    json: (path, body) =>
      send(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { origin: url, 'content-type': 'application/json' },
      }),
    follow: async (seen) => {
      let last = seen;
      for (let hops = 0; last.status === 303 || last.status === 302; hops++) {
        if (hops > 10) throw new Error(`redirects in a circle: ${last.location}`);
        last = await send(last.location, {});
      }
      return last;
    },
  };
  return me;
}
