import { cpus } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '#platform/clock';
import { openColumns } from '#platform/columns';
import type { Config } from '#platform/config';
import { openDataFolder, productRoot } from '#platform/files';
import type { House } from '#platform/house';
import { openJobs } from '#platform/jobs';
import { openLog } from '#platform/log';
import { openMailer } from '#platform/mail';
import { derivedPassword, migrate, openDatabase, startEmbeddedPostgres } from '#platform/postgres';
// Every room registers its routes and jobs when its door is imported.
import './rooms.ts';

/** A house that runs: with what only the wiring may use. */
export interface OpenHouse {
  readonly house: House;
  /** PostgreSQL as its owner: migrations, backup and restore only. */
  readonly ownerUrl: string;
  /** PostgreSQL as `kyojo_app`. */
  readonly appUrl: string;
  close(): Promise<void>;
}

/**
 * Opens both stores (starting the embedded ones where no address is set), brings them to today's schema and hands out the
 * house. Nothing works yet: routes and workers are started by the caller.
 */
export async function openHouse(
  config: Config,
  options: { readonly clock?: Clock; readonly say?: (line: string) => void } = {},
): Promise<OpenHouse> {
  const say = options.say ?? (() => {});
  const log = openLog(config.KYOJO_LOG);
  const folder = openDataFolder(config.KYOJO_DATA, config.KYOJO_SECRET);
  say('starting the stores');
  const [server, columns] = await Promise.all([
    config.DATABASE_URL ? { ownerUrl: config.DATABASE_URL, stop: async () => {} } : startEmbeddedPostgres(folder, log),
    openColumns({
      dataDir: folder.root,
      log,
      threads: cpus().length,
      url: config.CLICKHOUSE_URL,
      cluster: config.CLICKHOUSE_CLUSTER,
    }),
  ]);
  const password = derivedPassword(folder, 'app');
  const [steps, columnSteps] = await Promise.all([
    migrate(server.ownerUrl, password),
    columns.migrate(join(productRoot, 'migrations/columns')),
  ]);
  if (steps.length + columnSteps.length > 0)
    say(`brought the stores to today's schema (${steps.length} + ${columnSteps.length} steps)`);
  const app = new URL(server.ownerUrl);
  app.username = 'kyojo_app';
  app.password = password;
  const db = openDatabase(app.href);
  const jobs = await openJobs(app.href, (error) =>
    log.warn('jobs: the database did not answer', { reason: error.message }),
  );
  const mail = openMailer(config, folder);
  const house: House = {
    config,
    log,
    folder,
    db,
    columns,
    jobs,
    mail,
    clock: options.clock ?? systemClock,
    url: (config.KYOJO_URL ?? `http://${config.KYOJO_HOST}:${config.KYOJO_PORT}`).replace(/\/$/, ''),
  };
  return {
    house,
    ownerUrl: server.ownerUrl,
    appUrl: app.href,
    async close() {
      await jobs.stop();
      mail.close();
      await db.close();
      await columns.close();
      await server.stop();
    },
  };
}
