/**
 * The column engine as a process of its own: `node engine.ts <folder> [threads]`. It holds the engine's folder, answers ClickHouse's
 * HTTP interface on loopback and writes where to find it into `<folder>/engine.json`, readable by this user only. It ends
 * when its standard input ends, that is when the process that started it is gone. Exit 75: another process holds the folder.
 */
import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { drainPending } from 'chdb';
import { serveColumns } from './http.ts';
import { openPipes } from './pipes.ts';
import { openRunner } from './run.ts';
import { openSessions, type Sessions } from './sessions.ts';
import { engineConfiguration, engineSettings } from './settings.ts';

/** Exit code when the folder is already held. */
const HELD = 75;

const folder = process.argv[2];
const threads = Number(process.argv[3] ?? availableParallelism());
if (!folder) throw new Error('usage: engine.ts FOLDER [THREADS]');

const sessions = open(join(folder, 'store'));
const credentials = { user: 'kyojo', password: randomBytes(24).toString('base64url') };
const version = sessions.now('SELECT version()').trim();
const server = serveColumns(openRunner(sessions, openPipes(join(folder, 'pipes'))), credentials, version);
const endpoint = join(folder, 'engine.json');

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const half = `${endpoint}.${process.pid}`;
  writeFileSync(half, JSON.stringify({ pid: process.pid, url: `http://127.0.0.1:${port}`, ...credentials, version }), {
    mode: 0o600,
  });
  renameSync(half, endpoint);
  process.stdout.write('ready\n');
});

// A pipe that broke must never end the engine.
process.on('SIGPIPE', () => {});
process.stdin.on('end', stop).on('error', stop).resume();
process.on('SIGTERM', stop);
// The keyboard's interrupt reaches the whole group; the parent decides when its engine ends.
process.on('SIGINT', () => {});

function open(path: string): Sessions {
  try {
    return openSessions(path, engineConfiguration(folder ?? ''), engineSettings(threads));
  } catch (error) {
    if (!/Cannot lock file/.test(String(error))) throw error;
    process.exit(HELD);
  }
}

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  rmSync(endpoint, { force: true });
  server.close();
  server.closeAllConnections();
  // Parts are in the file system once an insert has been answered; what still runs has not been, and whoever asked repeats it.
  try {
    sessions.now("KILL QUERY WHERE query NOT ILIKE 'KILL %' ASYNC");
  } catch {
    // Nothing left to tell: the process ends either way.
  }
  // Leaving while a statement runs aborts inside the engine, so what does not let itself be killed ends with the process.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 2000).unref();
  void drainPending().then(() => {
    sessions.close();
    process.exit(0);
  });
}
