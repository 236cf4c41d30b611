/** Seeded chance: the same seed gives the same network, the same traffic and the same truth everywhere. */

/** A small, fast generator of good quality (sfc32); not for keys. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = 0x9e3779b9 | 0;
    this.#c = Math.imul(seed, 0x85ebca6b) | 0;
    for (let i = 0; i < 12; i++) this.word();
  }

  /** 32 random bits. */
  word(): number {
    const t = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** In [0, 1). */
  unit(): number {
    return this.word() / 4294967296;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.unit() * below);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** Standard normal (Box and Muller; the second value is thrown away for simplicity). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
  }

  /** Log-normal around `median`; sizes and durations of flows are close to it. */
  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  /** Pareto from `least` on: the few elephants among the mice. */
  pareto(least: number, alpha: number): number {
    return least / (1 - this.unit()) ** (1 / alpha);
  }

  /** Exponential waiting time of this mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.unit());
  }
}

/** Picks ranks 0..count-1 with probability proportional to 1/(rank+1)^exponent in constant time (alias method). */
export class Zipf {
  readonly #accept: Float64Array;
  readonly #alias: Int32Array;

  constructor(count: number, exponent: number) {
    const weights = Float64Array.from({ length: count }, (_, i) => (i + 1) ** -exponent);
    const mean = weights.reduce((a, b) => a + b, 0) / count;
    this.#accept = new Float64Array(count);
    this.#alias = new Int32Array(count);
    const small: number[] = [];
    const large: number[] = [];
    weights.forEach((weight, i) => {
      weights[i] = weight / mean;
      (weight < mean ? small : large).push(i);
    });
    while (small.length > 0 && large.length > 0) {
      const less = small.pop() ?? 0;
      const more = large[large.length - 1] ?? 0;
      this.#accept[less] = weights[less] ?? 1;
      this.#alias[less] = more;
      weights[more] = (weights[more] ?? 0) + (weights[less] ?? 0) - 1;
      if ((weights[more] ?? 0) < 1) {
        large.pop();
        small.push(more);
      }
    }
    for (const i of [...small, ...large]) this.#accept[i] = 1;
  }

  pick(random: Random): number {
    const at = random.unit() * this.#accept.length;
    const i = Math.floor(at);
    return at - i < (this.#accept[i] ?? 1) ? i : (this.#alias[i] ?? 0);
  }
}
