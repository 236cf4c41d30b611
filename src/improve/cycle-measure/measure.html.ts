import { html, type Markup, nothing, type Part } from '#platform/html';
import { button, chip, disclosure, form, page, postButton, section, table } from '#platform/page';
import type { View } from '#platform/web';
import { formatPercent, type Language, say } from '#platform/words';
import { operatorWords } from '../cycle-pages/operator-words.ts';
import {
  asPrinted,
  excerpt,
  type FlagView,
  linkChip,
  ministryLinks,
  numberOf,
  sectionHref,
  stateChip,
  titleOf,
} from '../cycle-pages/show.ts';
import { words } from '../cycle-pages/words.ts';
import { DOUBTFUL_LINK } from '../plan/index.ts';
import { deadlineTable, flagTable, indicatorTable, numberTable } from './measure-tables.html.ts';

/** A measure of one year as it is kept. */
export interface KeptMeasure {
  readonly id: string;
  readonly year: number;
  readonly section: string;
  readonly heading: string | null;
  readonly goals: readonly string[];
  readonly item: string;
  readonly ministries: readonly string[];
  readonly plan: string;
  readonly subRows: readonly {
    readonly ministries: readonly string[];
    readonly plan: string;
    readonly results: readonly { readonly text: string }[];
  }[];
  readonly relisted: boolean;
  readonly page: number | null;
  readonly line: number | null;
  readonly origin: 'report' | 'hub';
  readonly state: string;
  readonly absorbedInto: string | null;
}

/** A measure of one year, with what is known of it. */
export interface ChainMeasure extends KeptMeasure {
  readonly source: string;
  readonly hasResults: boolean;
  readonly title: string;
  readonly titleEn: string;
  readonly evaluation: string | null;
  readonly nextPlan: string | null;
  readonly nextState: string | null;
  readonly because: string | null;
  readonly results: readonly { readonly tag: string | null; readonly body: string; readonly origin: string }[];
}

/** A link seen from one of its two ends. */
export interface LinkView {
  readonly id: string;
  readonly measureId: string;
  readonly otherId: string;
  readonly kind: 'continues' | 'replaces' | 'relisted';
  readonly confidence: number | null;
  readonly state: string;
  readonly year: number;
  readonly section: string;
  readonly item: string;
  readonly plan: string;
  readonly isLater: boolean;
}

/** A promised day. */
export interface DeadlineView {
  readonly measureId: string;
  readonly dueOn: string;
  readonly printed: string;
  readonly sentence: string;
  readonly slippedFrom: string | null;
  readonly slippedMeasureId: string | null;
  readonly doneOn: string | null;
}

/** What the page of a measure shows. */
export interface MeasureView {
  readonly page: View;
  readonly id: string;
  readonly chain: readonly ChainMeasure[];
  readonly links: readonly LinkView[];
  readonly deadlines: readonly DeadlineView[];
  readonly flags: readonly FlagView[];
  readonly indicators: readonly {
    readonly key: string;
    readonly name: string;
    readonly nameEn: string;
    readonly kind: string;
    readonly unit: string;
    readonly target: number | null;
    readonly targetOn: string | null;
    readonly value: number | null;
    readonly state: string | null;
  }[];
  readonly isOperator: boolean;
}

/** The page of a measure: its years side by side, what it hangs together with, its numbers, days and flags. */
export function measurePage(view: MeasureView): Markup {
  const { language } = view.page;
  const own = view.chain.find((one) => one.id === view.id) as ChainMeasure;
  const year = say(words.yearOf, language, { year: String(own.year) });
  const title = `${numberOf(own)} ${titleOf(own, language)}`;
  return page({
    ...view.page,
    title: `${year} ${title}`,
    heading: title,
    kicker: html`${year}　${ministryLinks(own.ministries, language)}　${stateChip(own.state, language)}${own.relisted ? html` ${chip({ text: say(words.relisted, language), tone: 'quiet' })}` : nothing}`,
    lead: asPrinted(excerpt(own.plan, 120), language),
    breadcrumb: [
      { href: '/plan', label: say(words.nav, language) },
      { href: sectionHref(own.section), label: `${own.section} ${titleOf(own, language)}` },
    ],
    ...(view.isOperator
      ? {
          actions: button({
            text: say(operatorWords.runCycle, language),
            href: `/plan/measures/${own.id}/cycle`,
          }),
        }
      : {}),
    main: html`${own.state === 'undecided' ? html`<p class="note">${say(words.undecidedNote, language)}</p>` : nothing}
${section({ heading: say(words.sideBySide, language), note: say(words.japaneseOnly, language), body: years(view) })}
${section({ heading: say(words.links, language), id: 'links', body: html`${linkTable(view)}${view.isOperator ? addLink(view) : nothing}` })}
${section({ heading: say(words.numbers, language), id: 'numbers', body: numberTable(view) })}
${section({ heading: say(words.deadlines, language), id: 'deadlines', body: deadlineTable(view) })}
${view.flags.length > 0 ? section({ heading: say(words.flags, language), id: 'flags', body: flagTable(view) }) : nothing}
${section({ heading: say(words.indicators, language), id: 'indicators', body: indicatorTable(view) })}
${own.goals.length > 0 ? section({ heading: say(words.goals, language), body: html`<div class="prose"><ul>${own.goals.map((goal) => html`<li>${asPrinted(goal, language)}</li>`)}</ul></div>` }) : nothing}`,
  });
}

function years(view: MeasureView): Markup {
  const { language } = view.page;
  interface Aspect {
    readonly name: string;
    readonly cell: (one: ChainMeasure) => Part;
  }
  // The report sets its points one after the other; each begins a line here.
  const text = (value: string): Markup =>
    html`<div>${value.split(/(?<=。)(?=・)/).map((point) => html`<p>${asPrinted(point, language)}</p>`)}</div>`;
  const aspects: readonly Aspect[] = [
    { name: say(words.plan, language), cell: (one) => text(one.plan) },
    {
      name: say(words.result, language),
      cell: (one) =>
        one.results.length === 0
          ? html`<small>${say(words.noResult, language)}</small>`
          : html`<div>${one.results.map((result) => html`${result.tag ? html`<p><b>${asPrinted(`[${result.tag}]`, language)}</b></p>` : nothing}${text(result.body)}`)}</div>`,
    },
    {
      name: say(words.evaluation, language),
      cell: (one) =>
        one.evaluation
          ? html`<div>${text(one.evaluation)}${one.nextState ? html`<p>${stateChip(one.nextState, language)}${one.because ? html` <small>${one.because}</small>` : nothing}</p>` : nothing}</div>`
          : html`<small><a href="${sectionHref(one.section.replace(/\(.*$/, ''))}">${say(words.notEvaluated, language)}</a></small>`,
    },
    ...(view.chain.some((one) => one.nextPlan)
      ? [
          {
            name: say(words.nextPlanOf, language),
            cell: (one: ChainMeasure) => (one.nextPlan ? text(one.nextPlan) : null),
          },
        ]
      : []),
    ...(view.chain.some((one) => one.subRows.length > 0)
      ? [
          {
            name: say(words.subRows, language),
            cell: (one: ChainMeasure) =>
              html`<div>${one.subRows.map((row) => html`<p><b>${asPrinted(row.ministries.join('、'), language)}</b></p>${text(row.plan)}${row.results.map((result) => text(result.text))}`)}</div>`,
          },
        ]
      : []),
    { name: say(words.ministries, language), cell: (one) => ministryLinks(one.ministries, language) },
    { name: say(words.source, language), cell: (one) => html`<small>${sourceOf(one, language)}</small>` },
  ];
  return table<Aspect>({
    language,
    caption: say(words.sideBySide, language),
    hideCaption: true,
    phone: 'cards',
    rows: aspects,
    columns: [
      { key: 'name', label: say(words.aspect, language), header: true },
      ...view.chain.map((one) => ({
        key: one.id,
        label:
          view.chain.filter((other) => other.year === one.year).length > 1 || one.section !== view.chain[0]?.section
            ? `${say(words.yearOf, language, { year: String(one.year) })} ${numberOf(one)}`
            : say(words.yearOf, language, { year: String(one.year) }),
        cell: (aspect: Aspect) => aspect.cell(one),
      })),
    ],
  });
}

function sourceOf(one: ChainMeasure, language: Language): string {
  if (one.origin === 'hub') return say(words.sourceHub, language);
  return say(words.sourceAt, language, {
    source: one.source,
    page: one.page === null ? '?' : String(one.page),
    line: String(one.line ?? '?'),
  });
}

const relation = (link: LinkView): Parameters<typeof say>[0] =>
  link.kind === 'relisted'
    ? link.isLater
      ? words.relistedFrom
      : words.relistedAt
    : link.kind === 'continues'
      ? link.isLater
        ? words.continues
        : words.continuedBy
      : link.isLater
        ? words.replaces
        : words.replacedBy;

function linkTable(view: MeasureView): Markup {
  const { language } = view.page;
  return table<LinkView>({
    language,
    caption: say(words.links, language),
    hideCaption: true,
    phone: 'cards',
    rows: view.links,
    empty: say(words.noLinks, language),
    columns: [
      { key: 'kind', label: say(words.linkKind, language), tight: true, cell: (link) => say(relation(link), language) },
      {
        key: 'plan',
        label: say(words.measures, language),
        header: true,
        cell: (link) =>
          html`<a href="/plan/measures/${link.isLater ? link.otherId : link.measureId}">${String(link.year)} ${numberOf(link)}</a> ${asPrinted(excerpt(link.plan, 70), language)}`,
      },
      {
        key: 'state',
        label: say(words.state, language),
        cell: (link) =>
          html`<span>${linkChip(link, language)}${isDoubtfulLink(link) ? html`<br><small>${say(words.doubtfulNote, language, { percent: formatPercent(Number(link.confidence), language) })}</small>` : nothing}</span>`,
      },
      ...(view.isOperator
        ? [
            {
              key: 'act',
              label: say(operatorWords.act, language),
              cell: (link: LinkView) => linkButtons(link, view.id, language),
            },
          ]
        : []),
    ],
  });
}

const isDoubtfulLink = (link: LinkView) => link.state === 'proposed' && Number(link.confidence ?? 0) < DOUBTFUL_LINK;

function linkButtons(link: LinkView, back: string, language: Language): Markup {
  const about = `${link.measureId} → ${link.otherId}`;
  const press = (decision: 'confirmed' | 'refused', text: string) =>
    postButton({
      action: `/plan/links/${link.id}`,
      text,
      kind: 'sub',
      small: true,
      label: `${text}：${about}`,
      fields: { decision, back },
    });
  return html`<div class="row">${link.state === 'confirmed' ? nothing : press('confirmed', say(operatorWords.confirm, language))}${press('refused', say(operatorWords.refuse, language))}</div>`;
}

function addLink(view: MeasureView): Markup {
  const { language } = view.page;
  return disclosure({
    summary: say(operatorWords.linkAdd, language),
    body: form.form({
      language,
      action: `/plan/measures/${view.id}/links`,
      body: html`${form.text({ language, name: 'other', label: say(operatorWords.linkOther, language), hint: '2019-1.1-1-01', required: true })}
${form.select({
  language,
  name: 'kind',
  label: say(words.linkKind, language),
  value: 'continues',
  choices: [
    { value: 'continues', label: say(words.continues, language) },
    { value: 'replaces', label: say(words.replaces, language) },
    { value: 'relisted', label: say(words.relistedFrom, language) },
  ],
})}${form.text({ language, name: 'note', label: say(operatorWords.linkNote, language) })}${button({ text: say(operatorWords.add, language), kind: 'sub' })}`,
    }),
  });
}
