/** The yearly plan: its text read into measures, links between years, and the import from the command line. */

export { parseGlossary, Term } from './glossary.ts';
export {
  type ExpectedCounts,
  type ImportReport,
  importPlan,
  planDataFiles,
  readExpectedCounts,
  toJsonLines,
} from './import.ts';
export { InfrastructureMeasure, parseInfrastructurePlan } from './infrastructure.ts';
export { AUDIENCES, Initiative, METHODS } from './initiative.ts';
export type { Doubt } from './layout/rows.ts';
export { DOUBTFUL_LINK, type Link, proposeLinks } from './links.ts';
export { MatrixRow, parseMatrix } from './matrix.ts';
export { Measure, measureId, Result, SubRow } from './measure.ts';
export { countSections, type ParsedPlan, parsePlan, type SectionCount } from './parse.ts';
export { parseReviews, Review } from './reviews.ts';
