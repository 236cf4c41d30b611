import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Columns } from '#platform/columns';
import { Traffic } from '../generate/traffic.ts';
import { FlowBatch, flowState } from './batch.ts';
import { storeBlock } from './insert.ts';
import { openScratchFlows } from './scratch.ts';

const START = Date.UTC(2026, 3, 1, 9);

describe('observe: blocks of flows reach the store whole and once', () => {
  let columns: Columns;
  let close: () => Promise<void>;
  before(async () => {
    ({ columns, close } = await openScratchFlows());
  });
  after(() => close());

  it('every column as it was written', async () => {
    const batch = new FlowBatch(8192);
    new Traffic({ seed: 3, startMs: START, perSecond: 500, ipv6: 0.5 }).fill(batch);
    batch.state[0] = flowState.denied;
    batch.replyBytes[0] = 7;
    batch.replyBytes[3] = 1;
    batch.detailed = true;
    await storeBlock(columns, batch, 'first', 'test-columns');
    const [row] = await columns.query<Record<string, number>>(
      `SELECT count() AS rows, sum(packets) AS packets, sum(bytes) AS bytes, sum(duration) AS duration,
         countIf(state = 'denied') AS denied, sum(reply_bytes) AS reply, sum(source_port) AS ports, uniqExact(source) AS sources,
         countIf(toString(source) LIKE '::ffff:%') AS ipv4, toUnixTimestamp64Milli(max(at)) AS latest, any(sampling) AS sampling
       FROM observe.flow WHERE feed = 'test-columns'`,
    );
    const sum = (column: ArrayLike<number>, step = 1, from = 0) => {
      let total = 0;
      for (let i = from; i < batch.rows * step; i += step) total += column[i] ?? 0;
      return total;
    };
    const wide = (column: Uint32Array) => sum(column, 2) + sum(column, 2, 1) * 2 ** 32;
    const at = (i: number) => (batch.at[i * 2] ?? 0) + (batch.at[i * 2 + 1] ?? 0) * 2 ** 32;
    const words = new Set(Array.from({ length: batch.rows }, (_, i) => batch.source.subarray(i * 4, i * 4 + 4).join()));
    assert.deepEqual(row, {
      rows: batch.rows,
      packets: wide(batch.packets),
      bytes: wide(batch.bytes),
      duration: sum(batch.duration),
      denied: 1,
      reply: 7 + 2 ** 32,
      ports: sum(batch.sourcePort),
      sources: words.size,
      ipv4: Array.from({ length: batch.rows }, (_, i) => batch.source[i * 4 + 2] === 0xffff0000).filter(Boolean).length,
      latest: Math.max(...Array.from({ length: batch.rows }, (_, i) => at(i))),
      sampling: 1,
    });
  });

  it('a block sent again with its token adds nothing, one with another token does', async () => {
    const batch = new FlowBatch(8192);
    new Traffic({ seed: 4, startMs: START, perSecond: 500 }).fill(batch);
    const count = async () =>
      (await columns.query<{ n: number }>("SELECT count() AS n FROM observe.flow WHERE feed = ''"))[0]?.n;
    await storeBlock(columns, batch, 'once');
    await storeBlock(columns, batch, 'once');
    assert.equal(await count(), batch.rows);
    await storeBlock(columns, batch, 'twice');
    assert.equal(await count(), 2 * batch.rows);
  });
});
