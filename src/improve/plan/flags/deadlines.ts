/** Dates by which a plan promises something, and whether next year's plan has moved them. */

import { normalise } from './quantities.ts';

/** One promise of a date in a plan. */
export interface Deadline {
  /** Last day of the promised time, as a calendar day (Japanese fiscal year: April to March). */
  readonly by: string;
  /** The words of the date as they stand in the text (widths normalised). */
  readonly text: string;
  /** What is promised: the words that follow the date, by which the same promise is found in another year. */
  readonly promise: string;
  /** The sentence around it, for a person to judge. */
  readonly sentence: string;
}

const SEASONS: Readonly<Record<string, string>> = { 春: '05-31', 夏: '08-31', 秋: '11-30', 冬: '12-31' };
const PROMISE_LENGTH = 45;
const LAST_DAY = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const PAST = /^(に|の)?[^。、]{0,24}?(した|された|している|設置)|^(以降|より)/;
const FROM_THEN = /^から(?!の?[^。]{0,30}(導入|開始|運用|施行))/;

/** Reads the dates a plan for fiscal year `year` promises; what already happened by then is left out. */
export function readDeadlines(plan: string, year: number): readonly Deadline[] {
  const text = normalise(plan);
  const deadlines: Deadline[] = [];
  const dates =
    /(\d{4}) ?年(?:(度)|(?:(\d{1,2}) ?月)|(?=[秋春夏冬内中末]))?(?:\((?:平成|令和)[^)]*\))? ?(上半期|下半期|の?早期|内|中|末|秋|春|夏|冬|まで)?/g;
  for (const match of text.matchAll(dates)) {
    const at = match.index ?? 0;
    const after = text.slice(at + match[0].length);
    const by = lastDay(match);
    if (by === null || by < `${year}-04-01` || !promises(match[4] ?? '', after)) continue;
    const promise = (after.split('。')[0] ?? '').slice(0, PROMISE_LENGTH);
    deadlines.push({ by, text: match[0].trim(), promise, sentence: sentenceAround(text, at) });
  }
  return deadlines;
}

function lastDay(match: RegExpMatchArray): string | null {
  const year = Number(match[1]);
  const [fiscal, month, part] = [match[2], match[3], match[4] ?? ''];
  if (fiscal) {
    if (part === '上半期') return `${year}-09-30`;
    if (part.endsWith('早期')) return `${year}-06-30`;
    return `${year + 1}-03-31`;
  }
  if (month) return `${year}-${month.padStart(2, '0')}-${LAST_DAY[Number(month) - 1] ?? 31}`;
  const season = SEASONS[part];
  if (season) return `${year}-${season}`;
  return part === '内' || part === '中' || part === '末' ? `${year}-12-31` : null;
}

// A date is a promise when the text says "by", "within" or "aiming at", or when something is to begin then.
function promises(part: string, after: string): boolean {
  if (PAST.test(after) || FROM_THEN.test(after)) return false;
  if (part !== '') return true;
  return /^(の|に|から)?[^。]{0,30}?(目指|開始|導入|予定|施行|運用)/.test(after);
}

function sentenceAround(text: string, at: number): string {
  const from = Math.max(text.lastIndexOf('。', at), text.lastIndexOf('・', at)) + 1;
  const to = text.indexOf('。', at);
  return text.slice(from, to < 0 ? text.length : to);
}

/** A promise of an earlier plan that the later plan repeats with a later date. */
export interface Slip {
  readonly from: Deadline;
  readonly to: Deadline;
  /** Likeness of what is promised, 0 to 1. */
  readonly likeness: number;
}

/** Below this likeness two promises are not taken for one. */
const SAME_PROMISE = 0.1;

/** Compares the promises of two plans of one measure; `alike` says how alike two texts are. */
export function findSlips(
  earlier: { readonly plan: string; readonly year: number },
  later: { readonly plan: string; readonly year: number },
  alike: (one: string, other: string) => number,
): readonly Slip[] {
  const before = readDeadlines(earlier.plan, earlier.year);
  return readDeadlines(later.plan, later.year).flatMap((to) => {
    const [best] = before
      .map((from) => ({ from, to, likeness: alike(from.promise, to.promise) }))
      .sort((a, b) => b.likeness - a.likeness);
    return best && best.likeness >= SAME_PROMISE && to.by > best.from.by ? [best] : [];
  });
}

/** A promise the year's own result shows to have been kept late. */
export interface LateResult {
  readonly promised: Deadline;
  /** The date of the result as printed, and its last day. */
  readonly done: string;
  readonly doneBy: string;
  readonly sentence: string;
}

/** Below this likeness a sentence of the result is not taken to speak of the promise. */
const SAME_SENTENCE = 0.3;

/** Finds dates in a result that lie behind the date its own plan promised for the same thing. */
export function findLateResults(
  measure: { readonly plan: string; readonly year: number; readonly results: readonly { readonly text: string }[] },
  alike: (one: string, other: string) => number,
): readonly LateResult[] {
  const sentences = measure.results.flatMap((result) => normalise(result.text).split(/(?<=。)/));
  return readDeadlines(measure.plan, measure.year).flatMap((promised) =>
    sentences.flatMap((sentence) => {
      const done = /(\d{4}) ?年 ?(\d{1,2}) ?月[^。、]{0,12}?に[^。、]{0,12}(した|された|開始|開講|公表|実施)/.exec(
        sentence,
      );
      if (!done || alike(promised.sentence, sentence) < SAME_SENTENCE) return [];
      const first = `${done[1]}-${(done[2] ?? '').padStart(2, '0')}-01`;
      const doneBy = `${first.slice(0, 8)}${LAST_DAY[Number(done[2]) - 1] ?? 31}`;
      return first > promised.by ? [{ promised, done: done[0], doneBy, sentence }] : [];
    }),
  );
}
