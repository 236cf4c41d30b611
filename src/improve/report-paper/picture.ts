/**
 * A number table drawn for paper: one SVG that needs no style sheet and no colour. Lines differ by dashes and marks, bars carry their value,
 * no line leads across a change in the counting. What may be drawn at all is decided where the pages decide it (`statistics/view.ts`).
 */

import { html, type Markup, type Part } from '#platform/html';
import type { Block } from '#platform/paper';
import { type Figure, numberOf, UNITS } from '../figures/index.ts';
import { axisOf, cellWords, readingOf } from '../statistics/figure.html.ts';
import { barColumns, breaksOn, chosenRows, shortOf, timeAxes } from '../statistics/view.ts';
import { number } from './pieces.ts';

type Column = Figure['columns'][number];

/** A picture: drawn, and told to whoever does not see it. */
type Picture = Extract<Block, { kind: 'picture' }>;

const WIDTH = 640;
const PLOT = { left: 62, right: 18, top: 14, height: 190 };
const BAR = { label: 300, value: 74, row: 26, most: 24 };
const MARKS = ['M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z', 'M-4-4h8v8h-8z', 'M0-5 5 4h-10z', 'M0-5.5 5 0 0 5.5-5 0z'];
const DASHES = ['none', '8 4', '2 4', '10 3 2 3'];

/** All pictures of a table; none where nothing may be drawn. */
export function picturesOf(figure: Figure): readonly Picture[] {
  return [
    ...timeAxes(figure).map((columns) => lines(figure, columns)),
    ...barColumns(figure).flatMap((column) => bars(figure, column)),
  ];
}

function lines(figure: Figure, columns: readonly Column[]): Picture {
  const rows = chosenRows(figure, []);
  const caption = `${axisOf('ja', columns)}｜単位：${UNITS[columns[0]?.unit ?? 'report'].ja}`;
  const values = rows.map((row) => columns.map((column) => numberOf(row.values[column.key])));
  const ticks = ticksTo(Math.max(0, ...values.flat().map((value) => value ?? 0)));
  const top = ticks.at(-1) ?? 1;
  const legend = figure.rows.length > 1 ? rows.length * 20 : 0;
  const ground = legend + PLOT.top + PLOT.height;
  const x = (at: number) =>
    PLOT.left + 8 + (at / Math.max(1, columns.length - 1)) * (WIDTH - PLOT.left - PLOT.right - 16);
  const y = (value: number) => ground - (value / top) * PLOT.height;
  const breaks = new Set(breaksOn(figure, columns).map(({ at }) => at));
  const drawn = values.map((line, index) => {
    const runs: string[][] = [[]];
    for (const [at, value] of line.entries()) {
      if (value === null || breaks.has(at)) runs.push([]);
      if (value !== null) runs.at(-1)?.push(`${round(x(at))},${round(y(value))}`);
    }
    return html`${runs.filter((run) => run.length > 1).map((run) => html`<polyline points="${run.join(' ')}" fill="none" stroke="#1a1a1c" stroke-width="2" stroke-dasharray="${DASHES[index] ?? 'none'}"/>`)}${line.map((value, at) => (value === null ? '' : mark(index, x(at), y(value))))}`;
  });
  const body = html`${legend > 0 ? rows.map((row, index) => html`<line x1="${PLOT.left}" x2="${PLOT.left + 40}" y1="${10 + index * 20}" y2="${10 + index * 20}" stroke="#1a1a1c" stroke-width="2" stroke-dasharray="${DASHES[index] ?? 'none'}"/>${mark(index, PLOT.left + 20, 10 + index * 20)}${text(row.label.ja, PLOT.left + 50, 14 + index * 20)}`) : ''}${ticks.map((tick) => html`<line x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${round(y(tick))}" y2="${round(y(tick))}" stroke="${tick === 0 ? '#1a1a1c' : '#c9c9cf'}" stroke-width="1"/>${text(number(tick), PLOT.left - 6, y(tick) + 4, 'end')}`)}${[...breaks].map((at) => html`<line x1="${round(x(at))}" x2="${round(x(at))}" y1="${ground - PLOT.height}" y2="${ground}" stroke="#626264" stroke-width="1" stroke-dasharray="2 4"/>`)}${drawn}${columns.map((column, at) => text(column.period ? shortOf(column.period) : column.label.ja, x(at), ground + 18, 'middle'))}`;
  return {
    ...sheet(ground + 28, body),
    caption,
    alt: `${figure.title.ja}の折れ線。${caption}。${readingOf('ja', figure, columns, rows[0])}`,
  };
}

function bars(figure: Figure, column: Column): Picture[] {
  const items = figure.rows.flatMap((row) => {
    const value = numberOf(row.values[column.key]);
    return value === null ? [] : [{ row, value, said: cellWords('ja', row.values[column.key]) }];
  });
  const caption = `${column.label.ja}｜単位：${UNITS[column.unit].ja}`;
  const whole = column.unit === 'percent' ? 100 : Math.max(0, ...items.map(({ value }) => value));
  const room = WIDTH - BAR.label - BAR.value - 8;
  const sheets: Picture[] = [];
  for (let from = 0; from < items.length; from += BAR.most) {
    const part = items.slice(from, from + BAR.most);
    let at = 0;
    const body = part.map(({ row, value, said }) => {
      const label = folded(row.label.ja);
      const height = Math.max(BAR.row, label.length * 16 + 8);
      const middle = at + height / 2;
      at += height;
      return html`${label.map((line, index) => text(line, 0, middle + 4 + (index - (label.length - 1) / 2) * 16))}${text(said, BAR.label + BAR.value - 8, middle + 4, 'end')}<rect x="${BAR.label + BAR.value}" y="${middle - 7}" width="${round((value / (whole || 1)) * room)}" height="14" fill="#5b5b66"/>`;
    });
    const [first, last] = [part[0], part.at(-1)];
    sheets.push({
      ...sheet(
        at,
        html`<line x1="${BAR.label + BAR.value}" x2="${BAR.label + BAR.value}" y1="0" y2="${at}" stroke="#1a1a1c" stroke-width="1"/>${body}`,
      ),
      caption,
      alt: `${figure.title.ja}の棒。${caption}。${first?.row.label.ja}は${first?.said}${last && last !== first ? `、…、${last.row.label.ja}は${last.said}` : ''}。`,
    });
  }
  return sheets;
}

/** Round numbers from zero to above the highest, at most five. */
function ticksTo(highest: number): number[] {
  const rough = Math.max(highest, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, at) => at * step);
}

const round = (value: number) => Math.round(value * 10) / 10;

function mark(index: number, x: number, y: number): Markup {
  return html`<path d="${MARKS[index] ?? MARKS[0]}" transform="translate(${round(x)} ${round(y)})" fill="${index % 2 === 0 ? '#1a1a1c' : '#ffffff'}" stroke="#1a1a1c" stroke-width="1.5"/>`;
}

function text(said: string, x: number, y: number, anchor: 'start' | 'middle' | 'end' = 'start'): Markup {
  return html`<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-size="13" fill="#1a1a1c">${said}</text>`;
}

function sheet(height: number, body: Part): Pick<Picture, 'kind' | 'svg' | 'width' | 'height'> {
  const tall = Math.ceil(height);
  const svg = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${tall}" width="${WIDTH}" height="${tall}" font-family="Noto Sans JP, Yu Gothic, Meiryo, sans-serif">${body}</svg>`;
  return { kind: 'picture', svg: String(svg), width: WIDTH, height: tall };
}

/** A label in lines that fit beside its bar; what is longer than three lines stands whole in the table. */
function folded(label: string): string[] {
  const found: string[] = [''];
  let width = 0;
  for (const sign of label) {
    const own = sign < '\u0100' ? 7.4 : 13;
    if (width + own > BAR.label - 18 && !/[、。）」]/.test(sign)) {
      found.push('');
      width = 0;
    }
    found[found.length - 1] += sign;
    width += own;
  }
  return found.length <= 3 ? found : [...found.slice(0, 2), `${(found[2] ?? '').slice(0, -1)}…`];
}
