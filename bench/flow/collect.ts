/**
 * How many flows arrive by loopback UDP and are stored, then the same packets to `nfcapd`. `./kyojo bench flow/collect [PROTOCOL] [FLOWS_PER_SECOND] [SECONDS] [store|memory]`.
 * `memory` throws the blocks away: it shows what receiving and decoding alone can do. Without nfcapd only our side is measured.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openCollector } from '../../src/observe/flow/collect/collector.ts';
import { storeBlock } from '../../src/observe/flow/store/insert.ts';
import { openScratchFlows } from '../../src/observe/flow/store/scratch.ts';

const [protocol = 'netflow5', rate = '1000000', seconds = '10', where = 'store'] = process.argv.slice(2);

/** Sends the load to a port and answers what was really sent. */
async function sendTo(port: number): Promise<{ readonly flows: number; readonly seconds: number }> {
  const load = spawn(
    process.execPath,
    [new URL('./load.ts', import.meta.url).pathname, String(port), protocol, rate, seconds],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let answer = '';
  for await (const chunk of load.stdout) answer += chunk;
  return JSON.parse(answer);
}
const many = (n: number | undefined) => (n ?? 0).toLocaleString('en');
const perSecond = (sent: { readonly flows: number; readonly seconds: number }) =>
  `${many(sent.flows)} flows in ${sent.seconds} s, ${many(Math.round(sent.flows / sent.seconds))} a second`;

const scratch = where === 'store' ? await openScratchFlows() : undefined;
const collector = await openCollector({
  listen: [{ host: '127.0.0.1', port: 0 }],
  store: scratch ? (batch, token) => storeBlock(scratch.columns, batch, token) : async () => {},
});
const before = process.cpuUsage();
const sent = await sendTo(collector.ports[0] as number);
const sentAt = performance.now();
await wait(1100);
await collector.close();
const behind = ((performance.now() - sentAt) / 1000 - 1.1).toFixed(1);
const { user, system } = process.cpuUsage(before);
const c = collector.counters;
console.log(
  `ours   ${protocol}: sent ${perSecond(sent)}; ${scratch ? 'stored' : 'decoded'} ${many(collector.stored)}; lost: ${many(c?.kernelDropped)} datagrams in the kernel, ` +
    `${many(c?.flowsDropped)} flows before the store; done ${behind} s after the last; ${((user + system) / 1e6).toFixed(1)} processor seconds without the engine`,
);
if (scratch) {
  const [kept] = await scratch.columns.query<{ n: number; perFlow: number }>(
    "SELECT (SELECT count() FROM observe.flow) AS n, (SELECT sum(bytes_on_disk) / sum(rows) FROM system.parts WHERE active AND database = 'observe' AND table = 'flow') AS perFlow",
  );
  console.log(`       ${many(Number(kept?.n))} in the store, ${kept?.perFlow.toFixed(2)} octets a flow`);
  await scratch.close();
}

if (!spawnSync('nfcapd', ['-V']).error && protocol !== 'sflow') {
  const folder = mkdtempSync(join(tmpdir(), 'kyojo-bench-nfcapd-'));
  const port = 19_996;
  const peer = spawn(
    'nfcapd',
    ['-w', folder, '-p', String(port), '-b', '127.0.0.1', '-t', '86400', '-B', '8000000', '-z'],
    { stdio: 'ignore' },
  );
  await wait(500);
  const theirs = await sendTo(port);
  await wait(1100);
  peer.kill('SIGTERM');
  await once(peer, 'exit');
  const said = spawnSync('nfdump', ['-R', folder, '-I'], { encoding: 'utf8' }).stdout;
  const flows = Number(/^Flows:\s+(\d+)/m.exec(said)?.[1] ?? 0);
  console.log(
    `nfcapd ${protocol}: sent ${perSecond(theirs)}; stored ${many(flows)}, lost ${many(theirs.flows - flows)} (${((100 * (theirs.flows - flows)) / theirs.flows).toFixed(1)} %)`,
  );
  rmSync(folder, { recursive: true, force: true });
}
