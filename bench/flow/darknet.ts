/**
 * How many packets of a capture file become counts in the store. `./kyojo bench flow/darknet [MILLIONS]`. Prints packets a second of reading and
 * counting alone and with the rows in the store; the goal is 1,000,000 a second.
 */
import { createReadStream, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openColumns } from '#platform/columns';
import { openLog } from '#platform/log';
import { countCapture, PacketCounter } from '../../src/observe/darknet/count.ts';
import { newPacketHeaders } from '../../src/observe/flow/decode/packet.ts';
import { captureOf, type MadePacket } from '../../src/observe/flow/generate/capture.ts';
import { CaptureReader, readLink } from '../../src/observe/flow/read/pcap.ts';

const millions = Number(process.argv[2] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'kyojo-bench-darknet-'));
const file = join(folder, 'capture.pcap');
const sensors = [{ name: 'north', prefixes: ['198.18.0.0/15'] }];
const START = Date.UTC(2026, 3, 1);

// A million packets of 60,000 sources are made once and written as often as asked for.
const made: MadePacket[] = Array.from({ length: 1_000_000 }, (_, i) => ({
  atMs: START + (i >> 3),
  source: `${1 + ((i * 7) % 200)}.${(i * 13) % 250}.${i % 3}.9`,
  target: `198.${18 + (i & 1)}.${(i * 31) & 255}.${(i * 17) & 255}`,
  protocol: 6,
  sourcePort: 1024 + (i % 60_000),
  targetPort: [23, 23, 2323, 445, 22, 80, 3389, 5555][i % 8] ?? 23,
  ...(i % 5 === 0 ? { tool: 'mirai' as const } : i % 9 === 0 ? { tool: 'zmap' as const } : {}),
}));
const bytes = captureOf(made);
const out = openSync(file, 'w');
for (let i = 0; i < millions; i++) writeSync(out, i === 0 ? bytes : bytes.subarray(24));

let used = process.cpuUsage();
const say = (what: string, packets: number, began: number) => {
  const { user, system } = process.cpuUsage(used);
  used = process.cpuUsage();
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${what}: ${packets.toLocaleString('en')} packets in ${seconds.toFixed(2)} s, ${Math.round(packets / seconds).toLocaleString('en')} a second; ${((user + system) / 1e6).toFixed(2)} s of processor time here`,
  );
};
const counter = new PacketCounter(sensors);
const headers = newPacketHeaders();
const reader = new CaptureReader((data, start, end, linkType, at) => {
  if (readLink(data, start, end, linkType, headers)) counter.add(data, headers, at);
});
let began = performance.now();
for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
  reader.push(chunk as Uint8Array);
  if (counter.isFull) counter.takeRows();
}
say('read and counted', reader.packets, began);

const awake = setInterval(() => {}, 1000);
const columns = await openColumns({ dataDir: join(folder, 'data'), log: openLog('warn') });
clearInterval(awake);
const migrations = new URL('../../migrations/columns/', import.meta.url);
for (const name of readdirSync(migrations).filter((one) => /__observe__(matching|darknet)__/.test(one)))
  for (const statement of readFileSync(new URL(name, migrations), 'utf8').split(/;\s*$/m))
    if (statement.replace(/^--.*$/gm, '').trim() !== '' && !statement.includes('observe.observation'))
      await columns.command(statement);
began = performance.now();
const counted = await countCapture(columns, createReadStream(file, { highWaterMark: 1 << 20 }), sensors, 'bench');
say('to counts in the store', counted.packets, began);
const [rows] = await columns.query<{ n: number; p: number }>(
  'SELECT count() AS n, sum(packets) AS p FROM observe.darknet',
);
console.log(
  `${rows?.n} rows of counts, ${rows?.p} packets: ${Number(rows?.p) === counted.packets ? 'none lost' : 'WRONG'}`,
);
await columns.close();
rmSync(folder, { recursive: true, force: true });
