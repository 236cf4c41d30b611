/**
 * Load generator for loopback: sends made-up flows to 127.0.0.1 at a steady rate and stops by itself. Run as a child process:
 * `node load.ts PORT PROTOCOL FLOWS_PER_SECOND SECONDS`. Prints what it really sent as one line of JSON.
 */
import { createSocket } from 'node:dgram';
import { Exporter, type ExportProtocol } from '../../src/observe/flow/generate/encode.ts';
import { Traffic } from '../../src/observe/flow/generate/traffic.ts';
import { FlowBatch } from '../../src/observe/flow/store/batch.ts';

const [port = 0, , perSecond = 100_000, seconds = 2] = process.argv.slice(2).map(Number);
const protocol = (process.argv[3] ?? 'netflow5') as ExportProtocol;
const LONGEST_SECONDS = 1900;

// One lap of traffic, encoded beforehand so that the sender costs as little as possible; laps repeat with new numbers.
const start = Date.now() - 60_000;
const batch = new FlowBatch(1 << 19);
new Traffic({ seed: 7, startMs: start, perSecond: 10_000 }).fill(batch);
const datagrams = [...new Exporter(protocol, start - 3_600_000).encode(batch)];
const flows = datagrams.map((d) => flowsIn(d));
const lapUnits = protocol === 'netflow9' ? datagrams.length : flows.reduce((a, b) => a + b, 0);
const sequenceAt = protocol === 'netflow5' ? 16 : protocol === 'netflow9' ? 12 : protocol === 'ipfix' ? 8 : 16;
const firstSequence = datagrams.map((d) => d.readUInt32BE(sequenceAt));

const socket = createSocket('udp4');
socket.connect(port, '127.0.0.1', () => {
  socket.setSendBufferSize(4 << 20);
  const from = performance.now();
  let sent = 0;
  let count = 0;
  let index = 0;
  let lap = 0;
  let waiting = 0;
  const step = () => {
    const elapsed = (performance.now() - from) / 1000;
    if (elapsed >= Math.min(seconds, LONGEST_SECONDS)) return finish();
    const due = elapsed * perSecond;
    let burst = 0;
    while (sent < due && burst < 400 && waiting < 512) {
      const datagram = datagrams[index] as Buffer;
      if (lap > 0) {
        const base = firstSequence[index] ?? 0;
        datagram.writeUInt32BE((base + lap * (protocol === 'sflow' ? datagrams.length : lapUnits)) >>> 0, sequenceAt);
      }
      waiting++;
      socket.send(datagram, () => {
        waiting--;
      });
      sent += flows[index] ?? 0;
      count++;
      burst++;
      if (++index === datagrams.length) {
        index = 0;
        lap++;
      }
    }
    if (sent < due) setImmediate(step);
    else setTimeout(step, 1);
  };
  const finish = () => {
    if (waiting > 0) return void setTimeout(finish, 5);
    const took = (performance.now() - from) / 1000;
    console.log(JSON.stringify({ flows: sent, datagrams: count, seconds: Number(took.toFixed(2)) }));
    socket.close();
  };
  step();
});

function flowsIn(datagram: Buffer): number {
  if (protocol === 'netflow5' || protocol === 'netflow9') return datagram.readUInt16BE(2);
  if (protocol === 'sflow') return datagram.readUInt32BE(24);
  let [offset, sum] = [16, 0];
  while (offset + 4 <= datagram.length) {
    const [id, length] = [datagram.readUInt16BE(offset), datagram.readUInt16BE(offset + 2)];
    if (id === 256) sum += (length - 4) / 51;
    if (id === 257) sum += (length - 4) / 75;
    offset += length;
  }
  return sum;
}
