/** Reads capture files packet by packet: pcap (all byte orders, micro- and nanoseconds) and pcapng. */

import { readU8, readU16 } from '../decode/bytes.ts';
import { type PacketHeaders, readByEtherType, readEthernet, readIp } from '../decode/packet.ts';

/** Called for each packet; `bytes` is only valid during the call. */
export type OnPacket = (bytes: Uint8Array, start: number, end: number, linkType: number, atMs: number) => void;

/** No block or packet is larger in a file that is not damaged; a length beyond it ends the reading. */
const MOST_OCTETS = 16 << 20;

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const SIMPLE = 3;
const ENHANCED = 6;

interface Interface {
  readonly linkType: number;
  /** Timestamp units per millisecond. */
  readonly unitsPerMs: number;
  readonly snapLength: number;
}

/** Takes a file in pieces of any size. What is cut at the end is left out; `damaged` says so. */
export class CaptureReader {
  packets = 0;
  /** The file broke off within a packet, or a length in it cannot be. */
  damaged = false;
  readonly #onPacket: OnPacket;
  #rest: Uint8Array = new Uint8Array(0);
  #format: 'unknown' | 'pcap' | 'pcapng' = 'unknown';
  #little = true;
  #linkType = 1;
  #unitsPerMs = 1000;
  #interfaces: Interface[] = [];

  constructor(onPacket: OnPacket) {
    this.#onPacket = onPacket;
  }

  /** Reads what is complete in this piece. */
  push(chunk: Uint8Array): void {
    if (this.damaged) return;
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let offset = 0;
    if (this.#format === 'unknown') {
      if (bytes.length < 24) {
        this.#rest = bytes;
        return;
      }
      offset = this.#begin(view);
    }
    while (!this.damaged) {
      const next = this.#format === 'pcap' ? this.#pcapPacket(bytes, view, offset) : this.#block(bytes, view, offset);
      if (next < 0) break;
      offset = next;
    }
    this.#rest = offset < bytes.length ? bytes.slice(offset) : new Uint8Array(0);
  }

  /** No more pieces. */
  end(): void {
    if (this.#rest.length > 0) this.damaged = true;
  }

  #begin(view: DataView): number {
    const magic = view.getUint32(0, true);
    if (magic === SECTION) {
      this.#format = 'pcapng';
      return 0;
    }
    this.#format = 'pcap';
    this.#little = magic === 0xa1b2c3d4 || magic === 0xa1b23c4d;
    const known = view.getUint32(0, this.#little);
    if (known !== 0xa1b2c3d4 && known !== 0xa1b23c4d) this.damaged = true;
    this.#unitsPerMs = known === 0xa1b23c4d ? 1_000_000 : 1000;
    this.#linkType = view.getUint32(20, this.#little) & 0x0fffffff;
    return 24;
  }

  #pcapPacket(bytes: Uint8Array, view: DataView, offset: number): number {
    if (offset + 16 > bytes.length) return -1;
    const length = view.getUint32(offset + 8, this.#little);
    if (length > MOST_OCTETS) {
      this.damaged = true;
      return -1;
    }
    if (offset + 16 + length > bytes.length) return -1;
    const seconds = view.getUint32(offset, this.#little);
    const at = seconds * 1000 + view.getUint32(offset + 4, this.#little) / this.#unitsPerMs;
    this.packets++;
    this.#onPacket(bytes, offset + 16, offset + 16 + length, this.#linkType, at);
    return offset + 16 + length;
  }

  #block(bytes: Uint8Array, view: DataView, offset: number): number {
    if (offset + 12 > bytes.length) return -1;
    if (view.getUint32(offset, true) === SECTION) {
      // The byte order of a section is known from its own magic, and its interfaces start anew.
      this.#little = view.getUint32(offset + 8, true) === 0x1a2b3c4d;
      this.#interfaces = [];
    }
    const type = view.getUint32(offset, this.#little);
    const length = view.getUint32(offset + 4, this.#little);
    if (length < 12 || length > MOST_OCTETS || length % 4 !== 0) {
      this.damaged = true;
      return -1;
    }
    if (offset + length > bytes.length) return -1;
    const end = offset + length - 4;
    if (type === INTERFACE && length >= 20) this.#interface(view, offset + 8, end);
    else if (type === ENHANCED && length >= 32) this.#enhanced(bytes, view, offset + 8, end);
    else if (type === SIMPLE && length >= 16) this.#simple(bytes, view, offset + 8, end);
    return offset + length;
  }

  #interface(view: DataView, start: number, end: number): void {
    // Interfaces are few; a file that defines them without end is one that wants our memory.
    if (this.#interfaces.length >= 65_536) return;
    let unitsPerMs = 1000;
    let offset = start + 8;
    while (offset + 4 <= end) {
      const code = view.getUint16(offset, this.#little);
      const length = view.getUint16(offset + 2, this.#little);
      if (code === 0 || offset + 4 + length > end) break;
      if (code === 9 && length >= 1) {
        const resolution = view.getUint8(offset + 4);
        const units = resolution & 128 ? 2 ** (resolution & 127) : 10 ** resolution;
        unitsPerMs = units / 1000;
      }
      offset += 4 + ((length + 3) & ~3);
    }
    this.#interfaces.push({
      linkType: view.getUint16(start, this.#little),
      snapLength: view.getUint32(start + 4, this.#little) || MOST_OCTETS,
      unitsPerMs,
    });
  }

  #enhanced(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    const on = this.#interfaces[view.getUint32(start, this.#little)];
    const captured = view.getUint32(start + 12, this.#little);
    if (!on || start + 20 + captured > end) return;
    const units = view.getUint32(start + 4, this.#little) * 4294967296 + view.getUint32(start + 8, this.#little);
    this.packets++;
    this.#onPacket(bytes, start + 20, start + 20 + captured, on.linkType, units / on.unitsPerMs);
  }

  #simple(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    const on = this.#interfaces[0];
    if (!on) return;
    const captured = Math.min(view.getUint32(start, this.#little), on.snapLength, end - start - 4);
    this.packets++;
    // Simple packets carry no time.
    this.#onPacket(bytes, start + 4, start + 4 + captured, on.linkType, 0);
  }
}

/** Reads the headers of a packet of this link type (https://www.tcpdump.org/linktypes.html); false when it carries no IP. */
export function readLink(bytes: Uint8Array, start: number, end: number, linkType: number, out: PacketHeaders): boolean {
  switch (linkType) {
    case 1:
      return readEthernet(bytes, start, end, out);
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return readIp(bytes, start, end, out);
    // Loopback: a family number in some byte order, then the packet.
    case 0:
    case 108:
      return readIp(bytes, start + 4, end, out);
    case 113:
      return start + 16 <= end && readByEtherType(bytes, readU16(bytes, start + 14), start + 16, end, out);
    case 276:
      return start + 20 <= end && readByEtherType(bytes, readU16(bytes, start), start + 20, end, out);
    // PPP with or without its HDLC framing.
    case 9:
    case 50: {
      const skip = start + 4 <= end && readU8(bytes, start) === 0xff ? 4 : 2;
      return readIp(bytes, start + skip, end, out);
    }
    default:
      return false;
  }
}
