import { html, type Markup } from '#platform/html';
import { type Call, redirect } from '#platform/web';
import { ADDRESS_HEADER, BASE_PATH, type Library } from './library.ts';
import type { Opened } from './open.ts';
import { dropToken, sessionByToken } from './people.ts';
import type { Desk } from './transaction.ts';

/** The part of a call that asking the library needs. */
type Asking = Pick<Call<unknown, unknown, unknown>, 'request' | 'address'>;

/** What better-auth answered. */
export interface Answer {
  readonly status: number;
  /** Its JSON, or an empty object. */
  readonly body: Readonly<Record<string, unknown>> & { readonly user?: { readonly id: string } };
  /** `Set-Cookie` lines to hand on. */
  readonly cookies: readonly string[];
  readonly location: string | undefined;
  /** Seconds to wait, when it was asked too often (429). */
  readonly retryAfter: number;
}

/**
 * Asks one endpoint of better-auth the way a browser would, so that its rate limits, origin check and hooks all hold.
 * Only our routes do this, with a body they made themselves. A failure of the library itself (5xx) is thrown: a
 * transaction around it is lost then anyway.
 */
export async function ask(
  opened: Pick<Opened, 'house'>,
  library: Library,
  c: Asking,
  path: string,
  body?: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const headers = new Headers({ origin: new URL(opened.house.url).origin, [ADDRESS_HEADER]: c.address });
  for (const name of ['cookie', 'user-agent']) {
    const value = c.request.headers.get(name);
    if (value) headers.set(name, value);
  }
  if (body) headers.set('content-type', 'application/json');
  const response = await library.handler(
    new Request(`${opened.house.url}${BASE_PATH}${path}`, {
      method: body ? 'POST' : 'GET',
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    }),
  );
  const text = await response.text();
  const said: Answer['body'] = text.startsWith('{') ? JSON.parse(text) : {};
  // The library calls it a failure of its own when a device's answer makes no sense; it is the caller's.
  if (response.status >= 500 && said.code !== 'FAILED_TO_VERIFY_REGISTRATION')
    throw new Error(`sign-in: ${path.split('?')[0]} answered ${response.status}`);
  return {
    status: response.status,
    body: said,
    cookies: response.headers.getSetCookie(),
    location: response.headers.get('location') ?? undefined,
    retryAfter: Number(response.headers.get('x-retry-after') ?? 0),
  };
}

/** How somebody came in. */
export type How =
  | 'password'
  | 'authenticator'
  | 'recovery-code'
  | 'passkey'
  | 'identity-provider'
  | 'invitation'
  | 'confirmed-address';

/**
 * Ends what the browser was before and records who it is now. A session that was in the browser before the sign-in never
 * survives it, so nobody can slip a prepared one to somebody else.
 */
export async function settle(desk: Desk, opened: Opened, c: Asking, answer: Answer, how: How): Promise<void> {
  await leaveOldSession(desk, opened, c);
  const token = opened.sessions.tokenIn(answer.cookies);
  const session = token ? await sessionByToken(desk.q, token) : undefined;
  if (!session) throw new Error('sign-in: a session was promised but not kept');
  await desk.fact({
    kind: 'person.signed-in',
    subject: `person:${session.personId}`,
    actor: `user:${session.personId}`,
    data: { how, secondFactor: session.secondFactor },
  });
}

/** Ends the session the browser brought along. */
export async function leaveOldSession(desk: Desk, opened: Opened, c: Asking): Promise<void> {
  const old = opened.sessions.tokenOf(c.request.headers);
  if (old) await dropToken(desk.q, old);
}

/** A way that stays in this hub: an absolute path of ours, whatever was asked for. */
export function ownPath(asked: string | undefined, otherwise: `/${string}` = '/'): `/${string}` {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop these, so `/\t/elsewhere` would lead out
  if (!asked?.startsWith('/') || /^\/[/\\]|[\\\u0000-\u001f\u007f]/.test(asked) || asked.length > 2000)
    return otherwise;
  const base = 'http://hub.invalid';
  if (!URL.canParse(asked, base)) return otherwise;
  const url = new URL(asked, base);
  // `/./` and the like are resolved here; what remains must not begin a host name.
  if (url.origin !== base || url.pathname.startsWith('//')) return otherwise;
  return `/${`${url.pathname}${url.search}${url.hash}`.slice(1)}`;
}

/** An address of ours that remembers where the person wanted to go. */
export function withNext(path: `/${string}`, next: string): `/${string}` {
  return next === '/' ? path : `${path}${path.includes('?') ? '&' : '?'}next=${encodeURIComponent(next)}`;
}

/** 303 to a page of ours, with cookies. */
export function goTo(path: `/${string}`, cookies: readonly string[] = []): Response {
  const response = redirect(path);
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}

/** A page with a status and cookies of its own. */
export function show(markup: Markup, status = 200, cookies: readonly string[] = []): Response {
  const response = new Response(String(html`${markup}`), {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}
