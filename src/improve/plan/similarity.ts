/** How alike two Japanese texts are, counting rare pairs of characters more than common ones. */

/** Compares texts by the pairs of characters they share, weighted by how rare a pair is among `texts`. */
export function similarityAmong(texts: readonly string[]): (one: string, other: string) => number {
  const occurrence = new Map<string, number>();
  for (const text of texts) {
    for (const pair of pairsOf(text).keys()) occurrence.set(pair, (occurrence.get(pair) ?? 0) + 1);
  }
  const known = new Map<string, ReadonlyMap<string, number>>();
  const vectorOf = (text: string): ReadonlyMap<string, number> => {
    const cached = known.get(text);
    if (cached) return cached;
    const vector = weigh(pairsOf(text), occurrence, texts.length);
    known.set(text, vector);
    return vector;
  };
  return (one, other) => cosine(vectorOf(one), vectorOf(other));
}

/**
 * How much of a text stands in another one too, 0 to 1, rare pairs of characters counting more than those that stand in
 * many of `texts`.
 */
export function coverageAmong(texts: readonly string[]): (part: string, whole: string) => number {
  const occurrence = new Map<string, number>();
  for (const text of texts) {
    for (const pair of pairsOf(text).keys()) occurrence.set(pair, (occurrence.get(pair) ?? 0) + 1);
  }
  return (part, whole) => {
    const there = pairsOf(whole);
    let all = 0;
    let shared = 0;
    for (const pair of pairsOf(part).keys()) {
      const weight = Math.log(1 + texts.length / (occurrence.get(pair) ?? 1));
      all += weight;
      if (there.has(pair)) shared += weight;
    }
    return all === 0 ? 0 : shared / all;
  };
}

/** The text without blanks and width variants, for comparing; ①-⑳ become plain digits. */
export function plainText(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '').toLowerCase();
}

function pairsOf(text: string): ReadonlyMap<string, number> {
  const plain = plainText(text);
  const pairs = new Map<string, number>();
  for (let at = 0; at + 1 < plain.length; at += 1) {
    const pair = plain.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}

function weigh(
  pairs: ReadonlyMap<string, number>,
  occurrence: ReadonlyMap<string, number>,
  texts: number,
): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  let squares = 0;
  for (const [pair, count] of pairs) {
    const weight = (1 + Math.log(count)) * Math.log(1 + texts / (occurrence.get(pair) ?? 1));
    weights.set(pair, weight);
    squares += weight * weight;
  }
  const length = Math.sqrt(squares) || 1;
  for (const [pair, weight] of weights) weights.set(pair, weight / length);
  return weights;
}

function cosine(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  const [few, many] = one.size < other.size ? [one, other] : [other, one];
  let sum = 0;
  for (const [pair, weight] of few) sum += weight * (many.get(pair) ?? 0);
  return Math.min(1, sum);
}
