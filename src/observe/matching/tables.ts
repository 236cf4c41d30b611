/**
 * Registrations become the tables that the column engine looks into. What each key means for those who registered
 * something wider is settled here, once: the engine's longest match then is the whole answer.
 */
import { domainToASCII } from 'node:url';
import { hostBits, type Prefix, parseNetwork, showPrefix } from './address.ts';

/** Something an organisation has registered as its own. */
export interface Registration {
  /** UUID. */
  readonly organisation: string;
  readonly kind: 'prefix' | 'as-number' | 'domain' | 'url' | 'country';
  readonly value: string;
  /**
   * covering: hears everything below, also where others registered something more specific.
   * exclusive: takes it from the holders above.
   */
  readonly reach: 'covering' | 'exclusive';
}

/** A row of `observe.reach`, but for its version. */
export interface ReachRow {
  readonly kind: 'prefix' | 'domain' | 'asn' | 'country' | 'url' | 'ignore';
  readonly key: string;
  readonly owners: readonly string[];
  readonly exclusive: 0 | 1;
}

/** A registration that says nothing the engine could look up. */
export interface Misfit {
  readonly registration: Registration;
  readonly reason: 'no-network' | 'no-domain-name' | 'no-as-number' | 'no-country-code' | 'no-url';
}

interface Claim {
  readonly owners: Set<string>;
  exclusive: boolean;
}

/** Resolves all registrations. `ignore`: networks whose observations concern nobody. Order of the rows is fixed for a given input. */
export function matchingTables(
  registrations: Iterable<Registration>,
  ignore: Iterable<string> = [],
): { readonly rows: ReachRow[]; readonly misfits: Misfit[] } {
  const misfits: Misfit[] = [];
  const prefixes = new Map<string, Claim & Prefix>();
  const names = {
    domain: new Map<string, Claim>(),
    asn: new Map<string, Claim>(),
    country: new Map<string, Claim>(),
    url: new Map<string, Claim>(),
  };
  for (const registration of registrations) {
    const { kind } = registration;
    if (kind === 'prefix') {
      const blocks = parseNetwork(registration.value);
      if (blocks === null) misfits.push({ registration, reason: 'no-network' });
      for (const block of blocks ?? []) {
        const key = `${block.base}/${block.length}`;
        const known = prefixes.get(key);
        if (known) claim(known, registration);
        else
          prefixes.set(key, {
            ...block,
            owners: new Set([registration.organisation]),
            exclusive: registration.reach === 'exclusive',
          });
      }
      continue;
    }
    const [table, key, reason] = nameKey(kind, registration.value);
    if (key === null) misfits.push({ registration, reason });
    else claim(getOrAdd(names[table], key), registration);
  }
  const rows: ReachRow[] = [
    ...resolvePrefixes([...prefixes.values()]),
    ...resolveNames('domain', names.domain, (name) => parent(name, '.')),
    ...resolveNames('url', names.url, (url) => parentUrl(url)),
    ...resolveNames('asn', names.asn, () => null),
    ...resolveNames('country', names.country, () => null),
  ];
  for (const network of ignore)
    for (const block of parseNetwork(network) ?? [])
      rows.push({ kind: 'ignore', key: showPrefix(block), owners: [], exclusive: 0 });
  return { rows, misfits };
}

function claim(onto: Claim, registration: Registration): void {
  onto.owners.add(registration.organisation);
  if (registration.reach === 'exclusive') onto.exclusive = true;
}

function getOrAdd(table: Map<string, Claim>, key: string): Claim {
  const known = table.get(key);
  if (known) return known;
  const fresh: Claim = { owners: new Set(), exclusive: false };
  table.set(key, fresh);
  return fresh;
}

function nameKey(
  kind: Exclude<Registration['kind'], 'prefix'>,
  value: string,
): [keyof Names, string | null, Misfit['reason']] {
  switch (kind) {
    case 'domain':
      return ['domain', domainKey(value), 'no-domain-name'];
    case 'as-number': {
      const digits = /^(?:AS)?0*(\d{1,10})$/i.exec(value.trim())?.[1];
      return [
        'asn',
        digits !== undefined && Number(digits) > 0 && Number(digits) < 2 ** 32 ? digits : null,
        'no-as-number',
      ];
    }
    case 'country':
      return ['country', /^[a-z0-9]{2}$/i.test(value.trim()) ? value.trim().toUpperCase() : null, 'no-country-code'];
    case 'url':
      return ['url', urlKey(value), 'no-url'];
  }
}
type Names = { domain: unknown; asn: unknown; country: unknown; url: unknown };

/** A registered domain as the engine compares it: A-labels, lower case, no dots at the ends, no leading `*.`. Null when it is none. */
export function domainKey(value: string): string | null {
  const bare = value
    .trim()
    .replace(/^\*\./, '')
    .replace(/^\.+|\.+$/g, '');
  if (bare === '') return null;
  const ascii = domainToASCII(bare);
  // What the URL standard refuses (an underscore, a bare label) can still be a name in DNS.
  const name = ascii === '' ? bare.toLowerCase() : ascii;
  return /^[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?$/.test(name) && !/^[0-9.]+$/.test(name) && !name.includes('..')
    ? name
    : null;
}

/** A registered URL as the engine compares it: scheme and host in lower case, no fragment, no slash at the end. */
export function urlKey(value: string): string | null {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#\s]+)([^#\s]*)/i.exec(value.trim());
  if (!parts) return null;
  return `${parts[1]?.toLowerCase()}://${parts[2]?.toLowerCase()}${parts[3] ?? ''}`.replace(/\/+$/, '');
}

function parent(name: string, separator: string): string | null {
  const at = name.indexOf(separator);
  return at < 0 ? null : name.slice(at + 1);
}

function parentUrl(url: string): string | null {
  const at = Math.max(url.lastIndexOf('/'), url.lastIndexOf('?'));
  return at <= url.indexOf('://') + 2 ? null : url.slice(0, at);
}

/** Each name hears itself and every name above it, up to and including the first exclusive one. */
function* resolveNames(
  kind: 'domain' | 'url' | 'asn' | 'country',
  table: ReadonlyMap<string, Claim>,
  up: (key: string) => string | null,
): Generator<ReachRow> {
  for (const [key, own] of [...table].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const owners = new Set(own.owners);
    let { exclusive } = own;
    for (let at = up(key); at !== null && !exclusive; at = up(at)) {
      const above = table.get(at);
      if (!above) continue;
      for (const owner of above.owners) owners.add(owner);
      exclusive = above.exclusive;
    }
    yield { kind, key, owners: [...owners].sort(), exclusive: exclusive ? 1 : 0 };
  }
}

/** A stack of the blocks around the current one: sorted by address and size, each block's surroundings are what is still open. */
function* resolvePrefixes(blocks: (Claim & Prefix)[]): Generator<ReachRow> {
  blocks.sort((a, b) => (a.base < b.base ? -1 : a.base > b.base ? 1 : a.length - b.length));
  const open: { last: bigint; owners: readonly string[]; exclusive: boolean }[] = [];
  for (const block of blocks) {
    while (open.length > 0 && (open.at(-1)?.last ?? 0n) < block.base) open.pop();
    const around = open.at(-1);
    const heard = block.exclusive || !around ? [...block.owners] : [...new Set([...block.owners, ...around.owners])];
    const owners = heard.sort();
    const exclusive = block.exclusive || (around?.exclusive ?? false);
    open.push({ last: block.base | hostBits(block.length), owners, exclusive });
    yield { kind: 'prefix', key: showPrefix(block), owners, exclusive: exclusive ? 1 : 0 };
  }
}

/** Ranges of the routing table as rows of `observe.route`, but for their version. Refused ranges are left out. */
export function* routeRows(
  ranges: Iterable<{ readonly first: string; readonly last: string; readonly asn: number }>,
): Generator<{ prefix: string; asn: number }> {
  for (const { first, last, asn } of ranges) {
    for (const block of parseNetwork(`${first}-${last}`) ?? []) yield { prefix: showPrefix(block), asn };
  }
}
