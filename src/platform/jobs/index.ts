import type { House } from '#platform/house';
import type { Queries } from '#platform/postgres';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { z } from 'zod';

/** Work done in the background. Its handler may run twice (a process died half way): it must be idempotent in effect. */
export interface JobKind<Data extends object = object> {
  /** `room.verb-noun`, imperative: `tell.send-notice`. */
  readonly name: `${string}.${string}`;
  /** Shape of the data. Stored: jobs wait in the database across releases. */
  readonly schema: z.ZodType<Data>;
  handle(house: House, data: Data): Promise<void>;
  /** Jobs of this kind worked on at once per process (default 1). */
  readonly atOnce?: number;
  /** Of one group (say, a feed) at most this many at once over all processes, so that a flood cannot delay the others. */
  readonly perGroup?: number;
  /** Tries before it counts as failed (default 8, exponential back-off from 2 s to 10 min). */
  readonly tries?: number;
  /** Runs by itself, as a cron line (Asia/Tokyo). */
  readonly every?: string;
}

/** How one job waits. */
export interface JobOptions {
  /** Of jobs of this kind with one key only one waits at a time. */
  readonly key?: string;
  readonly after?: Date;
  /** Higher first; urgent notices use 10. */
  readonly priority?: number;
  /** See `perGroup`. */
  readonly group?: string;
}

/** The queues of one process. */
export interface Jobs {
  /** Puts a job in the caller's transaction: it exists exactly if the transaction commits. */
  enqueue<Data extends object>(q: Queries, kind: JobKind<Data>, data: Data, options?: JobOptions): Promise<void>;
  /** Starts working (role `worker` or `all`). */
  work(house: House): Promise<void>;
  /** How many jobs wait, run and failed, by kind: for metrics and for tests that wait for quiet. */
  counts(): Promise<Map<string, { waiting: number; active: number; failed: number }>>;
  /** Ends gracefully: running jobs finish (up to `seconds`), none is begun. */
  stop(seconds?: number): Promise<void>;
}

const registry = new Map<string, JobKind>();

/** Registers a kind of job. Refuses (Error) a name taken twice. */
export function job<Data extends object>(kind: JobKind<Data>): JobKind<Data> {
  if (registry.has(kind.name)) throw new Error(`job ${kind.name} stands twice`);
  registry.set(kind.name, kind as unknown as JobKind);
  return kind;
}

/** Every registered kind, for whole-house checks. */
export function jobKinds(): readonly JobKind[] {
  return [...registry.values()];
}

/** Wakes the workers of a queue in every process at commit. */
const CHANNEL = 'kyojo_jobs';

/** Opens the queues over the database at `url` (as `kyojo_app`; the job tables are reached as role `kyojo_jobs`). */
export async function openJobs(url: string, report: (error: Error) => void): Promise<Jobs> {
  const pool = new pg.Pool({ connectionString: url, max: 6, options: '-c role=kyojo_jobs', application_name: 'kyojo jobs' });
  pool.on('error', report);
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values as unknown[]) },
    schema: 'pgboss',
    migrate: false,
    createSchema: false,
    supervise: true,
    schedule: true,
    monitorIntervalSeconds: 5,
    superviseIntervalSeconds: 5,
    cronWorkerIntervalSeconds: 5,
  });
  boss.on('error', report);
  await releaseOrphans(pool);
  await boss.start();
  for (const kind of registry.values()) {
    await boss.createQueue(kind.name, {
      policy: 'short', // with a key: one waiting per key
      retryLimit: kind.tries ?? 8,
      retryBackoff: true,
      retryDelay: 2,
      retryDelayMax: 600,
      heartbeatSeconds: 20,
      expireInSeconds: 6 * 3600,
      deleteAfterSeconds: 3600,
    });
  }
  let listener: pg.Client | undefined;
  const workers = new Map<string, string>();

  return {
    async enqueue(q, kind, data, options = {}) {
      const { role } = (await q.raw.query<{ role: string }>('SELECT current_user AS role')).rows[0] ?? { role: '' };
      if (!/^kyojo_[a-z]+$/.test(role)) throw new Error(`a job cannot be put as ${role}`);
      await q.raw.query('SET LOCAL ROLE kyojo_jobs');
      await boss.send(kind.name, data, {
        // Without a key every job is its own: the queue's policy would else keep just one waiting.
        singletonKey: options.key ?? crypto.randomUUID(),
        ...(options.after ? { startAfter: options.after } : {}),
        ...(options.priority ? { priority: options.priority } : {}),
        ...(options.group ? { group: { id: options.group } } : {}),
        db: { executeSql: (text, values) => q.raw.query(text, values as unknown[]) },
      });
      await q.raw.query(`SELECT pg_notify('${CHANNEL}', $1)`, [kind.name]);
      await q.raw.query(`SET LOCAL ROLE ${role}`);
    },

    async work(house) {
      for (const kind of registry.values()) {
        const id = await boss.work<object>(
          kind.name,
          {
            pollingIntervalSeconds: 2,
            batchSize: 1,
            localConcurrency: kind.atOnce ?? 1,
            ...(kind.perGroup ? { groupConcurrency: kind.perGroup } : {}),
          },
          async ([taken]) => {
            if (!taken) return;
            try {
              await kind.handle(house, kind.schema.parse(taken.data));
            } catch (error) {
              house.log.warn('job failed', { job: kind.name, reason: (error as Error).message, stack: (error as Error).stack });
              throw error;
            }
          },
        );
        workers.set(kind.name, id);
        if (kind.every) await boss.schedule(kind.name, kind.every, {}, { tz: 'Asia/Tokyo' });
      }
      listener = new pg.Client({ connectionString: url, application_name: 'kyojo jobs' });
      listener.on('error', report);
      listener.on('notification', ({ payload }) => {
        const worker = workers.get(payload ?? '');
        if (worker) boss.notifyWorker(worker);
      });
      await listener.connect();
      await listener.query(`LISTEN ${CHANNEL}`);
    },

    async counts() {
      const { rows } = await pool.query<{ name: string; waiting: number; active: number; failed: number }>(
        `SELECT name, (count(*) FILTER (WHERE state IN ('created', 'retry') AND start_after <= now()))::int AS waiting,
           (count(*) FILTER (WHERE state = 'active'))::int AS active, (count(*) FILTER (WHERE state = 'failed'))::int AS failed
         FROM pgboss.job WHERE name NOT LIKE '\\_\\_%' GROUP BY name`,
      );
      return new Map(rows.map(({ name, ...counts }) => [name, counts]));
    },

    async stop(seconds = 20) {
      await listener?.end().catch(() => {});
      await boss.stop({ graceful: true, timeout: seconds * 1000 });
      await pool.end();
    },
  };
}

/**
 * Jobs that were running when every process of the hub died would wait for their heartbeat to lapse. When nobody else is
 * connected they are known to be orphans and go back to the queue at once.
 */
async function releaseOrphans(pool: pg.Pool): Promise<void> {
  await pool.query(
    `UPDATE pgboss.job SET state = 'retry', start_after = now()
     WHERE state = 'active' AND NOT EXISTS (
       SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'kyojo jobs' AND pid <> pg_backend_pid())`,
  );
}
