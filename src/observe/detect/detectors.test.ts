import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Columns } from '#platform/columns';
import { type Plant, Planter } from '../flow/generate/plants.ts';
import { strangers, Traffic } from '../flow/generate/traffic.ts';
import { FlowBatch } from '../flow/store/batch.ts';
import { storeBlock } from '../flow/store/insert.ts';
import { openScratchFlows } from '../flow/store/scratch.ts';
import { type Alert, listDetectors, readDetector, runDetector } from './detectors.ts';
import { sayReasons } from './reasons.ts';
import { detectorTitles, roleWords } from './words.ts';

const START = Date.UTC(2026, 3, 1);
const HOURS = 6;
const END = START + HOURS * 3_600_000;

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}.${i + 1}`);
const infected = numbered('101.0.200', 12);
const beacon = { kind: 'beacon', port: 443, periodMs: 300_000 } as const;

/** What is planted, with the host each detector has to name. */
const plants: readonly (readonly [detector: string, accused: string, plant: Plant])[] = [
  ['beacon', '198.51.100.1', { ...beacon, source: '101.0.201.1', target: '198.51.100.1' }],
  ['beacon', '198.51.100.2', { ...beacon, source: '101.0.201.2', target: '198.51.100.2', jitter: 0.3 }],
  ['beacon', '198.51.100.3', { ...beacon, source: '101.0.201.3', target: '198.51.100.3', jitter: 0.1, missing: 0.3 }],
  [
    'beacon',
    '198.51.100.4',
    { ...beacon, source: '101.0.201.4', target: '198.51.100.4', port: 8080, periodMs: 60_000, jitter: 0.2 },
  ],
  ['beacon', '198.51.100.5', { ...beacon, source: '101.0.201.5', target: '198.51.100.5', port: 6667, devices: 2 }],
  ['beacon', '198.51.100.6', { ...beacon, source: '101.0.201.6', target: '198.51.100.6', missing: 0.5 }],
  [
    'beacon',
    '198.51.100.7',
    { ...beacon, source: '101.0.201.7', target: '198.51.100.7', periodMs: 1_200_000, jitter: 0.05 },
  ],
  [
    'scan-horizontal',
    '203.0.113.1',
    { kind: 'scan', source: '203.0.113.1', target: '101.0.1.0', targets: 400, ports: [23], everyMs: 200 },
  ],
  [
    'scan-horizontal',
    '203.0.113.2',
    {
      kind: 'scan',
      source: '203.0.113.2',
      target: '101.0.3.0',
      targets: 60,
      ports: [445],
      everyMs: 60_000,
      answered: 0.1,
    },
  ],
  [
    'scan-vertical',
    '203.0.113.3',
    {
      kind: 'scan',
      source: '203.0.113.3',
      target: '101.0.5.5',
      targets: 1,
      ports: Array.from({ length: 200 }, (_, i) => i + 1),
      everyMs: 500,
    },
  ],
  [
    'scan-strobe',
    '203.0.113.4',
    {
      kind: 'scan',
      source: '203.0.113.4',
      target: '101.0.6.0',
      targets: 30,
      ports: [21, 22, 23, 80, 443, 8080],
      everyMs: 700,
    },
  ],
  [
    'brute-force',
    '203.0.113.5',
    { kind: 'passwords', source: '203.0.113.5', target: '101.0.7.7', port: 22, tries: 120, everyMs: 2500 },
  ],
  [
    'long-connection',
    '198.51.100.20',
    { kind: 'long', source: '101.0.201.20', target: '198.51.100.20', port: 4444, pieceMs: 300_000 },
  ],
  [
    'amplification',
    '101.0.8.8',
    {
      kind: 'reflection',
      reflectors: ['101.0.8.8'],
      victim: '198.51.100.30',
      port: 123,
      atMs: 3_600_000,
      forMs: 120_000,
    },
  ],
  [
    'ddos-target',
    '101.0.9.9',
    {
      kind: 'flood',
      sources: numbered('203.0.114', 200),
      victim: '101.0.9.9',
      port: 80,
      atMs: 7_200_000,
      forMs: 120_000,
      packetsPerSecond: 100,
    },
  ],
  [
    'ddos-source',
    '101.0.10.10',
    {
      kind: 'flood',
      sources: ['101.0.10.10'],
      victim: '198.51.100.40',
      port: 80,
      atMs: 7_200_000,
      forMs: 300_000,
      packetsPerSecond: 400,
    },
  ],
  [
    'back-scatter',
    '198.51.100.50',
    { kind: 'back-scatter', victim: '198.51.100.50', port: 80, targets: 150, everyMs: 3000 },
  ],
  [
    'common-destination',
    '198.51.100.60',
    { kind: 'visits', sources: infected, target: '198.51.100.60', port: 8443, visits: 2 },
  ],
];

describe('observe: the detectors find what was planted, and nobody else', () => {
  let columns: Columns;
  let close: () => Promise<void>;
  const alerts = new Map<string, Alert[]>();

  before(async () => {
    ({ columns, close } = await openScratchFlows());
    const batch = new FlowBatch(1 << 19);
    new Traffic({ seed: 11, startMs: START, perSecond: 20, clients: 3000, services: 5000 }).fill(batch, END);
    new Planter(12, START, END).plant(
      batch,
      plants.map(([, , plant]) => plant),
    );
    await storeBlock(columns, batch, 'planted');
    await columns.insert(
      'observe.flow_indicator',
      infected.map((address) => ({
        kind: 'infected',
        address: `::ffff:${address}`,
        port: 0,
        name: '',
        list: 'survey',
        until: '2100-01-01 00:00:00',
      })),
    );
    await columns.insert('observe.flow_indicator', [
      {
        kind: 'address',
        address: '::ffff:198.51.100.1',
        port: 443,
        name: 'planted',
        list: 'test',
        until: '2100-01-01 00:00:00',
      },
    ]);
    for (const detector of listDetectors()) {
      alerts.set(detector.name, await runDetector(columns, detector, { from: new Date(START), to: new Date(END) }));
    }
  });
  after(() => close());

  for (const [detector, accused, plant] of plants) {
    it(`${detector} names ${accused} (${describePlant(plant)})`, () => {
      const found = alerts.get(detector)?.find((alert) => alert.accused === accused);
      assert.ok(found, `alerts: ${JSON.stringify(alerts.get(detector)?.map((a) => [a.accused, a.score]))}`);
      assert.ok(found.score > 0.4 && Object.keys(found.reasons).length > 1);
    });
  }

  it('says every measured value in words', () => {
    for (const alert of [...alerts.values()].flat())
      for (const phrase of [...sayReasons(alert.reasons, 'ja'), ...sayReasons(alert.reasons, 'en')])
        assert.ok(
          !Object.keys(alert.reasons).some((name) => name.includes('-') && phrase.startsWith(`${name} `)),
          `${alert.detector}: ${phrase}`,
        );
    assert.deepEqual(sayReasons({ period: '300.4', timing: '0.93', 'connections-a-beat': '1', odd: '7' }, 'en'), [
      'every 5 min',
      'regular in time 93%',
      'odd 7',
    ]);
  });

  it('indicator-contact names the device that talks to a listed address', () => {
    assert.deepEqual(
      alerts.get('indicator-contact')?.map((a) => [a.accused, a.target, a.reasons.answered]),
      [['101.0.201.1', '198.51.100.1', '1']],
    );
  });

  it('no host of the ordinary traffic is accused of anything strong', () => {
    const known = strangers();
    const planted = new Set(['101.0.201.1', ...plants.flatMap(([, accused, plant]) => [accused, ...endsOf(plant)])]);
    const strong = new Set([
      'beacon',
      'scan-horizontal',
      'scan-vertical',
      'scan-strobe',
      'scan-icmp',
      'brute-force',
      'amplification',
      'ddos-target',
      'ddos-source',
      'back-scatter',
      'common-destination',
      'indicator-contact',
      'upload',
    ]);
    const wrong = [...alerts]
      .filter(([name]) => strong.has(name))
      .flatMap(([name, list]) =>
        list
          .filter((a) => !planted.has(a.accused) && !(a.role === 'scanner' && known.has(a.accused)))
          .map((a) => `${name} ${a.accused} ${JSON.stringify(a.reasons)}`),
      );
    assert.deepEqual(wrong, []);
  });
});

describe('observe: a detector says what it does', () => {
  it('every file has a head with version, role, reasoning, parameters it uses and literature', () => {
    const all = listDetectors();
    assert.ok(all.length >= 20, `${all.length} detectors`);
    for (const detector of all) {
      assert.ok(detector.reasoning.length > 100, detector.name);
      assert.ok(detector.version >= 1 && detector.parameters.length >= 1, detector.name);
    }
    assert.equal(new Set(all.map((d) => d.name)).size, all.length);
    assert.deepEqual(Object.keys(detectorTitles).sort(), all.map((d) => d.name).sort());
    for (const { role } of all) assert.ok(roleWords[role], role);
  });

  it('refuses a file without reasons and a parameter that is not used', () => {
    assert.throws(() => readDetector('-- detector: x\nSELECT 1', 'x.sql'), /does not say/);
    const head = '-- detector: x\n-- version: 1\n-- accuses: source\n-- role: scanner\n-- literature: none\n';
    assert.throws(() => readDetector(`${head}-- parameter: a UInt8 = 1\nSELECT 1`, 'x.sql'), /does not use/);
  });
});

function describePlant(plant: Plant): string {
  return Object.entries(plant)
    .filter(([name]) => !['source', 'sources', 'target', 'victim', 'reflectors', 'kind'].includes(name))
    .map(([name, value]) => `${name} ${Array.isArray(value) && value.length > 6 ? value.length : value}`)
    .join(', ');
}

function endsOf(plant: Plant): string[] {
  if (plant.kind === 'flood') return [...plant.sources, plant.victim];
  if (plant.kind === 'reflection') return [...plant.reflectors, plant.victim];
  return [];
}
