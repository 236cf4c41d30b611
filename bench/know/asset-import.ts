/**
 * How long an asset sheet takes, and how quick the pages of assets and risks are, at a hub full of them: `./kyojo bench know/asset-import
 * [organisations] [assets each] [requests]`, by default 112,379 organisations with 10 assets and 10 risks each. One of them sends a sheet of
 * 5,000 rows, looks at its preview and takes it (goal ≤ 3 s with preview); then each page 100 times (goal p95 ≤ 100 ms).
 */
import pg from 'pg';
import { assetWorkbook } from '../../src/know/asset-sheet/export.ts';
import { benchHub, machine, quantile } from '../loop/hub.ts';
import { openPeople } from '../pages/people.ts';
import { fillFast, timed as statements } from './fill.ts';

const [organisations, each, requests] = [
  Number(process.argv[2] ?? 112_379),
  Number(process.argv[3] ?? 10),
  Number(process.argv[4] ?? 100),
];
const open = await benchHub();
console.log(machine());
const owner = new pg.Client({ connectionString: open.ownerUrl });
await owner.connect();
const run = statements(owner);
const uuid = (mark: string, what: string) => `('${mark}-0000-7000-8000-' || lpad(to_hex(${what}), 12, '0'))::uuid`;
await fillFast(owner, ['know.asset', 'know.risk'], async () => {
  await run(
    'organisations',
    `INSERT INTO know.organisation (id, name, external_id) SELECT ${uuid('00000000', 'o')}, '例示組織 ' || o, 'bench-' || o FROM generate_series(0, ${organisations} - 1) AS o`,
  );
  await run(
    'assets',
    `INSERT INTO know.asset (id, organisation_id, kind, name, identity, keeper, confidentiality, integrity, availability, importance, vendor, product, cpe, addresses)
   SELECT ${uuid('00000001', `o * ${each} + n`)}, ${uuid('00000000', 'o')}, (ARRAY['information', 'system', 'device', 'cloud', 'contract'])[1 + n % 5], '資産 ' || n, 'x:' || n, CASE WHEN n % 3 > 0 THEN '総務' END,
     1 + n % 3, 1 + n % 2, 1 + n % 3, 1 + n % 3, 'Yamaha', 'RTX1220', CASE WHEN n % 5 = 2 THEN 'cpe:2.3:h:yamaha:rtx1220:*:*:*:*:*:*:*:*' END, ARRAY['192.168.1.' || n]
   FROM generate_series(0, ${organisations} - 1) AS o, generate_series(0, ${each} - 1) AS n`,
  );
  await run(
    'risks',
    `INSERT INTO know.risk (organisation_id, asset_id, scenario, base_version, value, threat, vulnerability, likelihood, score, residual, review_on)
   SELECT a.organisation_id, a.id, s, 1, a.importance, 2, 2, 2, a.importance * 2, a.importance, '2026-10-01'::date + a.importance FROM know.asset a, unnest(ARRAY['ransom-entrance']) WITH ORDINALITY AS r (s, n)`,
  );
});
const organisation =
  (await owner.query<{ id: string }>(`SELECT ${uuid('00000000', String(Math.floor(organisations / 2)))} AS id`)).rows[0]
    ?.id ?? '';
const people = await openPeople(open);
const member = await people.arrive(organisation);
const home = `/inventory/${organisation}`;
const rows = 5000;
const book = assetWorkbook(
  Array.from({ length: rows }, (_, at) => ({
    kind: 'device' as const,
    name: `端末 ${at}`,
    keeper: '情報システム係',
    users: '製造部',
    place: `本社 ${at % 9}階`,
    vendor: 'Dell',
    product: 'Windows 11 Pro',
    version: '24H2',
    serial: `SN-${at}`,
    addresses: [`192.168.${Math.floor(at / 250)}.${at % 250}`],
    confidentiality: 2 as const,
    integrity: 2 as const,
    availability: 2 as const,
    note: '定期点検済み',
  })),
  'ja',
);
console.log(
  `input: ${organisations.toLocaleString('en')} organisations, ${(organisations * each).toLocaleString('en')} assets, ${(organisations * each).toLocaleString('en')} risks; a sheet of ${rows} rows, ${(book.length / 1e6).toFixed(1)} MB`,
);
const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  const began = performance.now();
  const busy = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(busy);
  console.log(
    `  ${what.padEnd(44)} ${(performance.now() - began).toFixed(0)} ms (processor of this process ${((user + system) / 1000).toFixed(0)} ms)`,
  );
  return result;
};
const began = performance.now();
const form = new FormData();
form.set('file', new File([book as Uint8Array<ArrayBuffer>], '台帳.xlsx'));
const read = await timed('sent and read', () => member.post(`${home}/import`, form));
const preview = read.headers.get('location') ?? '';
await timed('preview shown', async () => (await member.get(preview)).text());
const looked = performance.now() - began;
const taken = await timed('taken', () => member.post(`${preview}/take`, new URLSearchParams()));
console.log(
  `  with preview ${looked.toFixed(0)} ms, until it is listed ${(performance.now() - began).toFixed(0)} ms (goal ≤ 3,000)   ${taken.headers.get('location')?.split('?')[1]}`,
);

const [asset] = (
  await owner.query<{ id: string }>('SELECT id FROM know.asset WHERE organisation_id = $1 LIMIT 1', [organisation])
).rows;
const [risk] = (
  await owner.query<{ id: string }>('SELECT id FROM know.risk WHERE organisation_id = $1 LIMIT 1', [organisation])
).rows;
for (const [label, path] of [
  ['list of 5,010', home],
  ['list, filtered by text', `${home}?text=4321`],
  ['list, filtered by what is missing', `${home}?lack=keeper`],
  ['one asset', `${home}/of/${asset?.id}`],
  ['what was seen', `${home}/seen`],
  ['papers', `/papers/${organisation}`],
  ['risks with the map', `/risks/${organisation}`],
  ['risks of one asset', `/risks/${organisation}/asset/${asset?.id}`],
  ['one risk', `/risks/${organisation}/of/${risk?.id}`],
  ['top ten', `/risks/${organisation}/top`],
  ['tasks', `/tasks/${organisation}`],
] as const) {
  const times: number[] = [];
  for (let i = 0; i < requests; i++) {
    const start = performance.now();
    const answer = await member.get(path);
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    times.push(performance.now() - start);
  }
  const p95 = quantile(times, 0.95);
  console.log(
    `  ${label.padEnd(44)} p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms${p95 > 100 ? '   OVER' : ''}`,
  );
}
await people.close();
await owner.end();
await open.end();
