import { html, type Markup, nothing } from '#platform/html';
import { button, chart, disclosure, empty, form, page, restsOn, section, table } from '#platform/page';
import type { View } from '#platform/web';
import { formatNumber, type Language, say } from '#platform/words';
import {
  asPrinted,
  excerpt,
  ministryLinks,
  numberOf,
  paragraphs,
  sectionHref,
  stateChip,
  tagList,
  titleOf,
  wordFor,
} from './show.ts';
import { words } from './words.ts';

/** One heading of the strategy. */
export interface SectionRow {
  readonly section: string;
  readonly parent: string | null;
  readonly depth: number;
  readonly title: string;
  readonly titleEn: string;
  readonly viewpoints: readonly string[];
  readonly help: readonly string[];
  readonly lead: readonly string[];
  readonly related: readonly string[];
  readonly count: number;
}

/** What the first page of the plan shows. */
export interface TreeView {
  readonly page: View;
  readonly year: number;
  readonly years: readonly { readonly year: number; readonly source: string; readonly hasResults: boolean }[];
  readonly sections: readonly SectionRow[];
  readonly figures: {
    readonly measures: number;
    readonly relisted: number;
    readonly results: number;
    readonly allMeasures: number;
    readonly withoutTarget: number;
    readonly restated: number;
    readonly leftOut: number;
    readonly doubtful: number;
  };
  readonly viewpoint: string | undefined;
  readonly help: string | undefined;
}

const VIEWPOINTS = ['mission', 'risk', 'participation'] as const;
const HELP = ['self', 'mutual', 'public'] as const;

function otherViews(language: Language): Markup {
  return html`<ul class="row">${(
    [
      ['/plan/flags', words.flags],
      ['/plan/ministries', words.ministryList],
      ['/plan/matrix', words.matrix],
      ['/plan/indicators', words.indicators],
      ['/plan/infrastructure', words.infrastructure],
      ['/plan/reports', words.reports],
    ] as const
  ).map(([href, word]) => html`<li><a href="${href}">${say(word, language)}</a></li>`)}</ul>`;
}

/** The first page of the plan: how many, what to look at, and the tree from purposes to tasks. */
export function treePage(view: TreeView): Markup {
  const { language } = view.page;
  const { figures } = view;
  const year = String(view.year);
  const past = view.years.find((one) => one.hasResults)?.year;
  const source = view.years.map((one) => one.source).find((one) => one !== '') ?? '';
  return page({
    ...view.page,
    title: say(words.nav, language),
    heading: say(words.title, language),
    lead:
      past === undefined
        ? say(words.leadNoResults, language, { year, count: figures.measures, relisted: figures.relisted })
        : say(words.lead, language, {
            year,
            count: figures.measures,
            relisted: figures.relisted,
            past: String(past),
            results: figures.results,
          }),
    actions: html`${button({ text: say(words.list, language), href: `/plan/measures?year=${year}` })}${otherViews(language)}`,
    main: html`${chart.big({
      figures: [
        {
          label: say(words.noNumber, language),
          value: formatNumber(figures.allMeasures - figures.withoutTarget, language),
          note: say(words.noNumberNote, language, { count: figures.allMeasures }),
          href: '/plan/flags?kind=no-target',
        },
        {
          label: say(words.leftOutFigure, language),
          value: formatNumber(figures.leftOut, language),
          href: '/plan/flags?kind=left-out',
        },
        {
          label: say(words.restatedFigure, language),
          value: formatNumber(figures.restated, language),
          href: '/plan/flags?kind=restated',
        },
        {
          label: say(words.doubtfulFigure, language),
          value: formatNumber(figures.doubtful, language),
          href: '/plan/measures?doubtful=yes',
        },
      ],
    })}${section({ heading: say(words.tree, language), note: say(words.ourReading, language), body: html`${treeFilter(view)}${tree(view)}` })}${restsOn({ language, text: say(words.rests, language, { source }) })}`,
  });
}

function treeFilter(view: TreeView): Markup {
  const { language } = view.page;
  const address = (change: Readonly<Record<string, string | undefined>>) => {
    const all = { year: String(view.year), viewpoint: view.viewpoint, help: view.help, ...change };
    const query = Object.entries(all)
      .flatMap(([name, value]) => (value ? [`${name}=${encodeURIComponent(value)}`] : []))
      .join('&');
    return `/plan?${query}`;
  };
  const choices = (kind: 'viewpoint' | 'help', values: readonly string[]) => [
    { value: '', label: say(words.any, language) },
    ...values.map((value) => ({ value, label: wordFor(`${kind}.${value}`, language) })),
  ];
  return form.filter({
    language,
    action: '/plan',
    active: [
      ...(view.viewpoint
        ? [{ label: wordFor(`viewpoint.${view.viewpoint}`, language), without: address({ viewpoint: undefined }) }]
        : []),
      ...(view.help ? [{ label: wordFor(`help.${view.help}`, language), without: address({ help: undefined }) }] : []),
    ],
    fields: html`${form.select({
      language,
      name: 'year',
      label: say(words.year, language),
      value: String(view.year),
      choices: view.years.map(({ year }) => ({
        value: String(year),
        label: say(words.yearOf, language, { year: String(year) }),
      })),
    })}${form.select({ language, name: 'viewpoint', label: say(words.viewpoint, language), value: view.viewpoint ?? '', choices: choices('viewpoint', VIEWPOINTS) })}${form.select({ language, name: 'help', label: say(words.help, language), value: view.help ?? '', choices: choices('help', HELP) })}`,
  });
}

function tree(view: TreeView): Markup {
  const { language } = view.page;
  const fits = (row: SectionRow): boolean =>
    (!view.viewpoint || row.viewpoints.includes(view.viewpoint)) && (!view.help || row.help.includes(view.help));
  const below = (section: string) => view.sections.filter((row) => row.parent === section);
  const shown = (row: SectionRow): boolean => fits(row) || below(row.section).some(shown);
  const total = (row: SectionRow): number =>
    row.count + below(row.section).reduce((sum, child) => sum + total(child), 0);
  const filtered = Boolean(view.viewpoint || view.help);
  const chapters = view.sections.filter((row) => row.depth === 1 && shown(row));
  return html`${chapters.map((chapter) =>
    disclosure({
      summary: html`${chapter.section}　${titleOf(chapter, language)}　<small>${say(words.measureCount, language, { count: total(chapter) })}</small>`,
      open: filtered || chapter.section === '1',
      body: table<SectionRow>({
        language,
        caption: titleOf(chapter, language),
        hideCaption: true,
        phone: 'cards',
        rows: [
          ...(chapter.count > 0 ? [chapter] : []),
          ...below(chapter.section).flatMap((field) => [field, ...below(field.section)]),
        ].filter(shown),
        columns: [
          {
            key: 'section',
            label: say(words.section, language),
            header: true,
            cell: (row) =>
              html`${row.depth === 3 ? '　' : ''}<a href="${sectionHref(row.section)}">${row.section} ${titleOf(row, language)}</a>`,
          },
          {
            key: 'count',
            label: say(words.measures, language),
            numeric: true,
            cell: (row) => {
              const count = row.depth === 2 ? total(row) : row.count;
              return count === 0
                ? null
                : html`<a href="/plan/measures?year=${String(view.year)}&amp;section=${encodeURIComponent(row.section)}">${formatNumber(count, language)}</a>`;
            },
          },
          {
            key: 'lead',
            label: say(words.lead1, language),
            cell: (row) => (row.lead.length > 0 ? ministryLinks(row.lead, language) : null),
          },
          {
            key: 'viewpoints',
            label: say(words.viewpoint, language),
            cell: (row) => tagList('viewpoint', row.viewpoints, language),
          },
          { key: 'help', label: say(words.help, language), cell: (row) => tagList('help', row.help, language) },
        ],
      }),
    }),
  )}`;
}

/** A measure in a list. */
export interface ListedMeasure {
  readonly id: string;
  readonly section: string;
  readonly item: string;
  readonly ministries: readonly string[];
  readonly plan: string;
  readonly state: string;
  readonly relisted: boolean;
}

/** A measure in the list of a section, under the heading and goals it stands under there. */
export interface SectionMeasure extends ListedMeasure {
  readonly year: number;
  readonly heading: string | null;
  readonly goals: readonly string[];
}

/** What a section's page shows. */
export interface SectionView {
  readonly page: View;
  readonly section: Omit<SectionRow, 'count'> & {
    readonly offices: readonly { readonly of: string; readonly office: string }[];
  };
  readonly around: readonly Pick<SectionRow, 'section' | 'parent' | 'depth' | 'title' | 'titleEn'>[];
  readonly reviews: readonly {
    readonly year: number;
    readonly result: string;
    readonly evaluation: string;
    readonly nextPlan: string;
    readonly line: number | null;
  }[];
  readonly measures: readonly SectionMeasure[];
}

/** One heading of the strategy: who leads, what the report says of it, its measures of each year. */
export function sectionPage(view: SectionView): Markup {
  const { language } = view.page;
  const { section: own } = view;
  const parent = view.around.find((one) => one.section === own.parent);
  const children = view.around.filter((one) => one.parent === own.section);
  const title = `${own.section} ${titleOf(own, language)}`;
  return page({
    ...view.page,
    title,
    heading: title,
    kicker: language === 'en' ? asPrinted(own.title, language) : undefined,
    breadcrumb: [
      { href: '/plan', label: say(words.nav, language) },
      ...(parent
        ? [{ href: sectionHref(parent.section), label: `${parent.section} ${titleOf(parent, language)}` }]
        : []),
    ],
    main: html`${whoLeads(view)}${
      children.length > 0
        ? html`<ul class="row">${children.map((child) => html`<li><a href="${sectionHref(child.section)}">${child.section} ${titleOf(child, language)}</a></li>`)}</ul>`
        : nothing
    }${view.reviews.map((review) =>
      section({
        heading: `${say(words.review, language)}（${say(words.yearOf, language, { year: String(review.year) })}）`,
        note: say(words.reviewNote, language),
        body: html`${(
          [
            [words.evaluation, review.evaluation, true],
            [words.lastYear, review.result, false],
            [words.nextPlan, review.nextPlan, false],
          ] as const
        ).map(([word, text, open]) =>
          disclosure({
            summary: say(word, language),
            open,
            body: html`<div class="prose">${paragraphs(text, language)}</div>`,
          }),
        )}`,
      }),
    )}${[...Map.groupBy(view.measures, (measure) => measure.year)].map(([year, measures]) =>
      section({
        heading: `${say(words.yearOf, language, { year: String(year) })}　${say(words.measureCount, language, { count: measures.length })}`,
        body: html`${[...Map.groupBy(measures, (one) => [one.heading ?? '', ...one.goals].join('\n'))].map(([, block]) => html`${goals(block[0], language)}${measureTable(block, language, block[0] ? `${block[0].year} ${numberOf(block[0])}–` : '')}`)}`,
      }),
    )}${
      view.measures.length === 0 && view.reviews.length === 0 && children.length === 0
        ? empty({ title: say(words.nothing, language) })
        : nothing
    }`,
  });
}

function whoLeads(view: SectionView): Markup {
  const { language } = view.page;
  const { lead, related, offices } = view.section;
  if (lead.length + related.length === 0) return nothing;
  return html`<p>${lead.length > 0 ? html`${say(words.lead1, language)}：${ministryLinks(lead, language)}　` : nothing}${related.length > 0 ? html`${say(words.related1, language)}：${ministryLinks(related, language)}` : nothing}</p>${offices.map((one) => html`<p class="note">※ ${say(words.office, language, { of: one.of, office: one.office })}</p>`)}`;
}

function goals(first: SectionMeasure | undefined, language: Language): Markup {
  if (!first || first.goals.length === 0) return nothing;
  return html`<div class="prose"><h3>${first.heading ? asPrinted(first.heading, language) : say(words.goals, language)}</h3><ul>${first.goals.map((goal) => html`<li>${asPrinted(goal, language)}</li>`)}</ul></div>`;
}

/** Measures with plan, ministries and state. Several such tables stand on a page: each has its own name for those who do not see it. */
export function measureTable(measures: readonly ListedMeasure[], language: Language, caption: string): Markup {
  return table<ListedMeasure>({
    language,
    caption,
    hideCaption: true,
    phone: 'cards',
    rows: measures,
    columns: [
      {
        key: 'plan',
        label: say(words.plan, language),
        header: true,
        cell: (row) =>
          html`<a href="/plan/measures/${row.id}">${numberOf(row)}</a> ${asPrinted(excerpt(row.plan), language)}`,
      },
      {
        key: 'ministries',
        label: say(words.ministries, language),
        cell: (row) => ministryLinks(row.ministries, language),
      },
      {
        key: 'state',
        label: say(words.state, language),
        tight: true,
        cell: (row) =>
          html`<span>${stateChip(row.state, language)}${row.relisted ? html` <small>${say(words.relisted, language)}</small>` : nothing}</span>`,
      },
    ],
  });
}
