/** What of a figure may be drawn, and how: pure, and stricter than a person in a hurry. */

import { Refusal } from '#platform/errors';
import {
  breaksBetween,
  type Cell,
  type Figure,
  mayShareChart,
  numberOf,
  type Period,
  UNITS,
} from '../figures/index.ts';

type Column = Figure['columns'][number];
type Row = Figure['rows'][number];

/** Columns that go into one chart. Refuses columns of different units: nothing may be read off two scales at once. */
export function shareChart(columns: readonly Column[]): readonly Column[] {
  if (!mayShareChart(columns))
    throw new Refusal('improve.units-mixed', {
      units: [...new Set(columns.map((column) => UNITS[column.unit].ja))].join('・'),
    });
  return columns;
}

/**
 * Columns that make a time axis, longest first: of one unit, of periods of one kind, following each other. Quarters and years never stand on
 * one axis, and a sum over years is no point of it.
 */
export function timeAxes(figure: Figure): readonly (readonly Column[])[] {
  const groups = Map.groupBy(
    figure.columns.filter(
      (column) => column.period !== null && column.period.kind !== 'span' && column.unit !== 'rank',
    ),
    (column) => `${column.unit} ${column.period?.kind}`,
  );
  return [...groups.values()]
    .map((columns) => columns.toSorted((a, b) => ((a.period?.from ?? '') < (b.period?.from ?? '') ? -1 : 1)))
    .filter(
      (columns) => columns.length > 1 && new Set(columns.map((column) => column.period?.from)).size === columns.length,
    )
    .sort((a, b) => b.length - a.length || (a[0]?.period?.kind === 'fiscal-quarter' ? 1 : -1))
    .map(shareChart);
}

/** The longest time axis; empty where there is none. */
export function timeColumns(figure: Figure): readonly Column[] {
  return timeAxes(figure)[0] ?? [];
}

/** How a period is named on an axis, where the kind stands beside it: 2019 of fiscal years, Q1 of quarters, 2019-04 of days. */
export function shortOf(period: Period): string {
  const [year = '', month = ''] = period.from.split('-');
  if (period.kind === 'fiscal-quarter') return `Q${Math.floor(((Number(month) + 8) % 12) / 3) + 1}`;
  return period.kind === 'day' ? `${year}-${month}` : year;
}

/** Columns that are drawn as bars, one chart each: quantities that cannot be negative, and no places on a list. A long table is drawn once. */
export function barColumns(figure: Figure): readonly Column[] {
  const time = new Set(timeAxes(figure).flat());
  return figure.columns
    .filter((column) => !time.has(column) && column.unit !== 'rank')
    .filter((column) => figure.rows.every((row) => (numberOf(row.values[column.key]) ?? 0) >= 0))
    .filter(
      // One bar compares nothing.
      (column) =>
        figure.rows.filter((row) => numberOf(row.values[column.key]) !== null).length > 1 &&
        !/change/i.test(column.key),
    )
    .slice(0, figure.rows.length > 20 ? 1 : 3);
}

/** Rows that are drawn over time: those asked for, else all when they are few, else the totals or the largest. At most four, in the order of the table. */
export function chosenRows(figure: Figure, asked: readonly string[]): readonly Row[] {
  const named = figure.rows.filter((row) => asked.includes(row.key));
  if (named.length > 0) return named.slice(0, 4);
  if (figure.rows.length <= 4) return figure.rows;
  const totals = figure.rows.filter((row) => /total|all|sum/.test(row.key) || /合計|総計/.test(row.label.ja));
  if (totals.length > 0) return totals.slice(0, 2);
  const time = timeColumns(figure);
  const highest = (row: Row) => Math.max(...time.map((column) => numberOf(row.values[column.key]) ?? 0));
  const largest = new Set(figure.rows.toSorted((a, b) => highest(b) - highest(a)).slice(0, 4));
  return figure.rows.filter((row) => largest.has(row));
}

/** Where the counting changed on an axis: the place of the first column after it, with the reason. */
export function breaksOn(
  figure: Figure,
  columns: readonly Column[],
): { readonly at: number; readonly reason: Figure['breaks'][number] }[] {
  return figure.breaks.flatMap((reason) => {
    const at = columns.findIndex((column) => (column.period?.from ?? '') >= reason.from);
    return at > 0 ? [{ at, reason }] : [];
  });
}

/** Two columns beside each other. */
export interface Comparison {
  readonly row: Row;
  readonly before: Cell | undefined;
  readonly after: Cell | undefined;
  /** Null where one of them has no number, or a break lies between. */
  readonly difference: number | null;
  /** Of the value before; null where that is 0, or the unit is no quantity that can grow by a share (a percentage, a rank). */
  readonly change: number | null;
}

/** Compares two columns row by row. Refuses columns of different units or kinds of period. */
export function compare(
  figure: Figure,
  before: Column,
  after: Column,
): { readonly rows: readonly Comparison[]; readonly breaks: Figure['breaks'] } {
  shareChart([before, after]);
  if (before.period?.kind !== after.period?.kind)
    throw new Refusal('improve.units-mixed', { units: `${before.label.ja}・${after.label.ja}` });
  const breaks = breaksBetween(figure, before, after);
  const isShare = before.unit === 'percent' || before.unit === 'rank';
  return {
    breaks,
    rows: figure.rows.map((row) => {
      const [a, b] = [row.values[before.key], row.values[after.key]];
      const [x, y] = [numberOf(a), numberOf(b)];
      const difference = x === null || y === null || breaks.length > 0 ? null : Math.round((y - x) * 1e6) / 1e6;
      return {
        row,
        before: a,
        after: b,
        difference,
        change: difference === null || !x || isShare ? null : difference / x,
      };
    }),
  };
}
