/** Small pieces of ClickHouse SQL, quoted so that no mapping, header or value can break out of its place. */

/** A text as an SQL literal. Takes any string; control bytes and quotes are escaped. */
export function quote(text: string): string {
  return `'${text
    .replace(/\\/g, '\\\\')
    .replace(/'/g, "\\'")
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/\0/g, '\\0')}'`;
}

/** A list of texts as an SQL tuple for `IN`. Refuses nothing; an empty list gives a tuple that matches only ''. */
export function quoteAll(texts: readonly string[]): string {
  return `(${(texts.length === 0 ? [''] : texts).map(quote).join(', ')})`;
}

/** `multiIf` over pairs, or just the last value where there are no pairs. */
export function choose(pairs: readonly (readonly [condition: string, value: string])[], otherwise: string): string {
  if (pairs.length === 0) return otherwise;
  if (pairs.length === 1 && pairs[0]) return `if(${pairs[0][0]}, ${pairs[0][1]}, ${otherwise})`;
  return `multiIf(${pairs.map(([condition, value]) => `${condition}, ${value}`).join(', ')}, ${otherwise})`;
}
