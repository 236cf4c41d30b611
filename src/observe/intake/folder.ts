import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '#platform/errors';
import type { House } from '#platform/house';
import { receiveReport } from './receive.ts';

/** How long a file must lie unchanged before it is taken: whoever writes it is then done. */
const CALM_MS = 2000;
const LOOK_MS = 2000;

/**
 * Watches `<folder>/<feed>/`: each calm file is taken in as a report of the feed its folder is named after and then moved to
 * `<folder>/<feed>/done/` (or `refused/`). Files that begin with a dot or end in `.part` are still being written.
 */
export function watchFolder(house: House, folder: string): { close(): Promise<void> } {
  let stopped = false;
  let waiting: (() => void) | undefined;
  const loop = (async () => {
    while (!stopped) {
      await lookOnce(house, folder).catch((error: Error) =>
        house.log.warn('folder: could not look', { folder, reason: error.message }),
      );
      await new Promise<void>((resolve) => {
        waiting = resolve;
        setTimeout(resolve, LOOK_MS).unref();
      });
    }
  })();
  return {
    async close() {
      stopped = true;
      waiting?.();
      await loop;
    },
  };
}

/** One look: takes every calm file there is. Gives how many were taken. */
export async function lookOnce(house: House, folder: string, calmMs = CALM_MS): Promise<number> {
  let taken = 0;
  for (const feed of await readdir(folder, { withFileTypes: true })) {
    if (!feed.isDirectory() || feed.name.startsWith('.')) continue;
    const from = join(folder, feed.name);
    for (const entry of await readdir(from, { withFileTypes: true })) {
      if (!entry.isFile() || entry.name.startsWith('.') || entry.name.endsWith('.part')) continue;
      const path = join(from, entry.name);
      if (Date.now() - (await stat(path)).mtimeMs < calmMs) continue;
      const to = await receiveReport(house, {
        feed: feed.name,
        name: entry.name,
        origin: 'folder',
        body: createReadStream(path),
      }).then(
        () => 'done',
        (error: Error) => {
          house.log.warn('folder: a file was not taken', { feed: feed.name, file: entry.name, reason: error.message });
          // Only what is refused for good: when it was us (a store away, a disk full) the file waits for the next look.
          return error instanceof Refusal && error.code !== 'observe.feed-not-active' ? 'refused' : undefined;
        },
      );
      if (!to) continue;
      await mkdir(join(from, to), { recursive: true });
      await rename(path, join(from, to, entry.name));
      if (to === 'done') taken++;
    }
  }
  return taken;
}
