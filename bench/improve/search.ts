/**
 * How long a question takes over the whole corpus and many initiatives: `./kyojo bench improve/search [initiatives]`, 10,000 unless said. The hundred
 * questions of the test, three times each, finding and showing 20; goal p95 ≤ 30 ms. Beside it what the questions find among so many.
 */
import { find, show } from '../../src/improve/search/engine.ts';
import { questions } from '../../test/search/questions.ts';
import { benchHub, machine, quantile } from '../loop/hub.ts';
import { analyse, fillPortal } from './fill.ts';

const count = Number(process.argv[2] ?? 10_000);
const open = await benchHub();
console.log(machine());
const began = performance.now();
await fillPortal(open, count);
await analyse(open);
const { house } = open;
const [size] = await house.db
  .as({ kind: 'operator', user: 'bench' }, (q) =>
    q.raw.query<{ entries: number; signs: number; disk: string }>(
      "SELECT count(*)::int AS entries, sum(length(title) + length(body))::int AS signs, pg_size_pretty(pg_total_relation_size('improve.search_entry')) AS disk FROM improve.search_entry",
    ),
  )
  .then(({ rows }) => rows);
console.log(
  `input: ${count.toLocaleString('en')} initiatives beside the corpus, ${size?.entries.toLocaleString('en')} entries, ${size?.signs.toLocaleString('en')} signs, ${size?.disk}; filled in ${((performance.now() - began) / 1000).toFixed(1)} s`,
);

const times: { readonly ask: string; readonly ms: number }[] = [];
for (let round = 0; round < 4; round++)
  for (const { ask } of [...questions, { ask: 'セキュリティ' }, { ask: 'サイバーセキュリティ 対策' }, { ask: 'の' }]) {
    const start = performance.now();
    await house.db.as({ kind: 'public' }, async (q) => {
      const found = await find(q, ask);
      return show(q, found.ids.slice(0, 20), found.words);
    });
    if (round > 0) times.push({ ask, ms: performance.now() - start });
  }
const all = times.map(({ ms }) => ms);
console.log(
  `search: p50 ${quantile(all, 0.5).toFixed(1)} ms, p95 ${quantile(all, 0.95).toFixed(1)} ms (goal ≤ 30), max ${Math.max(...all).toFixed(1)} ms over ${all.length} questions`,
);
for (const { ask, ms } of times.toSorted((a, b) => b.ms - a.ms).slice(0, 5))
  console.log(`  slowest: ${ms.toFixed(1)} ms ${ask}`);
await open.end();
