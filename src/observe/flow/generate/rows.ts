/** Rows of made-up traffic: tables of addresses and one function that writes a row. */
import type { FlowBatch } from '../store/batch.ts';
import { MAPPED, TWO_32 } from '../store/cells.ts';

/** Addresses as the words of an IPv6 column, four each. */
export class Addresses {
  readonly words: Uint32Array;

  constructor(count: number) {
    this.words = new Uint32Array(count * 4);
  }

  get count(): number {
    return this.words.length / 4;
  }

  /** Sets entry `index` to an IPv4 address given as a number (10.0.0.1 = 0x0a000001). */
  set4(index: number, address: number): void {
    this.words[index * 4 + 2] = MAPPED;
    this.words[index * 4 + 3] = swap32(address);
  }

  /** Sets entry `index` to an IPv6 address given as four numbers in network order. */
  set6(index: number, a: number, b: number, c: number, d: number): void {
    this.words[index * 4] = swap32(a);
    this.words[index * 4 + 1] = swap32(b);
    this.words[index * 4 + 2] = swap32(c);
    this.words[index * 4 + 3] = swap32(d);
  }

  /** The address as text, IPv4 plain, as a query would show it. */
  text(index: number): string {
    const bytes = new Uint8Array(this.words.buffer, index * 16, 16);
    if (this.words[index * 4 + 2] === MAPPED) return bytes.subarray(12).join('.');
    const groups = Array.from({ length: 8 }, (_, i) =>
      (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
    );
    return groups.join(':');
  }
}

/** What one row says besides its addresses. Reused by the generators: no object per flow. */
export interface RowFacts {
  at: number;
  duration: number;
  sourcePort: number;
  targetPort: number;
  protocol: number;
  flags: number;
  packets: number;
  bytes: number;
  ingress: number;
  egress: number;
}

/** Writes a row at the end of `batch`, which must have room. */
export function putRow(
  batch: FlowBatch,
  sources: Addresses,
  source: number,
  targets: Addresses,
  target: number,
  facts: RowFacts,
): void {
  const row = batch.rows;
  for (let i = 0; i < 4; i++) {
    batch.source[row * 4 + i] = sources.words[source * 4 + i] as number;
    batch.target[row * 4 + i] = targets.words[target * 4 + i] as number;
  }
  batch.exporter[row * 4 + 2] = MAPPED;
  batch.exporter[row * 4 + 3] = 0x010200c0;
  const at = Math.floor(facts.at);
  batch.at[row * 2] = at >>> 0;
  batch.at[row * 2 + 1] = at / TWO_32;
  batch.duration[row] = facts.duration;
  batch.sourcePort[row] = facts.sourcePort;
  batch.targetPort[row] = facts.targetPort;
  batch.protocol[row] = facts.protocol;
  batch.flags[row] = facts.flags;
  const packets = Math.max(1, Math.floor(facts.packets));
  batch.packets[row * 2] = packets >>> 0;
  batch.packets[row * 2 + 1] = packets / TWO_32;
  const bytes = Math.max(packets * 28, Math.floor(facts.bytes));
  batch.bytes[row * 2] = bytes >>> 0;
  batch.bytes[row * 2 + 1] = bytes / TWO_32;
  batch.ingress[row] = facts.ingress;
  batch.egress[row] = facts.egress;
  batch.sampling[row] = 1;
  batch.rows = row + 1;
}

function swap32(value: number): number {
  return (((value & 255) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
}
