/** Makes export datagrams out of rows: the exporter's side of the protocols, for demonstrations, tests and load. */
import type { FlowBatch } from '../store/batch.ts';
import { MAPPED, TWO_32 } from '../store/cells.ts';

export type ExportProtocol = 'netflow5' | 'netflow9' | 'ipfix' | 'sflow';

/** Flows of one datagram: 30 is version 5's limit; the others stay below 1,500 octets. */
const V5_FLOWS = 30;
const SET_FLOWS = 24;
const SAMPLES = 8;
/** Octets of the longest record of our templates (IPv6, IPFIX). */
const RECORD6 = 75;
const TEMPLATE4 = 256;
const TEMPLATE6 = 257;

/** Fields of the two templates: element and length; version 9 and IPFIX share the numbers. */
const FIELDS: readonly (readonly [id: number, length: number])[] = [
  [7, 2],
  [11, 2],
  [4, 1],
  [6, 1],
  [5, 1],
  [10, 4],
  [14, 4],
  [2, 4],
  [1, 8],
  [21, 4],
  [22, 4],
];
const FIELDS_IPFIX = FIELDS.map(([id, length]) =>
  id === 21 ? ([153, 8] as const) : id === 22 ? ([152, 8] as const) : ([id, length] as const),
);

/** An exporter of one protocol: numbers its datagrams and repeats its templates. */
export class Exporter {
  readonly #protocol: ExportProtocol;
  readonly #bootMs: number;
  readonly #domain: number;
  #sequence = 0;
  #sinceTemplate = Number.POSITIVE_INFINITY;

  /** `bootMs` is when the exporter says it started; times before it cannot be sent by the older versions. */
  constructor(protocol: ExportProtocol, bootMs: number, domain = 1) {
    this.#protocol = protocol;
    this.#bootMs = bootMs;
    this.#domain = domain;
  }

  /** Datagrams holding the rows `from`.. of `batch`. Version 5 leaves IPv6 rows out; sFlow sends one sample per row. */
  *encode(batch: FlowBatch, from = 0, to = batch.rows): Generator<Buffer> {
    let row = from;
    while (row < to) {
      const made = this.#datagram(batch, row, to);
      row = made.next;
      if (made.datagram) yield made.datagram;
    }
  }

  #datagram(batch: FlowBatch, from: number, to: number): { datagram: Buffer | null; next: number } {
    if (this.#protocol === 'netflow5') return this.#netflow5(batch, from, to);
    if (this.#protocol === 'sflow') return this.#sflow(batch, from, to);
    return this.#sets(batch, from, to);
  }

  #netflow5(batch: FlowBatch, from: number, to: number): { datagram: Buffer | null; next: number } {
    const out = Buffer.alloc(24 + V5_FLOWS * 48);
    let row = from;
    let count = 0;
    let latest = this.#bootMs;
    for (; row < to && count < V5_FLOWS; row++) {
      if (!isMapped(batch, row)) continue;
      const offset = 24 + count * 48;
      const { first, last } = times(batch, row, this.#bootMs);
      latest = Math.max(latest, this.#bootMs + last);
      putAddress4(out, offset, batch.source, row);
      putAddress4(out, offset + 4, batch.target, row);
      out.writeUInt16BE((batch.ingress[row] ?? 0) & 0xffff, offset + 12);
      out.writeUInt16BE((batch.egress[row] ?? 0) & 0xffff, offset + 14);
      out.writeUInt32BE(Math.min(counter(batch.packets, row), 0xffffffff), offset + 16);
      out.writeUInt32BE(Math.min(counter(batch.bytes, row), 0xffffffff), offset + 20);
      out.writeUInt32BE(first >>> 0, offset + 24);
      out.writeUInt32BE(last >>> 0, offset + 28);
      out.writeUInt16BE(batch.sourcePort[row] ?? 0, offset + 32);
      out.writeUInt16BE(batch.targetPort[row] ?? 0, offset + 34);
      out[offset + 37] = batch.flags[row] ?? 0;
      out[offset + 38] = batch.protocol[row] ?? 0;
      out[offset + 39] = batch.tos[row] ?? 0;
      count++;
    }
    if (count === 0) return { datagram: null, next: row };
    out.writeUInt16BE(5, 0);
    out.writeUInt16BE(count, 2);
    out.writeUInt32BE((latest - this.#bootMs) >>> 0, 4);
    out.writeUInt32BE(Math.floor(latest / 1000), 8);
    out.writeUInt32BE((latest % 1000) * 1e6, 12);
    out.writeUInt32BE(this.#sequence >>> 0, 16);
    this.#sequence += count;
    return { datagram: out.subarray(0, 24 + count * 48), next: row };
  }

  #sets(batch: FlowBatch, from: number, to: number): { datagram: Buffer; next: number } {
    const ipfix = this.#protocol === 'ipfix';
    const head = ipfix ? 16 : 20;
    const out = Buffer.alloc(1500 + 200);
    let offset = head;
    if (this.#sinceTemplate > 200) {
      offset = putTemplates(out, offset, ipfix);
      this.#sinceTemplate = 0;
    }
    this.#sinceTemplate++;
    let row = from;
    let count = 0;
    let latest = this.#bootMs;
    while (row < to && count < SET_FLOWS) {
      // One set per run of rows of the same family.
      const mapped = isMapped(batch, row);
      const set = offset;
      offset += 4;
      while (row < to && count < SET_FLOWS && isMapped(batch, row) === mapped) {
        if (offset + RECORD6 + 8 > 1472) break;
        const { last } = times(batch, row, this.#bootMs);
        latest = Math.max(latest, this.#bootMs + last);
        offset = this.#record(out, offset, batch, row, mapped, ipfix);
        row++;
        count++;
      }
      out.writeUInt16BE(mapped ? TEMPLATE4 : TEMPLATE6, set);
      out.writeUInt16BE(offset - set, set + 2);
      if (offset + RECORD6 + 12 > 1472) break;
    }
    const exportMs = Math.ceil(latest / 1000) * 1000;
    out.writeUInt16BE(ipfix ? 10 : 9, 0);
    if (ipfix) {
      out.writeUInt16BE(offset, 2);
      out.writeUInt32BE(exportMs / 1000, 4);
      out.writeUInt32BE(this.#sequence >>> 0, 8);
      out.writeUInt32BE(this.#domain, 12);
      this.#sequence += count;
    } else {
      out.writeUInt16BE(count, 2);
      out.writeUInt32BE((exportMs - this.#bootMs) >>> 0, 4);
      out.writeUInt32BE(exportMs / 1000, 8);
      out.writeUInt32BE(this.#sequence >>> 0, 12);
      out.writeUInt32BE(this.#domain, 16);
      this.#sequence++;
    }
    return { datagram: out.subarray(0, offset), next: row };
  }

  #record(out: Buffer, start: number, batch: FlowBatch, row: number, mapped: boolean, ipfix: boolean): number {
    let offset = start;
    if (mapped) {
      putAddress4(out, offset, batch.source, row);
      putAddress4(out, offset + 4, batch.target, row);
      offset += 8;
    } else {
      putAddress6(out, offset, batch.source, row);
      putAddress6(out, offset + 16, batch.target, row);
      offset += 32;
    }
    out.writeUInt16BE(batch.sourcePort[row] ?? 0, offset);
    out.writeUInt16BE(batch.targetPort[row] ?? 0, offset + 2);
    out[offset + 4] = batch.protocol[row] ?? 0;
    out[offset + 5] = batch.flags[row] ?? 0;
    out[offset + 6] = batch.tos[row] ?? 0;
    out.writeUInt32BE(batch.ingress[row] ?? 0, offset + 7);
    out.writeUInt32BE(batch.egress[row] ?? 0, offset + 11);
    out.writeUInt32BE(Math.min(counter(batch.packets, row), 0xffffffff), offset + 15);
    out.writeUInt32BE(batch.bytes[row * 2 + 1] ?? 0, offset + 19);
    out.writeUInt32BE(batch.bytes[row * 2] ?? 0, offset + 23);
    const { first, last } = times(batch, row, this.#bootMs);
    if (!ipfix) {
      out.writeUInt32BE(last >>> 0, offset + 27);
      out.writeUInt32BE(first >>> 0, offset + 31);
      return offset + 35;
    }
    putMillis(out, offset + 27, this.#bootMs + last);
    putMillis(out, offset + 35, this.#bootMs + first);
    return offset + 43;
  }

  #sflow(batch: FlowBatch, from: number, to: number): { datagram: Buffer | null; next: number } {
    const out = Buffer.alloc(28 + SAMPLES * 160);
    let offset = 28;
    let row = from;
    let count = 0;
    for (; row < to && count < SAMPLES; row++) {
      if (!isMapped(batch, row)) continue;
      offset = putSample(out, offset, batch, row, this.#sequence * SAMPLES + count);
      count++;
    }
    if (count === 0) return { datagram: null, next: row };
    out.writeUInt32BE(5, 0);
    out.writeUInt32BE(1, 4);
    out.writeUInt32BE(0xc0000201, 8);
    out.writeUInt32BE(this.#domain, 12);
    out.writeUInt32BE(this.#sequence++ >>> 0, 16);
    out.writeUInt32BE(1000, 20);
    out.writeUInt32BE(count, 24);
    return { datagram: out.subarray(0, offset), next: row };
  }
}

function putTemplates(out: Buffer, start: number, ipfix: boolean): number {
  const fields = ipfix ? FIELDS_IPFIX : FIELDS;
  let offset = start + 4;
  for (const [id, addresses] of [
    [
      TEMPLATE4,
      [
        [8, 4],
        [12, 4],
      ],
    ],
    [
      TEMPLATE6,
      [
        [27, 16],
        [28, 16],
      ],
    ],
  ] as const) {
    out.writeUInt16BE(id, offset);
    out.writeUInt16BE(fields.length + 2, offset + 2);
    offset += 4;
    for (const [element, length] of [...addresses, ...fields]) {
      out.writeUInt16BE(element, offset);
      out.writeUInt16BE(length, offset + 2);
      offset += 4;
    }
  }
  out.writeUInt16BE(ipfix ? 2 : 0, start);
  out.writeUInt16BE(offset - start, start + 2);
  return offset;
}

/** A compact flow sample with the raw header of an untagged Ethernet frame. */
function putSample(out: Buffer, start: number, batch: FlowBatch, row: number, sequence: number): number {
  const protocol = batch.protocol[row] ?? 0;
  const transport = protocol === 6 ? 20 : 8;
  const header = 14 + 20 + transport;
  const padded = (header + 3) & ~3;
  const record = 16 + padded;
  const sample = 32 + 8 + record;
  [1, sample, sequence, 1, batch.sampling[row] || 1, 0, 0, batch.ingress[row] ?? 0, batch.egress[row] ?? 0, 1].forEach(
    (value, i) => {
      out.writeUInt32BE(value >>> 0, start + i * 4);
    },
  );
  const at = start + 40;
  const octets = Math.min(
    1500,
    Math.max(header - 14, Math.round(counter(batch.bytes, row) / Math.max(1, counter(batch.packets, row)))),
  );
  [1, record, 1, octets + 18, 4, header].forEach((value, i) => {
    out.writeUInt32BE(value, at + i * 4);
  });
  const frame = at + 24;
  out.writeUInt16BE(0x0800, frame + 12);
  out[frame + 14] = 0x45;
  out[frame + 15] = batch.tos[row] ?? 0;
  out.writeUInt16BE(octets, frame + 16);
  out[frame + 23] = protocol;
  putAddress4(out, frame + 26, batch.source, row);
  putAddress4(out, frame + 30, batch.target, row);
  out.writeUInt16BE(batch.sourcePort[row] ?? 0, frame + 34);
  out.writeUInt16BE(batch.targetPort[row] ?? 0, frame + 36);
  if (protocol === 6) out[frame + 47] = batch.flags[row] ?? 0;
  return start + 8 + sample;
}

function isMapped(batch: FlowBatch, row: number): boolean {
  return batch.source[row * 4 + 2] === MAPPED && batch.source[row * 4] === 0 && batch.source[row * 4 + 1] === 0;
}

function counter(column: Uint32Array, row: number): number {
  return (column[row * 2] ?? 0) + (column[row * 2 + 1] ?? 0) * TWO_32;
}

function times(batch: FlowBatch, row: number, bootMs: number): { first: number; last: number } {
  const first = counter(batch.at, row) - bootMs;
  return { first, last: first + (batch.duration[row] ?? 0) };
}

function putAddress4(out: Buffer, offset: number, column: Uint32Array, row: number): void {
  out.writeUInt32LE(column[row * 4 + 3] ?? 0, offset);
}

function putAddress6(out: Buffer, offset: number, column: Uint32Array, row: number): void {
  for (let i = 0; i < 4; i++) out.writeUInt32LE(column[row * 4 + i] ?? 0, offset + 4 * i);
}

function putMillis(out: Buffer, offset: number, ms: number): void {
  out.writeUInt32BE(Math.floor(ms / TWO_32), offset);
  out.writeUInt32BE(ms >>> 0, offset + 4);
}
