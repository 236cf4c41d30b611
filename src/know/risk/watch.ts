/** Looks every morning whose risks are due for review: one task for an organisation, however many there are. */
import { z } from 'zod';
import { job } from '#platform/jobs';
import { dayOf } from '../day/index.ts';
import { mailTasks } from '../task/mail.ts';
import { giveTasks } from '../task/store.ts';
import { reviewsUp } from './store.ts';

const CHUNK = 1000;

/** Gives the tasks; each day of review is told once. */
export const watchRisks = job({
  name: 'know.watch-risks',
  schema: z.object({}),
  every: '20 7 * * *',
  async handle(house) {
    const today = dayOf(house.clock());
    for (let read = CHUNK; read === CHUNK; )
      read = await house.db.as({ kind: 'worker' }, async (q) => {
        const up = await reviewsUp(q, today, CHUNK);
        const given = await giveTasks(
          house,
          q,
          'risk-review',
          up.map(({ organisationId, count, first }) => ({
            organisation: organisationId,
            subject: `organisation:${organisationId}`,
            facts: { count },
            href: `/risks/${organisationId}?review=due` as const,
            dueOn: first,
          })),
          'job:know.watch-risks',
        );
        if (given > 0) await house.jobs.enqueue(q, mailTasks, {}, { key: 'all' });
        return up.length;
      });
  },
});
