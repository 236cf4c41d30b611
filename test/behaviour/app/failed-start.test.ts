import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError, readConfig } from '#platform/config';
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

  it('says which setting to change when the data folder cannot be made', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kyojo-failed-'));
    try {
      writeFileSync(join(folder, 'file'), '');
      await assert.rejects(
        openHouse(readConfig({ KYOJO_DATA: join(folder, 'file/var'), KYOJO_LOG: 'silent' })),
        (error) => error instanceof ConfigError && /^KYOJO_DATA: .*cannot be written/.test(error.message),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
