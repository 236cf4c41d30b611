/**
 * How long a start takes and what an idle hub holds: `./kyojo bench loop/start [starts]`. First start (empty data folder) and later starts of
 * `up` on the embedded stores until /readyz answers; then the proportional memory (Pss) of all its processes after 20 idle seconds.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { productRoot } from '#platform/files';
import { machine } from './hub.ts';

/** This process or another with all its children, and whatever else names the hub's folder in its command line. */
export function processesOf(root: number, folder: string): number[] {
  const pids = new Set<number>([root]);
  const all = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((found) => found !== null);
  for (let before = 0; before !== pids.size; ) {
    before = pids.size;
    for (const [, pid, parent, args] of all)
      if (args?.includes(folder) || pids.has(Number(parent))) pids.add(Number(pid));
  }
  return [...pids].filter((pid) => read(`/proc/${pid}/stat`) !== '');
}

/** Processor time used so far by these processes, in seconds. */
export function processorSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = read(`/proc/${pid}/stat`)
      .replace(/^.*\) /, '')
      .split(' ');
    return sum + (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
  }, 0);
}

/** Proportional memory of these processes, in MiB. */
export function mebibytes(pids: readonly number[]): number {
  return Math.round(
    pids.reduce((sum, pid) => sum + Number(/Pss:\s+(\d+)/.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0), 0) / 1024,
  );
}

/** The load of the machine now: what else runs on it decides how far a figure by the clock can be trusted. */
export const load = (): string =>
  `load ${loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')}`;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it ended meanwhile
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function measure(starts: number): Promise<void> {
  console.log(`${machine()}; ${load()}`);
  const folder = mkdtempSync(join(tmpdir(), 'kyojo-start-'));
  let hub: ChildProcess | undefined;
  try {
    for (let i = 0; i < starts; i++) {
      const port = await freePort();
      let said = '';
      const from = performance.now();
      hub = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', join(productRoot, 'src/app/main.ts'), 'up'],
        {
          cwd: productRoot,
          env: {
            ...process.env,
            KYOJO_DATA: folder,
            KYOJO_PORT: String(port),
            KYOJO_HOST: '127.0.0.1',
            KYOJO_URL: `http://127.0.0.1:${port}`,
            KYOJO_LOG: 'warn',
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      for (const stream of [hub.stdout, hub.stderr]) stream?.on('data', (text) => (said += text));
      const ready = () =>
        fetch(`http://127.0.0.1:${port}/readyz`).then(
          (answer) => answer.ok,
          () => false,
        );
      while (!(await ready())) {
        if (hub.exitCode !== null || performance.now() - from > 120_000) throw new Error(`it does not start:\n${said}`);
        await wait(20);
      }
      const seconds = (performance.now() - from) / 1000;
      const used = processorSeconds(processesOf(hub.pid ?? 0, folder));
      console.log(
        `${i === 0 ? 'first start, empty folder (goal ≤ 8 s)' : 'later start (goal ≤ 3 s)'.padEnd(38)} ${seconds.toFixed(2)} s, processor ${used.toFixed(2)} s; ${load()}`,
      );
      if (i === starts - 1) {
        await wait(20_000);
        const pids = processesOf(hub.pid ?? 0, folder);
        console.log(`idle for 20 s (goal ≤ 600 MiB)         ${mebibytes(pids)} MiB in ${pids.length} processes`);
      }
      hub.kill('SIGTERM');
      await once(hub, 'exit');
    }
  } finally {
    if (hub?.exitCode === null) hub.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

if (import.meta.main) await measure(Number(process.argv[2] ?? 3));
