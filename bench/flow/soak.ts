/**
 * How the collector does for half an hour, with the engine killed in the middle: `./kyojo bench flow/soak [FLOWS_PER_SECOND] [MINUTES] [PROTOCOL]`. In the end
 * every flow that was sent is stored once or counted as lost: by the exporter's numbers (the kernel's queue was full) or before the store
 * (the engine was away longer than the waiting blocks last).
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openCollector } from '../../src/observe/flow/collect/collector.ts';
import { storeBlock } from '../../src/observe/flow/store/insert.ts';
import { openScratchFlows } from '../../src/observe/flow/store/scratch.ts';

const [rate = 700_000, minutes = 30] = process.argv.slice(2).map(Number);
const protocol = process.argv[4] ?? 'netflow5';
const { columns, folder, close } = await openScratchFlows();
let retries = 0;
const collector = await openCollector({
  listen: [{ host: '127.0.0.1', port: 0 }],
  store: (batch, token) => storeBlock(columns, batch, token),
  onRetry: () => retries++,
});
const load = spawn(
  process.execPath,
  [
    new URL('./load.ts', import.meta.url).pathname,
    String(collector.ports[0]),
    protocol,
    String(rate),
    String(minutes * 60),
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
let answer = '';
load.stdout.on('data', (chunk: Buffer) => {
  answer += chunk;
});
const ended = new Promise<void>((resolve) => load.once('close', () => resolve()));

const began = performance.now();
const minute = () => ((performance.now() - began) / 60_000).toFixed(1);
const engine = () =>
  (JSON.parse(readFileSync(join(folder, 'columns/engine.json'), 'utf8')) as { readonly pid: number }).pid;
const say = () => {
  const { counters, stored } = collector;
  console.log(
    `minute ${minute()}: ${stored.toLocaleString('en')} stored, ${counters?.lost ?? 0} lost on the way, ${counters?.flowsDropped ?? 0} before the store; ` +
      `collector ${mebibytes(process.pid)} MiB, engine ${mebibytes(engine())} MiB`,
  );
};
const saying = setInterval(say, Math.max(10_000, minutes * 2000));
await Promise.race([ended, wait(minutes * 30_000)]);
process.kill(engine(), 'SIGKILL');
console.log(`minute ${minute()}: the engine is killed`);
await ended;
await wait(1500);
await collector.close();
clearInterval(saying);
say();

const sent = JSON.parse(answer) as { readonly flows: number; readonly seconds: number };
const [kept] = await columns.query<{ n: number; perFlow: number }>(
  "SELECT (SELECT count() FROM observe.flow) AS n, (SELECT sum(bytes_on_disk) / sum(rows) FROM system.parts WHERE active AND database = 'observe' AND table = 'flow') AS perFlow",
);
const stored = Number(kept?.n);
const lost = (collector.counters?.lost ?? 0) + (collector.counters?.flowsDropped ?? 0);
const open = sent.flows - stored - lost;
console.log(
  `${sent.flows.toLocaleString('en')} flows sent in ${sent.seconds} s (${Math.round(sent.flows / sent.seconds).toLocaleString('en')} a second), ` +
    `${stored.toLocaleString('en')} stored (${kept?.perFlow.toFixed(2)} octets each), ${lost.toLocaleString('en')} counted as lost, ${retries} tries again: ` +
    `${open === 0 ? 'every flow accounted for, none twice' : `${open} UNACCOUNTED FOR`}`,
);
await close();

/** Memory of a process, in MiB. */
function mebibytes(pid: number): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
  } catch {
    return 0;
  }
}
