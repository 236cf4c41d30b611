import { z } from 'zod';
import { readPrefix } from '#know';
import { appendFact } from '#platform/facts';
import { loadSql, type Queries } from '#platform/postgres';
import { writeCsv } from '#platform/sheet';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { publicPage, type SensorRow, type SurveyRow, sensorsPage } from './page.html.ts';
import { LEAST_SOURCES, type Published, publish } from './publish.ts';
import { addressesIn, loadCountries } from './sensor.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url.replace('page.ts', 'sensor.ts'));

navItem({ href: '/darknet', label: words.title, for: 'public', order: 60 });
navItem({ href: '/darknet/sensors', label: words.nav, for: 'operator', order: 45, group: 'observe' });

type AnyCall = Pick<Call<unknown, unknown, unknown>, 'as'>;
const published = (c: AnyCall) => c.as((q) => q.one<{ madeAt: Date; data: Published }>(sql('published')));

route({
  method: 'GET',
  path: '/darknet',
  permission: 'public',
  async handle(c) {
    const made = await published(c);
    return publicPage({ page: c.view, made });
  },
});

/** Open data: one line a port, with unit and denominator in every line, so that no number stands without them. */
route({
  method: 'GET',
  path: '/darknet.csv',
  permission: 'public',
  async handle(c) {
    const made = await published(c);
    const rows = made
      ? [
          ...made.data.days.map((day) => ['day', day.day, '', day.rate, '', made.data.unit, day.addresses ?? '']),
          ...(['ports', 'countries', 'networks', 'tools', 'backScatter'] as const).flatMap((ranking) =>
            made.data[ranking].map((one) => [
              ranking,
              one.key,
              one.rank,
              one.packets,
              one.sources,
              `packets in ${made.data.spanDays} days`,
              made.data.addresses,
            ]),
          ),
          ['heldBack', '', '', made.data.heldBack, '', `lines with fewer than ${LEAST_SOURCES} sources`, ''],
          ...made.data.breaks.map((one) => ['break', one.at, '', '', '', one.en, '']),
        ]
      : [];
    return new Response(writeCsv(['series', 'key', 'rank', 'value', 'sources', 'unit', 'addresses'], rows) as never, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="kyojo-darknet.csv"',
        'cache-control': 'public, max-age=600',
      },
    });
  },
});

route({
  method: 'GET',
  path: '/api/v1/darknet',
  permission: 'public',
  summary: 'What is published of the darknet: trend, rankings, alarms, breaks, with unit and denominator (CC BY 4.0)',
  async handle(c) {
    const made = await published(c);
    return Response.json(made ? { madeAt: made.madeAt, ...made.data } : { madeAt: null });
  },
});

/** Whether these share an address, with each other or with a sensor besides `id`. */
const isOverlap = (c: AnyCall, prefixes: readonly string[], id: string | null) =>
  c.as(async (q) => (await q.one(sql('overlaps'), { prefixes, id })) !== undefined);

interface FieldError {
  readonly name: string;
  readonly text: string;
}

async function showSensors(
  c: Call<unknown, unknown, unknown>,
  errors: readonly FieldError[] = [],
  shown = { name: '', prefixes: '' },
) {
  return c.as(async (q) =>
    sensorsPage({
      page: c.view,
      now: c.now,
      errors,
      form: shown,
      sensors: await q.rows<SensorRow>(sql('sensors')),
      surveys: await q.rows<SurveyRow>(sql('surveys')),
    }),
  );
}

route({ method: 'GET', path: '/darknet/sensors', permission: 'operator', handle: (c) => showSensors(c) });

const Form = z.object({ name: z.string().max(60).default(''), prefixes: z.string().max(20_000).default('') });

/** What is counted changes: a line through the trends, and no comparison across it. */
async function drawBreak(
  q: Queries,
  at: Date,
  why: 'breakText' | 'breakAdded' | 'breakEnded',
  name: string,
): Promise<void> {
  await q.run(sql('put_break'), {
    series: 'darknet',
    at,
    ja: say(words[why], 'ja', { name }),
    en: say(words[why], 'en', { name }),
  });
}

/** Reads prefixes, one a line; undefined when one cannot be read or there is none. */
function readPrefixes(text: string): string[] | undefined {
  const prefixes = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((line) => readPrefix(line));
  return prefixes.length === 0 || prefixes.some((prefix) => !prefix || Number(prefix.split('/')[1]) < 8)
    ? undefined
    : (prefixes as string[]);
}

route({
  method: 'POST',
  path: '/darknet/sensors',
  permission: 'operator',
  form: Form,
  async handle(c) {
    const name = c.form.name.trim();
    const prefixes = readPrefixes(c.form.prefixes);
    const errors: FieldError[] = [
      ...(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) ? [] : [{ name: 'name', text: say(words.wrongName, c.language) }]),
      ...(prefixes ? [] : [{ name: 'prefixes', text: say(words.wrongPrefix, c.language) }]),
    ];
    if (prefixes && (await isOverlap(c, prefixes, null)))
      errors.push({ name: 'prefixes', text: say(words.wrongOverlap, c.language) });
    if (errors.length > 0 || !prefixes) return showSensors(c, errors, c.form);
    const made = await c.as(async (q) => {
      const addresses = addressesIn(prefixes);
      const row = await q.one<{ id: string }>(sql('add'), { name, prefixes, addresses, now: c.now });
      if (!row) return false;
      if ((await q.rows(sql('active'))).length > 1) await drawBreak(q, c.now, 'breakAdded', name);
      await q.run(sql('size'), { id: row.id, addresses, now: c.now });
      await c.house.jobs.enqueue(q, loadCountries, {}, { key: 'countries' });
      await appendFact(c.house, q, {
        kind: 'sensor.registered',
        subject: `sensor:${row.id}`,
        actor: c.actor,
        data: { name, addresses },
      });
      return true;
    });
    if (!made) return showSensors(c, [{ name: 'name', text: say(words.takenName, c.language) }], c.form);
    await publish(c.house);
    return redirect('/darknet/sensors');
  },
});

route({
  method: 'POST',
  path: '/darknet/sensors/:id',
  permission: 'operator',
  params: z.object({ id }),
  form: z.object({ prefixes: z.string().max(20_000).default(''), name: z.string().max(60).default('') }),
  async handle(c) {
    const prefixes = readPrefixes(c.form.prefixes);
    if (!prefixes || (await isOverlap(c, prefixes, c.params.id)))
      return showSensors(c, [
        { name: 'prefixes', text: say(prefixes ? words.wrongOverlap : words.wrongPrefix, c.language) },
      ]);
    await c.as(async (q) => {
      const addresses = addressesIn(prefixes);
      if (!(await q.one(sql('change'), { id: c.params.id, prefixes, addresses }))) return;
      await q.run(sql('size'), { id: c.params.id, addresses, now: c.now });
      await drawBreak(q, c.now, 'breakText', c.form.name);
      await appendFact(c.house, q, {
        kind: 'sensor.changed',
        subject: `sensor:${c.params.id}`,
        actor: c.actor,
        data: { addresses },
      });
    });
    await publish(c.house);
    return redirect('/darknet/sensors');
  },
});

route({
  method: 'POST',
  path: '/darknet/sensors/:id/end',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    await c.as(async (q) => {
      const ended = await q.one<{ name: string }>(sql('end'), { id: c.params.id });
      if (!ended) return;
      // Its addresses count no longer, and nothing is compared across the day.
      await q.run(sql('size'), { id: c.params.id, addresses: 0, now: c.now });
      await drawBreak(q, c.now, 'breakEnded', ended.name);
      await appendFact(c.house, q, {
        kind: 'sensor.ended',
        subject: `sensor:${c.params.id}`,
        actor: c.actor,
        data: { name: ended.name },
      });
    });
    await publish(c.house);
    return redirect('/darknet/sensors');
  },
});
