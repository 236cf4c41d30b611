import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Pseudonyms, readKey, runCollector, takeDarknetFiles, takeFlowFiles, takeRound } from '#observe';
import { type Config, ConfigError, readConfig } from '#platform/config';
import type { Log } from '#platform/log';
import { Mistyped, refuseUnknown, refuseUnreadable } from './given.ts';
import { openHouse } from './house.ts';

/** Receives flows until it is told to stop, in a process of its own: `collect`. */
export async function collect(): Promise<number> {
  const config = readConfig({ KYOJO_LOG: 'warn', ...process.env });
  if (config.KYOJO_FLOW_PORT === 0)
    throw new ConfigError('KYOJO_FLOW_PORT: which UDP port do the exporters send to? Try KYOJO_FLOW_PORT=2055');
  const stopping = Promise.race([
    once(process, 'SIGINT'),
    once(process, 'SIGTERM'),
    // Started beside the hub: when the hub is gone, so is the reason to receive.
    ...(process.send ? [once(process, 'disconnect')] : []),
  ]);
  const open = await openHouse(config);
  try {
    const running = await runCollector(open.house, {
      host: config.KYOJO_FLOW_HOST,
      port: config.KYOJO_FLOW_PORT,
      keyFile: config.KYOJO_FLOW_KEY,
    });
    console.log(
      `kyojo: receiving flows on UDP ${config.KYOJO_FLOW_HOST}:${running.ports.join(', ')} (receive buffer ${running.collector.receiveBuffer.toLocaleString('en')} bytes${config.KYOJO_FLOW_KEY ? ', subscribers hidden' : ''})`,
    );
    await stopping;
    await running.close();
    const counters = running.collector.counters;
    console.log(
      `kyojo: ${running.collector.stored.toLocaleString('en')} flows stored; lost: ${counters?.kernelDropped ?? 0} datagrams in the kernel, ${counters?.flowsDropped ?? 0} flows before the store, ${counters?.lost ?? 0} by the exporters' own numbers`,
    );
  } finally {
    await open.close();
    // The listener above holds the hub's line open, and with it this process.
    if (process.connected) process.disconnect?.();
  }
  return 0;
}

/** Runs `collect` beside the hub and starts it again when it dies. */
export function collectBeside(config: Config, log: Log): { close(): Promise<void> } {
  let closing = false;
  let wait = 1000;
  let child: ReturnType<typeof spawn> | undefined;
  let again: NodeJS.Timeout | undefined;
  const start = () => {
    const began = Date.now();
    child = spawn(process.execPath, [...process.execArgv, new URL('./main.ts', import.meta.url).pathname, 'collect'], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, KYOJO_LOG: config.KYOJO_LOG },
    });
    child.once('exit', (code) => {
      if (closing) return;
      wait = Date.now() - began > 60_000 ? 1000 : Math.min(wait * 2, 60_000);
      log.error('flows: the receiving process ended', { code: code ?? 'signal', againInMs: wait });
      again = setTimeout(start, wait);
    });
  };
  start();
  return {
    async close() {
      closing = true;
      clearTimeout(again);
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** `import flows FILE… [--as NAME] [--hide PREFIX,…]`: nfcapd, pcap, Zeek, Argus and EVE files into the flow tables. */
export async function importFlows(args: readonly string[]): Promise<number> {
  const options = { as: { type: 'string', default: 'import' }, hide: { type: 'string', default: '' } } as const;
  const { values, positionals: files } = readArgs(() =>
    parseArgs({ args: [...args], options, allowPositionals: true }),
  );
  if (files.length === 0) {
    console.error('kyojo: import which files? ./kyojo import flows FILE… [--as NAME] [--hide PREFIX,…]');
    return 2;
  }
  refuseUnreadable(files);
  const config = readConfig({ KYOJO_LOG: 'warn', ...process.env });
  const prefixes = values.hide.split(/[\s,]+/).filter(Boolean);
  const keyFile = config.KYOJO_FLOW_KEY;
  if (prefixes.length > 0 && !keyFile)
    throw new ConfigError('KYOJO_FLOW_KEY: --hide needs the file with the key, for example KYOJO_FLOW_KEY=flows.key');
  const open = await openHouse(config);
  let left = 0;
  try {
    for (const one of await takeFlowFiles(open.house, files, values.as, keyFile ? { keyFile, prefixes } : undefined)) {
      if (one.format === 'unknown') left++;
      const rows = Object.entries(one.rows).map(([table, count]) => `${count.toLocaleString('en')} into ${table}`);
      console.log(
        one.again
          ? `${one.file}: had been taken in before`
          : one.format === 'unknown'
            ? `${one.file}: left alone, ${one.why}`
            : `${one.file}: ${one.format}, ${rows.join(', ') || 'nothing to store'}, ${one.unread.toLocaleString('en')} unread${one.known ? `, ${one.known.toLocaleString('en')} taken in before` : ''}`,
      );
    }
  } finally {
    await open.close();
  }
  return left > 0 ? 1 : 0;
}

/** What was typed. Refuses an option nobody knows: a mistyped `--hide` must not let addresses in plain. */
function readArgs<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Mistyped((error as Error).message, { cause: error });
  }
}

/** `import darknet FILE…`: captures of registered sensors become counts. */
export async function importDarknet(files: readonly string[]): Promise<number> {
  refuseUnknown(files, []);
  if (files.length === 0) {
    console.error('kyojo: import which files? ./kyojo import darknet FILE…');
    return 2;
  }
  refuseUnreadable(files);
  const open = await openHouse(readConfig({ KYOJO_LOG: 'warn', ...process.env }));
  let left = 0;
  try {
    for (const one of await takeDarknetFiles(open.house, files)) {
      if (one.damaged) left++;
      console.log(
        one.again
          ? `${one.file}: had been taken in before`
          : one.damaged
            ? `${one.file}: left alone, it is no capture or breaks off; nothing of it was counted`
            : `${one.file}: ${one.counted.toLocaleString('en')} of ${one.packets.toLocaleString('en')} packets counted`,
      );
    }
  } finally {
    await open.close();
  }
  return left > 0 ? 1 : 0;
}

/** `import survey --campaign NAME FILE`: one round's results. */
export async function importSurvey(args: readonly string[]): Promise<number> {
  const at = args.indexOf('--campaign');
  const campaign = at >= 0 ? args[at + 1] : undefined;
  const [file] = args.filter((_, index) => index !== at && index !== at + 1);
  refuseUnknown(args, ['--campaign']);
  if (!campaign || !file) {
    console.error('kyojo: ./kyojo import survey --campaign NAME FILE');
    return 2;
  }
  refuseUnreadable([file]);
  const open = await openHouse(readConfig({ KYOJO_LOG: 'warn', ...process.env }));
  try {
    const round = await takeRound(open.house, campaign, file);
    console.log(
      `${round.again ? 'had been taken in before: ' : ''}round ${round.number}: ${round.hits.toLocaleString('en')} devices among ${round.asked.toLocaleString('en')} addresses, ${round.unread} lines unread${round.verified ? '; the round before is verified' : ''}`,
    );
  } finally {
    await open.close();
  }
  return 0;
}

/** `reveal ADDRESS…`: what the provider, who holds the key, computes from the pseudonyms of a list that came back. */
export async function reveal(args: readonly string[]): Promise<number> {
  const config = readConfig(process.env);
  const prefixes = args.filter((one) => one.includes('/'));
  const addresses = args.filter((one) => !one.includes('/'));
  if (!config.KYOJO_FLOW_KEY || prefixes.length === 0 || addresses.length === 0) {
    console.error('kyojo: KYOJO_FLOW_KEY=FILE ./kyojo reveal PREFIX… ADDRESS… (the prefixes as they are registered)');
    return 2;
  }
  const key = readKey(config.KYOJO_FLOW_KEY);
  try {
    const names = new Pseudonyms(key, prefixes);
    for (const address of addresses) console.log(`${address}\t${names.revealText(address)}`);
  } catch (error) {
    throw new Mistyped((error as Error).message, { cause: error });
  }
  return 0;
}
