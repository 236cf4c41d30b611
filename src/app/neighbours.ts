import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { productRoot } from '#platform/files';

/** Debian packages the tests use as real neighbours, a program of each that shows it is there, and who may install or run it. */
const neighbours: readonly { readonly package: string; readonly shows: string; readonly root?: true }[] = [
  { package: 'chromium', shows: '/usr/bin/chromium' },
  { package: 'fonts-noto-cjk', shows: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc' },
  { package: 'postfix', shows: '/usr/sbin/postfix', root: true },
  { package: 'dovecot-imapd', shows: '/usr/sbin/dovecot', root: true },
  { package: 'swaks', shows: '/usr/bin/swaks', root: true },
  { package: 'nsd', shows: '/usr/sbin/nsd', root: true },
  { package: 'poppler-utils', shows: '/usr/bin/pdftotext' },
  { package: 'nfdump', shows: '/usr/bin/nfdump' },
  { package: 'postgresql', shows: '/usr/lib/postgresql' },
];

/**
 * Installs what the tests need, as far as this user may: as root on Debian everything by apt; otherwise a browser, unpacked below
 * `node_modules`. Says what is missing then, and that the tests which need it are skipped. Gives the environment the tests need.
 */
export function installNeighbours(): Readonly<Record<string, string>> {
  const missing = neighbours.filter(({ shows }) => !existsSync(shows)).map((one) => one.package);
  const isRoot = process.getuid?.() === 0;
  const hasApt = existsSync('/usr/bin/apt-get');
  if (isRoot && hasApt && missing.length > 0) return installByApt(missing);
  const browser = missing.includes('chromium') && hasApt && !process.env.KYOJO_CHROMIUM ? unpackedBrowser() : undefined;
  const left = missing.filter((name) => !(browser && name === 'chromium'));
  if (left.length > 0)
    console.log(
      `kyojo: NOTE not installed here: ${left.join(', ')}. The tests that need them are skipped. On Debian: sudo apt-get install ${left.join(' ')}`,
    );
  const onlyRoot = neighbours.filter((one) => one.root && !left.includes(one.package)).map((one) => one.package);
  if (!isRoot && onlyRoot.length > 0)
    console.log(
      `kyojo: NOTE ${onlyRoot.join(', ')} can only be started by root: the tests with a real mail or name server are skipped. Run ./kyojo test as root to have them`,
    );
  return browser ? { KYOJO_CHROMIUM: browser } : {};
}

/** One by one: a package this system does not have must not keep the others away. */
function installByApt(names: readonly string[]): Readonly<Record<string, string>> {
  console.log(`kyojo: installing ${names.join(', ')} for the tests (one to five minutes)…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
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
  return {};
}

/** Debian's Chromium with the libraries that are missing here, fetched and unpacked without being root. Gives its program. */
function unpackedBrowser(): string | undefined {
  const folder = join(productRoot, 'node_modules/.kyojo-chromium');
  const program = join(folder, 'chromium');
  if (existsSync(program)) return program;
  const planned = spawnSync('apt-get', ['-s', '-qq', 'install', '--no-install-recommends', 'chromium'], {
    encoding: 'utf8',
  });
  const names = [...(planned.stdout ?? '').matchAll(/^Inst (\S+)/gm)].map((line) => line[1] ?? '');
  if (names.length === 0) return undefined;
  console.log(`kyojo: fetching a browser for the tests into node_modules (${names.length} packages, not installed)…`);
  const packages = join(folder, 'packages');
  mkdirSync(packages, { recursive: true });
  spawnSync('apt-get', ['download', '-qq', ...names], { cwd: packages, stdio: ['ignore', 'ignore', 'ignore'] });
  for (const name of readdirSync(packages)) spawnSync('dpkg-deb', ['-x', join(packages, name), folder]);
  rmSync(packages, { recursive: true, force: true });
  const inside = join(folder, 'usr/lib/chromium/chromium');
  if (!existsSync(inside)) return undefined;
  const libraries = `$(dirname "$0")/usr/lib/$(uname -m)-linux-gnu`;
  writeFileSync(
    program,
    `#!/bin/sh\nLD_LIBRARY_PATH="${libraries}" exec "$(dirname "$0")/usr/lib/chromium/chromium" "$@"\n`,
    {
      mode: 0o755,
    },
  );
  return program;
}
