/**
 * What others' results come to. Only the view `know.public_assessment_figure` is read here; the rule that nobody learns
 * anything of fewer than ten organisations is kept in the database, not by this page.
 */
import { z } from 'zod';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';

const sql = loadSql(import.meta.url);

/** A mean of a group of others. */
export interface Figure {
  readonly part: string;
  readonly trade: string | null;
  readonly sizeBand: number | null;
  readonly count: number;
  readonly mean: number;
}

/** Whom somebody is compared with: as near as there are ten. */
export type Circle = 'trade-and-size' | 'trade' | 'size' | 'all';

/** The means of the nearest group that has enough, by part. */
export interface Others {
  readonly circle: Circle;
  readonly count: number;
  readonly means: ReadonlyMap<string, number>;
}

/** Those to compare with: same trade and size, else same trade, else same size, else all; `undefined` while even these are too few. */
export async function othersLike(
  q: Queries,
  asked: {
    readonly questionnaire: string;
    readonly series: number;
    readonly trade: string | null;
    readonly sizeBand: number | null;
  },
): Promise<Others | undefined> {
  const figures = await q.rows<Figure>(sql('figures_of'), asked);
  const circles: readonly (readonly [Circle, (figure: Figure) => boolean])[] = [
    ['trade-and-size', ({ trade, sizeBand }) => trade !== null && sizeBand !== null],
    ['trade', ({ trade, sizeBand }) => trade !== null && sizeBand === null],
    ['size', ({ trade, sizeBand }) => trade === null && sizeBand !== null],
    ['all', ({ trade, sizeBand }) => trade === null && sizeBand === null],
  ];
  for (const [circle, fits] of circles) {
    const mine = figures.filter(fits);
    const total = mine.find(({ part }) => part === '');
    if (total) return { circle, count: total.count, means: new Map(mine.map(({ part, mean }) => [part, mean])) };
  }
  return undefined;
}

/** What the public page shows of one questionnaire: over all, by trade, by size, by group, and crosswise. */
export async function publicFigures(q: Queries, questionnaire: string, series: number) {
  const asked = { questionnaire, series };
  const rows = await q.rows<Figure>(sql('public_figures'), asked);
  return {
    all: rows.find(({ trade, sizeBand }) => trade === null && sizeBand === null),
    byTrade: rows.filter(({ trade }) => trade !== null),
    bySize: rows.filter(({ sizeBand }) => sizeBand !== null),
    groups: await q.rows<Figure>(sql('public_groups'), asked),
    cells: await q.rows<Figure>(sql('public_cells'), asked),
  };
}

/** For how many results of each questionnaire there are figures. */
export function allTotals(
  q: Queries,
): Promise<
  { readonly questionnaire: string; readonly series: number; readonly count: number; readonly mean: number }[]
> {
  return q.rows(sql('all_totals'));
}

/** Adds up what has come in, in batches of at least ten organisations. Every night, so that nobody sees when a single one came. */
export const formBatches = job({
  name: 'know.form-assessment-batches',
  schema: z.object({}),
  every: '30 3 * * *',
  async handle(house) {
    const now = house.clock();
    const row = await house.db.as({ kind: 'worker' }, (q) => q.one<{ formed: number }>(sql('form_batches'), { now }));
    house.log.info('know: batches formed', { formed: row?.formed ?? 0 });
  },
});
