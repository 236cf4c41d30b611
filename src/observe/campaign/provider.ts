/** What a provider does: its list, status counts back, and the page it can show to a subscriber. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { html, nothing } from '#platform/html';
import {
  banner,
  button,
  buttons,
  chip,
  copyable,
  disclosure,
  empty,
  form,
  page,
  pager,
  section,
  steps,
  type Tone,
  table,
} from '#platform/page';
import { loadSql } from '#platform/postgres';
import { writeCsv } from '#platform/sheet';
import { type Call, id, pageKey, redirect, route } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { words } from './words.ts';

const sql = loadSql(import.meta.url.replace('provider.ts', 'store.ts'));
const PAGE = 200;
type Key = keyof typeof words;
const speak = (language: Language) => (key: Key) => say(words[key] as (typeof words)['mineTitle'], language);

interface Hit {
  readonly id: string;
  readonly campaignName: string;
  readonly asset: string;
  readonly port: number;
  readonly device: string;
  readonly product: string;
  readonly wording: string;
  readonly lastFoundAt: Date;
  readonly status: 'found' | 'told' | 'unreachable' | 'claimed-fixed' | 'fixed' | 'again';
}

const tones: Readonly<Record<Hit['status'], Tone>> = {
  found: 'warn',
  told: 'info',
  unreachable: 'quiet',
  'claimed-fixed': 'info',
  fixed: 'good',
  again: 'urgent',
};

/** Signs a hit, so that its page cannot be guessed. */
function signatureOf(house: House, hit: string): string {
  return createHmac('sha256', house.folder.secret()).update(`garden:${hit}`).digest('base64url').slice(0, 32);
}

const own = (c: Pick<Call<unknown, unknown, unknown>, 'person'>): readonly string[] => {
  const all = c.person?.organisations.map((one) => one.id) ?? [];
  if (all.length === 0) throw new Refusal('web.not-allowed', {}, 403);
  return all;
};

async function hitsOf(
  c: Pick<Call<unknown, unknown, unknown>, 'as' | 'person'>,
  after: string | undefined,
  all: boolean,
  limit: number,
) {
  const [afterAt, afterId] = after?.split('_') ?? [null, null];
  return c.as((q) => q.rows<Hit>(sql('hits_of'), { organisations: own(c), all, afterAt, afterId, limit }));
}

route({
  method: 'GET',
  path: '/device-surveys',
  permission: 'member',
  query: z.object({ after: pageKey.optional(), reported: z.coerce.number().int().optional() }),
  handle: (c) => show(c),
});

async function show(
  c: Call<unknown, { after?: string | undefined; reported?: number | undefined }, unknown>,
  key?: string,
) {
  const { language } = c;
  const t = speak(language);
  const rows = await hitsOf(c, c.query.after, false, PAGE + 1);
  const shown = rows.slice(0, PAGE);
  const last = rows.length > PAGE ? shown.at(-1) : undefined;
  const portal = await c.as((q) => q.one<{ url: string }>(sql('portal'), { organisation: own(c)[0] }));
  return page({
    ...c.view,
    title: t('mineTitle'),
    heading: t('mineTitle'),
    lead: t('mineLead'),
    wide: true,
    alerts:
      c.query.reported === undefined
        ? nothing
        : banner({
            language,
            tone: 'good',
            live: true,
            title: say(words.reported, language, { count: c.query.reported }),
          }),
    main: html`<form method="post" action="/device-surveys" data-once>${
      shown.length > 0
        ? buttons([
            button({ text: t('told'), name: 'status', value: 'told' }),
            button({ text: t('claimed'), kind: 'sub', name: 'status', value: 'claimed-fixed' }),
            button({ text: t('unreachable'), kind: 'plain', name: 'status', value: 'unreachable' }),
          ])
        : nothing
    }${table<Hit>({
      language,
      caption: t('mineTitle'),
      hideCaption: true,
      phone: 'cards',
      rows: shown,
      empty: empty({ title: t('noHits') }),
      columns: [
        {
          key: 'pick',
          label: t('select'),
          cell: (row) =>
            html`<input type="checkbox" name="ids" value="${row.id}" aria-label="${t('select')} ${row.asset}">`,
        },
        {
          key: 'asset',
          label: t('address'),
          header: true,
          tight: true,
          cell: (row) => html`<code>${row.asset}</code> ${row.port || ''}`,
        },
        {
          key: 'device',
          label: t('device'),
          cell: (row) => [row.device, row.product].filter(Boolean).join(' ') || null,
        },
        { key: 'wording', label: t('wording'), tight: true },
        { key: 'seen', label: t('seen'), tight: true, cell: (row) => formatDate(row.lastFoundAt, language) },
        {
          key: 'status',
          label: t('state'),
          tight: true,
          cell: (row) => chip({ text: t(`status.${row.status}`), tone: tones[row.status] }),
        },
        {
          key: 'page',
          label: t('page'),
          cell: (row) =>
            html`<a href="/fix/${row.id}/${signatureOf(c.house, row.id)}" aria-label="${t('open')} ${row.asset}">${t('open')}</a>`,
        },
      ],
    })}</form>${pager({ language, next: last && `/device-surveys?after=${last.lastFoundAt.toISOString()}_${last.id}` })}<p><a href="/device-surveys.csv" download>${t('csv')}</a></p>${section(
      {
        heading: t('portal'),
        note: t('portalNote'),
        body: html`${key ? html`<p>${t('keyShown')}</p>${copyable({ language, label: t('key'), text: key })}` : nothing}${form.form(
          {
            language,
            action: '/device-surveys/portal',
            body: html`${form.text({ language, name: 'url', label: t('url'), value: portal?.url ?? '', type: 'url', required: true })}${button({ text: t('setPortal'), kind: 'sub' })}`,
          },
        )}`,
      },
    )}`,
  });
}

route({
  method: 'POST',
  path: '/device-surveys',
  permission: 'member',
  form: z.object({
    ids: z.preprocess((ids) => (Array.isArray(ids) ? ids : ids === undefined ? [] : [ids]), z.array(id).max(50_000)),
    status: z.enum(['told', 'unreachable', 'claimed-fixed']),
  }),
  async handle(c) {
    const organisations = own(c);
    const count = await c.as(async (q) => {
      const changed = await q.rows<{ organisationId: string; count: number }>(sql('report'), {
        ids: c.form.ids,
        status: c.form.status,
        organisations,
        now: c.now,
      });
      for (const one of changed)
        await appendFact(c.house, q, {
          kind: 'survey-hit.reported',
          subject: `organisation:${one.organisationId}`,
          organisationId: one.organisationId,
          actor: c.actor,
          data: { status: c.form.status, count: Number(one.count) },
        });
      return changed.reduce((sum, one) => sum + Number(one.count), 0);
    });
    return redirect(`/device-surveys?reported=${count}`);
  },
});

route({
  method: 'GET',
  path: '/device-surveys.csv',
  permission: 'member',
  async handle(c) {
    const rows = await hitsOf(c, undefined, true, 100_000);
    const body = writeCsv(
      ['id', 'campaign', 'address', 'port', 'device', 'product', 'wording', 'found', 'status', 'page'],
      rows.map((row) => [
        row.id,
        row.campaignName,
        row.asset,
        row.port,
        row.device,
        row.product,
        row.wording,
        row.lastFoundAt.toISOString(),
        row.status,
        `${c.house.url}/fix/${row.id}/${signatureOf(c.house, row.id)}`,
      ]),
    );
    return new Response(body as never, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="kyojo-survey.csv"',
      },
    });
  },
});

route({
  method: 'POST',
  path: '/device-surveys/portal',
  permission: 'member',
  form: z.object({ url: z.string().max(500).default('') }),
  async handle(c) {
    const [organisation] = own(c);
    const url = URL.canParse(c.form.url) ? new URL(c.form.url) : undefined;
    if (url?.protocol !== 'https:' || url.username !== '') throw new Refusal('observe.portal-url', {}, 422);
    const key = randomBytes(32).toString('hex');
    await c.as(async (q) => {
      await q.run(sql('drop_portal'), { organisation });
      await q.run(sql('set_portal'), { organisation, url: url.href, key, now: c.now });
      await appendFact(c.house, q, {
        kind: 'portal.set',
        subject: `organisation:${organisation}`,
        organisationId: organisation ?? null,
        actor: c.actor,
        data: { url: url.href },
      });
    });
    return show({ ...c, query: {} }, key);
  },
});

interface GardenHit extends Hit {
  readonly organisationId: string | null;
}
const Path = z.object({ id, signature: z.string().max(64) });

/** The hit a link is about; a wrong signature and an unknown hit are the same to the outside. */
async function hitOf(c: Call<z.output<typeof Path>, unknown, unknown>): Promise<GardenHit> {
  const right = Buffer.from(signatureOf(c.house, c.params.id));
  const given = Buffer.from(c.params.signature);
  if (right.length !== given.length || !timingSafeEqual(right, given))
    throw new Refusal('observe.garden-unknown', {}, 404);
  return found(await c.asWorker((q) => q.one<GardenHit>(sql('hit'), { id: c.params.id })), 'observe.garden-unknown');
}

route({
  method: 'GET',
  path: '/fix/:id/:signature',
  permission: 'token',
  params: Path,
  handle: async (c) => garden(c, await hitOf(c)),
});

route({
  method: 'POST',
  path: '/fix/:id/:signature',
  permission: 'token',
  params: Path,
  async handle(c) {
    const hit = await hitOf(c);
    await c.asWorker(async (q) => {
      const claimed = await q.one<{ organisationId: string | null }>(sql('claim'), { id: hit.id, now: c.now });
      if (claimed)
        await appendFact(c.house, q, {
          kind: 'survey-hit.claimed-fixed',
          subject: `survey-hit:${hit.id}`,
          organisationId: claimed.organisationId,
          actor: `garden-link:${hit.id}`,
          data: { wording: hit.wording },
        });
    });
    return garden(c, { ...hit, status: hit.status === 'fixed' ? 'fixed' : 'claimed-fixed' });
  },
});

async function garden(c: Call<z.output<typeof Path>, unknown, unknown>, hit: GardenHit) {
  const { language } = c;
  const t = speak(language);
  const done = hit.status === 'claimed-fixed' || hit.status === 'fixed';
  const portal = hit.organisationId
    ? await c.asWorker((q) =>
        q.one<{ url: string; key: string }>(sql('portal_key'), { organisation: hit.organisationId }),
      )
    : undefined;
  const numbers = [1, 2, 3, 4] as const;
  return page({
    ...c.view,
    nav: [],
    title: t('gardenTitle'),
    heading: t('gardenTitle'),
    lead: say(words.gardenLead, language, {
      asset: hit.asset,
      device: hit.product || hit.device || t('unknownDevice'),
    }),
    narrow: true,
    hidden: true,
    alerts: done ? banner({ language, tone: 'good', title: t('thanks'), live: true }) : nothing,
    main: html`${
      done
        ? portal
          ? html`<p>${button({ text: t('back'), href: releaseUrl(portal, hit.id, c.now) })}</p>`
          : nothing
        : html`${steps({ language, steps: numbers.map((n) => ({ title: t(`step${n}`), detail: t(`step${n}how`) })) })}<form method="post" data-once>${button({ text: t('iFixed') })}</form>`
    }${disclosure({ summary: t('whyHow'), body: html`<p>${t('why')}</p>` })}`,
  });
}

/** The signed way back: the provider's portal checks it and releases the line. */
function releaseUrl(portal: { readonly url: string; readonly key: string }, hit: string, now: Date): string {
  const url = new URL(portal.url);
  const at = String(Math.floor(now.getTime() / 1000));
  url.searchParams.set('hit', hit);
  url.searchParams.set('at', at);
  url.searchParams.set('signature', createHmac('sha256', portal.key).update(`${hit}.${at}`).digest('hex'));
  return url.href;
}
