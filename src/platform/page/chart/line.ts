import { attrs, html, type Markup, type Part } from '#platform/html';
import { formatNumber, type Language, say } from '#platform/words';
import { table } from '../table/table.ts';
import { disclosure } from '../text/notes.ts';
import { words } from '../words.ts';
import { niceTicks, percentOf } from './scale.ts';

/** One line of a chart; `null` leaves a gap: not measured is not zero. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** Quantities over time. */
export interface LineOptions {
  readonly language: Language;
  /** What the chart shows. */
  readonly caption: string;
  /** What is to be seen in it, in one sentence: read to those who do not see it, and printed under the caption. */
  readonly says: string;
  /** Names of the points on the time axis. */
  readonly points: readonly string[];
  /** The name of the time axis, for the table. */
  readonly axis: string;
  /** At most four: more are small multiples. */
  readonly series: readonly Series[];
  readonly format?: ((value: number) => string) | undefined;
  /** Where the counting changed: values before and after cannot be compared. */
  readonly breaks?: readonly { readonly at: number; readonly text: string }[] | undefined;
  /** What the figures rest on. */
  readonly rests?: Part;
}

const shapes = ['M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z', 'M-4-4h8v8h-8z', 'M0-5 5 4h-10z', 'M0-5.5 5 0 0 5.5-5 0z'];

/** A line chart with the same figures as a table beside it. Lines differ by dashes and marks as well as by colour. */
export function line(options: LineOptions): Markup {
  const {
    language,
    caption,
    says,
    points,
    series,
    breaks = [],
    rests,
    format = (value: number) => formatNumber(value, language),
  } = options;
  const values = series.flatMap((one) => one.values.filter((value) => value !== null));
  const ticks = niceTicks(Math.max(0, ...values));
  const top = ticks.at(-1) ?? 1;
  const x = (index: number) => (points.length < 2 ? 50 : Math.round((index / (points.length - 1)) * 10_000) / 100);
  const y = (value: number) => Math.round((100 - percentOf(value, top)) * 100) / 100;
  const legend =
    series.length > 1
      ? html`<ul class="legend">${series.map(({ name }, index) => html`<li><svg class="s${index}" aria-hidden="true"><line x1="0" x2="100%" y1="50%" y2="50%"/><svg x="50%" y="50%" overflow="visible"><path d="${shapes[index] ?? ''}"/></svg></svg>${name}</li>`)}</ul>`
      : '';
  const grid = ticks.map((tick) => html`<line class="grid" x1="0" x2="100%" y1="${y(tick)}%" y2="${y(tick)}%"/>`);
  const marks = breaks.map(({ at }) => html`<line class="break" x1="${x(at)}%" x2="${x(at)}%" y1="0" y2="100%"/>`);
  const drawn = series.map((one, index) => drawSeries(one, index, x, y, new Set(breaks.map(({ at }) => at))));
  return html`<figure class="chart"><figcaption><b>${caption}</b><span>${says}</span></figcaption>${legend}
<div class="plot" role="img" aria-label="${caption}${language === 'en' ? '. ' : '。'}${says}"><ol class="y">${[...ticks].reverse().map((tick) => html`<li>${format(tick)}</li>`)}</ol><svg class="area">${grid}${marks}${drawn}</svg><svg class="x">${axisLabels(points, x)}</svg></div>
${breaks.map(({ at, text }) => html`<p class="note break-note">${points[at] ?? ''}${language === 'en' ? ': ' : '：'}${text}</p>`)}${disclosure({ summary: say(words.asTable, language), body: tableOf(options, format) })}${rests ?? ''}</figure>`;
}

function drawSeries(
  one: Series,
  index: number,
  x: (index: number) => number,
  y: (value: number) => number,
  breaks: ReadonlySet<number>,
): Markup {
  const runs: string[][] = [[]];
  one.values.forEach((value, at) => {
    // No line leads across a gap or a change in the counting: it would show a rise that nobody measured.
    if (value === null || breaks.has(at)) runs.push([]);
    if (value !== null) runs.at(-1)?.push(`${x(at)},${y(value)}`);
  });
  const lines = runs
    .filter((run) => run.length > 1)
    .map((run) => html`<polyline points="${run.join(' ')}" vector-effect="non-scaling-stroke"/>`);
  const marks = one.values.map((value, at) =>
    value === null || (one.values.length > 36 && runs.every((run) => run.length > 1))
      ? ''
      : html`<svg x="${x(at)}%" y="${y(value)}%" overflow="visible"><path d="${shapes[index] ?? ''}"/></svg>`,
  );
  return html`<g class="s${index}"><svg width="100%" height="100%" viewBox="0 0 100 100" preserveAspectRatio="none" overflow="visible">${lines}</svg>${marks}</g>`;
}

/** As many names under the axis as fit a phone, evenly, the newest always among them. */
function axisLabels(points: readonly string[], x: (index: number) => number): Part {
  const width = (point: string) => [...point].reduce((sum, sign) => sum + (sign < '\u0080' ? 8 : 13), 10);
  const room = Math.max(2, Math.floor(240 / Math.max(1, ...points.map(width))));
  const newest = points.length - 1;
  const step = Math.max(1, Math.ceil(newest / (room - 1)));
  return points.map((point, index) => {
    if ((newest - index) % step !== 0) return '';
    const anchor = newest === 0 || (index > 0 && index < newest) ? 'middle' : index === 0 ? 'start' : 'end';
    return html`<text${attrs({ x: `${x(index)}%`, y: 14, 'text-anchor': anchor })}>${point}</text>`;
  });
}

function tableOf(options: LineOptions, format: (value: number) => string): Markup {
  const { language, caption, axis, points, series } = options;
  return table({
    language,
    caption,
    hideCaption: true,
    columns: [
      { key: 'point', label: axis, header: true, tight: true },
      ...series.map((one, index) => ({ key: `s${index}`, label: one.name, numeric: true })),
    ],
    rows: points.map((point, at) => ({
      point,
      ...Object.fromEntries(
        series.map(({ values }, index) => [`s${index}`, typeof values[at] === 'number' ? format(values[at]) : null]),
      ),
    })),
  });
}

/** The shape of a few values in the height of a line of text; the newest stands beside it as a number. */
export function sparkline(options: { readonly label: string; readonly values: readonly (number | null)[] }): Markup {
  const { label, values } = options;
  const top = Math.max(1e-9, ...values.map((value) => value ?? 0));
  const at = (index: number) => (values.length < 2 ? 50 : Math.round((index / (values.length - 1)) * 1000) / 10);
  const runs: string[][] = [[]];
  values.forEach((value, index) => {
    if (value === null) runs.push([]);
    else runs.at(-1)?.push(`${at(index)},${100 - percentOf(value, top)}`);
  });
  const last = values.at(-1);
  return html`<svg class="spark" role="img" aria-label="${label}"><svg width="100%" height="100%" viewBox="0 0 100 100" preserveAspectRatio="none" overflow="visible">${runs
    .filter((run) => run.length > 1)
    .map(
      (run) => html`<polyline points="${run.join(' ')}" vector-effect="non-scaling-stroke"/>`,
    )}</svg>${typeof last === 'number' ? html`<circle cx="100%" cy="${100 - percentOf(last, top)}%" r="3"/>` : ''}</svg>`;
}

/** Many small charts that are read side by side. */
export interface MultiplesOptions {
  readonly label: string;
  /** `shown` is the newest value as it is read; `says` what the shape tells, for those who do not see it. */
  readonly items: readonly {
    readonly title: Part;
    readonly values: readonly (number | null)[];
    readonly shown: string;
    readonly says: string;
    readonly note?: Part;
  }[];
}

/** Small multiples: the same shape for each thing, each on its own scale. */
export function multiples(options: MultiplesOptions): Markup {
  return html`<ul class="multiples" aria-label="${options.label}">${options.items.map(
    ({ title, values, shown, says, note }) =>
      html`<li><span class="multiple-title">${title}</span><b>${shown}</b>${sparkline({ label: says, values })}${note ? html`<small>${note}</small>` : ''}</li>`,
  )}</ul>`;
}
