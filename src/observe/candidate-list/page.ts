/** The confirmed list as taking-part providers get it (page, CSV, API), and the counts they give back. */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { isProvider, namesOf } from '#know';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { html, type Markup, nothing } from '#platform/html';
import { banner, button, copyable, empty, form, page, pager, postButton, section, table } from '#platform/page';
import { loadSql, type Queries } from '#platform/postgres';
import { writeCsv } from '#platform/sheet';
import { type Call, id, navItem, pageKey, redirect, route } from '#platform/web';
import { formatDate, say } from '#platform/words';
import { portOf } from '../candidate/page.html.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const PAGE = 200;

navItem({ href: '/servers', label: words.title, for: 'member', order: 43, group: 'observe', when: isProvider });

interface Listing {
  readonly id: string;
  readonly accused: string;
  readonly targetPort: number;
  readonly protocol: number;
  readonly handling: string;
  readonly givenAt: Date;
  readonly expiresAt: Date;
  readonly hits: number | null;
  readonly hosts: number | null;
}

function mine(c: Pick<Call<unknown, unknown, unknown>, 'person'>): string {
  const first = c.person?.organisations[0];
  if (!first) throw new Refusal('web.not-allowed', {}, 403);
  return first.id;
}

async function listOf(q: Queries, organisation: string, now: Date, after: string | undefined, limit = PAGE) {
  const [afterAt, afterId] = after?.split('_') ?? [null, null];
  const rows = await q.rows<Listing>(sql('list'), { organisation, now, afterAt, afterId, limit: limit + 1 });
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { rows: rows.slice(0, limit), next: last && `${last.givenAt.toISOString()}_${last.id}` };
}

const Query = z.object({ after: pageKey.optional(), saved: z.coerce.number().int().optional() });
type View = Call<unknown, z.output<typeof Query>, unknown>;

route({ method: 'GET', path: '/servers', permission: 'member', query: Query, handle: (c) => show(c) });

async function show(c: View, token?: string): Promise<Markup> {
  const { language } = c;
  const organisation = mine(c);
  const { joined, rows, next } = await c.as(async (q) => {
    const me = await q.one<{ leftAt: Date | null }>(sql('mine'), { organisation });
    return { joined: me !== undefined && me.leftAt === null, ...(await listOf(q, organisation, c.now, c.query.after)) };
  });
  const title = say(words.title, language);
  return page({
    ...c.view,
    title,
    heading: title,
    lead: say(words.lead, language),
    alerts:
      c.query.saved === undefined
        ? nothing
        : banner({ language, tone: 'good', live: true, title: say(words.saved, language, { count: c.query.saved }) }),
    main: joined
      ? html`${form.form({ language, action: '/servers', body: html`${listTable(c, rows)}${rows.length > 0 ? button({ text: say(words.save, language) }) : nothing}` })}${pager({ language, next: next && `/servers?after=${next}` })}<p><a href="/servers.csv" download>${say(words.csv, language)}</a></p>${section(
          {
            heading: say(words.api, language),
            note: say(words.apiLead, language),
            body: html`${token ? html`<p>${say(words.apiShown, language)}</p>${copyable({ language, label: say(words.token, language), text: token })}` : nothing}${postButton({ action: '/servers/token', text: say(words.apiMake, language), kind: 'sub' })}${postButton({ action: '/servers/leave', text: say(words.leave, language), kind: 'plain' })}`,
          },
        )}`
      : empty({
          title: say(words.notIn, language),
          body: say(words.notInBody, language),
          action: postButton({ action: '/servers/join', text: say(words.join, language) }),
        }),
  });
}

function listTable(c: View, rows: readonly Listing[]): Markup {
  const { language } = c;
  const count = (row: Listing, what: 'hits' | 'hosts') =>
    html`<input class="w-short" type="number" min="0" name="${what}-${row.id}" value="${row[what] ?? ''}" aria-label="${say(words[what], language)} ${row.accused}">`;
  return table<Listing>({
    language,
    caption: say(words.title, language),
    hideCaption: true,
    phone: 'cards',
    rows,
    empty: empty({ title: say(words.empty, language), body: say(words.emptyBody, language) }),
    columns: [
      {
        key: 'accused',
        label: say(words.address, language),
        header: true,
        tight: true,
        cell: (row) => html`<code>${row.accused}</code>`,
      },
      {
        key: 'port',
        label: say(words.port, language),
        tight: true,
        cell: (row) => portOf(row.targetPort, row.protocol),
      },
      { key: 'handling', label: say(words.handling, language), tight: true },
      {
        key: 'given',
        label: say(words.given, language),
        tight: true,
        cell: (row) => formatDate(row.givenAt, language),
      },
      {
        key: 'expires',
        label: say(words.expires, language),
        tight: true,
        cell: (row) => formatDate(row.expiresAt, language),
      },
      { key: 'hits', label: say(words.hits, language), cell: (row) => count(row, 'hits') },
      { key: 'hosts', label: say(words.hosts, language), cell: (row) => count(row, 'hosts') },
    ],
  });
}

route({
  method: 'POST',
  path: '/servers',
  permission: 'member',
  form: z.record(z.string().max(50), z.union([z.string().max(20), z.array(z.string())])),
  async handle(c) {
    const rows = new Map<string, { id: string; hits: number | null; hosts: number | null }>();
    for (const [name, value] of Object.entries(c.form)) {
      const [, what, row] = /^(hits|hosts)-([0-9a-f-]{36})$/.exec(name) ?? [];
      if (!what || !row || typeof value !== 'string' || !/^\d{1,12}$/.test(value.trim())) continue;
      const one = rows.get(row) ?? { id: row, hits: null, hosts: null };
      rows.set(row, { ...one, [what]: Number(value) });
    }
    const count = await takeBack(c, mine(c), [...rows.values()], (work) => c.as(work), c.actor);
    return redirect(`/servers?saved=${count}`);
  },
});

async function takeBack(
  c: Pick<Call<unknown, unknown, unknown>, 'house' | 'now'>,
  organisation: string,
  rows: readonly { readonly id: string; readonly hits: number | null; readonly hosts: number | null }[],
  as: (work: (q: Queries) => Promise<number>) => Promise<number>,
  actor: string,
): Promise<number> {
  if (rows.length === 0) return 0;
  return as(async (q) => {
    const count = await q.run(sql('take_back'), { rows: JSON.stringify(rows), organisation, now: c.now });
    if (count > 0)
      await appendFact(c.house, q, {
        kind: 'listing.reported',
        subject: `organisation:${organisation}`,
        organisationId: organisation,
        actor,
        data: { listings: count, hits: rows.reduce((sum, row) => sum + (row.hits ?? 0), 0) },
      });
    return count;
  });
}

route({
  method: 'POST',
  path: '/servers/join',
  permission: 'member',
  async handle(c) {
    const organisation = mine(c);
    if (!(await c.as((q) => isProvider(q, [organisation])))) throw new Refusal('observe.list-not-provider', {}, 403);
    // Who takes part is the hub's table; the member's right to this one row has just been checked.
    await c.asWorker(async (q) => {
      if (!(await q.one(sql('join'), { organisation, now: c.now }))) return;
      await q.run(sql('give_all'), { organisation, now: c.now });
      await appendFact(c.house, q, {
        kind: 'participant.joined',
        subject: `organisation:${organisation}`,
        organisationId: organisation,
        actor: c.actor,
        data: { agreed: 'TLP:AMBER, own network only, counts back' },
      });
    });
    return redirect('/servers');
  },
});

route({
  method: 'POST',
  path: '/servers/leave',
  permission: 'member',
  async handle(c) {
    const organisation = mine(c);
    await c.asWorker(async (q) => {
      if (!(await q.one(sql('leave'), { organisation, now: c.now }))) return;
      await q.run(sql('withdraw_all'), { organisation, now: c.now });
      await appendFact(c.house, q, {
        kind: 'participant.left',
        subject: `organisation:${organisation}`,
        organisationId: organisation,
        actor: c.actor,
      });
    });
    return redirect('/servers');
  },
});

route({
  method: 'POST',
  path: '/servers/token',
  permission: 'member',
  async handle(c) {
    const token = `kys_${randomBytes(24).toString('base64url')}`;
    const set = await c.asWorker((q) => q.run(sql('put_token'), { organisation: mine(c), hash: hashOf(token) }));
    return show({ ...c, query: {} }, set > 0 ? token : undefined);
  },
});

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** The provider a machine speaks for. Refuses an unknown token and one of a provider that left. */
async function providerOf(c: Pick<Call<unknown, unknown, unknown>, 'request' | 'asWorker'>): Promise<string> {
  const token = /^Bearer (\S{1,200})$/.exec(c.request.headers.get('authorization') ?? '')?.[1];
  const found =
    token && (await c.asWorker((q) => q.one<{ organisationId: string }>(sql('by_token'), { hash: hashOf(token) })));
  if (!found) throw new Refusal('observe.token-wrong', {}, 401);
  return found.organisationId;
}

const titles = ['id', 'address', 'port', 'protocol', 'tlp', 'given', 'expires'];

function csvOf(rows: readonly Listing[]): Response {
  const body = writeCsv(
    titles,
    rows.map((row) => [
      row.id,
      row.accused,
      String(row.targetPort),
      String(row.protocol),
      row.handling,
      row.givenAt.toISOString(),
      row.expiresAt.toISOString(),
    ]),
  );
  return new Response(body as never, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="kyojo-command-servers.csv"',
    },
  });
}

const MOST = 100_000;

route({
  method: 'GET',
  path: '/servers.csv',
  permission: 'member',
  async handle(c) {
    return csvOf((await c.as((q) => listOf(q, mine(c), c.now, undefined, MOST))).rows);
  },
});

route({
  method: 'GET',
  path: '/api/v1/command-servers',
  permission: 'token',
  summary:
    'Confirmed command servers given to the provider the token belongs to, newest first; `after` = key of the next page; Accept: text/csv for the whole list',
  query: z.object({ after: pageKey.optional(), limit: z.coerce.number().int().min(1).max(5000).default(1000) }),
  async handle(c) {
    const organisation = await providerOf(c);
    const reader = { kind: 'member', user: 'api', organisations: [organisation] } as const;
    const csv = c.request.headers.get('accept')?.includes('text/csv');
    const { rows, next } = await c.house.db.as(reader, (q) =>
      listOf(q, organisation, c.now, csv ? undefined : c.query.after, csv ? MOST : c.query.limit),
    );
    if (csv) return csvOf(rows);
    return Response.json({
      servers: rows.map((row) => ({
        id: row.id,
        address: row.accused,
        port: row.targetPort || null,
        protocol: row.protocol,
        tlp: row.handling,
        given: row.givenAt,
        expires: row.expiresAt,
      })),
      next: next ?? null,
    });
  },
});

route({
  method: 'POST',
  path: '/api/v1/command-servers/hits',
  permission: 'token',
  summary: 'Give back what was seen: {"servers": [{"id": …, "hits": 12, "hosts": 3}]}; counts only, never who',
  form: z.object({
    servers: z
      .array(z.object({ id, hits: z.number().int().min(0), hosts: z.number().int().min(0).nullable().default(null) }))
      .max(50_000),
  }),
  async handle(c) {
    const organisation = await providerOf(c);
    const reader = { kind: 'member', user: 'api', organisations: [organisation] } as const;
    const count = await takeBack(
      c,
      organisation,
      c.form.servers,
      (work) => c.house.db.as(reader, work),
      `organisation:${organisation}`,
    );
    return Response.json({ recorded: count });
  },
});

interface Participant {
  readonly organisationId: string;
  readonly joinedAt: Date;
  readonly leftAt: Date | null;
}

route({
  method: 'GET',
  path: '/servers/participants',
  permission: 'operator',
  async handle(c) {
    const { language } = c;
    const { rows, names } = await c.as(async (q) => {
      const rows = await q.rows<Participant>(sql('participants'), { now: c.now });
      return {
        rows,
        names: await namesOf(
          q,
          rows.map(({ organisationId }) => organisationId),
        ),
      };
    });
    const title = say(words.participants, language);
    return page({
      ...c.view,
      title,
      heading: title,
      lead: say(words.participantsLead, language),
      main: table<Participant>({
        language,
        caption: title,
        hideCaption: true,
        rows,
        empty: empty({ title: say(words.nobody, language) }),
        columns: [
          {
            key: 'name',
            label: say(words.provider, language),
            header: true,
            cell: (row) => names.get(row.organisationId),
          },
          {
            key: 'since',
            label: say(words.since, language),
            tight: true,
            cell: (row) => (row.leftAt ? say(words.left, language) : formatDate(row.joinedAt, language)),
          },
          { key: 'listed', label: say(words.listed, language), numeric: true },
          { key: 'reported', label: say(words.reported, language), numeric: true },
          { key: 'hits', label: say(words.hits, language), numeric: true },
          { key: 'hosts', label: say(words.hosts, language), numeric: true },
        ],
      }),
    });
  },
});
