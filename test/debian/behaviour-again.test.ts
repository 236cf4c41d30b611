import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { describe, it } from 'node:test';
import { productRoot } from '#platform/files';
import { debianBinaries, startDebianPostgres } from '../lib/debian-postgres.ts';

const debian = debianBinaries();
const skip =
  debian || process.env.KYOJO_CI
    ? false
    : 'NOTE: Debian’s PostgreSQL is not here (/usr/lib/postgresql): only the embedded server was tried';

describe('the same behaviour on a PostgreSQL given by its address', { skip, timeout: 2_300_000 }, () => {
  it(`every promise of test/behaviour holds on Debian's PostgreSQL ${debian?.version ?? ''} as well`, async (t) => {
    const files = globSync('test/behaviour/**/*.test.ts', { cwd: productRoot }).sort();
    assert.ok(files.length > 2 && debian);
    const server = await startDebianPostgres(debian.folder);
    try {
      const { code, text } = await run(files, { KYOJO_TEST_DATABASE: server.url });
      const count = (what: string) => Number(new RegExp(`^ℹ ${what} (\\d+)`, 'm').exec(text)?.[1] ?? -1);
      t.diagnostic(
        `PostgreSQL ${debian.version} by URL: ${files.length} files, ${count('pass')} passed, ${count('fail')} failed, ${count('skipped')} skipped`,
      );
      assert.equal(code, 0, text.slice(text.indexOf('failing tests'))); // a log that is cut keeps its end
      assert.ok(count('pass') > 20, 'nearly nothing ran');
    } finally {
      await server.stop();
    }
  });
});

function run(files: readonly string[], env: Record<string, string>): Promise<{ code: number; text: string }> {
  const { NODE_TEST_CONTEXT: _, ...outer } = process.env; // set inside a test run: the inner run is one of its own
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--test', '--test-reporter=spec', '--test-concurrency=2', ...files],
    { cwd: productRoot, env: { ...outer, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code: code ?? 1, text })));
}
