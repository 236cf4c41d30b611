/** Single cells of a batch: how times, addresses and counters of a datagram become words of a column. */
import { readRaw32, readU32, readUnsigned } from '../decode/bytes.ts';

/** ::ffff:0:0/96 as the third word of an IPv6 column. */
export const MAPPED = 0xffff0000;
/** What the high word of a 64-bit column counts in. */
export const TWO_32 = 4294967296;

/** Uptime counters wrap after 49.7 days: a start far "after" the export happened before the wrap. */
export function uptimeMs(bootMs: number, uptime: number, value: number): number {
  if (uptime > 0 && value - uptime > 0x7fffffff) return bootMs + value - TWO_32;
  return bootMs + value;
}

/** RFC 7011 6.1.9: seconds since 1900 and a binary fraction. */
export function ntpMs(bytes: Uint8Array, offset: number): number {
  const seconds = readU32(bytes, offset) - 2208988800;
  return seconds * 1000 + Math.floor((readU32(bytes, offset + 4) / TWO_32) * 1000);
}

/** Writes an IPv4 address as ::ffff:a.b.c.d. */
export function copy4(column: Uint32Array, row: number, bytes: Uint8Array, offset: number): void {
  column[row * 4 + 2] = MAPPED;
  column[row * 4 + 3] = readRaw32(bytes, offset);
}

/** Writes an IPv6 address. */
export function copy6(column: Uint32Array, row: number, bytes: Uint8Array, offset: number): void {
  column[row * 4] = readRaw32(bytes, offset);
  column[row * 4 + 1] = readRaw32(bytes, offset + 4);
  column[row * 4 + 2] = readRaw32(bytes, offset + 8);
  column[row * 4 + 3] = readRaw32(bytes, offset + 12);
}

/** True for the address ::. */
export function isZero(bytes: Uint8Array, offset: number): boolean {
  return (
    (readRaw32(bytes, offset) |
      readRaw32(bytes, offset + 4) |
      readRaw32(bytes, offset + 8) |
      readRaw32(bytes, offset + 12)) ===
    0
  );
}

/** Writes an unsigned number of 1 to 8 octets into a 64-bit column without rounding. */
export function putCounter(column: Uint32Array, row: number, bytes: Uint8Array, offset: number, length: number): void {
  if (length === 4) {
    column[row * 2] = readU32(bytes, offset);
  } else if (length === 8) {
    column[row * 2] = readU32(bytes, offset + 4);
    column[row * 2 + 1] = readU32(bytes, offset);
  } else {
    const value = readUnsigned(bytes, offset, length);
    column[row * 2] = value >>> 0;
    column[row * 2 + 1] = value / TWO_32;
  }
}
