import { z } from 'zod';
import { found } from '#platform/errors';
import { appendFact, factsAbout } from '#platform/facts';
import { loadSql } from '#platform/postgres';
import { id, redirect, route } from '#platform/web';
import { storeBatch } from '../intake/store.ts';
import { type ReportFull, reportPage } from './report.html.ts';

const sql = loadSql(import.meta.url.replace('report.ts', 'page.ts'));

route({
  method: 'GET',
  path: '/reports/:id',
  permission: 'operator',
  params: z.object({ id }),
  query: z.object({ came: z.enum(['now', 'again']).optional() }),
  async handle(c) {
    return c.as(async (q) => {
      const report = found(await q.one<ReportFull>(sql('report'), { id: c.params.id }), 'observe.batch-unknown');
      return reportPage({
        page: c.view,
        came: c.query.came,
        report,
        causes: report.rowsQuarantined > 0 ? await q.rows(sql('causes'), { id: c.params.id }) : [],
        happened: await factsAbout(q, `batch:${c.params.id}`),
      });
    });
  },
});

/** A report that could not be read at all: its bytes are still there, and the mapping may be right by now. */
route({
  method: 'POST',
  path: '/reports/:id/read-again',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    const subject = `batch:${c.params.id}`;
    await c.as(async (q) => {
      const again = await q.one<{ feedId: string }>(sql('read_again'), { id: c.params.id });
      if (!again) return;
      await appendFact(c.house, q, { kind: 'batch.read-again', subject, actor: c.actor });
      await c.house.jobs.enqueue(q, storeBatch, { subject }, { key: subject, group: again.feedId });
    });
    return redirect(`/reports/${c.params.id}`);
  },
});
