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
    return connectColumns(
      async () => endpoint,
      async () => {},
      config.log,
    );
  }
  const host = openEngineHost(join(config.dataDir, 'columns'), config.log, config.threads);
  const columns = connectColumns(host.endpoint, host.close, config.log);
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
