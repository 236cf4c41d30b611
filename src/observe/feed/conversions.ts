/** The closed list of conversions of a mapping, each as SQL over a text. Empty text stays empty unless a default says otherwise. */
import type { Conversion } from './mapping.ts';
import { choose, quote } from './sql-text.ts';
import { showIp, showTime, valueTypes } from './values.ts';

const full = (x: string, then: string) => `if(${x} = '', '', ${then})`;
const time = (x: string) => `ifNull(${x}, toDateTime64(0, 6, 'UTC'))`;
const typed = (type: keyof typeof valueTypes) => (x: string) => valueTypes[type].show(valueTypes[type].read(x));

/** The host of a URL in lower case, without user, port and brackets. */
const host = (x: string) =>
  `lower(extract(${x}, '^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?\\\\[?([^/?#\\\\[\\\\]:]*|[0-9a-fA-F:.]+)\\\\]?'))`;

const entities: readonly (readonly [string, string])[] = [
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&amp;', '&'],
];

const plain: Readonly<Record<Extract<Conversion, string>, (x: string) => string>> = {
  trim: (x) => `trim(BOTH ' \\t\\r\\n' FROM ${x})`,
  lower: (x) => `lowerUTF8(${x})`,
  upper: (x) => `upperUTF8(${x})`,
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
  // Text without a zone is UTC; the engine assumes it, so there is nothing to add.
  utc: (x) => x,
  epoch: (x) =>
    full(
      x,
      showTime(
        time(
          `fromUnixTimestamp64Micro(toInt64OrNull(toString(toInt64(round(toFloat64OrNull(${x}) * 1000000)))), 'UTC')`,
        ),
      ),
    ),
  epochMillis: (x) =>
    full(
      x,
      showTime(
        time(`fromUnixTimestamp64Milli(toInt64OrNull(if(length(${x}) <= 10, concat(${x}, '000'), ${x})), 'UTC')`),
      ),
    ),
  // 100 ns steps since 1601.
  windowsNt: (x) =>
    full(x, showTime(time(`fromUnixTimestamp64Micro(intDiv(toInt64OrNull(${x}), 10) - 11644473600000000, 'UTC')`))),
  fuzzy: (x) =>
    full(
      x,
      showTime(
        `parseDateTime64BestEffortOrZero(replaceRegexpAll(replaceRegexpAll(${x}, '(?i)([0-9])(st|nd|rd|th)\\\\b', '\\\\1'), '[,]', ' '), 6, 'UTC')`,
      ),
    ),
  date: (x) => full(x, `substring(${showTime(`parseDateTime64BestEffortOrZero(${x}, 6, 'UTC')`)}, 1, 10)`),
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
  refang: (x) =>
    `replaceRegexpAll(replaceRegexpAll(replaceRegexpAll(${x}, '^(?i)h(?:xx|\\\\*\\\\*)p', 'http'), '\\\\[(\\\\.|:|dot)\\\\]|\\\\(\\\\.\\\\)|\\\\{\\\\.\\\\}', '.'), '^(?i)(https?)\\\\.//', '\\\\1://')`,
  // Text that is base64 already stays so.
  base64: (x) =>
    full(
      x,
      `if(length(${x}) % 4 = 0 AND match(${x}, '^[A-Za-z0-9+/]+={0,2}$') AND tryBase64Decode(${x}) != '', ${x}, base64Encode(${x}))`,
    ),
  unbase64: (x) => `tryBase64Decode(${x})`,
  cve: (x) =>
    full(
      x,
      `arrayStringConcat(arrayDistinct(arrayMap(c -> upper(replaceOne(c, '_', '-')), extractAll(${x}, '(?i)cve[-_][0-9]{4}-[0-9]{4,}'))), ',')`,
    ),
  firstPart: (x) => `splitByChar(' ', ${x})[1]`,
  lastPart: (x) => `splitByChar(' ', ${x})[-1]`,
  unquote: (x) =>
    entities.reduce(
      (text, [from, to]) => `replaceAll(${text}, ${quote(from)}, ${quote(to)})`,
      `trim(BOTH '"' FROM ${x})`,
    ),
  noAsPrefix: (x) => `replaceRegexpOne(${x}, '^(?i)AS\\\\s*', '')`,
  decimalIp: (x) => showIp(`toIPv6OrDefault(IPv4NumToString(toUInt32OrZero(${x})))`),
  urlDecode: (x) => `decodeURLComponent(${x})`,
};

/** SQL: the text `x` after one conversion. */
export function convert(x: string, step: Conversion): string {
  if (typeof step === 'string') return plain[step](x);
  if ('regex' in step)
    return `arrayElement(extractGroups(${x}, ${quote(step.group === 0 ? `(${step.regex})` : step.regex)}), ${Math.max(step.group, 1)})`;
  if ('replace' in step) return `replaceAll(${x}, ${quote(step.replace[0])}, ${quote(step.replace[1])})`;
  if ('replaceRegex' in step)
    return `replaceRegexpAll(${x}, ${quote(step.replaceRegex[0])}, ${quote(step.replaceRegex[1].replace(/\$(\d)/g, '\\$1'))})`;
  if ('lookup' in step) {
    const keys = Object.keys(step.lookup).map((key) => quote(step.ignoreCase ? key.toLowerCase() : key));
    const values = Object.values(step.lookup).map(quote);
    const otherwise = step.otherwise === undefined ? x : quote(step.otherwise);
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
  if ('date' in step)
    return full(
      x,
      showTime(time(`toDateTime64(parseDateTimeOrNull(${x}, ${quote(step.date)}, ${quote(step.zone)}), 6, 'UTC')`)),
    );
  if ('time' in step)
    return full(x, showTime(`toTimeZone(parseDateTime64BestEffortOrZero(${x}, 6, ${quote(step.zone)}), 'UTC')`));
  if ('member' in step)
    return `if(${x} = '', '', if(startsWith(JSONExtractRaw(${x}, ${quote(step.member)}), '"'), JSONExtractString(${x}, ${quote(step.member)}), JSONExtractRaw(${x}, ${quote(step.member)})))`;
  return `if(${x} = '', ${quote(step.default)}, ${x})`;
}
