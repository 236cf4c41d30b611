import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checked, Fault } from './walls.ts';

/**
 * Every block of a `.sql` file is asked for by some module, and every block a module asks for is there. Text only. A module
 * reads the file beside it (`loadSql(import.meta.url)`) or a neighbour's (`.replace('this.ts', 'that.ts')`). Files without
 * blocks (the detectors' statements) are found by their own catalogue and do not count here.
 */
export function checkSqlBlocks(root: string): Checked {
  const faults: Fault[] = [];
  let looked = 0;
  const asked = new Map<string, { file: string; line: number; name: string }[]>();
  for (const file of globSync('src/**/*.ts', { cwd: root }).sort()) {
    const text = readFileSync(join(root, file), 'utf8');
    const load = /loadSql\(import\.meta\.url(?:\.replace\('([^']+)', '([^']+)'\))?\)/.exec(text);
    if (!load) continue;
    const own = file.replace(/\.ts$/, '.sql');
    const target = load[1] && load[2] ? own.replace(load[1].replace(/ts$/, 'sql'), load[2].replace(/ts$/, 'sql')) : own;
    if (!existsSync(join(root, target))) {
      faults.push({ file, line: lineOf(text, load.index), says: `there is no ${target}` });
      continue;
    }
    // A helper of the module may take the block's name; then every quoted name in the module counts as asked for.
    const direct = /\bsql\((?!')/.test(text.replace(/function \w+\(|const sql = /g, ''));
    const names = [...text.matchAll(direct ? /'([a-z][a-z0-9_]*)'/g : /\bsql\('([a-z0-9_]+)'\)/g)];
    const list = asked.get(target) ?? [];
    for (const match of names) list.push({ file, line: lineOf(text, match.index), name: match[1] ?? '' });
    asked.set(target, list);
    if (!direct) {
      const blocks = blocksOf(readFileSync(join(root, target), 'utf8'));
      for (const { name, line } of list.filter((one) => one.file === file))
        if (!blocks.some((block) => block.name === name))
          faults.push({ file, line, says: `there is no block ${name} in ${target}` });
    }
  }
  for (const file of globSync('src/**/*.sql', { cwd: root }).sort()) {
    const seen = new Set<string>();
    for (const { name, line } of blocksOf(readFileSync(join(root, file), 'utf8'))) {
      looked++;
      if (seen.has(name)) faults.push({ file, line, says: `block ${name} stands twice` });
      seen.add(name);
      if (!asked.get(file)?.some((one) => one.name === name))
        faults.push({ file, line, says: `nobody asks for block ${name}; delete it` });
    }
  }
  return { faults, looked, of: 'SQL blocks' };
}

function blocksOf(text: string): { name: string; line: number }[] {
  return [...text.matchAll(/^-- BLOCK (\S+)/gm)].map((match) => ({
    name: match[1] ?? '',
    line: lineOf(text, match.index),
  }));
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
