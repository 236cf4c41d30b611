/** What is looked after without anybody asking: silent exporters and flows past their days. */
import { z } from 'zod';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql } from '#platform/postgres';

const sql = loadSql(import.meta.url.replace('watch.ts', 'register.ts'));
const worker = { kind: 'worker' } as const;

/** Looks every minute for exporters past their minutes. A router that stopped sending is not a network without traffic. */
export const checkExporters = job({
  name: 'observe.check-exporters',
  schema: z.object({}),
  every: '* * * * *',
  async handle(house) {
    const now = house.clock();
    const actor = 'job:observe.check-exporters';
    await house.db.as(worker, async (q) => {
      for (const one of await q.rows<Changed>(sql('heard_again'), {})) {
        if (one.state !== 'active') continue;
        await appendFact(house, q, {
          kind: 'exporter.heard-again',
          subject: `exporter:${one.id}`,
          organisationId: one.organisationId,
          actor,
          data: { name: one.name, heardAt: one.lastSeenAt },
        });
      }
      for (const one of await q.rows<Changed & { silentSince: Date }>(sql('fall_silent'), { now }))
        await appendFact(house, q, {
          kind: 'exporter.silent',
          subject: `exporter:${one.id}`,
          organisationId: one.organisationId,
          actor,
          data: { name: one.name, since: one.silentSince, lastSeenAt: one.lastSeenAt },
        });
    });
  },
});

interface Changed {
  readonly id: string;
  readonly organisationId: string | null;
  readonly name: string;
  readonly lastSeenAt: Date | null;
  readonly state: string;
}

/** Drops the days that are past a table's retention; a day goes whole. Gives how many days went. */
export const dropOldFlows = job({
  name: 'observe.drop-old-flows',
  schema: z.object({}),
  every: '20 4 * * *',
  async handle(house) {
    await dropDaysPast(house);
  },
});

/** Drops them now; gives `table/day` of each. */
export async function dropDaysPast(house: House): Promise<string[]> {
  const rules = await house.db.as(worker, (q) => q.rows<{ tableName: string; days: number }>(sql('retention'), {}));
  const gone: string[] = [];
  for (const { tableName, days } of rules) {
    const oldest = new Date(house.clock().getTime() - days * 86_400_000).toISOString().slice(0, 10);
    const past = await house.columns.query<{ day: string }>(
      'SELECT DISTINCT partition AS day FROM system.parts WHERE active AND database = {database:String} AND table IN ({table:String}, {local:String}) AND partition < {oldest:String} ORDER BY day',
      { database: 'observe', table: tableName, local: `${tableName}_local`, oldest: oldest.replaceAll('-', '') },
    );
    for (const { day } of past) {
      if (!/^\d{8}$/.test(day)) continue;
      // On a cluster each node holds its part of a day; there rows are removed, here the day's files go at once.
      if (house.config.CLICKHOUSE_CLUSTER)
        await house.columns.remove(
          `observe.${tableName}`,
          `toYYYYMMDD(${tableName === 'darknet_source' ? 'day' : 'at'}) = {day:UInt32}`,
          { day: Number(day) },
        );
      else await house.columns.command(`ALTER TABLE observe.${tableName} DROP PARTITION ${day}`);
      gone.push(`${tableName}/${day}`);
    }
  }
  const logs = rules.find(({ tableName }) => tableName === 'body_log');
  if (logs)
    await house.db.as(worker, (q) =>
      q.run(sql('trim_few'), { until: new Date(house.clock().getTime() - logs.days * 86_400_000) }),
    );
  if (gone.length > 0)
    await house.db.as(worker, (q) =>
      appendFact(house, q, {
        kind: 'flows.dropped',
        subject: 'flows:retention',
        actor: 'job:observe.drop-old-flows',
        data: { days: gone.slice(0, 200), count: gone.length },
      }),
    );
  return gone;
}
