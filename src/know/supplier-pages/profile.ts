/** What an organisation shows of itself to win trade: its own form, the public list, the public page. */
import { z } from 'zod';
import { found } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { html, nothing } from '#platform/html';
import { button, empty, facts, form, page, pager, section, table } from '#platform/page';
import { loadSql } from '#platform/postgres';
import { type Call, id, navItem, pageKey, redirect, route } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { formatDeclarationNumber } from '../declaration/number.ts';
import { declarantOf } from '../declaration/store.ts';
import { trades } from '../declaration-pages/page.html.ts';
import { isPublicUrl } from '../declaration-pages/page.ts';
import { prefectures } from '../declaration-pages/prefectures.ts';
import { actsFor } from '../role/acting.ts';
import { doneBanner } from './list.html.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const PAGE = 50;

navItem({ href: '/profiles', label: words.profiles, for: 'public', order: 40 });

interface Own {
  readonly id: string;
  readonly says: string;
  readonly offers: string;
  readonly url: string;
  readonly contact: string;
  readonly prefecture: string;
  readonly trade: string;
  readonly publishedAt: Date | null;
}

const prefectureChoices = (language: Language) =>
  prefectures.map((one) => ({ value: one.ja, label: language === 'en' ? one.en : one.ja }));
const tradeChoices = (language: Language) => trades.map((one) => ({ value: one.id, label: one.text[language] }));

async function showOwn(
  c: Call<unknown, unknown, unknown>,
  organisation: string,
  sent?: { readonly over: Partial<Own>; readonly errors: readonly { readonly name: string; readonly text: string }[] },
) {
  const { language } = c;
  const { declarant, own } = await c.as(async (q) => ({
    declarant: await declarantOf(q, organisation),
    own: await q.one<Own>(sql('own'), { organisation }),
  }));
  const mayAct = c.person?.organisations.some((one) => one.id === organisation) ?? false;
  const now = {
    says: '',
    offers: '',
    url: '',
    contact: '',
    prefecture: declarant.prefecture,
    trade: '',
    ...own,
    ...sent?.over,
  };
  const field = (name: 'says' | 'offers' | 'url' | 'contact' | 'prefecture' | 'trade') => ({
    language,
    name,
    value: now[name],
    error: sent?.errors.find((one) => one.name === name)?.text,
  });
  return page({
    ...c.view,
    title: say(words.profileTitle, language),
    kicker: declarant.name,
    heading: say(words.profileTitle, language),
    lead: say(words.profileLead, language),
    narrow: true,
    breadcrumb: [{ href: `/organisations/${organisation}/suppliers`, label: say(words.title, language) }],
    alerts: c.url.searchParams.get('done') === 'saved' ? doneBanner(language, say(words.savedDone, language)) : nothing,
    main: html`${own?.publishedAt ? html`<p><a href="/profiles/${own.id}">${say(words.published, language)}</a></p>` : nothing}
${
  mayAct
    ? form.form({
        language,
        action: `/organisations/${organisation}/profile`,
        errors: sent?.errors ?? [],
        body: html`${form.textarea({ ...field('says'), label: say(words.says, language), rows: 5, maxlength: 2000 })}
${form.textarea({ ...field('offers'), label: say(words.offers, language), rows: 3, maxlength: 1000 })}
${form.select({ ...field('prefecture'), label: say(words.prefecture, language), choices: prefectureChoices(language) })}
${form.select({ ...field('trade'), label: say(words.trade, language), choices: tradeChoices(language) })}
${form.text({ ...field('url'), label: say(words.url, language), type: 'url', maxlength: 500 })}
${form.text({ ...field('contact'), label: say(words.contact, language), maxlength: 300 })}
${form.checkbox({ language, name: 'publish', label: say(words.publish, language), hint: say(words.publishHint, language), checked: own?.publishedAt !== null && own !== undefined })}
${button({ text: say(words.save, language) })}`,
      })
    : nothing
}`,
  });
}

const params = z.object({ id });

route({
  method: 'GET',
  path: '/organisations/:id/profile',
  permission: 'member',
  params,
  handle: (c) => showOwn(c, c.params.id),
});

route({
  method: 'POST',
  path: '/organisations/:id/profile',
  permission: 'member',
  params,
  form: z.object({
    says: z.string().trim().max(2000).default(''),
    offers: z.string().trim().max(1000).default(''),
    url: z.string().trim().max(500).default(''),
    contact: z.string().trim().max(300).default(''),
    prefecture: z.string().max(10).default(''),
    trade: z.string().max(40).default(''),
    publish: z.string().max(5).default(''),
  }),
  async handle(c) {
    actsFor(c, c.params.id);
    const { publish, ...sent } = c.form;
    if (sent.url !== '' && !isPublicUrl(sent.url))
      return showOwn(c, c.params.id, {
        over: sent,
        errors: [{ name: 'url', text: say(words['fault.url'], c.language) }],
      });
    const isPublished = publish === 'yes';
    await c.as(async (q) => {
      const kept = found(
        await q.one<{ id: string }>(sql('save'), {
          ...sent,
          prefecture: prefectures.some(({ ja }) => ja === sent.prefecture) ? sent.prefecture : '',
          trade: trades.some((one) => one.id === sent.trade) ? sent.trade : '',
          organisation: c.params.id,
          isPublished,
          now: c.now,
        }),
        'know.profile-unknown',
      );
      await appendFact(c.house, q, {
        kind: isPublished ? 'trade-profile.published' : 'trade-profile.hidden',
        subject: `trade-profile:${kept.id}`,
        organisationId: c.params.id,
        actor: c.actor,
      });
    });
    return redirect(`/organisations/${c.params.id}/profile?done=saved`);
  },
});

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly offers: string;
  readonly prefecture: string;
  readonly trade: string;
  readonly stars: number | null;
  readonly validUntil: Date | null;
  readonly publishedAt: Date;
}

const starsOf = (row: Pick<Listed, 'stars' | 'validUntil'>, now: Date) =>
  row.stars !== null && row.validUntil !== null && now <= row.validUntil ? '★'.repeat(row.stars) : '';

route({
  method: 'GET',
  path: '/profiles',
  permission: 'public',
  query: z.object({
    text: z.string().max(60).optional(),
    prefecture: z.string().max(10).optional(),
    trade: z.string().max(40).optional(),
    stars: z.enum(['1', '2', '3']).optional(),
    after: pageKey.optional(),
  }),
  async handle(c) {
    const { language } = c;
    const { text, prefecture, trade, stars } = c.query;
    const [afterAt = null, afterId = null] = c.query.after?.split('_') ?? [];
    const wanted = text?.normalize('NFKC').trim().toLowerCase();
    const rows = await c.as((q) =>
      q.rows<Listed>(sql('list'), {
        text: wanted ? wanted.replace(/[\\%_]/g, '\\$&') : null,
        prefecture: prefecture ?? null,
        trade: trade ?? null,
        stars: stars ? Number(stars) : null,
        now: c.now,
        afterAt,
        afterId,
        limit: PAGE + 1,
      }),
    );
    const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
    const given = Object.entries({ text, prefecture, trade, stars }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    );
    return page({
      ...c.view,
      title: say(words.profiles, language),
      heading: say(words.profiles, language),
      lead: say(words.profilesLead, language),
      main: html`${form.filter({
        language,
        action: '/profiles',
        fields: html`${form.text({ language, name: 'text', label: say(words.searchText, language), type: 'search', value: text, maxlength: 60 })}${form.select({ language, name: 'prefecture', label: say(words.prefecture, language), value: prefecture, choices: prefectureChoices(language) })}${form.select({ language, name: 'trade', label: say(words.trade, language), value: trade, choices: tradeChoices(language) })}${form.select({ language, name: 'stars', label: say(words.stars, language), value: stars, choices: ['1', '2'].map((one) => ({ value: one, label: say(words.anyStars, language, { stars: '★'.repeat(Number(one)) }) })) })}`,
        active: given.map(([name, label]) => ({
          label,
          without: `/profiles?${new URLSearchParams(given.filter(([other]) => other !== name))}`,
        })),
      })}
${table<Listed>({
  language,
  caption: say(words.profiles, language),
  hideCaption: true,
  phone: 'cards',
  rows: rows.slice(0, PAGE),
  empty: empty({ title: say(words.profilesNone, language) }),
  columns: [
    {
      key: 'name',
      label: say(words.name, language),
      header: true,
      cell: (row) => html`<a href="/profiles/${row.id}">${row.name}</a>`,
    },
    { key: 'offers', label: say(words.offers, language) },
    { key: 'prefecture', label: say(words.prefecture, language), tight: true },
    {
      key: 'trade',
      label: say(words.trade, language),
      cell: (row) => trades.find((one) => one.id === row.trade)?.text[language] ?? null,
    },
    { key: 'stars', label: say(words.declaration, language), tight: true, cell: (row) => starsOf(row, c.now) },
  ],
})}
${pager({ language, next: last && `/profiles?${new URLSearchParams([...given, ['after', `${last.publishedAt.toISOString()}_${last.id}`]])}` })}`,
    });
  },
});

interface Profile extends Omit<Own, 'publishedAt'> {
  readonly name: string;
  readonly nameEn: string;
  readonly number: string | null;
  readonly stars: number | null;
  readonly validUntil: Date | null;
  readonly updatedAt: Date;
}

route({
  method: 'GET',
  path: '/profiles/:id',
  permission: 'public',
  params,
  async handle(c) {
    const { language } = c;
    const profile = found(await c.as((q) => q.one<Profile>(sql('one'), { id: c.params.id })), 'know.profile-unknown');
    const stars = starsOf(profile, c.now);
    const mine = c.person?.organisations[0];
    return page({
      ...c.view,
      title: profile.name,
      heading: profile.name,
      narrow: true,
      ...(language === 'en' && profile.nameEn ? { kicker: profile.nameEn } : {}),
      breadcrumb: [{ href: '/profiles', label: say(words.profiles, language) }],
      main: html`${facts({
        language,
        facts: [
          {
            name: say(words.declaration, language),
            value:
              stars && profile.number
                ? html`${stars} <a href="/verify/${profile.number}">${say(words.checkDeclaration, language)}（${formatDeclarationNumber(profile.number)}）</a>`
                : say(words.notDeclared, language),
          },
          { name: say(words.prefecture, language), value: profile.prefecture },
          {
            name: say(words.trade, language),
            value: trades.find((one) => one.id === profile.trade)?.text[language] ?? null,
          },
          { name: say(words.contact, language), value: profile.contact },
          {
            name: say(words.url, language),
            value: profile.url
              ? html`<a href="${profile.url}" rel="nofollow noopener noreferrer">${profile.url}</a>`
              : null,
          },
        ],
      })}
${profile.offers ? section({ heading: say(words.offers, language), body: html`<div class="prose"><p>${profile.offers}</p></div>` }) : nothing}
${profile.says ? section({ heading: say(words.says, language), body: html`<div class="prose">${profile.says.split(/\n+/).map((line) => html`<p>${line}</p>`)}</div>` }) : nothing}
${mine ? html`<p>${button({ text: say(words.askThis, language), href: `/organisations/${mine.id}/suppliers/ask?profile=${profile.id}`, kind: 'sub' })}</p>` : nothing}
<p class="note">${formatDate(profile.updatedAt, language)}</p>`,
    });
  },
});
