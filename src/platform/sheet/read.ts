/** One way to read a table somebody uploads, whatever program made it. */
import { Refusal } from '#platform/errors';
import { findSeparator, parseCsv, type Separator } from './csv.ts';
import { type Decoded, decodeText } from './encoding.ts';
import { readXlsx } from './xlsx.ts';
import { isZip } from './zip.ts';

/** A row as it stands in the file; cells are trimmed text, missing ones at the end are left out. */
export interface Row {
  /** Line of the file or row of the sheet, counted from 1 as people see it. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** One sheet; a CSV has one without a name. Empty rows are left out, `line` still says where a row stood. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** What we take at most. */
export interface ReadBounds {
  readonly maxBytes: number;
  readonly maxRows: number;
  readonly maxCells: number;
}

/** A table that was read. */
export interface Book {
  readonly format: 'xlsx' | 'csv';
  readonly encoding?: Decoded['encoding'];
  readonly separator?: Separator;
  readonly sheets: readonly Sheet[];
  /** How many cells held a formula; their last saved value was taken. */
  readonly formulas: number;
  /** How many cells held a fault such as #REF!; they were read as empty. */
  readonly faulty: number;
}

const usual: ReadBounds = { maxBytes: 10 * 1024 * 1024, maxRows: 50_000, maxCells: 1_000_000 };
/** The mark of OLE files: XLS of before 2007, and XLSX under a password. */
const OLE = [0xd0, 0xcf, 0x11, 0xe0];

/**
 * Reads XLSX, CSV or TSV; what it is, is found by looking, not by the name. Refuses (code `sheet.…`, words in
 * `words.ts`) what is too large, locked, has macros, unpacks to a bomb, or is no table at all.
 */
export function readSheet(bytes: Uint8Array, options: { readonly name?: string } & Partial<ReadBounds> = {}): Book {
  const bounds: ReadBounds = { ...usual, ...options };
  if (bytes.length === 0) throw new Refusal('sheet.empty');
  if (bytes.length > bounds.maxBytes) throw new Refusal('sheet.too-large', { max: bounds.maxBytes }, 413);
  const book = OLE.every((byte, index) => bytes[index] === byte)
    ? refuseOld()
    : isZip(bytes)
      ? fromXlsx(bytes, bounds)
      : fromText(bytes, bounds, options.name);
  if (book.sheets.every((sheet) => sheet.rows.length === 0)) throw new Refusal('sheet.empty');
  return book;
}

function refuseOld(): never {
  throw new Refusal('sheet.old-format');
}

function fromXlsx(bytes: Uint8Array, bounds: ReadBounds): Book {
  const { sheets, formulas, faulty } = readXlsx(bytes, bounds);
  return { format: 'xlsx', formulas, faulty, sheets: sheets.map(clean) };
}

function fromText(bytes: Uint8Array, bounds: ReadBounds, name = ''): Book {
  const { text, encoding } = decodeText(bytes);
  if (/^\s*(<!doctype|<html|%PDF|\{|<\?xml)/iu.test(text.slice(0, 200))) throw new Refusal('sheet.not-a-sheet');
  const separator = /\.tsv$/iu.test(name) ? '\t' : findSeparator(text);
  const sheet = clean({ name: '', rows: parseCsv(text, separator, bounds) });
  return { format: 'csv', encoding, separator, formulas: 0, faulty: 0, sheets: [sheet] };
}

/** Characters that no table needs: controls (except tab and line feed), marks of writing direction, byte order marks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the point
const unwanted = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

function clean(sheet: Sheet): Sheet {
  const rows = sheet.rows.flatMap((row): Row[] => {
    const cells = row.cells.map(cleanCell);
    while (cells.at(-1) === '') cells.pop();
    return cells.length === 0 ? [] : [{ line: row.line, cells }];
  });
  return { name: sheet.name, rows };
}

function cleanCell(cell: string): string {
  const text = cell.replace(unwanted, '').replaceAll('\r\n', '\n').trim();
  // What our own export put in front (see `defuse`), and Excel's way to keep leading zeros in a CSV.
  if (/^'[=+\-@]/u.test(text)) return text.slice(1);
  return /^="([^"]*)"$/u.exec(text)?.[1] ?? text;
}

/** The place of a cell as spreadsheets name it: column 0 of line 3 is A3. */
export function cellPlace(line: number, column: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${line}`;
}
