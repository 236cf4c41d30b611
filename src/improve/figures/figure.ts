/**
 * A table of numbers as the policy documents print it, with everything that keeps it from misleading: unit and denominator
 * of every column, period, where the counting changed, what was left out, and the line each row stands in.
 */

import { z } from 'zod';

/** What is counted. `sums` says whether values of two rows or periods may be added at all. */
export const UNITS = {
  report: { ja: '件（情報連絡・情報提供）', en: 'reports', sums: true },
  cause: { ja: '件（原因の該当数）', en: 'causes ticked', sums: true },
  event: { ja: '件（イベント）', en: 'events', sums: true },
  notice: { ja: '件（通報・注意喚起・配信）', en: 'notices', sums: true },
  person: { ja: '人', en: 'people', sums: true },
  body: { ja: '団体・法人・府省庁', en: 'bodies', sums: true },
  ceptoar: { ja: 'セプター', en: 'CEPTOARs', sums: true },
  system: { ja: 'システム', en: 'systems', sums: true },
  run: { ja: '回', en: 'times held', sums: true },
  declaration: { ja: '件（登録事業者）', en: 'declarations', sums: true },
  incident: { ja: '件（インシデント）', en: 'incidents', sums: true },
  packets1e8: { ja: '億パケット', en: '100 million packets', sums: true },
  yen1e8: { ja: '億円', en: '100 million yen', sums: true },
  perDayPerAddress: { ja: '件（一日・1IPアドレス当たり）', en: 'per day per IP address', sums: false },
  perDay: { ja: '件（一日当たり）', en: 'per day', sums: false },
  percent: { ja: '%', en: '%', sums: false },
  rank: { ja: '位', en: 'rank', sums: false },
} as const;

/** Key of a unit in `UNITS`. */
export type Unit = keyof typeof UNITS;

const Words = z.strictObject({ ja: z.string().min(1), en: z.string().min(1) });
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const Lines = z.tuple([z.int().positive(), z.int().positive()]);

/** Span or day a column speaks about; both days included. A reference date has the same day twice. */
export const Period = z.strictObject({
  kind: z.enum(['fiscal-year', 'fiscal-quarter', 'calendar-year', 'span', 'day']),
  from: Day,
  to: Day,
});
/** See the schema of the same name. */
export type Period = z.infer<typeof Period>;

/** A printed value, or why there is none. */
export const Cell = z.union([
  z.number(),
  z.strictObject({
    /** `about`: printed as 約 or 延べ約; `over`: 以上・超. */
    state: z.enum(['about', 'over']),
    value: z.number(),
  }),
  z.strictObject({
    /**
     * `suppressed`: too few to be shown; `no-comparison`: the counting changed; `not-published`: in a picture only or not
     * given; `not-applicable`: did not exist yet.
     */
    state: z.enum(['suppressed', 'no-comparison', 'not-published', 'not-applicable']),
    value: z.null(),
  }),
]);
/** See the schema of the same name. */
export type Cell = z.infer<typeof Cell>;

/** A column: what its values are of. */
export const Column = z.strictObject({
  key: z.string().min(1),
  label: Words,
  unit: z.enum(Object.keys(UNITS) as [Unit, ...Unit[]]),
  period: Period.nullable(),
});
/** See the schema of the same name. */
export type Column = z.infer<typeof Column>;

/** A row with the lines of the document it stands in. */
export const FigureRow = z.strictObject({
  key: z.string().min(1),
  label: Words,
  group: Words.optional(),
  lines: Lines,
  values: z.record(z.string(), Cell),
});
/** See the schema of the same name. */
export type FigureRow = z.infer<typeof FigureRow>;

/** A rule the printed values must keep; `check.ts` applies them. */
export const Check = z.discriminatedUnion('kind', [
  /** In each of the columns the rows add up to the total row (of this or another figure). */
  z.strictObject({
    kind: z.literal('rows-add-up'),
    rows: z.array(z.string()).min(2),
    total: z.strictObject({ figure: z.string().optional(), row: z.string() }),
    columns: z.array(z.string()).min(1),
  }),
  /** In each of the rows the columns add up to the total column. */
  z.strictObject({
    kind: z.literal('columns-add-up'),
    columns: z.array(z.string()).min(2),
    total: z.string(),
    rows: z.array(z.string()).min(1),
  }),
  /** A change and its percentage recompute from the value: percent = change / (value − change). */
  z.strictObject({
    kind: z.literal('change'),
    value: z.string(),
    change: z.string(),
    percent: z.string(),
    tolerance: z.number().positive(),
  }),
  /** A percentage recomputes from a count and the whole, rounded half up to so many digits. */
  z.strictObject({
    kind: z.literal('share'),
    count: z.string(),
    percent: z.string(),
    of: z.int().positive(),
    digits: z.int().min(0),
  }),
  /** The columns of a row add up to a fixed sum, e.g. 100 %. */
  z.strictObject({
    kind: z.literal('row-sums-to'),
    columns: z.array(z.string()).min(2),
    sum: z.number(),
    tolerance: z.number().min(0),
  }),
  /** The rows of a column add up to a fixed sum, e.g. 100 %. */
  z.strictObject({
    kind: z.literal('column-sums-to'),
    column: z.string(),
    sum: z.number(),
    tolerance: z.number().min(0),
  }),
]);
/** See the schema of the same name. */
export type Check = z.infer<typeof Check>;

/** Stored. A table of numbers with its meta-data; one file under `data/plan/figures/`. */
export const Figure = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: Words,
  /** What a percentage or rate is taken of, and how many that is when known; null for plain counts. */
  denominator: Words.extend({ count: z.int().positive().nullable() }).nullable(),
  /** How a report is counted: once, or once for every cause that applies. */
  counting: z.enum(['single-choice', 'multiple-choice', 'not-a-choice']),
  columns: z.array(Column).min(1),
  rows: z.array(FigureRow).min(1),
  /** Where the counting changed: values before and from this day on do not compare. */
  breaks: z.array(z.strictObject({ from: Day, reason: Words, lines: Lines })),
  /** What a reader must know beside the numbers, such as why a count fell. */
  notes: z.array(Words.extend({ lines: Lines })),
  checks: z.array(Check),
  source: z.strictObject({ document: z.literal('002'), lines: Lines, page: z.int().positive().nullable() }),
});
/** See the schema of the same name. */
export type Figure = z.infer<typeof Figure>;

/** The number of a cell; null when none is printed. */
export function numberOf(cell: Cell | undefined): number | null {
  if (cell === undefined) return null;
  return typeof cell === 'number' ? cell : cell.value;
}

/** True when all columns may stand in one chart, because they count the same thing. */
export function mayShareChart(columns: readonly Column[]): boolean {
  return new Set(columns.map((column) => column.unit)).size <= 1;
}

/** The breaks that lie between two columns, so that a chart must not draw a line across. */
export function breaksBetween(figure: Figure, earlier: Column, later: Column): Figure['breaks'] {
  const { period: from } = earlier;
  const { period: to } = later;
  if (!from || !to) return [];
  return figure.breaks.filter((one) => one.from > from.from && one.from <= to.from);
}
