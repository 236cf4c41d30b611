/**
 * What a value of each field type must look like, written once as SQL for the column engine.
 * A type turns a text into a typed value; a text that is no such value turns into the type's `empty`.
 * The fast form comes first and the forgiving one (blanks, defanged, decimal addresses) only runs where it failed.
 */
import { renamedTaxonomies, renamedTypes, taxonomies, taxonomyOf } from '../classes.ts';
import type { FieldType } from '../fields.ts';
import { quote, quoteAll } from '../sql-text.ts';
import { toAscii } from './idn.ts';
import { readReserved } from './reserved.ts';
import { NO_TIME, readTime, showTime } from './time.ts';

/** How the engine reads, refuses and shows values of one field type. */
export interface ValueType {
  /** SQL: the typed value of the SQL text `x`; `empty` when it is none. */
  readonly read: (x: string) => string;
  /** SQL literal that means "no value". */
  readonly empty: string;
  /** SQL: the canonical text of a typed value; '' for `empty`. */
  readonly show: (value: string) => string;
  /** Texts that mean "nothing here" and are no mistake. */
  readonly nothing?: readonly string[];
  /** Machine word for a refused text. */
  readonly refusal: string;
}

/** SQL of "no address". */
export const NO_IP = "toIPv6('::')";
const same = (value: string) => value;
const trim = (x: string) => `trim(BOTH ' \\t\\r\\n' FROM ${x})`;

function text(refusal: string, read: (x: string) => string): ValueType {
  return { read, empty: "''", show: same, refusal };
}

/** The text of an address: dotted for IPv4, compressed lower case for IPv6. */
export function showIp(value: string): string {
  return `if(startsWith(toString(${value}), '::ffff:') AND position(toString(${value}), '.') > 0, substring(toString(${value}), 8), if(${value} = ${NO_IP}, '', toString(${value})))`;
}

// A host route is an address; "2130706433" is how some feeds (and Shodan) write 127.0.0.1.
const forgivingIp = (x: string) => {
  const bare = trim(x);
  return `multiIf(match(${bare}, '^[0-9]{1,10}$') AND toUInt64OrZero(${bare}) < 4294967296, toIPv6OrDefault(IPv4NumToString(toUInt32OrZero(${bare}))), match(${bare}, '^[0-9.]+/32$|^[0-9a-fA-F:.]+/128$'), toIPv6OrDefault(splitByChar('/', ${bare})[1]), toIPv6OrDefault(${bare}))`;
};

const NAME = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const FQDN = `^(?:${NAME}\\\\.)+${NAME}$`;
const ADDRESS_LIKE = '^[0-9.]+$';

const isName = (x: string) => `(match(${x}, '${FQDN}') AND length(${x}) < 254 AND NOT match(${x}, '${ADDRESS_LIKE}'))`;

// The long expression stands only once: the engine would read it again for every mention.
const readFqdn = (x: string) =>
  `if(${isName(x)}, ${x}, if(${x} = '', '', arrayMap(y -> if(${isName('y')}, y, ''), [trimBoth(${toAscii(trim(x))}, '.')])[1]))`;

const URL_SHAPE = '^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#\\\\s]+|/)';
const readUrl = (x: string) => {
  const tidy = `replaceRegexpOne(${trim(x)}, '^(?i)h(?:xx|XX|tt)p(s?)(?:\\\\[:\\\\]|:)//', 'http\\\\1://')`;
  return `if(match(${x}, '${URL_SHAPE}') AND NOT match(${x}, '^h[xX]{2}p|[\\\\s]|^[a-zA-Z+.-]*[A-Z]'), ${x}, if(match(${tidy}, '${URL_SHAPE}'), ${tidy}, ''))`;
};

const hyphens = (x: string) => `lower(replaceRegexpAll(${trim(x)}, '[ _]+', '-'))`;
const renamed = (x: string, names: ReadonlyMap<string, string>) =>
  `transform(${hyphens(x)}, [${[...names.keys()].map(quote).join(', ')}], [${[...names.values()].map(quote).join(', ')}], ${hyphens(x)})`;
const oneOf = (x: string, words: readonly string[]) => `if(${x} IN ${quoteAll(words)}, ${x}, '')`;

const transports = [
  'tcp',
  'udp',
  'icmp',
  'ipv6-icmp',
  'sctp',
  'gre',
  'esp',
  'ah',
  'igmp',
  'ipip',
  'ip',
  'l2tp',
  'dccp',
  'ipv6',
  'ospf',
  'pim',
  'quic',
];
const transportNumbers = new Map([
  ['1', 'icmp'],
  ['2', 'igmp'],
  ['4', 'ipip'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['41', 'ipv6'],
  ['47', 'gre'],
  ['50', 'esp'],
  ['51', 'ah'],
  ['58', 'ipv6-icmp'],
  ['89', 'ospf'],
  ['132', 'sctp'],
]);
const registries = ['AFRINIC', 'APNIC', 'ARIN', 'LACNIC', 'RIPE'];
const yes = ['true', 'yes', 'y', 'on', '1', 't', 'enabled'];
const no = ['false', 'no', 'n', 'off', '0', 'f', 'disabled'];

const readNumber = (cast: string, x: string) => `ifNull(toString(${cast}(${trim(x)})), '')`;

/** All value types. The SQL takes the name of a text column, never a literal from outside. */
export const valueTypes: Readonly<Record<FieldType, ValueType>> = {
  ip: {
    read: (x) =>
      `if(toIPv6OrDefault(${x}) != ${NO_IP}, toIPv6OrDefault(${x}), if(${x} = '', ${NO_IP}, ${forgivingIp(x)}))`,
    empty: NO_IP,
    show: showIp,
    refusal: 'no-ip-address',
  },
  network: text('no-network', (x) => {
    const [address, bits] = [`splitByChar('/', ${trim(x)})[1]`, `splitByChar('/', ${trim(x)})[2]`];
    const ip = `toIPv6OrDefault(${address})`;
    const isV4 = `(position(${address}, ':') = 0)`;
    const length = `if(position(${trim(x)}, '/') = 0, if(${isV4}, 32, 128), toUInt8OrZero(${bits}))`;
    const fits = `${length} BETWEEN 1 AND if(${isV4}, 32, 128)`;
    const floor = `tupleElement(IPv6CIDRToRange(${ip}, toUInt8(${length} + if(${isV4}, 96, 0))), 1)`;
    return `if(${x} != '' AND isNotNull(toIPv6OrNull(${address})) AND ${fits}, concat(if(${floor} = ${NO_IP}, '::', ${showIp(floor)}), '/', toString(${length})), '')`;
  }),
  fqdn: text('no-domain-name', readFqdn),
  url: text('no-url', readUrl),
  time: { read: readTime, empty: NO_TIME, show: showTime, refusal: 'no-time' },
  asn: {
    read: (x) =>
      `if(toUInt32OrZero(${x}) != 0, toUInt32OrZero(${x}), if(${x} = '', 0, toUInt32OrZero(replaceRegexpOne(${trim(x)}, '^(?i)ASN?\\\\s*0*', ''))))`,
    empty: '0',
    show: (value) => `if(${value} = 0, '', toString(${value}))`,
    nothing: ['0'],
    refusal: 'no-as-number',
  },
  port: {
    read: (x) => `if(toUInt16OrZero(${x}) != 0, toUInt16OrZero(${x}), if(${x} = '', 0, toUInt16OrZero(${trim(x)})))`,
    empty: '0',
    show: (value) => `if(${value} = 0, '', toString(${value}))`,
    nothing: ['0'],
    refusal: 'no-port',
  },
  int: text('no-whole-number', (x) => readNumber('toInt64OrNull', x)),
  float: text(
    'no-number',
    (x) =>
      `if(lower(${trim(x)}) IN ('nan', 'inf', '-inf', 'infinity', '-infinity'), '', ${readNumber('toFloat64OrNull', x)})`,
  ),
  bool: text(
    'no-yes-or-no',
    (x) =>
      `multiIf(${x} = '', '', lower(${trim(x)}) IN ${quoteAll(yes)}, 'true', lower(${trim(x)}) IN ${quoteAll(no)}, 'false', '')`,
  ),
  text: text('no-text', same),
  lower: text('no-text', (x) => `lowerUTF8(${trim(x)})`),
  upper: text('no-text', (x) => `upperUTF8(${trim(x)})`),
  word: text('no-plain-word', (x) => `if(isValidASCII(${x}), lower(${trim(x)}), '')`),
  cc: text(
    'no-country-code',
    (x) => `if(match(${x}, '^[A-Z0-9]{2}$'), ${x}, if(match(${trim(x)}, '^[A-Za-z0-9]{2}$'), upper(${trim(x)}), ''))`,
  ),
  tlp: text('no-tlp', (x) =>
    oneOf(`upper(replaceRegexpOne(${trim(x)}, '^(?i)TLP[ :_-]*', ''))`, [
      'WHITE',
      'CLEAR',
      'GREEN',
      'AMBER',
      'AMBER+STRICT',
      'RED',
    ]),
  ),
  taxonomy: text('no-taxonomy', (x) => oneOf(renamed(x, renamedTaxonomies), taxonomies)),
  class: text('no-classification', (x) => oneOf(renamed(x, renamedTypes), [...taxonomyOf.keys()])),
  registry: text('no-registry', (x) => oneOf(`replaceOne(upper(${trim(x)}), 'RIPE-NCC', 'RIPE')`, registries)),
  transport: text(
    'no-transport',
    (x) =>
      `if(${x} IN ('tcp', 'udp'), ${x}, ${oneOf(`transform(lower(${trim(x)}), [${[...transportNumbers.keys()].map(quote).join(', ')}], [${[...transportNumbers.values()].map(quote).join(', ')}], lower(${trim(x)}))`, transports)})`,
  ),
  json: text('no-json', (x) => `if(isValidJSON(${x}), ${x}, '')`),
  object: text('no-json-object', (x) => `if(isValidJSON(${x}) AND startsWith(${trim(x)}, '{'), ${x}, '')`),
  base64: text('no-base64', (x) => `if(tryBase64Decode(${x}) != '', ${x}, '')`),
  reserved: text('not-reserved', readReserved),
};
