/** What is kept of an answer that a scheduled question got, and how it is read again. */
import type { Outcome, Question } from './query.ts';

/** Of groups, the first so many are kept. */
export const MOST_KEPT = 50;

/** Stored. Of groups their keys and value; of quantities over time one for each line and step, keyed by the line's name and the step's time. */
export type KeptRows = Outcome['rows'];

/** What is kept of an answer: its lines over time, or the greatest groups. Of single rows nothing but how many. */
export function keptRows({ rows, series }: Outcome): KeptRows {
  if (!series) return rows.slice(0, MOST_KEPT);
  return series.lines.flatMap(({ name, values }) =>
    series.points.map((at, i) => ({ keys: [name, at.toISOString()], value: values[i] ?? 0 })),
  );
}

/** The lines over time that were kept; undefined where the question asks for something else, or only the total was kept. */
export function keptSeries(asked: Question, rows: KeptRows): Outcome['series'] {
  if (asked.show !== 'time' || rows.length === 0) return undefined;
  const lines = [...Map.groupBy(rows, ({ keys }) => keys[0] ?? '')];
  return {
    points: (lines[0]?.[1] ?? []).map(({ keys }) => new Date(keys[1] ?? '')),
    lines: lines.map(([name, steps]) => ({ name, values: steps.map(({ value }) => value) })),
  };
}
