/**
 * Bench: loopback UDP to stored flows. `node collect.ts [PROTOCOL] [FLOWS_PER_SECOND] [SECONDS] [store|memory]`.
 * `memory` throws the blocks away: it shows what receiving and decoding alone can do.
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openColumns } from '#platform/columns';
import { openLog } from '#platform/log';
import { openCollector } from '../../src/observe/flow/collect/collector.ts';
import { storeBlock } from '../../src/observe/flow/store/insert.ts';

const [protocol = 'netflow5', rate = '1000000', seconds = '3', where = 'store'] = process.argv.slice(2);
const folder = join(process.env.TMPDIR ?? '/tmp', `kyojo-bench-collect-${process.pid}`);
// While the engine starts nothing else keeps this process alive.
const awake = setInterval(() => {}, 1000);
const columns = where === 'store' ? await openColumns({ dataDir: folder, log: openLog('warn') }) : null;
if (columns) {
  const sql = readFileSync(
    new URL('../../migrations/columns/20261121T0500__observe__flow__create.sql', import.meta.url),
    'utf8',
  );
  for (const statement of sql.split(/;\s*$/m).filter((s) => s.trim() !== '')) await columns.command(statement);
}
const collector = await openCollector({
  listen: [{ host: '127.0.0.1', port: 0 }],
  store: columns ? (batch, token) => storeBlock(columns, batch, token) : async () => {},
});
const cpuBefore = process.cpuUsage();
const load = spawn(
  process.execPath,
  [new URL('./load.ts', import.meta.url).pathname, String(collector.ports[0]), protocol, rate, seconds],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
let answer = '';
for await (const chunk of load.stdout) answer += chunk;
const sent = JSON.parse(answer) as { flows: number; datagrams: number; seconds: number };
const sentAt = performance.now();
await new Promise((resolve) => setTimeout(resolve, 1100));
await collector.close();
const behind = (performance.now() - sentAt) / 1000;
const cpu = process.cpuUsage(cpuBefore);
const c = collector.counters;
console.log(
  JSON.stringify({
    protocol,
    sent,
    receivedDatagrams: c?.datagrams,
    flows: c?.flows,
    stored: collector.stored,
    lostBySequence: c?.lost,
    kernelDropped: c?.kernelDropped,
    flowsDropped: c?.flowsDropped,
    receiveBuffer: collector.receiveBuffer,
    secondsBehind: Number(behind.toFixed(2)),
    cpuSeconds: Number(((cpu.user + cpu.system) / 1e6).toFixed(2)),
  }),
);
if (columns) {
  const [row] = await columns.query<{ rows: number; bytes: number }>(
    'SELECT count() AS rows, sum(bytes) AS bytes FROM observe.flow',
  );
  const [size] = await columns.query<{ perRow: number }>(
    "SELECT sum(bytes_on_disk) / sum(rows) AS perRow FROM system.parts WHERE active AND database = 'observe' AND table = 'flow'",
  );
  console.log(JSON.stringify({ ...row, octetsPerFlow: Number(size?.perRow.toFixed(2)) }));
  await columns.close();
  rmSync(folder, { recursive: true, force: true });
}
clearInterval(awake);
