import { html, type Markup, nothing } from '#platform/html';
import { button, chart, empty, page, restsOn, section, table } from '#platform/page';
import type { View } from '#platform/web';
import { formatNumber, type Language, say } from '#platform/words';
import type { Questionnaire } from '../assessment/questionnaire.ts';
import type { Start } from '../assessment/start.ts';
import type { Figure } from './figures.ts';
import { pointsOf, topicLink } from './result.html.ts';
import { topics, words } from './words.ts';

/** Of which questionnaires there are figures. */
export function figuresPage(view: {
  readonly page: View;
  readonly rows: readonly { readonly sheet: Questionnaire; readonly count: number; readonly mean: number }[];
}): Markup {
  const { language } = view.page;
  return page({
    ...view.page,
    title: say(words.figuresTitle, language),
    heading: say(words.figuresTitle, language),
    lead: say(words.figuresLead, language),
    narrow: true,
    main: html`${table({
      language,
      caption: say(words.figuresTitle, language),
      hideCaption: true,
      phone: 'cards',
      rows: view.rows,
      empty: empty({
        title: say(words.figuresNone, language),
        body: say(words.figuresNoneBody, language),
        action: button({ text: say(words.another, language), href: '/start' }),
      }),
      columns: [
        {
          key: 'sheet',
          label: say(words.sheet, language),
          header: true,
          cell: ({ sheet, mean }) =>
            html`<a href="/figures/${sheet.id}">${sheet.title[language]}</a>${chart.meter(pointsOf(mean))}`,
        },
        {
          key: 'mean',
          label: say(words.mean, language),
          numeric: true,
          cell: ({ mean }) => pointsOf(mean),
        },
        { key: 'count', label: say(words.organisations, language), numeric: true },
      ],
    })}${restsOn({ language, text: say(words.rests, language) })}`,
  });
}

/** What organisations answer on one questionnaire, together. */
export function figurePage(view: {
  readonly page: View;
  readonly sheet: Questionnaire;
  readonly start: Start;
  readonly all: Figure | undefined;
  readonly byTrade: readonly Figure[];
  readonly bySize: readonly Figure[];
  readonly groups: readonly Figure[];
  readonly cells: readonly Figure[];
}): Markup {
  const { sheet, start, all } = view;
  const { language } = view.page;
  const title = sheet.title[language];
  const trade = (id: string | null) => start.trades.find((one) => one.id === id)?.text[language] ?? '';
  const size = (from: number | null) => start.sizes.find(({ people }) => people === from)?.text[language] ?? '';
  const rows = (figures: readonly Figure[], label: (figure: Figure) => string) =>
    figures.toSorted((one, other) => other.mean - one.mean).map((figure) => ({ ...figure, label: label(figure) }));
  const part = (heading: string, first: string, list: ReturnType<typeof rows>) =>
    list.length === 0 ? nothing : section({ heading, body: meanTable(heading, first, list, language) });
  const groups = sheet.groups.flatMap(({ id, title: name }) => {
    const figure = view.groups.find((one) => one.part === `g:${id}`);
    return figure ? [{ ...figure, label: name[language] }] : [];
  });
  return page({
    ...view.page,
    title: `${title}｜${say(words.figuresTitle, language)}`,
    kicker: html`<a href="/figures">${say(words.figuresTitle, language)}</a>`,
    heading: title,
    main: all
      ? html`${chart.big({ figures: [{ label: say(words.allOf, language, { count: all.count }), value: formatNumber(pointsOf(all.mean), language) }] })}
${part(say(words.byGroup, language), say(words.part, language), groups)}
${part(
  say(words.byTrade, language),
  say(words.trade, language),
  rows(view.byTrade, (figure) => trade(figure.trade)),
)}
${part(
  say(words.bySize, language),
  say(words.size, language),
  view.bySize
    .toSorted((one, other) => (one.sizeBand ?? 0) - (other.sizeBand ?? 0))
    .map((figure) => ({ ...figure, label: size(figure.sizeBand) })),
)}
${view.cells.length === 0 ? nothing : section({ heading: say(words.crosswise, language), body: crossTable(view, trade, size) })}
${restsOn({ language, text: say(words.rests, language) })}`
      : empty({ title: say(words.figuresNone, language), body: say(words.figuresNoneBody, language) }),
  });
}

function meanTable(
  caption: string,
  first: string,
  rows: readonly (Figure & { readonly label: string })[],
  language: Language,
): Markup {
  return table({
    language,
    caption,
    hideCaption: true,
    phone: 'cards',
    rows,
    columns: [
      { key: 'label', label: first, header: true, cell: (row) => html`${row.label}${chart.meter(pointsOf(row.mean))}` },
      {
        key: 'mean',
        label: say(words.mean, language),
        numeric: true,
        cell: ({ mean }) => pointsOf(mean),
      },
      { key: 'count', label: say(words.organisations, language), numeric: true },
    ],
  });
}

function crossTable(
  { cells, start, page: { language } }: Parameters<typeof figurePage>[0],
  trade: (id: string | null) => string,
  size: (from: number | null) => string,
): Markup {
  const sizes = start.sizes
    .map(({ people }) => people)
    .filter((from) => cells.some(({ sizeBand }) => sizeBand === from));
  const trades = start.trades.map(({ id }) => id).filter((id) => cells.some((cell) => cell.trade === id));
  const rows = trades.map((id) => ({
    id,
    means: new Map(cells.flatMap((cell) => (cell.trade === id ? [[cell.sizeBand, cell] as const] : []))),
  }));
  return table({
    language,
    caption: say(words.crosswise, language),
    hideCaption: true,
    rows,
    columns: [
      { key: 'trade', label: say(words.trade, language), header: true, cell: ({ id }) => trade(id) },
      ...sizes.map((from) => ({
        key: `s${from}`,
        label: size(from),
        numeric: true,
        cell: ({ means }: (typeof rows)[number]) => {
          const cell = means.get(from);
          return cell ? pointsOf(cell.mean) : null;
        },
      })),
    ],
  });
}

/** One topic: every question that belongs to it, with why, how it looks and what to do. */
export function topicPage(view: {
  readonly page: View;
  readonly lesson: string;
  readonly sheets: readonly Questionnaire[];
}): Markup {
  const { language } = view.page;
  const entry = topics[view.lesson as keyof typeof topics];
  const title = entry ? say(entry, language) : view.lesson;
  const seen = new Set<string>();
  const questions = view.sheets
    .flatMap((sheet) => sheet.questions.map((question) => ({ sheet, question })))
    .filter(({ question }) => {
      const key = question.concept ?? question.ask.en;
      if (!question.lessons.includes(view.lesson) || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  const others = Object.keys(topics).filter((lesson) => lesson !== view.lesson);
  return page({
    ...view.page,
    title,
    heading: title,
    lead: say(words.topicLead, language),
    narrow: true,
    main: html`${questions.map(({ sheet, question }) => {
      const advice = Array.isArray(question.advice) ? question.advice.at(-1)?.text : question.advice;
      return section({
        heading: question.ask[language],
        body: html`<p>${question.why[language]}</p><p><b>${say(words.topicExample, language)}</b><br>${question.example[language]}</p><p><b>${say(words.topicDo, language)}</b><br>${advice?.[language] ?? ''}</p><p class="note"><a href="/questionnaires/${sheet.id}#${question.id}">${sheet.title[language]}</a></p>`,
      });
    })}<p class="note">${say(words.learn, language)}${language === 'en' ? ': ' : '：'}${others.map((lesson, at) => html`${at > 0 ? ' · ' : ''}${topicLink(lesson, language)}`)}</p>`,
  });
}
