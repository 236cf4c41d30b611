/** A figure on a page: charts, the whole table with its sources, notes and breaks. */

import { attrs, html, join, type Markup, type Part } from '#platform/html';
import { banner, button, chart, disclosure, form, restsOn, section, table } from '#platform/page';
import { formatDate, formatNumber, formatPercent, type Language, say } from '#platform/words';
import { type Cell, checkFigure, type Figure, numberOf, UNITS, type Unit } from '../figures/index.ts';
import { barColumns, breaksOn, type Comparison, chosenRows, compare, shortOf, timeAxes, timeColumns } from './view.ts';
import { words } from './words.ts';

/** A text of a figure in the reader's language. */
export const pick = (language: Language, text: { readonly ja: string; readonly en: string }) =>
  language === 'en' ? text.en : text.ja;

/** The unit of a column in words. */
export function unitOf(language: Language, unit: Unit): string {
  return pick(language, UNITS[unit]);
}

/** A value as it is read: with 約 or 以上, or why there is none. */
export function cellWords(language: Language, cell: Cell | undefined): string {
  if (cell === undefined) return say(words['not-published'], language);
  if (typeof cell === 'number') return formatNumber(cell, language);
  if (cell.state === 'about' || cell.state === 'over') return say(words[cell.state], language, { value: cell.value });
  return say(words[cell.state], language);
}

/** A link to the line of the document that something was read from. */
export function sourceLink(language: Language, lines: readonly [number, number], document = '002'): Markup {
  const [from, to] = lines;
  const text =
    from === to
      ? say(words.sourceLine, language, { line: String(from) })
      : say(words.sourceLines, language, {
          from: formatNumber(from, 'en').replaceAll(',', ''),
          to: formatNumber(to, 'en').replaceAll(',', ''),
        });
  return html`<a${attrs({ href: `/sources/${document}/${from}#l${from}` })}>${text}</a>`;
}

/** All charts of a figure. */
export function chartsOf(language: Language, figure: Figure, asked: readonly string[]): Markup {
  const lines = timeAxes(figure).map((columns, at) => lineChart(language, figure, columns, asked, at === 0));
  return html`${lines}${barColumns(figure).map((column) => barChart(language, figure, column))}`;
}

function lineChart(
  language: Language,
  figure: Figure,
  columns: readonly Figure['columns'][number][],
  asked: readonly string[],
  isFirst: boolean,
): Markup {
  const rows = chosenRows(figure, asked);
  const breaks = breaksOn(figure, columns);
  const unit = columns[0]?.unit ?? 'report';
  const axis = axisOf(language, columns);
  return chart.line({
    language,
    caption: `${pick(language, figure.title)}｜${axis}｜${say(words.units, language, { units: unitOf(language, unit) })}`,
    says: readingOf(language, figure, columns, rows[0]),
    axis,
    points: columns.map((column) => (column.period ? shortOf(column.period) : pick(language, column.label))),
    series: rows.map((one) => ({
      name: pick(language, one.label),
      values: columns.map((column) => numberOf(one.values[column.key])),
    })),
    breaks: breaks.map(({ at, reason }) => ({ at, text: pick(language, reason.reason) })),
    rests:
      isFirst && figure.rows.length > 4
        ? rowChoice(
            language,
            figure,
            rows.map((one) => one.key),
          )
        : undefined,
  });
}

/** What a line tells, in one sentence: from its first to its last value, and nothing of rise or fall across a change in the counting. */
export function readingOf(
  language: Language,
  figure: Figure,
  columns: readonly Figure['columns'][number][],
  row: Figure['rows'][number] | undefined,
): string {
  const known = columns.filter((column) => row && numberOf(row.values[column.key]) !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (!row || !first || !last || first === last) return '';
  return say(breaksOn(figure, columns).length > 0 ? words.saysBroken : words.says, language, {
    row: pick(language, row.label),
    first: pick(language, first.label),
    last: pick(language, last.label),
    from: cellWords(language, row.values[first.key]),
    to: cellWords(language, row.values[last.key]),
  });
}

/** What the points of an axis are: years, fiscal years, the quarters of one. */
export function axisOf(language: Language, columns: readonly Figure['columns'][number][]): string {
  const period = columns[0]?.period;
  if (!period) return '';
  if (period.kind !== 'fiscal-quarter') return say(words[`axis.${period.kind}`], language);
  const year = Number(period.from.slice(0, 4)) - (period.from.slice(5) < '04' ? 1 : 0);
  return say(words['axis.fiscal-quarter'], language, { year: String(year) });
}

/** The time a figure speaks of: from the first to the last of its axis, or its one period; null where the source names none. */
export function spanOf(language: Language, figure: Figure): string | null {
  const time = timeColumns(figure);
  const [first, last] = [time[0], time.at(-1)];
  if (first && last) return `${pick(language, first.label)}–${pick(language, last.label)}`;
  const period = figure.columns.find((column) => column.period)?.period;
  if (!period) return null;
  const day = (text: string) => formatDate(new Date(`${text}T00:00:00+09:00`), language);
  if (period.kind === 'day') return day(period.from);
  if (period.kind === 'span') return `${day(period.from)}–${day(period.to)}`;
  return say(period.kind === 'fiscal-year' ? words.fiscalYear : words.year, language, { year: shortOf(period) });
}

function rowChoice(language: Language, figure: Figure, chosen: readonly string[]): Markup {
  return disclosure({
    summary: say(words.draw, language),
    body: html`<form class="form" method="get" action="/statistics/${figure.id}">${form.checkboxes({ language, name: 'row', label: say(words.draw, language), values: chosen, choices: figure.rows.map((row) => ({ value: row.key, label: `${row.group ? `${pick(language, row.group)}｜` : ''}${pick(language, row.label)}` })) })}${button({ text: say(words.redraw, language), kind: 'sub' })}</form>`,
  });
}

function barChart(language: Language, figure: Figure, column: Figure['columns'][number]): Markup {
  const items = figure.rows.flatMap((row) => {
    const value = numberOf(row.values[column.key]);
    return value === null ? [] : [{ row, value }];
  });
  const without = figure.rows.filter((row) => numberOf(row.values[column.key]) === null);
  return html`<figure class="chart">${chart.bars({
    language,
    caption: `${pick(language, figure.title)}｜${pick(language, column.label)}｜${say(words.units, language, { units: unitOf(language, column.unit) })}`,
    columns: [say(words.rows, language), say(words.value, language)],
    whole: column.unit === 'percent' ? 100 : undefined,
    items: items.map(({ row, value }) => ({ label: pick(language, row.label), value })),
  })}${without.length > 0 ? html`<p class="note">${say(words.without, language, { rows: without.map((row) => `${pick(language, row.label)}（${cellWords(language, row.values[column.key])}）`).join(language === 'en' ? ', ' : '、') })}</p>` : ''}</figure>`;
}

/** The whole table; each row names the lines it was read from. */
export function wholeTable(language: Language, figure: Figure): Markup {
  const units = new Set(figure.columns.map((column) => column.unit));
  const [only] = units.size === 1 ? units : [];
  return table({
    language,
    caption: only ? say(words.units, language, { units: unitOf(language, only) }) : say(words.whole, language),
    hideCaption: !only,
    rows: figure.rows,
    columns: [
      {
        key: 'label',
        label: say(words.rows, language),
        header: true,
        cell: (row) => {
          const label = pick(language, row.label);
          const group = row.group ? pick(language, row.group) : '';
          return html`${group === '' || label.startsWith(group) ? '' : html`<small>${group}</small><br>`}<span id="row-${row.key}">${label}</span><br><small>${sourceLink(language, row.lines)}</small>`;
        },
      },
      ...figure.columns.map((column) => ({
        key: column.key,
        label: only
          ? pick(language, column.label)
          : `${pick(language, column.label)}（${unitOf(language, column.unit)}）`,
        numeric: true,
        cell: (row: Figure['rows'][number]): Part => cellWords(language, row.values[column.key]),
      })),
    ],
  });
}

/** What keeps the numbers from misleading: breaks, notes, values that do not recompute. */
export function caveats(language: Language, figure: Figure, others: readonly Figure[]): Markup {
  const { faults } = checkFigure(figure, others);
  const label = (key: string) =>
    pick(language, figure.rows.find((row) => row.key === key)?.label ?? { ja: key, en: key });
  return html`${figure.breaks.map((one) =>
    banner({
      language,
      tone: 'warn',
      title: say(words.breakTitle, language, { date: formatDate(new Date(`${one.from}T00:00:00+09:00`), language) }),
      body: html`<p>${pick(language, one.reason)}（${sourceLink(language, one.lines)}）</p>`,
    }),
  )}${figure.counting === 'multiple-choice' ? banner({ language, tone: 'info', title: say(words.multiple, language) }) : ''}${
    faults.length > 0
      ? banner({
          language,
          tone: 'warn',
          title: say(words.fault, language, { count: faults.length }),
          body: html`<ul>${faults.map((fault) => html`<li>${say(words.faultLine, language, { row: label(fault.row), printed: formatNumber(fault.printed, language), computed: formatNumber(fault.computed, language) })}（${sourceLink(language, fault.lines)}）</li>`)}</ul>`,
        })
      : ''
  }${
    figure.notes.length > 0
      ? section({
          heading: say(words.notes, language),
          body: html`<ul class="prose">${figure.notes.map((note) => html`<li>${pick(language, note)}（${sourceLink(language, note.lines)}）</li>`)}</ul>`,
        })
      : ''
  }`;
}

/** Two periods beside each other, or why they do not compare. */
export function comparison(language: Language, figure: Figure, chosen: readonly [string, string] | undefined): Markup {
  const columns = timeColumns(figure);
  const [a, b] = (chosen ?? []).map((key) => figure.columns.find((column) => column.key === key));
  // Before anything is drawn: whoever asks for unlike columns is told so.
  const compared = a && b ? compare(figure, a, b) : undefined;
  if (columns.length < 2 && !compared) return html``;
  const choices = columns.map((column) => ({ value: column.key, label: pick(language, column.label) }));
  const ask = html`<form class="row no-print" method="get" action="/statistics/${figure.id}#compare">${form.select({ language, name: 'a', label: say(words.before, language), blank: false, width: 'short', choices, value: a?.key ?? choices.at(-2)?.value })}${form.select({ language, name: 'b', label: say(words.after, language), blank: false, width: 'short', choices, value: b?.key ?? choices.at(-1)?.value })}${button({ text: say(words.show, language), kind: 'sub' })}</form>`;
  if (!a || !b || !compared) return section({ id: 'compare', heading: say(words.compare, language), body: ask });
  const reasons = compared.breaks.map((one) => pick(language, one.reason));
  return section({
    id: 'compare',
    heading: say(words.compare, language),
    body: html`${ask}${reasons.map((reason) => banner({ language, tone: 'warn', title: say(words.notComparable, language, { reason }) }))}${table<Comparison>(
      {
        language,
        caption: `${pick(language, a.label)} → ${pick(language, b.label)}（${unitOf(language, a.unit)}）`,
        rows: compared.rows,
        columns: [
          { key: 'row', label: say(words.rows, language), header: true, cell: ({ row }) => pick(language, row.label) },
          {
            key: 'before',
            label: pick(language, a.label),
            numeric: true,
            cell: ({ before }) => cellWords(language, before),
          },
          {
            key: 'after',
            label: pick(language, b.label),
            numeric: true,
            cell: ({ after }) => cellWords(language, after),
          },
          {
            key: 'difference',
            label: say(words.difference, language),
            numeric: true,
            cell: ({ difference }) =>
              difference === null ? null : formatNumber(difference, language, { signed: true }),
          },
          {
            key: 'change',
            label: say(words.change, language),
            numeric: true,
            cell: ({ change }) =>
              change === null
                ? null
                : `${change > 0 ? '+' : change < 0 ? '−' : ''}${formatPercent(Math.abs(change), language, 1)}`,
          },
        ],
      },
    )}`,
  });
}

/** Where it all comes from, and the files. */
export function footOf(language: Language, figure: Figure): Markup {
  const base = `/statistics/${figure.id}`;
  return html`${restsOn({ language, text: join([say(words.sourceRests, language), sourceLink(language, figure.source.lines)], ' ') })}${section(
    {
      heading: say(words.download, language),
      body: html`<ul class="files"><li><a href="${base}/data.csv">${say(words.csv, language)}</a></li><li><a href="${base}/data.csv-metadata.json">${say(words.csvw, language)}</a></li><li><a href="/api/v1/statistics/${figure.id}">${say(words.json, language)}</a></li></ul>`,
    },
  )}`;
}
