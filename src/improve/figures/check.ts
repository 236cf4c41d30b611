/** Checks printed numbers against each other: totals, changes and percentages are computed again, never believed. */

import { type Check, type Figure, type FigureRow, numberOf } from './figure.ts';

/** One number that does not follow from the others. */
export interface Fault {
  readonly figure: string;
  readonly rule: Check['kind'];
  readonly row: string;
  readonly column: string;
  readonly printed: number;
  readonly computed: number;
  readonly lines: readonly [number, number];
}

/** What a check looked at: how many comparisons it made, and which failed. */
export interface Checked {
  readonly compared: number;
  readonly faults: readonly Fault[];
}

/** Applies every rule of a figure; `others` are the figures its rules may name. */
export function checkFigure(figure: Figure, others: readonly Figure[] = []): Checked {
  const results = figure.checks.map((check) => apply(check, figure, others));
  return {
    compared: results.reduce((sum, result) => sum + result.compared, 0),
    faults: results.flatMap((result) => result.faults),
  };
}

interface Comparison {
  readonly row: FigureRow;
  readonly column: string;
  readonly printed: number | null;
  readonly computed: number | null;
  readonly tolerance: number;
}

function apply(check: Check, figure: Figure, others: readonly Figure[]): Checked {
  const made = comparisons(check, figure, others).flatMap((one) =>
    one.printed === null || one.computed === null ? [] : [{ ...one, printed: one.printed, computed: one.computed }],
  );
  const wrong = made.filter((one) => Math.abs(one.printed - one.computed) > one.tolerance + 1e-9);
  return {
    compared: made.length,
    faults: wrong.map(({ row, column, printed, computed }) => ({
      figure: figure.id,
      rule: check.kind,
      row: row.key,
      column,
      printed,
      computed,
      lines: row.lines,
    })),
  };
}

function comparisons(check: Check, figure: Figure, others: readonly Figure[]): readonly Comparison[] {
  const value = (row: FigureRow | undefined, column: string): number | null => numberOf(row?.values[column]);
  const rowsOf = (keys: readonly string[]): readonly FigureRow[] => keys.map((key) => rowOf(figure, key));
  switch (check.kind) {
    case 'rows-add-up': {
      const home = check.total.figure === undefined ? figure : others.find((other) => other.id === check.total.figure);
      if (!home) throw new Error(`${figure.id}: check names unknown figure ${check.total.figure}`);
      const total = rowOf(home, check.total.row);
      return check.columns.map((column) => ({
        row: total,
        column,
        printed: value(total, column),
        computed: add(rowsOf(check.rows).map((row) => value(row, column))),
        tolerance: 0,
      }));
    }
    case 'columns-add-up':
      return rowsOf(check.rows).map((row) => ({
        row,
        column: check.total,
        printed: value(row, check.total),
        computed: add(check.columns.map((column) => value(row, column))),
        tolerance: 0,
      }));
    case 'change':
      return figure.rows.map((row) => {
        const now = value(row, check.value);
        const change = value(row, check.change);
        const before = now === null || change === null ? null : now - change;
        const computed = before === null || before === 0 || change === null ? null : (change / before) * 100;
        return { row, column: check.percent, printed: value(row, check.percent), computed, tolerance: check.tolerance };
      });
    case 'share':
      return figure.rows.map((row) => {
        const count = value(row, check.count);
        const computed = count === null ? null : roundHalfUp((count / check.of) * 100, check.digits);
        return { row, column: check.percent, printed: value(row, check.percent), computed, tolerance: 0 };
      });
    case 'row-sums-to':
      return figure.rows.map((row) => {
        const sum = add(check.columns.map((column) => value(row, column)));
        return { row, column: check.columns.join('+'), printed: sum, computed: check.sum, tolerance: check.tolerance };
      });
    case 'column-sums-to': {
      const last = figure.rows.at(-1);
      const sum = add(figure.rows.map((row) => value(row, check.column)));
      return last
        ? [{ row: last, column: check.column, printed: sum, computed: check.sum, tolerance: check.tolerance }]
        : [];
    }
  }
}

function rowOf(figure: Figure, key: string): FigureRow {
  const row = figure.rows.find((one) => one.key === key);
  if (!row) throw new Error(`${figure.id}: check names unknown row ${key}`);
  return row;
}

// What was not there yet counts as nothing; what was not printed makes the sum unknown.
function add(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.round(known.reduce((sum, value) => sum + value, 0) * 1e6) / 1e6;
}

/** Rounds half up, as the documents say they do (四捨五入), without binary fractions getting in the way. */
export function roundHalfUp(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.floor(Number((value * factor + 0.5).toFixed(9))) / factor;
}

/** A figure's own mistakes: a value for an unknown column, two rows or columns of one key, a change of an unlike unit. */
export function checkShape(figure: Figure): readonly string[] {
  const columns = new Set(figure.columns.map((column) => column.key));
  const problems: string[] = [];
  if (columns.size !== figure.columns.length) problems.push('two columns have one key');
  if (new Set(figure.rows.map((row) => row.key)).size !== figure.rows.length) problems.push('two rows have one key');
  for (const row of figure.rows) {
    for (const key of Object.keys(row.values))
      if (!columns.has(key)) problems.push(`${row.key}: unknown column ${key}`);
    for (const key of columns) if (!(key in row.values)) problems.push(`${row.key}: nothing said about ${key}`);
    const [from, to] = row.lines;
    if (from > to || from < figure.source.lines[0] || to > figure.source.lines[1])
      problems.push(`${row.key}: lines outside the source`);
  }
  return problems;
}
