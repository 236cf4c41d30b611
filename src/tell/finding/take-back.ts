import { z } from 'zod';
import { groupsOf } from '#observe';
import { onFact } from '#platform/facts';
import { job } from '#platform/jobs';
import { loadSql } from '#platform/postgres';

const sql = loadSql(import.meta.url);

/**
 * A report that was taken back: findings that rest on it alone are told no further, and it counts as no look. One that has not been
 * applied never is. What other reports have seen as well stands.
 */
const takeBatchBack = job({
  name: 'tell.take-batch-back',
  schema: z.object({ subject: z.string().startsWith('batch:') }),
  tries: 1000, // what was a mistake is not told on because a store was away
  async handle(house, { subject }) {
    const batch = subject.slice('batch:'.length);
    const now = house.clock();
    await house.db.as({ kind: 'worker' }, async (q) => {
      if ((await q.run(sql('claim'), { batch })) > 0) return;
      await q.run(sql('forget_looks'), { batch });
      for await (const groups of groupsOf(house, batch, 5000))
        await q.run(sql('take_back'), {
          batch,
          now,
          organisationIds: groups.map((group) => group.organisationId),
          kinds: groups.map((group) => group.kind),
          assets: groups.map((group) => group.asset),
          keys: groups.map((group) => group.key),
          counts: groups.map((group) => group.count),
        });
    });
  },
});
onFact('batch.taken-back', takeBatchBack);
