/** What the pages of the portal share: the way between them, and how an initiative looks in a list. */

import { attrs, html, join, type Markup, type Part } from '#platform/html';
import { chip, tabs } from '#platform/page';
import { type Language, say } from '#platform/words';
import type { Summary } from './store.ts';
import { audiences, costs, methods, prefectures, sectors } from './vocabulary.ts';
import { words } from './words.ts';

const places = [
  ['/map', words.map],
  ['/initiatives', words.list],
  ['/for-me', words.forMe],
] as const;

/** Three ways into the same initiatives; the other pages of the portal stand in the navigation. */
export function portalTabs(language: Language, current: (typeof places)[number][0]): Markup {
  return tabs({
    language,
    links: places.map(([href, label]) => ({ href, label: say(label, language) })),
    current,
    label: say(words.nav, language),
  });
}

/** A name in the reader's language, as far as there is one. */
export function nameOf(language: Language, thing: { readonly name: string; readonly nameEn: string }): Part {
  if (language !== 'en') return thing.name;
  return thing.nameEn === '' ? html`<span lang="ja">${thing.name}</span>` : thing.nameEn;
}

/** A text that exists in Japanese only is marked as such for English readers. */
export function textOf(language: Language, ja: string, en: string): Part {
  if (language !== 'en') return ja;
  return en === '' ? html`<span lang="ja">${ja}</span>` : en;
}

const REACHABLE =
  /(https?:\/\/[\w./?=&#%~+-]+[\w/])|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?<!\d)(0\d{1,4}-\d{1,4}-\d{4})(?!\d)/g;

/** A text whose addresses, mail addresses and telephone numbers can be touched. */
export function reachable(text: string): Markup {
  let from = 0;
  const parts: Part[] = [];
  for (const { 0: whole, 1: site, 2: mail, index } of text.matchAll(REACHABLE)) {
    const href = site ?? (mail ? `mailto:${mail}` : `tel:${whole}`);
    parts.push(text.slice(from, index), html`<a${attrs({ href, rel: 'nofollow' })}>${whole}</a>`);
    from = index + whole.length;
  }
  return html`${parts}${text.slice(from)}`;
}

/** Public, private or both, with a mark of its own. */
export function sectorChip(language: Language, sector: Summary['sector']): Markup {
  return chip({
    text: say(sectors[sector], language),
    tone: sector === 'public' ? 'info' : sector === 'private' ? 'good' : 'quiet',
  });
}

/** Where something is: prefectures, the region as printed, or nationwide. */
export function regionOf(language: Language, thing: Pick<Summary, 'region' | 'prefectures'>): Part {
  if (thing.prefectures.length > 0)
    return thing.prefectures
      .map((code) => say(prefectures.get(code) ?? { ja: code, en: code }, language))
      .join(language === 'en' ? ', ' : '、');
  if (thing.region === 'nationwide') return say(words.nationwide, language);
  return thing.region === '' ? say(words.notSaid, language) : textOf(language, thing.region, '');
}

/** Names of keys, one behind the other. */
export function namesOf(
  language: Language,
  keys: readonly string[],
  list: Readonly<Record<string, { ja: string; easy?: string; en: string }>>,
): string {
  return keys.map((key) => say(list[key] ?? { ja: key, en: key }, language)).join(language === 'en' ? ', ' : '、');
}

/** Initiatives below each other, each with what decides whether to open it. */
export function initiativeList(
  language: Language,
  rows: readonly Summary[],
  why: (row: Summary) => Part = () => '',
): Markup {
  return html`<ul class="tasks">${rows.map((row) => {
    const about = join(
      [
        html`<span lang="ja">${row.operators.join('、')}</span>`,
        namesOf(language, row.audiences.slice(0, 4), audiences) + (row.audiences.length > 4 ? '…' : ''),
        namesOf(language, row.methods, methods),
        ...(row.region === '' && row.prefectures.length === 0 ? [] : [regionOf(language, row)]),
        ...(row.cost === 'unknown' ? [] : [say(costs[row.cost], language)]),
      ],
      ' ｜ ',
    );
    return html`<li><div><a${attrs({ href: `/initiatives/${row.id}` })}>${nameOf(language, row)}</a><small>${sectorChip(language, row.sector)} ${about}</small>${row.what === '' ? '' : html`<small>${textOf(language, short(row.what), short(row.whatEn))}</small>`}${why(row)}</div></li>`;
  })}</ul>`;
}

function short(text: string): string {
  return text.length > 90 ? `${text.slice(0, 88)}…` : text;
}
