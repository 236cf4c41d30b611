import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readConfig } from '#platform/config';
import { openHouse } from '../../../src/app/house.ts';

describe('app: a hub that cannot start', () => {
  it('leaves no server behind', { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kyojo-failed-'));
    try {
      // PostgreSQL comes up; the column store does not answer there.
      await assert.rejects(
        openHouse(readConfig({ KYOJO_DATA: folder, KYOJO_LOG: 'silent', CLICKHOUSE_URL: 'http://127.0.0.1:1' })),
      );
      assert.ok(existsSync(join(folder, 'postgres/data/PG_VERSION')), 'it had been started');
      assert.equal(existsSync(join(folder, 'postgres/data/postmaster.pid')), false, 'and stopped again');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
