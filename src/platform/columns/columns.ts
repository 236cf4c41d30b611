import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { type ClickHouseClient, ClickHouseError, createClient } from '@clickhouse/client';
import { Refusal } from '#platform/errors';
import type { Log } from '#platform/log';
import { backup, restore } from './backup.ts';
import { FILE_HEADER } from './engine/limits.ts';
import type { Endpoint } from './host.ts';
import { migrate } from './schema/migrate.ts';

/** Values for `{name:Type}` placeholders. The engine parses them by their type; nothing is pasted into SQL. */
export type ColumnParams = Readonly<Record<string, unknown>>;

/** Settings of the engine for one statement. */
export type ColumnSettings = Readonly<Record<string, string | number>>;

/** What a statement may carry besides its text. */
export interface ColumnOptions {
  readonly settings?: ColumnSettings;
  /** Names the statement, so that `cancel` can end it. */
  readonly queryId?: string;
  readonly signal?: AbortSignal;
}

/** What an insert of many rows may carry. */
export interface InsertOptions extends ColumnOptions {
  /** How the bytes are packed. */
  readonly encoding?: 'gzip' | 'zstd' | undefined;
  readonly params?: ColumnParams;
}

/** The column store: ClickHouse over HTTP, never mind who answers. */
export interface Columns {
  /**
   * Rows of a SELECT, all at once. 64-bit numbers come as `number` while they are exact, else as `bigint`; times come as ISO
   * text in UTC. Asked once more by itself when the engine dies meanwhile.
   */
  query<T>(sql: string, params?: ColumnParams, options?: ColumnOptions): Promise<T[]>;
  /** Rows of a SELECT one after the other, at the reader's pace; memory stays flat. Not repeated when the engine dies. */
  stream<T>(sql: string, params?: ColumnParams, options?: ColumnOptions): AsyncGenerator<T>;
  /** The answer of a SELECT that names its own FORMAT (CSVWithNames …) as bytes, at the reader's pace. */
  export(sql: string, params?: ColumnParams, options?: ColumnOptions): Promise<Readable>;
  /** A statement without rows: DDL, INSERT … SELECT, ALTER. Repeated only when it surely did not reach the engine. */
  command(sql: string, params?: ColumnParams, options?: ColumnOptions): Promise<void>;
  /** Adds rows given as objects; for some thousands at most. */
  insert(table: string, rows: readonly object[], options?: ColumnOptions): Promise<void>;
  /**
   * Runs `INSERT INTO t [(…)] FORMAT F` or `INSERT INTO t SELECT … FROM input('structure') FORMAT F` with the stream as its
   * data; the engine parses it. `encoding` says how the bytes are packed. Not atomic beyond a block: a failure may leave rows
   * behind, so whoever inserts deletes by its batch before it repeats.
   */
  insertStream(sql: string, data: Readable, options?: InsertOptions): Promise<void>;
  /** Removes rows for good, on every shard of a cluster: `where` is a condition with placeholders. For cleaning up, not for editing. */
  remove(table: string, where: string, params: ColumnParams): Promise<void>;
  /** Brings the schema to today's by the steps in `folder`; gives the names of those it ran. */
  migrate(folder: string): Promise<string[]>;
  /** Writes everything into the new folder `target`, while the hub runs. Refuses for a server by URL, which has its own means. */
  backup(target: string): Promise<void>;
  /** Brings back what `backup` wrote, into an engine without data. */
  restore(source: string): Promise<void>;
  /**
   * As `insertStream`, with the bytes of a file. The embedded engine reads it by itself, which saves about an eighth of the work;
   * to a server by URL it is sent.
   */
  insertFile(sql: string, path: string, options?: InsertOptions): Promise<void>;
  /** Ends the statements that were started with this query id. */
  cancel(queryId: string): Promise<void>;
  /** True when the engine answers. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

/** The engine was not there, or went away before it answered. Trying again later is right; what it did before is not known. */
export class ColumnsUnavailable extends Refusal {
  readonly retryable = true;

  constructor(cause: unknown) {
    super('columns.unavailable', {}, 503, { cause });
    this.name = 'ColumnsUnavailable';
  }
}

/** The engine's refusal of a statement, with ClickHouse's code and name (`60`, `UNKNOWN_TABLE`). */
export { ClickHouseError as ColumnsFault };

/** Defaults for every statement: JSON numbers, ISO times in UTC. They hold on any ClickHouse. */
const DEFAULTS = {
  output_format_json_quote_64bit_integers: 0,
  date_time_output_format: 'iso',
  date_time_input_format: 'best_effort',
  session_timezone: 'UTC',
} as const;

/** An answered insert or removal is seen by the next question, on every shard; DDL answers without rows. */
const ON_CLUSTER = {
  insert_distributed_sync: 1,
  lightweight_deletes_sync: 2,
  distributed_ddl_output_mode: 'none',
} as const;

/**
 * For inserts with a SELECT in layers: layers that are merged evaluate again, for each of its uses, what stands in an `if`
 * (a sixth of the work of a real feed's statement).
 */
const IN_LAYERS = { query_plan_merge_expressions: 0 } as const;

/** A long ingest says nothing until it is over. */
const PATIENCE_MS = 3_600_000;
const LOST = /ECONNRESET|ECONNREFUSED|EPIPE|ENOTFOUND|ETIMEDOUT|UND_ERR_SOCKET/;
const LOST_TEXT = /socket hang up|other side closed|ECONNRESET|ECONNREFUSED|EPIPE|terminated|premature close/i;

/** Where the engine answers: fixed for a server by URL, found anew after a death for the embedded one. */
export type FindEndpoint = (after?: Endpoint) => Promise<Endpoint>;

/** The client side over `@clickhouse/client`. */
export function connectColumns(wiring: {
  readonly find: FindEndpoint;
  readonly release: () => Promise<void>;
  readonly log: Log;
  readonly cluster: string | undefined;
  /** The embedded engine's folder; undefined for a server by URL. */
  readonly folder: string | undefined;
}): Columns {
  const { find, release, log, cluster, folder } = wiring;
  let current: { endpoint: Endpoint; client: ClickHouseClient } | undefined;

  const connect = async (after?: Endpoint) => {
    if (current && current.endpoint !== after) return current;
    const endpoint = await find(after).catch((error: unknown) => {
      throw new ColumnsUnavailable(error);
    });
    if (current && current.endpoint.url === endpoint.url && current.endpoint.password === endpoint.password)
      return current;
    void current?.client.close();
    current = { endpoint, client: openClient(endpoint, cluster) };
    return current;
  };

  /** Runs `work`; when the engine is lost, finds another and asks again if `again` allows it for this loss. */
  const withClient = async <T>(
    again: (error: Error) => boolean,
    work: (client: ClickHouseClient) => Promise<T>,
  ): Promise<T> => {
    const first = await connect();
    try {
      return await work(first.client);
    } catch (error) {
      if (!isLost(error)) throw error;
      log.debug('columns: connection lost', { error: String(error) });
      if (!again(error as Error)) {
        void connect(first.endpoint).catch(() => {});
        throw new ColumnsUnavailable(error);
      }
    }
    const second = await connect(first.endpoint);
    try {
      return await work(second.client);
    } catch (error) {
      throw isLost(error) ? new ColumnsUnavailable(error) : error;
    }
  };
  const always = () => true;
  // Refused connections never reached anybody, so even a write may be sent again.
  const unsent = (error: Error) => /ECONNREFUSED/.test(`${(error as NodeJS.ErrnoException).code} ${error.message}`);

  const ask = (
    sql: string,
    params: ColumnParams | undefined,
    options: ColumnOptions | undefined,
    more: ColumnSettings = {},
  ) => ({
    query: sql,
    ...(params ? { query_params: { ...params } } : {}),
    clickhouse_settings: { ...more, ...options?.settings },
    ...(options?.queryId ? { query_id: options.queryId } : {}),
    ...(options?.signal ? { abort_signal: options.signal } : {}),
  });

  const own = (): string => {
    if (folder === undefined) throw new Refusal('columns.not-embedded', {}, 409);
    return folder;
  };

  const columns: Columns = {
    query: <T>(sql: string, params?: ColumnParams, options?: ColumnOptions) =>
      withClient(always, async (client) => {
        const answer = await client.query({
          ...ask(sql, params, options, { wait_end_of_query: 1 }),
          format: 'JSONEachRow',
        });
        return (await answer.json<T>()) as T[];
      }),
    async *stream<T>(sql: string, params?: ColumnParams, options?: ColumnOptions) {
      const answer = await withClient(always, (client) =>
        client.query({ ...ask(sql, params, options), format: 'JSONEachRow' }),
      );
      const rows = answer.stream<T>();
      try {
        for await (const some of rows) for (const row of some) yield row.json() as T;
      } catch (error) {
        throw isLost(error) ? new ColumnsUnavailable(error) : error;
      } finally {
        rows.destroy();
      }
    },
    export: (sql, params, options) =>
      withClient(always, async (client) => (await client.exec(ask(sql, params, options))).stream as Readable),
    command: async (sql, params, options) => {
      await withClient(unsent, (client) => client.command(ask(sql, params, options, { wait_end_of_query: 1 })));
    },
    insert: async (table, rows, options) => {
      if (rows.length === 0) return;
      const { query: _none, ...rest } = ask('', undefined, options);
      await withClient(unsent, (client) => client.insert({ ...rest, table, values: [...rows], format: 'JSONEachRow' }));
    },
    insertStream: async (sql, data, options) => {
      const headers = options?.encoding ? { http_headers: { 'Content-Encoding': options.encoding } } : {};
      // Once bytes have been taken from the stream they cannot be sent again.
      const again = (error: Error) => unsent(error) && !Readable.isDisturbed(data);
      await withClient(again, async (client) => {
        const { stream } = await client.exec({
          ...ask(sql, options?.params, options, IN_LAYERS),
          values: data,
          ...headers,
        });
        await drain(stream as Readable);
      });
    },
    insertFile: async (sql, path, options) => {
      if (folder === undefined)
        return columns.insertStream(sql, createReadStream(path, { highWaterMark: 1 << 18 }), options);
      const http_headers = {
        [FILE_HEADER]: encodeURIComponent(resolve(path)),
        ...(options?.encoding ? { 'x-kyojo-packing': options.encoding } : {}),
      };
      await withClient(unsent, (client) =>
        client
          .exec({ ...ask(sql, options?.params, options, IN_LAYERS), values: Readable.from([]), http_headers })
          .then(({ stream }) => drain(stream as Readable)),
      );
    },
    remove: async (table, where, params) => {
      const on = cluster === undefined ? table : `${table}_local ON CLUSTER ${cluster}`;
      await withClient(always, (client) => client.command(ask(`DELETE FROM ${on} WHERE ${where}`, params, undefined)));
    },
    migrate: (from) => migrate(columns, from, cluster),
    backup: async (target) => backup(columns, own(), target),
    restore: async (source) => restore(columns, own(), source),
    cancel: async (queryId) => {
      await withClient(always, (client) =>
        client.command(ask('KILL QUERY WHERE query_id = {id:String} ASYNC', { id: queryId }, undefined)),
      );
    },
    ping: async () => {
      try {
        const { client } = await connect();
        return (await client.ping({ select: true })).success;
      } catch {
        return false;
      }
    },
    close: async () => {
      await current?.client.close();
      current = undefined;
      await release();
    },
  };
  return columns;
}

/** An INSERT has no rows; reading to the end gives the connection back. */
async function drain(stream: Readable): Promise<void> {
  for await (const _ of stream) {
    // nothing is expected
  }
}

function openClient(endpoint: Endpoint, cluster: string | undefined): ClickHouseClient {
  return createClient({
    url: endpoint.url,
    username: endpoint.user,
    password: endpoint.password,
    application: 'kyojo',
    request_timeout: PATIENCE_MS,
    max_open_connections: 32,
    clickhouse_settings: cluster === undefined ? DEFAULTS : { ...DEFAULTS, ...ON_CLUSTER },
    json: { parse: parseRow, stringify: writeRow },
    // Its own lines would repeat what is thrown.
    log: { level: 127 },
  });
}

function isLost(error: unknown): boolean {
  if (error instanceof ClickHouseError || !(error instanceof Error)) return false;
  const { code, cause } = error as NodeJS.ErrnoException;
  return LOST.test(String(code)) || LOST_TEXT.test(error.message) || (cause !== undefined && isLost(cause));
}

const LONG_NUMBER = /[:,[]-?\d{16}/;

/** Reads a row. Only a text with a very long number takes the slow way that keeps it exact. */
function parseRow<T>(text: string): T {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text) as T;
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    context?.source !== undefined &&
    /^-?\d+$/.test(context.source)
      ? BigInt(context.source)
      : value,
  ) as T;
}

const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

/** Writes a row; a `bigint` becomes a plain number of any length, a `Date` becomes ISO text. */
function writeRow(row: unknown): string {
  return JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? rawJson(String(value)) : value));
}
