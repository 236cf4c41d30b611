import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { loadSql } from '#platform/postgres';
import { route } from '#platform/web';
import { plainText } from '../cycle-pages/query.ts';
import { find } from '../search/engine.ts';
import { jsonAnswer, listAnswer, Paging } from './answer.ts';
import { ApiMeasure, MeasurePage } from './shape.ts';

const sql = loadSql(import.meta.url);

const outside = (base: string, row: Omit<ApiMeasure, 'url'>): ApiMeasure => ({
  ...row,
  url: `${base}/plan/measures/${row.id}`,
});

route({
  method: 'GET',
  path: '/api/v1/measures',
  permission: 'public',
  summary: 'Measures of the yearly plans with their results, by id; with q those that answer a question',
  query: z.object({
    q: z.string().max(200).optional(),
    year: z.coerce.number().int().min(2000).max(2100).optional(),
    section: z
      .string()
      .regex(/^\d(\.\d{1,2})?(\(\d{1,2}\))?$/)
      .optional(),
    ministry: plainText(60).optional(),
    ...Paging,
  }),
  answers: MeasurePage,
  async handle(c) {
    const { query } = c;
    const rows = await c.as(async (q) => {
      const found = query.q ? await find(q, query.q, 'measure') : undefined;
      return q.rows<Omit<ApiMeasure, 'url'>>(sql('list'), {
        id: null,
        ids: found ? found.ids.slice(0, found.exact).map((id) => id.replace('measure:', '')) : null,
        year: query.year ?? null,
        section: query.section ?? null,
        ministry: query.ministry ?? null,
        after: query.after ?? null,
        limit: query.limit + 1,
      });
    });
    return listAnswer(c.request, c.url, {
      name: 'measures',
      format: query.format,
      limit: query.limit,
      rows: rows.map((row) => outside(c.house.url, row)),
      shape: ApiMeasure,
    });
  },
});

route({
  method: 'GET',
  path: '/api/v1/measures/:measure',
  permission: 'public',
  summary: 'One measure of a yearly plan with its results',
  params: z.object({ measure: z.string().regex(/^[0-9.-]{6,30}$/) }),
  answers: ApiMeasure,
  async handle(c) {
    const row = await c.as((q) =>
      q.one<Omit<ApiMeasure, 'url'>>(sql('list'), {
        id: c.params.measure,
        ids: null,
        year: null,
        section: null,
        ministry: null,
        after: null,
        limit: 1,
      }),
    );
    if (!row) throw new Refusal('improve.measure-unknown', {}, 404);
    return jsonAnswer(c.request, outside(c.house.url, row));
  },
});
