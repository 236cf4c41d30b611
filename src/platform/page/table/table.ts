import { attrs, html, type Markup, type Part } from '#platform/html';
import { formatNumber, type Language, say } from '#platform/words';
import { icon } from '../icons.ts';
import { words } from '../words.ts';

/** One column of a table. */
export interface Column<Row> {
  /** The property of the row that is shown where `cell` is absent. */
  readonly key: string;
  readonly label: string;
  readonly cell?: ((row: Row) => Part) | undefined;
  /** Quantities: right-aligned, digits of equal width. */
  readonly numeric?: boolean | undefined;
  /** The cell that names the row. */
  readonly header?: boolean | undefined;
  /** Never broken into lines: states, dates, addresses. */
  readonly tight?: boolean | undefined;
  /** Sorting by a link; `now` says that the table stands in this order. */
  readonly sort?: { readonly href: string; readonly now?: 'up' | 'down' | undefined } | undefined;
}

/** A table of rows that look alike. */
export interface TableOptions<Row> {
  readonly language: Language;
  /** What the table says, in one sentence; the first thing a screen reader tells. */
  readonly caption: string;
  /** Told, not shown: where a heading above says the same. */
  readonly hideCaption?: boolean | undefined;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** What stands there when there are no rows. */
  readonly empty?: Part;
  /** On phones: `cards` (each row a card; for few columns of words) or `scroll` (in its own box; for figures). */
  readonly phone?: 'cards' | 'scroll' | undefined;
  /** Rows below a line, such as totals. */
  readonly totals?: readonly Row[] | undefined;
  /** Rows to stand out, with words in the row that say why. */
  readonly marked?: ((row: Row) => boolean) | undefined;
  readonly id?: string | undefined;
}

/** Draws a table. Cells are what `cell` gives, or the row's own property; a number in a `numeric` column gets its separators, an absent value is a dash. */
export function table<Row extends object>(options: TableOptions<Row>): Markup {
  const { language, caption, hideCaption, columns, rows, phone = 'scroll', totals = [], marked, id } = options;
  const cards = phone === 'cards';
  if (rows.length === 0) return html`<div class="table-empty"${attrs({ id })}>${emptyOf(options)}</div>`;
  // Cards are no table to some browsers any more; the roles keep it one for screen readers.
  const role = (name: string) => (cards ? attrs({ role: name }) : '');
  const line = (row: Row) =>
    html`<tr${role('row')}${attrs({ class: marked?.(row) ? 'marked' : undefined })}>${columns.map((column) => cellOf(column, row, language, cards))}</tr>`;
  const body = html`<table${role('table')}${attrs({ id, class: cards ? 'cards' : undefined })}><caption${attrs({ class: hideCaption ? 'unseen' : undefined })}><span>${caption}</span></caption><thead${role('rowgroup')}><tr${role('row')}>${columns.map(
    (column) => headOf(column, language, cards),
  )}</tr></thead><tbody${role('rowgroup')}>${rows.map(line)}</tbody>${totals.length > 0 ? html`<tfoot${role('rowgroup')}>${totals.map(line)}</tfoot>` : ''}</table>`;
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">${body}</div>`;
}

function emptyOf<Row>(options: TableOptions<Row>): Part {
  const { empty, language } = options;
  if (empty === undefined || typeof empty === 'string')
    return html`<p class="note">${empty ?? say(words.nothingHere, language)}</p>`;
  return empty;
}

const lookOf = (column: Column<never>) =>
  [column.numeric && 'n', column.tight && 'tight'].filter(Boolean).join(' ') || undefined;

function headOf<Row>(column: Column<Row>, language: Language, cards: boolean): Markup {
  const { label, sort } = column;
  const shared = { scope: 'col', class: lookOf(column), role: cards ? 'columnheader' : undefined };
  if (!sort) return html`<th${attrs(shared)}>${label}</th>`;
  const order = sort.now === 'up' ? 'ascending' : sort.now === 'down' ? 'descending' : undefined;
  return html`<th${attrs({ ...shared, 'aria-sort': order })}><a${attrs({ class: 'sort', href: sort.href })}>${label}${icon(sort.now ?? 'both')}${
    sort.now
      ? html`<span class="unseen">（${say(sort.now === 'up' ? words.sortedUp : words.sortedDown, language)}）</span>`
      : ''
  }</a></th>`;
}

function cellOf<Row extends object>(column: Column<Row>, row: Row, language: Language, cards: boolean): Markup {
  const value = column.cell ? column.cell(row) : ((row as Record<string, Part>)[column.key] ?? null);
  const written = column.numeric && typeof value === 'number' ? formatNumber(value, language) : value;
  const shown = written === null || written === undefined || written === '' ? say(words.noValue, language) : written;
  const label = cards && !column.header ? column.label : undefined;
  if (column.header)
    return html`<th${attrs({ scope: 'row', class: lookOf(column), role: cards ? 'rowheader' : undefined })}>${shown}</th>`;
  return html`<td${attrs({ class: lookOf(column), 'data-label': label, role: cards ? 'cell' : undefined })}>${shown}</td>`;
}
