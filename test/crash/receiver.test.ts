import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../lib/port.ts';
import { startHub } from './hub.ts';

describe('crash: the receiver of flows beside the hub', () => {
  it('goes when the hub is told to stop, and lets it go', { timeout: 120_000 }, async () => {
    const data = mkdtempSync(join(tmpdir(), 'kyojo-receiver-'));
    const hub = startHub({
      KYOJO_DATA: data,
      KYOJO_PORT: String(await freePort()),
      KYOJO_FLOW_HOST: '127.0.0.1',
      KYOJO_FLOW_PORT: String(await freePort()),
    });
    try {
      await hub.serving;
      while (!hub.said().includes('receiving flows')) await wait(100);
      assert.equal(await hub.stop(), 0, hub.said());
    } finally {
      await hub.kill();
      rmSync(data, { recursive: true, force: true });
    }
  });
});
