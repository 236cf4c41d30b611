/** The top of an axis and its lines: round numbers, at most `lines` of them, starting at zero. */
export function niceTicks(highest: number, lines = 4): readonly number[] {
  if (!(highest > 0) || !Number.isFinite(highest)) return [0, 1];
  const rough = highest / lines;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  const count = Math.ceil(highest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** A share of the whole between 0 and 100, as SVG wants it; what is not a number counts as nothing. */
export function percentOf(value: number, whole: number): number {
  if (!(whole > 0) || !(value > 0)) return 0;
  return Math.round(Math.min(1, value / whole) * 10_000) / 100;
}
