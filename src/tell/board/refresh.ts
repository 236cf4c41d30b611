import { z } from 'zod';
import { job } from '#platform/jobs';
import { statement } from '#platform/postgres';

const refresh = statement('refresh', 'SELECT tell.refresh_board()');

/** Counts the board anew; a page only reads what was counted. */
export const refreshBoard = job({
  name: 'tell.refresh-board',
  schema: z.object({}),
  every: '*/10 * * * *',
  async handle(house) {
    await house.db.as({ kind: 'worker' }, (q) => q.rows(refresh));
  },
});
