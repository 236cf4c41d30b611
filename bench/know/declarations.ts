/**
 * How long the server needs for declarations and suppliers in a hub in use: `./kyojo bench know/declarations [share] [requests]`, share 1
 * (default) = 112,379 declared organisations, one of which has 10,000 suppliers. Each page (100 requests, varied), the public
 * statistics, one nightly count, and a batch verification of 10,000 corporate numbers by API and as a page.
 */
import pg from 'pg';
import { checkDigit } from '../../src/know/corporate-number/decide.ts';
import { makeNumber } from '../../src/know/declaration/number.ts';
import { countDeclarations } from '../../src/know/declaration-check/statistics.ts';
import { prefectures } from '../../src/know/declaration-pages/prefectures.ts';
import { benchHub, machine, quantile } from '../loop/hub.ts';
import { openPeople } from '../pages/people.ts';
import { timed } from './fill.ts';

const share = Number(process.argv[2] ?? 1);
const requests = Number(process.argv[3] ?? 100);
const size = Math.max(12_000, Math.round(112_379 * share));
const SUPPLIERS = 10_000;
const limits = { page: 100, statistics: 50, batch: 2000 };

const open = await benchHub();
console.log(machine());
console.log(
  `input: ${size.toLocaleString('en')} declared organisations, ${SUPPLIERS.toLocaleString('en')} suppliers of one`,
);
const client = new pg.Client({ connectionString: open.ownerUrl });
await client.connect();
const run = timed(client);
const organisationId = (index: number) => `00000000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
const uuid = (o: string) => `('00000000-0000-7000-8000-' || lpad(to_hex(${o}), 12, '0'))::uuid`;
const corporateNumber = (index: number) => {
  const twelve = String(100_000_000_000 + index * 7919).slice(0, 12);
  return `${checkDigit(twelve)}${twelve}`;
};
const indexes = Array.from({ length: size }, (_, index) => index);
const corporate = indexes.map(corporateNumber);
const numbers = indexes.map(() => makeNumber());
await client.query('SET synchronous_commit = off');
await run(
  'organisations with a proven number',
  `INSERT INTO know.organisation (id, name, external_id, corporate_number, number_proven_at, prefecture, staff_count)
   SELECT ${uuid('(o - 1)::int')}, '例示組織' || o, 'bench-' || o, n, now(), '東京都', 1 + o % 300 FROM unnest($1::text[]) WITH ORDINALITY AS t (n, o)`,
  [corporate],
);
// Nobody has suppliers yet, so nobody is to be told of a declaration.
await run('ANALYZE', 'ALTER TABLE know.declaration DISABLE TRIGGER declaration_told; ANALYZE know.organisation');
await run(
  'declarations and their history',
  `WITH made AS (
     INSERT INTO know.declaration (organisation_id, number, scheme, level, stars, rules, made_at, level_since, valid_until, agreed, policy_url, prefecture, trade, size_band)
     SELECT ${uuid('(o - 1)::int')}, n, 'stars', CASE WHEN o % 4 = 0 THEN 'two-stars' ELSE 'one-star' END, CASE WHEN o % 4 = 0 THEN 2 ELSE 1 END, 1, at, at, at + interval '2 years', '{}', '',
       ($2::text[])[1 + floor(random() * random() * 47)], (ARRAY['retail', 'manufacturing', 'construction', 'services', 'health-care', 'information', 'transport', 'public'])[1 + floor(random() * random() * 8)], (ARRAY[1, 2, 6, 21, 51, 101, 301])[1 + floor(random() * 7)]
     FROM unnest($1::text[]) WITH ORDINALITY AS t (n, o), LATERAL (SELECT now() - random() * interval '700 days' AS at) a RETURNING id, organisation_id, made_at, level, stars, valid_until)
   INSERT INTO know.declaration_event (declaration_id, organisation_id, kind, at, level, stars, rules, valid_until) SELECT id, organisation_id, 'made', made_at, level, stars, 1, valid_until FROM made`,
  [numbers, prefectures.map(({ ja }) => ja)],
);
await run('ANALYZE', 'ALTER TABLE know.declaration ENABLE TRIGGER declaration_told; ANALYZE know.declaration');
await run(
  'suppliers of one, asked, half of them with answers',
  `WITH s AS (
     INSERT INTO know.supplier (organisation_id, name, corporate_number) SELECT ${uuid('0')}, '取引先' || o, ($1::text[])[o + 1] FROM generate_series(1, ${SUPPLIERS}) o RETURNING id, corporate_number),
   r AS (
     INSERT INTO know.supplier_request (organisation_id, supplier_id, asked_organisation_id, customer_name, questionnaire, due_on, state, asked_by, asked_at)
     SELECT ${uuid('0')}, s.id, o.id, '例示組織1', 'self-check-25', '2030-01-01', CASE WHEN random() < 0.5 THEN 'shared' ELSE 'asked' END, 'bench', now() FROM s JOIN know.organisation o ON o.corporate_number = s.corporate_number
     RETURNING id, supplier_id, asked_organisation_id, state)
   INSERT INTO know.supplier_share (organisation_id, customer_id, request_id, supplier_name, questionnaire, version, answers, score, finished_at, shared_at, seal)
   SELECT asked_organisation_id, ${uuid('0')}, id, 'x', 'self-check-25', 1, '{}', 0.5, now(), now(), 'x' FROM r WHERE state = 'shared'`,
  [corporate],
);
await run(
  'requests to one, disposals, roles, profiles',
  `WITH s AS (INSERT INTO know.supplier (organisation_id, name) SELECT ${uuid('o')}, '大手' FROM generate_series(1, 500) o RETURNING id, organisation_id),
   r AS (INSERT INTO know.supplier_request (organisation_id, supplier_id, asked_organisation_id, customer_name, questionnaire, due_on, asked_by, asked_at) SELECT organisation_id, id, ${uuid('0')}, '大手', 'five-rules', '2030-01-01', 'bench', now() FROM s),
   d AS (INSERT INTO know.disposal (organisation_id, what, method, handed_on, due_on) SELECT ${uuid('0')}, 'PC' || o, 'erase', current_date - o % 900, current_date + 30 - o % 900 FROM generate_series(1, 10000) o),
   h AS (INSERT INTO know.role_holding (organisation_id, role, person_name, from_on, until_on) SELECT ${uuid('0')}, 'pr', '人' || o, '2000-01-01'::date + o * 30, '2000-01-01'::date + o * 30 + 29 FROM generate_series(1, 300) o)
   INSERT INTO know.trade_profile (organisation_id, says, offers, prefecture, trade, published_at) SELECT ${uuid('o')}, '紹介', '加工' || o, (ARRAY['東京都', '京都府', '大阪府'])[1 + o % 3], 'manufacturing', now() FROM generate_series(1, LEAST(${size} - 1, 20000)) o`,
);
await run('ANALYZE', 'ANALYZE');
const supplier = (
  await client.query<{ id: string }>('SELECT id FROM know.supplier WHERE organisation_id = $1 LIMIT 300', [
    organisationId(0),
  ])
).rows.map(({ id }) => id);
const requested = (
  await client.query<{ id: string }>(
    'SELECT id FROM know.supplier_request WHERE asked_organisation_id = $1 LIMIT 300',
    [organisationId(0)],
  )
).rows.map(({ id }) => id);
const profiles = (await client.query<{ id: string }>('SELECT id FROM know.trade_profile LIMIT 300')).rows.map(
  ({ id }) => id,
);
await client.end();

let began = performance.now();
await countDeclarations.handle(open.house, {});
console.log(`  the nightly count of the statistics: ${(performance.now() - began).toFixed(0)} ms`);

const people = await openPeople(open);
const member = await people.arrive(organisationId(0));
const home = `/organisations/${organisationId(0)}`;
const pick = <T>(from: readonly T[], at: number): T => from[(at * 7919) % from.length] as T;
const after = (name: string) => Buffer.from(JSON.stringify([name, organisationId(0)])).toString('base64url');
const slow: string[] = [];
async function measure(label: string, limit: number, path: (at: number) => string): Promise<void> {
  const times: number[] = [];
  for (let at = 0; at < requests + 5; at++) {
    const start = performance.now();
    const answer = await member.get(path(at));
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${path(at)}: ${answer.status}`);
    if (at >= 5) times.push(performance.now() - start);
  }
  const [median, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
  if (p95 > limit) slow.push(label);
  console.log(
    `${label.padEnd(52)} median ${median.toFixed(1).padStart(7)} ms   p95 ${p95.toFixed(1).padStart(7)} ms   (${limit})`,
  );
}
await measure(
  'statistics, page',
  limits.statistics,
  (at) => `/declarations/statistics?by=${pick(['prefecture', 'trade', 'size', 'month'], at)}`,
);
await measure('statistics, API', limits.statistics, () => '/api/v1/declarations/statistics');
await measure('verify by number', limits.page, (at) => `/verify/${pick(numbers, at)}`);
await measure('verify by corporate number', limits.page, (at) => `/verify/${pick(corporate, at)}`);
await measure('verify, API', limits.page, (at) => `/api/v1/declarations/${pick(numbers, at)}`);
await measure('own declaration', limits.page, () => `${home}/declaration`);
await measure('certificate, PDF', limits.page, () => `${home}/declaration/certificate.pdf`);
await measure('certificate, sealed', limits.page, () => `${home}/declaration/certificate.jws`);
await measure('logo', limits.page, () => `${home}/declaration/logo.svg`);
await measure('roles, 300 in the past', limits.page, () => `${home}/roles`);
await measure('suppliers, 10,000', limits.page, () => `${home}/suppliers`);
await measure(
  'suppliers, deep',
  limits.page,
  (at) => `${home}/suppliers?after=${after(`取引先${1 + ((at * 97) % 9999)}`)}`,
);
await measure(
  'suppliers, search',
  limits.page,
  (at) => `${home}/suppliers?text=${encodeURIComponent(`先${at % 100}`)}`,
);
await measure('one supplier', limits.page, (at) => `${home}/suppliers/${pick(supplier, at)}`);
await measure(
  'asking, with search',
  limits.page,
  (at) => `${home}/suppliers/ask?q=${encodeURIComponent(`加工${at % 50}`)}`,
);
await measure('what we are asked, 500', limits.page, () => `${home}/requests`);
await measure('one request', limits.page, (at) => `${home}/requests/${pick(requested, at)}`);
await measure('disposals, 10,000', limits.page, () => `${home}/disposals`);
await measure('public profiles, 20,000', limits.page, () => '/profiles');
await measure(
  'public profiles, search',
  limits.page,
  (at) => `/profiles?text=${encodeURIComponent(`加工${at * 31}`)}&prefecture=${encodeURIComponent('京都府')}`,
);
await measure('one public profile', limits.page, (at) => `/profiles/${pick(profiles, at)}`);

const list = corporate.slice(0, 10_000);
for (const [label, body, path] of [
  ['batch of 10,000, page', new URLSearchParams({ text: list.join('\n'), as: 'page' }), '/verify/batch'],
  ['batch of 10,000, CSV', new URLSearchParams({ text: list.join('\n'), as: 'csv' }), '/verify/batch'],
] as const) {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    began = performance.now();
    const answer = await member.post(path, body);
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    times.push(performance.now() - began);
  }
  const worst = Math.max(...times);
  if (worst > limits.batch) slow.push(label);
  console.log(
    `${label.padEnd(52)} median ${quantile(times, 0.5).toFixed(0).padStart(7)} ms   worst ${worst.toFixed(0).padStart(5)} ms   (${limits.batch})`,
  );
}
console.log(slow.length === 0 ? 'all within their limits' : `over their limit: ${slow.join(', ')}`);
await people.close();
await open.end();
