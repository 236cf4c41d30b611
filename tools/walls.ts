import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { mayKnock, type Room } from '../src/walls.ts';

/** Something that goes through a wall. */
export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly says: string;
}

const rooms = Object.keys(mayKnock) as Room[];
const isRoom = (name: string | undefined): name is Room => rooms.includes(name as Room);

/**
 * Checks imports and SQL of the given files (paths below `root`) against src/walls.ts. Text only: no compiler, so that no
 * compiler version can make it look at nothing. Gives the faults and how many imports and SQL names were looked at.
 */
export function checkWalls(root: string, files: readonly string[]): { faults: Fault[]; looked: number } {
  const faults: Fault[] = [];
  let looked = 0;
  for (const file of files) {
    const [top, room] = relative(root, resolve(root, file)).split('/');
    if (top !== 'src' || !isRoom(room)) continue;
    const text = readFileSync(resolve(root, file), 'utf8');
    const found = file.endsWith('.ts') ? importsOf(text) : file.endsWith('.sql') ? schemasOf(text) : [];
    for (const { name, line } of found) {
      looked++;
      const says = file.endsWith('.ts') ? judgeImport(root, file, room, name) : judgeSchema(room, name);
      if (says) faults.push({ file, line, says });
    }
  }
  return { faults, looked };
}

function judgeImport(root: string, file: string, room: Room, name: string): string | undefined {
  if (name.startsWith('.')) {
    const target = relative(join(root, 'src'), resolve(root, dirname(file), name)).split('/')[0];
    return target === room || !isRoom(target) ? undefined : `relative import leaves the room; knock at '#${target}' instead`;
  }
  if (!name.startsWith('#')) return undefined;
  const other = name.slice(1).split('/')[0];
  if (!isRoom(other) || other === room) return other === room && room !== 'platform' ? `a room does not knock at its own door; import the file` : undefined;
  return (mayKnock[room] as readonly string[]).includes(other) ? undefined : `${room} may not knock at ${other} (src/walls.ts)`;
}

function judgeSchema(room: Room, name: string): string | undefined {
  if (!isRoom(name) || name === room || name === 'platform' || room === 'app') return undefined;
  return `${room} may not touch ${name}'s tables; ask its door`;
}

function importsOf(text: string): { name: string; line: number }[] {
  return matches(text, /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:\{[^}]*\}\s*from\s*|from\s*)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g);
}

/** Schema names in SQL: `know.organisation`. Comments and literals do not count; published views (`know.public_…`) are for everyone. */
function schemasOf(text: string): { name: string; line: number }[] {
  const bare = text.replace(/--[^\n]*|'(?:[^']|'')*'/g, (gone) => gone.replace(/[^\n]/g, ' '));
  return matches(bare, /\b([a-z]+)\.(?!public_)[a-z_]+\b/g).filter(({ name }) => isRoom(name));
}

function matches(text: string, pattern: RegExp): { name: string; line: number }[] {
  return [...text.matchAll(pattern)].map((match) => ({ name: match[1] ?? match[2] ?? '', line: text.slice(0, match.index + match[0].length).split('\n').length }));
}
