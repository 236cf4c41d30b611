/**
 * How many flows a second one core decodes: `./kyojo bench flow/decode [SECONDS]`. Datagrams in memory to column batches, per protocol.
 */
import { FlowDecoder } from '../../src/observe/flow/decode/decoder.ts';
import { Exporter, type ExportProtocol } from '../../src/observe/flow/generate/encode.ts';
import { Traffic } from '../../src/observe/flow/generate/traffic.ts';
import { FlowBatch } from '../../src/observe/flow/store/batch.ts';
import { FlowWriter } from '../../src/observe/flow/store/writer.ts';

const START = Date.UTC(2026, 3, 1);
const seconds = Number(process.argv[2] ?? 1);

for (const protocol of ['netflow5', 'netflow9', 'ipfix', 'sflow'] satisfies ExportProtocol[]) {
  const sent = new FlowBatch(1 << 17);
  new Traffic({ seed: 1, startMs: START, perSecond: 2000 }).fill(sent);
  const datagrams = [...new Exporter(protocol, START - 1000).encode(sent)];
  const writer = new FlowWriter({
    batch: new FlowBatch(1 << 17),
    onFull: (full) => {
      full.clear();
      return full;
    },
  });
  const decoder = new FlowDecoder(writer);
  for (const datagram of datagrams) decoder.decode(datagram, '192.0.2.1', START + 60_000);
  const before = decoder.counters.flows;
  const from = performance.now();
  while (performance.now() - from < seconds * 1000) {
    for (const datagram of datagrams) decoder.decode(datagram, '192.0.2.1', START + 60_000);
  }
  const rate = (decoder.counters.flows - before) / ((performance.now() - from) / 1000);
  console.log(`${protocol.padEnd(9)} ${(rate / 1e6).toFixed(1)} million flows/s`);
}
