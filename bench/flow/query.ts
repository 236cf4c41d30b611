/**
 * Bench: five questions over the same flows, asked of `observe.flow` and of nfdump; the answers have to be equal.
 * `node query.ts [MILLIONS]`. Without nfdump only our side is measured.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Exporter } from '../../src/observe/flow/generate/encode.ts';
import { Traffic } from '../../src/observe/flow/generate/traffic.ts';
import { FlowBatch } from '../../src/observe/flow/store/batch.ts';
import { storeBlock } from '../../src/observe/flow/store/insert.ts';
import { openScratchFlows } from '../../src/observe/flow/store/scratch.ts';

const millions = Number(process.argv[2] ?? 2);
const START = Date.UTC(2026, 3, 1);
const PORT = 19_997;
const hasNfdump = !spawnSync('nfcapd', ['-V']).error;
const folder = mkdtempSync(join(tmpdir(), 'kyojo-bench-query-'));
const { columns, close } = await openScratchFlows();

// IPv4 only: nfdump prints and filters IPv6 in ways of its own, and the numbers stay comparable.
const traffic = new Traffic({ seed: 1, startMs: START, perSecond: 1157, ipv6: 0 });
const exporter = new Exporter('netflow9', START - 1000);
const capture = hasNfdump
  ? spawn('nfcapd', ['-w', folder, '-p', String(PORT), '-b', '127.0.0.1', '-t', '86400', '-B', '8000000', '-z'], {
      stdio: 'ignore',
    })
  : null;
await new Promise((resolve) => setTimeout(resolve, 500));
const socket = createSocket('udp4');
let flows = 0;
for (let i = 0; i < millions; i++) {
  const batch = new FlowBatch(1_000_000);
  traffic.fill(batch);
  flows += batch.rows;
  await storeBlock(columns, batch, `bench-${i}`);
  if (capture) await send(batch);
}
socket.close();
if (capture) {
  await new Promise((resolve) => setTimeout(resolve, 500));
  capture.kill('SIGTERM');
  await once(capture, 'exit');
}
await columns.command('OPTIMIZE TABLE observe.flow FINAL');
const files = readdirSync(folder).filter((name) => name.startsWith('nfcapd.'));
const nfdumpOctets = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
const [size] = await columns.query<{ perFlow: number }>(
  "SELECT sum(bytes_on_disk) / sum(rows) AS perFlow FROM system.parts WHERE active AND database = 'observe' AND table = 'flow'",
);
console.log(
  `${flows} flows; ours ${size?.perFlow.toFixed(2)} octets a flow, nfcapd ${(nfdumpOctets / flows).toFixed(2)}`,
);

const [busy] = await columns.query<{ address: string }>(
  "SELECT replaceOne(toString(source), '::ffff:', '') AS address FROM observe.flow WHERE target_port = 443 GROUP BY source ORDER BY count() DESC, source LIMIT 1 OFFSET 500",
);
const address = busy?.address ?? '';
const some = await columns.query<{ address: string }>(
  "SELECT replaceOne(toString(source), '::ffff:', '') AS address FROM (SELECT DISTINCT source FROM observe.flow) ORDER BY cityHash64(source) LIMIT 2000",
);
const list = some.map((row) => row.address);
const filterFile = `${folder}.filter`;
writeFileSync(filterFile, `ip in [ ${list.join(' ')} ]\n`);

interface Question {
  readonly name: string;
  readonly sql: string;
  readonly params?: Record<string, unknown>;
  readonly nfdump: readonly string[];
  /** Reads nfdump's answer into the same lines as ours. */
  readonly read: (text: string) => string[];
}

const top = (columnsOf: readonly number[]) => (text: string) =>
  text
    .split('\n')
    .filter((line) => /^\d{4}-/.test(line))
    .map((line) => columnsOf.map((i) => line.split(',')[i]?.trim()).join(' '));
const total = (text: string) => {
  const match = /total flows: (\d+), total bytes: (\d+), total packets: (\d+)/.exec(text);
  return match ? [`${match[1]} ${match[3]} ${match[2]}`] : [text.slice(-300)];
};
// Both sides of OR use an index only one by one: by source the primary key, by target the bloom filter.
const either = (condition: (side: string) => string) =>
  `SELECT sum(n) AS flows, sum(p) AS packets, sum(b) AS bytes FROM (
     SELECT count() AS n, sum(packets) AS p, sum(bytes) AS b FROM observe.flow WHERE ${condition('source')}
     UNION ALL
     SELECT count(), sum(packets), sum(bytes) FROM observe.flow WHERE ${condition('target')} AND NOT (${condition('source')}))`;

const questions: readonly Question[] = [
  {
    name: 'top ports',
    sql: 'SELECT target_port AS key, count() AS flows, sum(packets) AS packets, sum(bytes) AS bytes FROM observe.flow GROUP BY key ORDER BY flows DESC, key LIMIT 10',
    nfdump: ['-s', 'dstport/flows', '-n', '10', '-o', 'csv'],
    read: top([4, 5, 7, 9]),
  },
  {
    name: 'top sources',
    sql: "SELECT replaceOne(toString(source), '::ffff:', '') AS key, count() AS flows, sum(packets) AS packets, sum(bytes) AS bytes FROM observe.flow GROUP BY source ORDER BY bytes DESC, key LIMIT 10",
    nfdump: ['-s', 'srcip/bytes', '-n', '10', '-o', 'csv'],
    read: top([4, 5, 7, 9]),
  },
  {
    name: 'pairs',
    sql: "SELECT replaceOne(toString(source), '::ffff:', '') AS key, replaceOne(toString(target), '::ffff:', '') AS other, sum(packets) AS packets, sum(bytes) AS bytes FROM observe.flow GROUP BY source, target ORDER BY bytes DESC, key LIMIT 10",
    nfdump: ['-A', 'srcip,dstip', '-O', 'bytes', '-n', '10', '-N', '-q', '-o', 'fmt:%ts,%sa,%da,%pkt,%byt'],
    read: top([1, 2, 3, 4]),
  },
  {
    name: 'one address and port',
    sql: either((side) => `${side} = toIPv6({address:String}) AND (source_port = 443 OR target_port = 443)`),
    params: { address },
    nfdump: ['-N', '-s', 'proto/flows', `ip ${address} and port 443`],
    read: total,
  },
  {
    name: 'a list of 2,000 addresses',
    sql: either((side) => `${side} IN (SELECT arrayJoin(arrayMap(x -> toIPv6(x), {list:Array(String)})))`),
    params: { list },
    nfdump: ['-N', '-s', 'proto/flows', '-f', filterFile],
    read: total,
  },
];

for (const question of questions) {
  const run = async () => {
    const from = performance.now();
    const rows = await columns.query<Record<string, unknown>>(question.sql, question.params);
    return { ms: performance.now() - from, lines: rows.map((row) => Object.values(row).join(' ')) };
  };
  const tries = [await run(), await run(), await run()];
  const ours = Math.min(...tries.map((t) => t.ms));
  if (!capture) {
    console.log(`${question.name.padEnd(28)} ours ${(ours / 1000).toFixed(2)} s`);
    continue;
  }
  const from = performance.now();
  const answer = spawnSync('nfdump', ['-R', folder, ...question.nfdump], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const theirs = performance.now() - from;
  const lines = question.read(answer.stdout);
  if (process.env.SHOW) console.log(files, answer.stdout.slice(0, 1500), answer.stderr.slice(0, 500));
  const equal = JSON.stringify(lines) === JSON.stringify(tries[0]?.lines);
  console.log(
    `${question.name.padEnd(28)} ours ${(ours / 1000).toFixed(2)} s  nfdump ${(theirs / 1000).toFixed(2)} s  ${(theirs / ours).toFixed(1)} times  ${equal ? 'equal' : `DIFFERENT\n${tries[0]?.lines.slice(0, 4).join('\n')}\n--\n${lines.slice(0, 4).join('\n')}`}`,
  );
}
await close();
rmSync(folder, { recursive: true, force: true });
rmSync(filterFile, { force: true });

/** Sends a batch at a pace at which nothing is lost on loopback. */
async function send(batch: FlowBatch): Promise<void> {
  let burst = 0;
  for (const datagram of exporter.encode(batch)) {
    await new Promise<void>((resolve, reject) => {
      socket.send(datagram, PORT, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
    });
    if (++burst % 200 === 0) await new Promise((resolve) => setTimeout(resolve, 4));
  }
}
