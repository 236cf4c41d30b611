/** The greatest groups of a question. */

/** Asks the engine and gives its rows. */
type Run = <T>(sql: string, params?: object) => Promise<T[]>;

/** What is grouped, and by which SQL. */
export interface Grouping {
  /** Something to SELECT from. */
  readonly from: string;
  /** SQL of the keys, one or two. */
  readonly keys: readonly string[];
  /** SQL of what is counted. */
  readonly value: string;
  /** Counts add up over groups, and the keys have very many values: addresses. */
  readonly adds: boolean;
  readonly top: number;
}

/** A group: its keys `k0`, `k1` as text, and its value. */
export type TopRow = Readonly<Record<string, string | number>> & { readonly n: number };

/**
 * The greatest groups, the greatest first; of equals the one whose key comes first.
 *
 * Pairs of addresses are nearly as many as flows, and a table with a place for each costs more than reading. So they are thrown on 65,536
 * heaps first, and only what lies on the greatest heaps is counted by pair. A pair on another heap is not greater than that heap: if the last
 * group found is, the answer is exact. If it is not (everybody sends alike), all are counted.
 */
export async function topOf(run: Run, grouping: Grouping): Promise<TopRow[]> {
  const { from, keys, value, adds, top } = grouping;
  if (!adds) return run(everyGroup(grouping));
  const heap = `toUInt16(cityHash64(${keys.join(', ')}))`;
  const most = Math.max(64, top * 4);
  const heaps = await run<{ heap: number; n: number }>(
    `SELECT ${heap} AS heap, ${value} AS n FROM ${from} GROUP BY heap ORDER BY n DESC LIMIT ${most + 1}`,
  );
  const next = heaps[most];
  if (!next) return run(everyGroup(grouping));
  const looked = heaps.slice(0, most).map((one) => one.heap);
  const rows = await run<TopRow>(everyGroup(grouping, `WHERE ${heap} IN (${looked.join(', ')})`));
  const last = rows[top - 1];
  return last && Number(last.n) > Number(next.n) ? rows : run(everyGroup(grouping));
}

function everyGroup({ from, keys, value, top }: Grouping, where = ''): string {
  const names = keys.map((_, i) => `k${i}`);
  // As text only what is shown: grouping by text takes several times as long.
  return `SELECT ${names.map((name) => `toString(g${name}) AS ${name}`).join(', ')}, n FROM (
    SELECT ${keys.map((key, i) => `${key} AS g${names[i]}`).join(', ')}, ${value} AS n FROM ${from} ${where}
    GROUP BY ${names.map((name) => `g${name}`).join(', ')} ORDER BY n DESC, ${names.map((name) => `g${name}`).join(', ')} LIMIT ${top})
  ORDER BY n DESC, ${names.join(', ')}`;
}
