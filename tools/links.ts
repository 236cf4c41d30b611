import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { Checked, Fault } from './walls.ts';

/**
 * Links of the documents lead somewhere: relative links to a file of the tree (and, with `#`, to a heading of it), and paths
 * in code spans that begin with a folder of ours. Links to the web are not followed.
 */
export function checkLinks(root: string): Checked {
  const faults: Fault[] = [];
  let looked = 0;
  // docs/plan is a working paper of one session and is deleted at its end.
  for (const file of globSync('{*.md,docs/**/*.md,src/**/*.md,data/**/*.md,content/**/*.md,bench/**/*.md}', {
    cwd: root,
  })
    .filter((one) => !one.startsWith('docs/plan/'))
    .sort()) {
    const text = readFileSync(join(root, file), 'utf8').replace(/```[\s\S]*?```/g, (block) =>
      block.replace(/[^\n]/g, ' '),
    );
    for (const match of text.matchAll(/\[[^\]]*\]\(([^)\s]+)[^)]*\)/g)) {
      const target = match[1] ?? '';
      if (/^[a-z]+:/i.test(target)) continue;
      looked++;
      const [path = '', heading] = decodeURIComponent(target).split('#');
      const at = path === '' ? file : normalize(join(dirname(file), path));
      if (!existsSync(join(root, at)))
        faults.push({ file, line: lineOf(text, match.index), says: `link to ${target}: there is no ${at}` });
      else if (heading && at.endsWith('.md') && !anchors(readFileSync(join(root, at), 'utf8')).has(heading))
        faults.push({ file, line: lineOf(text, match.index), says: `link to ${target}: no such heading` });
    }
    for (const match of text.matchAll(/`((?:src|docs|tools|migrations|content|test|bench|data)\/[\w./-]+)`/g)) {
      looked++;
      if (!existsSync(join(root, match[1] ?? '')))
        faults.push({ file, line: lineOf(text, match.index), says: `\`${match[1]}\` is not there` });
    }
  }
  return { faults, looked, of: 'links' };
}

/** Headings as GitHub makes anchors of them. */
function anchors(text: string): Set<string> {
  return new Set(
    [...text.matchAll(/^#+\s+(.+?)\s*$/gm)].map((match) =>
      (match[1] ?? '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
