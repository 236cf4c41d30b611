/**
 * 取組実績・評価・今年度の取組: what the report's main text says of each field of the strategy, in its three blocks.
 *
 * These 17 evaluations are the only ones the report prints: the annexes have plans and results, and judge nothing.
 */

import { z } from 'zod';
import { readParagraphs } from './layout/cells.ts';
import { type Heading, readHeading, sectionOf } from './layout/outline.ts';
import { readLines, type SourceLine } from './layout/source-lines.ts';

/** Stored. The three blocks of one field. Paragraphs are kept apart by a line feed. */
export const Review = z.strictObject({
  section: z.string().regex(/^\d(\.\d{1,2})?$/),
  /** Fiscal year of the result; the plan is for the year after. */
  year: z.int(),
  result: z.string().min(1),
  evaluation: z.string().min(1),
  nextPlan: z.string().min(1),
  line: z.int().positive(),
});
/** See the schema of the same name. */
export type Review = z.infer<typeof Review>;

const CHAPTER = /^2 章 戦略に基づく昨年度の取組実績、評価及び今年度の取組$/;
const END = /^3 章 /;
/** Running header that survived in the middle of a block. */
const RUNNING = /^(本編|\d 部 \S.*)$/;
/** Footnotes (of one line each) and captions stand in the middle of a sentence that goes on overleaf. */
const BELOW_THE_TEXT = /^(\d{2} [^\d\s]|図表[０-９])/;
const MARKS = { 昨年度の取組実績: 'result', 評価: 'evaluation', 今年度の取組: 'nextPlan' } as const;
type Part = (typeof MARKS)[keyof typeof MARKS];

/** Reads the three blocks of each field; a text without that chapter gives none. `year` is the fiscal year reported on. */
export function parseReviews(text: string, year: number): readonly Review[] {
  const lines = readLines(text);
  const from = lines.findIndex((line) => CHAPTER.test(line.text)) + 1;
  if (from === 0) return [];
  const length = lines.slice(from).findIndex((line) => END.test(line.text));
  const fields: { section: string; line: number; parts: Record<Part, SourceLine[]> }[] = [];
  let heading: Heading | null = null;
  let part: Part | null = null;
  for (const line of lines.slice(from, length < 0 ? undefined : from + length)) {
    if (line.furniture || CHAPTER.test(line.text) || RUNNING.test(line.text)) continue;
    const mark = /^【(.+?)】$/.exec(line.text)?.[1] as keyof typeof MARKS | undefined;
    if (mark !== undefined && mark in MARKS) {
      part = MARKS[mark];
      if (part === 'result' && heading)
        fields.push({
          section: sectionOf(heading),
          line: line.no,
          parts: { result: [], evaluation: [], nextPlan: [] },
        });
      continue;
    }
    // A heading stands between the plan of one field and the results of the next; numbered lists inside a block do not count.
    const next: Heading | null =
      part === null || part === 'nextPlan' ? readHeading(line.text, heading, line.no, 0) : null;
    if (next && next.sub === null) {
      heading = next;
      part = null;
      continue;
    }
    if (part && !BELOW_THE_TEXT.test(line.text)) fields.at(-1)?.parts[part].push(line);
  }
  return fields.map(({ section, line, parts }) => ({
    section,
    year,
    result: join(parts.result),
    evaluation: join(parts.evaluation),
    nextPlan: join(parts.nextPlan),
    line,
  }));
}

function join(lines: readonly SourceLine[]): string {
  return readParagraphs(lines)
    .map((paragraph) => paragraph.text)
    .join('\n');
}
