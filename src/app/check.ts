import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { productRoot } from '#platform/files';
import { checks } from '../../tools/checks.ts';

/** Everything that can be checked without a store: types, style, walls and the other checks of tools/. Each says how much it looked at; looking at nothing is a fault. */
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
  for (const [name, check] of Object.entries(checks)) {
    const { faults: found, looked, of } = check(productRoot);
    for (const fault of found) console.log(`${fault.file}:${fault.line}: ${fault.says}`);
    const isWell = found.length === 0 && looked > 0;
    console.log(`check: ${name} ${isWell ? 'ok' : 'FAILED'} (${looked} ${of} looked at)`);
    if (!isWell) faults++;
  }
  return faults === 0 ? 0 : 1;
}
