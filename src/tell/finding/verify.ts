import { z } from 'zod';
import { feedState } from '#observe';
import { onFact } from '#platform/facts';
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

/** A feed the operator ended: nobody will look again, so what it left open expires. */
const expireFeed = job({
  name: 'tell.expire-feed',
  schema: z.object({ subject: z.string().startsWith('feed:') }),
  handle: (house, { subject }) => verifyFixes.handle(house, { feed: subject.slice('feed:'.length) }),
});
onFact('feed.ended', expireFeed);
