/** Rows out of a table on a web page, and records out of an XML document. */
import type { ReaderOf } from '../reader.ts';
import { wholeText } from './lines.ts';
import { tokens } from './markup.ts';
import type { Row } from './row.ts';

const LONGEST_DOCUMENT = 64 * 1024 * 1024;

/** Columns of a table: those given, or those its first row names. */
export function htmlColumns(text: string, options: ReaderOf<'html'>): readonly string[] {
  if (options.columns !== true) return options.columns;
  const [first] = tableRows(text, options);
  return (first?.cells ?? []).map((cell, i) => cell || `column_${i + 1}`);
}

/** The rows of one table of a page. */
export async function* readHtml(bytes: AsyncIterable<Uint8Array>, options: ReaderOf<'html'>): AsyncGenerator<Row> {
  const text = await wholeText(bytes, options.encoding, LONGEST_DOCUMENT);
  const columns = htmlColumns(text, options);
  let first = true;
  for (const { line, cells, head, source } of tableRows(text, options)) {
    const isHead = head || (first && (options.columns === true || options.skipHead));
    first = false;
    if (isHead || cells.every((cell) => cell === '')) continue;
    const values = Object.fromEntries(
      columns.map((name, i) => [name, options.nothing[name] === cells[i] ? '' : (cells[i] ?? '')]),
    );
    const problem = cells.length < columns.length ? 'too-few-columns' : '';
    yield { line, problem, cells: values, text: source };
  }
}

interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** All its cells are headings. */
  readonly head: boolean;
  readonly source: string;
}

/** A table that is open: those inside one another each have their own rows. */
interface OpenTable {
  readonly wanted: boolean;
  row: { line: number; cells: string[]; heads: number } | null;
  cell: string | null;
}

function* tableRows(text: string, { table, attribute }: ReaderOf<'html'>): Generator<TableRow> {
  let seen = -1;
  const open: OpenTable[] = [];
  for (const token of tokens(text, true)) {
    const at = open.at(-1);
    if (token.kind === 'open' && token.name === 'table') {
      const fits =
        attribute === undefined || (token.attributes[attribute[0]] ?? '').split(/\s+/).includes(attribute[1]);
      if (fits) seen++;
      open.push({ wanted: fits && seen === table, row: null, cell: null });
    } else if (at === undefined) continue;
    else if (token.kind === 'close' && token.name === 'table') {
      const done = finishRow(at);
      if (at.wanted && done) yield done;
      if (at.wanted) return;
      open.pop();
    } else if (token.kind === 'text') {
      if (at.cell !== null) at.cell += token.text;
    } else if (token.name === 'tr') {
      const done = finishRow(at);
      if (at.wanted && done) yield done;
      if (token.kind === 'open') at.row = { line: token.line, cells: [], heads: 0 };
    } else if (token.name === 'td' || token.name === 'th') {
      finishCell(at);
      if (token.kind === 'open') {
        at.row ??= { line: token.line, cells: [], heads: 0 };
        if (token.name === 'th') at.row.heads++;
        at.cell = '';
      }
    } else if (token.kind === 'open' && at.cell !== null) {
      if (token.name === 'br') at.cell += ' ';
      // A page that shows its values in fields of a form.
      else if (token.name === 'input' && token.attributes.type !== 'hidden')
        at.cell += ` ${token.attributes.value ?? ''} `;
    }
  }
  for (const at of open) {
    const done = finishRow(at);
    if (at.wanted && done) yield done;
  }
}

function finishCell(at: OpenTable): void {
  if (at.row && at.cell !== null) at.row.cells.push(at.cell.replace(/[\s\u00a0]+/gu, ' ').trim());
  at.cell = null;
}

function finishRow(at: OpenTable): TableRow | null {
  finishCell(at);
  const done = at.row;
  at.row = null;
  if (!done || done.cells.length === 0) return null;
  return { line: done.line, cells: done.cells, head: done.heads === done.cells.length, source: done.cells.join('\t') };
}

/** Every element of the given name is a row: its attributes and everything below it by dotted path. */
export async function* readXml(bytes: AsyncIterable<Uint8Array>, options: ReaderOf<'xml'>): AsyncGenerator<Row> {
  const text = await wholeText(bytes, options.encoding, LONGEST_DOCUMENT);
  let path: string[] | null = null;
  let line = 0;
  let cells: Record<string, string> = {};
  const add = (name: string, value: string) => {
    const before = Object.hasOwn(cells, name) ? cells[name] : undefined;
    Object.defineProperty(cells, name, {
      value: (before ?? '') + value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  };
  for (const token of tokens(text, false)) {
    if (token.kind === 'open') {
      if (path === null) {
        if (token.name !== options.row) continue;
        path = [];
        line = token.line;
        cells = {};
      } else path.push(token.name);
      for (const [name, value] of Object.entries(token.attributes)) add([...path, `@${name}`].join('.'), value);
      if (!token.closed) continue;
    }
    if (path === null) continue;
    if (token.kind === 'text') {
      if (token.text.trim() !== '') add(path.join('.') || 'text', token.text.trim());
    } else if (path.length === 0) {
      yield { line, problem: '', cells, text: JSON.stringify(cells) };
      path = null;
    } else path.pop();
  }
  if (path !== null) yield { line, problem: 'ends-too-early', cells, text: JSON.stringify(cells) };
}
