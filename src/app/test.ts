import { spawn, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder, productRoot } from '#platform/files';
import { openLog } from '#platform/log';
import { startEmbeddedPostgres } from '#platform/postgres';

/** Debian packages the tests use as real neighbours, and a program of each that shows it is there. */
const neighbours: readonly { readonly package: string; readonly shows: string }[] = [
  { package: 'chromium', shows: '/usr/bin/chromium' },
  { package: 'fonts-noto-cjk', shows: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc' },
  { package: 'postfix', shows: '/usr/sbin/postfix' },
  { package: 'dovecot-imapd', shows: '/usr/sbin/dovecot' },
  { package: 'swaks', shows: '/usr/bin/swaks' },
  { package: 'nsd', shows: '/usr/sbin/nsd' },
  { package: 'poppler-utils', shows: '/usr/bin/pdftotext' },
  { package: 'nfdump', shows: '/usr/bin/nfdump' },
  { package: 'postgresql', shows: '/usr/lib/postgresql' },
];

/**
 * Installs what the tests need, starts one embedded PostgreSQL for all of them and runs them with Node's own runner, whose
 * closing line is the last. Arguments are test files; without any, all. `KYOJO_CI=1`: a missing neighbour fails instead of skipping.
 */
export async function test(args: readonly string[]): Promise<number> {
  installNeighbours();
  const files =
    args.length > 0
      ? [...args]
      : globSync(['src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'], { cwd: productRoot }).sort();
  console.log(`kyojo: ${files.length} test files`);
  const folder = mkdtempSync(join(tmpdir(), 'kyojo-test-run-'));
  const given = process.env.KYOJO_TEST_DATABASE;
  const server = given ? undefined : await startEmbeddedPostgres(openDataFolder(folder), openLog('warn'));
  const corpora = join(productRoot, '../shared/corpora');
  if (!existsSync(corpora))
    console.log(`kyojo: NOTE other people's test cases are not here (${corpora}): their tests are skipped`);
  try {
    return await run(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--test', '--test-concurrency=2', '--test-timeout=2400000', ...files],
      {
        KYOJO_TEST_DATABASE: given ?? server?.ownerUrl ?? '',
        NODE_ENV: 'test',
      },
    );
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As root on Debian: apt. Elsewhere: says what to install; the tests that need it then skip loudly. */
function installNeighbours(): void {
  const missing = neighbours.filter(({ shows }) => !existsSync(shows));
  if (missing.length === 0) return;
  const names = missing.map((one) => one.package);
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.log(`kyojo: NOTE not installed here: ${names.join(', ')}. The tests that need them are skipped.`);
    return;
  }
  console.log(`kyojo: installing ${names.join(', ')} for the tests (one to five minutes)…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  // One by one: a package this system does not have must not keep the others away.
  for (const name of names) {
    const done = spawnSync(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0', name],
      { env, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
    );
    if (done.status !== 0)
      console.log(
        `kyojo: NOTE ${name} could not be installed: ${done.stderr.split('\n').filter(Boolean).at(-1) ?? ''}`,
      );
  }
}

function run(command: string, args: readonly string[], env: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: productRoot, stdio: 'inherit', env: { ...process.env, ...env } });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
