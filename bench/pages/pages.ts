/**
 * How long the server needs for each page of a hub in use: `./kyojo bench pages/pages [share]`, share 1 (default) = 112,379
 * organisations, 1,000,000 findings, 10,000,000 facts. Real sign-in, real web application, 100 requests a page with varied parameters.
 */
import { gzipSync } from 'node:zlib';
import { statement } from '#platform/postgres';
import { routes } from '#platform/web';
import { playbooks } from '../../src/tell/notice/draft.ts';
import { noticePath } from '../../src/tell/notice/link.ts';
import { benchHub, machine, memoryOf, quantile } from '../loop/hub.ts';
import { fill, organisationId, PROVIDERS } from './fill.ts';
import { openPeople } from './people.ts';

const share = Number(process.argv[2] ?? 1);
const requests = Number(process.argv[3] ?? 100);
const size = {
  organisations: Math.max(5000, Math.round(112_379 * share)),
  findings: Math.round(1_000_000 * share),
  facts: Math.round(10_000_000 * share),
};
const open = await benchHub(process.env.KYOJO_DATA ? { KYOJO_DATA: process.env.KYOJO_DATA } : {});
const { house } = open;
console.log(machine());
console.log(
  `input: ${size.organisations.toLocaleString('en')} organisations, ${size.findings.toLocaleString('en')} findings, ${size.facts.toLocaleString('en')} facts`,
);
const worker = <Row>(text: string) => house.db.as({ kind: 'worker' }, (q) => q.rows<Row>(statement('bench', text)));
const kinds = [...(await playbooks()).all.keys()].sort();
const has = async (text: string) => (await worker<{ id: string }>(text)).length > 0;
// A folder given by KYOJO_DATA is filled once and kept, so that a change can be measured again on the same hub.
if (!(await has('SELECT id FROM platform.fact LIMIT 1')))
  await fill(open, size, kinds, new Date(), (line) => console.log(`  ${line}`));

const opened = await openPeople(open);

const member = PROVIDERS + 50; // the one with the most findings
const people = {
  operator: await opened.arrive(),
  member: await opened.arrive(organisationId(member)),
  usual: await opened.arrive(organisationId(size.organisations - 5)),
  provider: await opened.arrive(organisationId(0)),
  anybody: opened.anybody(),
};

const some = async (text: string) => (await worker<{ id: string }>(text)).map((row) => row.id);
const findings = await some('SELECT id FROM tell.finding TABLESAMPLE SYSTEM (1) LIMIT 300');
const mine = await some(`SELECT id FROM tell.finding WHERE organisation_id = '${organisationId(member)}' LIMIT 300`);
const notices = await some('SELECT id FROM tell.notice TABLESAMPLE SYSTEM (2) LIMIT 300');
const codes = await some('SELECT code AS id FROM tell.notice TABLESAMPLE SYSTEM (2) LIMIT 300');
const letters = await some("SELECT id FROM tell.notice WHERE channel = 'letter' AND state = 'waiting'");
const keys = await worker<{ at: Date; id: string }>(
  'SELECT last_seen_at AS at, id FROM tell.finding TABLESAMPLE SYSTEM (1) LIMIT 300',
);
const names = await worker<{ name: string; id: string }>(
  `SELECT name, id FROM know.organisation TABLESAMPLE SYSTEM (5) WHERE kind = 'member' LIMIT 300`,
);

const pick = <T>(from: readonly T[], i: number): T => from[(i * 7919) % from.length] as T;
const key = (i: number) => `${pick(keys, i).at.toISOString()}_${pick(keys, i).id}`;
const anyOrganisation = (i: number) => organisationId((i * 104_729) % size.organisations);
const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
type Who = keyof typeof people;
/** Addresses of a route; those not named here are asked for as they are, without parameters. */
const asked: Readonly<Record<string, readonly (readonly [who: Who, label: string, path: (i: number) => string])[]>> = {
  '/findings': [
    ['operator', '', () => '/findings'],
    ['operator', '?after, deep', (i) => `/findings?after=${key(i)}`],
    ...(['open', 'notified', 'verified-fixed', 'unfixed', 'expired'] as const).map(
      (state) =>
        ['operator', `?state=${state}&after`, (i: number) => `/findings?state=${state}&after=${key(i)}`] as const,
    ),
    ['operator', '?state=unfixed', () => '/findings?state=unfixed'],
    ['operator', '?kind', (i) => `/findings?kind=${pick(kinds, i)}`],
    ['operator', '?kind&state&after', (i) => `/findings?kind=${pick(kinds, i)}&state=open&after=${key(i)}`],
    ['operator', '?severity&after', (i) => `/findings?severity=${1 + (i % 5)}&after=${key(i)}`],
    [
      'operator',
      '?severity=5&state=reopened&kind',
      (i) => `/findings?severity=5&state=reopened&kind=${pick(kinds, i)}`,
    ],
    ['operator', '?organisation', (i) => `/findings?organisation=${anyOrganisation(i)}`],
    ['operator', '?organisation (largest)', (i) => `/findings?organisation=${organisationId(i % 3)}&state=unfixed`],
    ['operator', '?asn', (i) => `/findings?asn=${64_496 + i}`],
    ['operator', '?asn&state&kind', (i) => `/findings?asn=${64_496 + i}&state=unfixed&kind=${pick(kinds, i)}`],
    ['operator', '?asset (exact)', (i) => `/findings?asset=11.0.${i % 15}.${i}`],
    ['operator', '?asset (beginning)', (i) => `/findings?asset=11.0.${i % 15}`],
    ['operator', '?asset (wide)', () => '/findings?asset=11.'],
    ['operator', '?asset (unknown)', (i) => `/findings?asset=203.0.113.${i}`],
    ['operator', '?since&until', (i) => `/findings?since=${day(3 + (i % 80))}&until=${day(1 + (i % 80))}`],
    ['operator', '?via&since&severity', (i) => `/findings?via=owner&since=${day(30)}&severity=${1 + (i % 5)}`],
    ['member', '', () => '/findings'],
    ['usual', '', () => '/findings'],
    ['usual', '?state', () => '/findings?state=unfixed'],
    ['member', '?state&kind', (i) => `/findings?state=unfixed&kind=${pick(kinds, i)}`],
    ['member', '?kind=rarest', () => `/findings?kind=${kinds.at(-1)}`],
    ['provider', '?state=unfixed', () => '/findings?state=unfixed'],
  ],
  '/findings/:id': [
    ['operator', '', (i) => `/findings/${pick(findings, i)}`],
    ['member', '', (i) => `/findings/${pick(mine, i)}`],
  ],
  '/organisations': [
    ['operator', '', () => '/organisations'],
    [
      'operator',
      '?text (3 letters)',
      (i) => `/organisations?text=${encodeURIComponent(pick(['製作所', '青葉台', '緑ヶ丘', '市役所', '朝日野'], i))}`,
    ],
    [
      'operator',
      '?text (2 letters)',
      (i) => `/organisations?text=${encodeURIComponent(pick(['病院', '水産', '電子', '例示', '白山'], i))}`,
    ],
    [
      'operator',
      '?text (part, one hit)',
      (i) => `/organisations?text=${encodeURIComponent(pick(names, i).name.slice(-9))}`,
    ],
    ['operator', '?text (no hit)', (i) => `/organisations?text=${encodeURIComponent(`存在しない名前${i}`)}`],
    ['operator', '?text (domain)', (i) => `/organisations?text=member${i * 40}.example`],
    [
      'operator',
      '?after',
      (i) =>
        `/organisations?after=${Buffer.from(JSON.stringify([pick(names, i).name, pick(names, i).id])).toString('base64url')}`,
    ],
    ['operator', '?kind=provider', () => '/organisations?kind=provider'],
  ],
  '/organisations/:id': [
    ['operator', '', (i) => `/organisations/${anyOrganisation(i)}`],
    ['member', '', () => `/organisations/${organisationId(member)}`],
  ],
  '/board': [
    ['operator', '', () => '/board'],
    ['operator', '?kind', (i) => `/board?kind=${pick(kinds, i)}`],
  ],
  '/home': [
    ['member', '', () => '/home'],
    ['usual', '', () => '/home'],
    ['provider', '(largest)', () => '/home'],
  ],
  '/n/:id/:signature': [['anybody', '', (i) => noticePath(house, pick(notices, i))]],
  '/genuine': [['anybody', '', (i) => `/genuine?code=${pick(codes, i)}`]],
  '/provider': [
    ['provider', '', () => '/provider'],
    ['provider', '?after', (i) => `/provider?after=${key(i)}`],
  ],
  '/settings/:organisation': [['member', '', () => `/settings/${organisationId(member)}`]],
  '/letters/:file{[0-9a-f-]{36}\\.pdf}': [['operator', '(one PDF)', (i) => `/letters/${pick(letters, i)}.pdf`]],
};
/** Not pages: files of any length, machines' ways in, steps of a sign-in, the list of all metrics. */
const isPage = (path: string) =>
  path in asked ||
  !/\.csv$|\.pdf$|^\/assets\/|^\/api\/|^\/feeds\/|^\/metrics$|^\/readyz$|^\/healthz$|^\/sign-|^\/welcome|^\/join|^\/forgotten|^\/account|\/:/.test(
    path,
  );

const slow: string[] = [];
const all: number[] = [];
console.log(
  `\n${'page'.padEnd(64)} ${['p50', 'p95', 'max', 'KB gz'].map((head) => head.padStart(8)).join('')}   ms, ${requests} requests each`,
);
for (const route of routes()
  .filter((one) => one.method === 'GET' && isPage(one.path))
  .sort((a, b) => (a.path < b.path ? -1 : 1))) {
  const plain = [
    [
      route.permission === 'operator' ? 'operator' : route.permission === 'public' ? 'anybody' : 'member',
      '',
      () => route.path,
    ],
  ] as const;
  for (const [who, label, path] of asked[route.path] ?? plain) {
    const times: number[] = [];
    const statuses = new Set<number>();
    let bytes = 0;
    const count = route.path.includes('pdf') ? Math.min(10, requests) : requests;
    for (let i = 0; i < count; i++) {
      const began = performance.now();
      const answer = await people[who].get(path(i), { 'accept-encoding': 'gzip' });
      const body = await answer.arrayBuffer();
      times.push(performance.now() - began);
      statuses.add(answer.status);
      bytes = Math.max(bytes, body.byteLength);
    }
    all.push(...times);
    const p95 = quantile(times, 0.95);
    const odd = [...statuses].filter((status) => status !== 200);
    const line = `${`${route.path} ${label} (${who})`.padEnd(64)} ${[quantile(times, 0.5), p95, Math.max(...times), bytes / 1000].map((value) => value.toFixed(1).padStart(8)).join('')}${odd.length > 0 ? `   answered ${odd.join(', ')}` : ''}${p95 > 100 ? '   OVER' : ''}`;
    console.log(line);
    if (p95 > 100) slow.push(line);
  }
}
console.log(
  `\nall pages: p50 ${quantile(all, 0.5).toFixed(1)} ms, p95 ${quantile(all, 0.95).toFixed(1)} ms, max ${Math.max(...all).toFixed(1)} ms; goal: p95 of every page ≤ 100 ms; over it: ${slow.length}`,
);

console.log('\nfirst view, everything it loads, gzip:');
for (const [who, path] of [
  ['member', '/home'],
  ['member', '/findings'],
  ['anybody', noticePath(house, notices[0] ?? '')],
  ['provider', '/provider'],
  ['operator', '/board'],
] as const) {
  const html = await (await people[who].get(path)).text();
  const assets = [...html.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|svg|woff2)[^"]*)"/g)].map(
    (match) => match[1] ?? '',
  );
  let bytes = gzipSync(html).length;
  let script = 0;
  for (const asset of new Set(assets)) {
    const answer = await people[who].get(asset, { 'accept-encoding': 'gzip' });
    const read = Buffer.from(await answer.arrayBuffer());
    const sent = answer.headers.get('content-encoding') ? read.length : gzipSync(read).length;
    bytes += sent;
    if (/\.js/.test(asset)) script += sent;
  }
  console.log(
    `  ${(path.startsWith('/n/') ? '/n/…' : path).padEnd(12)} ${(bytes / 1000).toFixed(1)} KB (goal ≤ 60), of it script ${(script / 1000).toFixed(1)} KB (goal ≤ 30), ${new Set(assets).size} files`,
  );
}
console.log(`\nmemory of all processes: ${memoryOf(open.folder)} MiB`);
await opened.close();
await open.end();
