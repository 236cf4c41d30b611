/** Receives flows over UDP in a thread of its own and puts them into the column store, block by block. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SavedTemplate } from '../decode/decoder.ts';
import { FlowBatch } from '../store/batch.ts';
import type { CollectorCounters, ExporterHealth, FromWorker, Stranger, ToWorker } from './messages.ts';
import type { WorkerSettings } from './worker.ts';

/** Takes a block into the store; must be able to be called again with the same token without storing it twice. */
export type StoreBlock = (batch: FlowBatch, token: string) => Promise<void>;

export interface CollectorOptions {
  /** Addresses and ports to listen on; port 0 takes a free one. */
  readonly listen: readonly { readonly host: string; readonly port: number }[];
  readonly store: StoreBlock;
  /** Registered exporters; absent = take from everybody, an empty list = from nobody yet. */
  readonly exporters?: readonly string[];
  readonly templates?: readonly SavedTemplate[];
  /** Rows of a block: large ones sort and merge cheaper, small ones are seen sooner. */
  readonly rows?: number;
  readonly flushMs?: number;
  /** Blocks kept in memory while the store is slow or away; beyond it flows are dropped and counted. */
  readonly inFlight?: number;
  readonly receiveBuffer?: number;
  /** Subscribers' prefixes whose host parts are replaced before anything is stored; the key stays with the provider. */
  readonly pseudonyms?: { readonly key: Uint8Array; readonly prefixes: readonly string[] };
  /** Called for each failed attempt to store a block, which is then tried again. */
  readonly onRetry?: (error: unknown) => void;
}

/** A running collector. */
export interface Collector {
  /** The ports that were bound, in the order of `listen`. */
  readonly ports: readonly number[];
  /** Octets of receive buffer the kernel granted. */
  readonly receiveBuffer: number;
  readonly counters: CollectorCounters | null;
  /** Flows the store has confirmed. */
  readonly stored: number;
  exporters(): Promise<readonly ExporterHealth[]>;
  /** The exporters as above, and who knocked without being registered since the last look. */
  look(): Promise<{ readonly exporters: readonly ExporterHealth[]; readonly strangers: readonly Stranger[] }>;
  /** From now on only these exporters are heard, and addresses within these prefixes get pseudonyms (where there is a key). */
  allow(addresses: readonly string[], prefixes?: readonly string[]): void;
  templates(): Promise<readonly SavedTemplate[]>;
  /** Stops receiving, stores what was received, and gives the templates for the next start. */
  close(): Promise<readonly SavedTemplate[]>;
}

const DEFAULT_ROWS = 1 << 19;
const RETRY_MS = 500;

/** Starts receiving. Refuses (throws) when an address cannot be bound. */
export async function openCollector(options: CollectorOptions): Promise<Collector> {
  const settings: WorkerSettings = {
    listen: options.listen,
    rows: options.rows ?? DEFAULT_ROWS,
    inFlight: options.inFlight ?? 6,
    flushMs: options.flushMs ?? 1000,
    receiveBuffer: options.receiveBuffer ?? 64 << 20,
    exporters: options.exporters,
    templates: options.templates ?? [],
    ...(options.pseudonyms ? { pseudonyms: options.pseudonyms } : {}),
  };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings });
  const state = { counters: null as CollectorCounters | null, stored: 0, closing: false };
  const queue = new BlockQueue(options, worker, state);

  const first = await firstMessage(worker);
  if (first.kind !== 'ready') {
    await worker.terminate();
    throw new Error(`the flow collector could not listen: ${first.kind === 'failed' ? first.reason : first.kind}`);
  }
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'batch') queue.add(message);
    else if (message.kind === 'counters') state.counters = message.counters;
  });
  const ask = async <K extends 'health' | 'templates'>(kind: K) => {
    post(worker, { kind });
    for (;;) {
      const [message] = (await once(worker, 'message')) as [FromWorker];
      if (message.kind === kind) return message as Extract<FromWorker, { kind: K }>;
    }
  };
  return {
    ports: first.ports,
    receiveBuffer: first.receiveBuffer,
    get counters() {
      return state.counters;
    },
    get stored() {
      return state.stored;
    },
    exporters: async () => (await ask('health')).exporters,
    look: () => ask('health'),
    allow: (exporters, prefixes = options.pseudonyms?.prefixes ?? []) =>
      post(worker, { kind: 'allow', exporters, prefixes }),
    templates: async () => (await ask('templates')).templates,
    close: async () => {
      const closed = new Promise<readonly SavedTemplate[]>((resolve) => {
        worker.on('message', (message: FromWorker) => {
          if (message.kind === 'closed') resolve(message.templates);
        });
      });
      post(worker, { kind: 'close' });
      const templates = await closed;
      await queue.drained();
      return templates;
    },
  };
}

/** Stores blocks one after another; two at once would only compete for the same cores. */
class BlockQueue {
  readonly #options: CollectorOptions;
  readonly #worker: Worker;
  readonly #state: { stored: number };
  #tail: Promise<void> = Promise.resolve();

  constructor(options: CollectorOptions, worker: Worker, state: { stored: number }) {
    this.#options = options;
    this.#worker = worker;
    this.#state = state;
  }

  add(message: Extract<FromWorker, { kind: 'batch' }>): void {
    const batch = new FlowBatch(message.capacity, message.buffer);
    batch.rows = message.rows;
    batch.detailed = message.detailed;
    this.#tail = this.#tail.then(() => this.#store(batch));
  }

  async drained(): Promise<void> {
    await this.#tail;
  }

  async #store(batch: FlowBatch): Promise<void> {
    // The same token for every attempt: an engine that died after storing must not store the block again.
    const token = randomUUID();
    for (;;) {
      try {
        await this.#options.store(batch, token);
        break;
      } catch (error) {
        this.#options.onRetry?.(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    this.#state.stored += batch.rows;
    post(this.#worker, { kind: 'spare', buffer: batch.buffer }, [batch.buffer]);
  }
}

function post(worker: Worker, message: ToWorker, transfer: ArrayBuffer[] = []): void {
  worker.postMessage(message, transfer);
}

async function firstMessage(worker: Worker): Promise<FromWorker> {
  const [message] = (await once(worker, 'message')) as [FromWorker];
  return message;
}
