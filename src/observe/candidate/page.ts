import { z } from 'zod';
import { holdersOf, namesOf } from '#know';
import { found } from '#platform/errors';
import { appendFact, factsAbout } from '#platform/facts';
import { loadSql, type Queries } from '#platform/postgres';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { allowPage } from './allow.html.ts';
import { builtInAllowed, readAllowed } from './allow.ts';
import './indicators.ts';
import { aroundOf, gapsOf, seriesOf, witnessesOf } from './look.ts';
import { type Evidence, onePage, type Returned } from './one.html.ts';
import { type CandidateRow, listPage, ratesPage, states } from './page.html.ts';
import { detectAsked, detectors } from './run.ts';
import { type Allowance, judge, reopen, type Verdict } from './verdict.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url.replace('page.ts', 'store.ts'));
const PAGE = 50;
const DAY = 86_400_000;

navItem({ href: '/candidates', label: words.nav, for: 'operator', order: 43, group: 'observe' });

const roles = ['command-server', 'infected', 'scanner', 'attacker', 'reflector', 'victim', 'suspect'] as const;
const List = z.object({
  state: z.enum(states).default('open'),
  role: z.enum(roles).optional(),
  detector: z.string().max(60).optional(),
  after: z
    .string()
    .regex(/^[\d.e-]{1,24}_[0-9a-f-]{36}$/)
    .optional(),
  started: z.string().max(4).optional(),
});

/** Holders of AS numbers by name. */
async function networkNames(q: Queries, numbers: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const holders = await holdersOf(q, [...new Set(numbers.filter((one) => one > 0))]);
  const names = await namesOf(q, [...holders.values()]);
  return new Map([...holders].map(([asNumber, holder]) => [asNumber, names.get(holder) ?? `AS${asNumber}`]));
}

route({
  method: 'GET',
  path: '/candidates',
  permission: 'operator',
  query: List,
  async handle(c) {
    const { state, role, detector, after } = c.query;
    const [afterScore, afterId] = after?.split('_') ?? [null, null];
    return c.as(async (q) => {
      const rows = await q.rows<CandidateRow>(sql('list'), {
        state,
        role: role ?? null,
        detector: detector ?? null,
        afterScore,
        afterId,
        limit: PAGE + 1,
      });
      const shown = rows.slice(0, PAGE);
      const last = rows.length > PAGE ? shown.at(-1) : undefined;
      const counts = await q.rows<{ state: string; role: string; count: number }>(sql('counts'));
      return listPage({
        page: c.view,
        now: c.now,
        query: c.query,
        roles,
        rows: shown,
        counts,
        networks: await networkNames(
          q,
          shown.map(({ asNumber }) => asNumber),
        ),
        next: last && `${last.score}_${last.id}`,
        detectors: detectors().map(({ name }) => name),
      });
    });
  },
});

route({
  method: 'POST',
  path: '/candidates/run',
  permission: 'operator',
  form: z.object({
    from: z.string().max(30),
    to: z.string().max(30),
    detector: z.string().max(60).default(''),
  }),
  async handle(c) {
    // A date field sends the hub's own time.
    const at = (text: string, fallback: Date) => {
      const read = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00+09:00` : `${text}+09:00`);
      return Number.isNaN(read.getTime()) ? fallback : read;
    };
    const from = at(c.form.from, new Date(c.now.getTime() - DAY));
    const to = at(c.form.to, c.now);
    await c.as(async (q) => {
      await c.house.jobs.enqueue(q, detectAsked, {
        from,
        to: to > from ? to : new Date(from.getTime() + DAY),
        detectors: c.form.detector === '' ? [] : [c.form.detector],
      });
      await appendFact(c.house, q, {
        kind: 'detection.asked',
        subject: 'flows:detection',
        actor: c.actor,
        data: { from, to, detector: c.form.detector },
      });
    });
    return redirect('/candidates?started=1');
  },
});

route({
  method: 'GET',
  path: '/candidates/detectors',
  permission: 'operator',
  async handle(c) {
    return c.as(async (q) =>
      ratesPage({
        page: c.view,
        now: c.now,
        detectors: detectors(),
        judged: await q.rows(sql('judged')),
        runs: await q.rows(sql('last_runs')),
      }),
    );
  },
});

async function showAllowed(
  c: Call<unknown, unknown, unknown>,
  errors: readonly { name: string; text: string }[],
  closed?: number,
) {
  return c.as(async (q) =>
    allowPage({
      page: c.view,
      errors,
      own: await q.rows(sql('allowed'), { now: c.now }),
      builtIn: builtInAllowed(),
      confirmed: await q.rows(sql('confirmed_and_allowed'), { now: c.now }),
      closed,
    }),
  );
}

route({
  method: 'GET',
  path: '/candidates/allowed',
  permission: 'operator',
  query: z.object({ closed: z.coerce.number().int().optional() }),
  handle: (c) => showAllowed(c, [], c.query.closed),
});

route({
  method: 'POST',
  path: '/candidates/allowed',
  permission: 'operator',
  form: z.object({
    prefix: z.string().max(80).default(''),
    because: z.string().max(400).default(''),
    source: z.string().max(400).default(''),
    until: z.string().max(10).default(''),
  }),
  async handle(c) {
    const prefix = readAllowed(c.form.prefix);
    const errors = [
      ...(prefix ? [] : [{ name: 'prefix', text: say(words.wrongPrefix, c.language) }]),
      ...(c.form.because.trim() ? [] : [{ name: 'because', text: say(words.needBecause, c.language) }]),
    ];
    if (errors.length > 0) return showAllowed(c, errors);
    const closed = await c.as(async (q) => {
      const until = /^\d{4}-\d\d-\d\d$/.test(c.form.until) ? new Date(`${c.form.until}T23:59:59+09:00`) : null;
      const row = await q.one<{ id: string }>(sql('allow'), {
        prefix,
        because: c.form.because.trim(),
        source: c.form.source.trim(),
        actor: c.actor,
        now: c.now,
        until,
      });
      await appendFact(c.house, q, {
        kind: 'allowance.made',
        subject: `allowance:${row?.id}`,
        actor: c.actor,
        data: { prefix, because: c.form.because },
      });
      return q.run(sql('close_allowed'), { prefix, because: c.form.because.trim(), actor: c.actor, now: c.now });
    });
    return redirect(`/candidates/allowed?closed=${closed}`);
  },
});

route({
  method: 'POST',
  path: '/candidates/allowed/:id/end',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    await c.as(async (q) => {
      const ended = await q.one<{ prefix: string }>(sql('end_allowed'), { id: c.params.id, now: c.now });
      if (!ended) return;
      await appendFact(c.house, q, {
        kind: 'allowance.ended',
        subject: `allowance:${c.params.id}`,
        actor: c.actor,
        data: { prefix: ended.prefix },
      });
      await q.run(sql('open_allowed'), { prefix: ended.prefix, actor: c.actor, now: c.now });
    });
    return redirect('/candidates/allowed');
  },
});

const params = z.object({ id });

route({
  method: 'GET',
  path: '/candidates/:id',
  permission: 'operator',
  params,
  async handle(c) {
    const one = found(
      await c.as((q) => q.one<CandidateRow & { handling: string }>(sql('one'), { id: c.params.id })),
      'observe.candidate-unknown',
    );
    const to = new Date(Math.min(c.now.getTime(), one.lastSeenAt.getTime() + DAY / 24));
    const from = new Date(Math.max(to.getTime() - 2 * DAY, one.firstSeenAt.getTime() - DAY / 24));
    const evidence = await c.as((q) => q.rows<Evidence>(sql('evidence'), { candidate: one.id }));
    const peer = evidence.find((row) => row.peer !== '::' && one.targetPort > 0)?.peer;
    const [series, around, witnesses, gaps] = await Promise.all([
      seriesOf(c.house, one, { from, to, points: 96 }),
      aroundOf(c.house, one, { from, to }),
      witnessesOf(c.house, one),
      peer === undefined ? undefined : gapsOf(c.house, one, peer, { from, to }),
    ]);
    return c.as(async (q) => {
      const returned = await q.rows<Returned>(sql('returned'), { candidate: one.id });
      return onePage({
        page: c.view,
        now: c.now,
        person: c.person?.id ?? '',
        one,
        allowance: await q.one<Allowance>(sql('allowed_for'), { accused: one.accused, now: c.now }),
        network: (await networkNames(q, [one.asNumber])).get(one.asNumber),
        series,
        ...around,
        witnesses,
        evidence,
        gaps,
        verdicts: await q.rows<Verdict>(sql('verdicts'), { candidate: one.id }),
        returned,
        providers: await namesOf(
          q,
          returned.map(({ organisationId }) => organisationId),
        ),
        happened: await factsAbout(q, `candidate:${one.id}`, 100),
      });
    });
  },
});

route({
  method: 'POST',
  path: '/candidates/:id',
  permission: 'operator',
  params,
  form: z.object({ verdict: z.enum(['confirm', 'reject']), because: z.string().max(2000).default('') }),
  async handle(c) {
    await c.as((q) =>
      judge(c.house, q, {
        candidate: c.params.id,
        person: c.person?.id ?? '',
        verdict: c.form.verdict,
        because: c.form.because,
      }),
    );
    return redirect(`/candidates/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/candidates/:id/reopen',
  permission: 'operator',
  params,
  form: z.object({ because: z.string().max(2000).default('') }),
  async handle(c) {
    await c.as((q) => reopen(c.house, q, c.params.id, c.actor, c.form.because));
    return redirect(`/candidates/${c.params.id}`);
  },
});
