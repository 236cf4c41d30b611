import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { productRoot } from '#platform/files';

/** A hub as a process of its own, made to be killed. */
export interface Hub {
  readonly process: ChildProcess;
  /** It serves (or ended before it could). */
  readonly serving: Promise<void>;
  /** The last lines it wrote. */
  said(): string;
  /** kill -9; gone when this returns. */
  kill(): Promise<void>;
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `src/app/main.ts up`. */
export function startHub(env: Readonly<Record<string, string>>): Hub {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(productRoot, 'src/app/main.ts'), 'up'],
    {
      cwd: productRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, TZ: 'UTC', ...env },
    },
  );
  let said = '';
  const keep = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-20_000);
  };
  child.stderr.on('data', keep);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      keep(chunk);
      if (/\bready[.:]/.test(said)) resolve();
    });
  });
  return {
    process: child,
    serving: Promise.race([ready, exited]),
    said: () => said,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
  };
}

/** kill -9 for the column engine of a data folder; false when none is known. */
export function killEngine(data: string): boolean {
  try {
    const { pid } = JSON.parse(readFileSync(join(data, 'columns/engine.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** kill -9 for the embedded PostgreSQL's first process; false when none runs. */
export function killPostgres(data: string): boolean {
  const pid = postgresPid(data);
  if (pid === undefined) return false;
  process.kill(pid, 'SIGKILL');
  return true;
}

/** Process id of the embedded PostgreSQL, if it runs. */
export function postgresPid(data: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(data, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

/** Waits until a file exists. */
export async function untilExists(path: string, seconds = 30): Promise<void> {
  for (const until = Date.now() + seconds * 1000; !existsSync(path); ) {
    if (Date.now() > until) throw new Error(`${path} does not appear`);
    await wait(50);
  }
}
