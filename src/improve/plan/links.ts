/**
 * Which measure of the year before a measure continues.
 *
 * Numbers are no keys: an item inserted above shifts them, and twice the same number holds another measure. The goals of
 * the strategy are: every block of goals stands in both years word for word. So blocks are joined by section and goals,
 * and inside a block measures are paired in printed order by the likeness of their texts. The result of the year before
 * is compared as well, because plans often go from "study" over "done" to "spread".
 */

import type { Measure } from './measure.ts';
import { plainText, similarityAmong } from './similarity.ts';

/** A link below this confidence is shown as doubtful until a person confirms it. */
export const DOUBTFUL_LINK = 0.6;

/** One proposed link between the years. */
export interface Link {
  /** Id of the later measure. */
  readonly id: string;
  /** Id of the earlier measure it continues; null when none fits. */
  readonly continues: string | null;
  /** 0 to 1; null without a link. */
  readonly confidence: number | null;
  /** Likeness of the texts, 0 to 1. */
  readonly likeness: number;
}

/** Below this likeness, signs included, two texts are not taken for one measure. */
const UNLIKE = 0.12;
/** What the same ministries, and the same letter, add to the likeness when measures of one block are paired. */
const SIGN = 0.02;
/** A measure that left its block is recognised elsewhere only by a text as alike as this. */
const MOVED = 0.5;
/** A pair of one block at least this alike is kept, even when the text is re-listed from elsewhere. */
const SURE = 0.3;
/** Part of the likeness to plan and result together that counts when the plan alone is less alike. */
const RESULT_WEIGHT = 0.85;

/** Proposes for every measure of `later` the one of `earlier` it continues; each earlier measure is used once. */
export function proposeLinks(earlier: readonly Measure[], later: readonly Measure[]): readonly Link[] {
  const alike = similarityAmong([...earlier, ...later].map((measure) => measure.plan));
  const likeness = (old: Measure, fresh: Measure): number =>
    Math.max(alike(old.plan, fresh.plan), RESULT_WEIGHT * alike(old.plan + resultText(old), fresh.plan));
  const withSigns = (old: Measure, fresh: Measure): number => likeness(old, fresh) + signsOf(old, fresh);
  const found = new Map<string, { old: Measure; likeness: number; sameBlock: boolean }>();
  const earlierBlocks = Map.groupBy(earlier, blockKey);
  for (const [key, block] of Map.groupBy(later, blockKey)) {
    for (const [fresh, old] of pairInOrder(earlierBlocks.get(key) ?? [], block, withSigns)) {
      found.set(fresh.id, { old, likeness: likeness(old, fresh), sameBlock: true });
    }
  }
  const taken = new Set([...found.values()].map(({ old }) => old.id));
  for (const fresh of later) {
    if (found.has(fresh.id) || fresh.relisted) continue;
    const [best] = earlier
      .filter((old) => !taken.has(old.id))
      .map((old) => ({ old, likeness: likeness(old, fresh), sameBlock: blockKey(old) === blockKey(fresh) }))
      .sort((a, b) => b.likeness - a.likeness);
    if (!best || best.likeness < MOVED) continue;
    found.set(fresh.id, best);
    taken.add(best.old.id);
  }
  for (const fresh of later.filter((measure) => measure.relisted)) {
    if ((found.get(fresh.id)?.likeness ?? 0) >= SURE) continue;
    const link = followTwin(fresh, later, earlier, (twin) => found.get(twin.id)?.old);
    if (link) found.set(fresh.id, { ...link, likeness: likeness(link.old, fresh) });
  }
  return later.map((fresh) => {
    const link = found.get(fresh.id);
    if (!link) return { id: fresh.id, continues: null, confidence: null, likeness: 0 };
    const confidence = round(confidenceOf(link.likeness, link.sameBlock));
    return { id: fresh.id, continues: link.old.id, confidence, likeness: round(link.likeness) };
  });
}

// A re-listed text continues what its first listing continues: the copy in its own block if there is one.
function followTwin(
  fresh: Measure,
  later: readonly Measure[],
  earlier: readonly Measure[],
  linkOf: (twin: Measure) => Measure | undefined,
): { old: Measure; sameBlock: boolean } | null {
  const twin = later.find((other) => !other.relisted && plainText(other.plan) === plainText(fresh.plan));
  const origin = twin && linkOf(twin);
  if (!origin) return null;
  const copies = earlier.filter((old) => plainText(old.plan) === plainText(origin.plan));
  const own = copies.find((old) => blockKey(old) === blockKey(fresh));
  return { old: own ?? origin, sameBlock: true };
}

function signsOf(old: Measure, fresh: Measure): number {
  const sameMinistries = old.ministries.join() === fresh.ministries.join();
  return (sameMinistries ? SIGN : 0) + (old.item === fresh.item ? SIGN : 0);
}

/** The section and goals a measure stands under, for joining the years; circled numbers, blanks and 。 do not count. */
export function blockKey(measure: Pick<Measure, 'section' | 'heading' | 'goals'>): string {
  const heading = (measure.heading ?? '').replace(/^[①-⑳]/, '');
  return [measure.section, heading, ...measure.goals].map((part) => plainText(part).replace(/。/g, '')).join('|');
}

function resultText(measure: Measure): string {
  const own = measure.results.map((result) => result.text);
  const below = (measure.subRows ?? []).flatMap((row) => [row.plan, ...row.results.map((result) => result.text)]);
  return [...own, ...below].join('');
}

// Longest common subsequence with likeness as gain: printed order is kept, weak pairs are left out.
function pairInOrder(
  old: readonly Measure[],
  fresh: readonly Measure[],
  likeness: (old: Measure, fresh: Measure) => number,
): readonly (readonly [Measure, Measure])[] {
  const gain: number[][] = [new Array<number>(fresh.length + 1).fill(0)];
  const worth = old.map((one) => fresh.map((other) => likeness(one, other)));
  for (let i = 1; i <= old.length; i += 1) {
    const row = [0];
    for (let j = 1; j <= fresh.length; j += 1) {
      const value = worth[i - 1]?.[j - 1] ?? 0;
      const paired = value < UNLIKE ? -1 : (gain[i - 1]?.[j - 1] ?? 0) + value;
      row.push(Math.max(gain[i - 1]?.[j] ?? 0, row[j - 1] ?? 0, paired));
    }
    gain.push(row);
  }
  const pairs: (readonly [Measure, Measure])[] = [];
  let i = old.length;
  let j = fresh.length;
  while (i > 0 && j > 0) {
    const here = gain[i]?.[j] ?? 0;
    if (here === gain[i - 1]?.[j]) i -= 1;
    else if (here === gain[i]?.[j - 1]) j -= 1;
    else {
      i -= 1;
      j -= 1;
      const pair = [fresh[j], old[i]];
      if (pair[0] && pair[1]) pairs.push([pair[0], pair[1]]);
    }
  }
  return pairs;
}

// Fitted by reading: in a shared block every pair above 0.25 was right, and of those below most were.
function confidenceOf(likeness: number, sameBlock: boolean): number {
  const confidence = likeness >= 0.4 ? 0.9 + (likeness - 0.4) / 6 : 0.35 + (likeness - UNLIKE) * 1.96;
  return Math.min(0.99, sameBlock ? confidence : confidence - 0.3);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Writes the proposed links into the measures of each year that has a year before it; returns the doubtful ones. */
export function linkYears(measures: Measure[]): readonly Link[] {
  const years = [...new Set(measures.map((measure) => measure.year))].sort();
  const doubtful: Link[] = [];
  for (const year of years) {
    const earlier = measures.filter((measure) => measure.year === year - 1);
    if (earlier.length === 0) continue;
    const later = measures.filter((measure) => measure.year === year);
    const links = new Map(proposeLinks(earlier, later).map((link) => [link.id, link]));
    for (const measure of later) {
      const link = links.get(measure.id);
      measure.continues = link?.continues ?? null;
      measure.continuesConfidence = link?.confidence ?? null;
      if (link?.confidence && link.confidence < DOUBTFUL_LINK) doubtful.push(link);
    }
  }
  return doubtful;
}
