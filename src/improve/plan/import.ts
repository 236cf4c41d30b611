/** `./kyojo import plan FILE`: reads a report and says what was read and where a person should look. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseGlossary } from './glossary.ts';
import { type InfrastructureMeasure, parseInfrastructurePlan } from './infrastructure.ts';
import { type MatrixRow, parseMatrix } from './matrix.ts';
import { type ParsedPlan, parsePlan } from './parse.ts';
import { parseReviews } from './reviews.ts';

/** What an import read, and the lines it prints. */
export interface ImportReport extends ParsedPlan {
  readonly infrastructure: readonly InfrastructureMeasure[];
  readonly matrix: readonly MatrixRow[];
  readonly lines: readonly string[];
}

/** Rows per section as readers counted them, by year; what is not in it is not compared. */
export type ExpectedCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Reads the text of a yearly report and reports counts per section, compared with `expected`, and every doubtful place
 * with its line. Writes nothing; `print` gets one line at a time. Throws when the file cannot be read.
 */
export function importPlan(
  file: string,
  print: (line: string) => void = () => {},
  expected: ExpectedCounts = readExpectedCounts(),
): ImportReport {
  const text = readFileSync(file, 'utf8');
  const parsed = parsePlan(text);
  const reported = Math.min(...parsed.measures.map((measure) => measure.year));
  const { measures: infrastructure, doubts } = parseInfrastructurePlan(text, Number.isFinite(reported) ? reported : 0);
  const all = { ...parsed, doubts: [...parsed.doubts, ...doubts], infrastructure, matrix: parseMatrix(text) };
  const lines = describe(all, expected);
  for (const line of lines) print(line);
  return { ...all, lines };
}

const CountsFile = z.object({
  years: z.record(z.string(), z.object({ sections: z.record(z.string(), z.tuple([z.int(), z.int().nullable()])) })),
});

/** The counts of readers that ship with the project (`data/plan/counts.json`); empty when the file is not there. */
export function readExpectedCounts(): ExpectedCounts {
  const path = join(import.meta.dirname, '..', '..', '..', 'data', 'plan', 'counts.json');
  if (!existsSync(path)) return {};
  const { years } = CountsFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  const counts: Record<string, Record<string, number>> = {};
  for (const [year, { sections }] of Object.entries(years)) {
    counts[year] = Object.fromEntries(Object.entries(sections).map(([section, [items]]) => [section, items]));
  }
  return counts;
}

function describe(read: Omit<ImportReport, 'lines'>, expected: ExpectedCounts): readonly string[] {
  const lines: string[] = [];
  for (const [year, counts] of Map.groupBy(read.counts, (count) => count.year)) {
    const sum = (key: 'items' | 'relisted' | 'subRows'): number =>
      counts.reduce((total, count) => total + count[key], 0);
    lines.push(
      `FY${year}: ${sum('items')} measures, ${sum('relisted')} re-listed （再掲）, ${sum('subRows')} rows without a letter`,
    );
    const known = expected[String(year)] ?? {};
    for (const count of counts) {
      const readers = known[count.section];
      const marks = [
        count.relisted > 0 ? `${count.relisted} re-listed` : '',
        count.subRows > 0 ? `${count.subRows} rows without a letter` : '',
        readers !== undefined && readers !== count.items ? `READERS COUNTED ${readers}` : '',
      ].filter((mark) => mark !== '');
      lines.push(
        `  ${count.section.padEnd(8)}${String(count.items).padStart(3)}${marks.length > 0 ? `  (${marks.join(', ')})` : ''}`,
      );
    }
    const seen = new Set(counts.map((count) => count.section));
    for (const section of Object.keys(known))
      if (!seen.has(section)) lines.push(`  ${section.padEnd(8)}  0  (READERS COUNTED ${known[section]})`);
  }
  const linked = read.measures.filter((measure) => measure.continues !== null).length;
  const leading = read.matrix.filter((row) => row.lead.length > 0).length;
  lines.push(`${linked} measures continue one of the year before`);
  lines.push(`${read.infrastructure.length} measures of the action plan for critical infrastructure`);
  lines.push(`${leading} sections with a leading ministry`);
  lines.push(`${read.doubts.length} doubtful places:`);
  for (const doubt of read.doubts) {
    lines.push(`  line ${doubt.line} (page ${doubt.page ?? '?'}): ${doubt.about}: ${doubt.excerpt}`);
  }
  return lines;
}

/**
 * What `data/plan/` holds of a report, by file name: the parsed files only, ready to be written. The tests compare them with
 * the files that ship; write them when the parser has become better, and read the difference.
 */
export function planDataFiles(text: string): Readonly<Record<string, string>> {
  const { measures } = parsePlan(text);
  const reported = Math.min(...measures.map((measure) => measure.year));
  return {
    'measures.jsonl': toJsonLines(measures),
    'infrastructure-measures.jsonl': toJsonLines(parseInfrastructurePlan(text, reported).measures),
    'ministry-matrix.jsonl': toJsonLines(parseMatrix(text)),
    'glossary.jsonl': toJsonLines(parseGlossary(text)),
    'section-reviews.jsonl': toJsonLines(parseReviews(text, reported)),
  };
}

/** JSON Lines: one record a line, in the order of the report. */
export function toJsonLines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}
