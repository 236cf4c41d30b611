/** Comma-separated text as people really send it: any delimiter, comments, blank lines, line breaks in quotes, damaged rows. */

import type { ReaderOf } from '../reader.ts';
import { isLeftOut, isNoRow, type Line, lines } from './lines.ts';
import type { Row } from './row.ts';

export type CsvOptions = ReaderOf<'csv'>;

/** A quoted value may run over this many lines; more is an unclosed quote. */
const MOST_LINES = 2000;
const MOST_CHARACTERS = 1024 * 1024;
const MOST_UNCLOSED = 50;

/** What stands above the rows. */
export interface CsvHead {
  readonly columns: readonly string[];
  /** Lines up to and including the one that names the columns. */
  readonly lines: number;
  /** The line that named them, as it came; '' when the names were given. */
  readonly text: string;
}

/** Cells of one record; quotes doubled inside quotes. Text after a closing quote is kept, as other readers do. */
export function splitRecord(text: string, delimiter: string, quote: boolean): string[] {
  if (!quote || !text.includes('"')) return text.split(delimiter).map((cell) => bare(cell, delimiter));
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let start = at;
    while (text[start] === ' ' && delimiter !== ' ') start++;
    if (text[start] !== '"') {
      const end = text.indexOf(delimiter, at);
      cells.push(bare(end < 0 ? text.slice(at) : text.slice(at, end), delimiter));
      if (end < 0) return cells;
      at = end + delimiter.length;
      continue;
    }
    const { value, next } = quoted(text, start + 1);
    const end = text.indexOf(delimiter, next);
    cells.push(value + (end < 0 ? text.slice(next) : text.slice(next, end)).trimEnd());
    if (end < 0) return cells;
    at = end + delimiter.length;
  }
}

// The engine takes blanks and tabs off values without quotes; so does this.
function bare(cell: string, delimiter: string): string {
  return delimiter === '\t' ? cell.replace(/^ +| +$/g, '') : cell.replace(/^[ \t]+|[ \t]+$/g, '');
}

/** The value whose opening quote stands before `from`, and where it ends. An unclosed one runs to the end. */
function quoted(text: string, from: number): { value: string; next: number } {
  let value = '';
  for (;;) {
    const end = text.indexOf('"', from);
    if (end < 0) return { value: value + text.slice(from), next: text.length };
    value += text.slice(from, end);
    if (text[end + 1] !== '"') return { value, next: end + 1 };
    value += '"';
    from = end + 2;
  }
}

/** Is a quoted value still open at the end of `text`, given whether one was open at its start? */
function staysOpen(text: string, delimiter: string, inside: boolean): boolean {
  let i = 0;
  for (;;) {
    if (inside) {
      const end = text.indexOf('"', i);
      if (end < 0) return true;
      if (text[end + 1] === '"') {
        i = end + 2;
        continue;
      }
      inside = false;
      const next = text.indexOf(delimiter, end + 1);
      if (next < 0) return false;
      i = next + delimiter.length;
    } else {
      while (text[i] === ' ' && delimiter !== ' ') i++;
      if (text[i] === '"') {
        inside = true;
        i++;
        continue;
      }
      const next = text.indexOf(delimiter, i);
      if (next < 0) return false;
      i = next + delimiter.length;
    }
  }
}

/** Reads what stands above the rows from the first bytes of the file; null when they end before the names of the columns. */
export function readCsvHead(text: string, options: CsvOptions): CsvHead | null {
  const all = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (options.columnsIn !== undefined) {
    for (const [i, line] of all.entries()) {
      if (line.startsWith(options.columnsIn))
        return { columns: names(line.slice(markBefore(options.columnsIn).length), options), lines: i + 1, text: line };
    }
    return null;
  }
  if (options.columns !== true) return { columns: options.columns, lines: options.skipLines, text: '' };
  for (const [i, line] of all.entries()) {
    if (i < options.skipLines || isNoRow(line, options.comment)) continue;
    return { columns: names(line, options), lines: i + 1, text: line };
  }
  return null;
}

/**
 * What of `columnsIn` is no column name: all up to its last blank, and signs after it. `# id,` begins with the mark `# ` and then
 * the first name; taking the whole away would lose that column and make every row one too long.
 */
export function markBefore(columnsIn: string): string {
  return /^(?:.*\s)?[^\p{L}\p{N}_"']*/u.exec(columnsIn)?.[0] ?? '';
}

function names(line: string, options: CsvOptions): string[] {
  const seen = new Map<string, number>();
  return splitRecord(line.replace(/^\uFEFF/u, ''), options.delimiter, options.quote).map((cell, i) => {
    const name = options.lowerCaseColumns ? cell.trim().toLowerCase() : cell.trim();
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    // A second column of the same name must not hide the first.
    return name === '' ? `column_${i + 1}` : before > 0 ? `${name}_${before + 1}` : name;
  });
}

/**
 * The rows below `head`. A row with too few or too many columns, or an unclosed quote, is given with its problem, and
 * nothing behind it is lost: the lines that an unclosed quote would swallow are read again on their own.
 */
export async function* readCsv(
  bytes: AsyncIterable<Uint8Array>,
  options: CsvOptions,
  head: CsvHead,
): AsyncGenerator<Row> {
  const { delimiter, quote, ragged } = options;
  const source = lines(bytes, options.encoding);
  const again: Line[] = [];
  // Each unclosed quote costs a look ahead; a file full of them must not cost that for every line.
  let patience = MOST_UNCLOSED;
  const next = async (): Promise<Line | null> => {
    const waiting = again.pop();
    if (waiting) return waiting;
    const { value, done } = await source.next();
    return done ? null : value;
  };
  const fits = (cells: readonly string[]) =>
    ragged === 'any' ||
    cells.length === head.columns.length ||
    (ragged === 'short' && cells.length < head.columns.length);

  for (;;) {
    const first = await next();
    if (first === null) return;
    if (first.number <= head.lines || isLeftOut(first.text, first.number, options)) continue;
    let text = first.text;
    let cells: string[] | null = null;
    if (quote && patience > 0 && text.includes('"') && staysOpen(text, delimiter, false)) {
      const taken: Line[] = [];
      let open = true;
      let length = text.length;
      while (open && taken.length < MOST_LINES && length < MOST_CHARACTERS) {
        const more = await next();
        if (more === null) break;
        taken.push(more);
        length += more.text.length;
        open = staysOpen(more.text, delimiter, true);
      }
      const whole = [text, ...taken.map((line) => line.text)].join('\n');
      if (!open) cells = splitRecord(whole, delimiter, quote);
      if (cells !== null && fits(cells)) text = whole;
      else {
        patience--;
        again.push(...taken.reverse());
        yield { line: first.number, problem: 'unclosed-quote', cells: splitRecord(text, delimiter, quote), text };
        continue;
      }
    }
    cells ??= splitRecord(text, delimiter, quote);
    const problem = fits(cells) ? '' : cells.length < head.columns.length ? 'too-few-columns' : 'too-many-columns';
    yield { line: first.number, problem, cells, text };
  }
}
