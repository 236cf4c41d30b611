import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The data folder: everything a hub must keep lies below it (`KYOJO_DATA`). */
export interface DataFolder {
  readonly root: string;
  /** A sub-folder, made on demand with mode 0700. */
  folder(...parts: readonly string[]): string;
  /** The hub's secret (32 bytes as hex): signed links, derived database passwords. Made at first start, mode 0600. */
  secret(): string;
}

/** Opens (and makes) the data folder at `path`. */
export function openDataFolder(path: string, secret?: string): DataFolder {
  const root = resolve(path);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  return {
    root,
    folder(...parts) {
      const made = join(root, ...parts);
      mkdirSync(made, { recursive: true, mode: 0o700 });
      return made;
    },
    secret() {
      if (secret) return secret;
      const file = join(root, 'secret');
      try {
        // `wx`: of several processes starting at once, one writes and the others read what it wrote.
        writeFileSync(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      return readFileSync(file, 'utf8').trim();
    },
  };
}

/** The folder of the product itself (where package.json lies). */
export const productRoot = resolve(import.meta.dirname, '../../..');
