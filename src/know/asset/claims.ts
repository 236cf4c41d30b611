/** What of a listed asset the loop could match: the addresses and domains that an organisation may claim as its own. */
import ipaddr from 'ipaddr.js';
import type { AssetKind } from '../asset-sheet/row.ts';
import { readDomain, readPrefix } from '../register/rows.ts';

/** Something to be claimed. */
export interface Claim {
  readonly kind: 'prefix' | 'domain';
  readonly value: string;
}

/** What an asset names. */
export interface Named {
  readonly kind: AssetKind;
  readonly addresses?: readonly string[] | undefined;
  readonly domains?: readonly string[] | undefined;
}

/** Kinds whose addresses and domains are somebody else's: a cloud's own, a contractor's own. */
const othersOwn: readonly AssetKind[] = ['cloud', 'contract'];

/**
 * The claims that listed assets make and that are not covered by what the organisation has registered already. Addresses nobody can
 * reach from outside (RFC 1918, link-local …) and a cloud's or a contractor's own names are no claims. Each once, in a stable order.
 */
export function claimsOf(assets: Iterable<Named>, registered: readonly Claim[]): readonly Claim[] {
  const prefixes = registered.filter(({ kind }) => kind === 'prefix').map(({ value }) => value);
  const domains = new Set(registered.filter(({ kind }) => kind === 'domain').map(({ value }) => value));
  const claims = new Map<string, Claim>();
  for (const asset of assets) {
    if (othersOwn.includes(asset.kind)) continue;
    for (const text of asset.addresses ?? []) {
      const value = readPrefix(text);
      if (value && isPublic(value) && !isCovered(value, prefixes)) claims.set(value, { kind: 'prefix', value });
    }
    for (const text of asset.domains ?? []) {
      const value = readDomain(hostOf(text));
      if (value && !withParents(value).some((domain) => domains.has(domain)))
        claims.set(value, { kind: 'domain', value });
    }
  }
  return [...claims.values()].sort((one, other) => (one.value < other.value ? -1 : 1));
}

/** Whether an address lies in one of the prefixes or ranges. */
export function isCovered(value: string, prefixes: readonly string[]): boolean {
  const inner = boundsOf(value);
  return (
    inner !== null &&
    prefixes.some((prefix) => {
      const outer = boundsOf(prefix);
      return outer !== null && outer.size === inner.size && outer.first <= inner.first && outer.last >= inner.last;
    })
  );
}

/** A domain and the domains above it, down to two labels. */
export function withParents(domain: string): readonly string[] {
  const labels = domain.split('.');
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
}

/** The host of what people put into a column of domains: a domain, or an address of a page. */
export function hostOf(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .replace(/^[a-z]+:\/\//iu, '')
    .replace(/[/:?#].*$/u, '');
}

function isPublic(prefix: string): boolean {
  const first = prefix.split(/[/-]/u)[0] ?? '';
  return ipaddr.isValid(first) && ipaddr.parse(first).range() === 'unicast';
}

function boundsOf(text: string): { readonly first: bigint; readonly last: bigint; readonly size: number } | null {
  const [from = '', to] = text.split('-');
  const [address = '', bits] = from.split('/');
  if (!ipaddr.isValid(address) || (to !== undefined && !ipaddr.isValid(to))) return null;
  const bytes = ipaddr.parse(address).toByteArray();
  const size = bytes.length * 8;
  const number = (parts: readonly number[]) => parts.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const first = number(bytes);
  if (to !== undefined) return { first, last: number(ipaddr.parse(to).toByteArray()), size };
  const free = BigInt(size - (bits === undefined ? size : Number(bits)));
  return { first, last: first | ((1n << free) - 1n), size };
}
