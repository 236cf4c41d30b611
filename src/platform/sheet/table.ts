/** From a sheet to records: which column is which, and what is wrong in which cell. */
import type { z } from 'zod';
import { cellPlace, type Sheet } from './read.ts';

/** A column that a table knows, by its field name. */
export interface Column {
  /** Every way people head this column, in any language; the first one is what our own template prints. */
  readonly titles: readonly string[];
  readonly required?: boolean;
}

/** The columns a caller knows, by field. */
export type Columns = Readonly<Record<string, Column>>;

/** What was recognised at the head of a sheet. */
export interface Head {
  /** The row the titles stand in; null when nothing was recognised. */
  readonly line: number | null;
  /** For each recognised field, the index of its column. */
  readonly found: Readonly<Record<string, number>>;
  /** Required fields without a column. */
  readonly missing: readonly string[];
  /** Columns nobody knows, with their place; they are left out of the import, and people should see that. */
  readonly unknown: readonly { readonly at: string; readonly title: string }[];
  /** Columns that mean a field already taken by an earlier column. */
  readonly repeated: readonly { readonly at: string; readonly title: string; readonly field: string }[];
}

/** How far down the titles may stand: people put a name and a date above. */
const HEAD_ROWS = 15;

/** A title without what does not distinguish it: width, case, spaces, remarks in brackets, marks. */
export function plainTitle(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\([^)]*\)|\[[^\]]*\]|【[^】]*】/gu, '')
    .replace(/[\s*※:：/・,、_-]+/gu, '');
}

/** Finds the row of titles: the one among the first rows that names most of the columns we know. */
export function findHead(sheet: Sheet, columns: Columns): Head {
  const byTitle = new Map<string, string>();
  for (const [field, column] of Object.entries(columns))
    for (const title of column.titles) byTitle.set(plainTitle(title), field);
  let best: Head | null = null;
  for (const row of sheet.rows.slice(0, HEAD_ROWS)) {
    const found: Record<string, number> = {};
    const unknown: { at: string; title: string }[] = [];
    const repeated: { at: string; title: string; field: string }[] = [];
    row.cells.forEach((title, index) => {
      if (title === '') return;
      const field = byTitle.get(plainTitle(title));
      const at = cellPlace(row.line, index);
      if (field === undefined) unknown.push({ at, title });
      else if (Object.hasOwn(found, field)) repeated.push({ at, title, field });
      else found[field] = index;
    });
    if (Object.keys(found).length > Object.keys(best?.found ?? {}).length)
      best = { line: row.line, found, unknown, repeated, missing: [] };
  }
  const missing = Object.entries(columns).flatMap(([field, column]) =>
    column.required && !Object.hasOwn(best?.found ?? {}, field) ? [field] : [],
  );
  return { ...(best ?? { line: null, found: {}, unknown: [], repeated: [] }), missing };
}

/** One thing wrong, and where. `reason` is a code with words: `sheet.…` or one of the caller's own. */
export interface Fault {
  readonly line: number;
  /** The cell, as spreadsheets name it; the row alone when the fault lies between columns. */
  readonly at: string;
  readonly field: string | null;
  /** What stood there, shortened. */
  readonly value: string;
  readonly reason: string;
}

/** The rows of a sheet as records; a row with any fault gives no record. */
export interface Records<T> {
  readonly head: Head;
  readonly records: readonly { readonly line: number; readonly value: T }[];
  readonly faults: readonly Fault[];
  /** Rows read, without titles and empty rows. */
  readonly rows: number;
}

/** After this many faults the rest is only counted: the file is of another kind. */
const MAX_FAULTS = 1000;
const MAX_SHOWN = 60;

/**
 * Reads the rows below the head with a schema whose keys are the fields. A missing or empty cell is `undefined`; the
 * schema says what may be missing. A message of the schema that looks like a code (`know.asset-kind`) is the reason.
 */
export function readRecords<Schema extends z.ZodType>(
  sheet: Sheet,
  columns: Columns,
  schema: Schema,
): Records<z.output<Schema>> {
  const head = findHead(sheet, columns);
  const records: { line: number; value: z.output<Schema> }[] = [];
  const faults: Fault[] = [];
  let rows = 0;
  if (head.line === null || head.missing.length > 0) return { head, records, faults, rows };
  const fields = Object.entries(head.found);
  for (const row of sheet.rows) {
    if (row.line <= head.line) continue;
    const raw: Record<string, string> = {};
    for (const [field, index] of fields) {
      const cell = row.cells[index];
      if (cell !== undefined && cell !== '') raw[field] = cell;
    }
    if (Object.keys(raw).length === 0) continue;
    rows += 1;
    const outcome = schema.safeParse(raw);
    if (outcome.success) records.push({ line: row.line, value: outcome.data });
    else if (faults.length < MAX_FAULTS)
      faults.push(...outcome.error.issues.map((issue) => faultOf(issue, row.line, head, raw)));
  }
  return { head, records, faults, rows };
}

function faultOf(issue: z.core.$ZodIssue, line: number, head: Head, raw: Readonly<Record<string, string>>): Fault {
  const field = issue.path.length > 0 ? String(issue.path[0]) : null;
  const column = field === null ? undefined : head.found[field];
  const value = (field === null ? '' : (raw[field] ?? '')).slice(0, MAX_SHOWN);
  const code = /^[a-z-]+\.[a-z0-9-]+$/u.test(issue.message) ? issue.message : null;
  const missing = field !== null && raw[field] === undefined;
  return {
    line,
    at: column === undefined ? String(line) : cellPlace(line, column),
    field,
    value,
    reason:
      code ?? (missing ? 'sheet.cell-missing' : issue.code === 'too_big' ? 'sheet.cell-too-long' : 'sheet.cell-wrong'),
  };
}
