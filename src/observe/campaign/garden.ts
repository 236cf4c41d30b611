/** The page a provider's portal shows to a subscriber in its walled garden, and the signed way back that releases the line. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { namesOf } from '#know';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { html, type Markup, nothing } from '#platform/html';
import { banner, button, disclosure, facts, helpBox, page, section, steps } from '#platform/page';
import { loadSql } from '#platform/postgres';
import { type Call, id, route, type View } from '#platform/web';
import { LANGUAGE_QUERY, languageNames, languages, languageTag, say } from '#platform/words';
import { fill, textFor, type Worded, type Wording } from './wording/text.ts';
import { type Key, speak, words } from './words.ts';

const sql = loadSql(import.meta.url.replace('garden.ts', 'store.ts'));
/** What a subscriber does, whatever the wording. */
export const stepNumbers = [1, 2, 3, 4] as const;

/** Signs a hit, so that its page cannot be guessed. */
function signatureOf(house: House, hit: string): string {
  return createHmac('sha256', house.folder.secret()).update(`garden:${hit}`).digest('base64url').slice(0, 32);
}

/** Path of the page for one device; whoever has it may see it and say "I fixed it". */
export function fixPath(house: House, hit: string): string {
  return `/fix/${hit}/${signatureOf(house, hit)}`;
}

interface GardenHit extends Worded {
  readonly id: string;
  readonly organisationId: string | null;
  readonly campaignName: string;
  readonly legalBasis: string;
  readonly asset: string;
  readonly device: string;
  readonly product: string;
  readonly wording: string;
  readonly status: string;
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
  async handle(c) {
    const hit = await hitOf(c);
    await c.asWorker((q) => q.run(sql('shown'), { id: hit.id, now: c.now }));
    return garden(c, hit);
  },
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
    return garden(c, { ...hit, status: ['fixed', 'taken-back'].includes(hit.status) ? hit.status : 'claimed-fixed' });
  },
});

const states: Readonly<Record<string, 'verified' | 'claimed' | 'taken-back'>> = {
  fixed: 'verified',
  'claimed-fixed': 'claimed',
  'taken-back': 'taken-back',
};

async function garden(c: Call<z.output<typeof Path>, unknown, unknown>, hit: GardenHit): Promise<Markup> {
  const { organisationId } = hit;
  const [portal, provider] = organisationId
    ? await c.asWorker(async (q) => [
        await q.one<{ url: string; key: string }>(sql('portal_key'), { organisation: organisationId }),
        (await namesOf(q, [organisationId])).get(organisationId),
      ])
    : [];
  return gardenPage({
    page: c.view,
    wording: textFor(hit, hit),
    hit,
    provider,
    state: states[hit.status] ?? 'open',
    back: portal && releaseUrl(portal, hit.id, c.now),
  });
}

const doneNotes: Readonly<Record<string, Key>> = { verified: 'verifiedNote', 'taken-back': 'takenBackNote' };

/** The page in one wording. `preview`: for the operator, without the button. */
export function gardenPage(view: {
  readonly page: View;
  readonly wording: Wording;
  readonly hit: Pick<GardenHit, 'asset' | 'device' | 'product' | 'campaignName' | 'legalBasis' | 'identifier'>;
  readonly provider?: string | undefined;
  readonly state: 'open' | 'claimed' | 'verified' | 'taken-back' | 'preview';
  readonly back?: string | undefined;
}): Markup {
  const { language } = view.page;
  const t = speak(language);
  const { hit, wording, state } = view;
  const holes = { address: hit.asset, device: hit.product || hit.device || t('someDevice') };
  const text = wording[language];
  const danger = section({ heading: t('danger'), body: html`<p>${fill(text.danger, holes)}</p>` });
  const todo = section({
    heading: t('howTo'),
    body: html`${steps({ language, steps: stepNumbers.map((n) => ({ title: t(`step${n}`), detail: t(`step${n}how`) })) })}${
      state === 'open' ? html`<form method="post" data-once>${button({ text: t('iFixed') })}</form>` : nothing
    }`,
  });
  const done = state === 'claimed' || state === 'verified' || state === 'taken-back';
  return page({
    ...view.page,
    nav: [],
    title: fill(text.title, holes),
    heading: state === 'taken-back' ? t('gardenTakenBack') : done ? t('gardenDone') : fill(text.title, holes),
    kicker: languageRow(view.page),
    lead: done ? (view.back ? t('backNote') : nothing) : fill(text.opening, holes),
    narrow: true,
    hidden: true,
    alerts: done ? banner({ language, tone: 'good', title: t(doneNotes[state] ?? 'thanks'), live: true }) : nothing,
    main: html`${state === 'preview' ? banner({ language, tone: 'info', title: t('previewNote') }) : nothing}${
      done
        ? view.back
          ? html`<p>${button({ text: t('back'), href: view.back })}</p>`
          : nothing
        : html`${wording.first === 'danger' ? danger : nothing}${todo}${wording.first === 'danger' ? nothing : danger}${helpBox({ title: t('gardenHelp'), body: t('gardenHelpBody') })}`
    }${state === 'taken-back' ? nothing : how(view)}`,
  });
}

function how({ page: { language }, hit, provider }: Parameters<typeof gardenPage>[0]): Markup {
  const t = speak(language);
  return disclosure({
    summary: t('whyHow'),
    body: html`<p>${t(hit.identifier === 'mirai' ? 'whyInfected' : 'why')}</p>${facts({
      language,
      facts: [
        { name: t('gardenCampaign'), value: hit.campaignName },
        { name: t('basis'), value: hit.legalBasis },
        { name: t('gardenProvider'), value: provider },
      ],
    })}`,
  });
}

/** The other languages, where a stranger sees them at once: on a phone the header hides them behind its menu. */
function languageRow({ language, path }: View): Markup {
  const url = new URL(path, 'http://hub.invalid');
  const links = languages
    .filter((one) => one !== language)
    .map((one) => {
      url.searchParams.set(LANGUAGE_QUERY, one);
      const tag = languageTag(one);
      return html`<a href="${url.pathname}${url.search}" lang="${tag}" hreflang="${tag}">${languageNames[one]}</a>　`;
    });
  return html`<span class="phone-only">${links}</span>`;
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

/** The same words for a mail or to be merged into the provider's own letter. */
export function messageFor(
  hit: { readonly asset: string; readonly device: string; readonly product: string; readonly campaignName: string },
  wording: Wording,
  language: View['language'],
  link: string,
): {
  readonly subject: string;
  readonly opening: string;
  readonly danger: string;
  readonly steps: readonly string[];
  readonly text: string;
} {
  const t = speak(language);
  const holes = { address: hit.asset, device: hit.product || hit.device || t('someDevice') };
  const text = wording[language];
  const [opening, danger] = [fill(text.opening, holes), fill(text.danger, holes)];
  const list = stepNumbers.map((n) => `${t(`step${n}`)}${language === 'en' ? '. ' : '。'}${t(`step${n}how` as Key)}`);
  const todo = `${t('howTo')}\n${list.map((one, i) => `${i + 1}. ${one}`).join('\n')}`;
  const parts = [
    opening,
    ...(wording.first === 'danger' ? [danger, todo] : [todo, danger]),
    `${t('letterThen')}\n${link}`,
    t('gardenHelpBody'),
    say(words.letterWhy, language, { campaign: hit.campaignName }),
  ];
  return { subject: fill(text.title, holes), opening, danger, steps: list, text: parts.join('\n\n') };
}
