/** How far a registration reaches: see `resolvePrefixes`. */
export type Reach = 'covering' | 'exclusive';

/** Addresses registered by somebody, both ends included, as numbers of 32 or 128 bits. */
export interface RegisteredRange {
  readonly organisation: string;
  readonly reach: Reach;
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
}

/** A prefix with everybody who hears about it. */
export interface OwnedPrefix {
  readonly prefix: string;
  readonly owners: readonly string[];
}

/** An inclusive range as the fewest prefixes that make it up. An empty range (first above last) gives none. */
export function* prefixesOf(
  first: bigint,
  last: bigint,
  bits: 32 | 128,
): Generator<{ readonly start: bigint; readonly length: number }> {
  let at = first;
  while (at <= last) {
    // As large as the alignment of its start and the end of the range allow.
    let free = 0;
    while (free < bits && (at & ((1n << BigInt(free + 1)) - 1n)) === 0n && at + (1n << BigInt(free + 1)) - 1n <= last)
      free++;
    yield { start: at, length: bits - free };
    at += 1n << BigInt(free);
  }
}

/**
 * Resolves who hears, once, so that the longest matching prefix alone answers. A `covering` registration hears everything
 * below it, also where others registered something more specific; an `exclusive` one takes its addresses away from the holders
 * above. Several holders of one prefix all hear.
 */
export function resolvePrefixes(ranges: readonly RegisteredRange[]): OwnedPrefix[] {
  const nodes = new Map<
    string,
    { bits: 32 | 128; start: bigint; length: number; owners: { organisation: string; reach: Reach }[] }
  >();
  for (const range of ranges) {
    for (const { start, length } of prefixesOf(range.first, range.last, range.bits)) {
      const key = `${range.bits}/${start}/${length}`;
      const node = nodes.get(key) ?? { bits: range.bits, start, length, owners: [] };
      node.owners.push(range);
      nodes.set(key, node);
    }
  }
  // Wider before narrower at one start, so that every holder stands on the stack before what it holds.
  const sorted = [...nodes.values()].sort(
    (a, b) => a.bits - b.bits || (a.start < b.start ? -1 : a.start > b.start ? 1 : a.length - b.length),
  );
  const stack: { bits: number; end: bigint; heard: ReadonlySet<string> }[] = [];
  return sorted.map((node) => {
    const end = node.start + (1n << BigInt(node.bits - node.length)) - 1n;
    while (stack.length > 0 && ((stack.at(-1)?.end ?? 0n) < node.start || stack.at(-1)?.bits !== node.bits))
      stack.pop();
    const above = node.owners.some((owner) => owner.reach === 'exclusive') ? [] : (stack.at(-1)?.heard ?? []);
    const heard = new Set([...above, ...node.owners.map((owner) => owner.organisation)]);
    stack.push({ bits: node.bits, end, heard });
    return { prefix: `${addressText(node.start, node.bits)}/${node.length}`, owners: [...heard] };
  });
}

/** Names with everybody who hears about them and about what lies below, on label boundaries. The same rule as for prefixes. */
export function resolveDomains(
  names: readonly { readonly organisation: string; readonly reach: Reach; readonly domain: string }[],
): { domain: string; owners: string[] }[] {
  const own = Map.groupBy(names, (name) => name.domain);
  return [...own.keys()].map((domain) => {
    const heard = new Set<string>();
    let at = domain;
    for (;;) {
      const here = own.get(at) ?? [];
      for (const one of here) heard.add(one.organisation);
      const dot = at.indexOf('.');
      if (dot < 0 || here.some((one) => one.reach === 'exclusive')) break;
      at = at.slice(dot + 1);
    }
    return { domain, owners: [...heard] };
  });
}

/** A registered prefix (`a/n`), range (`a-b`) or address as numbers. Refuses (undefined) what is none of these. */
export function rangeOf(
  value: string,
): { readonly bits: 32 | 128; readonly first: bigint; readonly last: bigint } | undefined {
  const [from, to] = value.split('-');
  if (from === undefined) return undefined;
  if (to !== undefined) {
    const [a, b] = [numberOf(from), numberOf(to)];
    return a && b && a.bits === b.bits ? { bits: a.bits, first: a.value, last: b.value } : undefined;
  }
  const [address, lengthText] = from.split('/');
  const parsed = numberOf(address ?? '');
  if (!parsed) return undefined;
  const length = lengthText === undefined ? parsed.bits : Number(lengthText);
  if (!Number.isInteger(length) || length < 0 || length > parsed.bits) return undefined;
  const size = 1n << BigInt(parsed.bits - length);
  const first = (parsed.value / size) * size;
  return { bits: parsed.bits, first, last: first + size - 1n };
}

/** An address as a number. Takes dotted IPv4 and every text form of IPv6 (RFC 4291). */
export function numberOf(text: string): { readonly bits: 32 | 128; readonly value: bigint } | undefined {
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (four) {
    const bytes = four.slice(1).map(Number);
    return bytes.some((byte) => byte > 255)
      ? undefined
      : {
          bits: 32,
          value: BigInt(
            (((bytes[0] as number) * 256 + (bytes[1] as number)) * 256 + (bytes[2] as number)) * 256 +
              (bytes[3] as number),
          ),
        };
  }
  if (!text.includes(':')) return undefined;
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const tail = embedded ? numberOf(embedded[2] as string) : undefined;
  if (embedded && !tail) return undefined;
  const plain =
    embedded && tail
      ? `${embedded[1]}${(tail.value >> 16n).toString(16)}:${(tail.value & 0xffffn).toString(16)}`
      : text;
  const [head = '', rest, ...more] = plain.split('::');
  if (more.length > 0) return undefined;
  const left = head === '' ? [] : head.split(':');
  const right = rest === undefined || rest === '' ? [] : rest.split(':');
  const missing = 8 - left.length - right.length;
  if (rest === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array<string>(rest === undefined ? 0 : missing).fill('0'), ...right];
  if (groups.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return { bits: 128, value: groups.reduce((sum, group) => (sum << 16n) | BigInt(Number.parseInt(group, 16)), 0n) };
}

/** A number as an address: dotted IPv4, or IPv6 in eight groups. */
export function addressText(value: bigint, bits: 32 | 128): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  return Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16)).join(
    ':',
  );
}
