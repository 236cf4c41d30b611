/** Pieces that several pages of the plan show alike: numbers of measures, states, flags, links, ministries. */

import { attrs, html, join, type Markup, type Part } from '#platform/html';
import { chip, type Tone } from '#platform/page';
import { type Entry, formatPercent, type Language, languageTag, say } from '#platform/words';
import { DOUBTFUL_LINK } from '../plan/index.ts';
import { words } from './words.ts';

/** `1.1(2)` and エ are `1.1(2)(エ)`, as the report itself refers to a measure. */
export function numberOf(measure: { readonly section: string; readonly item: string }): string {
  return `${measure.section}(${measure.item})`;
}

/** The address of a section: `1.1(2)` is `/plan/sections/1.1-2`. */
export function sectionHref(section: string): `/${string}` {
  return `/plan/sections/${section.replace('(', '-').replace(')', '')}`;
}

/** The section of an address; the other way round of `sectionHref`. */
export function sectionOfSlug(slug: string): string {
  return slug.replace(/-(\d{1,2})$/, '($1)');
}

/** The address of a ministry's page. */
export function ministryHref(name: string): `/${string}` {
  return `/plan/ministries/${encodeURIComponent(name)}`;
}

/** The list of responsible ministries says NISC where the tables say 内閣官房: one office of it. */
export const NISC = { printed: 'NISC', column: '内閣官房' } as const;

/** Text of the report: Japanese in every language of the page. */
export function asPrinted(text: string, language: Language): Markup {
  return language === 'en' ? html`<span${attrs({ lang: languageTag('ja') })}>${text}</span>` : html`${text}`;
}

/** Paragraphs of the report's text. */
export function paragraphs(text: string, language: Language): Markup {
  const lang = language === 'en' ? languageTag('ja') : undefined;
  return html`${text.split('\n').map((paragraph) => html`<p${attrs({ lang })}>${paragraph}</p>`)}`;
}

/** A title of the strategy in the language of the page. */
export function titleOf(
  section: { readonly title: string; readonly titleEn?: string | undefined },
  language: Language,
): string {
  return language === 'en' && section.titleEn ? section.titleEn : section.title;
}

/** Ministries as links, in the order of the report. */
export function ministryLinks(names: readonly string[], language: Language): Markup {
  // One element: on phones the parts of a cell would else stand below each other.
  return html`<span>${join(
    names.map((name) => html`<a href="${ministryHref(name)}">${asPrinted(name, language)}</a>`),
    language === 'en' ? ', ' : '、',
  )}</span>`;
}

/** The word of a key that is put together, such as `state.new`; the key itself where there is none. */
export function wordFor(key: string, language: Language): string {
  const entry = (words as Readonly<Record<string, Entry>>)[key];
  return entry ? say(entry, language) : key;
}

const stateTones: Readonly<Record<string, Tone>> = {
  new: 'info',
  continued: 'quiet',
  revised: 'quiet',
  completed: 'good',
  dropped: 'warn',
  absorbed: 'info',
  undecided: 'warn',
};

/** All states of a measure, in the order of its life. */
export const STATES = ['new', 'continued', 'revised', 'completed', 'dropped', 'absorbed', 'undecided'] as const;

/** The state of a measure as a chip. */
export function stateChip(state: string, language: Language): Markup {
  return chip({ text: wordFor(`state.${state}`, language), tone: stateTones[state] ?? 'quiet' });
}

/** Kinds of flags in the order the board shows them; the rarest and gravest first, what nearly every plan lacks last. */
export const FLAGS = [
  'does-not-recompute',
  'deadline-slipped',
  'done-late',
  'odd-number',
  'number-without-unit',
  'restated',
  'left-out',
  'no-result',
  'no-target',
] as const;

/** Names of flags, joined. */
export function flagNames(kinds: readonly string[], language: Language): string {
  return [...kinds]
    .sort((a, b) => FLAGS.indexOf(a as never) - FLAGS.indexOf(b as never))
    .map((kind) => wordFor(`flag.${kind}`, language))
    .join(language === 'en' ? ', ' : '、');
}

/** A flag as it stands in the table. */
export interface FlagView {
  readonly id: string;
  readonly measureId: string | null;
  readonly figure: string | null;
  readonly kind: string;
  readonly evidence: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly verdict: 'right' | 'wrong' | null;
}

/** What a flag says, with its own numbers and dates. */
export function flagSays(flag: Pick<FlagView, 'kind' | 'facts'>, language: Language): string {
  const of = (key: string): string => String(flag.facts[key] ?? '');
  const percent = (key: string): string => formatPercent(Number(flag.facts[key] ?? 0) / 100, language);
  switch (flag.kind) {
    case 'left-out':
      return say(words['says.left-out'], language, { percent: percent('mentionedPercent') });
    case 'restated':
      return say(words['says.restated'], language, { percent: percent('fromPlanPercent') });
    case 'deadline-slipped':
      return say(words['says.deadline-slipped'], language, { from: of('from'), to: of('to') });
    case 'done-late':
      return say(words['says.done-late'], language, { promised: of('promised'), done: of('done') });
    case 'number-without-unit':
      return say(words['says.number-without-unit'], language, { value: of('value') });
    case 'odd-number':
      return say(words['says.odd-number'], language, { value: of('value') });
    case 'does-not-recompute':
      return say(words['says.does-not-recompute'], language, {
        printed: of('printed'),
        computed: of('computed'),
        lines: Array.isArray(flag.facts.lines) ? [...new Set(flag.facts.lines)].join('–') : '',
      });
    default:
      return wordFor(`says.${flag.kind}`, language);
  }
}

/** How sure a link is: confirmed by a person, read, or doubtful. */
export function linkChip(
  link: { readonly confidence: number | null; readonly state: string },
  language: Language,
): Markup {
  if (link.state === 'confirmed') return chip({ text: say(words.confirmed, language), tone: 'good' });
  return Number(link.confidence ?? 0) < DOUBTFUL_LINK
    ? chip({ text: say(words.doubtful, language), tone: 'warn' })
    : chip({ text: say(words.sure, language), tone: 'quiet' });
}

/** A text cut to about so many signs, at a sentence where there is one. */
export function excerpt(text: string, length = 90): string {
  if (text.length <= length) return text;
  const stop = text.slice(0, length).lastIndexOf('。');
  return stop > length / 2 ? text.slice(0, stop + 1) : `${text.slice(0, length)}…`;
}

/** Chips for viewpoints and kinds of help. */
export function tagList(kind: 'viewpoint' | 'help', tags: readonly string[], language: Language): Part {
  return tags.length === 0
    ? null
    : tags.map((tag) => wordFor(`${kind}.${tag}`, language)).join(language === 'en' ? ', ' : '・');
}
