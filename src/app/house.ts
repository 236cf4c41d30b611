import { cpus } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '#platform/clock';
import { openColumns } from '#platform/columns';
import { type Config, ConfigError } from '#platform/config';
import { freeMegabytes, openDataFolder, productRoot } from '#platform/files';
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

/** The address of the hub: the public one, else where it listens, by the name under which browsers allow passkeys. */
export function addressOf(config: Config): string {
  const host = config.KYOJO_HOST === '127.0.0.1' ? 'localhost' : config.KYOJO_HOST;
  return (config.KYOJO_URL ?? `http://${host}:${config.KYOJO_PORT}`).replace(/\/$/, '');
}

/** Below this much free disk the embedded stores are not started. */
const LEAST_MEGABYTES = 300;

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
  // A store whose disk is full while it starts can neither serve nor stop.
  const free = freeMegabytes(folder.root);
  if (!(config.DATABASE_URL && config.CLICKHOUSE_URL) && free < LEAST_MEGABYTES)
    throw new ConfigError(
      `KYOJO_DATA: only ${free} MB are free where ${folder.root} lies; the stores need ${LEAST_MEGABYTES} MB to start and more to work. Make room, or set KYOJO_DATA to another place`,
    );
  say('starting the stores');
  // What is open already is closed again when a later step fails: a server nobody holds would go on for itself.
  const opened: (() => Promise<unknown>)[] = [];
  const opening = async <T>(work: Promise<T>, close: (thing: T) => Promise<unknown>): Promise<T> => {
    const thing = await work;
    opened.push(() => close(thing));
    return thing;
  };
  try {
    const stores = await Promise.allSettled([
      opening(
        config.DATABASE_URL
          ? Promise.resolve({ ownerUrl: config.DATABASE_URL, stop: async () => {} })
          : startEmbeddedPostgres(folder, log),
        (server) => server.stop(),
      ),
      opening(
        openColumns({
          dataDir: folder.root,
          log,
          threads: cpus().length,
          url: config.CLICKHOUSE_URL,
          cluster: config.CLICKHOUSE_CLUSTER,
        }),
        (columns) => columns.close(),
      ),
    ]);
    const [server, columns] = [settled(stores[0]), settled(stores[1])];
    const password = derivedPassword(folder, 'app');
    // Both to their end: a store that closes under the other's steps would hide what went wrong.
    const moved = await Promise.allSettled([
      migrate(server.ownerUrl, password),
      columns.migrate(join(productRoot, 'migrations/columns')),
    ]);
    const [steps, columnSteps] = [settled(moved[0]), settled(moved[1])];
    if (steps.length + columnSteps.length > 0)
      say(`brought the stores to today's schema (${steps.length} + ${columnSteps.length} steps)`);
    const app = new URL(server.ownerUrl);
    app.username = 'kyojo_app';
    app.password = password;
    const db = openDatabase(app.href);
    opened.push(() => db.close());
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
      url: addressOf(config),
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
  } catch (error) {
    for (const close of opened.reverse()) await close().catch(() => {});
    throw error;
  }
}

function settled<T>(outcome: PromiseSettledResult<T>): T {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
