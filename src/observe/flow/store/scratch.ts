/** A column store of its own with only the flow tables, in a folder that goes away with it: for tests and benches. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Columns, openColumns } from '#platform/columns';
import { openLog } from '#platform/log';

const MIGRATIONS = new URL('../../../../migrations/columns/', import.meta.url);

/** Opens it; `close` ends the engine and removes the folder. */
export async function openScratchFlows(options: { readonly threads?: number } = {}): Promise<{
  readonly columns: Columns;
  /** The data folder. */
  readonly folder: string;
  close(): Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'kyojo-flows-'));
  // While the engine starts nothing else keeps this process alive.
  const awake = setInterval(() => {}, 1000);
  const columns = await openColumns({ dataDir: folder, log: openLog('silent'), ...options });
  clearInterval(awake);
  for (const file of readdirSync(MIGRATIONS).filter((name) => name.includes('__observe__flow'))) {
    for (const statement of readFileSync(new URL(file, MIGRATIONS), 'utf8').split(/;\s*$/m)) {
      if (statement.replace(/^--.*$/gm, '').trim() !== '') await columns.command(statement);
    }
  }
  return {
    columns,
    folder,
    async close() {
      await columns.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
