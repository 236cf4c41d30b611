/**
 * Readings: what is typed in kana, as it is written. A table made once with a dictionary (data/portal/readings.tsv), because the dictionary itself takes
 * 18 MB on disk and 390 MB in every process, and the table 1.2 MB and some 10 (measured by `bench/improve/readings.ts`).
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productRoot } from '#platform/files';

let table: ReadonlyMap<string, string> | undefined;

function written(reading: string): readonly string[] {
  table ??= new Map(
    readFileSync(join(productRoot, 'data/portal/readings.tsv'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t') as [string, string]),
  );
  return table.get(reading)?.split(',') ?? [];
}

/** At most this many ways to write two words that follow each other. */
const PAIRS = 4;

/** How a folded word of kana alone is written, most frequent first; two words in one (ショウガクキンホケン) by their parts. Nothing for every other word. */
export function writtenAs(word: string): readonly string[] {
  if (!/^[ァ-ヶ]{2,24}$/.test(word)) return [];
  const whole = written(word);
  if (whole.length > 0) return whole;
  for (let at = word.length - 2; at >= 2; at--) {
    const [before, after] = [written(word.slice(0, at)), written(word.slice(at))];
    if (before.length > 0 && after.length > 0)
      return before.flatMap((first) => after.map((second) => `${first}${second}`)).slice(0, PAIRS);
  }
  return [];
}
