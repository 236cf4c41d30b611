import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Reads a JSONL file of a corpus; `.gz` is unpacked. */
export function readJsonl<T>(folder: string, name: string): T[] {
  return readText(folder, name)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}

/** Reads a text file of a corpus; `.gz` is unpacked. */
export function readText(folder: string, name: string): string {
  const bytes = readFileSync(join(folder, name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
