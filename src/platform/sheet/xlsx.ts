/** XLSX as untrusted input: the parts we need are unpacked under a bound, repacked, and only then given to the parser. */

import { read, SSF, type WorkSheet } from '@e965/xlsx';
import { Refusal } from '#platform/errors';
import type { ReadBounds, Row, Sheet } from './read.ts';
import { listZip, packZip, unpack } from './zip.ts';

/** A workbook of the largest size we take unpacks to a few tens of megabytes. */
const MAX_UNPACKED = 120 * 1024 * 1024;
const MAX_ENTRIES = 2000;
const MAX_COLUMNS = 512;
const MAX_SHEETS = 30;
/** Marks a cell costs at most (itself, its text, and their ends), bytes with a sentence in it, and what a workbook has besides cells. */
const MARKS = 6;
const BYTES = 200;
const BESIDES = 60_000;
const LESS_THAN = 0x3c;
/** The only parts a table needs: no pictures, no links, no scripts ever reach the parser. */
const needed =
  /^(\[Content_Types\]\.xml|_rels\/\.rels|xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|styles\.xml|worksheets\/[^/]+\.xml))$/iu;

/** Reads a workbook. Formulas are taken as the value last saved. Refuses macros, bombs, locks, and foreign formats. */
export function readXlsx(
  bytes: Uint8Array,
  bounds: ReadBounds,
): { readonly sheets: readonly Sheet[]; readonly formulas: number; readonly faulty: number } {
  const entries = listZip(bytes, { maxEntries: MAX_ENTRIES, maxUnpackedBytes: MAX_UNPACKED });
  const names = entries.map((entry) => entry.name.replaceAll('\\', '/'));
  if (names.some((name) => /vbaProject\.bin$|\/macrosheets\/|activeX\//iu.test(name)))
    throw new Refusal('sheet.macros');
  if (!names.some((name) => /^xl\/workbook\.(xml|bin)$/iu.test(name))) throw new Refusal('sheet.not-a-sheet');
  if (names.some((name) => /\.bin$/iu.test(name) && /^xl\/(workbook|worksheets)/iu.test(name)))
    throw new Refusal('sheet.old-format');
  const parts = new Map<string, Uint8Array>();
  const weigh = scales(bounds.maxCells);
  for (const entry of entries) {
    const name = entry.name.replaceAll('\\', '/');
    if (!needed.test(name)) continue;
    if (parts.has(name)) throw new Refusal('sheet.broken', { part: name });
    weigh.unpacked(name, entry.bytes);
    const part = unpack(bytes, entry);
    weigh.marks(name, part);
    const start = Buffer.from(part.buffer, part.byteOffset, Math.min(part.length, 4096)).toString('latin1');
    if (/<!(DOCTYPE|ENTITY)/iu.test(start)) throw new Refusal('sheet.broken', { part: name });
    if (/macroEnabled/iu.test(start) && /Content_Types/iu.test(name)) throw new Refusal('sheet.macros');
    parts.set(name, part);
  }
  return parse(packZip(parts, { stored: true }), bounds);
}

/**
 * Refuses more cells than the bound before the parser, which takes some microseconds for each cell whether it is wanted or not, has
 * seen them: a workbook of 300 KB can hold three million.
 */
function scales(maxCells: number) {
  let [bytes, marks] = [maxCells * BYTES + BESIDES, maxCells * MARKS + BESIDES];
  const holdsCells = (name: string) => /^xl\/(worksheets\/|sharedStrings)/iu.test(name);
  const tooMany = () => new Refusal('sheet.too-many-cells', { max: maxCells }, 413);
  return {
    unpacked(name: string, size: number) {
      if (holdsCells(name)) bytes -= size;
      if (bytes < 0) throw tooMany();
    },
    marks(name: string, part: Uint8Array) {
      if (holdsCells(name)) for (const byte of part) if (byte === LESS_THAN && --marks < 0) throw tooMany();
    },
  };
}

function parse(zip: Uint8Array, bounds: ReadBounds) {
  let book: ReturnType<typeof read>;
  try {
    book = read(zip, {
      type: 'array',
      dense: true,
      cellFormula: true,
      cellHTML: false,
      cellText: false,
      cellNF: true,
      sheetRows: bounds.maxRows + 2,
    });
  } catch (cause) {
    throw new Refusal('sheet.broken', { part: 'workbook' }, 422, { cause });
  }
  if (book.SheetNames.length > MAX_SHEETS) throw new Refusal('sheet.too-many-sheets', { max: MAX_SHEETS });
  const date1904 = book.Workbook?.WBProps?.date1904 === true;
  const hidden = new Set((book.Workbook?.Sheets ?? []).flatMap((sheet) => (sheet.Hidden ? [sheet.name] : [])));
  const tally = { cells: 0, rows: 0, formulas: 0, faulty: 0 };
  const sheets = book.SheetNames.flatMap((name): Sheet[] => {
    const sheet = book.Sheets[name];
    if (!sheet || hidden.has(name)) return [];
    return [{ name, rows: rowsOf(sheet, date1904, bounds, tally) }];
  });
  return { sheets, formulas: tally.formulas, faulty: tally.faulty };
}

/** What the parser leaves in a dense sheet. */
interface ParsedCell {
  readonly t?: string;
  readonly v?: unknown;
  readonly z?: string | number;
  readonly f?: string;
}

function rowsOf(
  sheet: WorkSheet,
  date1904: boolean,
  bounds: ReadBounds,
  tally: { cells: number; rows: number; formulas: number; faulty: number },
): Row[] {
  const data = (sheet['!data'] ?? []) as (ParsedCell | undefined)[][];
  const rows: Row[] = [];
  // forEach steps over holes: one cell in the last row of a sheet must not cost a million steps.
  data.forEach((line, index) => {
    if (!line) return;
    const cells: string[] = [];
    line.forEach((cell, column) => {
      if (!cell) return;
      if (column >= MAX_COLUMNS) throw new Refusal('sheet.too-many-columns', { max: MAX_COLUMNS });
      const text = textOf(cell, date1904);
      if (cell.f !== undefined) tally.formulas += 1;
      if (cell.t === 'e') tally.faulty += 1;
      if (text === '') return;
      while (cells.length < column) cells.push('');
      cells[column] = text;
      tally.cells += 1;
    });
    if (cells.length === 0) return;
    tally.rows += 1;
    if (tally.rows > bounds.maxRows) throw new Refusal('sheet.too-many-rows', { max: bounds.maxRows }, 413);
    if (tally.cells > bounds.maxCells) throw new Refusal('sheet.too-many-cells', { max: bounds.maxCells }, 413);
    rows.push({ line: index + 1, cells });
  });
  return rows;
}

const two = (value: number) => String(value).padStart(2, '0');

/** A cell as text: dates as 2026-04-01 whatever the sheet shows, numbers without separators, faults as nothing. */
function textOf(cell: ParsedCell, date1904: boolean): string {
  if (cell.t === 'e' || cell.t === 'z' || cell.v === undefined || cell.v === null) return '';
  if (cell.t === 'b') return cell.v ? 'TRUE' : 'FALSE';
  if (cell.t !== 'n' || typeof cell.v !== 'number') return String(cell.v);
  if (cell.z !== undefined && SSF.is_date(String(cell.z))) {
    const date = SSF.parse_date_code(cell.v, { date1904 });
    if (date) {
      const day = date.y > 1900 ? `${date.y}-${two(date.m)}-${two(date.d)}` : '';
      const time = date.H + date.M + date.S > 0 ? `${two(date.H)}:${two(date.M)}` : '';
      return [day, time].filter(Boolean).join(' ');
    }
  }
  // 15 digits are what a spreadsheet keeps; this also hides 0.1 + 0.2.
  return Number.isInteger(cell.v) ? cell.v.toFixed(0) : String(Number(cell.v.toPrecision(15)));
}
