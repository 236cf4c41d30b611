import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Exporter, type ExportProtocol } from '../generate/encode.ts';
import { Traffic } from '../generate/traffic.ts';
import { FlowBatch } from '../store/batch.ts';
import { MAPPED } from '../store/cells.ts';
import { FlowWriter } from '../store/writer.ts';
import { FlowDecoder } from './decoder.ts';

const START = Date.UTC(2026, 3, 1, 9);

/** Some made-up traffic of one seed and an empty batch to decode it into. */
function traffic(rows: number, ipv6 = 0.3): FlowBatch {
  const batch = new FlowBatch(rows);
  new Traffic({ seed: 5, startMs: START, perSecond: 2000, clients: 500, services: 800, ipv6 }).fill(batch);
  return batch;
}

function decodeAll(datagrams: Iterable<Buffer>, now = START + 60_000): { decoder: FlowDecoder; batch: FlowBatch } {
  const batch = new FlowBatch(65_536);
  const writer = new FlowWriter({ batch, onFull: () => assert.fail('the batch is large enough') });
  const decoder = new FlowDecoder(writer);
  for (const datagram of datagrams) decoder.decode(datagram, '192.0.2.1', now);
  return { decoder, batch };
}

function row(batch: FlowBatch, index: number): object {
  const wide = (column: Uint32Array) => [...column.subarray(index * 4, index * 4 + 4)];
  const pair = (column: Uint32Array) => (column[index * 2] ?? 0) + (column[index * 2 + 1] ?? 0) * 2 ** 32;
  return {
    source: wide(batch.source),
    target: wide(batch.target),
    at: pair(batch.at),
    duration: batch.duration[index],
    ports: [batch.sourcePort[index], batch.targetPort[index]],
    protocol: batch.protocol[index],
    flags: batch.flags[index],
    packets: pair(batch.packets),
    bytes: pair(batch.bytes),
    interfaces: [batch.ingress[index], batch.egress[index]],
  };
}

function rows(batch: FlowBatch, keep: (index: number) => boolean = () => true): object[] {
  return Array.from({ length: batch.rows }, (_, i) => i)
    .filter(keep)
    .map((i) => row(batch, i));
}

const is4 = (batch: FlowBatch) => (index: number) =>
  batch.source[index * 4 + 2] === MAPPED && batch.source[index * 4] === 0;

describe('observe: what an exporter sent is what is stored', () => {
  for (const protocol of ['netflow5', 'netflow9', 'ipfix'] satisfies ExportProtocol[]) {
    it(`field by field over ${protocol}`, () => {
      const sent = traffic(10_000);
      const { decoder, batch } = decodeAll(new Exporter(protocol, START - 3_600_000).encode(sent));
      assert.deepEqual(rows(batch), rows(sent, protocol === 'netflow5' ? is4(sent) : () => true));
      assert.equal(decoder.counters.flows, batch.rows);
      assert.equal(decoder.counters.malformed, 0);
      const domains = [...decoder.exporters.all()].flatMap((e) => [...e.domains.values()]);
      assert.deepEqual(
        domains.map((d) => [d.sequence.lost, d.sequence.late, d.sequence.restarts]),
        [[0, 0, 0]],
      );
    });
  }

  it('samples over sFlow, one packet each, at the time of arrival', () => {
    const sent = traffic(8192, 0);
    const now = START + 5000;
    const { batch, decoder } = decodeAll(new Exporter('sflow', START).encode(sent, 0, 1000), now);
    assert.equal(batch.rows, 1000);
    for (const index of [0, 500, 999]) {
      const [got, want] = [row(batch, index), row(sent, index)] as Record<string, unknown>[];
      for (const field of ['source', 'target', 'ports', 'protocol', 'flags', 'interfaces']) {
        assert.deepEqual(got?.[field], want?.[field], field);
      }
      assert.equal(got?.packets, 1);
      assert.equal(got?.at, now);
    }
    assert.equal(decoder.counters.malformed, 0);
  });

  it('also when the uptime counter of the exporter wrapped meanwhile', () => {
    const sent = traffic(8192, 0);
    // Started 2^32 ms before the middle of the traffic: some first/last values lie before the wrap, some after.
    const boot = START + 500 - 2 ** 32;
    const { batch } = decodeAll(new Exporter('netflow5', boot).encode(sent, 0, 3000));
    const times = rows(batch).map((r) => (r as { at: number }).at);
    assert.ok(Math.min(...times) >= START && Math.max(...times) < START + 60_000);
  });
});

describe('observe: what did not arrive is counted', () => {
  const lossOf = (decoder: FlowDecoder) =>
    [...decoder.exporters.all()].flatMap((e) => [...e.domains.values()].map((d) => d.sequence))[0];

  for (const protocol of ['netflow5', 'netflow9', 'ipfix'] satisfies ExportProtocol[]) {
    it(`lost, late and repeated datagrams over ${protocol}`, () => {
      const datagrams = [...new Exporter(protocol, START - 1000).encode(traffic(10_000))];
      const [a, b] = [datagrams.slice(0, 50), datagrams.slice(50, 200)];
      const lostOnes = [b[10], b[11], b[40]];
      const late = b[80] as Buffer;
      const repeated = b[100] as Buffer;
      const order = [...a, ...b.filter((d) => !lostOnes.includes(d) && d !== late), late, repeated];
      const { decoder, batch } = decodeAll(order);
      const sequence = lossOf(decoder);
      const unit = protocol === 'netflow9' ? 3 : lostOnes.reduce((sum, d) => sum + flowsOf(d as Buffer), 0);
      assert.equal(sequence?.lost, unit);
      assert.equal(sequence?.late, 1);
      assert.equal(sequence?.duplicates, 1);
      assert.ok(batch.rows > 0);
    });
  }

  it('an exporter that starts again is not a loss', () => {
    const sent = traffic(8192);
    const first = [...new Exporter('netflow9', START - 1000).encode(sent, 0, 2000)].slice(20);
    // Numbers jump from a running exporter's far range to 0.
    for (const datagram of first) datagram.writeUInt32BE((datagram.readUInt32BE(12) + 5_000_000) >>> 0, 12);
    const again = [...new Exporter('netflow9', START - 1000).encode(sent, 0, 2000)];
    const { decoder } = decodeAll([...first, ...again]);
    assert.equal(lossOf(decoder)?.lost, 0);
    assert.equal(lossOf(decoder)?.restarts, 1);
  });
});

describe('observe: templates', () => {
  it('data that came before its template is decoded once the template is there', () => {
    const [first, ...rest] = [...new Exporter('ipfix', START - 1000).encode(traffic(8192), 0, 1000)];
    const { decoder, batch } = decodeAll([...rest.slice(0, 10), first as Buffer]);
    assert.equal(decoder.counters.setsHeld, decoder.counters.setsReleased);
    assert.ok(decoder.counters.setsHeld >= 10);
    assert.equal(decoder.exporters.heldOctets, 0);
    assert.equal(batch.rows, decoder.counters.flows);
  });

  it('are kept apart per exporter and per source id', () => {
    const datagrams = [...new Exporter('netflow9', START - 1000, 7).encode(traffic(8192), 0, 500)];
    const batch = new FlowBatch(65_536);
    const decoder = new FlowDecoder(new FlowWriter({ batch, onFull: (b) => b }), { hold: false });
    decoder.decode(datagrams[0] as Buffer, '192.0.2.1', START);
    const before = batch.rows;
    decoder.decode(datagrams[1] as Buffer, '192.0.2.2', START);
    const other = Buffer.from(datagrams[1] as Buffer);
    other.writeUInt32BE(8, 16);
    decoder.decode(other, '192.0.2.1', START);
    assert.equal(batch.rows, before);
    assert.ok(decoder.counters.setsDropped >= 2);
  });

  it('outlive a restart when saved', () => {
    const datagrams = [...new Exporter('netflow9', START - 1000).encode(traffic(8192), 0, 500)];
    const { decoder } = decodeAll(datagrams.slice(0, 2));
    const batch = new FlowBatch(65_536);
    const fresh = new FlowDecoder(new FlowWriter({ batch, onFull: (b) => b }));
    fresh.loadTemplates(decoder.saveTemplates(), START);
    fresh.decode(datagrams[5] as Buffer, '192.0.2.1', START);
    assert.equal(batch.rows, 24);
    assert.equal(fresh.counters.setsHeld, 0);
  });
});

describe('observe: a made-up time does not open a partition', () => {
  it('and the time of arrival is taken instead, counted', () => {
    const sent = traffic(8192, 0);
    const batch = new FlowBatch(65_536);
    const writer = new FlowWriter({ batch, onFull: (b) => b });
    const decoder = new FlowDecoder(writer);
    const now = START + 400 * 86_400_000;
    for (const datagram of new Exporter('netflow5', START - 1000).encode(sent, 0, 60))
      decoder.decode(datagram, '192.0.2.1', now);
    assert.equal(writer.timesReplaced, batch.rows);
    assert.equal((row(batch, 0) as { at: number }).at, now);
  });
});

function flowsOf(datagram: Buffer): number {
  const { decoder } = decodeAll([new Exporter('ipfix', START).encode(traffic(8192)).next().value as Buffer]);
  const before = decoder.counters.flows;
  decoder.decode(datagram, '192.0.2.1', START);
  return decoder.counters.flows - before;
}
