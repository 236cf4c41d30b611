/** The octets of one field as a value a person can read: for looking at what an exporter sends, never for the store. */
import { readU16, readU32, readUnsigned } from './bytes.ts';
import type { ElementType } from './elements.ts';

/** A field value. Times are dates, 64-bit numbers beyond 2^53 are bigints, octets are hexadecimal. */
export type FieldValue = number | bigint | string | boolean | Date | { readonly [part: string]: number };

/** Reads `length` octets at `offset` as `type`; null where the length cannot be of this type (then show the octets). */
export function readValue(bytes: Uint8Array, offset: number, length: number, type: ElementType): FieldValue | null {
  switch (type) {
    case 'ipv4Address':
      return length === 4 ? bytes.subarray(offset, offset + 4).join('.') : null;
    case 'ipv6Address':
      return length === 16 ? formatIpv6(bytes, offset) : null;
    case 'macAddress':
      return length === 6 ? hex(bytes, offset, 6).replace(/(..)(?=.)/g, '$1:') : null;
    case 'string':
      return readText(bytes, offset, length);
    case 'boolean':
      return length === 1 ? bytes[offset] === 1 : null;
    case 'float32':
    case 'float64':
      return readFloat(bytes, offset, length);
    case 'dateTimeSeconds':
      return length === 4 ? new Date(readU32(bytes, offset) * 1000) : null;
    case 'dateTimeMilliseconds':
      return length === 8 ? new Date(readUnsigned(bytes, offset, 8)) : null;
    case 'dateTimeMicroseconds':
    case 'dateTimeNanoseconds':
      return length === 8 ? ntpDate(bytes, offset) : null;
    case 'octetArray':
    case 'basicList':
    case 'subTemplateList':
    case 'subTemplateMultiList':
      return hex(bytes, offset, length);
    default:
      return length >= 1 && length <= 8 ? readNumber(bytes, offset, length, type.startsWith('signed')) : null;
  }
}

/** Octets as hexadecimal digits. */
export function hex(bytes: Uint8Array, offset: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + offset, length).toString('hex');
}

/** An IPv6 address in the form of RFC 5952. */
export function formatIpv6(bytes: Uint8Array, offset: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => readU16(bytes, offset + 2 * i).toString(16));
  const zeros = groups.map((g) => (g === '0' ? '0' : '1')).join('');
  const longest = (zeros.match(/0{2,}/g) ?? []).reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return groups.join(':');
  const from = zeros.indexOf(longest);
  return `${groups.slice(0, from).join(':')}::${groups.slice(from + longest.length).join(':')}`;
}

function readText(bytes: Uint8Array, offset: number, length: number): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + offset, length).toString('utf8');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function readFloat(bytes: Uint8Array, offset: number, length: number): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, length);
  if (length === 4) return view.getFloat32(0);
  return length === 8 ? view.getFloat64(0) : null;
}

function readNumber(bytes: Uint8Array, offset: number, length: number, signed: boolean): number | bigint {
  if (length <= 6) {
    const value = readUnsigned(bytes, offset, length);
    return signed && value >= 2 ** (8 * length - 1) ? value - 2 ** (8 * length) : value;
  }
  let value = 0n;
  for (let i = 0; i < length; i++) value = (value << 8n) | BigInt(bytes[offset + i] ?? 0);
  if (signed) value = BigInt.asIntN(8 * length, value);
  const plain = Number(value);
  return Number.isSafeInteger(plain) ? plain : value;
}

function ntpDate(bytes: Uint8Array, offset: number): Date {
  const seconds = readU32(bytes, offset) - 2208988800;
  return new Date(seconds * 1000 + Math.floor((readU32(bytes, offset + 4) / 4294967296) * 1000));
}
