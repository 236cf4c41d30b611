import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact, factsAbout } from '#platform/facts';
import { loadSql, type Queries } from '#platform/postgres';
import { type Call, navItem, pageKey, redirect, route } from '#platform/web';
import { type Entry, say } from '#platform/words';
import { choosable, handlingOf } from '../feed/handling.ts';
import type { Mapping } from '../feed/mapping.ts';
import { tlpLevels } from '../feed/tags.ts';
import { newFeedToken } from '../intake/http.ts';
import { receiveReport } from '../intake/receive.ts';
import { catalogue } from '../intake/store.ts';
import { endSilences } from '../rhythm/rhythm.ts';
import { refusals } from '../words.ts';
import { type FeedRow, type FeedView, feedPage, type Novelty, type ReportRow, tokenPage } from './feed.html.ts';
import { type ListFeed, listPage } from './page.html.ts';
import { takeUpload } from './upload.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const PAGE = 20;
const DAYS = 30;
const DAY = 86_400_000;

/** The id of a feed as it stands in an address. */
export const feedId = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const params = z.object({ id: feedId });

navItem({
  href: '/feeds',
  label: { ja: '情報源', easy: '情報の もと', en: 'Feeds' },
  for: 'operator',
  order: 40,
  group: 'observe',
});

/** A day's volume of one feed. */
export interface Volume {
  readonly feedId: string;
  readonly day: string;
  readonly reports: number;
  readonly rows: number;
  readonly aside: number;
}

/** The last 30 days in Tokyo, oldest first, as `2026-11-20`. */
export function lastDays(now: Date): string[] {
  return Array.from({ length: DAYS }, (_, i) =>
    new Date(now.getTime() + 9 * 3_600_000 - (DAYS - 1 - i) * DAY).toISOString().slice(0, 10),
  );
}

async function volumesOf(q: Queries, now: Date, feed: string | null): Promise<Volume[]> {
  const since = new Date(`${lastDays(now)[0]}T00:00:00+09:00`);
  const rows = await q.rows<Volume>(sql('volumes'), { since, feed });
  return rows.map((row) => ({
    ...row,
    reports: Number(row.reports),
    rows: Number(row.rows),
    aside: Number(row.aside),
  }));
}

/** The hours after which a feed that should come every `rhythm` (ISO duration) is late: a little more than the rhythm itself. */
export function hoursOf(rhythm: string | undefined): number | null {
  const [, days = 0, hours = 0, minutes = 0] = (
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(rhythm ?? '') ?? []
  ).map((part) => Number(part ?? 0) || 0);
  const whole = days * 24 + hours + minutes / 60;
  return whole === 0 ? null : Math.ceil(whole + Math.max(1, whole / 12));
}

route({
  method: 'GET',
  path: '/feeds',
  permission: 'operator',
  async handle(c) {
    return c.as(async (q) => {
      const feeds = await q.rows<ListFeed>(sql('list'));
      const used = new Set(feeds.map(({ id }) => id));
      return listPage({
        page: c.view,
        now: c.now,
        days: lastDays(c.now),
        feeds,
        volumes: await volumesOf(q, c.now, null),
        waiting: new Map(
          (await q.rows<{ feedId: string; count: number }>(sql('waiting'))).map(({ feedId, count }) => [
            feedId,
            Number(count),
          ]),
        ),
        news: await q.rows<Novelty>(sql('novelties'), { feed: null }),
        builtIn: [...catalogue().values()].filter(({ id }) => !used.has(id)),
      });
    });
  },
});

route({
  method: 'POST',
  path: '/feeds/switch-on',
  permission: 'operator',
  form: z.object({ feed: feedId }),
  async handle(c) {
    const mapping = found(catalogue().get(c.form.feed), 'observe.feed-unknown', { feed: c.form.feed });
    await c.as(async (q) => {
      const on = await q.one(sql('switch_on'), {
        id: mapping.id,
        name: mapping.title[c.language === 'en' ? 'en' : 'ja'],
        handling: `TLP:${mapping.handling}`,
        hours: hoursOf(mapping.rhythm),
        now: c.now,
      });
      if (on)
        await appendFact(c.house, q, {
          kind: 'feed.switched-on',
          subject: `feed:${mapping.id}`,
          actor: c.actor,
          data: { handling: mapping.handling, rhythm: mapping.rhythm ?? null },
        });
    });
    return redirect(`/feeds/${mapping.id}`);
  },
});

const FeedQuery = z.object({
  state: z.enum(['received', 'storing', 'stored', 'applied', 'refused']).optional(),
  after: pageKey.optional(),
});
type FeedQuery = z.output<typeof FeedQuery>;

/** Everything the page of one feed shows. */
async function readFeed(
  c: Call<{ id: string }, unknown, unknown>,
  query: FeedQuery = {},
): Promise<Omit<FeedView, 'page' | 'error'>> {
  const [afterAt, afterId] = query.after ? query.after.split('_') : [null, null];
  const feed = c.params.id;
  return c.as(async (q) => {
    const row = found(
      await q.one<FeedRow & { mapping: Mapping | null }>(sql('one'), { id: feed }),
      'observe.feed-unknown',
      { feed },
    );
    const reports = await q.rows<ReportRow>(sql('reports'), {
      feed,
      state: query.state ?? null,
      afterAt,
      afterId,
      limit: PAGE + 1,
    });
    const last = reports.length > PAGE ? reports[PAGE - 1] : undefined;
    const mapping = row.mapping ?? catalogue().get(feed);
    return {
      now: c.now,
      feed: { ...row, handling: handlingOf(mapping, row.handling) },
      mapping,
      days: lastDays(c.now),
      volumes: await volumesOf(q, c.now, feed),
      waiting: Number((await q.one<{ count: number }>(sql('waiting_of'), { feed }))?.count ?? 0),
      news: await q.rows<Novelty>(sql('novelties'), { feed }),
      query,
      reports: reports.slice(0, PAGE),
      after: last && `${last.receivedAt.toISOString()}_${last.id}`,
      happened: await factsAbout(q, `feed:${feed}`, 200),
    };
  });
}

route({
  method: 'GET',
  path: '/feeds/:id',
  permission: 'operator',
  params,
  query: FeedQuery,
  handle: async (c) => feedPage({ page: c.view, ...(await readFeed(c, c.query)), error: undefined }),
});

const acts = { active: 'feed.resumed', paused: 'feed.paused', ended: 'feed.ended' } as const;

route({
  method: 'POST',
  path: '/feeds/:id/state',
  permission: 'operator',
  params,
  form: z.object({ state: z.enum(['active', 'paused', 'ended']), sure: z.string().optional() }),
  async handle(c) {
    const { state, sure } = c.form;
    if (state === 'ended' && sure !== 'yes')
      return feedPage({
        page: c.view,
        ...(await readFeed(c)),
        error: { name: 'sure', text: say(words.endUnsure, c.language) },
      });
    await c.as(async (q) => {
      found(await q.one(sql('one'), { id: c.params.id }), 'observe.feed-unknown', { feed: c.params.id });
      const changed = await q.one(sql('set_state'), { id: c.params.id, state, now: c.now });
      if (!changed) return;
      await endSilences(c.house, q);
      await appendFact(c.house, q, { kind: acts[state], subject: `feed:${c.params.id}`, actor: c.actor });
    });
    return redirect(`/feeds/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/feeds/:id/rhythm',
  permission: 'operator',
  params,
  form: z.object({ hours: z.string().max(20).default('') }),
  async handle(c) {
    const given = c.form.hours.normalize('NFKC').trim();
    const hours = given === '' ? null : Number(given);
    if (hours !== null && !(Number.isInteger(hours) && hours >= 1 && hours <= 8760))
      return feedPage({
        page: c.view,
        ...(await readFeed(c)),
        error: { name: 'hours', text: say(words.hoursWrong, c.language) },
      });
    await c.as(async (q) => {
      if (!(await q.one(sql('set_rhythm'), { id: c.params.id, hours, now: c.now }))) return;
      await endSilences(c.house, q);
      await appendFact(c.house, q, {
        kind: 'feed.rhythm-changed',
        subject: `feed:${c.params.id}`,
        actor: c.actor,
        data: { expectedHours: hours },
      });
    });
    return redirect(`/feeds/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/feeds/:id/handling',
  permission: 'operator',
  params,
  form: z.object({ handling: z.enum(tlpLevels) }),
  async handle(c) {
    const { handling } = c.form;
    const now = await readFeed(c);
    if (!choosable(now.mapping).includes(handling))
      return feedPage({
        page: c.view,
        ...now,
        error: { name: 'handling', text: say(words.handlingWrong, c.language) },
      });
    await c.as(async (q) => {
      if (!(await q.one(sql('set_handling'), { id: c.params.id, handling }))) return;
      await appendFact(c.house, q, {
        kind: 'feed.handling-changed',
        subject: `feed:${c.params.id}`,
        actor: c.actor,
        data: { handling, from: now.feed.handling },
      });
    });
    return redirect(`/feeds/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/feeds/:id/token',
  permission: 'operator',
  params,
  async handle(c) {
    const { token, hash } = newFeedToken();
    await c.as(async (q) => {
      const feed = found(await q.one<FeedRow>(sql('one'), { id: c.params.id }), 'observe.feed-unknown', {
        feed: c.params.id,
      });
      if (!(await q.one(sql('set_token'), { id: feed.id, hash })))
        throw new Refusal('observe.feed-not-active', { feed: feed.name }, 409);
      await appendFact(c.house, q, { kind: 'feed.token-made', subject: `feed:${feed.id}`, actor: c.actor });
    });
    return tokenPage({ page: c.view, ...(await readFeed(c)), error: undefined, token, url: c.house.url });
  },
});

route({
  method: 'POST',
  path: '/feeds/:id/noted',
  permission: 'operator',
  params,
  form: z.object({
    what: z.enum(['type', 'column']).optional(),
    name: z.string().max(200).optional(),
    back: z.enum(['feeds']).optional(),
  }),
  async handle(c) {
    await c.as(async (q) => {
      const noted = await q.rows<{ what: string; name: string }>(sql('note'), {
        feed: c.params.id,
        what: c.form.what ?? null,
        name: c.form.name ?? null,
        now: c.now,
      });
      if (noted.length > 0)
        await appendFact(c.house, q, {
          kind: 'feed.news-noted',
          subject: `feed:${c.params.id}`,
          actor: c.actor,
          data: { noted },
        });
    });
    return redirect(c.form.back ? '/feeds' : `/feeds/${c.params.id}`);
  },
});

/** A report by the browser: streamed through, never held. */
route({
  method: 'POST',
  path: '/feeds/:id/reports',
  permission: 'operator',
  params,
  streams: true,
  async handle(c) {
    try {
      const receipt = await takeUpload(c.request, (name, body) =>
        receiveReport(c.house, { feed: c.params.id, name, origin: 'http', body, actor: c.actor }),
      );
      return redirect(`/reports/${receipt.batchId}?came=${receipt.again ? 'again' : 'now'}`);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status === 404) throw error;
      const entry: Entry = refusals[error.code] ?? { ja: error.code, en: error.code };
      const text = say(
        entry,
        c.language,
        Object.fromEntries(
          Object.entries(error.facts)
            .filter(([name]) => entry.ja.includes(`{${name}`))
            .map(([name, value]) => [name, String(value)]),
        ),
      );
      return feedPage({ page: c.view, ...(await readFeed(c)), error: { name: 'file', text } });
    }
  },
});
