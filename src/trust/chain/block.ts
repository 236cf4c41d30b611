import { z } from 'zod';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';

const sql = loadSql(import.meta.url);

/** Facts in one block: small enough to be checked in some milliseconds. */
const MOST = 5000;

/** The newest block: whoever keeps its hash elsewhere can show later that nothing before it was changed. */
export interface Head {
  readonly number: number;
  readonly lastId: number;
  readonly hash: string;
  readonly madeAt: Date;
}

/** A block that does not hold any more. */
export interface BrokenBlock {
  readonly number: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly why: 'altered' | 'removed' | 'torn';
}

/**
 * Closes blocks over the facts that are not in one yet. A block is closed under a short lock, so that no fact with a lower
 * number can come later; when somebody writes for long, the next minute tries again.
 */
export const closeBlocks = job({
  name: 'trust.close-blocks',
  schema: z.object({}),
  every: '* * * * *',
  async handle(house) {
    for (let closed = MOST; closed === MOST; ) {
      closed = await house.db
        .as({ kind: 'worker' }, async (q) => {
          await q.rows(sql('hold'));
          const head = await q.one<Head>(sql('head'));
          const made = await q.one<{ factCount: number }>(sql('close'), {
            number: (head?.number ?? 0) + 1,
            previous: head?.hash ?? '',
            after: head?.lastId ?? 0,
            most: MOST,
            now: house.clock(),
          });
          return made?.factCount ?? 0;
        })
        .catch((error: { code?: string }) => {
          if (error.code === '55P03') return 0; // lock_not_available: somebody writes for long
          throw error;
        });
    }
  },
});

/** The head of the chain, if there is one. */
export async function chainHead(q: Queries): Promise<Head | undefined> {
  return q.one<Head>(sql('head'));
}

/** Computes every block again. Gives how many were looked at and the ones that do not hold. */
export async function checkChain(
  q: Queries,
): Promise<{ readonly looked: number; readonly broken: readonly BrokenBlock[] }> {
  const head = await chainHead(q);
  const broken: BrokenBlock[] = [];
  let looked = 0;
  for (let first = 1; first <= (head?.number ?? 0); first += 100) {
    const rows = await q.rows<{
      number: number;
      firstId: number;
      lastId: number;
      factCount: number;
      nowCount: number;
      isSame: boolean;
      follows: boolean;
    }>(sql('check'), { first, last: first + 99 });
    looked += rows.length;
    for (const row of rows) {
      const why =
        row.factCount !== row.nowCount ? 'removed' : !row.isSame ? 'altered' : !row.follows ? 'torn' : undefined;
      if (why) broken.push({ number: row.number, firstId: row.firstId, lastId: row.lastId, why });
    }
  }
  return { looked, broken };
}
