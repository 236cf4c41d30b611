/** Runs the corpus `flow-decode`: other people's NetFlow and IPFIX datagrams against our decoders, field by field. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FieldValue, type FlowRecord, recordDecoder } from '../../observe/flow/index.ts';
import type { CaseResult, Corpus } from './case.ts';
import { readJsonl } from './lines.ts';

interface Case {
  readonly id: string;
  readonly packets: readonly string[];
  readonly options: readonly string[];
  readonly expect: {
    readonly no_error?: boolean;
    readonly size?: number;
    readonly events: readonly { readonly index: number; readonly event: Record<string, unknown> }[];
    readonly fields: readonly { readonly index: number; readonly path: readonly string[]; readonly value: unknown }[];
  };
}

const EXPORTER = '192.0.2.1';
/** Templates of an earlier run, as the source's own cache file has them. */
const CACHED = 'cache_save_path';

/**
 * The source computes times from uptime as (seconds - floor(age / 1000)) plus (1 - fraction of the age) and never takes back the
 * second it borrows, so its `first_switched` and `last_switched` are one second late (RFC 3954: export time - (uptime - value)).
 */
const SOURCE_BORROW_MS = 1000;
const BORROWED =
  'first_switched and last_switched: the source is one second late (it never takes back the second it borrows)';
const RENAMED = 'a field goes by its name in the registry of IANA';

/** Names the source uses for other meanings than the registry's: ours follow the registry. */
const deviations: Readonly<Record<string, string>> = {
  // Element 201 is mplsLabelStackLength (a number of octets); the source reads it as a label stack entry.
  mpls_label_stack_octets: 'mplsLabelStackLength',
};

/** The corpus as `./kyojo corpora` runs it. */
export const flowDecode: Corpus = {
  name: 'flow-decode',
  run: async (folder) => readJsonl<Case>(folder, 'cases.jsonl').map((item) => runCase(folder, item)),
};

function runCase(folder: string, item: Case): CaseResult {
  const packets = item.packets.map((name) => readFileSync(join(folder, name)));
  const faults: string[] = [];
  let borrowed = 0;
  let renamed = 0;
  let records: FlowRecord[] = [];
  try {
    records = decodeAll(packets, item.options.includes(CACHED));
  } catch (error) {
    faults.push(`threw ${String(error)}`);
  }
  const { size } = item.expect;
  if (size !== undefined && records.length !== size) faults.push(`${records.length} records, expected ${size}`);
  const wanted = [
    ...item.expect.fields.map(({ index, path, value }) => ({ index, path, value })),
    ...item.expect.events.flatMap(({ index, event }) => leaves(event).map((leaf) => ({ index, ...leaf }))),
  ];
  for (const { index, path, value } of wanted) {
    const record = records[index];
    const where = `record ${index} ${path.join('.')}`;
    if (!record) {
      faults.push(`${where}: no such record`);
      continue;
    }
    const found = lookUp(record, path);
    if (found === undefined) {
      if (deviations[path[1] ?? '']) renamed++;
      // The corpus lets fields without a published registry stand under their number.
      else if (record.unnamed.length === 0) faults.push(`${where}: missing, expected ${JSON.stringify(value)}`);
    } else if (isBorrowed(found, path, value)) {
      borrowed++;
    } else if (!same(found, value)) {
      faults.push(`${where}: ${show(found)}, expected ${JSON.stringify(value)}`);
    }
  }
  if (faults.length > 0) return { id: item.id, outcome: 'failed', why: faults.slice(0, 5).join('; ') };
  if (borrowed > 0) return { id: item.id, outcome: 'deviates', why: BORROWED };
  if (renamed > 0) return { id: item.id, outcome: 'deviates', why: RENAMED };
  return { id: item.id, outcome: 'passed' };
}

function decodeAll(packets: readonly Uint8Array[], cached: boolean): FlowRecord[] {
  // The corpus drops data that comes before its template, so nothing is held back here.
  const fresh = recordDecoder({ hold: false });
  if (cached) {
    const earlier = recordDecoder({ hold: false });
    for (const packet of packets) earlier.read(packet, EXPORTER, 0);
    fresh.decoder.loadTemplates(earlier.decoder.saveTemplates(), 0);
  }
  return packets.flatMap((packet) => fresh.read(packet, EXPORTER, 0));
}

function lookUp(record: FlowRecord, path: readonly string[]): FieldValue | undefined {
  const [head, name = '', part] = path;
  if (head === '@timestamp') return record.exportedAt;
  if (head === '@version') return '1';
  if (name === 'version') return record.version;
  if (name === 'flow_seq_num') return record.sequence;
  if (name === 'flowset_id') return record.set;
  const value = record.fields.get(name);
  if (part === undefined || value === undefined) return value;
  return (value as Readonly<Record<string, number>>)[part];
}

function leaves(value: unknown, path: readonly string[] = []): { path: readonly string[]; value: unknown }[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]));
}

/** Times are compared to the millisecond (as the corpus allows), whichever side gives a number instead of a date. */
function same(found: FieldValue, expected: unknown): boolean {
  if (found instanceof Date) {
    const ms =
      typeof expected === 'number' ? toMs(expected) : Date.parse(String(expected).replace(/(\.\d{3})\d+/, '$1'));
    return ms === found.getTime();
  }
  if (typeof found === 'bigint') return String(found) === String(expected);
  return found === expected;
}

function isBorrowed(found: FieldValue, path: readonly string[], expected: unknown): boolean {
  const name = path[1] ?? '';
  if (!(found instanceof Date) || !name.endsWith('_switched')) return false;
  return same(new Date(found.getTime() + SOURCE_BORROW_MS), expected);
}

function toMs(value: number): number {
  return value < 1e11 ? value * 1000 : value;
}

function show(value: FieldValue): string {
  return value instanceof Date ? value.toISOString() : String(value);
}
