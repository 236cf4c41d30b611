/** Whether a plan says how much it wants to reach. In both years' plans not one does, apart from one promise to cover all. */

import { normalise, type Quantity, readQuantities } from './quantities.ts';

/** A target a plan sets: a number to reach, or everybody to cover. */
export interface Target {
  readonly kind: 'number' | 'coverage';
  readonly text: string;
  readonly quantity: Quantity | null;
}

const GOAL = /(以上|以下|まで|目標|目指|達成|到達|増や|増加|拡大し|減ら|削減|倍|とする)/;
const PAST = /(した|された|しており|している)[^。]*$/;
const COVERAGE = /全ての?[^。、]{1,24}(に対し|を対象|で|が)[^。]{0,30}(実施|利用|受講|監査|完了|導入)/g;

/**
 * Reads the targets of a plan: counts and shares with a word of aiming behind them in the same sentence, and promises to cover all of
 * a group. Durations (24 時間 365 日) are a level of service, numbers in brackets describe what is there; neither is a target.
 */
export function readTargets(plan: string): readonly Target[] {
  const text = normalise(plan);
  const numbers = readQuantities(plan)
    .filter((quantity) => quantity.kind === 'count' || quantity.kind === 'share' || quantity.kind === 'money')
    .filter((quantity) => isAimedAt(text, quantity))
    .map((quantity): Target => ({ kind: 'number', text: quantity.text, quantity }));
  const coverage = [...text.matchAll(COVERAGE)]
    .filter((match) => /\d ?年間|年度(内|中|末)/.test(sentenceOf(text, match.index ?? 0)))
    .map((match): Target => ({ kind: 'coverage', text: match[0], quantity: null }));
  return [...numbers, ...coverage];
}

function isAimedAt(text: string, quantity: Quantity): boolean {
  const before = text.slice(Math.max(0, quantity.at - 30), quantity.at);
  if (/\([^)]*$/.test(before)) return false;
  const end = text.indexOf('。', quantity.at);
  const after = text.slice(quantity.at + quantity.text.length, end < 0 ? text.length : end);
  if (PAST.test(after)) return false;
  return quantity.kind === 'share' ? true : GOAL.test(after.slice(0, 24));
}

function sentenceOf(text: string, at: number): string {
  const from = text.lastIndexOf('。', at) + 1;
  const to = text.indexOf('。', at);
  return text.slice(from, to < 0 ? text.length : to);
}
