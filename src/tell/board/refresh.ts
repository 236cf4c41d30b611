import { z } from 'zod';
import { job } from '#platform/jobs';
import { statement } from '#platform/postgres';

const refresh = statement('refresh', 'SELECT tell.refresh_board()');

/** Share of the time that may go into counting while reports keep coming. */
const SHARE = 1 / 20;
const SOONEST_MS = 5_000;
const LATEST_MS = 600_000;
let took = 0;

/**
 * How long to wait after a report until the board is counted anew: counting a million findings takes a quarter of a minute of one
 * processor, so a hub with a report a second would do nothing else. The page says when it was counted.
 */
export function untilCounted(): number {
  return Math.min(Math.max(took / SHARE, SOONEST_MS), LATEST_MS);
}

/** Counts the board anew; a page only reads what was counted. */
export const refreshBoard = job({
  name: 'tell.refresh-board',
  schema: z.object({}),
  every: '*/10 * * * *',
  async handle(house) {
    const began = performance.now();
    await house.db.as({ kind: 'worker' }, (q) => q.rows(refresh));
    took = performance.now() - began;
  },
});
