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
  const split = options.splitColumn === undefined ? -1 : columns.indexOf(options.splitColumn);
  let first = true;
  for (const { line, cells, head, source } of tableRows(text, options)) {
    const isHead = head || (first && (options.columns === true || options.skipHead));
    first = false;
    if (isHead || cells.every((cell) => cell === '')) continue;
    const values = Object.fromEntries(
      columns.map((name, i) => [name, options.nothing[name] === cells[i] ? '' : (cells[i] ?? '')]),
    );
    if (split >= 0 && options.splitBy !== undefined) {
      const parts = (cells[split] ?? '').split(options.splitBy);
      for (const [i, name] of (options.splitInto ?? []).entries()) values[name] = parts[i]?.trim() ?? '';
    }
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

function* tableRows(text: string, { table, attribute }: ReaderOf<'html'>): Generator<TableRow> {
  let seen = -1;
  let depth = 0;
  let row: { line: number; cells: string[]; heads: number } | null = null;
  let cell: string | null = null;
  const finishCell = () => {
    if (row && cell !== null) row.cells.push(cell.replace(/[\s\u00a0]+/gu, ' ').trim());
    cell = null;
  };
  const finishRow = (): TableRow | null => {
    finishCell();
    const done = row;
    row = null;
    if (!done || done.cells.length === 0) return null;
    return {
      line: done.line,
      cells: done.cells,
      head: done.heads === done.cells.length,
      source: done.cells.join('\t'),
    };
  };
  for (const token of tokens(text, true)) {
    if (token.kind === 'open' && token.name === 'table') {
      if (depth > 0) depth++;
      else if (attribute === undefined || (token.attributes[attribute[0]] ?? '').split(/\s+/).includes(attribute[1])) {
        seen++;
        if (seen === table) depth = 1;
      }
      continue;
    }
    if (depth === 0) continue;
    if (token.kind === 'close' && token.name === 'table') {
      depth--;
      if (depth === 0) {
        const done = finishRow();
        if (done) yield done;
        return;
      }
    } else if (depth > 1) {
      if (token.kind === 'text' && cell !== null) cell += token.text;
    } else if (token.kind === 'text') {
      if (cell !== null) cell += token.text;
    } else if (token.name === 'tr') {
      const done = finishRow();
      if (done) yield done;
      if (token.kind === 'open') row = { line: token.line, cells: [], heads: 0 };
    } else if (token.name === 'td' || token.name === 'th') {
      finishCell();
      if (token.kind === 'open') {
        row ??= { line: token.line, cells: [], heads: 0 };
        if (token.name === 'th') row.heads++;
        cell = '';
      }
    } else if (token.kind === 'open' && token.name === 'br' && cell !== null) cell += ' ';
  }
  const done = finishRow();
  if (done) yield done;
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
