/** A seeded source of chance, so that a run that failed can be had again: mulberry32 (Tommy Ettinger, public domain). */
export interface Chance {
  /** Evenly in [0, 1). */
  (): number;
  /** A whole number in [from, until). */
  between(from: number, until: number): number;
  /** True with this probability. */
  happens(probability: number): boolean;
  of<T>(choices: readonly T[]): T;
}

/** Chance that begins at `seed`. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, until: number) => from + Math.floor(next() * (until - from));
  return Object.assign(next, {
    between,
    happens: (probability: number) => next() < probability,
    of: <T>(choices: readonly T[]) => choices[between(0, choices.length)] as T,
  });
}
