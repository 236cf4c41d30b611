import { html, type Markup, nothing } from '#platform/html';
import { banner, button, chart, chip, disclosure, empty, page, section, table, taskList } from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, formatNumber, type Language, say } from '#platform/words';
import type { Break, Comparison } from '../assessment/compare.ts';
import { adviceFor } from '../assessment/plan.ts';
import type { Profile } from '../assessment/profile.ts';
import type { Answers, Questionnaire } from '../assessment/questionnaire.ts';
import { dayText } from '../day/index.ts';
import { words } from './words.ts';

/** The newest result on one questionnaire, beside the one before. */
export interface NewestRow {
  readonly id: string;
  readonly organisationId: string;
  readonly questionnaire: string;
  readonly version: number;
  readonly series: number;
  readonly about: string;
  readonly score: number;
  readonly finishedAt: Date;
  readonly scoreBefore: number | null;
  readonly finishedBefore: Date | null;
  readonly seriesBefore: number | null;
  readonly times: number;
}

/** A sitting that is not finished. */
export interface OpenRow {
  readonly id: string;
  readonly organisationId: string;
  readonly questionnaire: string;
  readonly version: number;
  readonly about: string;
  readonly answers: Answers;
  readonly changedAt: Date;
}

/** A step nobody has finished. */
export interface OpenStepRow {
  readonly id: string;
  readonly assessmentId: string;
  readonly question: string;
  readonly owner: string;
  readonly dueOn: string;
  readonly organisationId: string;
  readonly questionnaire: string;
  readonly version: number;
  readonly profile: Profile;
  readonly answers: Answers;
}

/** Finds the version answers were given on. */
export type SheetOf = (questionnaire: string, version: number) => Questionnaire | null;

const points = (share: number) => Math.round(share * 100);
const titleOf = (
  sheets: SheetOf,
  row: { readonly questionnaire: string; readonly version: number; readonly about?: string },
  language: Language,
) => {
  const title = sheets(row.questionnaire, row.version)?.title[language] ?? row.questionnaire;
  return row.about ? `${title}｜${row.about}` : title;
};

/** An organisation's own assessments: what to do, what is under way, where it stands. */
export function recordPage(view: {
  readonly page: View;
  readonly organisations: readonly { readonly id: string; readonly name: string }[];
  readonly newest: readonly NewestRow[];
  readonly open: readonly OpenRow[];
  readonly steps: readonly OpenStepRow[];
  readonly sheets: SheetOf;
  readonly today: string;
  /** Answers on a link this browser began with, not yet taken over. */
  readonly waiting: string | undefined;
}): Markup {
  const { organisations, newest, open, steps, sheets, today } = view;
  const { language } = view.page;
  const several = organisations.length > 1;
  const nameOf = (id: string) => organisations.find((one) => one.id === id)?.name ?? '';
  const mine = (text: string, organisation: string) => (several ? `${nameOf(organisation)}：${text}` : text);
  const frame = {
    ...view.page,
    title: say(words.title, language),
    heading: say(words.title, language),
  };
  if (organisations.length === 0)
    return page({
      ...frame,
      narrow: true,
      main: empty({ title: say(words.noOrganisation, language), body: say(words.noOrganisationBody, language) }),
    });
  return page({
    ...frame,
    lead: say(words.lead, language, {
      organisation: organisations.map(({ name }) => name).join(language === 'en' ? ', ' : '、'),
    }),
    actions: button({ text: say(words.begin, language), href: '/start' }),
    main: html`${
      view.waiting
        ? banner({
            language,
            tone: 'info',
            title: say(words.waitingTitle, language),
            actions: button({ text: say(words.waitingTake, language), href: `/a/${view.waiting}/claim`, kind: 'sub' }),
          })
        : nothing
    }${
      newest.length === 0
        ? nothing
        : section({
            heading: say(words.steps, language),
            body: taskList({
              empty: say(words.noSteps, language),
              tasks: steps.map((step) => {
                const sheet = sheets(step.questionnaire, step.version);
                const question = sheet?.questions.find(({ id }) => id === step.question);
                const holes = {
                  sheet: mine(titleOf(sheets, step, language), step.organisationId),
                  due: dayText(step.dueOn, language),
                };
                return {
                  text:
                    sheet && question
                      ? adviceFor(sheet, question, step.profile, step.answers)[language]
                      : step.question,
                  href: `/assessments/${step.assessmentId}/result`,
                  note: step.owner
                    ? say(words.stepNoteOwner, language, { ...holes, owner: step.owner })
                    : say(words.stepNote, language, holes),
                  state: step.dueOn < today ? chip({ text: say(words.late, language), tone: 'warn' }) : nothing,
                };
              }),
            }),
          })
    }${
      open.length === 0
        ? nothing
        : section({
            heading: say(words.going, language),
            body: taskList({
              tasks: open.map((row) => ({
                text: mine(titleOf(sheets, row, language), row.organisationId),
                href: `/assessments/${row.id}`,
                note: say(words.goingNote, language, {
                  count: Object.keys(row.answers).length,
                  date: formatDate(row.changedAt, language),
                }),
              })),
            }),
          })
    }${
      newest.length === 0 && open.length > 0
        ? nothing
        : section({
            heading: say(words.results, language),
            body:
              newest.length === 0
                ? emptyRecord(language)
                : newestTable(view, (row) => mine(titleOf(sheets, row, language), row.organisationId), language),
          })
    }`,
  });
}

function emptyRecord(language: Language): Markup {
  return empty({
    title: say(words.emptyTitle, language),
    body: say(words.emptyBody, language),
    action: button({ text: say(words.begin, language), href: '/start', kind: 'sub' }),
  });
}

function newestTable(
  { newest }: { readonly newest: readonly NewestRow[] },
  title: (row: NewestRow) => string,
  language: Language,
): Markup {
  return table<NewestRow>({
    language,
    caption: say(words.results, language),
    hideCaption: true,
    phone: 'cards',
    rows: newest,
    columns: [
      {
        key: 'sheet',
        label: say(words.sheet, language),
        header: true,
        cell: (row) => html`<a href="/assessments/${row.id}/result">${title(row)}</a>`,
      },
      {
        key: 'score',
        label: say(words.score, language),
        numeric: true,
        cell: ({ score }) => html`${points(score)}${chart.meter(points(score))}`,
      },
      { key: 'change', label: say(words.change, language), tight: true, cell: (row) => changeOf(row, language) },
      { key: 'on', label: say(words.on, language), tight: true, cell: (row) => formatDate(row.finishedAt, language) },
      {
        key: 'over',
        label: say(words.over, language),
        tight: true,
        cell: (row) => html`<a href="${historyHref(row)}">${say(words.over, language)}</a>`,
      },
    ],
  });
}

/** The address of the series a result belongs to. */
export function historyHref(row: {
  readonly organisationId: string;
  readonly questionnaire: string;
  readonly about: string;
}): string {
  return `/assessments/history/${row.organisationId}/${row.questionnaire}${row.about ? `?about=${encodeURIComponent(row.about)}` : ''}`;
}

function changeOf(row: NewestRow, language: Language): Markup {
  if (row.scoreBefore === null) return html`${say(words.firstTime, language)}`;
  if (row.seriesBefore !== row.series) return html`${say(words.broken, language)}`;
  return html`${formatNumber(points(row.score) - points(row.scoreBefore), language, { signed: true })}`;
}

/** One result in a series. */
export interface SittingRow {
  readonly id: string;
  readonly version: number;
  readonly series: number;
  readonly score: number;
  readonly finishedAt: Date;
}

/** One questionnaire over time; the newest is the last of `rows`. */
export function historyPage(view: {
  readonly page: View;
  readonly sheet: Questionnaire;
  readonly about: string;
  readonly rows: readonly SittingRow[];
  /** The last two, over what both were asked with the same meaning. */
  readonly comparison: Comparison | undefined;
  /** Words of a question of either version. */
  readonly askOf: (question: string) => string;
}): Markup {
  const { sheet, rows, comparison } = view;
  const { language } = view.page;
  const title = view.about ? `${sheet.title[language]}｜${view.about}` : sheet.title[language];
  const [first, last] = [rows[0], rows.at(-1)];
  return page({
    ...view.page,
    title: say(words.historyTitle, language, { title }),
    kicker: html`<a href="/assessments">${say(words.title, language)}</a>`,
    heading: say(words.historyTitle, language, { title }),
    lead: say(words.historyLead, language, { times: rows.length }),
    main: html`${chart.line({
      language,
      caption: say(words.score, language),
      says:
        first && last && rows.length > 1
          ? say(words.chartSays, language, {
              first: formatDate(first.finishedAt, language),
              from: points(first.score),
              last: formatDate(last.finishedAt, language),
              to: points(last.score),
            })
          : say(words.chartOne, language),
      axis: say(words.on, language),
      points: rows.map((row) => formatDate(row.finishedAt, language, 'iso')),
      series: [{ name: title, values: rows.map((row) => points(row.score)) }],
      breaks: rows.flatMap((row, at) =>
        at > 0 && rows[at - 1]?.series !== row.series
          ? [{ at, text: say(words.breakAt, language, { version: row.version }) }]
          : [],
      ),
    })}${comparison ? comparedPart(comparison, view.askOf, language) : nothing}${section({
      heading: say(words.all, language),
      body: table({
        language,
        caption: say(words.all, language),
        hideCaption: true,
        rows: rows.toReversed(),
        columns: [
          {
            key: 'on',
            label: say(words.on, language),
            header: true,
            tight: true,
            cell: (row) => html`<a href="/assessments/${row.id}/result">${formatDate(row.finishedAt, language)}</a>`,
          },
          { key: 'score', label: say(words.score, language), numeric: true, cell: ({ score }) => points(score) },
          { key: 'version', label: say(words.version, language), numeric: true },
        ],
      }),
    })}`,
  });
}

function comparedPart(comparison: Comparison, askOf: (question: string) => string, language: Language): Markup {
  const { before, now, questions, better, worse, breaks } = comparison;
  const list = (ids: readonly string[]) =>
    ids.length === 0
      ? html`<p class="note">${say(words.none, language)}</p>`
      : html`<div class="prose"><ul>${ids.map((id) => html`<li>${askOf(id)}</li>`)}</ul></div>`;
  // Whoever has improved in thirty places need not scroll past them to the few that slipped back.
  const part = (title: string, ids: readonly string[]) =>
    ids.length > 5
      ? disclosure({ summary: `${title}（${ids.length}）`, body: list(ids) })
      : html`<h3>${title}</h3>${list(ids)}`;
  return section({
    heading: say(words.compareTitle, language),
    body: html`${before === null || now === null ? nothing : html`<p>${say(words.comparable, language, { count: questions.length, before: points(before), now: points(now) })}</p>`}
${part(say(words.worse, language), worse)}${part(say(words.better, language), better)}${
  breaks.length === 0
    ? nothing
    : disclosure({
        summary: say(words.breaks, language),
        body: html`<ul>${breaks.map((one) => html`<li>${breakLine(one, askOf, language)}</li>`)}</ul>`,
      })
}`,
  });
}

/** One change between two versions, in words. */
export function breakLine({ question, kind }: Break, askOf: (question: string) => string, language: Language): string {
  const what = say(words[`break.${kind}`], language);
  if (question === '*') return what;
  return `${askOf(question)}${language === 'en' ? ': ' : '：'}${what}`;
}
