import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { holdersOf, isProvider, namesOf, organisationsOf } from '#know';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Reader } from '#platform/postgres';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import { refusals } from '../words.ts';
import type { AskTable } from './fields.ts';
import { type Continuation, continuations, FilterFault, fieldAwaited } from './filter.ts';
import { keptRows } from './kept.ts';
import { addressOf, askPage, hasAddress } from './page.html.ts';
import { ask, canKeep, exportRows, frequentValues, type Outcome, Question, settledForPage } from './query.ts';
import { type Result, type Saved, savedPage } from './saved.html.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);

navItem({ href: '/ask', label: words.nav, for: 'operator', order: 44, group: 'observe' });
navItem({ href: '/ask', label: words.nav, for: 'member', order: 44, group: 'observe', when: isProvider });

type AnyCall = Call<unknown, unknown, unknown>;
const mine = (c: AnyCall) => (c.reader.kind === 'member' ? c.reader.organisations : []);
const ownOf = (c: AnyCall) => (c.reader.kind === 'member' ? (c.reader.organisations[0] ?? null) : null);
const personOf = (c: AnyCall) => c.person?.id ?? '';

// An address without a question shows the form; a whole day of everything is seldom what somebody wants first.
route({
  method: 'GET',
  path: '/ask',
  permission: 'member',
  query: Question,
  handle: (c) => show(c, c.query, c.url.searchParams.has('filter')),
});

// A question that can have an address gets it, to come back to and to send on; a list of addresses as long as people paste is answered here.
route({
  method: 'POST',
  path: '/ask',
  permission: 'member',
  // What was emptied is what nobody said.
  form: z.preprocess(
    (form) => Object.fromEntries(Object.entries(form as object).filter(([, value]) => value !== '')),
    Question,
  ),
  async handle(c) {
    return hasAddress(c.form) ? redirect(`${addressOf(c.form)}#answer`) : show(c, c.form, true);
  },
});

async function show(c: AnyCall, question: Question, isAsked: boolean) {
  const asked = isAsked ? settledForPage(question) : question;
  let outcome: Outcome | undefined;
  let fault: FilterFault | undefined;
  let refused: Refusal | undefined;
  try {
    if (isAsked) outcome = await ask(c.house, c.reader, asked, c.now);
  } catch (error) {
    if (error instanceof FilterFault) fault = error;
    else if (error instanceof Refusal && error.code in refusals) refused = error;
    else throw error;
  }
  return askPage({
    page: c.view,
    asked,
    outcome,
    fault,
    refused,
    next: fault && hasAddress(asked) ? await nextOf(c, asked.table, asked.filter) : [],
    networks: outcome ? await networksOf(c, outcome) : new Map(),
  });
}

/** Who holds the AS numbers of an answer: public knowledge, so the hub looks it up for whoever asks. */
async function networksOf(c: AnyCall, { fields, rows }: Outcome): Promise<ReadonlyMap<number, string>> {
  const numbers = fields.flatMap(({ name }, i) =>
    name === 'asn' || name === 'srcasn' ? rows.flatMap(({ keys }) => Number(keys[i] ?? 0) || []) : [],
  );
  if (numbers.length === 0) return new Map();
  return c.asWorker(async (q) => {
    const holders = await holdersOf(q, [...new Set(numbers)]);
    const names = await namesOf(q, [...holders.values()]);
    return new Map([...holders].map(([asNumber, holder]) => [asNumber, names.get(holder) ?? '']));
  });
}

/** What could be typed next, values that are there among it. */
async function nextOf(c: AnyCall, table: AskTable, text: string): Promise<Continuation[]> {
  const field = fieldAwaited(table, text);
  return continuations(table, text, field ? await frequentValues(c.house, c.reader, field, table, c.now) : []);
}

/** The same while somebody types. */
route({
  method: 'GET',
  path: '/ask/next',
  permission: 'member',
  query: z.object({
    table: z.enum(['flows', 'observations']).default('flows'),
    text: z.string().max(4000).default(''),
  }),
  async handle(c) {
    return Response.json({ next: await nextOf(c, c.query.table, c.query.text) });
  },
});

const AsFile = Question.extend({ format: z.enum(['csv', 'parquet']).default('csv') });
const answerFile = async (c: AnyCall, asked: z.output<typeof AsFile>) =>
  file(await readable(() => exportRows(c.house, c.reader, asked, c.now, asked.format)), asked.format);

route({
  method: 'GET',
  path: '/ask/file',
  permission: 'member',
  query: AsFile,
  handle: (c) => answerFile(c, c.query),
});

route({
  method: 'POST',
  path: '/ask/file',
  permission: 'member',
  form: AsFile,
  handle: (c) => answerFile(c, c.form),
});

async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FilterFault) throw new Refusal('observe.ask-filter', { at: error.at + 1 }, 422);
    throw error;
  }
}

function file(body: Readable, format: 'csv' | 'parquet'): Response {
  return new Response(Readable.toWeb(body) as never, {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.apache.parquet',
      'content-disposition': `attachment; filename="kyojo-ask.${format}"`,
    },
  });
}

route({ method: 'GET', path: '/ask/saved', permission: 'member', handle: (c) => showSaved(c) });

async function showSaved(c: AnyCall, token?: string) {
  return c.as(async (q) => {
    const who = { person: personOf(c), organisations: mine(c) };
    return savedPage({
      page: c.view,
      now: c.now,
      token,
      saved: await q.rows<Saved>(sql('saved'), who),
      results: await q.rows<Result>(sql('results'), who),
    });
  });
}

const lengths = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 } as const;

route({
  method: 'POST',
  path: '/ask/saved',
  permission: 'member',
  form: Question.extend({
    filter: Question.shape.filter.refine((filter) => canKeep({ filter })),
    name: z.string().trim().max(120).default(''),
    every: z.enum(['', 'hour', 'day', 'week']).default(''),
  }),
  async handle(c) {
    const { name, every, ...asked } = c.form;
    await c.as(async (q) => {
      await q.run(sql('save'), {
        organisation: ownOf(c),
        person: personOf(c),
        name: name || asked.filter.slice(0, 60) || asked.table,
        query: JSON.stringify(asked),
        every,
        nextAt: every === '' ? null : c.now,
        now: c.now,
      });
      await appendFact(c.house, q, {
        kind: 'question.kept',
        subject: `question:${name || asked.table}`,
        organisationId: ownOf(c),
        actor: c.actor,
        data: { every },
      });
    });
    return redirect('/ask/saved');
  },
});

route({
  method: 'POST',
  path: '/ask/saved/:id/remove',
  permission: 'member',
  params: z.object({ id }),
  async handle(c) {
    await c.as((q) => q.run(sql('remove'), { id: c.params.id, person: personOf(c), organisations: mine(c) }));
    return redirect('/ask/saved');
  },
});

/** Who keeps a question or a token, and for whom; nobody's are the hub's. */
interface Keeper {
  readonly organisationId: string | null;
  readonly personId: string;
}

/** The rights a keeper has today; none once the account is closed or acts for that organisation, or the hub, no more. */
async function readerOf(house: House, { organisationId, personId }: Keeper): Promise<Reader | undefined> {
  const person = await house.db.as({ kind: 'worker' }, (q) =>
    q.one<{ isOperator: boolean }>(sql('person'), { person: personId }),
  );
  if (!person) return undefined;
  if (organisationId === null) return person.isOperator ? { kind: 'operator', user: personId } : undefined;
  const belongs = (await organisationsOf(house, personId)).some(({ id: one }) => one === organisationId);
  return belongs ? { kind: 'member', user: personId, organisations: [organisationId] } : undefined;
}

/** Asks kept questions that are due, each with the rights of who kept it. */
export const askDue = job({
  name: 'observe.ask-due',
  schema: z.object({}),
  every: '*/10 * * * *',
  tries: 1,
  async handle(house) {
    const now = house.clock();
    const worker = { kind: 'worker' } as const;
    const due = await house.db.as(worker, (q) => q.rows<Saved & Keeper>(sql('due'), { now }));
    for (const one of due) {
      const reader = await readerOf(house, one);
      const outcome =
        reader &&
        (await ask(house, reader, Question.parse(JSON.parse(one.query)), now).catch((error: Error) => {
          house.log.warn('ask: a kept question failed', { question: one.id, reason: error.message });
        }));
      await house.db.as(worker, async (q) => {
        if (outcome) {
          await q.run(sql('keep_result'), {
            id: one.id,
            organisation: one.organisationId,
            now,
            milliseconds: outcome.milliseconds,
            total: outcome.total,
            rows: JSON.stringify(keptRows(outcome)),
          });
          await q.run(sql('trim_results'), { id: one.id });
        }
        const length = lengths[one.every as keyof typeof lengths] ?? lengths.day;
        await q.run(sql('set_next'), {
          id: one.id,
          nextAt: new Date(now.getTime() + length),
          failedAt: outcome ? null : now,
        });
      });
    }
  },
});

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

route({
  method: 'POST',
  path: '/ask/token',
  permission: 'member',
  async handle(c) {
    const token = `kyq_${randomBytes(24).toString('base64url')}`;
    await c.as(async (q) => {
      await q.run(sql('drop_tokens'), { person: personOf(c) });
      await q.run(sql('add_token'), { hash: hashOf(token), organisation: ownOf(c), person: personOf(c), now: c.now });
    });
    return showSaved(c, token);
  },
});

const Asked = Question.extend({
  format: z.enum(['json', 'csv', 'parquet']).default('json'),
});
const summary =
  'Ask flows or observations: table, filter, by, measure, show (top, time, sankey, rows), top, hours; format=csv or parquet for files; bearer token from the page of kept questions';

route({
  method: 'GET',
  path: '/api/v1/ask',
  permission: 'token',
  summary,
  query: Asked,
  handle: (c) => answer(c, c.query),
});

route({
  method: 'POST',
  path: '/api/v1/ask',
  permission: 'token',
  summary: `${summary}; the same as a form, for long lists in the filter`,
  form: Asked,
  handle: (c) => answer(c, c.form),
});

async function answer(c: AnyCall, { format, ...asked }: z.output<typeof Asked>): Promise<Response> {
  const token = /^Bearer (\S{1,200})$/.exec(c.request.headers.get('authorization') ?? '')?.[1];
  const found = token && (await c.asWorker((q) => q.one<Keeper>(sql('by_token'), { hash: hashOf(token) })));
  const reader = found && (await readerOf(c.house, found));
  if (!reader) throw new Refusal('observe.token-wrong', {}, 401);
  return readable(async () => {
    if (format !== 'json') return file(await exportRows(c.house, reader, asked, c.now, format), format);
    const { fields, ...outcome } = await ask(c.house, reader, asked, c.now);
    return Response.json({ by: fields.map(({ name }) => name), ...outcome });
  });
}
