/**
 * `./kyojo corpora`: other people's test cases, run against the product. One adapter a corpus; a later corpus is one more
 * line in `corpora` and one more file beside it.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import type { Ask } from '../../observe/feed/sample.ts';
import { captures } from './captures.ts';
import type { CaseResult, Corpus } from './case.ts';
import { flowDecode } from './flow-decode.ts';
import { parsers } from './intelmq/parsers.ts';
import { rules } from './intelmq/rules.ts';
import { n6 } from './n6.ts';
import { shadowserver } from './shadowserver.ts';
import { shadowserverSchema } from './shadowserver-schema.ts';
import { taxonomyTags } from './taxonomies.ts';

/** Every corpus the product supports so far. */
const corpora: readonly Corpus[] = [
  shadowserver,
  parsers,
  rules,
  shadowserverSchema,
  taxonomyTags,
  n6,
  flowDecode,
  captures,
];

/**
 * Share of the cases in scope that has to pass (or deviate on purpose), per corpus. Reading and matching either are right or
 * are not; detectors weigh, so of the captures one in ten may be judged otherwise before it counts as a loss.
 */
const thresholds: Readonly<Record<string, number>> = JSON.parse(
  readFileSync(new URL('./thresholds.json', import.meta.url), 'utf8'),
);

/** No corpus may take longer: a run that hangs is a failed one. */
const LIMIT_SECONDS = 600;

/** Runs every supported corpus below `dir`, prints a table, and gives the exit code: 1 when one fell under its threshold or none was found. */
export async function runCorpora(input: {
  readonly dir: string;
  readonly failures?: boolean;
  readonly only?: readonly string[];
  readonly print?: (line: string) => void;
}): Promise<number> {
  const print = input.print ?? ((line: string) => void process.stdout.write(`${line}\n`));
  const present = existsSync(input.dir)
    ? readdirSync(input.dir, { withFileTypes: true })
        .filter((e) => e.isDirectory())
        .map((e) => e.name)
        .sort()
    : [];
  const chosen = corpora.filter(
    (c) => present.includes(c.name) && (input.only === undefined || input.only.includes(c.name)),
  );
  if (chosen.length === 0) {
    print(`No corpus that Kyojo knows in ${input.dir}. Nothing was tested.`);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'kyojo-corpora-'));
  const engine = new Session(folder);
  const ask = async (sql: string) => engine.query(sql, 'JSONEachRow');
  let fallen = 0;
  const table: string[][] = [
    ['corpus', 'cases', 'passed', 'deviates', 'failed', 'out of scope', 'seconds', 'threshold', ''],
  ];
  const remarks: string[] = [];
  try {
    for (const corpus of chosen) {
      const began = performance.now();
      const results = await runOne(corpus, join(input.dir, corpus.name), ask);
      const count = (outcome: CaseResult['outcome']) => results.filter((r) => r.outcome === outcome).length;
      const inScope = results.length - count('out-of-scope');
      const share = inScope === 0 ? 0 : (count('passed') + count('deviates')) / inScope;
      const needed = thresholds[corpus.name] ?? 1;
      const enough = results.length > 0 && share >= needed;
      if (!enough) fallen++;
      table.push([
        corpus.name,
        String(results.length),
        String(count('passed')),
        String(count('deviates')),
        String(count('failed')),
        String(count('out-of-scope')),
        ((performance.now() - began) / 1000).toFixed(0),
        `${(needed * 100).toFixed(1)} %`,
        enough ? 'ok' : 'BELOW',
      ]);
      for (const outcome of ['deviates', 'out-of-scope'] as const)
        remarks.push(...reasons(corpus.name, outcome, results));
      if (input.failures)
        for (const r of results) if (r.outcome === 'failed') print(`FAILED ${corpus.name} ${r.id}: ${r.why ?? ''}`);
    }
  } finally {
    engine.cleanup();
    rmSync(folder, { recursive: true, force: true });
  }
  for (const line of align(table)) print(line);
  for (const remark of remarks) print(remark);
  const unknown = present.filter((name) => !corpora.some((c) => c.name === name));
  if (unknown.length > 0) print(`Not supported yet, not run: ${unknown.join(', ')}.`);
  return fallen > 0 ? 1 : 0;
}

/** All cases of one corpus; one failed case when it could not be run at all or not within the limit. */
async function runOne(corpus: Corpus, folder: string, ask: Ask): Promise<readonly CaseResult[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${LIMIT_SECONDS} s`)), LIMIT_SECONDS * 1000);
  });
  try {
    return await Promise.race([corpus.run(folder, ask), late]);
  } catch (error) {
    return [{ id: corpus.name, outcome: 'failed', why: `did not run: ${String(error).slice(0, 1000)}` }];
  } finally {
    clearTimeout(timer);
  }
}

function reasons(corpus: string, outcome: 'deviates' | 'out-of-scope', results: readonly CaseResult[]): string[] {
  const groups = Map.groupBy(
    results.filter((r) => r.outcome === outcome),
    (r) => r.why ?? '',
  );
  const label = outcome === 'deviates' ? 'deliberate deviation' : 'out of scope';
  return [...groups]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([why, cases]) => `  ${corpus}: ${label}, ${cases.length} cases: ${why}`);
}

function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
