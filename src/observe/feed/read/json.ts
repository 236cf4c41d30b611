/** Rows out of JSON: one document a line, or members of a list anywhere in one document, without holding the document. */
import type { ReaderOf } from '../reader.ts';
import { piecesOf } from './json-pieces.ts';
import { decode, lines } from './lines.ts';
import type { Row } from './row.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Longest single row; a longer one is refused, not held. */
const LONGEST_ROW = 16 * 1024 * 1024;

/** Reads JSON by the options; broken text is given as a row with its problem. `found` learns the JSON type of each column. */
export async function* readJson(
  bytes: AsyncIterable<Uint8Array>,
  options: ReaderOf<'json'>,
  found: Map<string, string>,
): AsyncGenerator<Row> {
  const path = options.path === '' ? [] : options.path.split('.');
  if (options.lines) {
    for await (const { number, text } of lines(bytes, options.encoding)) {
      if (text.trim() === '') continue;
      yield* documentRows(text, number, path, options, found);
    }
    return;
  }
  // What stands around the rows has to be read first, so the document is held whole.
  if (options.keep.length > 0) {
    let whole = '';
    for await (const text of decode(bytes, options.encoding)) {
      whole += text;
      if (whole.length > 4 * LONGEST_ROW) return yield broken(1, 'too-long', whole.slice(0, 1000));
    }
    yield* documentRows(whole, 1, path, options, found);
    return;
  }
  for await (const piece of piecesOf(decode(bytes, options.encoding), path, LONGEST_ROW)) {
    if (piece.problem !== '') yield broken(piece.line, piece.problem, piece.text);
    else yield* documentRows(piece.text, piece.line, [], options, found);
  }
}

function* documentRows(
  text: string,
  line: number,
  path: readonly string[],
  options: ReaderOf<'json'>,
  found: Map<string, string>,
): Generator<Row> {
  let document: Json;
  try {
    document = JSON.parse(text) as Json;
  } catch {
    yield broken(line, 'no-json', text);
    return;
  }
  const kept: Record<string, string> = {};
  for (const name of options.keep) {
    const value = name.split('.').reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), document);
    if (value !== undefined) put(kept, name, value, found);
  }
  const rows = path.length === 0 && Array.isArray(document) ? document : members(document, path);
  for (const row of rows) {
    const cells: Record<string, string> = { ...kept };
    if (isObject(row)) flatten(cells, '', row, options, found);
    else put(cells, 'value', row, found);
    yield { line, problem: '', cells, text: rows.length === 1 && path.length === 0 ? text : JSON.stringify(row) };
  }
}

function members(at: Json, path: readonly string[]): Json[] {
  const [key, ...deeper] = path;
  if (key === undefined) return Array.isArray(at) ? at : [at];
  if (key === '*')
    return (Array.isArray(at) ? at : isObject(at) ? Object.values(at) : []).flatMap((m) => members(m, deeper));
  const next = isObject(at) ? at[key] : Array.isArray(at) ? at[Number(key)] : undefined;
  return next === undefined ? [] : members(next, deeper);
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function flatten(
  cells: Record<string, string>,
  prefix: string,
  object: { [key: string]: Json },
  options: ReaderOf<'json'>,
  found: Map<string, string>,
): void {
  for (const [key, value] of Object.entries(object)) {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (isObject(value) && !options.whole.includes(name)) flatten(cells, name, value, options, found);
    else put(cells, name, value, found);
  }
}

function put(cells: Record<string, string>, name: string, value: Json, found: Map<string, string>): void {
  if (value === null) return;
  const type = typeof value;
  found.set(name, type);
  // A name such as __proto__ is a column like any other.
  Object.defineProperty(cells, name, {
    value: type === 'string' ? (value as string) : JSON.stringify(value),
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function broken(line: number, problem: string, text: string): Row {
  return { line, problem, cells: {}, text: text.slice(0, 65_536) };
}
