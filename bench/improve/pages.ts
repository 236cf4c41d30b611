/**
 * How long the server needs for each public page of the portal with many initiatives: `./kyojo bench improve/pages [initiatives] [requests]`, 10,000 and 60
 * unless said. Real web application, no sign-in; goal p95 of each ≤ 50 ms.
 */
import { openWeb } from '#platform/web';
import { refusals } from '../../src/app/words.ts';
import { questions } from '../../test/search/questions.ts';
import { benchHub, machine, memoryOf, quantile } from '../loop/hub.ts';
import { analyse, fillPortal } from './fill.ts';

const count = Number(process.argv[2] ?? 10_000);
const requests = Number(process.argv[3] ?? 60);
const open = await benchHub();
console.log(machine());
await fillPortal(open, count);
await analyse(open);
const web = openWeb(open.house, { signedIn: async () => undefined, mounts: [], refusals });
const audiences = [
  'youth',
  'working-age',
  'seniors',
  'micro-firms',
  'smes',
  'large-firms',
  'schools',
  'local-governments',
];
const methods = ['seminars-and-events', 'tools-and-contents', 'timely-information-and-desks'];
const figures = ['exams', 'information-sharing-causes', 'universities', 'police-techniques', 'darknet-packets'];
const ask = (i: number) => encodeURIComponent(questions[(i * 37) % questions.length]?.ask ?? '');
const pick = (from: readonly string[], i: number) => from[i % from.length];
const asked: Readonly<Record<string, (i: number) => string>> = {
  '/map': () => '/map',
  '/initiatives': () => '/initiatives',
  '/initiatives deep': (i) => `/initiatives?after=bench-${(i * 97) % count}`,
  '/initiatives?audience&method': (i) => `/initiatives?audience=${pick(audiences, i)}&method=${pick(methods, i)}`,
  '/initiatives?prefecture&cost': (i) => `/initiatives?prefecture=${String(1 + (i % 47)).padStart(2, '0')}&cost=free`,
  '/initiatives?q': (i) => `/initiatives?q=${ask(i)}`,
  '/initiatives/:slug': (i) => `/initiatives/bench-${(i * 131) % count}`,
  '/for-me': (i) =>
    `/for-me?who=${pick(audiences, i)}&want=${pick(['desk', 'news', 'learn', 'tool'], i)}&where=${String(1 + (i % 47)).padStart(2, '0')}`,
  '/search': (i) => `/search?q=${ask(i)}`,
  '/search common word': () => `/search?q=${encodeURIComponent('セキュリティ')}`,
  '/glossary': () => '/glossary',
  '/events': () => '/events',
  '/events?month': () => `/events?month=${new Date().getUTCFullYear() + 1}`,
  '/events/:slug': (i) => `/events/event-${1 + (i % 2000)}`,
  '/widget': (i) => `/widget?audience=${pick(audiences, i)}`,
  '/feeds/portal.atom': () => '/feeds/portal.atom',
  '/statistics': () => '/statistics',
  '/statistics/:figure': (i) => `/statistics/${pick(figures, i)}`,
  '/sources': () => '/sources/002/19846',
  '/surveys/:survey': (i) => `/surveys/${pick(['universities', 'compliance-bands'], i)}`,
  '/api/v1/initiatives': (i) => `/api/v1/initiatives?limit=100&after=bench-${(i * 97) % count}`,
  '/api/v1/measures': (i) => `/api/v1/measures?year=${2019 + (i % 2)}&limit=100`,
  '/api/v1/events': () => '/api/v1/events?limit=100',
  '/api/v1/statistics/:figure': (i) => `/api/v1/statistics/${pick(figures, i)}`,
};
console.log(
  `input: ${count.toLocaleString('en')} initiatives, 2,000 events\n\n${'page'.padEnd(34)} ${['min', 'p50', 'p95', 'max', 'KB'].map((head) => head.padStart(8)).join('')}   ms, ${requests} requests each`,
);
let over = 0;
for (const [name, address] of Object.entries(asked)) {
  const times: number[] = [];
  const odd = new Set<number>();
  let bytes = 0;
  for (let i = -3; i < requests; i++) {
    const start = performance.now();
    const answer = await web.request(`${open.house.url}${address(Math.abs(i))}`);
    const body = await answer.arrayBuffer();
    if (i >= 0) times.push(performance.now() - start);
    if (answer.status !== 200) odd.add(answer.status);
    bytes = Math.max(bytes, body.byteLength);
  }
  const p95 = quantile(times, 0.95);
  if (p95 > 50) over++;
  console.log(
    `${name.padEnd(34)} ${[Math.min(...times), quantile(times, 0.5), p95, Math.max(...times), bytes / 1000].map((value) => value.toFixed(1).padStart(8)).join('')}${odd.size > 0 ? `   answered ${[...odd].join(', ')}` : ''}${p95 > 50 ? '   OVER' : ''}`,
  );
}
console.log(`\ngoal: p95 of each ≤ 50 ms; over it: ${over}; memory of all processes ${memoryOf(open.folder)} MiB`);
await open.end();
