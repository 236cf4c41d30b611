/** Packets of a capture file become counts: one pass, a table of fixed size, nothing of a packet kept. */
import { BlockList } from 'node:net';
import { Readable } from 'node:stream';
import type { Columns } from '#platform/columns';
import { newPacketHeaders, type PacketHeaders } from '../flow/decode/packet.ts';
import { CaptureReader, readLink } from '../flow/read/pcap.ts';

/** A sensor as the counting needs it. */
export interface SensorPrefixes {
  readonly name: string;
  readonly prefixes: readonly string[];
}

const SLOTS = 1 << 20;
const FULL = SLOTS * 0.7;
const WIDTH = 21;
const directions = { scan: 1, backScatter: 2, other: 3 } as const;
const tools = { unknown: 0, mirai: 1, zmap: 2, masscan: 3 } as const;

/** What was counted of one file. */
export interface Counted {
  readonly packets: number;
  /** Packets to the sensors. */
  readonly counted: number;
  /** The sensors that got any. */
  readonly heard: readonly string[];
  /** When the first of them came; `null` when none did. */
  readonly firstAt: Date | null;
  /** To elsewhere, or not IPv4 (an unused IPv6 space this size sees nothing). */
  readonly aside: number;
  readonly damaged: boolean;
}

/**
 * Counts packets by hour, sensor, source, protocol, port, direction and tool in one open-addressed table; when it is full its
 * rows go to the store and it begins anew (the store adds equal rows up).
 */
export class PacketCounter {
  readonly #keys = new Uint32Array(SLOTS * 3);
  readonly #counts = new Uint32Array(SLOTS);
  readonly #lists: readonly BlockList[];
  /** Sensor of each /24, found once: -1 not looked yet, -2 none, -3 more than one answer inside. */
  readonly #of24 = new Int8Array(1 << 24).fill(-1);
  readonly #isCoarse: boolean;
  readonly #hasHeard: Uint8Array;
  #used = 0;
  counted = 0;
  aside = 0;
  /** Time of the earliest packet to a sensor. */
  firstMs = Number.POSITIVE_INFINITY;

  constructor(sensors: readonly SensorPrefixes[]) {
    if (sensors.length > 100) throw new RangeError('at most a hundred sensors at once');
    this.#hasHeard = new Uint8Array(sensors.length);
    this.#isCoarse = sensors.every(({ prefixes }) => prefixes.every((prefix) => Number(prefix.split('/')[1]) <= 24));
    this.#lists = sensors.map(({ prefixes }) => {
      const list = new BlockList();
      for (const prefix of prefixes) {
        const [address = '', bits = ''] = prefix.split('/');
        if (!address.includes(':')) list.addSubnet(address, Number(bits), 'ipv4');
      }
      return list;
    });
  }

  /** Whether a sensor, by its place in the list, got a packet. */
  hasHeard(sensor: number): boolean {
    return this.#hasHeard[sensor] === 1;
  }

  /** True when the table should be emptied before the next packets. */
  get isFull(): boolean {
    return this.#used >= FULL;
  }

  /** Counts one packet whose headers were read. */
  add(bytes: Uint8Array, headers: PacketHeaders, atMs: number): void {
    if (headers.family !== 4) {
      this.aside++;
      return;
    }
    const target = word(bytes, headers.targetOffset);
    const sensor = this.#sensorOf(target);
    if (sensor < 0) {
      this.aside++;
      return;
    }
    this.counted++;
    this.#hasHeard[sensor] = 1;
    if (atMs < this.firstMs) this.firstMs = atMs;
    const { protocol, tcpFlags } = headers;
    const direction = directionOf(protocol, tcpFlags, headers.sourcePort, headers.targetPort);
    const port = direction === directions.backScatter && protocol !== 1 ? headers.sourcePort : headers.targetPort;
    const tool = protocol === 6 && direction === directions.scan ? toolOf(target, headers) : tools.unknown;
    const hour = Math.floor(atMs / 3_600_000);
    this.#count(
      word(bytes, headers.sourceOffset),
      (port | (protocol << 16) | (direction << 24) | (tool << 27)) >>> 0,
      (hour * 128 + sensor) >>> 0,
    );
  }

  #count(a: number, b: number, c: number): void {
    let slot = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35)) >>> 0;
    slot = ((slot ^ (slot >>> 15)) >>> 0) & (SLOTS - 1);
    for (;;) {
      if (this.#counts[slot] === 0) {
        this.#keys[slot * 3] = a;
        this.#keys[slot * 3 + 1] = b;
        this.#keys[slot * 3 + 2] = c;
        this.#used++;
        break;
      }
      if (this.#keys[slot * 3] === a && this.#keys[slot * 3 + 1] === b && this.#keys[slot * 3 + 2] === c) break;
      slot = (slot + 1) & (SLOTS - 1);
    }
    (this.#counts[slot] as number)++;
  }

  #sensorOf(target: number): number {
    const known = this.#of24[target >>> 8] as number;
    if (known >= 0 || known === -2) return known;
    const text = `${target >>> 24}.${(target >>> 16) & 255}.${(target >>> 8) & 255}.${target & 255}`;
    const found = this.#lists.findIndex((list) => list.check(text, 'ipv4'));
    if (this.#isCoarse) this.#of24[target >>> 8] = found < 0 ? -2 : found;
    return found < 0 ? -2 : found;
  }

  /** The rows counted so far, in the engine's RowBinary, and begins anew. */
  takeRows(): { readonly rows: number; readonly body: Buffer } {
    const body = Buffer.allocUnsafe(this.#used * WIDTH);
    let at = 0;
    for (let slot = 0; slot < SLOTS; slot++) {
      const packets = this.#counts[slot] as number;
      if (packets === 0) continue;
      const b = this.#keys[slot * 3 + 1] as number;
      const c = this.#keys[slot * 3 + 2] as number;
      body.writeUInt32LE(Math.floor(c / 128) * 3600, at);
      body.writeUInt8(c % 128, at + 4);
      body.writeUInt32LE(this.#keys[slot * 3] as number, at + 5);
      body.writeUInt16LE(b & 0xffff, at + 9);
      body.writeUInt8((b >>> 16) & 255, at + 11);
      body.writeUInt8((b >>> 24) & 7, at + 12);
      body.writeUInt32LE(b >>> 27, at + 13);
      body.writeUInt32LE(packets, at + 17);
      at += WIDTH;
    }
    const rows = this.#used;
    this.#counts.fill(0);
    this.#used = 0;
    return { rows, body };
  }
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

/** What an uninvited packet is: a question (scan), an answer to a question somebody else put in our name (back-scatter), or neither. */
export function directionOf(protocol: number, flags: number, sourcePort: number, targetPort: number): number {
  if (protocol === 6) {
    if ((flags & 0x12) === 0x12 || (flags & 4) !== 0) return directions.backScatter;
    return (flags & 2) !== 0 ? directions.scan : directions.other;
  }
  if (protocol === 1) {
    const type = targetPort >> 8;
    return type === 8 || type === 13 || type === 17 ? directions.scan : directions.backScatter;
  }
  if (protocol === 17) return sourcePort < 1024 && targetPort >= 1024 ? directions.backScatter : directions.scan;
  return directions.other;
}

/**
 * Habits of tools that show in headers. Mirai and its kin put the target's address into the sequence number (Antonakakis et al.
 * 2017); ZMap's IP identification is 54321 (Durumeric et al. 2013); Masscan's is address, port and sequence XORed (its source).
 */
export function toolOf(target: number, headers: Pick<PacketHeaders, 'tcpSequence' | 'ipId' | 'targetPort'>): number {
  const sequence = headers.tcpSequence >>> 0;
  if (sequence === target) return tools.mirai;
  if (headers.ipId === 54321) return tools.zmap;
  return ((target ^ headers.targetPort ^ sequence) & 0xffff) === headers.ipId ? tools.masscan : tools.unknown;
}

/** Counts a capture (pcap, pcapng) into the store under the name `origin`. */
export async function countCapture(
  columns: Columns,
  data: AsyncIterable<Uint8Array>,
  sensors: readonly SensorPrefixes[],
  origin: string,
): Promise<Counted> {
  const counter = new PacketCounter(sensors);
  const headers = newPacketHeaders();
  const reader = new CaptureReader((bytes, start, end, linkType, at) => {
    if (readLink(bytes, start, end, linkType, headers)) counter.add(bytes, headers, at);
    else counter.aside++;
  });
  const flush = async () => {
    const { rows, body } = counter.takeRows();
    if (rows > 0) await putRows(columns, body, sensors, origin);
  };
  for await (const chunk of data) {
    reader.push(chunk);
    if (counter.isFull) await flush();
  }
  reader.end();
  await flush();
  return {
    packets: reader.packets,
    counted: counter.counted,
    heard: sensors.filter((_, i) => counter.hasHeard(i)).map(({ name }) => name),
    firstAt: counter.counted > 0 ? new Date(counter.firstMs) : null,
    aside: counter.aside,
    damaged: reader.damaged,
  };
}

/** The mark that the counts of a file carry. */
export const originOf = (digest: string) => digest.slice(0, 16);

/** Removes what a file has brought so far. */
export async function takeBackCounts(columns: Columns, digest: string): Promise<void> {
  for (const table of ['observe.darknet', 'observe.darknet_source'])
    await columns.remove(table, 'origin = {origin:String}', { origin: originOf(digest) });
}

async function putRows(
  columns: Columns,
  body: Buffer,
  sensors: readonly SensorPrefixes[],
  origin: string,
): Promise<void> {
  const numbers = sensors.map((_, i) => i).join(', ');
  const names = sensors.map(({ name }) => `'${name}'`).join(', ');
  await columns.insertStream(
    `INSERT INTO observe.darknet_incoming (hour, sensor, origin, source, protocol, port, direction, tool, packets)
     SELECT toDateTime(h, 'UTC'), transform(s, [${numbers}], [${names}], ''), {origin:String}, IPv4ToIPv6(toIPv4(a)), proto, p,
       CAST(d, 'Enum8(\\'scan\\' = 1, \\'back-scatter\\' = 2, \\'other\\' = 3)'), CAST(toInt8(t), 'Enum8(\\'unknown\\' = 0, \\'mirai\\' = 1, \\'zmap\\' = 2, \\'masscan\\' = 3)'), n
     FROM input('h UInt32, s UInt8, a UInt32, p UInt16, proto UInt8, d Int8, t UInt32, n UInt32') FORMAT RowBinary`,
    Readable.from(pieces(body)),
    { params: { origin } },
  );
}

function* pieces(body: Buffer): Generator<Buffer> {
  for (let from = 0; from < body.length; from += 1 << 20) yield body.subarray(from, from + (1 << 20));
}
