import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { findHead, readSheet } from '#platform/sheet';
import { isCorporateNumber } from '../corporate-number/index.ts';
import { checkRow, columnNames, type OrganisationRow, type RowFault } from './rows.ts';
import { keyOf, takeOrganisations } from './store.ts';

const sql = loadSql(import.meta.url);

/** A file of organisations before it is taken over. Stored. */
export interface ImportPreview {
  readonly id: string;
  readonly name: string;
  readonly state: 'preview' | 'taken' | 'dropped';
  readonly rowCount: number;
  readonly faultCount: number;
  readonly faults: readonly RowFault[];
  /** The first rows, to look at. */
  readonly sample: readonly OrganisationRow[];
}

/** Faults kept for the page; beyond, they are counted. */
const MOST_FAULTS = 1000;

/** Reads an uploaded file (XLSX, CSV, TSV; UTF-8, UTF-16 or Shift_JIS) into checked rows. Refuses what is no table or has no name column. */
export function readOrganisations(
  bytes: Uint8Array,
  name: string,
): { readonly rows: OrganisationRow[]; readonly faults: RowFault[]; readonly unknown: readonly string[] } {
  const book = readSheet(bytes, { name, maxBytes: 60 * 1024 * 1024, maxRows: 200_000, maxCells: 5_000_000 });
  const columns = Object.fromEntries(
    Object.entries(columnNames).map(([field, titles]) => [field, { titles, required: field === 'name' }]),
  );
  const sheet = book.sheets.find((one) => findHead(one, columns).missing.length === 0) ?? book.sheets[0];
  if (!sheet) throw new Refusal('know.no-name-column');
  const head = findHead(sheet, columns);
  if (head.line === null || head.missing.length > 0) throw new Refusal('know.no-name-column');
  const rows: OrganisationRow[] = [];
  const faults: RowFault[] = [];
  const seen = new Map<string, number>();
  for (const row of sheet.rows) {
    if (row.line <= head.line || row.cells.every((cell) => cell === '')) continue;
    const cells = Object.fromEntries(
      Object.entries(head.found).map(([field, index]) => [field, row.cells[index] ?? '']),
    );
    const checked = checkRow(row.line, cells, isCorporateNumber);
    const key = keyOf(checked.organisation);
    const before = seen.get(key);
    if (before !== undefined)
      faults.push({ row: row.line, column: 'name', value: checked.organisation.name, reason: 'twice-in-file' });
    seen.set(key, row.line);
    faults.push(...checked.faults);
    if (checked.faults.length === 0 && before === undefined) rows.push(checked.organisation);
  }
  return { rows, faults, unknown: head.unknown.map((one) => one.title) };
}

/** Keeps a read file as a preview. Nothing of the register changes. */
export async function previewImport(
  q: Queries,
  input: {
    readonly name: string;
    readonly rows: readonly OrganisationRow[];
    readonly faults: readonly RowFault[];
    readonly person: string;
    readonly now: Date;
  },
): Promise<string> {
  const made = await q.one<{ id: string }>(sql('add'), {
    name: input.name.slice(0, 200),
    rowCount: input.rows.length,
    rows: JSON.stringify(input.rows),
    faults: JSON.stringify({ count: input.faults.length, first: input.faults.slice(0, MOST_FAULTS) }),
    person: input.person,
    now: input.now,
  });
  if (!made) throw new Error('an import was not kept');
  return made.id;
}

/** The preview of an import. */
export async function findImport(q: Queries, id: string): Promise<ImportPreview | undefined> {
  return q.one<ImportPreview>(sql('one'), { id });
}

/** Takes the rows without faults over: all of them or, when something breaks, none. Refuses an import already taken or dropped. */
export async function takeImport(
  house: House,
  q: Queries,
  id: string,
  actor: string,
): Promise<{ added: number; updated: number }> {
  const taken = found(
    await q.one<{ rows: OrganisationRow[] }>(sql('take'), { id, now: house.clock() }),
    'know.import-unknown',
  );
  const sum = await takeOrganisations(house, q, taken.rows, actor);
  await appendFact(house, q, { kind: 'organisations.imported', subject: `import:${id}`, actor, data: sum });
  return sum;
}
