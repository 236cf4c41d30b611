import { z } from 'zod';
import { found } from '#platform/errors';
import { loadSql } from '#platform/postgres';
import { route } from '#platform/web';
import { FLAGS, type FlagView } from '../cycle-pages/show.ts';
import { type ChainMeasure, type DeadlineView, type LinkView, type MeasureView, measurePage } from './measure.html.ts';

const sql = loadSql(import.meta.url);

/** The id of a measure as it stands in an address. */
export const measureIdParam = z.string().regex(/^\d{4}-\d(\.\d{1,2})?(-\d{1,2})?-\d{2}$/);

route({
  method: 'GET',
  path: '/plan/measures/:id',
  permission: 'public',
  params: z.object({ id: measureIdParam }),
  async handle(c) {
    const { id } = c.params;
    return c.as(async (q) => {
      const chain = await q.rows<ChainMeasure>(sql('chain'), { id });
      found(
        chain.find((one) => one.id === id),
        'improve.measure-unknown',
      );
      const ids = chain.map((one) => one.id);
      const flags = await q.rows<FlagView>(sql('flags'), { id });
      return measurePage({
        page: c.view,
        id,
        chain,
        links: await q.rows<LinkView>(sql('links'), { id }),
        deadlines: await q.rows<DeadlineView>(sql('deadlines'), { ids }),
        flags: [...flags].sort((a, b) => FLAGS.indexOf(a.kind as never) - FLAGS.indexOf(b.kind as never)),
        indicators: await q.rows<MeasureView['indicators'][number]>(sql('indicators'), { ids }),
        isOperator: c.person?.isOperator ?? false,
      });
    });
  },
});
