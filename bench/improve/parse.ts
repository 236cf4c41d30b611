/**
 * How long reading the whole yearly report takes: `./kyojo bench improve/parse [FILE]`. Goal ≤ 2 s. The text is the published report beside
 * the project (`../shared/source`), or the file given; each round reads it as an import does, links and doubts included, from a fresh string.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPlanText } from '#improve';
import { productRoot } from '#platform/files';
import { machine, quantile } from '../loop/hub.ts';

const file = process.argv[2] ?? join(productRoot, '../shared/source/002_a2ddd130abc2be15.txt');
if (!existsSync(file)) {
  console.error(`there is no ${file}; give the text of a yearly report`);
  process.exit(2);
}
console.log(machine());
const bytes = readFileSync(file);
const times: number[] = [];
let found = '';
for (let round = 0; round < 7; round++) {
  const began = performance.now();
  const read = readPlanText(bytes.toString('utf8'), 'report');
  times.push(performance.now() - began);
  found = `${read.measures.length} measures, ${read.infrastructure.length} of the action plan, ${read.terms.length} terms, ${read.doubts.length} doubtful places`;
}
console.log(`input: ${(bytes.length / 1e6).toFixed(1)} MB of text; read: ${found}`);
console.log(
  `first ${(times[0] ?? 0).toFixed(0)} ms (cold), median of 7 ${quantile(times, 0.5).toFixed(0)} ms, slowest ${Math.max(...times).toFixed(0)} ms; goal 2,000 ms: ${Math.max(...times) <= 2000 ? 'reached' : 'MISSED'}`,
);
