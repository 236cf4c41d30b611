import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { productRoot } from '#platform/files';

/** Rewrites every golden (`golden/<case>/expected.*`) from what the product says now; the difference is then reviewed line by line in git. */
export async function golden(): Promise<number> {
  const files = globSync('{src,test}/**/*golden.test.ts', { cwd: productRoot });
  if (files.length === 0) throw new Error('no goldens were found');
  const done = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--test', ...files], {
    cwd: productRoot,
    stdio: 'inherit',
    env: { ...process.env, KYOJO_GOLDEN: 'write' },
  });
  console.log(`kyojo: ${files.length} golden files rewritten; look at \`git diff\``);
  return done.status ?? 1;
}
