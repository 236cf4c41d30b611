import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checked, Fault } from './walls.ts';

/**
 * Codes that the source refuses with (`new Refusal('room.reason'`, `found(x, 'room.reason'`, also in a choice) have a sentence
 * in both languages in some `words.ts`, and no sentence stands for a code that nobody refuses with. Text only: the entry's
 * languages are checked where the words themselves are loaded.
 */
export function checkRefusals(root: string, known: ReadonlySet<string>, checksUnused = true): Checked {
  const faults: Fault[] = [];
  const used = new Set<string>();
  let looked = 0;
  for (const file of globSync('src/**/*.ts', { cwd: root })
    .filter((one) => !/\.test\.ts$|\/test\//.test(one))
    .sort()) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const match of text.matchAll(
      /new Refusal\(([^;]*?)[,)]\s*(?:\{|\)|\d|;|$)|\bfound\((?:[^;]*?),\s*('[a-z-]+\.[a-z-]+')/gm,
    ))
      for (const [, code = ''] of (match[1] ?? match[2] ?? '').matchAll(/'([a-z-]+\.[a-z-]+)'/g)) {
        looked++;
        used.add(code);
        if (!known.has(code))
          faults.push({
            file,
            line: text.slice(0, match.index).split('\n').length,
            says: `refuses with ${code}, for which no words.ts has a sentence`,
          });
      }
    // A code may also be handed on by name: any quoted code outside words.ts counts as used.
    if (!file.endsWith('words.ts')) for (const [, code = ''] of text.matchAll(/'([a-z-]+\.[a-z-]+)'/g)) used.add(code);
  }
  if (checksUnused)
    for (const code of known)
      if (!used.has(code))
        faults.push({
          file: 'src/**/words.ts',
          line: 1,
          says: `a sentence for ${code}, with which nothing is refused`,
        });
  return { faults, looked, of: 'refusals' };
}
