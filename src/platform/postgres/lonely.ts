import { spawn } from 'node:child_process';

/** How often the watcher looks, and how many looks in a row have to find nobody. */
const LOOK_SECONDS = 3;
const LOOKS = 3;

/**
 * The server is meant to outlive a killed process of the hub: others may use it, and the next start takes it over. But a server whose
 * starter is dead and to which nobody is connected belongs to nobody (a killed test, a hub that will not be started again). A
 * shell of one megabyte looks after that: it knows the process ids from /proc, so it does its work on Linux and ends at once elsewhere.
 */
const SCRIPT = `
postgres=$1 starter=$2 lonely=0
# Alive, and no zombie nobody asks for: the field after the name in brackets is its state.
lives() { [ -n "$1" ] && stat=$(cat "/proc/$1/stat" 2>/dev/null) && case "\${stat##*) }" in Z*|X*) return 1;; esac; }
while lives "$postgres"; do
  sleep ${LOOK_SECONDS}
  if lives "$(cat "$starter" 2>/dev/null)"; then lonely=0; continue; fi
  [ -r "/proc/$postgres/task/$postgres/children" ] || exit 0
  busy=
  for child in $(cat "/proc/$postgres/task/$postgres/children"); do
    case "$(tr '\\0' ' ' <"/proc/$child/cmdline" 2>/dev/null)" in *127.0.0.1\\(*) busy=yes;; esac
  done
  if [ -n "$busy" ]; then lonely=0; continue; fi
  lonely=$((lonely + 1))
  if [ "$lonely" -ge ${LOOKS} ]; then kill -INT "$postgres"; exit 0; fi
done
`;

/**
 * Has a PostgreSQL stopped in order once the process named in the file `starter` is gone and nobody has been connected for some
 * seconds. Ends by itself with the server.
 */
export function stopWhenLonely(postgres: number, starter: string): void {
  if (process.platform !== 'linux') return;
  const watcher = spawn('/bin/sh', ['-c', SCRIPT, 'kyojo-postgres-watcher', String(postgres), starter], {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
  });
  watcher.on('error', () => {}); // no shell: the server stays, as it did before
  watcher.unref();
}
