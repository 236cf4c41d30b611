/** Datagrams as records with every field by its published name: for inspection ("what does this router send?") and tests. */
import { readU8, readU16, readU32 } from './bytes.ts';
import { type DecoderOptions, FlowDecoder } from './decoder.ts';
import { findElement, findScope } from './elements.ts';
import type { Domain } from './exporters.ts';
import { type FlowSample, type MessageHeader, type MessageVisitor, NETFLOW5_RECORD } from './message.ts';
import { locateFields, type Template, type TemplateField } from './template.ts';
import { type FieldValue, hex, readValue } from './values.ts';

/** One data record. Fields no registry names stand under `enterprise.number` as octets. */
export interface FlowRecord {
  readonly version: number;
  readonly exportedAt: Date;
  readonly sequence: number;
  readonly domain: number;
  /** Template or set number; 0 for version 5 and sFlow. */
  readonly set: number;
  readonly options: boolean;
  readonly fields: ReadonlyMap<string, FieldValue>;
  /** Names of `fields` that are numbers because no registry knows them. */
  readonly unnamed: readonly string[];
}

/** Collects records; `take` empties it. Use it with few datagrams: it builds an object per record. */
export class RecordReader implements MessageVisitor {
  #records: FlowRecord[] = [];

  take(): FlowRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  netflow5(bytes: Uint8Array, start: number, count: number, header: MessageHeader, domain: Domain): number {
    for (let i = 0; i < count; i++) {
      const fields = readNetflow5(bytes, start + i * NETFLOW5_RECORD, header, count);
      this.#push(header, domain, 0, false, fields, []);
    }
    return count;
  }

  dataSet(
    bytes: Uint8Array,
    start: number,
    end: number,
    template: Template,
    header: MessageHeader,
    domain: Domain,
  ): number {
    let offset = start;
    let count = 0;
    while (offset + template.minimum <= end) {
      const next = template.variable ? locateFields(template, bytes, offset, end) : offset + template.minimum;
      if (next < 0) break;
      this.#readRecord(bytes, offset, template, header, domain);
      offset = next;
      count++;
    }
    return count;
  }

  sample(bytes: Uint8Array, sample: FlowSample, header: MessageHeader, domain: Domain): number {
    const fields = new Map<string, FieldValue>([
      ['protocol', sample.protocol],
      ['frameLength', sample.frameOctets],
      ['samplingRate', sample.rate],
      ['input', sample.input],
      ['output', sample.output],
    ]);
    if (sample.start >= 0) fields.set('header', hex(bytes, sample.start, Math.min(sample.end - sample.start, 128)));
    this.#push(header, domain, 0, false, fields, []);
    return 1;
  }

  #readRecord(bytes: Uint8Array, start: number, template: Template, header: MessageHeader, domain: Domain): void {
    const fields = new Map<string, FieldValue>();
    const unnamed: string[] = [];
    template.fields.forEach((field, i) => {
      const offset = start + (template.offsets[i] ?? 0);
      const length = template.lengths[i] ?? 0;
      const { name, value } = readField(bytes, offset, length, field, header);
      if (name.includes('.')) unnamed.push(name);
      // The same element may come more than once (RFC 7011 section 8); the first is kept under the plain name.
      fields.set(fields.has(name) ? `${name}#${i}` : name, value);
    });
    this.#push(header, domain, template.id, template.options, fields, unnamed);
  }

  #push(
    header: MessageHeader,
    domain: Domain,
    set: number,
    options: boolean,
    fields: ReadonlyMap<string, FieldValue>,
    unnamed: readonly string[],
  ): void {
    const exportedAt = new Date(header.exportMs);
    const { version, sequence } = header;
    this.#records.push({ version, exportedAt, sequence, domain: domain.id, set, options, fields, unnamed });
  }
}

/** A decoder that gives records: `read(datagram)` answers those the datagram (or what it set free) held. */
export function recordDecoder(options: DecoderOptions = {}): {
  readonly decoder: FlowDecoder;
  read(bytes: Uint8Array, exporter: string, receivedMs: number): FlowRecord[];
} {
  const reader = new RecordReader();
  const decoder = new FlowDecoder(reader, options);
  return {
    decoder,
    read(bytes, exporter, receivedMs) {
      decoder.decode(bytes, exporter, receivedMs);
      return reader.take();
    },
  };
}

function readField(
  bytes: Uint8Array,
  offset: number,
  length: number,
  field: TemplateField,
  header: MessageHeader,
): { name: string; value: FieldValue } {
  const { version } = header;
  const octets = () => hex(bytes, offset, length);
  const element = field.scope && version === 9 ? findScope(field.id) : findElement(version, field.enterprise, field.id);
  if (!element) return { name: `${field.enterprise}.${field.id}`, value: octets() };
  const special = field.enterprise === 0 && !field.scope ? readSpecial(bytes, offset, length, field.id, header) : null;
  return { name: element.name, value: special ?? readValue(bytes, offset, length, element.type) ?? octets() };
}

/** Elements whose octets mean more than their abstract type says. */
function readSpecial(
  bytes: Uint8Array,
  offset: number,
  length: number,
  id: number,
  header: MessageHeader,
): FieldValue | null {
  // Milliseconds since the exporter started: only a date is of use to a reader.
  if (header.version === 9 && (id === 21 || id === 22) && length === 4) {
    return new Date(header.exportMs - header.uptime + readU32(bytes, offset));
  }
  if (id === 89 && length === 1) {
    const octet = readU8(bytes, offset);
    return { status: octet >> 6, reason: octet & 63 };
  }
  if (id === 95 && length > 1) return readApplication(bytes, offset, length);
  // Two access-list hashes and one of the entry, as the Cisco ASA guide writes them.
  if ((id === 33000 || id === 33001) && length === 12) return hex(bytes, offset, 12).match(/.{8}/g)?.join('-') ?? null;
  return null;
}

/** RFC 6759: classification engine, then a selector; engine 20 puts the maker's enterprise number between them. */
function readApplication(bytes: Uint8Array, offset: number, length: number): string {
  const engine = readU8(bytes, offset);
  const number = (from: number, size: number) => {
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + readU8(bytes, from + i);
    return value;
  };
  if (engine === 20 && length > 5) return `20..${number(offset + 1, 4)}..${number(offset + 5, length - 5)}`;
  return `${engine}..${number(offset + 1, length - 1)}`;
}

function readNetflow5(
  bytes: Uint8Array,
  offset: number,
  header: MessageHeader,
  count: number,
): Map<string, FieldValue> {
  const address = (at: number) => bytes.subarray(offset + at, offset + at + 4).join('.');
  const bootMs = header.exportMs - header.uptime;
  const u16 = (at: number) => readU16(bytes, offset + at);
  const u32 = (at: number) => readU32(bytes, offset + at);
  const u8 = (at: number) => readU8(bytes, offset + at);
  return new Map<string, FieldValue>([
    ['engine_type', header.engine >> 8],
    ['engine_id', header.engine & 255],
    ['sampling_algorithm', header.sampling >> 14],
    ['sampling_interval', header.sampling & 0x3fff],
    ['flow_records', count],
    ['ipv4_src_addr', address(0)],
    ['ipv4_dst_addr', address(4)],
    ['ipv4_next_hop', address(8)],
    ['input_snmp', u16(12)],
    ['output_snmp', u16(14)],
    ['in_pkts', u32(16)],
    ['in_bytes', u32(20)],
    ['first_switched', new Date(bootMs + u32(24))],
    ['last_switched', new Date(bootMs + u32(28))],
    ['l4_src_port', u16(32)],
    ['l4_dst_port', u16(34)],
    ['tcp_flags', u8(37)],
    ['protocol', u8(38)],
    ['src_tos', u8(39)],
    ['src_as', u16(40)],
    ['dst_as', u16(42)],
    ['src_mask', u8(44)],
    ['dst_mask', u8(45)],
  ]);
}
