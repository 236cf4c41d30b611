/**
 * How long five questions over the same flows take, asked of the product (as its page and its API ask) and of nfdump; the answers have to be equal.
 * `./kyojo bench flow/query [MILLIONS]`. Without nfdump only our side is measured. Ours counts the whole of what was filtered beside the groups.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { House } from '#platform/house';
import { ask, type Question } from '../../src/observe/ask/query.ts';
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

/** What is asked of the product, and the same of nfdump, with how to read its answer into the same lines. */
interface Pair {
  readonly name: string;
  readonly ours: Partial<Question>;
  readonly nfdump: readonly string[];
  readonly read: (text: string) => string[];
}

const top = (columnsOf: readonly number[]) => (text: string) =>
  text
    .split('\n')
    .filter((line) => /^\d{4}-/.test(line))
    .map((line) => columnsOf.map((i) => line.split(',')[i]?.trim()).join(' '));
const total = (text: string) => [/total flows: (\d+)/.exec(text)?.[1] ?? text.slice(-300)];

const questions: readonly Pair[] = [
  {
    name: 'top ports',
    ours: { by: 'port', measure: 'count' },
    nfdump: ['-s', 'dstport/flows', '-n', '10', '-o', 'csv'],
    read: top([4, 5]),
  },
  {
    name: 'top sources',
    ours: { by: 'src', measure: 'bytes' },
    nfdump: ['-s', 'srcip/bytes', '-n', '10', '-o', 'csv'],
    read: top([4, 9]),
  },
  {
    name: 'pairs',
    ours: { by: 'src,dst', measure: 'bytes' },
    nfdump: ['-A', 'srcip,dstip', '-O', 'bytes', '-n', '10', '-N', '-q', '-o', 'fmt:%ts,%sa,%da,%pkt,%byt'],
    read: top([1, 2, 4]),
  },
  {
    name: 'one address and port',
    ours: { filter: `ip = ${address} and (sport = 443 or port = 443)` },
    nfdump: ['-N', '-s', 'proto/flows', `ip ${address} and port 443`],
    read: total,
  },
  {
    name: 'a list of 2,000 addresses',
    ours: { filter: `ip in (${list.join(', ')})` },
    nfdump: ['-N', '-s', 'proto/flows', '-f', filterFile],
    read: total,
  },
];

const hours = Math.ceil((millions * 1e6) / 1157 / 3600) + 1;
const now = new Date(START + hours * 3_600_000);
for (const question of questions) {
  const run = async () => {
    const from = performance.now();
    const { total, rows } = await ask(
      { columns } as House,
      { kind: 'worker' },
      { table: 'flows', filter: '', by: '', measure: 'count', show: 'top', top: 10, hours, ...question.ours },
      now,
    );
    const lines = question.ours.by ? rows.map(({ keys, value }) => [...keys, value].join(' ')) : [String(total)];
    return { ms: performance.now() - from, lines };
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
