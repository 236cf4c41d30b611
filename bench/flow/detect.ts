/**
 * Bench: every detector over made-up traffic with planted behaviour. `node detect.ts [MILLIONS] [FLOWS_PER_SECOND]`. Prints seconds,
 * alerts, how much of the planted was found and how many others were accused; then the same for a run of five minutes.
 */
import { listDetectors, runDetector } from '../../src/observe/detect/detectors.ts';
import { type Plant, Planter } from '../../src/observe/flow/generate/plants.ts';
import { Traffic } from '../../src/observe/flow/generate/traffic.ts';
import { FlowBatch } from '../../src/observe/flow/store/batch.ts';
import { storeBlock } from '../../src/observe/flow/store/insert.ts';
import { openScratchFlows } from '../../src/observe/flow/store/scratch.ts';

const [millions = 2, perSecond = 1157] = process.argv.slice(2).map(Number);
const START = Date.UTC(2026, 3, 1);
const END = START + (millions * 1e6 * 1000) / perSecond;

const plants: Plant[] = Array.from({ length: 40 }, (_, i) => ({
  kind: 'beacon',
  source: `101.200.1.${i + 1}`,
  target: `198.51.100.${i + 1}`,
  port: [443, 80, 8080, 6667][i % 4] ?? 443,
  periodMs: [60_000, 300_000, 120_000, 600_000][i % 4] ?? 60_000,
  jitter: (i % 5) * 0.08,
  missing: (i % 3) * 0.15,
}));
const many = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}.${i + 1}`);
plants.push(
  { kind: 'scan', source: '203.0.113.1', target: '101.0.1.0', targets: 2000, ports: [23], everyMs: 300 },
  {
    kind: 'scan',
    source: '203.0.113.3',
    target: '101.0.5.5',
    targets: 1,
    ports: Array.from({ length: 300 }, (_, i) => i + 1),
    everyMs: 500,
  },
  { kind: 'passwords', source: '203.0.113.5', target: '101.0.7.7', port: 22, tries: 200, everyMs: 2500 },
  { kind: 'reflection', reflectors: ['101.0.8.8'], victim: '198.51.100.230', port: 123, atMs: 300_000, forMs: 120_000 },
  {
    kind: 'flood',
    sources: many('203.0.114', 200),
    victim: '101.0.9.9',
    port: 80,
    atMs: 300_000,
    forMs: 120_000,
    packetsPerSecond: 100,
  },
  { kind: 'back-scatter', victim: '198.51.100.250', port: 80, targets: 800, everyMs: 500 },
);

const { columns, close } = await openScratchFlows();
const traffic = new Traffic({ seed: 1, startMs: START, perSecond });
let flows = 0;
const batch = new FlowBatch(1 << 20);
for (let more = true, i = 0; more; i++) {
  more = traffic.fill(batch, END);
  if (!more) new Planter(5, START, END).plant(batch, plants);
  flows += batch.rows;
  await storeBlock(columns, batch, `bench-${i}`);
  batch.clear();
}
console.log(`${flows} flows over ${((END - START) / 3_600_000).toFixed(1)} hours`);

const isPlanted = (address: string) => /^(198\.51\.100|203\.0\.11[34]|101\.200\.1)\.|^101\.0\.[5-9]\.\d$/.test(address);
for (const [title, from, parameters] of [
  ['whole span', START, {}],
  ['last five minutes', END - 300_000, { active_within: 300 }],
] as const) {
  let total = 0;
  console.log(`-- ${title}`);
  for (const detector of listDetectors()) {
    const takes = detector.parameters.some((p) => p.name === 'active_within');
    const start = performance.now();
    const alerts = await runDetector(columns, detector, {
      from: new Date(takes ? START : from),
      to: new Date(END),
      ...(takes ? { parameters } : {}),
    });
    const seconds = (performance.now() - start) / 1000;
    total += seconds;
    if (seconds < 0.05 && alerts.length === 0) continue;
    const planted = new Set(alerts.filter((a) => isPlanted(a.accused)).map((a) => a.accused)).size;
    const others = new Set(alerts.filter((a) => !isPlanted(a.accused)).map((a) => a.accused)).size;
    console.log(`${detector.name.padEnd(20)} ${seconds.toFixed(2)} s  planted ${planted}  others ${others}`);
  }
  console.log(`all ${total.toFixed(1)} s`);
}
await close();
