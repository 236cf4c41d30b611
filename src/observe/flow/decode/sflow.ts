/** Walks an sFlow version 5 datagram (https://sflow.org/sflow_version_5.txt), sample by sample. */
import { readU32 } from './bytes.ts';
import type { FlowSample } from './message.ts';

const SAMPLE_FLOW = 1;
const SAMPLE_COUNTERS = 2;
const SAMPLE_FLOW_EXPANDED = 3;
const SAMPLE_COUNTERS_EXPANDED = 4;
const RECORD_RAW_HEADER = 1;
const RECORD_IPV4 = 3;
const RECORD_IPV6 = 4;

/** The fixed start of a datagram. */
export interface SflowHeader {
  /** Offset and length (4 or 16) of the agent's address. */
  agentOffset: number;
  agentLength: number;
  subAgent: number;
  sequence: number;
  uptime: number;
  samples: number;
  /** Where the first sample starts. */
  next: number;
}

/** Reads the start of a datagram; null when it is not sFlow version 5 or cut. */
export function readSflowHeader(bytes: Uint8Array): SflowHeader | null {
  if (bytes.length < 28 || readU32(bytes, 0) !== 5) return null;
  const kind = readU32(bytes, 4);
  const agentLength = kind === 1 ? 4 : kind === 2 ? 16 : 0;
  const next = 8 + agentLength + 16;
  if (agentLength === 0 || next > bytes.length) return null;
  return {
    agentOffset: 8,
    agentLength,
    subAgent: readU32(bytes, 8 + agentLength),
    sequence: readU32(bytes, 12 + agentLength),
    uptime: readU32(bytes, 16 + agentLength),
    samples: readU32(bytes, 20 + agentLength),
    next,
  };
}

/** What a walk found; `malformed` when a length pointed outside the datagram. */
export interface SflowOutcome {
  flows: number;
  counters: number;
  malformed: boolean;
}

/** Gives each flow sample's best record to `onSample` (which answers how many flows it made of it). */
export function walkSflow(
  bytes: Uint8Array,
  header: SflowHeader,
  sample: FlowSample,
  onSample: (sample: FlowSample) => number,
): SflowOutcome {
  const outcome: SflowOutcome = { flows: 0, counters: 0, malformed: false };
  let offset = header.next;
  for (let i = 0; i < header.samples; i++) {
    if (offset + 8 > bytes.length) {
      outcome.malformed = true;
      break;
    }
    const format = readU32(bytes, offset);
    const end = offset + 8 + readU32(bytes, offset + 4);
    if (end > bytes.length) {
      outcome.malformed = true;
      break;
    }
    if (format === SAMPLE_FLOW || format === SAMPLE_FLOW_EXPANDED) {
      if (readFlowSample(bytes, offset + 8, end, format === SAMPLE_FLOW_EXPANDED, sample))
        outcome.flows += onSample(sample);
      else outcome.malformed = true;
    } else if (format === SAMPLE_COUNTERS || format === SAMPLE_COUNTERS_EXPANDED) {
      outcome.counters++;
    }
    offset = end;
  }
  return outcome;
}

function readFlowSample(bytes: Uint8Array, start: number, end: number, expanded: boolean, out: FlowSample): boolean {
  // compact: sequence, source, rate, pool, drops, input, output, count; expanded splits source and interfaces in two
  const fixed = expanded ? 44 : 32;
  if (start + fixed > end) return false;
  out.rate = readU32(bytes, start + (expanded ? 12 : 8)) || 1;
  out.input = expanded ? expandedInterface(bytes, start + 24) : interfaceOf(readU32(bytes, start + 20));
  out.output = expanded ? expandedInterface(bytes, start + 32) : interfaceOf(readU32(bytes, start + 24));
  out.start = -1;
  const records = readU32(bytes, start + fixed - 4);
  let offset = start + fixed;
  for (let i = 0; i < records; i++) {
    if (offset + 8 > end) return false;
    const format = readU32(bytes, offset);
    const next = offset + 8 + readU32(bytes, offset + 4);
    if (next > end) return false;
    readFlowRecord(bytes, format, offset + 8, next, out);
    offset = next;
  }
  return true;
}

function readFlowRecord(bytes: Uint8Array, format: number, start: number, end: number, out: FlowSample): void {
  if (format === RECORD_RAW_HEADER && start + 16 <= end) {
    const length = readU32(bytes, start + 12);
    if (start + 16 + length > end) return;
    out.protocol = readU32(bytes, start);
    out.frameOctets = readU32(bytes, start + 4);
    out.start = start + 16;
    out.end = start + 16 + length;
  } else if ((format === RECORD_IPV4 || format === RECORD_IPV6) && out.start < 0) {
    // length, protocol, source, target, ports, flags, tos: only when no raw header came before
    if (start + (format === RECORD_IPV4 ? 32 : 56) > end) return;
    out.protocol = 100 + format;
    out.frameOctets = readU32(bytes, start);
    out.start = start;
    out.end = end;
  }
}

/** What sFlow writes for an interface that does not exist or is inside the device. */
const NO_INTERFACE = 0x3fffffff;

/** The compact form packs "dropped" and "several" into the two highest bits: no interface number then. */
function interfaceOf(value: number): number {
  return value >>> 30 === 0 && value !== NO_INTERFACE ? value : 0;
}

/** The expanded form gives the same in two words: format, then value. */
function expandedInterface(bytes: Uint8Array, offset: number): number {
  const value = readU32(bytes, offset + 4);
  return readU32(bytes, offset) === 0 && value !== NO_INTERFACE ? value : 0;
}
