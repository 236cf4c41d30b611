/** Flows: the door of this capability inside the room; `#observe` passes on what other rooms may use. */
export { FlowDecoder, type SavedTemplate } from './decode/decoder.ts';
export type { FlowCounters } from './decode/exporters.ts';
export { type FlowRecord, recordDecoder } from './decode/records.ts';
export type { FieldValue } from './decode/values.ts';
export { type ImportedFile, importFiles } from './read/import.ts';
export { FlowBatch, flowState } from './store/batch.ts';
export { openScratchFlows } from './store/scratch.ts';
export { FlowWriter } from './store/writer.ts';
