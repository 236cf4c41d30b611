import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Columns } from './columns.ts';
import { quoteName } from './schema/scan.ts';

/** Databases that belong to the engine, not to the hub. */
const ENGINE_OWN = ['system', 'information_schema', 'INFORMATION_SCHEMA', 'default', '_temporary_and_external_tables'];

/**
 * Writes every database of the embedded engine into the new folder `target`: a state of each table at one moment, taken while
 * the hub runs. The engine may write only below its own folder, so the backup is made there and moved.
 */
export async function backup(columns: Columns, engineFolder: string, target: string): Promise<void> {
  const to = resolve(target);
  if (existsSync(to) && readdirSync(to).length > 0) throw new Error(`backup: ${to} is not empty`);
  const rows = await columns.query<{ name: string }>(
    'SELECT name FROM system.databases WHERE name NOT IN {own:Array(String)} ORDER BY name',
    { own: ENGINE_OWN },
  );
  await throughOwnFolder(engineFolder, async (name, path) => {
    if (rows.length === 0) mkdirSync(path, { recursive: true });
    else
      await columns.command(
        `BACKUP ${rows.map((row) => `DATABASE ${quoteName(row.name)}`).join(', ')} TO File('${name}')`,
      );
    mkdirSync(dirname(to), { recursive: true });
    rmSync(to, { recursive: true, force: true });
    move(path, to);
  });
}

/** Brings back what {@link backup} wrote. Tables that are there must be empty and of the same shape, else the engine refuses. */
export async function restore(columns: Columns, engineFolder: string, source: string): Promise<void> {
  const from = resolve(source);
  if (readdirSync(from).length === 0) return;
  await throughOwnFolder(engineFolder, async (name, path) => {
    cpSync(from, path, { recursive: true });
    await columns.command(`RESTORE ALL FROM File('${name}')`);
  });
}

async function throughOwnFolder(
  engineFolder: string,
  work: (name: string, path: string) => Promise<void>,
): Promise<void> {
  const name = randomUUID();
  const path = join(engineFolder, 'backup', name);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await work(name, path);
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    cpSync(from, to, { recursive: true });
  }
}
