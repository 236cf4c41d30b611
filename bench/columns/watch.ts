import { readFileSync } from 'node:fs';

/** Memory (resident, anonymous) and processor time of some processes, from /proc; Linux only. */
export function watchMemory(pids: readonly number[]) {
  const field = (pid: number, name: string) =>
    Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  const sum = (name: string) => Math.round(pids.reduce((all, pid) => all + field(pid, name), 0));
  let [resident, anonymous] = [0, 0];
  const look = () => {
    resident = Math.max(resident, sum('VmRSS'));
    anonymous = Math.max(anonymous, sum('RssAnon'));
  };
  const timer = setInterval(look, 50);
  return {
    now: () => `${sum('VmRSS')} MiB resident (${sum('RssAnon')} anonymous)`,
    peak: () => `${resident} MiB resident (${anonymous} anonymous)`,
    reset() {
      [resident, anonymous] = [0, 0];
      look();
    },
    /** Seconds of processor time, own and system, in hundredths. */
    cpu: () =>
      pids.reduce((all, pid) => {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ');
        return all + (Number(fields[11]) + Number(fields[12])) / 100;
      }, 0),
    stop: () => clearInterval(timer),
  };
}
