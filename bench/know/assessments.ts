/**
 * How long the server needs for each page of self-assessment in a hub in use: `./kyojo bench know/assessments [share] [requests]`, share 1
 * (default) = 112,379 organisations and 1,100,000 assessments. Real sign-in, real web application; batches and figures formed once.
 */
import pg from 'pg';
import { trades } from '../../src/know/assessment/profile.ts';
import { score } from '../../src/know/assessment/score.ts';
import { partsOf } from '../../src/know/assessment-result/parts.ts';
import { openShelf } from '../../src/know/assessment-shelf/index.ts';
import { beginAnonymous, findByKey, finishSitting, keepAnswers } from '../../src/know/assessment-sitting/store.ts';
import { benchHub, machine, quantile } from '../loop/hub.ts';
import { openPeople } from '../pages/people.ts';
import { fillFast, timed } from './fill.ts';

const share = Number(process.argv[2] ?? 1);
const requests = Number(process.argv[3] ?? 100);
const organisations = Math.max(2000, Math.round(112_379 * share));
const sittings = Math.max(20_000, Math.round(1_100_000 * share));
const PUBLIC_MS = 50;
const PAGE_MS = 100;

const open = await benchHub(process.env.KYOJO_DATA ? { KYOJO_DATA: process.env.KYOJO_DATA } : {});
const { house } = open;
const shelf = await openShelf(house);
const sheets = [...shelf.versions.values()].flatMap((versions) => versions.at(-1) ?? []);
const bounds = shelf.start.sizes.map(({ people }) => people);
console.log(machine());
console.log(`input: ${organisations.toLocaleString('en')} organisations, ${sittings.toLocaleString('en')} assessments`);

const client = new pg.Client({ connectionString: open.ownerUrl });
await client.connect();
const run = timed(client);
const organisationId = (index: number) => `00000000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
const uuid = "('00000000-0000-7000-8000-' || lpad(to_hex(o), 12, '0'))::uuid";

const { rows: filled } = await client.query('SELECT FROM know.assessment LIMIT 1');
if (filled.length === 0) {
  await run(
    'organisations',
    `INSERT INTO know.organisation (id, name, external_id, staff_count) SELECT ${uuid}, '例示組織' || o, 'bench-' || o, 1 + o % 300 FROM generate_series(0, ${organisations} - 1) AS o`,
  );
  // Twelve sets of real answers per questionnaire, scored by the real rules; each sitting takes one of them.
  const variants = sheets.flatMap((sheet) =>
    Array.from({ length: 12 }, (_, variant) => {
      const answers = Object.fromEntries(
        sheet.questions.map(({ id }, at) => [
          id,
          sheet.scale[(at * 7 + variant * 3 + (at % (variant + 1))) % sheet.scale.length]?.id ?? '',
        ]),
      );
      const profile = { uses: [] };
      return {
        questionnaire: sheet.id,
        variant,
        answers,
        score: score(sheet, profile, answers).share ?? 0,
        parts: partsOf(sheet, profile, answers),
        question: sheet.questions[variant % sheet.questions.length]?.id,
      };
    }),
  );
  await client.query(
    'CREATE TEMP TABLE variant AS SELECT * FROM jsonb_to_recordset($1) AS v (questionnaire text, variant int, answers jsonb, score float8, parts jsonb, question text)',
    [JSON.stringify(variants)],
  );
  await fillFast(client, ['know.assessment', 'know.plan_step'], async () => {
    await run(
      'assessments',
      `INSERT INTO know.assessment (organisation_id, questionnaire, version, series, profile, answers, trade, size_band, score, parts, started_at, changed_at, finished_at)
     SELECT ${uuid}, v.questionnaire, 1, 1, jsonb_build_object('asker', 'organisation', 'trade', trade, 'people', band, 'uses', '["cloud"]'::jsonb), v.answers, trade, band, v.score, v.parts, at, at, at
     FROM (SELECT n, n % ${organisations} AS o, (n % ${organisations} + n / ${organisations}) % ${sheets.length} AS s, ($1::text[])[1 + n % ${organisations} % ${trades.length}] AS trade, ($2::int[])[1 + (n % ${organisations} / 16) % ${bounds.length}] AS band,
       $4::timestamptz - make_interval(days => (700 - n / ${organisations} * 60 + n % 40)::int) AS at FROM generate_series(0, ${sittings} - 1) AS n) made
     JOIN variant v ON v.questionnaire = ($3::text[])[1 + s] AND v.variant = hashint8(n) & 7`,
      [trades, bounds, sheets.map(({ id }) => id), new Date()],
    );
    await run(
      'steps',
      `INSERT INTO know.plan_step (assessment_id, organisation_id, rank, question, kind, due_on)
     SELECT a.id, a.organisation_id, r, v.question, 'do', (now() + make_interval(days => 30 + r * 10))::date FROM know.assessment a JOIN variant v ON v.questionnaire = a.questionnaire AND v.variant = 3 CROSS JOIN generate_series(1, 2) AS r
     WHERE a.finished_at > now() - interval '1 year'`,
    );
  });
  await run('batches and figures', 'SELECT know.form_assessment_batches(now())');
}
const { rows: made } = await client.query<{ assessments: number; batches: number; figures: number }>(
  'SELECT (SELECT count(*) FROM know.assessment)::int AS assessments, (SELECT count(*) FROM know.assessment_batch)::int AS batches, (SELECT count(*) FROM know.public_assessment_figure)::int AS figures',
);
console.log(`  ${JSON.stringify(made[0])}`);
const began = performance.now();
await client.query('SELECT know.form_assessment_batches(now())');
console.log(`  a night without news: ${((performance.now() - began) / 1000).toFixed(1)} s`);

const opened = await openPeople(open);

/** Answers on a link, finished or half done. */
async function onLink(name: string, finished: boolean): Promise<string> {
  const sheet = sheets.find(({ id }) => id === name);
  if (!sheet) throw new Error(name);
  return house.db.as({ kind: 'worker' }, async (q) => {
    const profile = { asker: 'organisation', people: 6, trade: 'retail', uses: ['cloud'] } as const;
    const key = await beginAnonymous(house, q, shelf, { sheet, profile: { ...profile, uses: ['cloud'] } });
    const answers = Object.fromEntries(
      sheet.questions.map(({ id }, at) => [id, sheet.scale[at % sheet.scale.length]?.id ?? '']),
    );
    const fresh = await findByKey(q, key, house.clock());
    if (fresh && finished) {
      await keepAnswers(house, q, fresh, answers);
      const answered = await findByKey(q, key, house.clock());
      if (answered) await finishSitting(house, q, shelf, sheet, answered, 'bench');
    }
    return `/a/${key}`;
  });
}

const member = 7;
const people = {
  anybody: opened.anybody(),
  member: await opened.arrive(organisationId(member)),
  operator: await opened.arrive(),
};
const links = {
  open: await onLink('self-check-25', false),
  done: await onLink('self-check-25', true),
  portrait: await onLink('management-portrait', true),
};
const { rows: own } = await client.query<{ id: string; questionnaire: string }>(
  'SELECT id, questionnaire FROM know.assessment WHERE organisation_id = $1',
  [organisationId(member)],
);
const draft =
  (await people.operator.post('/questionnaire-editor', { from: 'self-check-25' })).headers.get('location') ?? '';
const at = <T>(from: readonly T[], i: number) => from[i % from.length] as T;
const sheetAt = (i: number) => at(sheets, i).id;

type Who = keyof typeof people;
const pages: readonly (readonly [who: Who, label: string, path: (i: number) => string, goal: number])[] = [
  ['anybody', '/start', () => '/start', PAGE_MS],
  [
    'anybody',
    '/start/questionnaires',
    (i) =>
      `/start/questionnaires?asker=organisation&people=${at(bounds, i)}&trade=${at(trades, i)}&uses=cloud&goal=begin`,
    PAGE_MS,
  ],
  ['anybody', '/questionnaires', () => '/questionnaires', PAGE_MS],
  ['anybody', '/questionnaires/:name', (i) => `/questionnaires/${sheetAt(i)}`, PAGE_MS],
  ['anybody', '/a/:link', () => links.open, PAGE_MS],
  [
    'anybody',
    '/a/:link/q/:page',
    (i) => `${links.open}/q/${at(['basic', 'staff.1', 'staff.2', 'organisation.1'], i)}`,
    PAGE_MS,
  ],
  ['anybody', '/a/:link/result', () => `${links.done}/result`, PAGE_MS],
  ['anybody', '/a/:link/result (portrait, 40 questions)', () => `${links.portrait}/result`, PAGE_MS],
  ['anybody', '/a/:link/print', () => `${links.done}/print`, PAGE_MS],
  ['anybody', '/a/:link/claim', () => `${links.done}/claim`, PAGE_MS],
  ['anybody', '/topics/:lesson', (i) => `/topics/${at(['passwords', 'backup', 'mail'], i)}`, PAGE_MS],
  ['anybody', '/figures', () => '/figures', PUBLIC_MS],
  ['anybody', '/figures/:name', (i) => `/figures/${sheetAt(i)}`, PUBLIC_MS],
  ['member', '/assessments', () => '/assessments', PAGE_MS],
  ['member', '/assessments/:id/result', (i) => `/assessments/${at(own, i).id}/result`, PAGE_MS],
  [
    'member',
    '/assessments/history/:organisation/:name',
    (i) => `/assessments/history/${organisationId(member)}/${at(own, i).questionnaire}`,
    PAGE_MS,
  ],
  ['operator', '/questionnaire-editor', () => '/questionnaire-editor', PAGE_MS],
  ['operator', '/questionnaire-editor/:id', () => draft, PAGE_MS],
  [
    'operator',
    '/questionnaire-editor/:id/questions/:question',
    (i) => `${draft}/questions/${at(['update', 'malware', 'passwords'], i)}`,
    PAGE_MS,
  ],
];
const over: string[] = [];
console.log(
  `\n${'page'.padEnd(60)} ${['p50', 'p95', 'max'].map((head) => head.padStart(8)).join('')}   ms, ${requests} requests each`,
);
for (const [who, label, path, goal] of pages) {
  const times: number[] = [];
  const odd = new Set<number>();
  await people[who].get(path(0));
  for (let i = 0; i < requests; i++) {
    const began = performance.now();
    const answer = await people[who].get(path(i));
    await answer.arrayBuffer();
    times.push(performance.now() - began);
    if (answer.status !== 200) odd.add(answer.status);
  }
  const p95 = quantile(times, 0.95);
  if (p95 > goal || odd.size > 0) over.push(label);
  console.log(
    `${`${label} (${who})`.padEnd(60)} ${[quantile(times, 0.5), p95, Math.max(...times)].map((value) => value.toFixed(1).padStart(8)).join('')}   goal ${goal}${p95 > goal ? '   OVER' : ''}${odd.size > 0 ? `   answered ${[...odd].join(', ')}` : ''}`,
  );
}
console.log(
  `\ngoal: p95 ≤ ${PAGE_MS} ms a page, ≤ ${PUBLIC_MS} ms the public statistics; over it: ${over.join(', ') || 'none'}`,
);
await client.end();
await opened.close();
await open.end();
