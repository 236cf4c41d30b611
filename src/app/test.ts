import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder, productRoot } from '#platform/files';
import { openLog } from '#platform/log';
import { startEmbeddedPostgres } from '#platform/postgres';
import { installNeighbours } from './neighbours.ts';

/**
 * Installs what the tests need, starts one embedded PostgreSQL for all of them and runs them with Node's own runner, whose
 * closing line is the last. Arguments are test files; without any, all. `KYOJO_CI=1`: a missing neighbour fails instead of skipping.
 */
export async function test(args: readonly string[]): Promise<number> {
  const browser = installNeighbours();
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
        ...browser,
      },
    );
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[], env: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: productRoot, stdio: 'inherit', env: { ...process.env, ...env } });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
