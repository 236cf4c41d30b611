/** `./kyojo import plan FILE`: reads a report and says what was read and where a person should look. */

import { readFileSync } from 'node:fs';
import type { Measure } from './measure.ts';
import { type ParsedPlan, parsePlan } from './parse.ts';

/** What an import read, and the lines it prints. */
export interface ImportReport extends ParsedPlan {
  readonly lines: readonly string[];
}

/**
 * Reads the text of a yearly report and reports counts per section and every doubtful place with its line.
 * Writes nothing; `print` gets one line at a time. Throws when the file cannot be read.
 */
export function importPlan(file: string, print: (line: string) => void = () => {}): ImportReport {
  const parsed = parsePlan(readFileSync(file, 'utf8'));
  const lines = describe(parsed);
  for (const line of lines) print(line);
  return { ...parsed, lines };
}

function describe(parsed: ParsedPlan): readonly string[] {
  const lines: string[] = [];
  for (const [year, counts] of Map.groupBy(parsed.counts, (count) => count.year)) {
    const sum = (key: 'items' | 'relisted' | 'subRows'): number =>
      counts.reduce((total, count) => total + count[key], 0);
    lines.push(
      `FY${year}: ${sum('items')} measures, ${sum('relisted')} re-listed （再掲）, ${sum('subRows')} rows without a letter`,
    );
    for (const count of counts) {
      const marks = [
        count.relisted > 0 ? `${count.relisted} re-listed` : '',
        count.subRows > 0 ? `${count.subRows} rows without a letter` : '',
      ].filter((mark) => mark !== '');
      lines.push(
        `  ${count.section.padEnd(8)}${String(count.items).padStart(3)}${marks.length > 0 ? `  (${marks.join(', ')})` : ''}`,
      );
    }
  }
  const linked = parsed.measures.filter((measure) => measure.continues !== null).length;
  lines.push(`${linked} measures continue one of the year before`);
  lines.push(`${parsed.doubts.length} doubtful places:`);
  for (const doubt of parsed.doubts) {
    lines.push(`  line ${doubt.line} (page ${doubt.page ?? '?'}): ${doubt.about}: ${doubt.excerpt}`);
  }
  return lines;
}

/** Measures as JSON Lines: one measure a line, in the order of the report. */
export function toJsonLines(measures: readonly Measure[]): string {
  return measures.map((measure) => `${JSON.stringify(measure)}\n`).join('');
}
