/** One block of flows as columns: what the decoders write into and what the column store takes without a look at a row. */

/** A column of `observe.flow` in the order of the batch; `width` in octets. */
interface ColumnLayout {
  readonly name: string;
  readonly type: string;
  readonly width: number;
}

/** Stored. The part of `observe.flow` that comes from exporters; widest first, so that every view is aligned. */
export const flowLayout = [
  { name: 'source', type: 'IPv6', width: 16 },
  { name: 'target', type: 'IPv6', width: 16 },
  { name: 'exporter', type: 'IPv6', width: 16 },
  { name: 'at', type: "DateTime64(3, 'UTC')", width: 8 },
  { name: 'packets', type: 'UInt64', width: 8 },
  { name: 'bytes', type: 'UInt64', width: 8 },
  { name: 'reply_packets', type: 'UInt64', width: 8 },
  { name: 'reply_bytes', type: 'UInt64', width: 8 },
  { name: 'duration', type: 'UInt32', width: 4 },
  { name: 'ingress', type: 'UInt32', width: 4 },
  { name: 'egress', type: 'UInt32', width: 4 },
  { name: 'sampling', type: 'UInt32', width: 4 },
  { name: 'source_port', type: 'UInt16', width: 2 },
  { name: 'target_port', type: 'UInt16', width: 2 },
  { name: 'protocol', type: 'UInt8', width: 1 },
  { name: 'flags', type: 'UInt8', width: 1 },
  { name: 'tos', type: 'UInt8', width: 1 },
  { name: 'state', type: 'UInt8', width: 1 },
  { name: 'application', type: 'UInt8', width: 1 },
] as const satisfies readonly ColumnLayout[];

export type FlowColumn = (typeof flowLayout)[number]['name'];

const ROW_WIDTH = flowLayout.reduce((sum, column) => sum + column.width, 0);
/** Left out of an insert while nobody wrote them: no bytes travel for what every row has at its default. */
const OPTIONAL: ReadonlySet<string> = new Set(['reply_packets', 'reply_bytes', 'state', 'application']);

/** How a connection ended, as far as the source tells: the Enum8 of `observe.flow.state`. */
export const flowState = {
  unknown: 0,
  attempted: 1,
  rejected: 2,
  established: 3,
  closed: 4,
  reset: 5,
  open: 6,
  denied: 7,
} as const;

/**
 * A fixed number of rows held in one ArrayBuffer, which can be handed to another thread as it is. Writers set columns
 * at index `rows` and then count it up; what they do not set is zero, because `clear` zeroes the whole block.
 */
export class FlowBatch {
  readonly capacity: number;
  readonly buffer: ArrayBuffer;
  rows = 0;
  /** True once a writer set a reply counter, a state or an application; only then do these columns travel. */
  detailed = false;
  /** 64-bit columns are two words a row, low word first; addresses are four words a row in memory order. */
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  readonly exporter: Uint32Array;
  readonly at: Uint32Array;
  readonly packets: Uint32Array;
  readonly bytes: Uint32Array;
  readonly replyPackets: Uint32Array;
  readonly replyBytes: Uint32Array;
  readonly duration: Uint32Array;
  readonly ingress: Uint32Array;
  readonly egress: Uint32Array;
  readonly sampling: Uint32Array;
  readonly sourcePort: Uint16Array;
  readonly targetPort: Uint16Array;
  readonly protocol: Uint8Array;
  readonly flags: Uint8Array;
  readonly tos: Uint8Array;
  readonly state: Uint8Array;
  /** Index into `applications`. */
  readonly application: Uint8Array;

  /** Takes over `buffer` (from `transfer` in another thread) or makes one for `capacity` rows (rounded up to 8). */
  constructor(capacity: number, buffer?: ArrayBuffer) {
    this.capacity = (capacity + 7) & ~7;
    this.buffer = buffer ?? new ArrayBuffer(this.capacity * ROW_WIDTH);
    if (this.buffer.byteLength !== this.capacity * ROW_WIDTH) throw new RangeError('buffer is not of this capacity');
    let offset = 0;
    const rows = this.capacity;
    const words = (perRow: number): Uint32Array => {
      const view = new Uint32Array(this.buffer, offset, rows * perRow);
      offset += view.byteLength;
      return view;
    };
    this.source = words(4);
    this.target = words(4);
    this.exporter = words(4);
    this.at = words(2);
    this.packets = words(2);
    this.bytes = words(2);
    this.replyPackets = words(2);
    this.replyBytes = words(2);
    this.duration = words(1);
    this.ingress = words(1);
    this.egress = words(1);
    this.sampling = words(1);
    this.sourcePort = new Uint16Array(this.buffer, offset, rows);
    this.targetPort = new Uint16Array(this.buffer, offset + rows * 2, rows);
    offset += rows * 4;
    this.protocol = new Uint8Array(this.buffer, offset, rows);
    this.flags = new Uint8Array(this.buffer, offset + rows, rows);
    this.tos = new Uint8Array(this.buffer, offset + rows * 2, rows);
    this.state = new Uint8Array(this.buffer, offset + rows * 3, rows);
    this.application = new Uint8Array(this.buffer, offset + rows * 4, rows);
  }

  /** Rows that still fit. */
  get free(): number {
    return this.capacity - this.rows;
  }

  /** Empties the block for another round. */
  clear(): void {
    new Uint8Array(this.buffer).fill(0);
    this.rows = 0;
    this.detailed = false;
  }

  /**
   * Takes rows out again: of the `count` rows from `from` only those with `keep` 1 stay, moved together. What follows them is
   * zero again, so that a damaged record cannot leak into the next one. Answers how many went.
   */
  remove(from: number, count: number, keep: Uint8Array): number {
    const all = new Uint8Array(this.buffer);
    let start = 0;
    let kept = from;
    for (const { width } of flowLayout) {
      kept = from;
      for (let i = 0; i < count; i++) {
        if (keep[i] !== 1) continue;
        const row = start + (from + i) * width;
        all.copyWithin(start + kept * width, row, row + width);
        kept++;
      }
      all.fill(0, start + kept * width, start + (from + count) * width);
      start += this.capacity * width;
    }
    this.rows = kept;
    return from + count - kept;
  }

  /** The columns an insert names for this block. */
  columns(): FlowColumn[] {
    return flowLayout.filter((c) => this.detailed || !OPTIONAL.has(c.name)).map((c) => c.name);
  }

  /** The same as a structure for `input(…)`. */
  structure(): string {
    const wanted = new Set<string>(this.columns());
    const columns = flowLayout.filter((c) => wanted.has(c.name));
    return columns.map((c) => `${c.name} ${c.type.replaceAll("'", "\\'")}`).join(', ');
  }

  /**
   * The block in ClickHouse's Native format as pieces to be written one after another; the pieces look into this batch,
   * so it may be cleared only when they are written. Format: https://clickhouse.com/docs/en/interfaces/formats#native
   */
  toNative(): Uint8Array[] {
    const wanted = new Set<string>(this.columns());
    const pieces: Uint8Array[] = [Uint8Array.from([...varuint(wanted.size), ...varuint(this.rows)])];
    let offset = 0;
    for (const column of flowLayout) {
      if (wanted.has(column.name)) {
        pieces.push(columnHead(column.name, column.type));
        pieces.push(new Uint8Array(this.buffer, offset, this.rows * column.width));
      }
      offset += this.capacity * column.width;
    }
    return pieces;
  }
}

function varuint(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  while (rest > 127) {
    out.push((rest & 127) | 128);
    rest >>>= 7;
  }
  out.push(rest);
  return out;
}

function columnHead(name: string, type: string): Uint8Array {
  const encoder = new TextEncoder();
  const [n, t] = [encoder.encode(name), encoder.encode(type)];
  return Uint8Array.from([...varuint(n.length), ...n, ...varuint(t.length), ...t]);
}
