import { builtInFeeds } from '#observe';
import { openColumns } from '#platform/columns';
import { type Config, ConfigError, readConfig } from '#platform/config';
import { type DataFolder, openDataFolder } from '#platform/files';
import { openLog } from '#platform/log';
import { startEmbeddedPostgres } from '#platform/postgres';
import { ladder, loadPlaybooks } from '#tell';
import { connectOwner } from './backup/postgres.ts';
import { fault, type Line, ok, reason, show } from './doctor/line.ts';
import { lookAtMachine, lookAtMail, lookAtSettings } from './doctor/machine.ts';
import { lookAtColumns, lookAtPostgres } from './doctor/stores.ts';
import { lookAtWork } from './doctor/work.ts';

/** Says what is right and what is wrong with this installation, each fault with what to do. Exit code 1 when there is a fault. */
export async function doctor(env: Readonly<Record<string, string | undefined>> = process.env): Promise<number> {
  const lines = await examine(env);
  for (const line of lines) console.log(show(line));
  const count = (level: Line['level']) => lines.filter((line) => line.level === level).length;
  console.log(`\n${count('ok')} ok, ${count('warn')} to look at, ${count('fault')} faults`);
  return count('fault') > 0 ? 1 : 0;
}

/**
 * Looks at everything that can be looked at: what one fault hides (no settings, no database) is left out. Changes nothing, but starts the
 * embedded stores for the time of looking when no hub runs.
 */
export async function examine(env: Readonly<Record<string, string | undefined>>): Promise<Line[]> {
  const lines: Line[] = [];
  lines.push(...(await lookAtContent()));
  let config: Config;
  try {
    config = readConfig({ KYOJO_LOG: 'silent', ...env });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const one of error.message.split('\n'))
      lines.push(fault('settings', one, 'docs/run/settings.md tells what each setting may be'));
    return lines;
  }
  lines.push(...lookAtSettings(config));
  const machine = [...lookAtMachine(config.KYOJO_DATA)];
  lines.push(...machine, ...(await lookAtMail(config)));
  if (machine.some(({ level, what }) => level === 'fault' && what === 'data folder')) return lines;
  const folder = openDataFolder(config.KYOJO_DATA, config.KYOJO_SECRET);
  await lookAtDatabase(config, folder, lines);
  await lookAtEngine(config, folder, lines);
  return lines;
}

async function lookAtContent(): Promise<Line[]> {
  const lines: Line[] = [];
  const look = async (what: string, read: () => Promise<string> | string) => {
    try {
      lines.push(ok(what, await read()));
    } catch (error) {
      lines.push(fault(what, reason(error), 'undo the last change under content/, or fix what is said here'));
    }
  };
  await look('playbooks', async () => `${(await loadPlaybooks()).all.size} kinds`);
  await look('built-in feeds', () => `${builtInFeeds().size} mappings`);
  await look('ladder', () => `${ladder().length} rungs`);
  return lines;
}

async function lookAtDatabase(config: Config, folder: DataFolder, lines: Line[]): Promise<void> {
  const log = openLog('silent');
  let server: { ownerUrl: string; stop(): Promise<void> } | undefined;
  try {
    server = config.DATABASE_URL
      ? { ownerUrl: config.DATABASE_URL, stop: async () => {} }
      : await startEmbeddedPostgres(folder, log);
    const owner = await connectOwner(server.ownerUrl);
    try {
      if (await lookAtPostgres(owner, server.ownerUrl, folder, lines)) await lookAtWork(owner, folder, lines);
    } finally {
      await owner.end();
    }
  } catch (error) {
    lines.push(
      fault(
        'PostgreSQL',
        reason(error),
        config.DATABASE_URL
          ? 'check DATABASE_URL (the owner of the database), the network and pg_hba.conf'
          : "the server's own words say why; is another user's process in the data folder?",
      ),
    );
  } finally {
    await server?.stop();
  }
}

async function lookAtEngine(config: Config, folder: DataFolder, lines: Line[]): Promise<void> {
  const log = openLog('silent');
  try {
    const columns = await openColumns({
      dataDir: folder.root,
      log,
      url: config.CLICKHOUSE_URL,
      cluster: config.CLICKHOUSE_CLUSTER,
    });
    try {
      await lookAtColumns(columns, lines);
    } finally {
      await columns.close();
    }
  } catch (error) {
    const cause = reason((error as Error).cause ?? error);
    lines.push(
      fault(
        'column store',
        cause,
        config.CLICKHOUSE_URL
          ? 'check CLICKHOUSE_URL, user and password'
          : 'another process may hold the folder `columns` of the data folder: end it, or let it run the hub',
      ),
    );
  }
}
