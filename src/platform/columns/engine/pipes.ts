import { spawn } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Named pipes through which the engine reads and writes with its own threads, so that no row passes through JavaScript. */
export interface Pipes {
  /** A pipe nobody else uses. Give it back with `release`; `clean: false` when a reader may still be hanging on it. */
  take(): Promise<string>;
  release(path: string, clean: boolean): void;
}

/** Makes pipes below `folder` (emptied first) when they are asked for, and uses them again. */
export function openPipes(folder: string): Pipes {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const free: string[] = [];
  let made = 0;
  return {
    async take() {
      const known = free.pop();
      if (known !== undefined) return known;
      const fresh = Array.from({ length: 4 }, () => join(folder, `pipe-${made++}`));
      await mkfifo(fresh);
      free.push(...fresh.slice(1));
      return fresh[0] as string;
    },
    release(path, clean) {
      if (clean) free.push(path);
      else rmSync(path, { force: true });
    },
  };
}

// Node cannot make a pipe with a name; the command is in every POSIX system.
function mkfifo(paths: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('mkfifo', ['-m', '600', ...paths], { stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`mkfifo ended with ${code}`))));
  });
}

/**
 * Opens the writing end once the engine has opened the reading end. Gives undefined when `over` becomes true before: the
 * statement failed without looking at its data. Opening without a reader fails with ENXIO, so nothing can hang here.
 */
export async function openWriter(path: string, over: () => boolean): Promise<Socket | undefined> {
  for (let round = 0; !over(); round++) {
    try {
      const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      return new Socket({ fd, readable: false, writable: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    }
    await wait(round < 200 ? 1 : 20);
  }
  return undefined;
}

/**
 * Opens the reading end before the engine writes. The second, writing descriptor keeps the pipe from ending before the
 * engine has opened it; `finish` closes it once the statement is over, and then the reader ends after the last byte.
 */
export function openReader(path: string): { reader: Socket; finish: () => void } {
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const keepOpen = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  let open = true;
  return {
    reader: new Socket({ fd: readEnd, readable: true, writable: false }),
    finish() {
      if (open) closeSync(keepOpen);
      open = false;
    },
  };
}
