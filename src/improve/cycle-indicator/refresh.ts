import { z } from 'zod';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { COUNTERS, type Counter, type CounterKey, HUB_INDICATORS } from './counters.ts';

const sql = loadSql(import.meta.url);
const worker = { kind: 'worker' } as const;

/** Counts the facts again for every indicator they feed, per fiscal year; every hour. A count that did not change is left alone. */
export const countFacts = job({
  name: 'improve.count-facts',
  schema: z.object({}),
  every: '17 * * * *',
  async handle(house) {
    const changed = await house.db.as(worker, async (q) => {
      await makeHubIndicators(q, house.clock());
      let count = 0;
      for (const { id, counter } of await q.rows<{ id: string; counter: string }>(sql('fed')))
        if (counter in COUNTERS) count += await feed(house, q, id, COUNTERS[counter as CounterKey]);
      if (count > 0)
        await appendFact(house, q, {
          kind: 'indicator.counted',
          subject: 'indicator:all',
          actor: 'job:improve.count-facts',
          data: { values: count },
        });
      return count;
    });
    house.log.debug?.('facts counted for indicators', { changed });
  },
});

/** Makes the indicators that every hub has, where they are not there. */
export async function makeHubIndicators(q: Queries, now: Date): Promise<void> {
  await q.run(sql('make_hub'), {
    now,
    rows: JSON.stringify(
      HUB_INDICATORS.map((key) => {
        const counter = COUNTERS[key];
        return {
          key: `hub-${key}`,
          policy: 'この輪の働き',
          name: counter.name.ja,
          name_en: counter.name.en,
          kind: counter.kind,
          counter: key,
          unit: counter.unit.ja,
        };
      }),
    ),
  });
}

async function feed(house: House, q: Queries, indicator: string, counter: Counter): Promise<number> {
  const now = house.clock();
  const first = await q.one<{ year: number }>(sql('first_year'), { kinds: counter.kinds });
  let changed = 0;
  for (let year = first?.year ?? fiscalYear(now); year <= fiscalYear(now); year++) {
    const span = { fromOn: `${year}-04-01`, toOn: `${year + 1}-03-31` };
    const counted = await q.one<{ facts: number; subjects: number; organisations: number }>(sql('count_year'), {
      kinds: counter.kinds,
      ...span,
    });
    const value =
      { fact: counted?.facts, subject: counted?.subjects, organisation: counted?.organisations }[counter.each] ?? 0;
    changed += await q.run(sql('keep'), {
      indicator,
      ...span,
      value,
      unit: counter.unit.ja,
      note: `facts: ${counter.kinds.join(', ')}; each ${counter.each}; until ${now.toISOString().slice(0, 10)}`,
      now,
    });
  }
  return changed;
}

/** The Japanese fiscal year a moment lies in (April to March, Tokyo). */
export function fiscalYear(at: Date): number {
  const tokyo = new Date(at.getTime() + 9 * 3_600_000);
  return tokyo.getUTCMonth() < 3 ? tokyo.getUTCFullYear() - 1 : tokyo.getUTCFullYear();
}
