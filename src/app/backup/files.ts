import { existsSync, linkSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Below the data folder, but not to be copied: the stores have their own way, the rest is of this run only. */
const NOT_COPIED = new Set(['postgres', 'columns', 'backup-making', 'compiled']);

/**
 * The files of the data folder at one moment: each is linked (not copied) into `to`, so that one which the running hub removes
 * meanwhile is still there. Files are written under another name and moved, so a linked one never changes; what ends in `.part` is
 * not there yet. May be called again to add what has come since. Gives how many files were new.
 */
export function linkFiles(root: string, to: string): number {
  let added = 0;
  for (const path of filesBelow(root)) {
    const linked = join(to, path);
    if (path.endsWith('.part') || existsSync(linked)) continue;
    mkdirSync(dirname(linked), { recursive: true, mode: 0o700 });
    try {
      linkSync(join(root, path), linked);
      added++;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // gone already: it was needed no more
    }
  }
  return added;
}

/** Files below `root`, by their path from there, in order; the top folders that are not copied are left out. */
export function filesBelow(root: string, isWanted = isCopied): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter(isWanted)
    .sort();
}

/** Bytes of a file. */
export const sizeOf = (path: string) => statSync(path).size;

/** True when a folder is not there or holds nothing. */
export function isEmptyFolder(path: string): boolean {
  return !existsSync(path) || readdirSync(path).length === 0;
}

/** Whether a file of the data folder belongs into an archive: the stores' own files do not, nor out of one. */
export const isCopied = (path: string) => !NOT_COPIED.has(path.split('/')[0] ?? '');

/** Where a member's file goes; refuses (Error) a name that would leave the folder. */
export function pathInside(root: string, name: string): string {
  const path = join(root, name);
  if (relative(root, path).startsWith('..')) throw new Error(`archive: ${name} leads out of its folder`);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return path;
}

/** Removes a folder with all that is in it. */
export const removeFolder = (path: string) => rmSync(path, { recursive: true, force: true });
