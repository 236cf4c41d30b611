/**
 * Big-endian reads out of a datagram. They never check bounds: a caller has proved the range first, once per
 * record instead of once per field, which is where the speed of the decoders comes from.
 */

/** One octet at `offset`. */
export function readU8(bytes: Uint8Array, offset: number): number {
  return bytes[offset] as number;
}

/** Two octets at `offset`, network order. */
export function readU16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] as number) << 8) | (bytes[offset + 1] as number);
}

/** Four octets at `offset`, network order, as a non-negative number. */
export function readU32(bytes: Uint8Array, offset: number): number {
  return (
    (((bytes[offset] as number) << 24) |
      ((bytes[offset + 1] as number) << 16) |
      ((bytes[offset + 2] as number) << 8) |
      (bytes[offset + 3] as number)) >>>
    0
  );
}

/** Four octets at `offset` in the order of memory: what a column of addresses wants (hosts are little-endian). */
export function readRaw32(bytes: Uint8Array, offset: number): number {
  return (
    (bytes[offset] as number) |
    ((bytes[offset + 1] as number) << 8) |
    ((bytes[offset + 2] as number) << 16) |
    ((bytes[offset + 3] as number) << 24)
  );
}

/**
 * An unsigned number of 0 to 8 octets (RFC 7011 section 6.2 lets exporters shorten numbers). Above 2^53 the
 * nearest double is given; counters are written to their column word by word instead.
 */
export function readUnsigned(bytes: Uint8Array, offset: number, length: number): number {
  if (length === 4) return readU32(bytes, offset);
  if (length === 2) return readU16(bytes, offset);
  if (length === 1) return readU8(bytes, offset);
  if (length === 8) return readU32(bytes, offset) * 4294967296 + readU32(bytes, offset + 4);
  let value = 0;
  const end = offset + Math.min(length, 8);
  for (let i = offset; i < end; i++) value = value * 256 + readU8(bytes, i);
  return value;
}
