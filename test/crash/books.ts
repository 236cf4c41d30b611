import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { openDataFolder } from '#platform/files';
import { derivedPassword } from '#platform/postgres';

/** The books of a trial hub, read as its owner through all restarts of its server. */
export function openBooks(data: string): {
  ask<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
  one<Row extends object>(sql: string, values?: unknown[]): Promise<Row>;
} {
  const url = () =>
    `postgresql://kyojo_owner:${derivedPassword(openDataFolder(data), 'owner')}@127.0.0.1:${readFileSync(join(data, 'postgres/port'), 'utf8')}/kyojo`;
  const ask = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> => {
    for (let tries = 0; ; tries++) {
      const client = new pg.Client({ connectionString: url(), connectionTimeoutMillis: 5000 });
      client.on('error', () => {});
      try {
        await client.connect();
        return (await client.query<Row>(sql, values)).rows;
      } catch (error) {
        if (tries > 20) throw error;
        await wait(250);
      } finally {
        await client.end().catch(() => {});
      }
    }
  };
  return {
    ask,
    one: async <Row extends object>(sql: string, values?: unknown[]) => (await ask<Row>(sql, values))[0] as Row,
  };
}
