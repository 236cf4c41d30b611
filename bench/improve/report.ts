/**
 * How long the yearly report takes, from the button to three files, and the plan's public pages: `./kyojo bench improve/report [rounds]`.
 * Goals: about 300 pages ≤ 20 s; any public page p95 ≤ 50 ms. The hub holds what ships (612 measures, 32 number tables); the pages are asked
 * through the web application without a socket, once while nothing else runs and once while a report is being set in its thread.
 */
import { reportNow, takeShippedPlan } from '#improve';
import { openWeb } from '#platform/web';
import { refusals } from '../../src/app/words.ts';
import { benchHub, machine, quantile } from '../loop/hub.ts';

const rounds = Number(process.argv[2] ?? 3);
const open = await benchHub();
const { house } = open;
console.log(machine());
let began = performance.now();
await takeShippedPlan(house);
console.log(`the shipped plan taken in: ${Math.round(performance.now() - began)} ms`);

const times: number[] = [];
for (let round = 0; round < rounds; round++) {
  began = performance.now();
  const run = await reportNow(house, 2020);
  times.push(performance.now() - began);
  const size = run.files.map((file) => `${file.kind} ${(file.bytes / 1e6).toFixed(1)} MB`).join(', ');
  console.log(`report ${round + 1}: ${((times.at(-1) ?? 0) / 1000).toFixed(1)} s, ${run.pages} pages (${size})`);
}
console.log(
  `slowest ${(Math.max(...times) / 1000).toFixed(1)} s; goal 20 s: ${Math.max(...times) <= 20_000 ? 'reached' : 'MISSED'}`,
);

const web = openWeb(house, { signedIn: async () => undefined, mounts: [], refusals });
const pages = [
  '/plan',
  '/plan/measures',
  `/plan/measures?text=${encodeURIComponent('サイバー 脆弱性')}`,
  '/plan/measures?flag=left-out',
  '/plan/measures/2020-1.2-2-02',
  '/plan/measures/2019-2.3-5-04',
  '/plan/sections/2.1-1',
  '/plan/ministries',
  `/plan/ministries/${encodeURIComponent('経済産業省')}`,
  '/plan/matrix',
  '/plan/flags',
  '/plan/flags?kind=no-target',
  '/plan/indicators',
  '/plan/infrastructure',
  '/plan/reports',
];
async function ask(says: string, requests: number): Promise<void> {
  console.log(`${says} (${requests} requests a page)`);
  for (const path of pages) {
    const took: number[] = [];
    for (let i = 0; i < requests; i++) {
      const from = performance.now();
      const answer = await web.request(`${house.url}${path}`, { headers: { host: new URL(house.url).host } });
      await answer.text();
      took.push(performance.now() - from);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    }
    const p95 = quantile(took, 0.95);
    console.log(
      `  ${path.padEnd(70)} p50 ${quantile(took, 0.5).toFixed(0).padStart(4)} ms  p95 ${p95.toFixed(0).padStart(4)} ms${p95 > 50 ? '  ABOVE 50' : ''}`,
    );
  }
}
await ask('warming up', 3);
await ask('public pages', 50);
const making = reportNow(house, 2020);
await ask('while a report is being made', 5);
await making;
await open.end();
