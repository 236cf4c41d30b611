import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { productRoot } from '#platform/files';
import { attrs, join as between, html, type Markup } from '#platform/html';
import { page, printButton, section, table } from '#platform/page';
import { navItem, route } from '#platform/web';
import { type Language, say } from '#platform/words';
import { Incident } from '../figures/index.ts';
import { caveats, chartsOf, comparison, footOf, pick, spanOf, unitOf, wholeTable } from './figure.html.ts';
import { figures, findFigure, sourceLines } from './load.ts';
import { SUBJECTS, type Subject } from './subjects.ts';
import { words } from './words.ts';

for (const reader of ['public', 'member', 'operator'] as const)
  navItem({ href: '/statistics', label: words.nav, for: reader, order: 44, group: 'improve' });

route({
  method: 'GET',
  path: '/statistics',
  permission: 'public',
  async handle(c) {
    const { language } = c;
    return page({
      ...c.view,
      title: say(words.nav, language),
      heading: say(words.nav, language),
      lead: say(words.lead, language, { count: figures().length }),
      main: html`<nav aria-label="${say(words.subjects, language)}"><p>${between(
        SUBJECTS.map((subject) => html`<a href="#${subject.id}">${say(subject.title, language)}</a>`),
        ' ｜ ',
      )}</p></nav>${SUBJECTS.map((subject) =>
        section({
          id: subject.id,
          heading: say(subject.title, language),
          note: say(subject.says, language),
          body: html`${subjectTable(language, subject)}${subject.id === 'government' ? html`<p><a href="/statistics/incidents-2019">${say(words.incidents, language)}</a></p>` : ''}`,
        }),
      )}<p><a href="/open-data">${say(words.download, language)}</a></p>`,
    });
  },
});

function subjectTable(language: Language, subject: Subject): Markup {
  const comma = language === 'en' ? '; ' : '、';
  return table({
    language,
    caption: say(subject.title, language),
    hideCaption: true,
    phone: 'cards',
    rows: subject.figures.flatMap((id) => findFigure(id) ?? []),
    columns: [
      {
        key: 'title',
        label: say(words.figure, language),
        header: true,
        cell: (figure) =>
          html`<span><a href="/statistics/${figure.id}">${pick(language, figure.title)}</a>${figure.breaks.length > 0 ? html` <small>${say(words.breaks, language)}</small>` : ''}</span>`,
      },
      {
        key: 'unit',
        label: say(words.unit, language),
        cell: (figure) => [...new Set(figure.columns.map((column) => unitOf(language, column.unit)))].join(comma),
      },
      { key: 'periods', label: say(words.periods, language), tight: true, cell: (figure) => spanOf(language, figure) },
    ],
  });
}

route({
  method: 'GET',
  path: '/statistics/incidents-2019',
  permission: 'public',
  async handle(c) {
    const { language } = c;
    const rows = readFileSync(join(productRoot, 'data/plan/incidents-2019.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => Incident.parse(JSON.parse(line)));
    return page({
      ...c.view,
      title: say(words.incidents, language),
      breadcrumb: [{ href: '/statistics', label: say(words.nav, language) }],
      heading: say(words.incidents, language),
      lead: say(words.incidentsLead, language, { count: rows.length }),
      main: table({
        language,
        caption: say(words.incidents, language),
        hideCaption: true,
        phone: 'cards',
        rows,
        columns: [
          {
            key: 'month',
            label: say(words.month, language),
            tight: true,
            cell: (row) => html`<span id="${row.id}">${row.month}</span>`,
          },
          {
            key: 'body',
            label: say(words.body, language),
            header: true,
            cell: (row) => html`<span lang="ja">${row.body}</span>`,
          },
          {
            key: 'summary',
            label: say(words.what, language),
            cell: (row) => html`<span lang="ja">${row.summary}</span>`,
          },
          {
            key: 'typePrinted',
            label: say(words.type, language),
            cell: (row) => html`<span lang="ja">${row.typePrinted}</span>`,
          },
        ],
      }),
    });
  },
});

const many = z.preprocess(
  (value) => (value === undefined ? [] : String(value).split(',')),
  z.array(z.string().max(60)).max(8),
);

route({
  method: 'GET',
  path: '/statistics/:figure',
  permission: 'public',
  params: z.object({ figure: z.string().max(60) }),
  query: z.object({ row: many.optional(), a: z.string().max(40).optional(), b: z.string().max(40).optional() }),
  async handle(c) {
    const { language } = c;
    const figure = findFigure(c.params.figure);
    if (!figure) throw new Refusal('improve.figure-unknown', {}, 404);
    // Several boxes of one name come as several parameters.
    const asked = c.url.searchParams.getAll('row').flatMap((row) => row.split(','));
    const { a, b } = c.query;
    const units = [...new Set(figure.columns.map((column) => unitOf(language, column.unit)))];
    return page({
      ...c.view,
      title: pick(language, figure.title),
      breadcrumb: [{ href: '/statistics', label: say(words.nav, language) }],
      heading: pick(language, figure.title),
      lead: `${say(words.units, language, { units: units.join(language === 'en' ? '; ' : '、') })}${figure.denominator ? `${language === 'en' ? '. ' : '。'}${say(words.denominator, language, { text: pick(language, figure.denominator) })}` : ''}`,
      actions: printButton({ language }),
      main: html`${caveats(language, figure, figures())}${chartsOf(language, figure, asked)}${section({ heading: say(words.whole, language), body: wholeTable(language, figure) })}${comparison(language, figure, a && b ? [a, b] : undefined)}${footOf(language, figure)}`,
    });
  },
});

/** Lines shown around the one that is cited. */
const AROUND = 12;

route({
  method: 'GET',
  path: '/sources/:document/:line',
  permission: 'public',
  params: z.object({ document: z.literal('002'), line: z.coerce.number().int().min(1).max(100_000) }),
  async handle(c) {
    const { language } = c;
    const { line } = c.params;
    const kept = sourceLines();
    const shown = Array.from({ length: 2 * AROUND + 1 }, (_, at) => line - AROUND + at).filter((at) => kept.has(at));
    if (!kept.has(line)) throw new Refusal('improve.source-unknown', {}, 404);
    return page({
      ...c.view,
      narrow: true,
      hidden: true,
      title: say(words.sourceHeading, language, { line: String(line) }),
      breadcrumb: [{ href: '/statistics', label: say(words.nav, language) }],
      heading: say(words.sourceHeading, language, { line: String(line) }),
      lead: say(words.sourceLead, language),
      main: html`<table lang="ja"><caption class="unseen">${say(words.sourceLead, language)}</caption><tbody>${shown.map((at) => html`<tr${attrs({ id: `l${at}`, class: at === line ? 'marked' : undefined })}><th scope="row" class="n">${at}</th><td>${at === line ? html`<mark>${kept.get(at) ?? ''}</mark>` : (kept.get(at) ?? '')}</td></tr>`)}</tbody></table>`,
    });
  },
});
