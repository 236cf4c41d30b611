/** What a provider does: its list with the words to hand on, status counts back, and where its portal takes subscribers back. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { isProvider } from '#know';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
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
  type Tone,
  table,
} from '#platform/page';
import { loadSql } from '#platform/postgres';
import { writeCsv } from '#platform/sheet';
import { type Call, id, navItem, pageKey, redirect, route } from '#platform/web';
import { formatDate, formatNumber, type Language, say } from '#platform/words';
import { fixPath } from './garden.ts';
import { lettersOf, messagesOf, type Told } from './letter.ts';
import { speak, words } from './words.ts';

const sql = loadSql(import.meta.url.replace('provider.ts', 'store.ts'));
const PAGE = 200;

navItem({
  href: '/device-surveys',
  label: words.mineTitle,
  for: 'member',
  order: 46,
  group: 'observe',
  when: isProvider,
});
const languages = ['ja', 'easy', 'en'] as const satisfies readonly Language[];
const In = z.enum(languages).catch('ja');

interface Hit extends Told {
  readonly port: number;
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
  const inError = await c.as((q) =>
    q.rows<{ asset: string }>(sql('told_in_error'), { organisations: own(c), now: c.now }),
  );
  return page({
    ...c.view,
    title: t('mineTitle'),
    heading: t('mineTitle'),
    lead: t('mineLead'),
    wide: true,
    alerts: key
      ? banner({
          language,
          tone: 'info',
          live: true,
          title: t('keyShown'),
          body: copyable({ language, label: t('key'), text: key }),
        })
      : c.query.reported === undefined
        ? nothing
        : banner({
            language,
            tone: c.query.reported > 0 ? 'good' : 'info',
            live: true,
            title:
              c.query.reported > 0 ? say(words.reported, language, { count: c.query.reported }) : t('reportedNone'),
          }),
    main: html`${
      inError.length > 0
        ? banner({
            language,
            tone: 'warn',
            title: t('toldInError'),
            body: disclosure({
              summary: `${t('address')} (${formatNumber(inError.length, language)})`,
              body: html`<p>${inError.map(({ asset }) => html`<code>${asset}</code> `)}</p>`,
            }),
          })
        : nothing
    }${shown.length > 0 ? handOn(language, c.query.after) : nothing}<form method="post" action="/device-surveys" data-once>${
      shown.length > 0
        ? buttons([
            button({ text: t('told'), name: 'status', value: 'told' }),
            button({ text: t('claimed'), kind: 'sub', name: 'status', value: 'claimed-fixed' }),
            button({ text: t('unreachable'), kind: 'plain', name: 'status', value: 'unreachable' }),
          ])
        : nothing
    }${shown.length > 1 ? html`<div class="choice"><input type="checkbox" id="all" data-all="ids" hidden><label for="all">${t('selectAll')}</label></div>` : nothing}${table<Hit>(
      {
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
          {
            key: 'seen',
            label: t('seen'),
            tight: true,
            cell: (row) => formatDate(row.lastFoundAt, language, 'minute'),
          },
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
              html`<a href="${fixPath(c.house, row.id)}" aria-label="${t('open')} ${row.asset}">${t('open')}</a>`,
          },
        ],
      },
    )}</form>${pager({ language, next: last && `/device-surveys?after=${last.lastFoundAt.toISOString()}_${last.id}` })}${section(
      {
        heading: t('portal'),
        note: t('portalNote'),
        body: html`${form.form({
          language,
          action: '/device-surveys/portal',
          body: html`${form.text({ language, name: 'url', label: t('url'), value: portal?.url ?? '', type: 'url', required: true })}${button({ text: t('setPortal'), kind: 'sub' })}`,
        })}`,
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

/** The words to hand on, in the subscriber's language: a table for merging and letters for the printer. */
function handOn(language: Language, after: string | undefined) {
  const t = speak(language);
  const place = after === undefined ? '' : `&after=${after}`;
  return section({
    heading: t('handOn'),
    note: t('handOnNote'),
    body: html`<ul>${languages.map(
      (one) =>
        html`<li>${t(`in.${one}`)}　<a href="/device-surveys.csv?in=${one}" download aria-label="${t('csv')} ${t(`in.${one}`)}">${t('csv')}</a>　<a href="/device-surveys/letters.pdf?in=${one}${place}" aria-label="${t('letters')} ${t(`in.${one}`)}">${t('letters')}</a></li>`,
    )}</ul>`,
  });
}

route({
  method: 'GET',
  path: '/device-surveys.csv',
  permission: 'member',
  query: z.object({ in: In.default('ja') }),
  async handle(c) {
    const rows = await hitsOf(c, undefined, true, 100_000);
    const messages = await messagesOf(c, rows, c.query.in);
    const body = writeCsv(
      [
        ...['id', 'campaign', 'address', 'port', 'device', 'product', 'wording', 'found', 'status', 'page'],
        ...['subject', 'text'],
      ],
      messages.map(({ hit, link, subject, text }, i) => [
        hit.id,
        hit.campaignName,
        hit.asset,
        rows[i]?.port ?? 0,
        hit.device,
        hit.product,
        hit.wording,
        hit.lastFoundAt.toISOString(),
        rows[i]?.status ?? '',
        link,
        subject,
        text,
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
  method: 'GET',
  path: '/device-surveys/letters.pdf',
  permission: 'member',
  query: z.object({ in: In.default('ja'), after: pageKey.optional() }),
  async handle(c) {
    const rows = await hitsOf(c, c.query.after, false, PAGE);
    if (rows.length === 0) return redirect('/device-surveys');
    return new Response((await lettersOf(c, rows, c.query.in)) as never, {
      headers: { 'content-type': 'application/pdf', 'content-disposition': 'inline; filename="kyojo-letters.pdf"' },
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
