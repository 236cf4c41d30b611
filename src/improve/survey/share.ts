/** Shares of a survey, computed from whole numbers by named rules; and what is wrong with numbers that were handed in. */

import { roundHalfUp } from '../figures/index.ts';

/** An answer with how many gave it. */
export interface Answer {
  readonly answer: string;
  readonly label: string;
  readonly labelEn: string;
  readonly role: 'counts' | 'not-applicable';
  readonly fromValue: number | null;
  readonly toValue: number | null;
  readonly toIncluded: boolean;
  readonly number: number | null;
  readonly state: 'exact' | 'suppressed' | 'not-published';
}

/** A question of a wave. */
export interface Question {
  readonly question: string;
  readonly kind: 'one' | 'several' | 'band';
  readonly answers: readonly Answer[];
}

/** Of whom a share is: of everybody who answered, or of those the question applies to. */
export type Base = 'all' | 'applicable';

/** How many a share is taken of; null where the number of those it does not apply to is not known. */
export function baseOf(question: Pick<Question, 'answers'>, respondents: number, base: Base): number | null {
  if (base === 'all') return respondents;
  const outside = question.answers.filter((one) => one.role === 'not-applicable');
  if (outside.some((one) => one.number === null)) return null;
  return respondents - outside.reduce((sum, one) => sum + (one.number ?? 0), 0);
}

/** A share in per cent, rounded half up (四捨五入); null where the number or its base is not known, or the base is nobody. */
export function shareOf(
  answer: Pick<Answer, 'number' | 'role'>,
  base: number | null,
  kind: Base,
  digits = 0,
): number | null {
  if (answer.number === null || base === null || base === 0) return null;
  if (kind === 'applicable' && answer.role === 'not-applicable') return null;
  return roundHalfUp((answer.number / base) * 100, digits);
}

/** What is wrong with a question: codes with the answer they are about. */
export interface SurveyFault {
  readonly code:
    | 'more-than-respondents'
    | 'sum-differs'
    | 'band-overlaps'
    | 'band-gap'
    | 'band-without-edges'
    | 'twice';
  readonly place: string;
}

/** Checks the numbers of a question against how many answered, and the edges of its bands. */
export function faultsOf(question: Question, respondents: number): readonly SurveyFault[] {
  const faults: SurveyFault[] = [];
  const keys = question.answers.map((one) => one.answer);
  if (new Set(keys).size !== keys.length) faults.push({ code: 'twice', place: question.question });
  for (const one of question.answers)
    if ((one.number ?? 0) > respondents)
      faults.push({ code: 'more-than-respondents', place: `${question.question} ${one.answer}` });
  if (question.kind !== 'several') {
    const sum = question.answers.reduce((total, one) => total + (one.number ?? 0), 0);
    const isWhole = question.answers.every((one) => one.number !== null);
    if (sum > respondents || (isWhole && sum !== respondents))
      faults.push({ code: 'sum-differs', place: `${question.question} ${sum}/${respondents}` });
  }
  if (question.kind === 'band') faults.push(...bandFaults(question));
  return faults;
}

// Bands in whole numbers may follow each other with a step of one (81–90, 91–99); anything wider is a hole that would swallow answers.
function bandFaults(question: Question): SurveyFault[] {
  const bands = question.answers
    .filter((one) => one.role === 'counts')
    .toSorted((a, b) => (a.fromValue ?? -Infinity) - (b.fromValue ?? -Infinity));
  return bands.flatMap((band, at): SurveyFault[] => {
    const place = `${question.question} ${band.answer}`;
    if (band.fromValue === null && band.toValue === null) return [{ code: 'band-without-edges', place }];
    const before = bands[at - 1];
    if (!before) return [];
    if (before.toValue === null || band.fromValue === null) return [{ code: 'band-overlaps', place }];
    if (band.fromValue < before.toValue || (band.fromValue === before.toValue && before.toIncluded))
      return [{ code: 'band-overlaps', place }];
    return band.fromValue - before.toValue > 1 ? [{ code: 'band-gap', place }] : [];
  });
}
