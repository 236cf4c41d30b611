import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Checked, Fault } from './walls.ts';

/** Files and folders that may be larger, each with the reason. A reason that is no longer needed is a fault. */
export const larger: Readonly<Record<string, string>> = {
  'src/app': 'the wiring: one small file per command of ./kyojo; rules live in the rooms',
  'src/platform/sign-in':
    'one capability with a small file per kind of thing it keeps; the pages are in folders of their own',
  'src/observe/flow/decode': 'one file per part of the flow protocols',
};

const MOST_LINES = 400;
const MOST_FILES = 12;
const drawers = /^(utils?|helpers?|common|managers?|misc|types|shared|stuff)$/;

/** Sizes and names: files of at most 400 lines, folders of at most 12 code files (tests apart), kebab-case, no drawer names. */
export function checkSizes(root: string, exceptions: Readonly<Record<string, string>> = larger): Checked {
  const faults: Fault[] = [];
  const files = globSync('{src,test,tools,bench}/**/*.{ts,sql,css,js}', { cwd: root })
    .filter((file) => !file.includes('/fixtures/'))
    .sort();
  const folders = new Map<string, number>();
  const needed = new Set<string>();
  for (const file of files) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n').length - 1;
    if (lines > MOST_LINES) {
      if (exceptions[file]) needed.add(file);
      else
        faults.push({
          file,
          line: MOST_LINES,
          says: `${lines} lines; at most ${MOST_LINES}, or a reason in tools/sizes.ts`,
        });
    }
    if (!/\.test\.ts$/.test(file)) folders.set(dirname(file), (folders.get(dirname(file)) ?? 0) + 1);
    const parts = file.split('/');
    for (const part of parts) {
      const name = part.split('.')[0] ?? '';
      if (drawers.test(name))
        faults.push({ file, line: 1, says: `“${name}” is a drawer, not a name: say what is in it` });
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
        faults.push({ file, line: 1, says: `“${basename(part)}” is not kebab-case` });
    }
  }
  for (const [folder, count] of folders) {
    if (count <= MOST_FILES) continue;
    if (exceptions[folder]) needed.add(folder);
    else
      faults.push({
        file: folder,
        line: 1,
        says: `${count} code files; at most ${MOST_FILES}, or a reason in tools/sizes.ts`,
      });
  }
  if (exceptions === larger)
    for (const name of Object.keys(larger))
      if (!needed.has(name))
        faults.push({ file: name, line: 1, says: 'needs no exception in tools/sizes.ts any more' });
  return { faults, looked: files.length, of: 'files' };
}
