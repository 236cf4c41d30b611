import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const WATCHER = fileURLToPath(new URL('./lonely.sh', import.meta.url));

/**
 * Has a PostgreSQL stopped in order once the process named in the file `starter` is gone and nobody has been connected for some
 * seconds. The server is meant to outlive a killed process of the hub: others may use it, and the next start takes it over. But a server
 * whose starter is dead and to which nobody is connected belongs to nobody (a killed test, a hub that will not be started again). A
 * shell of one megabyte looks after that: it knows the process ids from /proc, so it does its work on Linux only, and ends with the server.
 */
export function stopWhenLonely(postgres: number, starter: string): void {
  if (process.platform !== 'linux') return;
  const watcher = spawn('/bin/sh', [WATCHER, String(postgres), starter], { detached: true, stdio: 'ignore', cwd: '/' });
  watcher.on('error', () => {}); // no shell: the server stays, as it did before
  watcher.unref();
}
