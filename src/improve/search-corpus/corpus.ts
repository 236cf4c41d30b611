/** Everything that is searched besides what is written at its change: measures, terms, figures, surveys, incidents; and all again to be sure. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { productRoot } from '#platform/files';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { initiativeEntries } from '../portal-edit/store.ts';
import { eventEntries } from '../portal-events/store.ts';
import { type Entry, KINDS, settleEntries } from '../search/entry.ts';
import { figures } from '../statistics/load.ts';

const sql = loadSql(import.meta.url);

/** Where the pages of other capabilities stand; one place, so that they can move. */
const hrefs = {
  measure: (id: string) => `/plan/measures/${id}`,
  infrastructure: () => '/plan/infrastructure',
  term: (position: number) => `/glossary#term-${position}`,
};

/** Brings the index to what is published now; gives how many entries it touched. */
export async function indexCorpus(house: House): Promise<number> {
  const touched = await house.db.as({ kind: 'worker' }, async (q) => settleEntries(q, KINDS, await corpusOf(q)));
  if (touched > 0) house.log.info('improve: search entries written', { touched });
  return touched;
}

async function corpusOf(q: Queries): Promise<Entry[]> {
  const measures = await q.rows<{
    id: string;
    year: number;
    section: string;
    heading: string | null;
    ministries: string[];
    plan: string;
    title: string;
    results: string;
  }>(sql('measures'));
  const infrastructure = await q.rows<{
    id: string;
    actor: string;
    policy: string;
    item: string;
    plan: string;
    result: string;
  }>(sql('infrastructure'));
  const glossary = await q.rows<{ term: string; expansion: string | null; definition: string; position: number }>(
    sql('terms'),
  );
  const surveys = await q.rows<{ id: string; name: string; nameEn: string; asked: string; questions: string }>(
    sql('surveys'),
  );
  return [
    ...(await initiativeEntries(q, null)),
    ...(await eventEntries(q, null)),
    ...measures.map(
      (one): Entry => ({
        id: `measure:${one.id}`,
        kind: 'measure',
        href: hrefs.measure(one.id),
        title: `${one.year}年度 ${one.section} ${one.heading ?? one.title}`,
        titleEn: '',
        body: [one.plan, one.results, one.ministries.join('、')].filter((part) => part !== '').join('\n'),
      }),
    ),
    ...infrastructure.map(
      (one): Entry => ({
        id: `infrastructure:${one.id}`,
        kind: 'infrastructure',
        href: hrefs.infrastructure(),
        title: one.policy,
        titleEn: '',
        body: [one.plan, one.result, one.actor].join('\n'),
      }),
    ),
    ...glossary.map(
      (one): Entry => ({
        id: `term:${one.term}`,
        kind: 'term',
        href: hrefs.term(one.position),
        title: one.term,
        titleEn: one.expansion ?? '',
        body: one.definition,
      }),
    ),
    ...figures().map(
      (figure): Entry => ({
        id: `figure:${figure.id}`,
        kind: 'figure',
        href: `/statistics/${figure.id}`,
        title: figure.title.ja,
        titleEn: figure.title.en,
        body: [...figure.rows.map((row) => row.label.ja), ...figure.notes.map((note) => note.ja)].join('\n'),
      }),
    ),
    ...surveys.map(
      (one): Entry => ({
        id: `survey:${one.id}`,
        kind: 'survey',
        href: `/surveys/${one.id}`,
        title: one.name,
        titleEn: one.nameEn,
        body: `${one.asked}\n${one.questions}`,
      }),
    ),
    ...incidents(),
  ];
}

function incidents(): Entry[] {
  return readFileSync(join(productRoot, 'data/plan/incidents-2019.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map(
      (line) =>
        JSON.parse(line) as {
          id: string;
          month: string;
          body: string;
          summary: string;
          response: string | null;
          typePrinted: string;
        },
    )
    .map((one) => ({
      id: `incident:${one.id}`,
      kind: 'incident' as const,
      href: `/statistics/incidents-2019#${one.id}`,
      title: `${one.month} ${one.body}（${one.typePrinted}）`,
      titleEn: '',
      body: [one.summary, one.response ?? ''].filter((part) => part !== '').join('\n'),
    }));
}

/** Looks each night whether the index still says what is published. */
export const settleSearch = job<object>({
  name: 'improve.settle-search',
  schema: z.object({}),
  every: '20 4 * * *',
  async handle(house) {
    await indexCorpus(house);
  },
});
