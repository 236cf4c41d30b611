import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { appendFact, onFact } from '#platform/facts';
import { productRoot } from '#platform/files';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { Initiative } from '../plan/initiative.ts';
import { prefectures } from '../portal/vocabulary.ts';
import { indexCorpus } from '../search-corpus/corpus.ts';
import { takeShippedSurveys } from '../survey/load.ts';
import { type Kept, listFromDocuments, saveInitiatives } from './store.ts';

const worker = { kind: 'worker' } as const;

/** The initiatives of the published documents (data/portal), as they are kept here. */
export function shippedInitiatives(): readonly Kept[] {
  return readFileSync(join(productRoot, 'data/portal/initiatives.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Initiative.parse(JSON.parse(line)))
    .map((one) => ({
      id: one.id,
      name: one.name.ja,
      nameEn: one.name.en,
      operators: [...one.operators],
      sector: one.sector,
      methods: [...one.methods],
      audiences: [...one.audiences],
      prefectures: [...prefectures].filter(([, name]) => name.ja === one.region).map(([code]) => code),
      region: one.region ?? '',
      cost: one.cost?.is ?? 'unknown',
      costNote: '',
      howToJoin: one.join?.text ?? '',
      what: one.what ?? '',
      whatEn: '',
      url: one.url ?? '',
      audienceBasis: one.audienceBasis,
      state: 'published',
      origin: 'document',
      organisationName: '',
      sources: [...one.sources, ...[one.join, one.cost].flatMap((cited) => (cited ? [sourceOf(cited)] : []))],
    }));
}

const sourceOf = ({ document, lines }: NonNullable<Initiative['join'] | Initiative['cost']>) => ({
  document,
  lines,
  as: 'text',
});

/** Brings the shipped initiatives and surveys in, once and again when a release brings them changed. What an editor has touched stays as it is. */
export async function takeShippedPortal(house: House): Promise<void> {
  const shipped = shippedInitiatives();
  const hash = createHash('sha256').update(JSON.stringify(shipped)).digest('hex');
  await house.db.as(worker, async (q) => {
    const there = new Map((await listFromDocuments(q)).map((row) => [row.id, row.changedBy]));
    const mine = shipped.filter((one) => {
      const by = there.get(one.id);
      return by === undefined || (by.startsWith('import:') && by !== `import:${hash.slice(0, 12)}`);
    });
    if (mine.length > 0) {
      await saveInitiatives(house, q, mine, `import:${hash.slice(0, 12)}`);
      await appendFact(house, q, {
        kind: 'portal.loaded',
        subject: 'portal:shipped',
        actor: 'job:improve.take-portal',
        handling: 'TLP:CLEAR',
        data: { count: mine.length },
      });
    }
    await takeShippedSurveys(house, q);
  });
}

/** After the plan was taken in: what belongs to the portal too, and everything into the search. */
export const takePortal = job<{ subject: string }>({
  name: 'improve.take-portal',
  schema: z.object({ subject: z.string() }),
  async handle(house) {
    await takeShippedPortal(house);
    await indexCorpus(house);
  },
});
onFact('plan.loaded', takePortal);
