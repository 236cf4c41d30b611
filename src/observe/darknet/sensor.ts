/** What keeps the darknet going: sensors, flows to them counted hour by hour, survey scanners, alarms, and telling owners. */
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { sayAsFeed } from '../candidate-report/own-report.ts';
import { withinSpan } from '../detect/span.ts';
import { digestOf, holdFile } from '../flow/exporter/take.ts';
import { freshRegistry } from '../matching/build.ts';
import { routeRows } from '../matching/tables.ts';
import { type Counted, countCapture, originOf, takeBackCounts } from './count.ts';
import { publish } from './publish.ts';

const sql = loadSql(import.meta.url);
const worker = { kind: 'worker' } as const;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Flows of an hour have arrived when the next one is this old. */
const SETTLED = 10 * 60_000;

interface Sensor {
  readonly id: string;
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly addresses: number;
  readonly countedUntil: Date | null;
  readonly startedAt: Date;
}

/** How many addresses prefixes hold; an IPv6 prefix counts as one, as nobody scans it through. */
export function addressesIn(prefixes: readonly string[]): number {
  return prefixes.reduce(
    (sum, prefix) => sum + (prefix.includes(':') ? 1 : 2 ** (32 - Number(prefix.split('/')[1]))),
    0,
  );
}

/** First and last address of a prefix as the engine's IPv6 texts. */
function edges(prefix: string): { first: string; last: string } {
  const [address, bits] = ipaddr.parseCIDR(prefix);
  const isV4 = address.kind() === 'ipv4';
  const bytes = address.toByteArray();
  const show = (all: number[]) => (isV4 ? `::ffff:${all.join('.')}` : ipaddr.fromByteArray(all).toString());
  const fill = (to: 0 | 255) =>
    bytes.map((byte, i) => {
      const kept = Math.min(8, Math.max(0, bits - i * 8));
      const mask = (0xff00 >> kept) & 0xff;
      return (byte & mask) | (to & ~mask & 0xff);
    });
  return { first: show(fill(0)), last: show(fill(255)) };
}

/** Counts flows to the sensors, hour by hour; each hour exactly once, whatever breaks in between. Every ten minutes. */
export const countFlows = job({
  name: 'observe.count-darknet',
  schema: z.object({}),
  every: '*/10 * * * *',
  tries: 3,
  async handle(house) {
    const until = new Date(Math.floor((house.clock().getTime() - SETTLED) / HOUR) * HOUR);
    const sensors = await house.db.as(worker, (q) => q.rows<Sensor>(sql('active')));
    let counted = false;
    for (const sensor of sensors) {
      const from = sensor.countedUntil ?? new Date(Math.floor(sensor.startedAt.getTime() / HOUR) * HOUR);
      // After a long pause a week at a time is enough; what is older is beyond the retention of flows anyway.
      const begin = new Date(Math.max(from.getTime(), until.getTime() - 7 * DAY));
      if (begin >= until) continue;
      let packets = 0;
      for (const hour of await busyHours(house, sensor, begin, until)) packets += await countHour(house, sensor, hour);
      await house.db.as(worker, (q) => q.run(sql('counted'), { id: sensor.id, until, packets }));
      counted = counted || packets > 0;
    }
    await house.db.as(worker, async (q) => {
      for (const one of await q.rows<{ id: string; name: string; lastSeenAt: Date | null }>(sql('fall_silent'), {
        now: house.clock(),
      }))
        await appendFact(house, q, {
          kind: 'sensor.silent',
          subject: `sensor:${one.id}`,
          actor: 'job:observe.count-darknet',
          data: { name: one.name, lastSeenAt: one.lastSeenAt },
        });
    });
    if (counted) await publish(house);
  },
});

/** The condition that a flow goes to a sensor, with its parameters. */
function toSensor(sensor: Sensor): { where: string; params: Record<string, unknown> } {
  const params: Record<string, unknown> = { sensor: sensor.name };
  const where = sensor.prefixes
    .map((prefix, i) => {
      const { first, last } = edges(prefix);
      params[`first${i}`] = first;
      params[`last${i}`] = last;
      return `target BETWEEN toIPv6({first${i}:String}) AND toIPv6({last${i}:String})`;
    })
    .join(' OR ');
  return { where, params };
}

/** Hours in which something went to the sensor, or of which counts are there already (of a try that broke off). */
async function busyHours(house: House, sensor: Sensor, from: Date, to: Date): Promise<Date[]> {
  const { where, params } = toSensor(sensor);
  const rows = await house.columns.query<{ h: number }>(
    `SELECT DISTINCT toUnixTimestamp(toStartOfHour(at)) AS h FROM observe.flow WHERE ${withinSpan} AND (${where})
     UNION DISTINCT SELECT DISTINCT toUnixTimestamp(hour) AS h FROM observe.darknet WHERE sensor = {sensor:String} AND origin = 'flows'
       AND toUnixTimestamp(hour) >= {from_s:UInt32} AND toUnixTimestamp(hour) < {to_s:UInt32}`,
    { ...params, from, to, from_s: from.getTime() / 1000, to_s: to.getTime() / 1000 },
  );
  return rows.map(({ h }) => new Date(h * 1000)).sort((a, b) => a.getTime() - b.getTime());
}

async function countHour(house: House, sensor: Sensor, hour: Date): Promise<number> {
  const { where: inside, params: base } = toSensor(sensor);
  const params = { ...base, from: hour, to: new Date(hour.getTime() + HOUR) };
  // A try that broke off may have left counts of this hour behind.
  const own = "sensor = {sensor:String} AND origin = 'flows' AND hour = toDateTime({at:UInt32}, 'UTC')";
  const place = { sensor: sensor.name, at: hour.getTime() / 1000 };
  const [left] = await house.columns.query<{ n: number }>(
    `SELECT count() AS n FROM observe.darknet WHERE ${own}`,
    place,
  );
  if (Number(left?.n ?? 0) > 0) await house.columns.remove('observe.darknet', own, place);
  const direction = `multiIf(protocol = 6, multiIf(bitAnd(flags, 18) = 18 OR bitAnd(flags, 4) != 0, 2, bitAnd(flags, 2) != 0, 1, 3), protocol = 1, if(intDiv(target_port, 256) IN (8, 13, 17), 1, 2), protocol = 17, if(source_port < 1024 AND target_port >= 1024, 2, 1), 3)`;
  await house.columns.command(
    `INSERT INTO observe.darknet_incoming (hour, sensor, origin, source, protocol, port, direction, tool, packets)
     SELECT toStartOfHour(at) AS h, {sensor:String}, 'flows', source, protocol, if(${direction} = 2 AND protocol != 1, source_port, target_port) AS p,
       CAST(${direction}, 'Enum8(\\'scan\\' = 1, \\'back-scatter\\' = 2, \\'other\\' = 3)') AS d, 'unknown', sum(greatest(packets, 1) * sampling)
     FROM observe.flow WHERE ${withinSpan} AND (${inside})
     GROUP BY h, source, protocol, p, d`,
    params,
  );
  const [counts] = await house.columns.query<{ n: number }>(
    `SELECT sum(packets) AS n FROM observe.darknet WHERE ${own}`,
    place,
  );
  return Number(counts?.n ?? 0);
}

/** Takes capture files of sensors in, each once. Refuses when no sensor is registered. */
export async function takeDarknetFiles(
  house: House,
  files: readonly string[],
): Promise<(Counted & { file: string; again: boolean })[]> {
  const sensors = await house.db.as(worker, (q) => q.rows<Sensor>(sql('active')));
  if (sensors.length === 0) throw new Refusal('observe.sensor-none', {}, 409);
  const taken: (Counted & { file: string; again: boolean })[] = [];
  for (const file of files) taken.push({ file, ...(await takeDarknetFile(house, file, sensors)) });
  await publish(house);
  return taken;
}

async function takeDarknetFile(
  house: House,
  file: string,
  sensors: readonly Sensor[],
): Promise<Counted & { again: boolean }> {
  const digest = await digestOf(file);
  const name = basename(file);
  return holdFile(house, digest, async (q) => {
    const claimed = await house.db.as(worker, (before) =>
      before.one<{ again: boolean }>(sql('claim_file'), { digest, name, now: house.clock() }),
    );
    if (!claimed) return { again: true, packets: 0, counted: 0, heard: [], firstAt: null, aside: 0, damaged: false };
    if (claimed.again) await takeBackCounts(house.columns, digest);
    const data = createReadStream(file, { highWaterMark: 1 << 20 });
    const counted = await countCapture(house.columns, data, sensors, originOf(digest)).catch(async (error) => {
      await takeBackCounts(house.columns, digest);
      throw error;
    });
    if (counted.damaged) {
      // Of a file that breaks off nothing is kept: the whole one, later, would count its beginning again.
      await takeBackCounts(house.columns, digest);
      await q.run(sql('finish_file'), { digest, state: 'unknown', rows: 0, unread: 0 });
      return { ...counted, again: false, counted: 0 };
    }
    await q.run(sql('finish_file'), { digest, state: 'stored', rows: counted.counted, unread: counted.aside });
    await q.run(sql('heard'), { at: house.clock(), names: counted.heard });
    await q.run(sql('size_before'), { at: counted.firstAt, names: counted.heard });
    await appendFact(house, q, {
      kind: 'darknet.imported',
      subject: `flow-file:${originOf(digest)}`,
      actor: 'operator:command-line',
      data: { name, ...counted },
    });
    return { again: false, ...counted };
  });
}

/** Once a day, for the day before: survey scanners by their habit, ports that are new, and infected sources to their owners. */
export const closeDay = job({
  name: 'observe.close-darknet-day',
  schema: z.object({ day: z.string().optional() }),
  every: '35 9 * * *',
  tries: 5,
  async handle(house, { day }) {
    // Days are the engine's, in UTC: at 09:35 in Tokyo yesterday's is complete.
    const closed = day ?? new Date(house.clock().getTime() - DAY).toISOString().slice(0, 10);
    await listSurveyors(house, closed);
    await raiseAlarms(house, closed);
    await tellSources(house, closed);
    await publish(house);
  },
});

/** A source that tries 30 TCP ports or more in a day, as often as the sensors have addresses, surveys; it is counted apart from the next day on. */
async function listSurveyors(house: House, day: string): Promise<void> {
  const sensors = await house.db.as(worker, (q) => q.rows<Sensor>(sql('active')));
  const least = Math.max(
    300,
    sensors.reduce((sum, one) => sum + Number(one.addresses), 0),
  );
  const found = await house.columns.query<{ a: string; ports: number; n: number }>(
    `SELECT source AS a, uniqExact(port) AS ports, sum(packets) AS n FROM observe.darknet_source
     WHERE day = {day:Date} AND direction = 'scan' AND protocol = 6 AND tool != 'mirai' AND NOT dictHas('observe.survey_prefix', tuple(source))
     GROUP BY a HAVING ports >= 30 AND n >= {least:UInt64} ORDER BY n DESC LIMIT 1000`,
    { day, least },
  );
  if (found.length === 0) return;
  const rows = found
    .map(({ a }) => a.replace(/^::ffff:(?=\d+\.)/, ''))
    .map((one) => `${one}/${one.includes(':') ? 128 : 32}`);
  await house.db.as(worker, async (q) => {
    for (const prefix of rows)
      await q.run(sql('add_survey'), {
        prefix,
        name: 'by habit',
        source: `30 ports, ${least} packets on ${day}`,
        now: house.clock(),
      });
  });
  await loadSurveyors(
    house,
    rows.map((prefix) => ({ prefix, name: 'by habit' })),
  );
}

/** Brings listed survey scanners into the engine. */
export async function loadSurveyors(house: House, rows: readonly { prefix: string; name: string }[]): Promise<void> {
  await house.columns.insert('observe.survey_scanner', rows);
  await house.columns.command('SYSTEM RELOAD DICTIONARY observe.survey_prefix');
}

/** A port that many more sources try than on the days it was tried in the four weeks before: an alarm a person looks at. */
async function raiseAlarms(house: House, day: string): Promise<void> {
  const rows = await house.columns.query<{
    protocol: number;
    port: number;
    now_sources: number;
    now_packets: number;
    usual: number;
  }>(
    `SELECT protocol, port, sumIf(s, d = {day:Date}) AS now_sources, sumIf(p, d = {day:Date}) AS now_packets,
       sumIf(s, d < {day:Date}) / greatest(1, countIf(d < {day:Date})) AS usual
     FROM (SELECT protocol, port, toDate(hour) AS d, uniqMerge(sources) AS s, sum(packets) AS p FROM observe.darknet WHERE hour >= toDateTime({day:Date}) - INTERVAL 28 DAY AND hour < toDateTime({day:Date}) + INTERVAL 1 DAY AND direction = 'scan' AND survey = 0
       GROUP BY protocol, port, d)
     GROUP BY protocol, port HAVING now_sources >= 20 AND now_sources >= 10 * usual ORDER BY now_sources DESC LIMIT 50`,
    { day },
  );
  await house.db.as(worker, async (q) => {
    for (const row of rows) {
      const raised = await q.one(sql('alarm'), {
        protocol: row.protocol,
        port: row.port,
        sources: row.now_sources,
        packets: row.now_packets,
        usual: row.usual,
        day,
        now: house.clock(),
      });
      if (raised)
        await appendFact(house, q, {
          kind: 'darknet.new-port',
          subject: `port:${row.protocol}/${row.port}`,
          actor: 'job:observe.close-darknet-day',
          data: { day, sources: row.now_sources, usual: row.usual },
        });
    }
  });
}

/** Sources that somebody registered or a provider holds, and that scan as infected devices do, become observations; each day once. */
async function tellSources(house: House, day: string): Promise<void> {
  await freshRegistry(house);
  const rows = await house.columns.query<{ a: string; tools: string[]; ports: number[]; n: number; last_at: string }>(
    `SELECT source AS a, groupUniqArray(toString(tool)) AS tools, arraySort(groupUniqArray(20)(port)) AS ports, sum(packets) AS n, max(last) AS last_at
     FROM observe.darknet_source
     WHERE day = {day:Date} AND direction = 'scan' AND NOT dictHas('observe.survey_prefix', tuple(source))
       AND (dictGet('observe.reach_prefix', 'owner_set', tuple(source)) != 0
         OR dictHas('observe.route_holder', toUInt64(dictGet('observe.route_prefix', 'asn', tuple(source)))))
     GROUP BY a HAVING has(tools, 'mirai') OR n >= 3 ORDER BY a LIMIT 200000`,
    { day },
  );
  await house.db.as(worker, async (q: Queries) => {
    const first = await q.one(sql('untold_day'), { day, told: rows.length, now: house.clock() });
    if (!first) return;
    await sayAsFeed(
      house,
      q,
      'kyojo-darknet',
      `darknet-${day}.jsonl`,
      rows.map((row) => ({
        'time.source': new Date(row.last_at).toISOString(),
        'source.ip': row.a.replace(/^::ffff:(?=\d+\.)/, ''),
        'classification.type': row.tools.includes('mirai') ? 'infected-system' : 'scanner',
        'classification.identifier': row.tools.includes('mirai') ? 'mirai' : 'darknet',
        ...(row.tools.includes('mirai') ? { 'malware.name': 'mirai' } : {}),
        'extra.ports': row.ports.join(' '),
        'extra.packets': Number(row.n),
      })),
    );
  });
}

/** Loads countries of allocation into the engine where they are not yet; wanted with the first sensor. */
export const loadCountries = job({
  name: 'observe.load-countries',
  schema: z.object({}),
  async handle(house) {
    const [some] = await house.columns.query<{ n: number }>('SELECT count() AS n FROM observe.allocation');
    if (Number(some?.n ?? 0) > 0) return;
    const folder = dirname(
      createRequire(import.meta.url).resolve('@ip-location-db/geo-whois-asn-country/package.json'),
    );
    let rows: object[] = [];
    const flush = async () => {
      if (rows.length > 0) await house.columns.insert('observe.allocation', rows);
      rows = [];
    };
    for (const file of ['geo-whois-asn-country-ipv4.csv', 'geo-whois-asn-country-ipv6.csv'])
      for await (const line of createInterface({ input: createReadStream(join(folder, file)) })) {
        const [first = '', last = '', country = ''] = line.split(',');
        for (const { prefix } of routeRows([{ first, last, asn: 0 }])) rows.push({ prefix, country });
        if (rows.length >= 20_000) await flush();
      }
    await flush();
    await house.columns.command('SYSTEM RELOAD DICTIONARY observe.allocation_prefix');
  },
});
