/** Whether a result answers its plan: what it leaves out, and whether it says anything the plan did not. */

import type { Measure } from '../measure.ts';
import { normalise, readQuantities } from './quantities.ts';

/** How much of one text stands in another, 0 to 1. */
export type Coverage = (part: string, whole: string) => number;

/** A part of a plan with how much of what it promises the results mention. */
export interface PlanPart {
  readonly text: string;
  /** The promise itself: the part without the reasons and means in front of it. */
  readonly promise: string;
  readonly mentioned: number;
}

/** Promises mentioned less than this are listed as left out. */
export const LEFT_OUT = 0.12;
/** Results that stand in their plan at least this far, with no number and no date, only restate it. */
export const RESTATED = 0.8;
const SHORTEST_PART = 12;
const SHORTEST_PROMISE = 12;
/** Ends of clauses that give a reason or a means: what follows them is the promise. */
const BEFORE_THE_PROMISE =
  /(ため|ことから|から|踏まえ|踏まえて|踏まえつつ|通じ|通じて|おいて|より|基づき|よう|鑑み|として|しつつ|ついては|にあたり)、/g;

/** Cuts a plan into the things it promises: sentences, list entries, and what follows とともに, また, さらに. */
export function splitPlan(plan: string): readonly string[] {
  return plan
    .split(/(?<=。)(?=・|[^）」])|(?<=とともに、)|(?<=図りつつ、)|(?<=併せて、)|(?<=あわせて、)/)
    .map((part) => part.replace(/^(・|また、|さらに、|加えて、|特に、|なお、|これにより、)+/, '').trim())
    .filter((part) => part.length >= SHORTEST_PART && !/(以下|次)の(取組|とおり|訓練)/.test(part));
}

/** The parts of a plan that no result mentions, least mentioned first; empty when the measure has no result. */
export function findLeftOut(
  measure: Pick<Measure, 'plan' | 'results' | 'subRows'>,
  coverage: Coverage,
): readonly PlanPart[] {
  const results = measure.results.map((result) => result.text).join('');
  if (results === '') return [];
  return splitPlan(measure.plan)
    .map((text) => ({ text, promise: promiseOf(text) }))
    .map((part) => ({ ...part, mentioned: coverage(part.promise, results) }))
    .filter((part) => part.mentioned < LEFT_OUT)
    .sort((a, b) => a.mentioned - b.mentioned);
}

function promiseOf(part: string): string {
  const ends = [...part.matchAll(BEFORE_THE_PROMISE)].map((match) => (match.index ?? 0) + match[0].length);
  const from = ends.findLast((end) => part.length - end >= SHORTEST_PROMISE) ?? 0;
  return part.slice(from);
}

/** How far a result only restates its plan, 0 to 1; 0 when it gives a number or a date the plan does not have. */
export function restatement(measure: Pick<Measure, 'plan' | 'results'>, coverage: Coverage): number {
  const result = measure.results.map((one) => one.text).join('');
  if (result === '') return 0;
  const known = new Set(readQuantities(measure.plan).map((quantity) => quantity.text));
  if (readQuantities(result).some((quantity) => !known.has(quantity.text))) return 0;
  const dates = (text: string): readonly string[] => normalise(text).match(/\d{4} ?年 ?\d{1,2} ?月/g) ?? [];
  if (dates(result).some((date) => !dates(measure.plan).includes(date))) return 0;
  return coverage(withoutActor(result), measure.plan);
}

// 「総務省において、」 opens nearly every sentence and says nothing about what is done.
function withoutActor(text: string): string {
  return text.replace(/[^。、・]{2,20}において、/g, '');
}
