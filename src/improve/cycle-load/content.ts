/** What a plan consists of before it is in the tables: read from `data/plan`, or from the text of a report. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { productRoot } from '#platform/files';
import { Figure, Indicator } from '../figures/index.ts';
import {
  type Doubt,
  InfrastructureMeasure,
  MatrixRow,
  Measure,
  parseGlossary,
  parseInfrastructurePlan,
  parseMatrix,
  parsePlan,
  parseReviews,
  Review,
  type SectionCount,
  Term,
} from '../plan/index.ts';

/** Our reading of each heading of the strategy; the report marks none. */
const Strategy = z.strictObject({
  reading: z.string(),
  sections: z.record(
    z.string(),
    z.strictObject({
      en: z.string(),
      viewpoints: z.array(z.enum(['mission', 'risk', 'participation'])),
      help: z.array(z.enum(['self', 'mutual', 'public'])),
    }),
  ),
});

/** Stored (as JSON in `improve.plan_import`). Everything of a report that goes into the tables. */
export const PlanContent = z.object({
  source: z.string(),
  measures: z.array(Measure),
  infrastructure: z.array(InfrastructureMeasure),
  matrix: z.array(MatrixRow),
  terms: z.array(Term),
  reviews: z.array(Review),
});
/** See the schema of the same name. */
export type PlanContent = z.infer<typeof PlanContent>;

/** A report as it was read, with what a person should look at before it counts. */
export interface ReadPlan extends PlanContent {
  readonly counts: readonly SectionCount[];
  readonly doubts: readonly Doubt[];
}

const folder = join(productRoot, 'data/plan');
const lines = <T>(name: string, schema: z.ZodType<T>): T[] =>
  readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => schema.parse(JSON.parse(line)));

/** What ships with the project: the report of 2020 as parsed, beside the lines it was read from. */
export function shippedPlan(): PlanContent {
  return {
    source: 'サイバーセキュリティ2020',
    measures: lines('measures.jsonl', Measure),
    infrastructure: lines('infrastructure-measures.jsonl', InfrastructureMeasure),
    matrix: lines('ministry-matrix.jsonl', MatrixRow),
    terms: lines('glossary.jsonl', Term),
    reviews: lines('section-reviews.jsonl', Review),
  };
}

/** The 16 indicators of the action plan for critical infrastructure. */
export function shippedIndicators(): Indicator[] {
  return z.array(Indicator).parse(JSON.parse(readFileSync(join(folder, 'indicators.json'), 'utf8')));
}

/** The number tables, in the order of their file names. */
export function shippedFigures(): Figure[] {
  return readdirSync(join(folder, 'figures'))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => Figure.parse(JSON.parse(readFileSync(join(folder, 'figures', name), 'utf8'))));
}

/** English titles, viewpoints and kinds of help of the strategy's headings, by section. */
export function shippedStrategy(): z.infer<typeof Strategy>['sections'] {
  const path = join(folder, 'strategy.json');
  return existsSync(path) ? Strategy.parse(JSON.parse(readFileSync(path, 'utf8'))).sections : {};
}

/** Reads the text of a report; one without measures gives empty lists. The document is named as it names itself, or after its file. */
export function readPlanText(given: string, name: string): ReadPlan {
  // No text holds it, and the database refuses it.
  const text = given.replaceAll('\u0000', '');
  const { measures, counts, doubts } = parsePlan(text);
  const ids = new Set<string>();
  for (const { id } of measures) {
    if (ids.has(id)) throw new Refusal('improve.plan-twice', { id }, 422);
    ids.add(id);
  }
  const title = `サイバーセキュリティ${Math.max(...measures.map((measure) => measure.year))}`;
  const source = text.normalize('NFKC').replace(/\s/g, '').includes(title) ? title : name;
  const reported = Math.min(...measures.map((measure) => measure.year));
  const year = Number.isFinite(reported) ? reported : 0;
  const infrastructure = parseInfrastructurePlan(text, year);
  return {
    source,
    measures: [...measures],
    infrastructure: [...infrastructure.measures],
    matrix: [...parseMatrix(text)],
    terms: [...parseGlossary(text)],
    reviews: [...parseReviews(text, year)],
    counts,
    doubts: [...doubts, ...infrastructure.doubts],
  };
}
