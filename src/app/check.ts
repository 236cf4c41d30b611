import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { productRoot } from '#platform/files';
import { checkWalls } from '../../tools/walls.ts';

/** Everything that can be checked without a store: types, style, walls. Each says how much it looked at; looking at nothing is a fault. */
export async function check(): Promise<number> {
  const bin = (name: string) => join(productRoot, 'node_modules/.bin', name);
  let faults = 0;
  const step = (name: string, command: string, args: readonly string[]) => {
    const done = spawnSync(command, args, { cwd: productRoot, stdio: 'inherit' });
    console.log(`check: ${name} ${done.status === 0 ? 'ok' : 'FAILED'}`);
    if (done.status !== 0) faults++;
  };
  step('types', bin('tsc'), ['--noEmit']);
  step('style', bin('biome'), ['check', '--error-on-warnings']);
  const files = globSync('src/**/*.{ts,sql}', { cwd: productRoot });
  const walls = checkWalls(productRoot, files);
  for (const fault of walls.faults) console.log(`${fault.file}:${fault.line}: ${fault.says}`);
  console.log(`check: walls ${walls.faults.length === 0 && walls.looked > 0 ? 'ok' : 'FAILED'} (${files.length} files, ${walls.looked} names looked at)`);
  if (walls.faults.length > 0 || walls.looked === 0) faults++;
  return faults === 0 ? 0 : 1;
}
