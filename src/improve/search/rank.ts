/** Which of the found entries come first, and why: a name that is the word before a name that holds it before a text that does. */

import type { Alternatives } from './ask.ts';
import { terms } from './fold.ts';

/** What ranking looks at: both texts folded. */
export interface Candidate {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
}

/** Initiatives and events first: people come to find what exists for them; measures are long and hold every word. */
const PRIOR: Readonly<Record<string, number>> = {
  initiative: 1.2,
  term: 1.1,
  event: 0.9,
  figure: 0.7,
  survey: 0.7,
  incident: 0.5,
};
const OTHER_NAME = 0.8;

/**
 * Gives a candidate its score; 0 when a word of the question stands nowhere in it (the index knows pairs of signs, not their order), unless
 * `any` is enough.
 */
export function scoreOf(candidate: Candidate, words: readonly Alternatives[], joined: 'all' | 'any'): number {
  let sum = 0;
  for (const names of words) {
    let best = 0;
    for (const [at, name] of names.entries())
      best = Math.max(
        best,
        (at === 0 ? 1 : OTHER_NAME) * (inTitle(candidate.title, name) + inBody(candidate.body, name)),
      );
    if (best === 0 && joined === 'all') return 0;
    if (best === 0) best = nearness(candidate, names[0] ?? '');
    sum += best;
  }
  return sum === 0 ? 0 : sum + (PRIOR[candidate.kind] ?? 0);
}

function inTitle(title: string, name: string): number {
  if (title === name) return 12;
  const at = title.indexOf(name);
  if (at < 0) return 0;
  return (at === 0 ? 5 : 4) + 4 * Math.sqrt(name.length / title.length);
}

// A compound that stands nowhere as typed: how many of its pairs of signs do (安全性評価制度 beside 安全評価の制度).
function nearness(candidate: Candidate, word: string): number {
  const pairs = terms(word);
  if (pairs.length < 3) return 0;
  const there = pairs.filter((pair) => candidate.title.includes(pair) || candidate.body.includes(pair)).length;
  return there / pairs.length < 0.5 ? 0 : there / pairs.length;
}

function inBody(body: string, name: string): number {
  let count = 0;
  for (let at = body.indexOf(name); at >= 0 && count < 12; at = body.indexOf(name, at + name.length)) count++;
  return count === 0 ? 0 : (3 * count) / (count + 0.5 + body.length / 400);
}

/** The best `limit` of the candidates, best first; equals keep their order. */
export function rank<C extends Candidate>(
  candidates: readonly C[],
  words: readonly Alternatives[],
  joined: 'all' | 'any',
): (C & { readonly score: number })[] {
  return candidates
    .map((candidate) => ({ ...candidate, score: scoreOf(candidate, words, joined) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}
