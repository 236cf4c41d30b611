/** Flows: the door of this capability inside the room; `#observe` passes on what other rooms may use. */
export { type Collector, type CollectorOptions, openCollector } from './collect/collector.ts';
export type { CollectorCounters, ExporterHealth } from './collect/messages.ts';
export { silentExporters } from './collect/silence.ts';
export { FlowDecoder, type SavedTemplate } from './decode/decoder.ts';
export { type FlowRecord, recordDecoder } from './decode/records.ts';
export type { FieldValue } from './decode/values.ts';
export { flowRight } from './exporter/access.ts';
export { type RunningCollector, readKey, runCollector } from './exporter/run.ts';
export { takeFlowFiles } from './exporter/take.ts';
export { Pseudonyms } from './pseudonym/pseudonym.ts';
export { type ImportedFile, importFiles } from './read/import.ts';
export { storeBlock } from './store/insert.ts';
export { openScratchFlows } from './store/scratch.ts';
