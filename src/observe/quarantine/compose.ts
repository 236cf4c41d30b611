/** Rows that were laid aside become a report again, in the form their feed's mapping reads, so that they go the very same way. */

import iconv from 'iconv-lite';
import { Refusal } from '#platform/errors';
import type { Mapping } from '../feed/mapping.ts';
import { markBefore, readCsvHead } from '../feed/read/csv.ts';
import { isNoRow } from '../feed/read/lines.ts';
import { readRows } from '../feed/read/rows.ts';
import type { ReaderOf } from '../feed/reader.ts';

/** A kept row: its cells by column, or the whole of it as text. */
export type KeptRow = { readonly cells: Readonly<Record<string, string>> } | { readonly text: string };

/** Reads the `content` of a row laid aside; `null` when it was cut, or when the reader could make no cells of it. */
export function cellsOf(content: string): Record<string, string> | null {
  try {
    const read = JSON.parse(content) as unknown;
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return null;
    const cells = Object.entries(read).map(([name, value]) => [name, String(value)] as const);
    return cells.length === 0 ? null : Object.fromEntries(cells);
  } catch {
    return null;
  }
}

/** The columns a report of this mapping names, from its first bytes; `null` where only the rows tell. */
export function columnsOf(mapping: Mapping, head: Uint8Array | null): readonly string[] | null {
  const { reader } = mapping;
  if (reader.kind !== 'csv') return null;
  if (reader.columns !== true) return reader.columns;
  return head === null ? null : (readCsvHead(new TextDecoder(reader.encoding).decode(head), reader)?.columns ?? null);
}

/** Can a row be given to this mapping as a line of text? */
export function takesText(mapping: Mapping): boolean {
  const { reader } = mapping;
  return ['csv', 'lines', 'keyvalue'].includes(reader.kind) || (reader.kind === 'json' && reader.path === '');
}

/**
 * Writes rows as a report. `head`: the first bytes of the report they came in, where they are still there: what stands above
 * its rows (names of columns, facts in comments) is taken over. Refuses `observe.replay-impossible` when the rows, read back,
 * are not the same number, and `observe.replay-column` when a cell belongs to no column of the report.
 */
export async function composeReport(
  mapping: Mapping,
  head: Uint8Array | null,
  rows: readonly KeptRow[],
): Promise<Buffer> {
  const text = write(mapping, head, rows);
  const { encoding } = mapping.reader;
  if (!iconv.encodingExists(encoding)) throw new Refusal('observe.replay-impossible', { reason: encoding }, 422);
  const bytes = iconv.encode(text, encoding);
  if (iconv.decode(bytes, encoding) !== text) throw new Refusal('observe.replay-impossible', { reason: encoding }, 422);
  const read = await count(mapping, bytes);
  if (read !== rows.length) throw new Refusal('observe.replay-impossible', { reason: `${read}/${rows.length}` }, 422);
  return bytes;
}

async function count(mapping: Mapping, bytes: Uint8Array): Promise<number> {
  const { reader } = mapping;
  const head = reader.kind === 'csv' ? readCsvHead(new TextDecoder(reader.encoding).decode(bytes), reader) : null;
  let rows = 0;
  for await (const _ of readRows({ head }, reader, once(bytes))) rows++;
  return rows;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function write(mapping: Mapping, head: Uint8Array | null, rows: readonly KeptRow[]): string {
  const { reader } = mapping;
  switch (reader.kind) {
    case 'csv':
      return writeCsv(reader, head, rows);
    case 'lines':
    case 'keyvalue':
      return [
        ...Array<string>(reader.skipLines).fill(''),
        ...rows.map((row) =>
          lineOf(row, (cells) => (reader.kind === 'lines' ? (cells.text ?? '') : pairs(reader, cells))),
        ),
        '',
      ].join('\n');
    case 'json':
      return writeJson(reader, rows);
    case 'html':
      return writeHtml(reader, rows);
    case 'xml':
      return `<rows>\n${rows.map((row) => element(reader.row, treeOf(asCells(row)))).join('\n')}\n</rows>\n`;
    case 'matches':
      // Each row of such a feed is a place in one text; to read the text again would count its neighbours twice.
      throw new Refusal('observe.replay-impossible', { reason: reader.kind }, 422);
  }
}

function lineOf(row: KeptRow, make: (cells: Readonly<Record<string, string>>) => string): string {
  const line = 'text' in row ? row.text : make(row.cells);
  if (/[\r\n]/.test(line)) throw new Refusal('observe.replay-impossible', { reason: '\\n' }, 422);
  return line;
}

function asCells(row: KeptRow): Readonly<Record<string, string>> {
  if ('cells' in row) return row.cells;
  throw new Refusal('observe.replay-impossible', { reason: 'text' }, 422);
}

function writeCsv(reader: ReaderOf<'csv'>, head: Uint8Array | null, rows: readonly KeptRow[]): string {
  const cell = (value: string): string => {
    if (reader.quote) return `"${value.replaceAll('"', '""')}"`;
    if (value.includes(reader.delimiter) || /[\r\n]/.test(value))
      throw new Refusal('observe.replay-impossible', { reason: reader.delimiter }, 422);
    return value;
  };
  const { above, columns } = aboveRows(reader, head, rows, cell);
  const place = new Set(columns);
  const lines = rows.map((row) => {
    if ('text' in row) return row.text;
    const stranger = Object.keys(row.cells).find((name) => !place.has(name));
    if (stranger !== undefined) throw new Refusal('observe.replay-column', { column: stranger }, 422);
    return columns.map((name) => cell(row.cells[name] ?? '')).join(reader.delimiter);
  });
  return [...above, ...lines, ''].join('\n');
}

/** The lines above the rows, as they came or made anew, and the columns in their order. */
function aboveRows(
  reader: ReaderOf<'csv'>,
  head: Uint8Array | null,
  rows: readonly KeptRow[],
  cell: (value: string) => string,
): { readonly above: readonly string[]; readonly columns: readonly string[] } {
  const text = head === null ? null : new TextDecoder(reader.encoding).decode(head);
  const known = text === null ? null : readCsvHead(text, reader);
  if (text !== null && known) {
    const lines = text.split('\n').map((line) => line.replace(/\r$/, '').replace(/^\uFEFF/, ''));
    let until = known.lines;
    while (until < lines.length - 1 && isNoRow(lines[until] ?? 'x', reader.comment)) until++;
    return { above: lines.slice(0, until), columns: known.columns };
  }
  const blank = Array<string>(reader.skipLines).fill('');
  if (reader.columns !== true && reader.columnsIn === undefined) return { above: blank, columns: reader.columns };
  const named =
    reader.columns === true ? rows.flatMap((row) => ('cells' in row ? Object.keys(row.cells) : [])) : reader.columns;
  if (reader.columnsIn === undefined) {
    const columns = [...new Set(named)];
    return { above: [...blank, columns.map(cell).join(reader.delimiter)], columns };
  }
  // The line is found by its start, so the names that stand in it come first.
  const mark = markBefore(reader.columnsIn);
  const first = reader.columnsIn
    .slice(mark.length)
    .split(reader.delimiter)
    .filter((name) => name !== '');
  const columns = [...new Set([...first, ...named])];
  return { above: [...blank, mark + columns.join(reader.delimiter)], columns };
}

function pairs(reader: ReaderOf<'keyvalue'>, cells: Readonly<Record<string, string>>): string {
  const { pairSeparator, keySeparator, quote } = reader;
  return Object.entries(cells)
    .map(([key, value]) => {
      const quoted = value.includes(pairSeparator) || value.startsWith(quote);
      return `${key}${keySeparator}${quoted ? `${quote}${value.replaceAll(quote, ' ')}${quote}` : value}`;
    })
    .join(pairSeparator);
}

function writeJson(reader: ReaderOf<'json'>, rows: readonly KeptRow[]): string {
  const documents = rows.map((row): unknown => {
    if ('cells' in row) return row.cells;
    try {
      return JSON.parse(row.text);
    } catch {
      throw new Refusal('observe.replay-impossible', { reason: 'JSON' }, 422);
    }
  });
  const path = reader.path === '' ? [] : reader.path.split('.');
  if (reader.lines && path.length === 0) return `${documents.map((one) => JSON.stringify(one)).join('\n')}\n`;
  const within = (keys: readonly string[]): unknown => {
    const [key, ...deeper] = keys;
    return key === undefined ? documents : key === '*' ? [within(deeper)] : { [key]: within(deeper) };
  };
  // A list's members are reached by `*` themselves where the path ends in one.
  const whole = path.at(-1) === '*' ? within(path.slice(0, -1)) : within(path);
  return `${JSON.stringify(whole)}\n`;
}

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function writeHtml(reader: ReaderOf<'html'>, rows: readonly KeptRow[]): string {
  const cells = rows.map(asCells);
  const columns = reader.columns === true ? [...new Set(cells.flatMap((one) => Object.keys(one)))] : reader.columns;
  const open = reader.attribute ? `<table ${reader.attribute[0]}="${escapeXml(reader.attribute[1])}">` : '<table>';
  const head = `<tr>${columns.map((name) => `<th>${escapeXml(name)}</th>`).join('')}</tr>`;
  const lines = cells.map(
    (one) =>
      `<tr>${columns.map((name) => `<td>${escapeXml(one[name] || reader.nothing[name] || '')}</td>`).join('')}</tr>`,
  );
  return `${`${open}</table>\n`.repeat(reader.table)}${open}\n${head}\n${lines.join('\n')}\n</table>\n`;
}

/** Cells with dotted names as the elements they came from; `@name` is an attribute, `text` what stands in the row itself. */
interface Tree {
  text: string;
  readonly attributes: Map<string, string>;
  readonly children: Map<string, Tree>;
}

const leaf = (): Tree => ({ text: '', attributes: new Map(), children: new Map() });

function treeOf(cells: Readonly<Record<string, string>>): Tree {
  const root = leaf();
  for (const [name, value] of Object.entries(cells)) {
    const path = name === 'text' ? [] : name.split('.');
    const attribute = path.at(-1)?.startsWith('@') ? path.pop()?.slice(1) : undefined;
    let at = root;
    for (const key of path) {
      const next = at.children.get(key) ?? leaf();
      at.children.set(key, next);
      at = next;
    }
    if (attribute === undefined) at.text = value;
    else at.attributes.set(attribute, value);
  }
  return root;
}

function element(name: string, tree: Tree): string {
  if (!/^[A-Za-z_][\w:.-]*$/.test(name)) throw new Refusal('observe.replay-column', { column: name }, 422);
  const attributes = [...tree.attributes].map(([key, value]) => ` ${key}="${escapeXml(value)}"`).join('');
  const inner = [...tree.children].map(([key, child]) => element(key, child)).join('');
  return `<${name}${attributes}>${escapeXml(tree.text)}${inner}</${name}>`;
}
