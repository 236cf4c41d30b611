/** The closed list of conversions of a mapping, each as SQL over the name of a text column. Empty text stays empty unless a default says otherwise. */
import type { Conversion } from '../rule.ts';
import { choose, quote } from '../sql-text.ts';
import { byFormat, fuzzyTime, readTime, showTime } from './time.ts';
import { showIp, valueTypes } from './values.ts';

type Name = Extract<Conversion, string>;
const full = (x: string, then: string) => `if(${x} = '', '', ${then})`;
const typed = (type: keyof typeof valueTypes) => (x: string) => valueTypes[type].show(valueTypes[type].read(x));
const instant = (x: string) => showTime(`ifNull(${x}, toDateTime64(0, 6, 'UTC'))`);

/** The host of a URL in lower case, without user, port and brackets. */
const host = (x: string) =>
  `lower(extract(${x}, '^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?\\\\[?([^/?#\\\\[\\\\]:]*|[0-9a-fA-F:.]+)\\\\]?'))`;

const named: Readonly<Record<Name, (x: string) => string>> = {
  ip: typed('ip'),
  network: typed('network'),
  fqdn: typed('fqdn'),
  url: typed('url'),
  time: typed('time'),
  asn: typed('asn'),
  port: typed('port'),
  int: typed('int'),
  float: typed('float'),
  bool: typed('bool'),
  cc: typed('cc'),
  json: typed('json'),
  trim: (x) => `trim(BOTH ' \\t\\r\\n' FROM ${x})`,
  lower: (x) => `lowerUTF8(${x})`,
  upper: (x) => `upperUTF8(${x})`,
  title: (x) => `initcapUTF8(${x})`,
  ascii: (x) => `replaceRegexpAll(${x}, '[^ -~]', '')`,
  refang: (x) => {
    const dots = `replaceRegexpAll(replaceRegexpOne(${x}, '^(?i)h(?:xx|\\\\*\\\\*)p', 'http'), '\\\\[(?:\\\\.|dot)\\\\]|\\\\(\\\\.\\\\)|\\\\{\\\\.\\\\}', '.')`;
    return `replaceAll(${dots}, '[:]', ':')`;
  },
  // Text that is base64 already stays so.
  base64: (x) =>
    full(
      x,
      `if(length(${x}) % 4 = 0 AND match(${x}, '^[A-Za-z0-9+/]+={0,2}$') AND tryBase64Decode(${x}) != '', ${x}, base64Encode(${x}))`,
    ),
  unbase64: (x) => `tryBase64Decode(${x})`,
  unescape: (x) => `decodeXMLComponent(${x})`,
  urlDecode: (x) => `decodeURLComponent(${x})`,
  cve: (x) =>
    full(
      x,
      `arrayStringConcat(arrayDistinct(arrayMap(c -> upper(replaceOne(c, '_', '-')), extractAll(${x}, '(?i)cve[-_][0-9]{4}-[0-9]{4,}'))), ',')`,
    ),
  decimalIp: (x) => showIp(`toIPv6OrDefault(IPv4NumToString(toUInt32OrZero(${x})))`),
  // Text without a zone is UTC; the engine assumes it, so there is nothing to add.
  utc: (x) => x,
  epoch: (x) =>
    full(
      x,
      instant(`fromUnixTimestamp64Micro(accurateCastOrNull(round(toFloat64OrNull(${x}) * 1000000), 'Int64'), 'UTC')`),
    ),
  epochMillis: (x) =>
    full(
      x,
      instant(`fromUnixTimestamp64Milli(toInt64OrNull(if(length(${x}) <= 10, concat(${x}, '000'), ${x})), 'UTC')`),
    ),
  // 100 ns steps since 1601.
  windowsNt: (x) =>
    full(x, instant(`fromUnixTimestamp64Micro(intDiv(toInt64OrNull(${x}), 10) - 11644473600000000, 'UTC')`)),
  fuzzy: (x) => full(x, showTime(fuzzyTime(x))),
  day: (x) => full(x, `substring(${showTime(readTime(x))}, 1, 10)`),
  host,
  hostIp: (x) => typed('ip')(host(x)),
  hostName: (x) => typed('fqdn')(host(x)),
  path: (x) => `path(${x})`,
  pathAndQuery: (x) => `pathFull(${x})`,
  scheme: (x) => `lower(protocol(${x}))`,
  urlPort: (x) =>
    full(
      x,
      `if(port(${x}) = 0, transform(lower(protocol(${x})), ['http', 'https', 'ftp'], ['80', '443', '21'], ''), toString(port(${x})))`,
    ),
};

/** Conversions that read a value: a text they make nothing of is a mistake, unless its rule is lenient. */
const readers: ReadonlySet<string> = new Set<Name>([
  'ip',
  'network',
  'fqdn',
  'url',
  'time',
  'asn',
  'port',
  'int',
  'float',
  'bool',
  'cc',
  'json',
  'epoch',
  'epochMillis',
  'windowsNt',
  'fuzzy',
  'day',
]);

/** Machine word for what this conversion refuses; null where giving nothing is no mistake. */
export function refusalOf(step: Conversion): string | null {
  if (typeof step !== 'string') return 'date' in step || 'zone' in step ? valueTypes.time.refusal : null;
  if (!readers.has(step)) return null;
  return step in valueTypes ? valueTypes[step as keyof typeof valueTypes].refusal : valueTypes.time.refusal;
}

/** SQL: the text `x` after one conversion. */
export function convert(x: string, step: Conversion): string {
  if (typeof step === 'string') return named[step](x);
  if ('regex' in step)
    return `arrayElement(extractGroups(${x}, ${quote(step.group === 0 ? `(${step.regex})` : step.regex)}), ${Math.max(step.group, 1)})`;
  if ('replace' in step) return `replaceAll(${x}, ${quote(step.replace[0])}, ${quote(step.replace[1])})`;
  if ('replaceRegex' in step)
    return `replaceRegexpAll(${x}, ${quote(step.replaceRegex[0])}, ${quote(step.replaceRegex[1].replaceAll('\\', '\\\\').replace(/\$(\d)/g, '\\$1'))})`;
  if ('lookup' in step) {
    const keys = Object.keys(step.lookup).map((key) => quote(step.ignoreCase ? key.toLowerCase() : key));
    const values = Object.values(step.lookup).map(quote);
    const otherwise = step.otherwise === undefined ? x : quote(step.otherwise);
    if (keys.length === 0) return otherwise;
    return full(
      x,
      `transform(${step.ignoreCase ? `lower(${x})` : x}, [${keys.join(', ')}], [${values.join(', ')}], ${otherwise})`,
    );
  }
  if ('matchFirst' in step) {
    const pairs = step.matchFirst.map(([pattern, value]) => [`match(${x}, ${quote(pattern)})`, quote(value)] as const);
    return full(x, choose(pairs, step.otherwise === undefined ? x : quote(step.otherwise)));
  }
  if ('prefix' in step) return full(x, `concat(${quote(step.prefix)}, ${x})`);
  if ('suffix' in step) return full(x, `concat(${x}, ${quote(step.suffix)})`);
  if ('split' in step) return `splitByString(${quote(step.split)}, ${x})[${step.take < 0 ? step.take : step.take + 1}]`;
  if ('date' in step) return full(x, showTime(byFormat(x, step.date, step.zone)));
  if ('zone' in step) return full(x, showTime(`toTimeZone(${readTime(x, step.zone)}, 'UTC')`));
  if ('member' in step) {
    const raw = `JSONExtractRaw(${x}, ${quote(step.member)})`;
    return full(
      x,
      `multiIf(startsWith(${raw}, '"'), JSONExtractString(${x}, ${quote(step.member)}), ${raw} = 'null', '', ${raw})`,
    );
  }
  if ('defaultScheme' in step)
    return full(x, `if(position(${x}, '://') > 0, ${x}, concat(${quote(step.defaultScheme)}, ${x}))`);
  if ('unless' in step) {
    const type = valueTypes[step.unless];
    return full(x, `if(${type.read(x)} != ${type.empty}, '', ${x})`);
  }
  if ('plus' in step) return full(x, `ifNull(toString(toInt64OrNull(${x}) + ${step.plus}), '')`);
  return `if(${x} = '', ${quote(step.default)}, ${x})`;
}
