/** Looks every morning which papers are due: because their template has a new edition, or because their review comes up. */
import { z } from 'zod';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { newestTemplates } from '../paper/load.ts';
import { mailTasks } from '../task/mail.ts';
import { giveTasks, type TaskKind } from '../task/store.ts';
import { paperShelf } from './shelf.ts';

const sql = loadSql(import.meta.url);
const CHUNK = 2000;
/** Days before the review at which the task comes, and days to take over a new edition. */
const BEFORE = 14;
const WITHIN = 30;

interface Due {
  readonly id: string;
  readonly organisationId: string;
  readonly template: string;
  readonly nextReviewOn?: string;
}

/** Gives the tasks. Each edition and each review day is told once, whatever became of the task. */
export const watchPapers = job({
  name: 'know.watch-papers',
  schema: z.object({}),
  every: '10 7 * * *',
  async handle(house) {
    const later = (days: number) => new Date(house.clock().getTime() + days * 86_400_000).toISOString().slice(0, 10);
    let given = 0;
    for (const { id: template, version } of newestTemplates(paperShelf()))
      given += await inChunks(house, async (q) => {
        const due = await q.rows<Due>(sql('outdated'), { template, version, limit: CHUNK });
        const count = await give(house, q, 'paper-template', due, () => later(WITHIN));
        await q.run(sql('told_version'), { ids: due.map(({ id }) => id), version });
        return { read: due.length, count };
      });
    given += await inChunks(house, async (q) => {
      const due = await q.rows<Due>(sql('due'), { until: later(BEFORE), limit: CHUNK });
      const count = await give(house, q, 'paper-review', due, ({ nextReviewOn }) => nextReviewOn ?? null);
      await q.run(sql('told_review'), { ids: due.map(({ id }) => id) });
      return { read: due.length, count };
    });
    if (given > 0) await house.db.as({ kind: 'worker' }, (q) => house.jobs.enqueue(q, mailTasks, {}, { key: 'all' }));
  },
});

async function inChunks(
  house: House,
  work: (q: Queries) => Promise<{ readonly read: number; readonly count: number }>,
): Promise<number> {
  for (let given = 0; ; ) {
    const { read, count } = await house.db.as({ kind: 'worker' }, work);
    given += count;
    if (read < CHUNK) return given;
  }
}

function give(
  house: House,
  q: Queries,
  kind: TaskKind,
  due: readonly Due[],
  by: (one: Due) => string | null,
): Promise<number> {
  const titles = new Map(
    [...paperShelf().versions].flatMap(([id, versions]) => (versions.at(-1) ? [[id, versions.at(-1)?.title]] : [])) as [
      string,
      { ja: string; easy: string; en: string },
    ][],
  );
  return giveTasks(
    house,
    q,
    kind,
    due.map((one) => ({
      organisation: one.organisationId,
      subject: `paper:${one.id}`,
      facts: { paper: titles.get(one.template) ?? one.template },
      href: `/papers/${one.organisationId}/of/${one.template}`,
      dueOn: by(one),
    })),
    'job:know.watch-papers',
  );
}
