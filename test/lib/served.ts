import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { simpleParser } from 'mailparser';
import pg from 'pg';
import { addMember, organisationsOf } from '#know';
import { openSignIn, type SignIn } from '#platform/sign-in';
import { openWeb } from '#platform/web';
import { refusals } from '../../src/app/words.ts';
import { PASSWORD, secretOn, totp } from '../../src/platform/sign-in/test/people.ts';
import { type TestHouse, testHouse, untilQuiet } from './house.ts';

/** A house that serves its pages on loopback and works off its jobs, wired as `./kyojo up` wires it. */
export interface ServedHouse extends TestHouse {
  readonly url: string;
  readonly signIn: SignIn;
  /** A browser without script and with cookies of its own. */
  visitor(): Visitor;
  /** A statement as the database's owner: to look, and to bring about what only time would. */
  sql<Row extends pg.QueryResultRow = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Mails written so far, once no job is left; the newest last. */
  mails(): Promise<Mail[]>;
}

/** A mail as its reader sees it. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The address under `List-Unsubscribe`; empty without. */
  readonly unsubscribe: string;
}

/** An answer as a test looks at it. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly location: string;
  readonly headers: Headers;
}

/** Somebody's browser. */
export interface Visitor {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  post(path: string, form?: Form, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  send(path: string, init: RequestInit): Promise<Answer>;
}
type Form = Readonly<Record<string, string | readonly string[]>>;

/** Opens it; it closes after the file's tests. */
export async function servedHouse(env: Readonly<Record<string, string>> = {}): Promise<ServedHouse> {
  const web: { fetch: (...all: unknown[]) => Response | Promise<Response> } = {
    fetch: () => new Response(null, { status: 503 }),
  };
  const http = createAdaptorServer({ fetch: (...all) => web.fetch(...all) });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `http://localhost:${(http.address() as AddressInfo).port}`;
  const open = await testHouse({ KYOJO_URL: url, ...env });
  const { house } = open;
  const signIn = await openSignIn(house, open.appUrl, {
    organisationsOf: (person) => organisationsOf(house, person),
    joined: (q, { personId, organisationId, role }) =>
      addMember(house, q, personId, organisationId, role === 'owner' ? 'owner' : 'member', `user:${personId}`),
  });
  web.fetch = openWeb(house, { signedIn: signIn.signedIn, mounts: signIn.mounts, refusals }).fetch as typeof web.fetch;
  const owner = new pg.Pool({ connectionString: open.ownerUrl, max: 2 });
  owner.on('error', () => {});
  await house.jobs.work(house);
  open.beforeClose(async () => {
    http.close();
    if ('closeAllConnections' in http) http.closeAllConnections();
    await signIn.close();
    await owner.end();
  });
  return {
    ...open,
    url,
    signIn,
    visitor: () => visitor(url),
    sql: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      (await owner.query<Row>(text, values)).rows,
    mails: async () => {
      await untilQuiet(open);
      const folder = house.folder.folder('mail');
      const read = await Promise.all(
        readdirSync(folder)
          .sort()
          .map(async (name) => simpleParser(readFileSync(join(folder, name)))),
      );
      return read.map((one) => ({
        to: one.to && 'text' in one.to ? one.to.text : '',
        subject: one.subject ?? '',
        text: one.text ?? '',
        html: one.html || '',
        unsubscribe:
          /<(.+)>/.exec(one.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line ?? '')?.[1] ?? '',
      }));
    },
  };
}

/** Makes an account by an invitation, as real people get theirs; operators set up their second step as well. */
export async function arrive(
  served: ServedHouse,
  who: {
    readonly email: string;
    readonly name: string;
    readonly isOperator?: boolean;
    readonly organisation?: string;
    readonly role?: 'owner' | 'member';
  },
): Promise<Visitor & { readonly id: string }> {
  const link = await served.signIn.invite({
    email: who.email,
    isOperator: who.isOperator ?? false,
    ...(who.organisation ? { organisation: { id: who.organisation, role: who.role ?? 'owner' } } : {}),
  });
  const browser = served.visitor();
  const made = await browser.post(new URL(link).pathname, { name: who.name, password: PASSWORD });
  assert.equal(made.status, 303, made.text);
  if (who.isOperator) {
    const secret = secretOn((await browser.get('/account/authenticator')).text);
    assert.equal((await browser.post('/account/authenticator', { code: totp(secret) })).status, 200);
  }
  await served.sql('DELETE FROM platform.sign_in_rate');
  const [row] = await served.sql<{ id: string }>('SELECT id FROM platform.person WHERE email = $1', [who.email]);
  return { ...browser, id: row?.id ?? '' };
}

function visitor(url: string): Visitor {
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
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
  return {
    cookies,
    send,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, form = {}, headers = {}) => {
      const body = new URLSearchParams();
      for (const [name, value] of Object.entries(form))
        for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
      return send(path, { method: 'POST', body, headers: { origin: url, ...headers } });
    },
  };
}
