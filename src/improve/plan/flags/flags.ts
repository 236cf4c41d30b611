/**
 * What the board points at, per measure. A flag is a reason for a person to look, never a verdict: texts are compared by
 * likeness, and each flag carries the words it rests on.
 */

import type { Measure } from '../measure.ts';
import { coverageAmong, similarityAmong } from '../similarity.ts';
import { findLateResults, findSlips } from './deadlines.ts';
import { normalise, type Quantity, readQuantities } from './quantities.ts';
import { findLeftOut, RESTATED, restatement } from './results.ts';
import { readTargets } from './targets.ts';

/** Kinds of flags, in the order the board shows them. */
export const FLAG_KINDS = [
  'no-target',
  'no-result',
  'left-out',
  'restated',
  'deadline-slipped',
  'done-late',
  'number-without-unit',
  'odd-number',
] as const;
/** One of `FLAG_KINDS`. */
export type FlagKind = (typeof FLAG_KINDS)[number];

/** A reason to look at a measure. */
export interface Flag {
  readonly measure: string;
  readonly kind: FlagKind;
  /** The words of the source the flag rests on; empty when something is missing. */
  readonly evidence: string;
  /** Numbers, dates and ids that explain it, for the board's own wording. */
  readonly facts: Readonly<Record<string, string | number>>;
}

/** Flags every measure of a plan; results are judged only for years that have them. */
export function flagMeasures(measures: readonly Measure[]): readonly Flag[] {
  const texts = measures.flatMap((measure) => [measure.plan, ...measure.results.map((result) => result.text)]);
  const coverage = coverageAmong(texts);
  const alike = similarityAmong(texts);
  const byId = new Map(measures.map((measure) => [measure.id, measure]));
  return measures.flatMap((measure) => {
    const earlier = measure.continues === null ? undefined : byId.get(measure.continues);
    return [
      ...flagTarget(measure),
      ...(hasReport(measure, measures) ? flagResult(measure, coverage) : []),
      ...(earlier ? flagSlips(earlier, measure, alike) : []),
      ...flagLate(measure, alike),
      ...flagNumbers(measure),
    ];
  });
}

// A plan whose year has no results at all is still running: silence there says nothing.
function hasReport(measure: Measure, all: readonly Measure[]): boolean {
  return all.some((other) => other.year === measure.year && other.results.length > 0);
}

function flagTarget(measure: Measure): readonly Flag[] {
  if (readTargets(measure.plan).length > 0) return [];
  return [{ measure: measure.id, kind: 'no-target', evidence: '', facts: {} }];
}

function flagResult(measure: Measure, coverage: (part: string, whole: string) => number): readonly Flag[] {
  if (measure.results.length === 0) return [{ measure: measure.id, kind: 'no-result', evidence: '', facts: {} }];
  const leftOut = findLeftOut(measure, coverage).map(
    (part): Flag => ({
      measure: measure.id,
      kind: 'left-out',
      evidence: part.text,
      facts: { promise: part.promise, mentionedPercent: Math.round(part.mentioned * 100) },
    }),
  );
  const restated = restatement(measure, coverage);
  if (restated < RESTATED) return leftOut;
  const evidence = measure.results.map((result) => result.text).join('');
  return [
    ...leftOut,
    { measure: measure.id, kind: 'restated', evidence, facts: { fromPlanPercent: Math.round(restated * 100) } },
  ];
}

function flagSlips(earlier: Measure, later: Measure, alike: (one: string, other: string) => number): readonly Flag[] {
  return findSlips(earlier, later, alike).map(({ from, to }) => ({
    measure: later.id,
    kind: 'deadline-slipped',
    evidence: to.sentence,
    facts: { from: from.text, fromBy: from.by, to: to.text, toBy: to.by, earlier: earlier.id },
  }));
}

function flagLate(measure: Measure, alike: (one: string, other: string) => number): readonly Flag[] {
  return findLateResults(measure, alike).map((late) => ({
    measure: measure.id,
    kind: 'done-late',
    evidence: late.sentence,
    facts: { promised: late.promised.text, promisedBy: late.promised.by, done: late.done, doneBy: late.doneBy },
  }));
}

// A count of people or cases is whole: 19.417 人 is a misprinted 19,417.
function flagNumbers(measure: Measure): readonly Flag[] {
  return measure.results.flatMap((result) => {
    const text = normalise(result.text);
    const around = (quantity: Quantity): string => text.slice(Math.max(0, quantity.at - 20), quantity.at + 24);
    return readQuantities(result.text).flatMap((quantity): readonly Flag[] => {
      const facts = { value: quantity.value };
      if (quantity.kind === 'bare')
        return [{ measure: measure.id, kind: 'number-without-unit', evidence: around(quantity), facts }];
      if (quantity.kind !== 'count' || Number.isInteger(quantity.value)) return [];
      return [{ measure: measure.id, kind: 'odd-number', evidence: around(quantity), facts }];
    });
  });
}
