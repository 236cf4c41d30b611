/** Shares with their uncertainty: a rate alone says little when few were counted. */

/** A share with its 95 % interval; `null` where nothing was counted. */
export interface Rate {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
  readonly hits: number;
  readonly of: number;
}

const Z = 1.959964;

/** Wilson's score interval (1927): right also for few trials and for shares near 0 and 1. Refuses (RangeError) hits beyond `of`. */
export function wilson(hits: number, of: number): Rate | null {
  if (hits < 0 || hits > of) throw new RangeError('more hits than trials');
  if (of === 0) return null;
  const mid = hits / of;
  const centre = mid + (Z * Z) / (2 * of);
  const spread = Z * Math.sqrt((mid * (1 - mid) + (Z * Z) / (4 * of)) / of);
  const scale = 1 + (Z * Z) / of;
  // The formula meets 0 and 1 exactly where nothing or everything was hit; floating point would miss them by a hair.
  const low = hits === 0 ? 0 : (centre - spread) / scale;
  const high = hits === of ? 1 : (centre + spread) / scale;
  return { low, mid, high, hits, of };
}

/** The difference of two independent shares with its 95 % interval: Newcombe's hybrid score (1998, method 10). */
export function difference(a: Rate, b: Rate): { readonly low: number; readonly mid: number; readonly high: number } {
  const mid = a.mid - b.mid;
  return {
    low: mid - Math.hypot(a.mid - a.low, b.high - b.mid),
    mid,
    high: mid + Math.hypot(a.high - a.mid, b.mid - b.low),
  };
}

/** The median of waiting times where some still wait: Kaplan and Meier (1958). `null` while fewer than half have arrived. */
export function medianWait(waits: readonly { readonly days: number; readonly done: boolean }[]): number | null {
  const sorted = [...waits].sort((a, b) => a.days - b.days || Number(b.done) - Number(a.done));
  let alive = 1;
  for (const [index, one] of sorted.entries()) {
    if (one.done) alive *= 1 - 1 / (sorted.length - index);
    if (alive <= 0.5) return one.days;
  }
  return null;
}
