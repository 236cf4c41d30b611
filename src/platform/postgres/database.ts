import pg from 'pg';
import { camelRow, type Statement, snake } from './sql.ts';

// Counts and fact ids come as `bigint` from the server: they stay far below 2^53 and are plain numbers here.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Who reads or writes. Decides the database role and, for members, the organisations whose rows exist for them. */
export type Reader =
  | { readonly kind: 'public' }
  | { readonly kind: 'member'; readonly user: string; readonly organisations: readonly string[] }
  | { readonly kind: 'operator'; readonly user: string }
  | { readonly kind: 'worker' };

/** A statement run inside one transaction, as one reader. */
export interface Queries {
  readonly reader: Reader;
  /** Rows in camelCase. Unknown or missing parameters are refused (a parameter the statement does not use is a mistake). */
  rows<Row = Record<string, unknown>>(statement: Statement, parameters?: Parameters_): Promise<Row[]>;
  /** The first row, if any. */
  one<Row = Record<string, unknown>>(statement: Statement, parameters?: Parameters_): Promise<Row | undefined>;
  /** Runs a statement, gives how many rows it changed. */
  run(statement: Statement, parameters?: Parameters_): Promise<number>;
  /** Raw access for platform's own needs (COPY, job tables). Rooms use the others. */
  readonly raw: pg.PoolClient;
}

type Parameters_ = Readonly<Record<string, unknown>>;

/** The hub's PostgreSQL as its rooms see it. */
export interface Database {
  /** One transaction as `reader`: committed when `work` returns, rolled back when it throws. Row-level security holds inside. */
  as<T>(reader: Reader, work: (q: Queries) => Promise<T>): Promise<T>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Text of a setting: only ids may appear in it, so that nothing from outside reaches the statement unchecked. */
function ids(values: readonly string[]): string {
  for (const value of values) if (!uuid.test(value)) throw new Error('an organisation id is not a uuid');
  return `{${values.join(',')}}`;
}

/** Opens a pool that logs in as `kyojo_app`, which owns nothing and cannot bypass row-level security. */
export function openDatabase(url: string, options: { readonly max?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 20,
    idleTimeoutMillis: 30_000,
    application_name: 'kyojo',
  });
  pool.on('error', () => {}); // an idle connection died (server restart); the next use opens another
  // One that dies while it is lent out tells its statement; without somebody who hears it also, the process would end.
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    pool,
    close: () => pool.end(),
    async as(reader, work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        const actor = 'user' in reader ? reader.user : '';
        const organisations = reader.kind === 'member' ? ids(reader.organisations) : '{}';
        await client.query(
          `BEGIN; SET LOCAL ROLE kyojo_${reader.kind}; SELECT set_config('kyojo.organisations', '${organisations}', true), set_config('kyojo.actor', '${actor.replace(/[^A-Za-z0-9_-]/g, '')}', true)`,
        );
        const result = await work(queries(client, reader));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch((failure: Error) => {
          broken = failure;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
  };
}

/** Wraps a client inside a transaction. */
function queries(client: pg.PoolClient, reader: Reader): Queries {
  const ask = async (statement: Statement, parameters: Parameters_ = {}) => {
    const given = new Map(Object.entries(parameters).map(([name, value]) => [snake(name), value]));
    const values = statement.parameters.map((name) => {
      if (!given.has(name)) throw new Error(`${statement.name}: parameter $${name} is missing`);
      return given.get(name);
    });
    for (const name of given.keys())
      if (!statement.parameters.includes(name)) throw new Error(`${statement.name}: parameter ${name} is not used`);
    return client.query(statement.text, values as unknown[]);
  };
  return {
    reader,
    raw: client,
    rows: async <Row>(statement: Statement, parameters?: Parameters_) =>
      (await ask(statement, parameters)).rows.map((row) => camelRow<Row>(row)),
    one: async <Row>(statement: Statement, parameters?: Parameters_) => {
      const row = (await ask(statement, parameters)).rows[0];
      return row === undefined ? undefined : camelRow<Row>(row);
    },
    run: async (statement, parameters) => (await ask(statement, parameters)).rowCount ?? 0,
  };
}
