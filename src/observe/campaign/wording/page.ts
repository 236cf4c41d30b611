/** Where an operator chooses and writes the wordings of a campaign, and looks at them as a subscriber will. */
import { z } from 'zod';
import { found } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { html, nothing } from '#platform/html';
import { banner, button, disclosure, form, page } from '#platform/page';
import { loadSql } from '#platform/postgres';
import { type Call, id, redirect, route } from '#platform/web';
import { type Language, say } from '#platform/words';
import { gardenPage } from '../garden.ts';
import { speak, words } from '../words.ts';
import { hasTwins, Text, type Worded, type Wordings, wordingsOf } from './text.ts';

const sql = loadSql(import.meta.url.replace('wording/page.ts', 'store.ts'));
const params = z.object({ id });
const languages = ['ja', 'easy', 'en'] as const satisfies readonly Language[];
const fields = ['title', 'opening', 'danger'] as const;

interface Campaign extends Worded {
  readonly id: string;
  readonly name: string;
  readonly legalBasis: string;
  readonly isGiven: boolean;
}

async function campaignOf(c: Call<z.output<typeof params>, unknown, unknown>): Promise<Campaign> {
  return found(await c.as((q) => q.one<Campaign>(sql('one'), { id: c.params.id })), 'observe.campaign-unknown');
}

route({
  method: 'GET',
  path: '/campaigns/:id/wordings',
  permission: 'operator',
  params,
  query: z.object({ saved: z.literal('yes').optional() }),
  handle: async (c) => {
    const campaign = await campaignOf(c);
    return show(c, campaign, wordingsOf(campaign), [], c.query.saved === 'yes');
  },
});

function show(
  c: Call<unknown, unknown, unknown>,
  campaign: Campaign,
  texts: Wordings,
  errors: readonly { name: string; text: string }[] = [],
  isSaved = false,
) {
  const { language } = c;
  const t = speak(language);
  const alert = campaign.isGiven ? 'wordingFixed' : hasTwins(texts) ? 'wordingTwins' : undefined;
  const body = html`${Object.entries(texts).map(([letter, wording], i) =>
    form.group({
      heading: say(words.wordingOf, language, { letter }),
      note: html`${t('preview')}：${languages.map((one) => html`<a href="/campaigns/${campaign.id}/wordings/${i}?lang=${one}">${t(`in.${one}`)}</a>　`)}`,
      body: html`${form.radios({
        language,
        name: `${i}.first`,
        label: t('first'),
        value: wording.first,
        choices: (['steps', 'danger'] as const).map((value) => ({ value, label: t(`first.${value}`) })),
      })}${languages.map((one) =>
        disclosure({
          summary: t(`in.${one}`),
          open: one === 'ja' || errors.some(({ name }) => name.startsWith(`${i}.${one}.`)),
          body: fields.map((field) => {
            const name = `${i}.${one}.${field}`;
            const common = { language, name, label: t(`text.${field}`), value: wording[one][field], required: true };
            const error = errors.find((fault) => fault.name === name)?.text;
            return field === 'title' ? form.text({ ...common, error }) : form.textarea({ ...common, error, rows: 3 });
          }),
        }),
      )}`,
    }),
  )}`;
  return page({
    ...c.view,
    title: t('wordingTitle'),
    heading: t('wordingTitle'),
    lead: t('wordingLead'),
    breadcrumb: [
      { href: '/campaigns', label: t('nav') },
      { href: `/campaigns/${campaign.id}`, label: campaign.name },
    ],
    alerts: isSaved ? banner({ language, tone: 'good', title: t('wordingsSaved'), live: true }) : nothing,
    main: html`${alert ? banner({ language, tone: alert === 'wordingTwins' ? 'warn' : 'info', title: t(alert) }) : nothing}<p class="note">${say(words.holesNote, language, { address: '{address}', device: '{device}' })}</p>${
      campaign.isGiven
        ? html`<fieldset disabled>${body}</fieldset>`
        : form.form({
            language,
            action: `/campaigns/${campaign.id}/wordings`,
            errors,
            body: html`${body}${button({ text: t('saveWordings') })}`,
          })
    }`,
  });
}

const Form = z.record(z.string().max(40), z.string().max(2000));

route({
  method: 'POST',
  path: '/campaigns/:id/wordings',
  permission: 'operator',
  params,
  form: Form,
  async handle(c) {
    const campaign = await campaignOf(c);
    const errors: { name: string; text: string }[] = [];
    const texts: Wordings = Object.fromEntries(
      campaign.wordings.map((letter, i) => {
        const textIn = (language: Language) => {
          const given = Object.fromEntries(
            fields.map((field) => [field, c.form[`${i}.${language}.${field}`] ?? '']),
          ) as unknown as Text;
          const read = Text.safeParse(given);
          for (const issue of read.error?.issues ?? [])
            errors.push({ name: `${i}.${language}.${String(issue.path[0])}`, text: say(words.needText, c.language) });
          return read.data ?? given;
        };
        const first = c.form[`${i}.first`] === 'danger' ? 'danger' : 'steps';
        return [letter, { first, ja: textIn('ja'), easy: textIn('easy'), en: textIn('en') }];
      }),
    );
    if (errors.length > 0) return show(c, campaign, texts, errors);
    await c.as(async (q) => {
      // Too late: the page says so.
      if (!(await q.one(sql('put_texts'), { id: campaign.id, texts: JSON.stringify(texts) }))) return;
      await appendFact(c.house, q, {
        kind: 'campaign.worded',
        subject: `campaign:${campaign.id}`,
        actor: c.actor,
        data: { texts },
      });
    });
    return redirect(`/campaigns/${campaign.id}/wordings?saved=yes`);
  },
});

route({
  method: 'GET',
  path: '/campaigns/:id/wordings/:number',
  permission: 'operator',
  params: z.object({ id, number: z.coerce.number().int().min(0).max(9) }),
  async handle(c) {
    const campaign = await campaignOf(c);
    const wording = found(Object.values(wordingsOf(campaign))[c.params.number], 'observe.campaign-unknown');
    return gardenPage({
      page: c.view,
      wording,
      hit: { ...campaign, asset: '192.0.2.1', device: '', product: '', campaignName: campaign.name },
      state: 'preview',
    });
  },
});
