import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

const STARTER = `
import { openDataFolder } from '#platform/files';
import { openLog } from '#platform/log';
import { startEmbeddedPostgres } from '#platform/postgres';
const server = await startEmbeddedPostgres(openDataFolder(process.argv[1]), openLog('silent'));
console.log(server.ownerUrl);
setInterval(() => {}, 1000);
`;

describe('platform: an embedded PostgreSQL that nobody holds any more', { skip: process.platform !== 'linux' }, () => {
  const folders: string[] = [];
  const starters: ChildProcess[] = [];
  after(() => {
    for (const starter of starters) starter.kill('SIGKILL');
    for (const folder of folders) {
      const pid = pidOf(folder);
      if (pid) process.kill(pid, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  });

  const pidOf = (folder: string): number | undefined => {
    const file = join(folder, 'postgres/data/postmaster.pid');
    const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
    try {
      return pid > 0 && process.kill(pid, 0) ? pid : undefined;
    } catch {
      return undefined;
    }
  };

  const started = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kyojo-lonely-'));
    folders.push(folder);
    const child = spawn(process.execPath, ['--input-type=module', '-e', STARTER, folder], {
      cwd: new URL('../../..', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    starters.push(child);
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
      child.once('exit', () => reject(new Error('it did not start')));
    });
    return { folder, child, url };
  };
  const untilGone = async (folder: string) => {
    for (const until = Date.now() + 60_000; pidOf(folder) !== undefined; await wait(200))
      assert.ok(Date.now() < until, 'it still runs');
  };

  it('stops after its starter was killed, but not under the hands of another process that uses it', {
    timeout: 150_000,
  }, async () => {
    const [alone, used] = [await started(), await started()];
    const client = new pg.Client({ connectionString: used.url });
    await client.connect();
    alone.child.kill('SIGKILL');
    used.child.kill('SIGKILL');
    await untilGone(alone.folder);
    assert.equal(existsSync(join(alone.folder, 'postgres/data/postmaster.pid')), false, 'it stopped in order');
    await wait(3000);
    assert.equal((await client.query('SELECT 1 AS one')).rows[0].one, 1);
    await client.end();
    await untilGone(used.folder);
  });
});
