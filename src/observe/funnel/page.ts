import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { readPrefix } from '#know';
import { found, Refusal } from '#platform/errors';
import { appendFact, factsAbout } from '#platform/facts';
import { loadSql } from '#platform/postgres';
import { type Call, id, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import './centre.ts';
import { addRule, decideEvent, decisions } from './decide.ts';
import { type AnyCall, mayDecide, mayOpen, namesFor, organisationOf, showFunnel } from './overview.ts';
import { type BodyRow, bodyPage, type Centre, type EventRow, eventPage, levels, type RuleRow } from './page.html.ts';
import { takeLogs } from './take.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url.replace('page.ts', 'store.ts'));
const params = z.object({ id });

const Settings = z.object({
  centre: z.union([z.enum(levels), id]).default('local'),
  bundle: z.coerce.number().int().min(1).max(1440).catch(60),
  attempts: z.coerce.number().int().min(1).max(1_000_000).catch(1),
  severity: z.coerce.number().int().min(0).max(10).catch(3),
});

route({
  method: 'POST',
  path: '/funnel/bodies',
  permission: 'operator',
  form: Settings.extend({ organisation: z.string().max(200).default('') }),
  async handle(c) {
    const { organisation, ...settings } = c.form;
    const named = await organisationOf(c, organisation);
    if ('error' in named) return showFunnel(c, {}, { ...named, typed: organisation });
    await saveBody(c, named.id, settings);
    return redirect(`/funnel/bodies/${named.id}`);
  },
});

async function saveBody(c: AnyCall, organisation: string, { centre, ...settings }: z.output<typeof Settings>) {
  await c.as(async (q) => {
    // Without a centre the field names the level only.
    const one = (await q.rows<Centre>(sql('centres'))).find(({ organisationId }) => organisationId === centre);
    const level = one?.level ?? levels.find((name) => name === centre);
    if (!level) throw new Refusal('observe.body-unknown', {}, 404);
    const values = { ...settings, level, centre: one?.organisationId ?? null };
    await q.run(sql('set_body'), { organisation, ...values, now: c.now });
    await appendFact(c.house, q, {
      kind: 'body.set',
      subject: `body:${organisation}`,
      organisationId: organisation,
      actor: c.actor,
      data: values,
    });
  });
}

async function showBody(c: Call<{ id: string }, unknown, unknown>, token = '', error = '') {
  const shown = await c.as(async (q) => {
    const body = found(await q.one<BodyRow>(sql('body'), { organisation: c.params.id }), 'observe.body-unknown');
    if (!mayOpen(c, body)) throw new Refusal('observe.body-unknown', {}, 404);
    return {
      body,
      rules: await q.rows<RuleRow>(sql('rules'), { organisation: body.organisationId, all: true }),
      happened: (await factsAbout(q, `body:${body.organisationId}`)).reverse(),
    };
  });
  // A body is told who looks at it, also where the database shows it no row of theirs.
  const centres = await c.asWorker((q) => q.rows<Centre>(sql('centres')));
  const centre = centres.find(({ organisationId }) => organisationId === shown.body.centreId);
  const ids =
    c.reader.kind === 'operator'
      ? centres.map(({ organisationId }) => organisationId)
      : [centre?.organisationId ?? null];
  const names = await namesFor(c, [shown.body.organisationId, centre?.upperId ?? null, ...ids]);
  return bodyPage({
    ...shown,
    page: c.view,
    isOperator: c.reader.kind === 'operator',
    mayDecide: mayDecide(c, shown.body),
    name: names.get(shown.body.organisationId) ?? '',
    seenBy: { centre: names.get(centre?.organisationId ?? ''), upper: names.get(centre?.upperId ?? '') },
    centres,
    names,
    token,
    error,
  });
}

route({ method: 'GET', path: '/funnel/bodies/:id', permission: 'member', params, handle: (c) => showBody(c) });

route({
  method: 'POST',
  path: '/funnel/bodies/:id',
  permission: 'operator',
  params,
  form: Settings,
  async handle(c) {
    await saveBody(c, c.params.id, c.form);
    return redirect(`/funnel/bodies/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/funnel/bodies/:id/token',
  permission: 'operator',
  params,
  async handle(c) {
    const token = `kyl_${randomBytes(24).toString('base64url')}`;
    const hash = createHash('sha256').update(token).digest('hex');
    await c.as(async (q) => {
      found(await q.one(sql('put_token'), { organisation: c.params.id, hash }), 'observe.body-unknown');
      await appendFact(c.house, q, {
        kind: 'body.token-made',
        subject: `body:${c.params.id}`,
        organisationId: c.params.id,
        actor: c.actor,
      });
    });
    return showBody(c, token);
  },
});

/** Refuses whoever does not decide about this body: the body itself too, which would silence what its centre has not seen. */
async function decides(c: AnyCall, organisation: string): Promise<void> {
  const body = found(await c.as((q) => q.one<BodyRow>(sql('body'), { organisation })), 'observe.body-unknown');
  if (!mayOpen(c, body)) throw new Refusal('observe.body-unknown', {}, 404);
  if (!mayDecide(c, body)) throw new Refusal('web.not-allowed', {}, 403);
}

route({
  method: 'POST',
  path: '/funnel/bodies/:id/rules',
  permission: 'member',
  params,
  form: z.object({
    signature: z.string().trim().max(200).default(''),
    source: z.string().trim().max(80).default(''),
    because: z.string().trim().max(400).default(''),
  }),
  async handle(c) {
    await decides(c, c.params.id);
    const source = c.form.source === '' ? '' : readPrefix(c.form.source);
    if (source === undefined || c.form.because === '' || (c.form.signature === '' && source === ''))
      return showBody(c, '', say(words.wrongRule, c.language));
    // The database lets members read only; who may was asked above.
    await c.asWorker((q) => addRule(c.house, q, c.params.id, { ...c.form, source }, c));
    return redirect(`/funnel/bodies/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/funnel/rules/:id/end',
  permission: 'member',
  params,
  async handle(c) {
    const { id } = c.params;
    const rule = found(await c.as((q) => q.one<RuleRow>(sql('rule'), { id })), 'observe.body-unknown');
    await decides(c, rule.organisationId);
    await c.asWorker(async (q) => {
      if (await q.one(sql('end_rule'), { id, now: c.now }))
        await appendFact(c.house, q, {
          kind: 'noise-rule.ended',
          subject: `noise-rule:${id}`,
          organisationId: rule.organisationId,
          actor: c.actor,
        });
    });
    return redirect(`/funnel/bodies/${rule.organisationId}`);
  },
});

route({
  method: 'GET',
  path: '/funnel/events/:id',
  permission: 'member',
  params,
  handle: (c) => showEvent(c),
});

/** An event with its body, as far as the caller sees both. */
async function eventOf(c: Call<{ id: string }, unknown, unknown>) {
  return c.as(async (q) => {
    const event = found(await q.one<EventRow>(sql('event'), { id: c.params.id }), 'observe.event-unknown');
    const body = found(
      await q.one<BodyRow>(sql('body'), { organisation: event.organisationId }),
      'observe.event-unknown',
    );
    return { event, mayDecide: mayDecide(c, body) };
  });
}

async function showEvent(c: Call<{ id: string }, unknown, unknown>, error = '') {
  const { event, ...may } = await eventOf(c);
  const name = (await namesFor(c, [event.organisationId])).get(event.organisationId) ?? '';
  return eventPage({ page: c.view, ...may, event, name, error });
}

route({
  method: 'POST',
  path: '/funnel/events/:id',
  permission: 'member',
  params,
  form: z.object({
    decision: z.enum(decisions),
    because: z.string().trim().max(400).default(''),
    rule: z.string().max(4).optional(),
  }),
  async handle(c) {
    const { decision, because } = c.form;
    const { event, ...may } = await eventOf(c);
    if (!may.mayDecide) throw new Refusal('web.not-allowed', {}, 403);
    if (because === '') throw new Refusal('observe.verdict-because', {}, 422);
    // The database lets members read only; who may decide was asked above.
    const decided = { decision, because, rule: c.form.rule === 'yes' };
    const isDone = await c.asWorker((q) => decideEvent(c.house, q, event, decided, c));
    return isDone ? redirect('/funnel') : showEvent(c, say(words.nobodyHears, c.language));
  },
});

/** Logs by HTTP: the body is the file; syslog, CEF, LEEF, EVE and CSV may be mixed. */
route({
  method: 'POST',
  path: '/api/v1/logs',
  permission: 'token',
  streams: true,
  summary:
    'Send logs of a body (bearer token of the body; syslog, CEF, LEEF, EVE JSON or CSV lines); answers what became of them',
  async handle(c) {
    const token = /^Bearer (\S{1,200})$/.exec(c.request.headers.get('authorization') ?? '')?.[1];
    const hash = token && createHash('sha256').update(token).digest('hex');
    const body = hash && (await c.asWorker((q) => q.one<{ organisationId: string }>(sql('by_token'), { hash })));
    if (!body) throw new Refusal('observe.token-wrong', {}, 401);
    if (!c.request.body) throw new Refusal('observe.report-empty', {}, 400);
    const path = join(c.house.folder.folder('spool'), `logs-${randomBytes(12).toString('hex')}`);
    const most = c.house.config.KYOJO_MAX_UPLOAD_MB * 1024 * 1024;
    let bytes = 0;
    const count = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        if (bytes > most)
          done(new Refusal('observe.report-too-large', { megabytes: c.house.config.KYOJO_MAX_UPLOAD_MB }, 413));
        else done(null, chunk);
      },
    });
    try {
      await pipeline(Readable.fromWeb(c.request.body as never), count, createWriteStream(path, { mode: 0o600 }));
      return Response.json(await takeLogs(c.house, body.organisationId, path));
    } finally {
      await rm(path, { force: true });
    }
  },
});
