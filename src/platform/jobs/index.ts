import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { z } from 'zod';
import type { House } from '#platform/house';
import type { Queries } from '#platform/postgres';

/** Work done in the background. Its handler may run twice (a process died half way): it must be idempotent in effect. */
export interface JobKind<Data extends object = object> {
  /** `room.verb-noun`, imperative: `tell.send-notice`. */
  readonly name: `${string}.${string}`;
  /** Shape of the data. Stored: jobs wait in the database across releases. */
  readonly schema: z.ZodType<Data>;
  handle(house: House, data: Data): Promise<void>;
  /** Jobs of this kind worked on at once per process (default 1). */
  readonly atOnce?: number;
  /**
   * Of one group (say, a feed) at most one at once per process, so that a flood cannot delay the others: with `atOnce` 2 a hand
   * is always free for them. (A limit over all processes would not do: the queue then looks only at its head, and a
   * head that may not run hides all that stand behind it.)
   */
  readonly perGroup?: 1;
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
  /** Puts many jobs of one kind at once, in the caller's transaction: for hundreds, a statement each is what takes the time. */
  enqueueAll<Data extends object>(
    q: Queries,
    kind: JobKind<Data>,
    jobs: readonly { readonly data: Data; readonly options?: JobOptions }[],
  ): Promise<void>;
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
  const pool = new pg.Pool({
    connectionString: url,
    max: 6,
    // Jobs are idempotent: that one was taken or is done may be forgotten in a crash of the machine, so nobody waits for the disk.
    // (What puts a job is the caller's transaction, which does wait.)
    options: '-c role=kyojo_jobs -c synchronous_commit=off',
    application_name: 'kyojo jobs',
  });
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
  const hands = new Map<string, Hand[]>();
  // A hand that ends a job looks for the next at once only when it was woken meanwhile, and one message of the database wakes
  // one hand. So whoever takes a job wakes itself and one idle neighbour: as long as there is work nobody sleeps.
  const wakeOne = (name: string) => {
    const idle = hands.get(name)?.find((hand) => !hand.busy);
    if (idle) boss.notifyWorker(idle.id);
  };
  let ears: Ears | undefined;
  const put = async (
    q: Queries,
    name: string,
    jobs: readonly { readonly data: object; readonly options?: JobOptions }[],
  ) => {
    if (jobs.length === 0) return;
    const { rows } = await q.raw.query<{ role: string }>(
      "SELECT current_user AS role, set_config('role', 'kyojo_jobs', true)",
    );
    const role = rows[0]?.role ?? '';
    if (!/^kyojo_[a-z_]+$/.test(role)) throw new Error(`a job cannot be put as ${role}`);
    const asked = jobs.map(({ data, options = {} }) => ({
      data,
      // Without a key every job is its own: the queue's policy would else keep just one waiting.
      singletonKey: options.key ?? crypto.randomUUID(),
      ...(options.after ? { startAfter: options.after.toISOString() } : {}),
      ...(options.priority ? { priority: options.priority } : {}),
      ...(options.group ? { groupId: options.group } : {}),
    }));
    await boss.insert(name, asked, { db: { executeSql: (text, values) => q.raw.query(text, values as unknown[]) } });
    await q.raw.query(`SELECT pg_notify('${CHANNEL}', $1), set_config('role', $2, true)`, [name, role]);
  };

  return {
    enqueue: (q, kind, data, options) => put(q, kind.name, [{ data, ...(options ? { options } : {}) }]),
    enqueueAll: (q, kind, jobs) => put(q, kind.name, jobs),

    async work(house) {
      for (const kind of registry.values()) {
        const mine: Hand[] = [];
        hands.set(kind.name, mine);
        for (let i = 0; i < (kind.atOnce ?? 1); i++) {
          const hand: Hand = { id: '', busy: false };
          const take = async ([taken]: { data: object }[]) => {
            if (!taken) return;
            hand.busy = true;
            boss.notifyWorker(hand.id);
            wakeOne(kind.name);
            try {
              await kind.handle(house, kind.schema.parse(taken.data));
            } catch (error) {
              house.log.warn('job failed', {
                job: kind.name,
                reason: (error as Error).message,
                stack: (error as Error).stack,
              });
              throw error;
            } finally {
              hand.busy = false;
            }
          };
          hand.id = await boss.work<object>(
            kind.name,
            {
              pollingIntervalSeconds: 2,
              batchSize: 1,
              ...(kind.perGroup ? { localGroupConcurrency: kind.perGroup } : {}),
            },
            take,
          );
          mine.push(hand);
        }
        if (kind.every) await boss.schedule(kind.name, kind.every, {}, { tz: 'Asia/Tokyo' });
      }
      ears = listen(url, { heard: wakeOne, back: () => [...hands.keys()].forEach(wakeOne), report });
      await ears.open;
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
      await ears?.close();
      await boss.stop({ graceful: true, timeout: seconds * 1000 });
      await pool.end();
    },
  };
}

/** One of the workers of a kind: it takes one job at a time. */
interface Hand {
  id: string;
  busy: boolean;
}

interface Ears {
  /** Listening for the first time. */
  readonly open: Promise<void>;
  close(): Promise<void>;
}

/** Hears which queues got something, in every process at commit; opens its connection again when the database was away. */
function listen(url: string, on: { heard(queue: string): void; back(): void; report(error: Error): void }): Ears {
  let closed = false;
  let client: pg.Client | undefined;
  let again: NodeJS.Timeout | undefined;
  const connect = async () => {
    const mine = new pg.Client({ connectionString: url, application_name: 'kyojo jobs', keepAlive: true });
    client = mine;
    mine.on('error', on.report);
    mine.on('notification', ({ payload }) => on.heard(payload ?? ''));
    mine.once('end', later);
    await mine.connect();
    await mine.query(`LISTEN ${CHANNEL}`);
    on.back(); // whatever came while nobody listened
  };
  const later = () => {
    if (closed || again) return;
    again = setTimeout(() => {
      again = undefined;
      connect().catch((error: Error) => {
        on.report(error);
        later();
      });
    }, 500);
  };
  return {
    open: connect(),
    async close() {
      closed = true;
      clearTimeout(again);
      await client?.end().catch(() => {});
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
