import pg from 'pg';
import { takeShippedPlan } from '#improve';
import { statement } from '#platform/postgres';
import type { OpenHouse } from '../../src/app/house.ts';
import { prefectures } from '../../src/improve/portal/vocabulary.ts';
import { shippedInitiatives, takeShippedPortal } from '../../src/improve/portal-edit/load.ts';
import { type Kept, saveInitiatives } from '../../src/improve/portal-edit/store.ts';
import { indexCorpus } from '../../src/improve/search-corpus/corpus.ts';

/** The real plan and portal, and so many more initiatives made of the real ones' texts, each for one prefecture; 2,000 events besides. */
export async function fillPortal(open: OpenHouse, count: number): Promise<void> {
  const { house } = open;
  const worker = { kind: 'worker' } as const;
  await takeShippedPlan(house);
  await takeShippedPortal(house);
  const base = shippedInitiatives();
  const codes = [...prefectures.keys()];
  const made = Array.from({ length: count }, (_, at): Kept => {
    const one = base[at % base.length] as Kept;
    const other = base[(at * 31 + 7) % base.length] as Kept;
    const code = codes[at % codes.length] ?? '13';
    return {
      ...one,
      id: `bench-${at}`,
      name: `${prefectures.get(code)?.ja} ${one.name}（第${at}回）`.slice(0, 200),
      what: `${other.what}${one.what}`.slice(0, 800),
      prefectures: [code],
      region: '',
      audiences: at % 3 === 0 ? one.audiences : other.audiences,
      cost: (['free', 'paid', 'partly', 'unknown'] as const)[at % 4] ?? 'free',
      origin: 'editor',
      sources: [],
    };
  });
  for (let at = 0; at < made.length; at += 1000)
    await house.db.as(worker, (q) => saveInitiatives(house, q, made.slice(at, at + 1000), 'bench'));
  await house.db.as(worker, (q) =>
    q.run(
      statement(
        'events',
        `INSERT INTO improve.event (id, name, operator, starts_at, ends_at, status, is_online, prefecture, state)
         SELECT 'event-' || n, '例示の催し ' || n, '例示県', now() + n * interval '3 hours' - interval '60 days', now() + n * interval '3 hours' - interval '60 days' + interval '2 hours',
           (ARRAY['planned', 'held', 'cancelled'])[1 + n % 3], n % 5 = 0, lpad((1 + n % 47)::text, 2, '0'), 'published' FROM generate_series(1, 2000) AS n`,
      ),
    ),
  );
  await indexCorpus(house);
}

/** Fresh statistics of the tables, as a hub in use has them. */
export async function analyse(open: OpenHouse): Promise<void> {
  const client = new pg.Client({ connectionString: open.ownerUrl });
  await client.connect();
  await client.query(
    'VACUUM (ANALYZE) improve.search_entry, improve.initiative, improve.initiative_place, improve.event, improve.measure, improve.result',
  );
  await client.end();
}
