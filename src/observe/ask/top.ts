/** The greatest pairs of a question about addresses. */

/**
 * Gives what `every('')` would: the greatest groups, the greatest first, of a quantity that adds up. `every` makes the statement that counts
 * each group, under a further condition.
 *
 * Pairs of addresses are nearly as many as flows, and a table with a place for each costs several times what reading costs. So they are
 * thrown on 65,536 heaps first (an array, no table), and only what lies on the greatest heaps is counted by pair. A pair on another heap is not
 * greater than that heap: if the last group found is, the answer is exact. If it is not (everybody sends alike), all are counted.
 */
export async function topOf<Row extends { readonly n?: string | number }>(
  run: <T>(sql: string) => Promise<T[]>,
  { from, keys, value, most }: { from: string; keys: readonly string[]; value: string; most: number },
  every: (where: string) => string,
): Promise<Row[]> {
  const heap = `toUInt16(cityHash64(${keys.join(', ')}))`;
  const looked = Math.max(64, most * 4);
  const heaps = await run<{ heap: number; n: number }>(
    `SELECT ${heap} AS heap, ${value} AS n FROM ${from} GROUP BY heap ORDER BY n DESC LIMIT ${looked + 1}`,
  );
  const next = heaps[looked];
  if (!next) return run<Row>(every(''));
  const numbers = heaps.slice(0, looked).map((one) => one.heap);
  const rows = await run<Row>(every(`WHERE ${heap} IN (${numbers.join(', ')})`));
  return Number(rows[most - 1]?.n ?? 0) > Number(next.n) ? rows : run<Row>(every(''));
}
