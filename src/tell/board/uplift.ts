/** How many of a group were repaired. */
export interface Share {
  readonly fixed: number;
  readonly of: number;
}

/** A difference of two shares with its 95 % interval, all in percentage points. */
export interface Uplift {
  readonly points: number;
  readonly from: number;
  readonly to: number;
}

const Z = 1.959963984540054; // 97.5 % quantile of the normal distribution

/** Wilson's score interval of a share (E. B. Wilson, 1927); for nobody at all it is everything from 0 to 1. */
export function wilson({ fixed, of }: Share): { from: number; to: number } {
  if (of === 0) return { from: 0, to: 1 };
  const p = fixed / of;
  const z2 = Z * Z;
  const middle = (p + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z / (1 + z2 / of)) * Math.sqrt((p * (1 - p)) / of + z2 / (4 * of * of));
  return { from: Math.max(0, middle - half), to: Math.min(1, middle + half) };
}

/**
 * How much more of `arm` was repaired than of `comparison`, with a 95 % interval (hybrid score interval, R. G. Newcombe 1998,
 * method 10: it holds for small groups and for shares near 0 and 1). `undefined` when one of them is empty.
 */
export function uplift(arm: Share, comparison: Share): Uplift | undefined {
  if (arm.of === 0 || comparison.of === 0) return undefined;
  const [a, b] = [arm.fixed / arm.of, comparison.fixed / comparison.of];
  const [wa, wb] = [wilson(arm), wilson(comparison)];
  return {
    points: 100 * (a - b),
    from: 100 * (a - b - Math.hypot(a - wa.from, wb.to - b)),
    to: 100 * (a - b + Math.hypot(wa.to - a, b - wb.from)),
  };
}
