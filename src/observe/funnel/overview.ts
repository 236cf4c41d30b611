import { z } from 'zod';
import { namesOf, organisationsNamed } from '#know';
import { loadSql, type Queries } from '#platform/postgres';
import { type Call, navItem, pageKey, route } from '#platform/web';
import { formatDate, say } from '#platform/words';
import { type DayRow, overviewPage } from './overview.html.ts';
import type { BodyRow, Centre, EventRow } from './page.html.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url.replace('overview.ts', 'store.ts'));
const PAGE = 50;
const DAY = 86_400_000;

navItem({ href: '/funnel', label: words.nav, for: 'operator', order: 47, group: 'observe' });
navItem({ href: '/funnel', label: words.nav, for: 'member', order: 47, group: 'observe', when: takesPart });

/** Whether one of these organisations sends logs or looks at those of others. */
async function takesPart(q: Queries, organisations: readonly string[]): Promise<boolean> {
  return (await q.one(sql('takes_part'), { organisations })) !== undefined;
}

const states = ['open', 'notice', 'harmless', 'false-positive'] as const;
/** Any call; what the pages of the funnel share looks at the caller only. */
export type AnyCall = Call<unknown, unknown, unknown>;
const mine = (c: AnyCall) => (c.reader.kind === 'member' ? c.reader.organisations : []);
/** A body is open to operators, to itself and to its centre; whoever else the database shows it to sees its counts only. */
export const mayOpen = (c: AnyCall, body: BodyRow) =>
  c.reader.kind === 'operator' || [body.organisationId, body.centreId ?? ''].some((one) => mine(c).includes(one));

/** Operators and the body's own centre decide about its events; the body itself does not. */
export const mayDecide = (c: AnyCall, body: BodyRow) =>
  c.reader.kind === 'operator' || mine(c).includes(body.centreId ?? '');

/** Names of bodies and centres the database has shown to the caller: counts without them would say nothing. */
export async function namesFor(c: AnyCall, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  return c.asWorker((q) =>
    namesOf(
      q,
      ids.filter((one) => one !== null),
    ),
  );
}

/** The organisation a form names, or what to say about it. */
export async function organisationOf(c: AnyCall, text: string): Promise<{ id: string } | { error: string }> {
  const named = await c.as((q) => organisationsNamed(q, text, 4));
  const exact = named.filter(({ isExact }) => isExact);
  const [one, other] = exact.length > 0 ? exact : named;
  if (one && !other) return { id: one.id };
  const names = named.map(({ name }) => name).join('、');
  return {
    error: one ? say(words.whichOrganisation, c.language, { names }) : say(words.wrongOrganisation, c.language),
  };
}

/** The page of the funnel; with what was wrong about the forms on it. */
export async function showFunnel(
  c: AnyCall,
  query: { readonly state?: (typeof states)[number] | undefined; readonly after?: string | undefined } = {},
  errors: { readonly typed?: string; readonly error?: string; readonly centreError?: string } = {},
) {
  const since = new Date(c.now.getTime() - 30 * DAY);
  const [afterAt, afterId] = query.after?.split('_') ?? [null, null];
  const state = query.state ?? 'open';
  const { bodies, centres, events, days } = await c.as(async (q) => ({
    bodies: await q.rows<BodyRow>(sql('bodies')),
    centres: await q.rows<Centre>(sql('centres')),
    events: await q.rows<EventRow>(sql('events'), { state, afterAt, afterId, limit: PAGE + 1 }),
    days: await q.rows<DayRow>(sql('days'), { since: formatDate(since, 'en', 'iso') }),
  }));
  const shown = events.slice(0, PAGE);
  const last = events.length > PAGE ? shown.at(-1) : undefined;
  return overviewPage({
    page: c.view,
    isOperator: c.reader.kind === 'operator',
    state,
    states,
    bodies,
    centres,
    open: new Set(bodies.filter((body) => mayOpen(c, body)).map(({ organisationId }) => organisationId)),
    names: await namesFor(
      c,
      [...bodies, ...centres].map(({ organisationId }) => organisationId),
    ),
    days,
    events: shown,
    next: last && `${last.lastAt.toISOString()}_${last.id}`,
    typed: '',
    error: '',
    centreError: '',
    ...errors,
  });
}

route({
  method: 'GET',
  path: '/funnel',
  permission: 'member',
  query: z.object({ state: z.enum(states).optional(), after: pageKey.optional() }),
  handle: (c) => showFunnel(c, c.query),
});
