/** IP addresses and networks as numbers: 128 bits for both families, IPv4 in its mapped place, so that one order holds. */

/** A block of addresses: `base` has no bit set behind `length` (counted over 128 bits). */
export interface Prefix {
  readonly base: bigint;
  readonly length: number;
}

const V4_MAPPED = 0xffffn << 32n;
const ALL = (1n << 128n) - 1n;

/** The number of an address; null when the text is none. Zone identifiers, ports and leading zeros are refused. */
export function parseAddress(text: string): bigint | null {
  const v4 = parseV4(text);
  if (v4 !== null) return V4_MAPPED | v4;
  if (!/^[0-9a-f:.]{2,45}$/i.test(text) || !text.includes(':')) return null;
  let head = text;
  let tail = 0n;
  let tailGroups = 0;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted) {
    const last = parseV4(dotted[2] ?? '');
    if (last === null) return null;
    tail = last;
    tailGroups = 2;
    head = dotted[1] ?? '';
    if (!head.endsWith('::')) head = head.slice(0, -1);
  }
  const halves = head.split('::');
  if (halves.length > 2) return null;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (groups.flat().some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return null;
  const given = groups.flat().length + tailGroups;
  if (halves.length === 1 ? given !== 8 : given > 7) return null;
  const filled = [...(groups[0] ?? []), ...Array<string>(8 - given).fill('0'), ...(groups[1] ?? [])];
  let value = 0n;
  for (const group of filled) value = (value << 16n) | BigInt(`0x${group}`);
  return tailGroups > 0 ? (value << 32n) | tail : value;
}

function parseV4(text: string): bigint | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!parts) return null;
  let value = 0;
  for (const part of parts.slice(1)) {
    if (Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) return null;
    value = value * 256 + Number(part);
  }
  return BigInt(value);
}

/** Is this an IPv4 block (in its mapped place)? */
export function isV4(prefix: Prefix): boolean {
  return prefix.length >= 96 && prefix.base >> 32n === 0xffffn;
}

/** CIDR text as the engine's trie takes it. */
export function showPrefix(prefix: Prefix): string {
  if (isV4(prefix)) {
    const n = Number(prefix.base & 0xffffffffn);
    return `${n >>> 24}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}/${prefix.length - 96}`;
  }
  const groups = Array.from({ length: 8 }, (_, i) => ((prefix.base >> BigInt(112 - i * 16)) & 0xffffn).toString(16));
  return `${groups.join(':')}/${prefix.length}`;
}

/** The bits behind a prefix. */
export function hostBits(length: number): bigint {
  return ALL >> BigInt(length);
}

/**
 * Reads `192.0.2.0/24`, `2001:db8::/32`, one address, or an inclusive range `a-b`; a range becomes as few blocks as hold exactly it.
 * Host bits in a CIDR are cleared. Null when the text is none of these; an empty range (last before first) is an empty list.
 */
export function parseNetwork(text: string): Prefix[] | null {
  const range = /^([^\s-]+)\s*-\s*([^\s-]+)$/.exec(text.trim());
  if (range) {
    const [first, last] = [parseAddress(range[1] ?? ''), parseAddress(range[2] ?? '')];
    if (first === null || last === null || isMapped(first) !== isMapped(last)) return null;
    return [...splitRange(first, last)];
  }
  const [address, bits, more] = text.trim().split('/');
  const base = parseAddress(address ?? '');
  if (base === null || more !== undefined) return null;
  const v4 = !(address ?? '').includes(':');
  if (bits === undefined) return [{ base, length: 128 }];
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > (v4 ? 32 : 128)) return null;
  const length = Number(bits) + (v4 ? 96 : 0);
  return [{ base: base & (ALL ^ hostBits(length)), length }];
}

function isMapped(address: bigint): boolean {
  return address >> 32n === 0xffffn;
}

/** The blocks that hold exactly the addresses from `first` to `last`. */
export function* splitRange(first: bigint, last: bigint): Generator<Prefix> {
  let at = first;
  while (at <= last) {
    let size = at === 0n ? 128 : trailingZeros(at);
    while (size > 0 && at + (1n << BigInt(size)) - 1n > last) size--;
    yield { base: at, length: 128 - size };
    at += 1n << BigInt(size);
  }
}

function trailingZeros(value: bigint): number {
  let zeros = 0;
  let rest = value;
  while ((rest & 0xffffffffn) === 0n) {
    zeros += 32;
    rest >>= 32n;
  }
  let low = Number(rest & 0xffffffffn);
  while ((low & 1) === 0) {
    zeros++;
    low >>>= 1;
  }
  return zeros;
}
