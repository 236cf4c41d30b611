/** What the collector thread and its owner say to each other. */
import type { SavedTemplate } from '../decode/decoder.ts';
import type { FlowCounters } from '../decode/exporters.ts';

/** Everything the collector counts, since it was started. */
export interface CollectorCounters extends FlowCounters {
  /** By the exporters' own numbers, in their units (flows, datagrams or records). */
  readonly lost: number;
  readonly late: number;
  readonly duplicates: number;
  readonly restarts: number;
  /** Decoded, but the store was too far behind to take them. */
  readonly flowsDropped: number;
  readonly batches: number;
  /** Datagrams the kernel dropped before we could read them. */
  readonly kernelDropped: number;
}

/** One exporter as the collector sees it. */
export interface ExporterHealth {
  readonly address: string;
  /** 5, 9, 10 (IPFIX), 105 (sFlow 5). */
  readonly versions: readonly number[];
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly datagrams: number;
  readonly flows: number;
  readonly lost: number;
  readonly sampling: number;
  readonly sources: readonly SourceHealth[];
}

/** One source id (v9), observation domain (IPFIX), engine (v5) or sub-agent (sFlow) of an exporter. */
export interface SourceHealth {
  readonly version: number;
  readonly id: number;
  readonly templates: number;
  readonly sampling: number;
  readonly lost: number;
  readonly late: number;
  readonly duplicates: number;
  readonly restarts: number;
}

/** An address that sends without being registered. */
export interface Stranger {
  readonly address: string;
  readonly datagrams: number;
}

export type FromWorker =
  | { readonly kind: 'ready'; readonly ports: readonly number[]; readonly receiveBuffer: number }
  | {
      readonly kind: 'batch';
      readonly buffer: ArrayBuffer;
      readonly rows: number;
      readonly detailed: boolean;
      readonly capacity: number;
    }
  | { readonly kind: 'counters'; readonly counters: CollectorCounters }
  | {
      readonly kind: 'health';
      readonly exporters: readonly ExporterHealth[];
      readonly strangers: readonly Stranger[];
    }
  | { readonly kind: 'templates'; readonly templates: readonly SavedTemplate[] }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'closed'; readonly templates: readonly SavedTemplate[] };

export type ToWorker =
  | { readonly kind: 'spare'; readonly buffer: ArrayBuffer }
  | { readonly kind: 'allow'; readonly exporters: readonly string[]; readonly prefixes: readonly string[] }
  | { readonly kind: 'health' }
  | { readonly kind: 'templates' }
  | { readonly kind: 'close' };
