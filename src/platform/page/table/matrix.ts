import { attrs, html, type Markup } from '#platform/html';
import { type Language, say } from '#platform/words';
import { words } from '../words.ts';

/** What stands where a row and a column meet. */
export interface MatrixItem {
  readonly text: string;
  readonly href?: string | undefined;
  /** A key of `kinds`; another has no mark, such as the link to the rest of a cell. */
  readonly kind: string;
}

/** Who is reached by which means: things in a grid, and the holes in it. */
export interface MatrixOptions {
  readonly language: Language;
  readonly caption: string;
  readonly corner: string;
  readonly columns: readonly { readonly key: string; readonly label: string }[];
  /** Cells by the key of their column; a cell without items is a gap and says what is missing. */
  readonly rows: readonly {
    readonly label: string;
    readonly cells: Readonly<Record<string, readonly MatrixItem[] | { readonly gap: string }>>;
  }[];
  /** Kinds of items: one character as the mark, and its meaning for the key above the grid. At most three. */
  readonly kinds: Readonly<Record<string, { readonly mark: string; readonly label: string }>>;
}

/** A matrix; on phones the columns stand below each other within their row. */
export function matrix(options: MatrixOptions): Markup {
  const { language, caption, corner, columns, rows, kinds } = options;
  const order = Object.keys(kinds);
  const mark = (kind: string) =>
    html`<span class="mark k${Math.max(0, order.indexOf(kind))}" aria-hidden="true">${kinds[kind]?.mark ?? ''}</span>`;
  const item = ({ text, href, kind }: MatrixItem) =>
    html`<li>${kind in kinds ? html`${mark(kind)}<span class="unseen">${kinds[kind]?.label ?? ''}：</span>` : ''}${href ? html`<a${attrs({ href })}>${text}</a>` : html`<span>${text}</span>`}</li>`;
  const cell = (found: readonly MatrixItem[] | { readonly gap: string } | undefined) => {
    if (found === undefined || 'gap' in found)
      return html`<span class="gap">${found?.gap ?? say(words.gap, language)}</span>`;
    return html`<ul>${found.map(item)}</ul>`;
  };
  return html`<div class="matrix-frame"><ul class="matrix-key">${order.map((kind) => html`<li>${mark(kind)}${kinds[kind]?.label ?? ''}</li>`)}<li><span class="gap">${say(words.gap, language)}</span></li></ul>
<table role="table" class="matrix"><caption class="unseen">${caption}</caption><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${corner}</th>${columns.map(
    ({ label }) => html`<th role="columnheader" scope="col">${label}</th>`,
  )}</tr></thead><tbody role="rowgroup">${rows.map(
    ({ label, cells }) =>
      html`<tr role="row"><th role="rowheader" scope="row">${label}</th>${columns.map((column) => html`<td role="cell" data-label="${column.label}">${cell(cells[column.key])}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
