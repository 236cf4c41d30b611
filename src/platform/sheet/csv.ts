/** CSV and TSV as people make them: RFC 4180, any line ending, the separator found by looking. */
import { Refusal } from '#platform/errors';
import type { Row } from './read.ts';

/** The separators we look for, the usual one first. */
const separators = [',', '\t', ';', '|'] as const;
/** A separator between the cells of a line. */
export type Separator = (typeof separators)[number];

/** How many lines are looked at to find the separator. */
const SAMPLE_LINES = 20;

/** What bounds a reading. */
export interface CsvBounds {
  readonly maxRows: number;
  readonly maxCells: number;
}

/**
 * The separator of a text: the one that cuts the first lines most often and most evenly. Excel's own first line
 * `sep=;` decides. A single column has none; a comma does no harm then.
 */
export function findSeparator(text: string): Separator {
  const told = /^sep=([,;|\t])\r?\n/u.exec(text)?.[1];
  if (told) return told as Separator;
  const counts = new Map(separators.map((separator) => [separator, [] as number[]]));
  let quoted = false;
  let lines = 0;
  let here = new Map<string, number>();
  for (let at = 0; at < text.length && lines < SAMPLE_LINES; at += 1) {
    const character = text[at] as string;
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[at + 1] === '\n') at += 1;
      for (const separator of separators) counts.get(separator)?.push(here.get(separator) ?? 0);
      here = new Map();
      lines += 1;
    } else if (counts.has(character as Separator)) here.set(character, (here.get(character) ?? 0) + 1);
  }
  if (lines === 0) for (const separator of separators) counts.get(separator)?.push(here.get(separator) ?? 0);
  let best: Separator = ',';
  let bestScore = 0;
  for (const separator of separators) {
    const found = counts.get(separator) ?? [];
    const first = found.find((count) => count > 0) ?? 0;
    const score = first === 0 ? 0 : found.filter((count) => count === first).length * 10 + Math.min(first, 9);
    if (score > bestScore) [best, bestScore] = [separator, score];
  }
  return best;
}

/**
 * The rows of a text, each with the line of the file it begins on. Refuses a quotation mark that is never closed (it
 * would swallow the rest of the file into one cell) and more rows or cells than the bounds allow.
 */
export function parseCsv(text: string, separator: Separator, bounds: CsvBounds): readonly Row[] {
  const rows: Row[] = [];
  let cells: string[] = [];
  let allCells = 0;
  let line = 1;
  let rowLine = 1;
  let at = text.startsWith('sep=') ? text.indexOf('\n') + 1 : 0;
  if (at > 0) line = rowLine = 2;
  const length = text.length;
  const endRow = () => {
    if (cells.length > 1 || cells[0] !== '') {
      allCells += cells.length;
      if (allCells > bounds.maxCells) throw new Refusal('sheet.too-many-cells', { max: bounds.maxCells }, 413);
      rows.push({ line: rowLine, cells });
      if (rows.length > bounds.maxRows) throw new Refusal('sheet.too-many-rows', { max: bounds.maxRows }, 413);
    }
    cells = [];
  };
  while (at < length) {
    let cell = '';
    if (text[at] === '"') {
      const opened = line;
      let from = at + 1;
      for (;;) {
        const close = text.indexOf('"', from);
        if (close < 0) throw new Refusal('sheet.open-quote', { line: String(opened) });
        const part = text.slice(from, close);
        for (let feed = part.indexOf('\n'); feed >= 0; feed = part.indexOf('\n', feed + 1)) line += 1;
        cell += part;
        if (text[close + 1] !== '"') {
          at = close + 1;
          break;
        }
        cell += '"';
        from = close + 2;
      }
    }
    const from = at;
    while (at < length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at += 1;
    cells.push(cell + text.slice(from, at));
    if (text[at] === separator) {
      at += 1;
      if (at < length) continue;
      cells.push('');
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1;
    at += 1;
    endRow();
    line += 1;
    rowLine = line;
  }
  return rows;
}
