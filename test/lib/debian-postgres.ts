import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** Where Debian's packages put the server's programs; the oldest there is, as that is what must still do. */
export function debianBinaries(): { readonly folder: string; readonly version: number } | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root)
    ? readdirSync(root)
        .map(Number)
        .filter((version) => existsSync(join(root, String(version), 'bin/initdb')))
    : [];
  const version = Math.min(...versions);
  return Number.isFinite(version) ? { folder: join(root, String(version), 'bin'), version } : undefined;
}

/**
 * Makes a cluster with Debian's PostgreSQL in a folder of its own and starts it on loopback. As root it runs as the package's
 * user `postgres`, because the server refuses root. Gives the owner's URL.
 */
export async function startDebianPostgres(bin: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), 'kyojo-debian-pg-'));
  const isRoot = process.getuid?.() === 0;
  const command = (name: string, args: readonly string[]): [string, string[]] =>
    isRoot ? ['runuser', ['-u', 'postgres', '--', join(bin, name), ...args]] : [join(bin, name), [...args]];
  if (isRoot) {
    const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
    chownSync(home, id('-u'), id('-g'));
  }
  const data = join(home, 'data');
  const made = spawnSync(
    ...command('initdb', [
      '-D',
      data,
      '-U',
      'debian_owner',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '-A',
      'trust',
      '--no-instructions',
    ]),
    { encoding: 'utf8', cwd: home },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error}`);
  // Passwords are checked for the product's own role, as on a real server; the owner of this throw-away cluster needs none.
  writeFileSync(
    join(data, 'pg_hba.conf'),
    'host all debian_owner 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n',
  );
  const port = await freePort();
  const child = spawn(
    ...command('postgres', [
      '-D',
      data,
      '-p',
      String(port),
      '-h',
      '127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'fsync=off',
      '-c',
      'max_connections=200',
      '-c',
      'jit=off',
    ]),
    { cwd: home, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const url = `postgresql://debian_owner@127.0.0.1:${port}/postgres`;
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      break;
    } catch (error) {
      if (tries > 150 || child.exitCode !== null)
        throw new Error(`the server did not start: ${said}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 100));
    } finally {
      await client.end().catch(() => {});
    }
  }
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          rmSync(home, { recursive: true, force: true });
          resolve();
        });
        // Through the server's own program: a signal to `runuser` would not reach it.
        spawnSync(...command('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']), { cwd: home });
      }),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}
