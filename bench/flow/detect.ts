/**
 * How long the detectors need over made-up traffic with planted behaviour: `./kyojo bench flow/detect [MILLIONS] [FLOWS_PER_SECOND] [FOLDER]`,
 * 2 million flows at 1,157 a second (100 million a day) unless said. Per detector: seconds, the engine's peak memory, how many of the
 * planted hosts it found and how many others it accused. Then the product's own runs, candidates written and all: the one every
 * five minutes, the hourly one over the day. Goals at 100 million: all detectors ≤ 120 s and ≤ 4 GiB, every five minutes ≤ 5 s.
 * With FOLDER the flows stay there for the next time.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '#platform/config';
import { statement } from '#platform/postgres';
import { openHouse } from '../../src/app/house.ts';
import { detectDay, detectFlows } from '../../src/observe/candidate/run.ts';
import { listDetectors, runDetector } from '../../src/observe/detect/detectors.ts';
import { type Plant, Planter } from '../../src/observe/flow/generate/plants.ts';
import { strangers, Traffic } from '../../src/observe/flow/generate/traffic.ts';
import { FlowBatch } from '../../src/observe/flow/store/batch.ts';
import { storeBlock } from '../../src/observe/flow/store/insert.ts';
import { benchHub, machine } from '../loop/hub.ts';

const [millions = 2, perSecond = 1157] = process.argv.slice(2, 4).map(Number);
const kept = process.argv[4];
const START = Date.UTC(2026, 3, 1);
const END = START + (millions * 1e6 * 1000) / perSecond;

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}.${i + 1}`);
const servers = numbered('198.51.100', 40);
const bots = numbered('203.0.114', 200);
/** What is planted, and whom each detector has to name for it. */
const planted: readonly (readonly [detector: string, accused: readonly string[], plants: readonly Plant[]])[] = [
  [
    'beacon',
    servers,
    servers.map((target, i) => ({
      kind: 'beacon',
      source: `101.200.1.${i + 1}`,
      target,
      port: [443, 80, 8080, 6667][i % 4] ?? 443,
      periodMs: [60_000, 300_000, 120_000, 600_000][i % 4] ?? 60_000,
      jitter: (i % 5) * 0.08,
      missing: (i % 3) * 0.15,
    })),
  ],
  [
    'scan-horizontal',
    ['203.0.113.1'],
    [{ kind: 'scan', source: '203.0.113.1', target: '101.0.1.0', targets: 2000, ports: [23], everyMs: 300 }],
  ],
  [
    'scan-vertical',
    ['203.0.113.3'],
    [
      {
        kind: 'scan',
        source: '203.0.113.3',
        target: '101.0.5.5',
        targets: 1,
        ports: Array.from({ length: 300 }, (_, i) => i + 1),
        everyMs: 500,
      },
    ],
  ],
  [
    'brute-force',
    ['203.0.113.5'],
    [{ kind: 'passwords', source: '203.0.113.5', target: '101.0.7.7', port: 22, tries: 200, everyMs: 2500 }],
  ],
  [
    'amplification',
    ['101.0.8.8'],
    [
      {
        kind: 'reflection',
        reflectors: ['101.0.8.8'],
        victim: '198.51.100.230',
        port: 123,
        atMs: 300_000,
        forMs: 120_000,
      },
    ],
  ],
  [
    'ddos-target',
    ['101.0.9.9'],
    [
      {
        kind: 'flood',
        sources: bots,
        victim: '101.0.9.9',
        port: 80,
        atMs: 300_000,
        forMs: 120_000,
        packetsPerSecond: 100,
      },
    ],
  ],
  ['ddos-source', bots, []],
  [
    'back-scatter',
    ['198.51.100.250'],
    [{ kind: 'back-scatter', victim: '198.51.100.250', port: 80, targets: 800, everyMs: 500 }],
  ],
];

const forget = statement('bench-forget', 'DELETE FROM observe.detection_run');
const slowest = statement(
  'bench-runs',
  'SELECT detector, milliseconds, alerts, failed FROM observe.detection_run ORDER BY milliseconds DESC',
);
const hub =
  kept === undefined
    ? await benchHub()
    : await (async () => {
        const open = await openHouse(
          readConfig({ KYOJO_DATA: kept, KYOJO_LOG: 'warn', KYOJO_URL: 'http://hub.example' }),
        );
        return { ...open, folder: kept, end: () => open.close() };
      })();
const { columns } = hub.house;
console.log(machine());
await fill();

const engine = Number(
  JSON.parse(readFileSync(join(hub.folder, globSync('**/engine.json', { cwd: hub.folder })[0] ?? ''), 'utf8')).pid,
);
/** The engine's greatest resident memory since the last call, in MiB; Linux. Its program itself, mapped, is about 400 of it. */
function peak(): number {
  const status = `/proc/${engine}/status`;
  const most = existsSync(status) ? Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) / 1024 : 0;
  if (most > 0) writeFileSync(`/proc/${engine}/clear_refs`, '5');
  return Math.round(most);
}

const known = strangers();
let [seconds, memory] = [0, 0];
peak();
console.log(
  `-- all detectors over ${((END - START) / 3_600_000).toFixed(1)} hours\n${'detector'.padEnd(20)} seconds   MiB  planted  found  others`,
);
for (const detector of listDetectors()) {
  const start = performance.now();
  const alerts = await runDetector(columns, detector, { from: new Date(START), to: new Date(END) });
  const took = (performance.now() - start) / 1000;
  const most = peak();
  [seconds, memory] = [seconds + took, Math.max(memory, most)];
  const truth = planted.find(([name]) => name === detector.name)?.[1] ?? [];
  const accused = new Set(alerts.map((alert) => alert.accused));
  const all = new Set(planted.flatMap(([, one]) => one));
  const others = [...accused].filter((one) => !all.has(one) && !(detector.role === 'scanner' && known.has(one)));
  const found = truth.filter((one) => accused.has(one)).length;
  console.log(
    `${detector.name.padEnd(20)} ${took.toFixed(2).padStart(7)} ${`${most}`.padStart(5)} ${`${truth.length}`.padStart(8)} ${`${found}`.padStart(6)} ${`${others.length}`.padStart(7)}`,
  );
}
console.log(`all ${seconds.toFixed(1)} s, at most ${memory} MiB in the engine (goals ≤ 120 s and ≤ 4096 MiB)`);

// The product's own runs, at the end of the traffic; the second of each is what comes every time, without anything cold.
const house = { ...hub.house, clock: () => new Date(END) };
for (const [title, job] of [
  ['every five minutes', detectFlows],
  ['every hour', detectDay],
] as const)
  for (const time of ['first', 'again']) {
    await hub.house.db.as({ kind: 'worker' }, (q) => q.run(forget, {}));
    peak();
    const start = performance.now();
    await job.handle(house, {});
    const took = (performance.now() - start) / 1000;
    const runs = await hub.house.db.as({ kind: 'worker' }, (q) =>
      q.rows<{ detector: string; milliseconds: number; alerts: number; failed: string }>(slowest, {}),
    );
    console.log(`-- ${title}, ${time}: ${took.toFixed(2)} s, at most ${peak()} MiB in the engine`);
    for (const run of runs.filter(({ milliseconds, failed }) => milliseconds > 100 || failed !== ''))
      console.log(
        `${run.detector.padEnd(20)} ${(run.milliseconds / 1000).toFixed(2)} s  ${run.alerts} alerts ${run.failed}`,
      );
  }
await hub.end();

async function fill(): Promise<void> {
  const [there] = await columns.query<{ n: number }>('SELECT count() AS n FROM observe.flow');
  let flows = Number(there?.n ?? 0);
  if (flows === 0) {
    const traffic = new Traffic({ seed: 1, startMs: START, perSecond });
    const batch = new FlowBatch(1 << 20);
    for (let more = true, i = 0; more; i++) {
      more = traffic.fill(batch, END);
      if (!more)
        new Planter(5, START, END).plant(
          batch,
          planted.flatMap(([, , plants]) => plants),
        );
      flows += batch.rows;
      await storeBlock(columns, batch, `bench-${i}`);
      batch.clear();
    }
  }
  console.log(`${flows} flows over ${((END - START) / 3_600_000).toFixed(1)} hours`);
}
