import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '#platform/log';
import { RUNNER_THREADS } from './engine/limits.ts';

/** Where an engine answers. */
export interface Endpoint {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** Finds the engine of a data folder, or runs it. */
export interface EngineHost {
  /** An engine that answers now. With `after`, one that is not that (dead) one. Throws when none comes up in time. */
  endpoint(after?: Endpoint): Promise<Endpoint>;
  /** Process id of the engine if this process runs it. */
  readonly pid: number | undefined;
  /** Stops the engine if this process runs it. */
  close(): Promise<void>;
}

/** How long callers wait for an engine that is starting or being taken over. */
const PATIENCE_MS = 20_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Several processes share one engine. Who may run it is decided by the engine's own lock on its folder, which the kernel lifts
 * when the holder dies, so there is no stale lock to judge: everybody in need of an engine starts one, the loser's ends with
 * code 75 at once, and the loser reads where the winner's answers (`engine.json`, mode 0600, with port and secret).
 */
export function openEngineHost(folder: string, log: Log, threads: number = availableParallelism()): EngineHost {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'engine.json');
  let child: ChildProcess | undefined;
  let closing = false;
  let looking: Promise<Endpoint> | undefined;
  let failures = 0;

  const read = (): Endpoint | undefined => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Endpoint;
    } catch {
      return undefined;
    }
  };

  /** Starts an engine; true when it is up, false when another process holds the folder. */
  const start = async (): Promise<boolean> => {
    const started = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'engine/engine.ts'), folder, String(threads)],
      {
        stdio: ['pipe', 'pipe', 'pipe'],
        // Every running statement holds a thread of the pool; the engine's own threads are not among them.
        env: { PATH: process.env.PATH, TZ: 'UTC', UV_THREADPOOL_SIZE: String(RUNNER_THREADS + 4) },
      },
    );
    let said = '';
    started.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
    started.stdin.on('error', () => {});
    const outcome = await new Promise<'ready' | number>((resolve, reject) => {
      started.once('error', reject);
      started.stdout.once('data', () => resolve('ready'));
      started.once('exit', (code, signal) => resolve(code ?? (signal ? 128 : 1)));
    });
    if (outcome === 75) return false;
    if (outcome !== 'ready') throw new Error(`column engine ended with ${outcome}: ${said.trim()}`);
    // From here on it must not keep this process alive: a command that is done may end, and the engine then ends with it.
    started.unref();
    for (const pipe of [started.stdin, started.stdout, started.stderr]) (pipe as unknown as { unref(): void }).unref();
    child = started;
    started.once('exit', (code, signal) => {
      child = undefined;
      if (closing) return;
      log.warn('columns: engine died, starting it again', { code, signal, said: said.trim().slice(-600) });
      void takeOver().catch((error: unknown) => log.error('columns: engine does not start', { error: String(error) }));
    });
    return true;
  };

  const alive = async (endpoint: Endpoint): Promise<boolean> => {
    try {
      // The query proves the secret too: a port may have gone to some other program.
      const url = `${endpoint.url}/?query=${encodeURIComponent('SELECT 1')}`;
      const authorization = `Basic ${Buffer.from(`${endpoint.user}:${endpoint.password}`).toString('base64')}`;
      return (await fetch(url, { headers: { authorization }, signal: AbortSignal.timeout(5_000) })).ok;
    } catch {
      return false;
    }
  };

  const find = async (after?: Endpoint): Promise<Endpoint> => {
    const until = Date.now() + PATIENCE_MS;
    let lastError: unknown;
    while (!closing && Date.now() < until) {
      const known = read();
      if (known && known.url !== after?.url && (await alive(known))) {
        failures = 0;
        return known;
      }
      if (child === undefined) {
        try {
          if (await start()) continue;
        } catch (error) {
          lastError = error;
          failures++;
        }
      }
      // The dead engine may answer again under the same address only if it never was dead.
      if (known && known.url === after?.url && (await alive(known))) return known;
      await wait(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS), undefined, { ref: true });
    }
    throw lastError ?? new Error(closing ? 'column store is closed' : 'column engine does not answer');
  };

  const takeOver = (after?: Endpoint): Promise<Endpoint> => {
    looking ??= find(after).finally(() => {
      looking = undefined;
    });
    return looking;
  };

  return {
    endpoint: takeOver,
    get pid() {
      return child?.pid;
    },
    async close() {
      closing = true;
      const running = child;
      if (!running || running.exitCode !== null) return;
      const gone = new Promise<void>((resolve) => running.once('exit', () => resolve()));
      running.ref();
      running.stdin?.end();
      const late = setTimeout(() => running.kill('SIGKILL'), 5_000);
      await gone;
      clearTimeout(late);
    },
  };
}
