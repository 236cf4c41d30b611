import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentExporters } from './silence.ts';

const now = new Date('2026-04-01T09:00:00Z');
const heard = (address: string, minutesAgo: number) => ({
  address,
  versions: [9],
  firstSeenMs: 0,
  lastSeenMs: now.getTime() - minutesAgo * 60_000,
  datagrams: 1,
  flows: 1,
  lost: 0,
  sampling: 1,
  sources: [],
});

describe('observe: an exporter that fell silent is named', () => {
  it('when it was heard too long ago or never, and not otherwise', () => {
    const silent = silentExporters({
      now,
      registered: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
      heard: [heard('192.0.2.1', 1), heard('192.0.2.2', 30), heard('192.0.2.9', 300)],
      afterMinutes: 10,
    });
    assert.deepEqual(silent, [
      { address: '192.0.2.2', lastSeenAt: new Date('2026-04-01T08:30:00Z') },
      { address: '192.0.2.3', lastSeenAt: null },
    ]);
  });
});
