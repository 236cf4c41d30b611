import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productRoot } from '#platform/files';

/**
 * `bench [NAME] [ARGS…]` runs one benchmark (`bench/<what>/<name>.ts`, a file that begins with "How …"), without a name it lists them. Each prints the machine, the input
 * and what it is compared with; recorded numbers are in bench/README.md.
 */
export async function bench(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  const all = globSync('bench/*/*.ts', { cwd: productRoot })
    .filter((path) => readFileSync(join(productRoot, path), 'utf8').startsWith('/**\n * How'))
    .map((path) => path.replace(/^bench\//, '').replace(/\.ts$/, ''))
    .sort();
  if (!name) {
    console.log(`Benchmarks (./kyojo bench NAME):\n${all.map((one) => `  ${one}`).join('\n')}`);
    return 0;
  }
  const path = join(productRoot, 'bench', `${name}.ts`);
  if (!existsSync(path)) {
    console.error(`kyojo: there is no benchmark ${name}. ./kyojo bench lists them.`);
    return 2;
  }
  return (
    spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', path, ...rest], {
      stdio: 'inherit',
      cwd: productRoot,
    }).status ?? 1
  );
}
