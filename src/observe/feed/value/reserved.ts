/**
 * What belongs to nobody on the Internet: private, documentation and loopback addresses (the registries of RFC 6890), names
 * kept for tests and for inside (RFC 2606, 6761, 6762, 8375, 9476), AS numbers for private use and documentation
 * (RFC 5398, 6996, 7300, 4893). A report that names such a thing saw the inside of somebody's network, or an example.
 */
import { quote } from '../sql-text.ts';

const addresses = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
  ...['::1/128', '100::/64', '2001:db8::/32', '3fff::/20', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
].map((range) => {
  const [address = '', bits = ''] = range.split('/');
  return address.includes(':') ? range : `::ffff:${address}/${Number(bits) + 96}`;
});

const NAMES =
  '(?:^|\\.)(?:test|example|invalid|localhost|local|internal|alt|onion|home\\.arpa|example\\.(?:com|net|org))$';

const AS_RANGES: readonly (readonly [from: number, to: number])[] = [
  [23456, 23456],
  [64496, 65535],
  [65536, 65551],
  [4_200_000_000, 4_294_967_295],
];

/** SQL: the text `x` when it is an address, a host name, a URL or an AS number (digits) of nobody; '' otherwise. */
export function readReserved(x: string): string {
  const url = `extract(${x}, '^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?(\\\\[[^\\\\]]*\\\\]|[^/?#:]*)')`;
  const host = `lower(trimBoth(replaceRegexpAll(if(position(${x}, '://') > 0, ${url}, ${x}), '^\\\\[|\\\\]$|\\\\.$', '')))`;
  const ranges = `[${addresses.map(quote).join(', ')}]`;
  // One name for the host, so that its long expression stands only once.
  const isAddress = `(toIPv6OrDefault(h) != toIPv6('::') AND arrayExists(r -> isIPAddressInRange(if(toIPv6OrDefault(h) = toIPv6('::'), '::', toString(toIPv6OrDefault(h))), r), ${ranges}))`;
  const number = `toUInt64OrZero(replaceRegexpOne(h, '^asn?', ''))`;
  const isNumber = `(match(h, '^(?:asn?)?[0-9]{1,10}$') AND (${AS_RANGES.map(([from, to]) => `${number} BETWEEN ${from} AND ${to}`).join(' OR ')}))`;
  return `if(${x} = '', '', if(arrayExists(h -> ${isAddress} OR match(h, ${quote(NAMES)}) OR ${isNumber}, [${host}]), ${x}, ''))`;
}
