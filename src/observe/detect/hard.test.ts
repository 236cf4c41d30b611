import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Columns } from '#platform/columns';
import { lose, type Plant, Planter, sample } from '../flow/generate/plants.ts';
import { Random } from '../flow/generate/random.ts';
import { strangers, Traffic } from '../flow/generate/traffic.ts';
import { FlowBatch } from '../flow/store/batch.ts';
import { storeBlock } from '../flow/store/insert.ts';
import { openScratchFlows } from '../flow/store/scratch.ts';
import { type Alert, listDetectors, runDetector } from './detectors.ts';

const START = Date.UTC(2026, 3, 1);
const DAY = 24 * 3_600_000;
/** Who knocks at random doors in the background; whoever accuses them of it is right. */
const known = strangers();

describe('observe: detectors under hard conditions', () => {
  let columns: Columns;
  let close: () => Promise<void>;
  before(async () => {
    ({ columns, close } = await openScratchFlows());
  });
  after(() => close());

  const run = async (name: string, feed: string, from: number, to: number, parameters = {}): Promise<Alert[]> => {
    const detector = listDetectors().find((d) => d.name === name);
    assert.ok(detector, name);
    return runDetector(columns, detector, { from: new Date(from), to: new Date(to), feed, parameters });
  };
  const store = async (feed: string, plants: readonly Plant[], end: number, rate = 1, background = 4, lost = 0) => {
    const batch = new FlowBatch(1 << 20);
    new Traffic({ seed: 21, startMs: START, perSecond: background, clients: 2000, services: 3000 }).fill(batch, end);
    new Planter(22, START, end).plant(batch, plants);
    if (rate === 1 && lost === 0) return storeBlock(columns, batch, feed, feed);
    const thin = new FlowBatch(1 << 20);
    if (lost > 0) lose(batch, thin, lost, 23);
    else sample(batch, thin, rate, 23);
    return storeBlock(columns, thin, feed, feed);
  };

  it('beacons behind one translator: four devices and the traffic of a whole office on one address', async () => {
    const office = '101.0.220.1';
    const visits = Array.from(
      { length: 200 },
      (_, i): Plant => ({ kind: 'visits', sources: [office], target: `198.18.${i % 50}.${i}`, port: 443, visits: 20 }),
    );
    const end = START + DAY / 2;
    await store(
      'nat',
      [
        {
          kind: 'beacon',
          source: office,
          target: '198.51.100.9',
          port: 443,
          periodMs: 600_000,
          jitter: 0.02,
          devices: 4,
        },
        ...visits,
        // A fifth infected device behind it looks for others; the office's own connections all succeed.
        { kind: 'scan', source: office, target: '198.51.104.0', targets: 80, ports: [2323], everyMs: 20_000 },
      ],
      end,
    );
    assert.deepEqual(
      (await run('scan-horizontal', 'nat', START, end)).filter((a) => a.source === office).map((a) => a.targetPort),
      [2323],
    );
    const alerts = await run('beacon', 'nat', START, end);
    assert.deepEqual(
      alerts.filter((a) => a.source === office).map((a) => a.target),
      ['198.51.100.9'],
    );
    assert.equal(alerts[0]?.reasons['connections-a-beat'], '4');
  });

  it('jitter of half the period is found, a random walk of the same rate is not', async () => {
    const end = START + DAY / 2;
    const plants: Plant[] = [
      { kind: 'beacon', source: '101.0.221.1', target: '198.51.100.10', port: 443, periodMs: 300_000, jitter: 0.5 },
    ];
    // People: exponential waits of the same mean.
    for (let i = 0; i < 40; i++)
      plants.push({ kind: 'visits', sources: [`101.0.222.${i}`], target: '198.51.100.11', port: 443, visits: 144 });
    await store('jitter', plants, end);
    const found = (await run('beacon', 'jitter', START, end)).map((a) => a.target);
    assert.deepEqual(found, ['198.51.100.10']);
  });

  it('sampling of 1:1000 hides single beacons, and the common destination of known infected devices still shows', async () => {
    const infected = Array.from({ length: 60 }, (_, i) => `101.0.230.${i + 1}`);
    const plants = infected.map(
      (source): Plant => ({
        kind: 'beacon',
        source,
        target: '198.51.100.77',
        port: 8443,
        periodMs: 60_000,
        octets: 4000,
      }),
    );
    await store('sampled', plants, START + DAY, 1000, 10);
    await columns.insert(
      'observe.flow_indicator',
      infected.slice(0, 40).map((address) => ({
        kind: 'infected',
        address: `::ffff:${address}`,
        port: 0,
        name: '',
        list: 'test',
        until: '2100-01-01 00:00:00',
      })),
    );
    const [first] = await run('common-destination', 'sampled', START, START + DAY);
    assert.deepEqual([first?.target, first?.targetPort], ['198.51.100.77', 8443]);
    // Said plainly: a pair seen a few times a day has no rhythm left to find; one of sixty is luck.
    assert.ok((await run('beacon', 'sampled', START, START + DAY)).length <= 3);
  });

  it('three datagrams in ten lost: beacons, scans and tried passwords still show, and nobody else', async () => {
    const end = START + DAY / 4;
    await store(
      'lossy',
      [
        { kind: 'beacon', source: '101.0.231.1', target: '198.51.100.12', port: 443, periodMs: 240_000, jitter: 0.1 },
        { kind: 'scan', source: '203.0.113.31', target: '101.0.1.0', targets: 200, ports: [23], everyMs: 2000 },
        { kind: 'passwords', source: '203.0.113.32', target: '101.0.7.7', port: 22, tries: 60, everyMs: 5000 },
      ],
      end,
      1,
      4,
      0.3,
    );
    const named = async (detector: string) =>
      (await run(detector, 'lossy', START, end)).map((a) => a.accused).filter((one) => !known.has(one));
    assert.deepEqual(await named('beacon'), ['198.51.100.12']);
    assert.deepEqual(await named('scan-horizontal'), ['203.0.113.31']);
    assert.deepEqual(await named('brute-force'), ['203.0.113.32']);
    for (const other of ['scan-vertical', 'scan-strobe', 'amplification', 'ddos-source', 'ddos-target', 'back-scatter'])
      assert.deepEqual(await named(other), [], other);
  });

  it('sampling of 1:1000 leaves scans of whole networks and reflectors, hides small scans, and accuses nobody else', async () => {
    const end = START + DAY / 4;
    await store(
      'sampled-scans',
      [
        { kind: 'scan', source: '203.0.113.41', target: '101.1.0.0', targets: 60_000, ports: [23], everyMs: 300 },
        { kind: 'scan', source: '203.0.113.42', target: '101.2.0.0', targets: 400, ports: [23], everyMs: 2000 },
        { kind: 'reflection', reflectors: ['101.0.8.8'], victim: '198.51.100.31', port: 123, atMs: 0, forMs: 120_000 },
        { kind: 'beacon', source: '101.0.232.1', target: '198.51.100.13', port: 443, periodMs: 300_000 },
      ],
      end,
      1000,
      20,
    );
    const named = async (detector: string) => (await run(detector, 'sampled-scans', START, end)).map((a) => a.accused);
    assert.deepEqual(await named('scan-horizontal'), ['203.0.113.41'], '400 single packets are seen less than once');
    assert.deepEqual(await named('amplification'), ['101.0.8.8']);
    for (const other of ['beacon', 'scan-vertical', 'scan-strobe', 'brute-force', 'ddos-source', 'ddos-target'])
      assert.deepEqual(await named(other), [], other);
  });

  it('sampled floods keep their size, because the rate is in every flow', async () => {
    const end = START + 3_600_000;
    const sources = Array.from({ length: 200 }, (_, i) => `203.0.114.${i + 1}`);
    await store(
      'sampled-flood',
      [{ kind: 'flood', sources, victim: '101.0.9.9', port: 80, atMs: 600_000, forMs: 120_000, packetsPerSecond: 400 }],
      end,
      100,
    );
    const [alert] = await run('ddos-target', 'sampled-flood', START, end);
    assert.equal(alert?.target, '101.0.9.9');
    const packets = Number(alert?.reasons['packets-a-minute']);
    assert.ok(packets > 0.9 * 200 * 400 * 60 && packets < 1.1 * 200 * 400 * 60, `${packets}`);
    assert.equal(alert?.reasons.kind, 'syn-flood');
  });

  it('a run every five minutes looks only at pairs that were active in them', async () => {
    const end = START + DAY / 4;
    const beacon = (host: number, stopMs: number): Plant[] => {
      const batchEnd = START + stopMs;
      return batchEnd > START
        ? [{ kind: 'beacon', source: `101.0.240.${host}`, target: `198.51.100.${host}`, port: 443, periodMs: 120_000 }]
        : [];
    };
    const batch = new FlowBatch(1 << 16);
    new Planter(1, START, end).plant(batch, beacon(1, 1));
    new Planter(2, START, START + DAY / 8).plant(batch, beacon(2, 1));
    await storeBlock(columns, batch, 'active', 'active');
    const all = await run('beacon', 'active', START, end);
    assert.deepEqual(all.map((a) => a.target).sort(), ['198.51.100.1', '198.51.100.2']);
    const active = await run('beacon', 'active', START, end, { active_within: 300 });
    assert.deepEqual(
      active.map((a) => a.target),
      ['198.51.100.1'],
    );
  });

  it('a connection in pieces of both directions counts whole, whichever side each piece begins with', async () => {
    const [client, server] = ['::ffff:101.0.250.1', '::ffff:198.51.100.88'];
    const piece = (i: number, turned: boolean) => ({
      at: new Date(START + i * 3_000_000).toISOString(),
      duration: 2_990_000,
      source: turned ? server : client,
      target: turned ? client : server,
      source_port: turned ? 5228 : 40_000,
      target_port: turned ? 40_000 : 5228,
      protocol: 6,
      packets: 20,
      bytes: 2000,
      reply_packets: 20,
      reply_bytes: 2000,
      state: 'established',
      feed: 'pieces',
    });
    await columns.insert('observe.flow', [piece(0, false), piece(1, true), piece(2, true)]);
    const alerts = await run('long-connection', 'pieces', START, START + DAY);
    assert.deepEqual(
      alerts.map((a) => [a.source, a.target, a.targetPort, a.flows]),
      [['101.0.250.1', '198.51.100.88', 5228, 3]],
    );
  });

  it('names made by a machine are told from names that are merely new', async () => {
    const random = new Random(31);
    const syllables = [
      'ka',
      'shi',
      'to',
      'na',
      'mu',
      're',
      'shop',
      'news',
      'blog',
      'tech',
      'sun',
      'river',
      'book',
      'town',
      'mail',
      'play',
    ];
    const word = () =>
      Array.from({ length: 2 + random.below(3) }, () => syllables[random.below(syllables.length)]).join('');
    const machine = () =>
      Array.from({ length: 12 + random.below(6) }, () => 'abcdefghijklmnopqrstuvwxyz0123456789'[random.below(36)]).join(
        '',
      );
    const row = (client: string, name: string, code: string) => ({
      at: START + random.below(3_600_000),
      feed: 'dga',
      client: `::ffff:${client}`,
      server: '::ffff:192.0.2.53',
      name,
      type: 'A',
      code,
      answers: [],
      session: 0,
    });
    const rows = [];
    for (let i = 0; i < 50; i++)
      for (let n = 0; n < 40; n++)
        rows.push(
          row(
            `101.0.1.${i}`,
            `${word()}.example`.replace('example', ['jp', 'com', 'net'][n % 3] ?? 'jp'),
            n % 20 === 0 ? 'NXDOMAIN' : 'NOERROR',
          ),
        );
    for (let n = 0; n < 60; n++) rows.push(row('101.0.2.1', `${machine()}.com`, 'NXDOMAIN'));
    // Somebody whose names are simply gone: many failures, but they read like names.
    for (let n = 0; n < 40; n++) rows.push(row('101.0.2.2', `${word()}.jp`, n % 2 ? 'NXDOMAIN' : 'NOERROR'));
    await columns.insert(
      'observe.flow_dns',
      rows.map((r) => ({ ...r, at: new Date(r.at).toISOString() })),
    );
    const alerts = await run('dga-dns', 'dga', START, START + DAY);
    assert.deepEqual(
      alerts.map((a) => a.accused),
      ['101.0.2.1'],
    );
  });

  it('a listed name is found below its parent, in questions, hellos and requests', async () => {
    await columns.insert('observe.flow_indicator', [
      { kind: 'name', address: '::', port: 0, name: 'evil.example', list: 'test', until: '2100-01-01 00:00:00' },
    ]);
    const at = new Date(START).toISOString();
    const base = { at, feed: 'named', server: '::ffff:192.0.2.53', session: 0 };
    await columns.insert('observe.flow_dns', [
      { ...base, client: '::ffff:101.0.3.1', name: 'a.b.evil.example', type: 'A', code: 'NOERROR', answers: [] },
      { ...base, client: '::ffff:101.0.3.9', name: 'notevil.example', type: 'A', code: 'NOERROR', answers: [] },
    ]);
    await columns.insert('observe.flow_tls', [
      {
        ...base,
        client: '::ffff:101.0.3.2',
        server_port: 443,
        server_name: 'evil.example',
        version: '',
        established: true,
        ja3: '',
        ja3s: '',
        validation: '',
      },
    ]);
    const alerts = await run('indicator-name', 'named', START - 1000, START + DAY);
    assert.deepEqual(alerts.map((a) => [a.accused, a.reasons['seen-in']]).sort(), [
      ['101.0.3.1', 'dns'],
      ['101.0.3.2', 'tls'],
    ]);
  });

  it('a rhythm of requests is found behind a proxy that all others use too', async () => {
    const random = new Random(41);
    const rows = [];
    const row = (client: string, at: number, host: string, agent: string) => ({
      at: new Date(START + at).toISOString(),
      feed: 'proxy',
      client: `::ffff:${client}`,
      server: '::ffff:192.0.2.8',
      server_port: 3128,
      method: 'GET',
      host,
      agent,
      status: 200,
      mime: '',
      request_bytes: 100,
      response_bytes: 300,
      proxied: true,
      session: 0,
    });
    for (let at = 0; at < DAY / 4; at += 240_000 * (0.8 + 0.4 * random.unit()))
      rows.push(row('101.0.4.1', at, 'update.example', 'Updater/1'));
    for (let c = 2; c < 60; c++)
      for (let n = 0; n < 120; n++)
        rows.push(row(`101.0.4.${c}`, random.below(DAY / 4), `site${random.below(20)}.example`, 'Mozilla/5.0 (X11)'));
    await columns.insert('observe.flow_http', rows);
    const alerts = await run('beacon-web', 'proxy', START, START + DAY / 4);
    assert.deepEqual(
      alerts.map((a) => [a.source, a.reasons.host]),
      [['101.0.4.1', 'update.example']],
    );
  });
});
