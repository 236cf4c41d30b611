/** What this room shows of a sample hub: hours of flows with a command server in them, two weeks of a darknet, a survey of devices, a body's logs. `--demo` calls it once. */
import { holdersOf } from '#know';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';
import { detectSpan } from '../candidate/run.ts';
import { closeDay, takeDarknetFiles } from '../darknet/sensor.ts';
import { captureOf, type MadePacket } from '../flow/generate/capture.ts';
import { type Plant, Planter } from '../flow/generate/plants.ts';
import { Traffic } from '../flow/generate/traffic.ts';
import { FlowBatch } from '../flow/store/batch.ts';
import { storeBlock } from '../flow/store/insert.ts';
import { type Decision, decideEvent } from '../funnel/decide.ts';
import type { EventRow } from '../funnel/page.html.ts';
import { takeLogs } from '../funnel/take.ts';
import { sampleProviders } from './networks.ts';
import { withFile } from './spool.ts';
import { loadSurvey, type Tell } from './survey.ts';

const of = (path: string) => loadSql(import.meta.url.replace('sample/load.ts', path));
const [exporters, register, sensors, funnel] = [
  of('flow/exporter/page.ts'),
  of('flow/exporter/register.ts'),
  of('darknet/sensor.ts'),
  of('funnel/store.ts'),
];
const worker = { kind: 'worker' } as const;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Nobody real: members lie in the ranges for documentation (RFC 5737), everybody else in that for benchmarks (RFC 2544), the sensor in RFC 6598's. */
const MEMBERS = [0xc0000200, 0xc6336400, 0xcb007100];
const OTHERS = 0xc6120000;
const ROUTER = '198.51.100.254';
const SENSOR = { name: 'north', prefixes: ['100.64.0.0/22'], addresses: 1024 };

/** Loads it; `body` is the sample member whose logs are watched, `centre` who looks at them, `tell` what the loop does. Needs the sample's networks. */
export async function loadObserved(house: House, body: string, centre: string, tell?: Tell): Promise<void> {
  await flows(house);
  await darknet(house);
  await loadSurvey(house, tell);
  await logs(house, body, centre);
}

async function flows(house: House): Promise<void> {
  const now = house.clock().getTime();
  const from = now - 6 * HOUR;
  await house.db.as(worker, async (q) => {
    const owner = sampleProviders[0]?.asNumber ?? 0;
    const organisation = (await holdersOf(q, [owner])).get(owner) ?? null;
    // It sends once and never again: a week passes before it counts as silent.
    const values = { organisation, prefixes: [], minutes: 10_080, now: house.clock() };
    await q.run(exporters('add'), { name: '見本の境界ルーター', address: ROUTER, ...values });
  });
  const traffic = new Traffic({
    seed: 4,
    startMs: from,
    perSecond: 5,
    ipv6: 0,
    noise: 0,
    clients: 540,
    services: 4000,
  });
  for (let i = 0; i < 540; i++) traffic.clients.set4(i, (MEMBERS[i % 3] ?? 0) + (Math.floor(i / 3) % 240));
  for (let i = 0; i < 4000; i++) traffic.services.set4(i, OTHERS + i * 7);
  const plants: Plant[] = [
    ...['203.0.113.1', '203.0.113.5', '192.0.2.9', '198.51.100.13'].map((source, at) => ({
      kind: 'beacon' as const,
      source,
      target: '198.19.7.77',
      port: 4443,
      periodMs: 120_000 + at * 9000,
      jitter: 0.1,
      missing: 0.05,
    })),
    { kind: 'scan', source: '198.19.9.9', target: '203.0.113.0', targets: 240, ports: [23, 2323], everyMs: 900 },
  ];
  const batch = new FlowBatch(1 << 17);
  let sent = 0;
  for (let more = true, i = 0; more; i++) {
    more = traffic.fill(batch, now);
    if (!more) new Planter(5, from, now).plant(batch, plants);
    const router = new Uint8Array(batch.exporter.buffer, batch.exporter.byteOffset, batch.exporter.byteLength);
    const address = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, ...ROUTER.split('.').map(Number)];
    for (let row = 0; row < batch.rows; row++) router.set(address, row * 16);
    sent += batch.rows;
    await storeBlock(house.columns, batch, `sample-${i}`);
    batch.clear();
  }
  const news = Array.from({ length: 6 }, (_, hour) => ({
    address: ROUTER,
    at: new Date(now - hour * HOUR),
    datagrams: Math.round(sent / 6 / 24),
    flows: Math.round(sent / 6),
    lost: 0,
  }));
  await house.db.as(worker, (q) => q.run(register('heard'), { news: JSON.stringify(news) }));
  await detectSpan(house, { from: new Date(from), to: new Date(now) });
}

async function darknet(house: House): Promise<void> {
  const today = Math.floor(house.clock().getTime() / DAY) * DAY;
  const since = new Date(today - 15 * DAY);
  await house.db.as(worker, async (q) => {
    const row = await q.one<{ id: string }>(sensors('add'), { ...SENSOR, now: since });
    if (row) await q.run(sensors('size'), { id: row.id, addresses: SENSOR.addresses, now: since });
  });
  const packets: MadePacket[] = [];
  for (let day = 0; day < 14; day++)
    for (let i = 0; i < 500 + day * 25; i++)
      packets.push({
        atMs: today - (14 - day) * DAY + i * 60_000,
        // Two members' devices are among them.
        source: i % 50 === 0 ? `203.0.113.${i % 100 === 0 ? 21 : 45}` : `198.18.${i % 7}.${(i * 13) % 250}`,
        target: `100.64.${i % 4}.${(i * 7) & 255}`,
        protocol: i % 9 === 0 ? 17 : 6,
        sourcePort: 40_000 + (i % 20_000),
        targetPort: [23, 23, 23, 445, 22, 2323, 80, 7547, 3389][(i + day) % 9] ?? 23,
        ...(i % 50 === 0 || i % 4 === 0 ? { tool: 'mirai' as const } : i % 7 === 0 ? { tool: 'zmap' as const } : {}),
        ...(i % 13 === 0 ? { flags: 0x12 } : {}),
      });
  await withFile(house, 'sample.pcap', captureOf(packets), (file) => takeDarknetFiles(house, [file]));
  await closeDay.handle(house, {});
}

async function logs(house: House, body: string, centre: string): Promise<void> {
  const now = house.clock();
  await house.db.as(worker, async (q) => {
    const level = 'local';
    const values = { level, centre, bundle: 60, attempts: 1, severity: 5 };
    await q.run(funnel('set_centre'), { organisation: centre, level, upper: null, now });
    await q.run(funnel('set_body'), { organisation: body, ...values, now });
    const actor = 'job:demo';
    const of = (organisationId: string) => ({ organisationId, actor });
    await appendFact(house, q, {
      kind: 'centre.set',
      subject: `centre:${centre}`,
      ...of(centre),
      data: { level, upper: null },
    });
    await appendFact(house, q, { kind: 'body.set', subject: `body:${body}`, ...of(body), data: values });
  });
  const lines = Array.from({ length: 600 }, (_, i) => {
    const at = new Date(now.getTime() - (i % 10) * DAY - (i % 9) * HOUR).toISOString();
    const name = ['SQLインジェクションの試み', '不正なログインの繰り返し', 'Port scan'][i % 3];
    return `<131>1 ${at} ids app - - - CEF:0|V|P|1|1|${name}|${i % 4 === 0 ? 8 : 3}|src=198.19.3.${i % 5} dst=192.0.2.9 dpt=443 act=${i % 5 === 0 ? 'blocked' : 'alerted'}`;
  });
  await withFile(house, 'sample.log', Buffer.from(lines.join('\n')), (file) => takeLogs(house, body, file));
  await decide(house);
}

/** What the centre has decided so far: what waited longest, by what it was. */
async function decide(house: House): Promise<void> {
  const decided: Readonly<Record<string, readonly [Decision['decision'], string]>> = {
    'Port scan': ['false-positive', '委託した会社の定期点検でした'],
    不正なログインの繰り返し: ['harmless', 'すべて失敗しており、二段階認証が有効でした'],
    SQLインジェクションの試み: ['notice', '応答が200で、見慣れないファイルが作られていました'],
  };
  await house.db.as(worker, async (q) => {
    const all = await q.rows<EventRow>(funnel('events'), { state: 'open', afterAt: null, afterId: null, limit: 100 });
    for (const { id, signature } of all.slice(-9)) {
      const [decision, because] = decided[signature] ?? [];
      const event = await q.one<EventRow>(funnel('event'), { id });
      if (decision && because && event)
        await decideEvent(
          house,
          q,
          event,
          { decision, because, rule: false },
          { actor: 'job:demo', now: house.clock() },
        );
    }
  });
}
