import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Columns } from '../columns.ts';
import { forCluster } from './cluster.ts';
import { scan, splitStatements } from './scan.ts';

/** Where the record of what ran is kept; on every node of a cluster. */
const RECORD = [
  'CREATE DATABASE IF NOT EXISTS platform',
  "-- on every node\nCREATE TABLE IF NOT EXISTS platform.migration (name String, ran_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')) ENGINE = ReplacingMergeTree ORDER BY name",
] as const;

/** The steps of a folder in order, each with its statements. Refuses (Error) a wrong name and a statement that could not be repeated. */
export function readMigrations(folder: string): { name: string; statements: string[] }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      if (!/^\d{8}T\d{4}__[a-z]+__[a-z_]+__[a-z_-]+\.sql$/.test(name))
        throw new Error(`migrations: ${name} is not named time__room__table__act.sql`);
      const statements = splitStatements(readFileSync(join(folder, name), 'utf8'));
      for (const statement of statements) {
        if (!isRepeatable(statement))
          throw new Error(
            `migrations: ${name} holds a statement without IF [NOT] EXISTS; a step that was cut short runs again`,
          );
      }
      return { name, statements };
    });
}

// There is no transaction over DDL here and no lock between processes: two that migrate at once run the same steps, and a
// step that was cut short runs again. Both are harmless as long as each statement may run twice.
function isRepeatable(statement: string): boolean {
  const words = [...scan(statement)]
    .slice(0, 14)
    .map((piece) => piece.text.toUpperCase())
    .join(' ');
  if (/^(CREATE OR REPLACE|SYSTEM RELOAD|ALTER TABLE \S+( \. \S+)? (MODIFY|RESET))/.test(words)) return true;
  return /\bIF (NOT )?EXISTS\b/.test(words);
}

/** Brings the column store to today's schema, and gives the names of the steps it ran. With `cluster` every statement takes its cluster form. */
export async function migrate(
  columns: Pick<Columns, 'command' | 'query' | 'insert'>,
  folder: string,
  cluster?: string,
): Promise<string[]> {
  const formsOf = (statement: string) => (cluster === undefined ? [statement] : forCluster(statement, cluster));
  for (const statement of RECORD.flatMap(formsOf)) await columns.command(statement);
  const done = new Set(
    (await columns.query<{ name: string }>('SELECT name FROM platform.migration')).map((row) => row.name),
  );
  const ran: string[] = [];
  for (const { name, statements } of readMigrations(folder)) {
    if (done.has(name)) continue;
    for (const statement of statements.flatMap(formsOf)) {
      await columns.command(statement).catch((error: Error) => {
        throw new Error(`migration ${name}: ${error.message}`, { cause: error });
      });
    }
    await columns.insert('platform.migration', [{ name }]);
    ran.push(name);
  }
  return ran;
}
