import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from '#platform/config';

/** The data folder: everything a hub must keep lies below it (`KYOJO_DATA`). */
export interface DataFolder {
  readonly root: string;
  /** A sub-folder, made on demand with mode 0700. */
  folder(...parts: readonly string[]): string;
  /** The hub's secret (32 bytes as hex): signed links, derived database passwords. Made at first start, mode 0600. */
  secret(): string;
}

/** Opens (and makes) the data folder at `path`. Refuses (ConfigError) a place this user may not write to. */
export function openDataFolder(path: string, secret?: string): DataFolder {
  const root = resolve(path);
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    accessSync(root, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ConfigError(
      `KYOJO_DATA: the folder ${root} cannot be written (${(error as NodeJS.ErrnoException).code}). Make it belong to the user who runs Kyojo, or set KYOJO_DATA to another folder`,
    );
  }
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

/** Free megabytes where `path` lies, for this user. */
export function freeMegabytes(path: string): number {
  const disk = statfsSync(path);
  return Math.floor((disk.bavail * disk.bsize) / 1024 ** 2);
}

/** The folder of the product itself (where package.json lies). */
export const productRoot = resolve(import.meta.dirname, '../../..');
