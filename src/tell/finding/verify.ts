import { z } from 'zod';
import { feedState } from '#observe';
import { job } from '#platform/jobs';
import { loadSql } from '#platform/postgres';

const sql = loadSql(import.meta.url);

/**
 * Closes what later looks of a feed did not see any more, and expires what an ended feed left behind. Runs after each
 * applied report of the feed; a silent feed verifies nothing.
 */
export const verifyFixes = job({
  name: 'tell.verify-fixes',
  schema: z.object({ feed: z.string() }),
  async handle(house, { feed }) {
    const state = await feedState(house, feed);
    await house.db.as({ kind: 'worker' }, async (q) => {
      await q.run(sql(state === 'ended' ? 'expire' : 'verify'), { feed, now: house.clock() });
    });
  },
});
