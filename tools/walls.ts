import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { mayKnock, type Room } from '../src/walls.ts';

/** Something that goes through a wall. */
export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly says: string;
}

/** What a check found, and how many things it looked at: looking at nothing is a fault as well. */
export interface Checked {
  readonly faults: readonly Fault[];
  readonly looked: number;
  /** What was counted. */
  readonly of: string;
}

/** Folders whose relative imports may leave their room, each with the reason. */
const guests: Readonly<Record<string, string>> = {
  'src/app/corpora/': "runs other people's cases against one part of a room at a time, as that part's own tests do",
};

const rooms = Object.keys(mayKnock) as Room[];
const isRoom = (name: string | undefined): name is Room => rooms.includes(name as Room);

/**
 * Checks imports and SQL of the given files (paths below `root`) against src/walls.ts. Text only: no compiler, so that no
 * compiler version can make it look at nothing. Gives the faults and how many imports and SQL names were looked at.
 */
export function checkWalls(
  root: string,
  files: readonly string[] = globSync(['src/**/*.{ts,sql}', 'migrations/postgres/*.sql'], { cwd: root }).sort(),
): Checked {
  const faults: Fault[] = [];
  let looked = 0;
  for (const file of files) {
    const [top, second] = relative(root, resolve(root, file)).split('/');
    // A migration belongs to the room in its name: <time>__<room>__<table>__<act>.sql
    const room = top === 'migrations' ? file.split('__')[1] : top === 'src' ? second : undefined;
    if (!isRoom(room)) continue;
    const text = readFileSync(resolve(root, file), 'utf8');
    const found = file.endsWith('.ts') ? importsOf(text) : file.endsWith('.sql') ? schemasOf(text) : [];
    for (const { name, line } of found) {
      looked++;
      const says = file.endsWith('.ts') ? judgeImport(root, file, room, name) : judgeSchema(room, name);
      if (says) faults.push({ file, line, says });
    }
  }
  return { faults, looked, of: 'imports and SQL names' };
}

function judgeImport(root: string, file: string, room: Room, name: string): string | undefined {
  if (!isTest(file) && (isTest(name) || name.includes('/test/'))) return 'production may not import tests';
  if (name.startsWith('.')) {
    if (Object.keys(guests).some((folder) => file.startsWith(folder))) return undefined;
    const target = relative(join(root, 'src'), resolve(root, dirname(file), name)).split('/')[0];
    return target === room || !isRoom(target)
      ? undefined
      : `relative import leaves the room; knock at '#${target}' instead`;
  }
  if (!name.startsWith('#')) return undefined;
  const other = name.slice(1).split('/')[0];
  if (!isRoom(other) || other === room)
    return other === room && room !== 'platform' ? `a room does not knock at its own door; import the file` : undefined;
  return (mayKnock[room] as readonly string[]).includes(other)
    ? undefined
    : `${room} may not knock at ${other} (src/walls.ts)`;
}

const isTest = (file: string) => /\.test\.ts$|(^|\/)test\//.test(file);

function judgeSchema(room: Room, name: string): string | undefined {
  if (!isRoom(name) || name === room || name === 'platform' || room === 'app') return undefined;
  return `${room} may not touch ${name}'s tables; ask its door`;
}

function importsOf(text: string): { name: string; line: number }[] {
  return matches(
    text,
    /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:\{[^}]*\}\s*from\s*|from\s*)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g,
  );
}

/** Schema names in SQL: `know.organisation`. Comments and literals do not count; published views (`know.public_…`) are for everyone. */
function schemasOf(text: string): { name: string; line: number }[] {
  const bare = text.replace(/--[^\n]*|'(?:[^']|'')*'/g, (gone) => gone.replace(/[^\n]/g, ' '));
  return matches(bare, /\b([a-z]+)\.(?!public_)[a-z_]+\b/g).filter(({ name }) => isRoom(name));
}

function matches(text: string, pattern: RegExp): { name: string; line: number }[] {
  return [...text.matchAll(pattern)].map((match) => ({
    name: match[1] ?? match[2] ?? '',
    line: text.slice(0, match.index + match[0].length).split('\n').length,
  }));
}
