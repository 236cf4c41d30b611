import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { isProvider } from '#know';
import { Refusal } from '#platform/errors';
import { html, nothing } from '#platform/html';
import {
  banner,
  button,
  buttons,
  copyable,
  empty,
  page,
  pager,
  postButton,
  section,
  table,
  taskList,
} from '#platform/page';
import { loadSql, type Queries } from '#platform/postgres';
import { type Call, id, navItem, pageKey, redirect, route } from '#platform/web';
import { formatDate, say } from '#platform/words';
import { csvAnswer, listCsv } from '../channel/list-csv.ts';
import { severityLevel, stateChip } from '../explore/state.ts';
import type { NoticeFinding } from '../notice/draft.ts';
import { playbooks } from '../notice/draft.ts';
import { wordsOf } from '../playbook/index.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const PAGE = 200;

navItem({ href: '/provider', label: words.nav, for: 'member', order: 41, group: 'observe', when: isProvider });

const OPEN = ['open', 'notified', 'acknowledged', 'reopened'];

/** What a provider says of a line: only how it went, never who the subscriber is. */
export const statuses = ['handed-on', 'done', 'unreachable'] as const;
const Report = z.object({
  ids: z.preprocess((ids) => (Array.isArray(ids) ? ids : ids === undefined ? [] : [ids]), z.array(id).max(50_000)),
  status: z.enum(statuses),
});
const Key = pageKey.optional();

async function list(
  q: Queries,
  organisation: string,
  after: string | undefined,
  limit: number,
): Promise<{ rows: (NoticeFinding & { id: string })[]; after: string | undefined }> {
  const [afterAt, afterId] = after?.split('_') ?? [null, null];
  const rows = await q.rows<NoticeFinding>(sql('list'), {
    organisation,
    states: OPEN,
    afterAt,
    afterId,
    limit: limit + 1,
  });
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { rows: rows.slice(0, limit), after: last && `${last.lastSeenAt.toISOString()}_${last.id}` };
}

/** What other rooms show a provider. */
const more = [
  ['surveys', '/device-surveys'],
  ['servers', '/servers'],
  ['flows', '/flows'],
  ['ask', '/ask'],
] as const;

function mine(c: Pick<Call<unknown, unknown, unknown>, 'person'>): string {
  const first = c.person?.organisations[0];
  if (!first) throw new Refusal('web.not-allowed', {}, 403);
  return first.id;
}

route({
  method: 'GET',
  path: '/provider',
  permission: 'member',
  query: z.object({ after: Key, reported: z.coerce.number().int().optional() }),
  handle: (c) => showList(c),
});

async function showList(
  c: Call<unknown, { after?: string | undefined; reported?: number | undefined }, unknown>,
  token?: string,
) {
  const books = await playbooks();
  const { language } = c;
  const { rows, after, handsOn } = await c.as(async (q) => ({
    ...(await list(q, mine(c), c.query.after, PAGE)),
    handsOn: (await q.one(sql('is_provider'), { organisation: mine(c) })) !== undefined,
  }));
  return page({
    ...c.view,
    title: say(handsOn ? words.title : words.titleOwn, language),
    heading: say(handsOn ? words.title : words.titleOwn, language),
    lead: say(handsOn ? words.lead : words.leadOwn, language),
    alerts:
      c.query.reported === undefined
        ? nothing
        : banner({
            language,
            tone: 'good',
            title: say(words.reported, language, { count: c.query.reported }),
            live: true,
          }),
    main: html`<form method="post" action="/provider" data-once>
${rows.length > 0 ? buttons([button({ text: say(handsOn ? words.handedOn : words.handedOnOwn, language), name: 'status', value: 'handed-on' }), button({ text: say(words.done, language), kind: 'sub', name: 'status', value: 'done' }), button({ text: say(words.unreachable, language), kind: 'plain', name: 'status', value: 'unreachable' })]) : nothing}
${table<NoticeFinding>({
  language,
  caption: say(words.title, language),
  hideCaption: true,
  rows,
  empty: empty({ title: say(words.empty, language) }),
  columns: [
    {
      key: 'pick',
      label: say(words.select, language),
      cell: (row) =>
        html`<input type="checkbox" name="ids" value="${row.id}" aria-label="${say(words.select, language)} ${row.asset}">`,
    },
    { key: 'asset', label: 'IP', header: true, tight: true, cell: (row) => html`<code>${row.asset}</code>` },
    { key: 'kind', label: say(words.kind, language), cell: (row) => wordsOf(books.of(row.kind), language).title },
    {
      key: 'severity',
      label: say(words.severity, language),
      tight: true,
      cell: (row) => severityLevel(row.severity, language),
    },
    { key: 'state', label: say(words.state, language), tight: true, cell: (row) => stateChip(row.state, language) },
    {
      key: 'lastSeenAt',
      label: say(words.seen, language),
      tight: true,
      cell: (row) => formatDate(row.lastSeenAt, language, 'minute'),
    },
  ],
})}</form>${pager({ language, next: after && `/provider?after=${after}` })}
<p><a href="/provider.csv" download>${say(words.csv, language)}</a></p>
${handsOn ? section({ heading: say(words.more, language), body: taskList({ tasks: more.map(([key, href]) => ({ text: say(words[key], language), href })) }) }) : nothing}
${section({ heading: say(words.api, language), note: say(words.apiLead, language), body: html`${token ? html`<p>${say(words.apiShown, language)}</p>${copyable({ language, label: say(words.api, language), text: token })}` : nothing}${postButton({ action: '/provider/token', text: say(words.apiMake, language), kind: 'sub' })}` })}`,
  });
}

route({
  method: 'POST',
  path: '/provider',
  permission: 'member',
  form: Report,
  async handle(c) {
    const count = await c.as((q) => report(q, mine(c), c.form, c.actor, c.now));
    return redirect(`/provider?reported=${count}`);
  },
});

/** Records a provider's word on many lines at once; gives how many it applied to. */
async function report(
  q: Queries,
  organisation: string,
  form: z.output<typeof Report>,
  actor: string,
  now: Date,
): Promise<number> {
  return q.run(sql('report'), { ids: form.ids, organisation, status: form.status, actor, now });
}

route({
  method: 'GET',
  path: '/provider.csv',
  permission: 'member',
  async handle(c) {
    return csvOf((after) => c.as((q) => list(q, mine(c), after, 5000)));
  },
});

/** The list as CSV, page by page. */
function csvOf(
  read: (after: string | undefined) => Promise<{ rows: NoticeFinding[]; after: string | undefined }>,
): Promise<Response> {
  async function* lines() {
    let after: string | undefined;
    let isFirst = true;
    do {
      const some = await read(after);
      const text = listCsv(some.rows);
      yield isFirst ? text : text.slice(text.indexOf('\r\n') + 2);
      isFirst = false;
      after = some.after;
    } while (after);
  }
  return csvAnswer('kyojo-list.csv', lines());
}

route({
  method: 'POST',
  path: '/provider/token',
  permission: 'member',
  async handle(c) {
    const token = `kyp_${randomBytes(24).toString('base64url')}`;
    await c.as(async (q) => {
      await q.run(sql('drop_tokens'), { organisation: mine(c) });
      await q.run(sql('add_token'), { organisation: mine(c), hash: hashOf(token), now: c.now });
    });
    return showList({ ...c, query: {} }, token);
  },
});

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The organisation a machine speaks for. */
async function organisationOf(c: Pick<Call<unknown, unknown, unknown>, 'request' | 'asWorker'>): Promise<string> {
  const token = /^Bearer (\S{1,200})$/.exec(c.request.headers.get('authorization') ?? '')?.[1];
  const found =
    token && (await c.asWorker((q) => q.one<{ organisationId: string }>(sql('token'), { hash: hashOf(token) })));
  if (!found) throw new Refusal('tell.token-wrong', {}, 401);
  return found.organisationId;
}

route({
  method: 'GET',
  path: '/api/v1/findings',
  permission: 'token',
  summary:
    'Open findings of the organisation the token belongs to, newest first; `after` = key of the next page; Accept: text/csv for the whole list',
  query: z.object({ after: Key, limit: z.coerce.number().int().min(1).max(5000).default(1000) }),
  async handle(c) {
    const organisation = await organisationOf(c);
    // As a member of that organisation and nobody else: the database shows no other rows.
    const reader = { kind: 'member', user: 'api', organisations: [organisation] } as const;
    if (c.request.headers.get('accept')?.includes('text/csv'))
      return csvOf((after) => c.house.db.as(reader, (q) => list(q, organisation, after, 5000)));
    const { rows, after } = await c.house.db.as(reader, (q) => list(q, organisation, c.query.after, c.query.limit));
    return Response.json({
      findings: rows.map((row) => ({
        id: row.id,
        asset: row.asset,
        kind: row.kind,
        key: row.key,
        severity: row.severity,
        state: row.state,
        firstSeenAt: row.firstSeenAt,
        lastSeenAt: row.lastSeenAt,
        count: row.seenCount,
        asNumber: row.asNumber || null,
      })),
      next: after ?? null,
    });
  },
});

route({
  method: 'POST',
  path: '/api/v1/findings/status',
  permission: 'token',
  summary: 'Report findings as handed-on, done or unreachable, many at once: {"ids": […], "status": "done"}',
  form: Report,
  async handle(c) {
    const organisation = await organisationOf(c);
    const reader = { kind: 'member', user: 'api', organisations: [organisation] } as const;
    return Response.json({
      recorded: await c.house.db.as(reader, (q) =>
        report(q, organisation, c.form, `organisation:${organisation}`, c.now),
      ),
    });
  },
});
