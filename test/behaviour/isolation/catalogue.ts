import type { ServedHouse } from '../../lib/served.ts';

/** Schemas that are ours. */
export const OURS = ['platform', 'trust', 'know', 'observe', 'tell', 'share', 'help', 'train', 'improve'] as const;

/** A table as the catalogue describes it. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** The column that says whose a row is. */
  readonly owner: string | undefined;
  readonly secured: boolean;
  /** Roles that a policy admits. */
  readonly policies: readonly string[];
}

/** Every table of our schemas, from the catalogue: a table nobody thought of is in it as well. */
export async function tables(served: Pick<ServedHouse, 'sql'>): Promise<Table[]> {
  const rows = await served.sql<{ name: string; columns: string[]; secured: boolean; policies: string[] }>(
    `SELECT n.nspname || '.' || c.relname AS name, c.relrowsecurity AS secured,
       array(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns,
       array(SELECT DISTINCT r.rolname::text FROM pg_policy p CROSS JOIN unnest(p.polroles) AS role JOIN pg_roles r ON r.oid = role WHERE p.polrelid = c.oid ORDER BY 1) AS policies
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p') ORDER BY 1`,
    [OURS],
  );
  return rows.map((row) => ({ ...row, owner: ownerOf(row.name, row.columns) }));
}

function ownerOf(table: string, columns: readonly string[]): string | undefined {
  if (table === 'know.organisation') return 'id';
  return columns.includes('organisation_id') ? 'organisation_id' : undefined;
}

/** A's rows of every table that says whose its rows are, as JSON texts: what must not be seen and must not change. */
export async function rowsOf(
  served: Pick<ServedHouse, 'sql'>,
  all: readonly Table[],
  organisation: string,
): Promise<Map<string, readonly Record<string, unknown>[]>> {
  const found = new Map<string, readonly Record<string, unknown>[]>();
  for (const table of all) {
    if (!table.owner) continue;
    const rows = await served.sql<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) AS row FROM ${table.name} t WHERE ${table.owner} = $1 ORDER BY to_jsonb(t)::text`,
      [organisation],
    );
    found.set(
      table.name,
      rows.map(({ row }) => row),
    );
  }
  return found;
}

/** Texts that give A away: its ids, its secrets, and everything with its mark. Texts that B's rows hold as well give nothing away. */
export function marksOf(
  a: ReadonlyMap<string, readonly Record<string, unknown>[]>,
  b: ReadonlyMap<string, readonly Record<string, unknown>[]>,
): Set<string> {
  const texts = (rows: typeof a) =>
    new Set(
      [...rows.values()]
        .flat()
        .flatMap((row) =>
          Object.entries(row).flatMap(([column, value]) =>
            typeof value === 'string' && isTelling(column, value) ? [value] : [],
          ),
        ),
    );
  const ofB = texts(b);
  return new Set([...texts(a)].filter((text) => !ofB.has(text)).concat(['kumade', 'クマデ', '203.0.113.']));
}

function isTelling(column: string, value: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(value) ||
    ['code', 'token', 'token_hash', 'secret', 'email', 'send_to', 'url', 'asset', 'corporate_number'].includes(column)
    ? value.length > 3
    : /kumade|クマデ|203\.0\.113/.test(value);
}
