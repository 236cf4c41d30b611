import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { route } from '#platform/web';
import { InitiativeQuery } from '../portal/list.ts';
import { findInitiative, listByIds, listInitiatives, type Summary } from '../portal/store.ts';
import { find } from '../search/engine.ts';
import { jsonAnswer, listAnswer, Paging } from './answer.ts';
import { ApiInitiative, InitiativePage } from './shape.ts';

/** An initiative as it goes out. */
function outside(base: string, row: Summary): ApiInitiative {
  return {
    id: row.id,
    url: `${base}/initiatives/${row.id}`,
    name: { ja: row.name, en: row.nameEn },
    operators: [...row.operators],
    sector: row.sector,
    audiences: [...row.audiences],
    methods: [...row.methods],
    region: row.region,
    prefectures: [...row.prefectures],
    cost: row.cost,
    costNote: row.costNote,
    howToJoin: row.howToJoin,
    what: { ja: row.what, en: row.whatEn },
    site: row.url,
    publishedAt: row.publishedAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
  };
}

route({
  method: 'GET',
  path: '/api/v1/initiatives',
  permission: 'public',
  summary: 'Initiatives of the portal, by name; with q those that answer a question, best first',
  query: InitiativeQuery.omit({ after: true }).extend(Paging),
  answers: InitiativePage,
  async handle(c) {
    const { query } = c;
    const conditions = {
      audience: query.audience ?? null,
      method: query.method ?? null,
      sector: query.sector ?? null,
      cost: query.cost ?? null,
      prefecture: query.prefecture ?? null,
    };
    const rows = await c.as(async (q) => {
      if (!query.q) return listInitiatives(q, conditions, query.after ?? null, query.limit + 1);
      const found = await find(q, query.q, 'initiative');
      const all = (
        await listByIds(
          q,
          found.ids.slice(0, found.exact).map((id) => id.replace('initiative:', '')),
        )
      ).filter(
        (row) =>
          (!query.audience || row.audiences.includes(query.audience)) &&
          (!query.method || row.methods.includes(query.method)) &&
          (!query.sector || row.sector === query.sector) &&
          (!query.cost || row.cost === query.cost) &&
          (!query.prefecture || row.prefectures.includes(query.prefecture)),
      );
      if (!query.after) return all;
      const at = all.findIndex((row) => row.id === query.after);
      return at < 0 ? [] : all.slice(at + 1);
    });
    return listAnswer(c.request, c.url, {
      name: 'initiatives',
      format: query.format,
      limit: query.limit,
      rows: rows.map((row) => outside(c.house.url, row)),
      shape: ApiInitiative,
    });
  },
});

route({
  method: 'GET',
  path: '/api/v1/initiatives/:slug',
  permission: 'public',
  summary: 'One initiative of the portal',
  params: z.object({ slug: z.string().regex(/^[a-z0-9-]{1,80}$/) }),
  answers: ApiInitiative,
  async handle(c) {
    const row = await c.as((q) => findInitiative(q, c.params.slug));
    if (!row) throw new Refusal('improve.initiative-unknown', {}, 404);
    return jsonAnswer(c.request, outside(c.house.url, row));
  },
});
