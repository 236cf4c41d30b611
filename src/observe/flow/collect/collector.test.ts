import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { describe, it } from 'node:test';
import { Exporter } from '../generate/encode.ts';
import { Traffic } from '../generate/traffic.ts';
import { FlowBatch } from '../store/batch.ts';
import { type CollectorOptions, openCollector } from './collector.ts';

const START = Date.now() - 60_000;

function datagrams(rows = 8192): Buffer[] {
  const batch = new FlowBatch(rows);
  new Traffic({ seed: 9, startMs: START, perSecond: 5000, ipv6: 0.2 }).fill(batch);
  return [...new Exporter('ipfix', START - 60_000).encode(batch)];
}

async function send(port: number, packets: readonly Buffer[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const packet of packets) {
    await new Promise<void>((resolve, reject) => {
      socket.send(packet, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
    });
  }
  socket.close();
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(condition(), 'it did not come about within 4 s');
}

function open(options: Partial<CollectorOptions>) {
  return openCollector({
    listen: [{ host: '127.0.0.1', port: 0 }],
    store: async () => {},
    rows: 32_768,
    flushMs: 50,
    ...options,
  });
}

describe('observe: the collector', () => {
  it('stores every flow that arrived, once, also when the store fails in between', async () => {
    const packets = datagrams();
    const stored = new Map<string, number>();
    let failures = 0;
    const collector = await open({
      store: async (batch, token) => {
        // Fails every second time, after storing: the worst moment.
        const first = !stored.has(token);
        stored.set(token, batch.rows);
        if (first && ++failures % 2 === 1) throw new Error('lost the connection');
      },
    });
    await send(collector.ports[0] ?? 0, packets);
    await until(() => (collector.counters?.datagrams ?? 0) === packets.length);
    await collector.close();
    const flows = collector.counters?.flows ?? 0;
    assert.ok(flows > 7000);
    assert.equal(
      [...stored.values()].reduce((a, b) => a + b, 0),
      flows,
    );
    assert.equal(collector.stored, flows);
    assert.ok(failures > 0);
    assert.equal(collector.counters?.lost, 0);
  });

  it('goes on receiving while the store is away, and counts what it had to drop', async () => {
    let release = () => {};
    const away = new Promise<void>((resolve) => {
      release = resolve;
    });
    const collector = await open({ store: () => away, inFlight: 1, flushMs: 20 });
    for (let round = 0; round < 6; round++) {
      await send(collector.ports[0] ?? 0, datagrams());
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    await until(() => (collector.counters?.flowsDropped ?? 0) > 0);
    release();
    await collector.close();
    const counters = collector.counters;
    assert.equal((counters?.flows ?? 0) - (counters?.flowsDropped ?? 0), collector.stored);
  });

  it('takes from registered exporters only, and says who was heard', async () => {
    const strict = await open({ exporters: ['192.0.2.77'] });
    await send(strict.ports[0] ?? 0, datagrams().slice(0, 5));
    await until(() => (strict.counters?.exportersRefused ?? 0) === 5);
    assert.deepEqual(await strict.exporters(), []);
    await strict.close();
    const open_ = await open({});
    await send(open_.ports[0] ?? 0, datagrams().slice(0, 5));
    await until(() => (open_.counters?.datagrams ?? 0) === 5);
    const [exporter] = await open_.exporters();
    assert.deepEqual([exporter?.address, exporter?.versions, exporter?.datagrams], ['127.0.0.1', [10], 5]);
    const templates = await open_.close();
    assert.equal(templates.length, 2);
  });

  it('hides subscribers before anything leaves its thread', async () => {
    const seen = new Set<number>();
    const collector = await open({
      pseudonyms: { key: Buffer.alloc(32, 7), prefixes: ['101.0.0.0/9'] },
      store: async (batch) => {
        for (let row = 0; row < batch.rows; row++) seen.add(batch.source[row * 4 + 3] ?? 0);
      },
    });
    const packets = datagrams();
    await send(collector.ports[0] ?? 0, packets);
    await until(() => (collector.counters?.datagrams ?? 0) === packets.length);
    await collector.close();
    // The generator's subscribers lie at the start of 101.0.0.0/9: their real addresses are gone, the prefix stays.
    const inPrefix = [...seen].filter((word) => (word & 0xff) === 101);
    assert.ok(inPrefix.length > 100);
    assert.ok(inPrefix.filter((word) => ((word >> 8) & 0xff) < 2).length < inPrefix.length * 0.2);
  });

  it('says so when a port cannot be had', async () => {
    const first = await open({});
    await assert.rejects(open({ listen: [{ host: '127.0.0.1', port: first.ports[0] ?? 0 }] }), /could not listen/);
    await first.close();
  });
});
