import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { takeDarknetFiles } from '#observe';
import { publish } from '../../../src/observe/darknet/publish.ts';
import { closeDay, countFlows } from '../../../src/observe/darknet/sensor.ts';
import { takeBackLeftovers } from '../../../src/observe/flow/exporter/take.ts';
import { captureOf, type MadePacket } from '../../../src/observe/flow/generate/capture.ts';
import { Planter } from '../../../src/observe/flow/generate/plants.ts';
import { FlowBatch } from '../../../src/observe/flow/store/batch.ts';
import { storeBlock } from '../../../src/observe/flow/store/insert.ts';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const { house } = served;
const folder = mkdtempSync(join(tmpdir(), 'kyojo-darknet-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const NOON = Date.UTC(2026, 10, 19, 12);

const packets: MadePacket[] = [];
/** `count` packets of one source to as many addresses. */
function many(count: number, packet: Partial<MadePacket> & { source: string; targetPort: number }): void {
  for (let i = 0; i < count; i++)
    packets.push({
      atMs: NOON + i * 50,
      target: `198.18.${1 + (i >> 8)}.${i & 255}`,
      protocol: 6,
      sourcePort: 40_000 + i,
      ...packet,
    });
}
// Twelve infected devices (one of a member), a survey over many ports, echoes of a flood, one lone source, and traffic elsewhere.
for (let i = 1; i <= 11; i++) many(40, { source: `203.0.113.${i}`, targetPort: 23, tool: 'mirai' });
many(40, { source: '101.0.9.40', targetPort: 23, tool: 'mirai' });
for (let port = 1; port <= 60; port++) many(20, { source: '192.0.2.200', targetPort: port, tool: 'zmap' });
for (let i = 1; i <= 25; i++) many(4, { source: `100.64.0.${i}`, targetPort: 7547, tool: 'masscan' });
for (let i = 1; i <= 6; i++)
  many(30, { source: `203.0.113.${100 + i}`, targetPort: 40_000, sourcePort: 80, flags: 0x12 });
many(3, { source: '198.51.100.3', targetPort: 9999 });
many(500, { source: '198.51.100.4', targetPort: 80, target: '192.0.2.1' });

describe('observe: the darknet', () => {
  let operator: Visitor;
  before(async () => {
    served.clock.set('2026-11-19T00:10:00Z');
    operator = await arrive(served, { email: 'op@hub.example', name: '運用', isOperator: true });
    await house.db.as({ kind: 'worker' }, async (q) => {
      const row = checkRow(
        2,
        { externalId: 'm1', name: '例示工業', prefixes: '101.0.9.0/24', emails: 'sec@reiji.example' },
        () => true,
      );
      await takeOrganisations(house, q, [row.organisation], 'test');
    });
  });

  it('is nobody’s before a sensor is registered, and names what is wrong', async () => {
    await assert.rejects(takeDarknetFiles(house, ['/dev/null']), /sensor-none/);
    assert.match((await operator.get('/darknet?lang=en')).text, /Nothing observed yet/);
    const wrong = await operator.post('/darknet/sensors', { name: 'North 1', prefixes: '198.18.0.0/99' });
    assert.equal(wrong.status, 200);
    assert.equal((await operator.post('/darknet/sensors', { name: 'north', prefixes: '198.18.0.0/22' })).status, 303);
    for (const prefixes of ['198.18.1.0/24', '192.0.2.0/25 192.0.2.0/24', '0.0.0.0/0'])
      assert.match(
        (await operator.post('/darknet/sensors', { name: 'twice', prefixes })).text,
        /Addresses overlap|wider than/,
        prefixes,
      );
    await untilQuiet(served);
    const [japan] = await house.columns.query<{ c: string }>(
      "SELECT dictGet('observe.allocation_prefix', 'country', tuple(toIPv6('::ffff:1.0.1.1'))) AS c",
    );
    assert.equal(japan?.c, 'CN', 'countries of allocation are there');
  });

  it('counts packets by what they are, and a file only once', async () => {
    const file = join(folder, 'noon.pcap');
    writeFileSync(file, captureOf(packets));
    served.clock.set('2026-11-19T13:00:00Z');
    const [first] = await takeDarknetFiles(house, [file]);
    assert.deepEqual([first?.packets, first?.counted, first?.aside], [packets.length, packets.length - 500, 500]);
    assert.equal((await takeDarknetFiles(house, [file]))[0]?.again, true);
    // Killed before its word "stored": what it had counted goes, by itself or with the next try.
    const counted = async () =>
      Number((await house.columns.query<{ n: number }>('SELECT sum(packets) AS n FROM observe.darknet'))[0]?.n);
    const die = () => served.sql("UPDATE observe.flow_file SET state = 'reading' WHERE feed = 'darknet'");
    await die();
    await takeBackLeftovers.handle(house, {});
    assert.equal(await counted(), 0);
    assert.equal((await takeDarknetFiles(house, [file]))[0]?.counted, first?.counted);
    await die();
    assert.equal((await takeDarknetFiles(house, [file]))[0]?.again, false);
    assert.equal(await counted(), first?.counted);
    const cut = join(folder, 'cut.pcap');
    writeFileSync(cut, captureOf(packets).subarray(0, 5000));
    const [broken] = await takeDarknetFiles(house, [cut]);
    assert.deepEqual([broken?.damaged, broken?.counted, await counted()], [true, 0, first?.counted]);
    const rows = await house.columns.query<{ d: string; t: string; p: number; n: number; s: number }>(
      "SELECT toString(direction) AS d, toString(tool) AS t, if(tool = 'zmap', 0, port) AS p, sum(packets) AS n, uniqMerge(sources) AS s FROM observe.darknet GROUP BY d, t, p ORDER BY n DESC",
    );
    assert.deepEqual(
      rows.map(({ d, t, p, n, s }) => [d, t, p, Number(n), Number(s)]),
      [
        ['scan', 'zmap', 0, 1200, 1],
        ['scan', 'mirai', 23, 480, 12],
        ['back-scatter', 'unknown', 80, 180, 6],
        ['scan', 'masscan', 7547, 100, 25],
        ['scan', 'unknown', 9999, 3, 1],
      ],
    );
  });

  it('counts flows to unused space hour by hour, each hour once', async () => {
    served.clock.set('2026-11-19T14:20:00Z');
    const batch = new FlowBatch(4096);
    new Planter(3, NOON + 3_600_000, NOON + 7_200_000).plant(batch, [
      { kind: 'scan', source: '203.0.113.77', target: '198.18.1.0', targets: 200, ports: [2323], everyMs: 1000 },
    ]);
    await storeBlock(house.columns, batch, 'darknet-flows');
    await countFlows.handle(house, {});
    const count = async () =>
      Number(
        (
          await house.columns.query<{ n: number }>(
            "SELECT sum(packets) AS n FROM observe.darknet WHERE origin = 'flows' AND port = 2323",
          )
        )[0]?.n,
      );
    const once = await count();
    assert.ok(once >= 190, String(once));
    await served.sql("UPDATE observe.sensor SET counted_until = counted_until - interval '2 hours'");
    await countFlows.handle(house, {});
    assert.equal(await count(), once, 'counting an hour again changes nothing');
  });

  it('closes a day: surveys are told apart, a new port is an alarm, the owner of an infected device is told once', async () => {
    served.clock.set('2026-11-20T01:00:00Z');
    await closeDay.handle(house, {});
    await untilQuiet(served);
    assert.deepEqual(
      (await served.sql<{ prefix: string }>('SELECT prefix FROM observe.survey_scanner')).map(({ prefix }) => prefix),
      ['192.0.2.200/32'],
    );
    assert.deepEqual(
      (await served.sql<{ port: number }>('SELECT port FROM observe.port_alarm')).map(({ port }) => port),
      [7547],
    );
    const findings = () =>
      served.sql<{ asset: string; kind: string; n: number }>(
        'SELECT asset, kind, seen_count::int AS n FROM tell.finding',
      );
    assert.deepEqual(await findings(), [{ asset: '101.0.9.40', kind: 'iot-malware-infection', n: 1 }]);
    await closeDay.handle(house, { day: '2026-11-19' });
    await untilQuiet(served);
    assert.deepEqual(await findings(), [{ asset: '101.0.9.40', kind: 'iot-malware-infection', n: 1 }]);
  });

  it('shows the public rates with unit and denominator, and holds back what is too few', async () => {
    const visitor = served.visitor();
    const page = await visitor.get('/darknet?lang=en');
    assert.equal(page.status, 200);
    for (const shown of [
      'Per address and day',
      '1,024',
      '23/TCP',
      'Mirai and its kin',
      'too few to be shown',
      '7547/TCP',
    ])
      assert.ok(page.text.includes(shown), shown);
    for (const hidden of ['9999/TCP', '101.0.9.40', '203.0.113.']) assert.ok(!page.text.includes(hidden), hidden);
    const csv = await visitor.get('/darknet.csv');
    assert.match(csv.text, /ports,23\/6,1,\d+,13,packets in 7 days,1024/);
    assert.match(csv.text, /day,2026-11-19,,[\d.]+,,packets per day and address,1024/);
    assert.match(csv.text, /heldBack,,,[1-9]/);
    const open = JSON.parse((await visitor.get('/api/v1/darknet')).text) as {
      ports: { key: string; before: number | null }[];
      unit: string;
    };
    assert.equal(open.unit, 'packets per day and address');
    assert.equal(open.ports.find(({ key }) => key === '23/6')?.before, null);
    assert.equal((await visitor.get('/darknet/sensors')).status, 303);
  });

  it('draws a break when the addresses change, and tells no change across it', async () => {
    const [row] = await served.sql<{ id: string }>('SELECT id FROM observe.sensor');
    assert.equal(
      (await operator.post(`/darknet/sensors/${row?.id}`, { prefixes: '198.18.0.0/23', name: 'north' })).status,
      303,
    );
    // What is published ends with the last whole day.
    served.clock.pass(86_400_000);
    await closeDay.handle(house, {});
    const page = await operator.get('/darknet?lang=en');
    assert.match(page.text, /addresses of sensor “north” changed/);
    assert.match(page.text, /512/);
  });

  it('hears only the sensors that got packets, and one that ended counts no longer', async () => {
    assert.equal((await operator.post('/darknet/sensors', { name: 'south', prefixes: '198.19.0.0/24' })).status, 303);
    const file = join(folder, 'south.pcap');
    const more = packets.slice(0, 40).map((one) => ({
      ...one,
      target: one.target.replace('198.18.', '198.19.0.').replace(/(198\.19\.0\.)\d+\./, '$1'),
    }));
    writeFileSync(file, captureOf(more));
    const seen = async () =>
      Object.fromEntries(
        (
          await served.sql<{ name: string; at: Date | null }>('SELECT name, last_seen_at AS at FROM observe.sensor')
        ).map(({ name, at }) => [name, at?.toISOString() ?? null]),
      );
    const before_ = await seen();
    assert.deepEqual((await takeDarknetFiles(house, [file]))[0]?.heard, ['south']);
    const after_ = await seen();
    assert.equal(after_.north, before_.north);
    assert.equal(after_.south, house.clock().toISOString());
    const [south] = await served.sql<{ id: string }>("SELECT id FROM observe.sensor WHERE name = 'south'");
    assert.equal((await operator.post(`/darknet/sensors/${south?.id}/end`)).status, 303);
    const open = JSON.parse((await operator.get('/api/v1/darknet')).text) as {
      addresses: number;
      breaks: { en: string }[];
    };
    assert.equal(open.addresses, 512);
    assert.deepEqual(
      open.breaks.slice(-1).map(({ en }) => en),
      ['Sensor “south” ended'],
    );
  });

  it('gives each day its own denominator: without the sensors that heard nothing', async () => {
    const days = async () =>
      (
        JSON.parse((await operator.get('/api/v1/darknet')).text) as {
          days: { day: string; rate: number | null; addresses: number }[];
        }
      ).days.slice(-2);
    assert.deepEqual(
      (await days()).map(({ day, addresses }) => [day, addresses]),
      [
        ['2026-11-19', 1024 + 256],
        ['2026-11-20', 0],
      ],
    );
    assert.equal((await days())[1]?.rate, null, 'nothing was watched: no fall to nought');
    assert.match((await operator.get('/darknet.csv')).text, /break,2026-[^,]+,,,,Sensor “south” ended,/);
  });

  it('ranks the week before as it was shown: without what was too few', async () => {
    const at = Math.floor(Date.UTC(2026, 10, 12) / 1000);
    const week = (port: number, sources: number, packets: number) =>
      house.columns.command(
        `INSERT INTO observe.darknet_incoming (hour, sensor, origin, source, protocol, port, direction, tool, packets)
         SELECT toDateTime(${at}, 'UTC'), 'north', 'week', toIPv6(concat('::ffff:203.0.113.', toString(number + 1))), 6, ${port}, 'scan', 'unknown', ${packets} FROM numbers(${sources})`,
      );
    await week(9999, 1, 1_000_000);
    await week(23, 20, 10);
    await publish(house);
    const { ports } = JSON.parse((await operator.get('/api/v1/darknet')).text) as {
      ports: { key: string; before: number | null }[];
    };
    assert.equal(ports.find(({ key }) => key === '23/6')?.before, 1);
  });

  it('holds no port for new that the same sources try every day', async () => {
    for (let day = 1; day <= 15; day++)
      await house.columns.command(
        `INSERT INTO observe.darknet_incoming (hour, sensor, origin, source, protocol, port, direction, tool, packets)
         SELECT toDateTime('2026-10-${String(day).padStart(2, '0')} 03:00:00', 'UTC'), 'north', 'daily', toIPv6(concat('::ffff:203.0.113.', toString(number + 1))), 6,
           if(number < 25, 2222, 4444), 'scan', 'unknown', 5 FROM numbers(${day === 15 ? 50 : 25})`,
      );
    await closeDay.handle(house, { day: '2026-10-15' });
    assert.deepEqual(
      await served.sql("SELECT port, usual::float8 AS usual FROM observe.port_alarm WHERE day = '2026-10-15'"),
      [{ port: 4444, usual: 0 }],
    );
  });

  it('says when a sensor falls silent', async () => {
    served.clock.set('2026-11-22T03:00:00Z');
    await countFlows.handle(house, {});
    assert.equal((await served.sql("SELECT 1 FROM platform.fact WHERE kind = 'sensor.silent'")).length, 1);
    assert.match((await operator.get('/darknet/sensors?lang=en')).text, /silent/);
  });
});
