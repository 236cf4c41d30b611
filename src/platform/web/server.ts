import { randomUUID } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import type { House } from '#platform/house';
import { html, type Markup } from '#platform/html';
import { assetResponse, assetRoutes, page } from '#platform/page';
import type { Reader } from '#platform/postgres';
import {
  type Entry,
  isLanguage,
  LANGUAGE_QUERY,
  type Language,
  languageCookie,
  negotiateLanguage,
  say,
} from '#platform/words';
import { metrics } from './metrics.ts';
import { type Call, forgetPlaces, navFor, type Route, redirect, routes, type SignedIn, type View } from './route.ts';
import { words } from './words.ts';

/** What the wiring brings: who is signed in, and every room's sentences for refusals. */
export interface WebParts {
  signedIn(request: Request): Promise<SignedIn | undefined>;
  readonly refusals: Readonly<Record<string, Entry>>;
  /** Handlers mounted as they are (the sign-in library's own endpoints). */
  readonly mounts: readonly { readonly path: string; handle(request: Request): Promise<Response> }[];
}

const headers: Record<string, string> = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'private, no-store',
};

/** Builds the web application over all declared routes. */
export function openWeb(house: House, parts: WebParts): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    const began = performance.now();
    await next();
    for (const [name, value] of Object.entries(headers))
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    if (house.url.startsWith('https:')) context.res.headers.set('strict-transport-security', 'max-age=31536000');
    metrics.httpSeconds.observe(
      { route: context.req.routePath, status: String(context.res.status) },
      (performance.now() - began) / 1000,
    );
  });
  app.use(compress());
  for (const asset of assetRoutes()) app.get(asset.path, (context) => assetResponse(asset, context.req.raw));
  for (const mount of parts.mounts) app.all(mount.path, (context) => mount.handle(context.req.raw));
  for (const route of routes()) app.on(route.method, route.path, (context) => answer(house, parts, route, context));
  for (const route of routes()) if (isOpenToSites(route)) app.options(route.path, preflight);
  app.notFound(async (context) =>
    // Whoever is signed in keeps the navigation.
    refusalPage(house, parts, context, await parts.signedIn(context.req.raw), new Refusal('web.not-found', {}, 404)),
  );
  app.onError((error, context) => refusalPage(house, parts, context, undefined, error));
  return app;
}

async function answer(house: House, parts: WebParts, route: Route, context: Context): Promise<Response> {
  let person: SignedIn | undefined;
  try {
    refuseForeignForm(house, context);
    person = await parts.signedIn(context.req.raw);
    allow(route, person);
    const made = await route.handle(await callOf(house, route, context, person));
    const response = made instanceof Response ? made : htmlResponse(made, 200);
    if (route.method !== 'GET') forgetPlaces();
    const chosen = context.req.query(LANGUAGE_QUERY);
    if (isLanguage(chosen)) response.headers.append('set-cookie', languageCookie(chosen));
    return response;
  } catch (error) {
    return await refusalPage(house, parts, context, person, error, route.path.startsWith('/api/'));
  }
}

/** What any site may read: machines' routes that need nobody signed in. */
const isOpenToSites = (route: Route) =>
  route.method === 'GET' && route.permission === 'public' && route.path.startsWith('/api/');

/** A browser asks first when another site's script sends If-None-Match or a header of its own; nothing but reading is allowed. */
function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      'access-control-allow-headers': 'accept, accept-language, if-none-match',
      'access-control-max-age': '86400',
      'cache-control': 'public, max-age=86400',
    },
  });
}

/** Refuses a caller the route's permission does not admit. */
function allow(route: Route, person: SignedIn | undefined): void {
  if (route.permission === 'public' || route.permission === 'token') return;
  if (!person) throw new Refusal('web.sign-in-needed', {}, 401);
  if (route.permission === 'operator' && !person.isOperator) throw new Refusal('web.not-allowed', {}, 403);
  if (route.permission === 'member' && !person.isOperator && person.organisations.length === 0)
    throw new Refusal('web.not-allowed', {}, 403);
}

/** Cross-site request forgery: a browser that changes something names where the form stood; it must be ours. */
function refuseForeignForm(house: House, context: Context): void {
  if (context.req.method === 'GET' || context.req.method === 'HEAD') return;
  const site = context.req.header('sec-fetch-site');
  const origin = context.req.header('origin');
  if (
    site === 'cross-site' ||
    (origin && origin !== 'null' && hostOf(origin) !== (context.req.header('host') ?? hostOf(house.url)))
  )
    throw new Refusal('web.foreign-form', {}, 403);
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/** The database reader of a person. */
export function readerOf(person: SignedIn | undefined): Reader {
  if (!person) return { kind: 'public' };
  if (person.isOperator) return { kind: 'operator', user: person.id };
  return {
    kind: 'member',
    user: person.id,
    organisations: person.organisations.map((organisation) => organisation.id),
  };
}

async function callOf(
  house: House,
  route: Route,
  context: Context,
  person: SignedIn | undefined,
): Promise<Call<unknown, unknown, unknown>> {
  const reader = readerOf(person);
  const url = new URL(context.req.url);
  const language = negotiateLanguage(context.req.raw);
  const form = route.streams || context.req.method === 'GET' ? {} : await formOf(context, megabytesFor(route, person));
  return {
    house,
    reader,
    person,
    language,
    now: house.clock(),
    url,
    params: check(route.params, context.req.param(), 'web.path-wrong', 404),
    query: check(
      route.query,
      Object.fromEntries([...url.searchParams].filter(([, value]) => value !== '')),
      'web.query-wrong',
      400,
    ),
    form: check(route.form, form, 'web.form-wrong', 422),
    request: context.req.raw,
    address: addressOf(house, context),
    as: (work) => house.db.as(reader, work),
    asWorker: (work) => house.db.as({ kind: 'worker' }, work),
    view: await viewOf(house, person, language, `${url.pathname}${url.search}`),
    actor: person ? `user:${person.id}` : 'public',
  };
}

async function viewOf(house: House, person: SignedIn | undefined, language: Language, path: string): Promise<View> {
  return {
    language,
    hubName: house.config.KYOJO_HUB_NAME,
    path,
    nav: await navFor(house, readerOf(person), person, language),
    signIn: '/sign-in',
    ...(person ? { reader: { name: person.name, role: roleOf(person) } } : {}),
  };
}

/** Staff by their office; everybody else by the organisation they act for. */
function roleOf({ isOperator, organisations }: SignedIn): string {
  return isOperator ? 'operator' : (organisations[0]?.name ?? 'member');
}

/** The caller's address: the connection's, or behind a trusted proxy the last one the proxy itself has added. */
function addressOf(house: House, context: Context): string {
  const forwarded = house.config.KYOJO_TRUST_PROXY
    ? context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
    : undefined;
  if (forwarded) return forwarded;
  try {
    return getConnInfo(context).remote.address ?? '';
  } catch {
    return ''; // called in a test without a socket
  }
}

function check(
  schema: z.ZodType | undefined,
  value: unknown,
  code: 'web.path-wrong' | 'web.query-wrong' | 'web.form-wrong',
  status: 400 | 404 | 422,
): unknown {
  if (!schema) return value;
  // No keyboard gives U+0000, and PostgreSQL holds none.
  const zeroed = Object.entries(value as object).find(([name, text]) => `${name}${text}`.includes('\0'));
  if (zeroed) throw new Refusal(code, { field: zeroed[0].replaceAll('\0', ''), reason: 'U+0000' }, status);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new Refusal(code, { field: first?.path.join('.') ?? '', reason: first?.message ?? '' }, status);
}

/** Largest form: what strangers type is small; files come from people we know. What is larger still comes by a route that streams. */
function megabytesFor(route: Route, person: SignedIn | undefined): number {
  if (route.permission === 'public' || route.permission === 'token') return 1;
  return person?.isOperator ? 64 : 16;
}

/** The request with its body read, at most so many megabytes of it: a form is held in memory, and anybody can send one. */
async function bounded(request: Request, megabytes: number): Promise<Request> {
  const most = megabytes * 1024 * 1024;
  const tooLarge = () => new Refusal('web.form-too-large', { megabytes }, 413);
  if (Number(request.headers.get('content-length')) > most) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > most) throw tooLarge();
    chunks.push(chunk);
  }
  // A form of one button has an empty body: read all the same, and nobody can read it again.
  return request.body ? new Request(request, { body: Buffer.concat(chunks), duplex: 'half' }) : request;
}

/** A form's fields; a field that comes several times is a list; files stay files. */
async function formOf(context: Context, megabytes: number): Promise<Record<string, unknown>> {
  context.req.raw = await bounded(context.req.raw, megabytes);
  const type = context.req.header('content-type') ?? '';
  if (type.startsWith('application/json')) {
    const body: unknown = await context.req.json().catch(() => {
      throw new Refusal('web.body-wrong', {}, 400);
    });
    return z.record(z.string(), z.unknown()).catch({}).parse(body);
  }
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type)) return {};
  return context.req.parseBody({ all: true }).catch(() => {
    throw new Refusal('web.body-wrong', {}, 400);
  });
}

function htmlResponse(markup: Markup, status: number): Response {
  return new Response(String(markup), { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

/** Turns whatever was thrown into a page (or, under /api/, a problem document, RFC 9457) with a reference number. */
async function refusalPage(
  house: House,
  parts: WebParts,
  context: Context,
  person: SignedIn | undefined,
  thrown: unknown,
  api = false,
): Promise<Response> {
  const refusal = thrown instanceof Refusal ? thrown : undefined;
  const reference = randomUUID().slice(0, 8);
  if (refusal) house.log.info('web: refused', { reference, path: context.req.path, code: refusal.code });
  else
    house.log.error('web: unexpected failure', {
      reference,
      path: context.req.path,
      reason: (thrown as Error)?.message,
      stack: (thrown as Error)?.stack,
    });
  const language = negotiateLanguage(context.req.raw);
  const entry: Entry = (refusal && (parts.refusals[refusal.code] ?? words[refusal.code])) ??
    words['web.failed'] ?? { ja: '', en: '' };
  const sentence = sentenceFor(entry, language, refusal?.facts ?? {});
  const status = refusal?.status ?? 500;
  if (api || context.req.path.startsWith('/api/'))
    return Response.json(
      {
        type: 'about:blank',
        title: sentence,
        status,
        code: refusal?.code ?? 'web.failed',
        reference,
        ...refusal?.facts,
      },
      { status, headers: { 'content-type': 'application/problem+json' } },
    );
  if (refusal?.code === 'web.sign-in-needed' && context.req.method === 'GET') {
    const { pathname, search } = new URL(context.req.url);
    return redirect(`/sign-in?next=${encodeURIComponent(`${pathname}${search}`)}`);
  }
  const own = (key: string, holes = {}) => say(words[key] ?? { ja: key, en: key }, language, holes);
  const main = html`<h1>${sentence}</h1><p>${own('web.reference', { reference })}</p><p><a href="/">${own('web.back')}</a></p>`;
  return htmlResponse(
    page({ ...(await viewOf(house, person, language, context.req.path)), title: sentence, main, narrow: true }),
    status,
  );
}

/** The sentence for a refusal: its facts fill the holes it has; facts it does not mention stay in the log. */
function sentenceFor(entry: Entry, language: Language, facts: Readonly<Record<string, string | number>>): string {
  const holes = Object.entries(facts).filter(([name]) =>
    `${entry.ja}${entry.easy ?? ''}${entry.en}`.includes(`{${name}`),
  );
  return say(entry, language, Object.fromEntries(holes.map(([name, value]) => [name, String(value)])));
}
