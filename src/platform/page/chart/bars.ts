import { attrs, html, type Markup, type Part } from '#platform/html';
import { formatNumber, type Language, say } from '#platform/words';
import { words } from '../words.ts';
import { percentOf } from './scale.ts';

/** Quantities of things that are compared. */
export interface BarsOptions {
  readonly language: Language;
  /** What is compared, in one sentence. */
  readonly caption: string;
  /** Names of the two columns of the table that the chart is. */
  readonly columns: readonly [thing: string, quantity: string];
  readonly items: readonly {
    readonly label: Part;
    readonly value: number;
    readonly href?: string | undefined;
    readonly goal?: boolean | undefined;
  }[];
  /** How a value is written; with separators unless said. */
  readonly format?: ((value: number) => string) | undefined;
  /** The value of a full bar; the highest unless said. */
  readonly whole?: number | undefined;
}

/** A bar chart that is a table: each row names, tells and draws its value. Sort the items before. */
export function bars(options: BarsOptions): Markup {
  const { language, caption, columns, items, format = (value: number) => formatNumber(value, language) } = options;
  const whole = options.whole ?? Math.max(0, ...items.map(({ value }) => value));
  if (items.length === 0) return html`<p class="note">${say(words.nothingHere, language)}</p>`;
  return html`<table class="bars"><caption><span>${caption}</span></caption><thead><tr><th scope="col">${columns[0]}</th><th scope="col" class="n">${columns[1]}</th><td></td></tr></thead><tbody>${items.map(
    ({ label, value, href, goal }) =>
      html`<tr><th scope="row">${href ? html`<a${attrs({ href })}>${label}</a>` : label}</th><td class="n">${format(value)}</td><td class="bar${goal ? ' goal' : ''}"><svg aria-hidden="true"><rect width="${percentOf(value, whole)}%" height="100%"/></svg></td></tr>`,
  )}</tbody></table>`;
}

/** Quantities over two things at once. */
export interface HeatOptions {
  readonly language: Language;
  readonly caption: string;
  /** The name of the first column. */
  readonly corner: string;
  readonly columns: readonly string[];
  /** One value for each column; `null` where nothing was measured. */
  readonly rows: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
  readonly format?: ((value: number) => string) | undefined;
}

/** A heat map that is a table: the ground grows darker with the value, which stands in the cell. */
export function heat(options: HeatOptions): Markup {
  const {
    language,
    caption,
    corner,
    columns,
    rows,
    format = (value: number) => formatNumber(value, language),
  } = options;
  const highest = rows.reduce((top, { values }) => Math.max(top, ...values.map((value) => value ?? 0)), 0);
  // The square root keeps small values apart from nothing beside a few very large ones.
  const shade = (value: number) => (value <= 0 ? 0 : Math.max(1, Math.ceil(Math.sqrt(value / highest) * 5)));
  const cell = (value: number | null | undefined) =>
    value === null || value === undefined
      ? html`<td class="n">${say(words.noValue, language)}</td>`
      : html`<td class="n h${shade(value)}">${format(value)}</td>`;
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table class="heat"><caption><span>${caption}</span></caption><thead><tr><th scope="col">${corner}</th>${columns.map(
    (column) => html`<th scope="col" class="n">${column}</th>`,
  )}</tr></thead><tbody>${rows.map(({ label, values }) => html`<tr><th scope="row">${label}</th>${columns.map((_, index) => cell(values[index]))}</tr>`)}</tbody></table></div>`;
}
