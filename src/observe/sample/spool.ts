/** Sample data goes in by file, like everybody's. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { House } from '#platform/house';

/** Lets `work` read the bytes as a file of this name; afterwards it is gone. */
export async function withFile(house: House, name: string, bytes: Buffer, work: (file: string) => Promise<unknown>) {
  const file = join(house.folder.folder('spool'), name);
  await writeFile(file, bytes);
  try {
    await work(file);
  } finally {
    await rm(file, { force: true });
  }
}
