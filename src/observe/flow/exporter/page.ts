import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { holdersOf, isProvider, namesOf } from '#know';
import { found } from '#platform/errors';
import { appendFact, factsAbout } from '#platform/facts';
import { loadSql, type Queries } from '#platform/postgres';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import { type Entry, say } from '#platform/words';
import { exporterPage, newPage } from './exporter.html.ts';
import { type CollectorRow, type ExporterRow, flowsPage, type HourRow, type Stranger } from './page.html.ts';
import { readHidingPrefix } from './prefix.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const HOUR = 3_600_000;

navItem({ href: '/flows', label: words.nav, for: 'operator', order: 42, group: 'observe' });
navItem({ href: '/flows', label: words.nav, for: 'member', order: 42, group: 'observe', when: isProvider });

/** Tables of flows whose days people may set. */
export const keptTables = [
  'flow',
  'flow_dns',
  'flow_http',
  'flow_tls',
  'flow_event',
  'body_log',
  'darknet_source',
] as const;

/** An address in its canonical form, or undefined. */
export function readAddress(text: string): string | undefined {
  const trimmed = text.trim();
  if (ipaddr.IPv4.isValidFourPartDecimal(trimmed)) return trimmed;
  return trimmed.includes(':') && ipaddr.IPv6.isValid(trimmed) ? ipaddr.process(trimmed).toString() : undefined;
}

async function ownersOf(q: Queries, rows: readonly ExporterRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.flatMap((row) => (row.organisationId ? [row.organisationId] : [])))];
  return ids.length === 0 ? new Map() : await namesOf(q, ids);
}

route({
  method: 'GET',
  path: '/flows',
  permission: 'member',
  query: z.object({ saved: z.string().max(8).optional() }),
  async handle(c) {
    const isOperator = c.reader.kind === 'operator';
    return c.as(async (q) => {
      const exporters = await q.rows<ExporterRow>(sql('list'));
      return flowsPage({
        page: c.view,
        now: c.now,
        isOperator,
        saved: c.query.saved !== undefined,
        exporters,
        owners: await ownersOf(q, exporters),
        hours: await q.rows<HourRow>(sql('hours'), { since: new Date(c.now.getTime() - 24 * HOUR), exporter: null }),
        fileRows: new Map(
          isOperator
            ? (await q.rows<{ feed: string; rows: number }>(sql('file_rows'))).map(({ feed, rows }) => [feed, rows])
            : [],
        ),
        strangers: isOperator ? await q.rows<Stranger>(sql('strangers')) : [],
        collectors: isOperator ? await q.rows<CollectorRow>(sql('collectors')) : [],
        retention: isOperator ? await q.rows<{ tableName: string; days: number }>(sql('retention')) : [],
      });
    });
  },
});

route({
  method: 'GET',
  path: '/flows/exporters/:id',
  permission: 'member',
  params: z.object({ id }),
  handle: (c) => showExporter(c, []),
});

async function showExporter(c: Call<{ id: string }, unknown, unknown>, errors: readonly FieldError[], form?: Form) {
  return c.as(async (q) => {
    const exporter = found(await q.one<ExporterRow>(sql('one'), { id: c.params.id }), 'observe.exporter-unknown');
    return exporterPage({
      page: c.view,
      now: c.now,
      isOperator: c.reader.kind === 'operator',
      exporter,
      owner: (await ownersOf(q, [exporter])).values().next().value,
      hours: await q.rows<HourRow>(sql('hours'), {
        since: new Date(c.now.getTime() - 48 * HOUR),
        exporter: exporter.id,
      }),
      sources: await q.rows(sql('sources'), { exporter: exporter.id }),
      files: exporter.feed && c.reader.kind === 'operator' ? await q.rows(sql('files'), { feed: exporter.feed }) : [],
      happened: await factsAbout(q, `exporter:${exporter.id}`, 100),
      errors,
      form,
    });
  });
}

/** A mistake in a field of the form, in words. */
export interface FieldError {
  readonly name: string;
  readonly text: string;
}

const Form = z.object({
  name: z.string().max(200).default(''),
  address: z.string().max(80).default(''),
  asNumber: z.string().max(20).default(''),
  prefixes: z.string().max(20_000).default(''),
  minutes: z.coerce.number().int().min(1).max(10_080).catch(10),
});
export type Form = z.output<typeof Form>;

/** Reads the form's fields; what is wrong comes back as errors beside them. */
async function readForm(c: Call<unknown, unknown, Form>, q: Queries, withAddress: boolean) {
  const errors: FieldError[] = [];
  const wrong = (name: string, entry: Entry, holes: Record<string, string> = {}) =>
    errors.push({ name, text: say(entry, c.language, holes) });
  const { form } = c;
  const name = form.name.trim().slice(0, 120);
  if (name === '') wrong('name', words.needName);
  const address = readAddress(form.address);
  if (withAddress && !address) wrong('address', words.wrongAddress);
  const lines = form.prefixes.split(/[\s,]+/).filter(Boolean);
  const prefixes = lines.map((line) => ({ line, prefix: readHidingPrefix(line) }));
  for (const { line, prefix } of prefixes)
    if (!prefix) wrong('prefixes', words.wrongPrefix, { value: line.slice(0, 60) });
  const asNumber = Number(form.asNumber.replace(/^AS/i, '').trim() || Number.NaN);
  const organisation = Number.isSafeInteger(asNumber) ? (await holdersOf(q, [asNumber])).get(asNumber) : undefined;
  if (form.asNumber.trim() !== '' && !organisation) wrong('asNumber', words.wrongAs);
  return {
    errors,
    values: {
      name,
      organisation: organisation ?? null,
      prefixes: prefixes.flatMap(({ prefix }) => (prefix ? [prefix] : [])),
      minutes: form.minutes,
    },
    address: address ?? '',
  };
}

route({
  method: 'GET',
  path: '/flows/register',
  permission: 'operator',
  query: z.object({ address: z.string().max(80).optional() }),
  async handle(c) {
    return newPage({ page: c.view, errors: [], form: Form.parse({ address: c.query.address ?? '' }) });
  },
});

route({
  method: 'POST',
  path: '/flows/register',
  permission: 'operator',
  form: Form,
  async handle(c) {
    const made = await c.as(async (q) => {
      const { errors, values, address } = await readForm(c, q, true);
      if (errors.length > 0) return { errors };
      const row = await q.one<{ id: string }>(sql('add'), { ...values, address, now: c.now });
      if (!row) return { errors: [{ name: 'address', text: say(words.takenAddress, c.language) }] };
      await q.run(sql('forget_stranger'), { address });
      await appendFact(c.house, q, {
        kind: 'exporter.registered',
        subject: `exporter:${row.id}`,
        organisationId: values.organisation,
        actor: c.actor,
        data: { name: values.name, address, hides: values.prefixes.length },
      });
      return { id: row.id };
    });
    if ('errors' in made) return newPage({ page: c.view, errors: made.errors, form: c.form });
    return redirect(`/flows/exporters/${made.id}`);
  },
});

route({
  method: 'POST',
  path: '/flows/exporters/:id',
  permission: 'operator',
  params: z.object({ id }),
  form: Form,
  async handle(c) {
    const errors = await c.as(async (q) => {
      const exporter = found(await q.one<ExporterRow>(sql('one'), { id: c.params.id }), 'observe.exporter-unknown');
      const read = await readForm(c, q, false);
      // An empty field leaves the owner; the register's own number need not be known by heart.
      const organisation = c.form.asNumber.trim() === '' ? exporter.organisationId : read.values.organisation;
      if (read.errors.length > 0) return read.errors;
      await q.run(sql('change'), { ...read.values, organisation, id: c.params.id });
      await q.run(sql('change_owner'), { id: c.params.id, organisation });
      await appendFact(c.house, q, {
        kind: 'exporter.changed',
        subject: `exporter:${c.params.id}`,
        organisationId: organisation,
        actor: c.actor,
        data: { name: read.values.name, hides: read.values.prefixes.length, minutes: read.values.minutes },
      });
      return [];
    });
    return errors.length > 0 ? showExporter(c, errors, c.form) : redirect(`/flows/exporters/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/flows/exporters/:id/state',
  permission: 'operator',
  params: z.object({ id }),
  form: z.object({ state: z.enum(['active', 'ended']) }),
  async handle(c) {
    await c.as(async (q) => {
      const changed = await q.one<{ organisationId: string | null }>(sql('set_state'), {
        id: c.params.id,
        state: c.form.state,
        now: c.now,
      });
      if (changed)
        await appendFact(c.house, q, {
          kind: c.form.state === 'ended' ? 'exporter.ended' : 'exporter.resumed',
          subject: `exporter:${c.params.id}`,
          organisationId: changed.organisationId,
          actor: c.actor,
        });
    });
    return redirect(`/flows/exporters/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/flows/retention',
  permission: 'operator',
  form: z.partialRecord(z.enum(keptTables), z.coerce.number().int().min(1).max(3650)),
  async handle(c) {
    await c.as(async (q) => {
      for (const table of keptTables) {
        const days = c.form[table];
        if (days === undefined) continue;
        if ((await q.run(sql('keep_days'), { table, days, now: c.now })) > 0)
          await appendFact(c.house, q, {
            kind: 'flows.retention-set',
            subject: `flows:${table}`,
            actor: c.actor,
            data: { days },
          });
      }
    });
    return redirect('/flows?saved=1');
  },
});
