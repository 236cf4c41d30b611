/**
 * A listed product as a CPE 2.3 formatted string (NISTIR 7695), so that advisories can be matched with it later. Only what the
 * list says is put in: an unknown part of the name is ANY, never a guess.
 */
import type { AssetKind } from '../asset-sheet/row.ts';
import { knownMakers } from './content.ts';

/** What the list says of a product. */
export interface ListedProduct {
  readonly kind: AssetKind;
  readonly vendor?: string | undefined;
  readonly product?: string | undefined;
  readonly version?: string | undefined;
}

/** Products that name their maker, so that a list without a column for makers still gives a whole name. */
const products: readonly (readonly [RegExp, vendor: string, product: string])[] = [
  [/^(?:microsoft )?windows (11|10|8\.1|7)\b/iu, 'microsoft', 'windows_$1'],
  [/^(?:microsoft )?windows server (20\d\d)\b/iu, 'microsoft', 'windows_server_$1'],
  [/^(?:microsoft )?exchange(?: server)?\b/iu, 'microsoft', 'exchange_server'],
  [/^(?:apple )?mac ?os\b/iu, 'apple', 'macos'],
  [/^i(?:phone )?os\b/iu, 'apple', 'iphone_os'],
  [/^android\b/iu, 'google', 'android'],
  [/^(?:google )?chrome\b/iu, 'google', 'chrome'],
  [/^(?:mozilla )?firefox\b/iu, 'mozilla', 'firefox'],
  [/^wordpress\b/iu, 'wordpress', 'wordpress'],
  [/^forti ?os\b/iu, 'fortinet', 'fortios'],
  [/^(?:ubuntu)(?: linux)?\b/iu, 'canonical', 'ubuntu_linux'],
  [/^debian\b/iu, 'debian', 'debian_linux'],
];

const systems = /^(windows_|macos|iphone_os|android|fortios|ubuntu_linux|debian_linux|.*_firmware$|.*linux)/u;

/**
 * The CPE 2.3 name of a listed product; null while its maker or its name cannot be told. Information and contracts are no products.
 */
export function cpeOf({ kind, vendor = '', product = '', version = '' }: ListedProduct): string | null {
  if (kind === 'information' || kind === 'contract') return null;
  const named = product.normalize('NFKC').trim();
  const known = products.find(([pattern]) => pattern.test(named));
  const match = known?.[0].exec(named);
  const maker = known ? known[1] : makerOf(vendor);
  const name = known ? known[2].replace('$1', match?.[1] ?? '') : plain(withoutMaker(named, vendor));
  if (maker === null || name === null) return null;
  const part = systems.test(name) ? 'o' : kind === 'device' ? 'h' : 'a';
  const number = plain(version) ?? plain(known ? named.slice(match?.[0].length ?? 0) : '');
  return `cpe:2.3:${part}:${bind(maker)}:${bind(name)}:${number === null ? '*' : bind(number)}:*:*:*:*:*:*:*`;
}

/** What says in Latin letters that a name is a company's. */
const legal = /,? ?\b(inc|corp|corporation|co|ltd|llc)\b\.?/giu;

function makerOf(vendor: string): string | null {
  const { company, makers } = knownMakers();
  const name = company.reduce((text, word) => text.replaceAll(word, ''), vendor.normalize('NFKC')).replace(legal, '');
  return makers.get(name.replace(/[\s・]+/gu, '')) ?? plain(name);
}

function withoutMaker(product: string, vendor: string): string {
  const maker = vendor.normalize('NFKC').trim();
  return maker !== '' && product.toLowerCase().startsWith(`${maker.toLowerCase()} `)
    ? product.slice(maker.length + 1)
    : product;
}

/** Lower case, spaces as underlines; null for what is empty or holds letters that CPE names do not (they are ASCII). */
function plain(text: string): string | null {
  const name = text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/\s+/gu, '_')
    .replace(/^v(?=\d)/u, '');
  return /^[\x21-\x7e]{1,100}$/u.test(name) ? name : null;
}

/** Binds a value into a formatted string: what is neither letter, digit, `_`, `-` nor `.` is quoted. */
function bind(value: string): string {
  return value === '-' ? '\\-' : value.replace(/[^a-z0-9_.-]/gu, '\\$&');
}
