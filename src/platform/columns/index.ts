import { join } from 'node:path';
import type { Log } from '#platform/log';
import { type Columns, connectColumns } from './columns.ts';
import { type Endpoint, openEngineHost } from './host.ts';

export {
  type ColumnOptions,
  type ColumnParams,
  type ColumnSettings,
  type Columns,
  ColumnsFault,
  ColumnsUnavailable,
} from './columns.ts';

/** How to reach the column store. */
export interface ColumnsConfig {
  /** The hub's data folder; the embedded engine lives in `columns` below it. */
  readonly dataDir: string;
  /** A ClickHouse of your own, user and password in the address; then no engine is started. */
  readonly url?: string | undefined;
  /** Name of the ClickHouse cluster behind `url`: tables become replicated and distributed. */
  readonly cluster?: string | undefined;
  readonly log: Log;
  /** Cores the embedded engine may use; all by default. */
  readonly threads?: number;
}

/**
 * Opens the column store. Without `url` it finds the embedded engine of the data folder or starts it, watches it, and starts it
 * again when it dies. Throws `ColumnsUnavailable` when none comes up.
 */
export async function openColumns(config: ColumnsConfig): Promise<Columns> {
  if (config.url !== undefined) {
    const endpoint = readUrl(config.url);
    return connectColumns({
      find: async () => endpoint,
      release: async () => {},
      log: config.log,
      cluster: config.cluster,
      folder: undefined,
    });
  }
  const folder = join(config.dataDir, 'columns');
  const host = openEngineHost(folder, config.log, config.threads);
  const columns = connectColumns({
    find: host.endpoint,
    release: host.close,
    log: config.log,
    cluster: undefined,
    folder,
  });
  if (!(await columns.ping())) await columns.command('SELECT 1');
  return columns;
}

function readUrl(text: string): Endpoint {
  const url = new URL(text);
  const [user, password] = [decodeURIComponent(url.username) || 'default', decodeURIComponent(url.password)];
  url.username = '';
  url.password = '';
  return { url: url.toString(), user, password };
}

/** The door's sentences for its refusals. */
export { words as refusals } from './words.ts';
