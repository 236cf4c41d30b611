/** The receiving process: the collector joined to the register of exporters and to the store. */
import { readFileSync } from 'node:fs';
import { Refusal } from '#platform/errors';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';
import { type Collector, openCollector } from '../collect/collector.ts';
import type { ExporterHealth } from '../collect/messages.ts';
import type { SavedTemplate } from '../decode/decoder.ts';
import { storeBlock } from '../store/insert.ts';

const sql = loadSql(import.meta.url.replace('run.ts', 'register.ts'));
const worker = { kind: 'worker' } as const;

/** How the receiving process is started. */
export interface RunOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** File with the key of the pseudonyms; it is read by this process only and kept nowhere by the hub. */
  readonly keyFile?: string | undefined;
  /** How often the register is read and the health written. */
  readonly everyMs?: number;
  readonly flushMs?: number;
  readonly rows?: number;
}

/** A receiving process at work. */
export interface RunningCollector {
  readonly ports: readonly number[];
  readonly collector: Collector;
  /** Reads the register and writes the health now; by itself it does so every `everyMs`. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/** The key of the pseudonyms. Refuses a file that is missing or shorter than 32 octets. */
export function readKey(file: string): Buffer {
  let key: Buffer;
  try {
    key = readFileSync(file);
  } catch (error) {
    throw new Refusal('observe.flow-key', { file }, 400, { cause: error });
  }
  if (key.length < 32) throw new Refusal('observe.flow-key', { file }, 400);
  return key;
}

/**
 * Starts receiving for the hub: only registered exporters are heard, and one whose subscribers must be hidden only where the
 * key is at hand. Losses are counted and written with the health; what the store does not take at once waits, bounded.
 */
export async function runCollector(house: House, options: RunOptions): Promise<RunningCollector> {
  const name = `${options.host}:${options.port}`;
  const key = options.keyFile === undefined ? undefined : readKey(options.keyFile);
  const registered = () => house.db.as(worker, (q) => q.rows<Allowed>(sql('allowed')));
  const { addresses, prefixes } = admitted(await registered(), key !== undefined);
  const saved = await house.db.as(worker, (q) => q.one<{ templates: SavedTemplate[] }>(sql('templates'), { name }));
  const collector = await openCollector({
    listen: [{ host: options.host, port: options.port }],
    exporters: addresses,
    templates: saved?.templates ?? [],
    store: (batch, token) => storeBlock(house.columns, batch, token),
    ...(key ? { pseudonyms: { key, prefixes } } : {}),
    ...(options.flushMs ? { flushMs: options.flushMs } : {}),
    ...(options.rows ? { rows: options.rows } : {}),
    onRetry: (error) => house.log.warn('flows: the store did not take a block', { reason: (error as Error).message }),
  }).catch((error: Error) => {
    throw new Refusal('observe.flow-port', { port: options.port, reason: error.message }, 409, { cause: error });
  });
  await house.db.as(worker, (q) =>
    q.run(sql('start'), {
      name,
      ports: collector.ports,
      receiveBuffer: collector.receiveBuffer,
      pseudonymises: key !== undefined,
      now: house.clock(),
    }),
  );
  const before = new Map<string, ExporterHealth>();
  let looks = 0;
  const look = async () => {
    const allowed = admitted(await registered(), key !== undefined);
    collector.allow(allowed.addresses, allowed.prefixes);
    const { exporters, strangers } = await collector.look();
    // Templates change seldom and are many: every sixth look.
    const templates = looks++ % 6 === 5 ? await collector.templates() : undefined;
    const now = house.clock();
    await house.db.as(worker, async (q) => {
      await q.run(sql('heard'), { news: JSON.stringify(exporters.map((one) => since(before.get(one.address), one))) });
      await q.run(sql('heard_sources'), {
        news: JSON.stringify(exporters.flatMap((one) => sourcesSince(before.get(one.address), one))),
      });
      if (strangers.length > 0) await q.run(sql('strangers'), { news: JSON.stringify(strangers), now });
      await q.run(sql('trim_strangers'), { now });
      await q.run(sql('beat'), {
        name,
        now,
        counters: JSON.stringify({ ...collector.counters, stored: collector.stored }),
        templates: templates ? JSON.stringify(templates) : null,
        ended: false,
      });
    });
    // Only what is written counts as told: a look that failed is told with the next.
    for (const one of exporters) before.set(one.address, one);
  };
  let running: Promise<void> = Promise.resolve();
  const safely = () => {
    running = running.then(() =>
      look().catch((error: Error) => house.log.warn('flows: the health was not written', { reason: error.message })),
    );
    return running;
  };
  const timer = setInterval(() => void safely(), options.everyMs ?? 10_000);
  return {
    ports: collector.ports,
    collector,
    look: safely,
    async close() {
      clearInterval(timer);
      await safely();
      const templates = await collector.close();
      await house.db.as(worker, (q) =>
        q.run(sql('beat'), {
          name,
          now: house.clock(),
          counters: JSON.stringify({ ...collector.counters, stored: collector.stored }),
          templates: JSON.stringify(templates),
          ended: true,
        }),
      );
    },
  };
}

interface Allowed {
  readonly address: string;
  readonly subscriberPrefixes: string[];
}

/** Who is heard. Without the key, flows of an exporter whose subscribers must be hidden are not even taken in. */
function admitted(registered: readonly Allowed[], hasKey: boolean): { addresses: string[]; prefixes: string[] } {
  const heard = registered.filter((one) => hasKey || one.subscriberPrefixes.length === 0);
  return {
    addresses: heard.map(({ address }) => address),
    prefixes: [...new Set(heard.flatMap(({ subscriberPrefixes }) => subscriberPrefixes))],
  };
}

function since(before: ExporterHealth | undefined, now: ExporterHealth) {
  // The table of exporters forgets the idle: a number that fell begins anew.
  const grown = (a: number | undefined, b: number) => (a === undefined || b < a ? b : b - a);
  return {
    address: now.address,
    at: new Date(now.lastSeenMs).toISOString(),
    datagrams: grown(before?.datagrams, now.datagrams),
    flows: grown(before?.flows, now.flows),
    lost: grown(before?.lost, now.lost),
  };
}

function sourcesSince(before: ExporterHealth | undefined, now: ExporterHealth) {
  return now.sources.map((source) => {
    const was = before?.sources.find(({ version, id }) => version === source.version && id === source.id);
    const grown = (what: 'lost' | 'late' | 'duplicates' | 'restarts') =>
      was === undefined || source[what] < was[what] ? source[what] : source[what] - was[what];
    return {
      ...source,
      address: now.address,
      at: new Date(now.lastSeenMs).toISOString(),
      lost: grown('lost'),
      late: grown('late'),
      duplicates: grown('duplicates'),
      restarts: grown('restarts'),
    };
  });
}
