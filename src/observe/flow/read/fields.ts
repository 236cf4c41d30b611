/** SQL text that takes one field out of a staged log line, whatever the log is written in. */
import { quoteSql } from './quote.ts';

/** Gives SQL of type String for a field by its name in the log; `''` where the log has no such field. */
export type Field = (name: string) => string;

/** How the lines of a file are written. */
export type LineForm =
  | { readonly kind: 'columns'; readonly separator: string; readonly names: readonly string[] }
  | { readonly kind: 'json' };

/** SQL that turns `text` of `observe.flow_import` into `f`, once per line, for the accessors below. */
export function splitSql(form: LineForm): string {
  return form.kind === 'columns'
    ? `splitByChar(${quoteSql(form.separator)}, text)`
    : `CAST(JSONExtractKeysAndValuesRaw(text), 'Map(String, String)')`;
}

/** The accessor of a form: unset markers (`-`, `(empty)`) read as empty, text is unescaped. */
export function fieldOf(form: LineForm): Field {
  if (form.kind === 'json') {
    return (name) => {
      const raw = `f[${quoteSql(name)}]`;
      return `if(startsWith(${raw}, '"'), JSONExtractString(${raw}), if(${raw} = 'null', '', ${raw}))`;
    };
  }
  return (name) => {
    const index = form.names.indexOf(name) + 1;
    if (index === 0) return `''`;
    return `if(trimBoth(f[${index}]) IN ('-', '(empty)'), '', trimBoth(f[${index}]))`;
  };
}

/** A field within an object field of a JSON log. */
export function inner(form: LineForm, outer: string, name: string): string {
  if (form.kind !== 'json') return `''`;
  const raw = `JSONExtractRaw(f[${quoteSql(outer)}], ${quoteSql(name)})`;
  return `if(startsWith(${raw}, '"'), JSONExtractString(${raw}), ${raw})`;
}

/** A list field: JSON array, or values with commas between. */
export function listSql(form: LineForm, field: Field, name: string): string {
  if (form.kind === 'json') return `JSONExtract(f[${quoteSql(name)}], 'Array(String)')`;
  return `arrayFilter(x -> x != '', splitByChar(',', ${field(name)}))`;
}

/** Text as a time: seconds since 1970 with a fraction, or any usual way to write a date. */
export function timeSql(text: string): string {
  return `if(match(${text}, '^[0-9.]+$'), fromUnixTimestamp64Milli(toInt64(round(toFloat64OrZero(${text}) * 1000)), 'UTC'), ifNull(parseDateTime64BestEffortOrNull(${text}, 3, 'UTC'), toDateTime64(0, 3, 'UTC')))`;
}

/** Text as a whole number, 0 where it is none; fractions are cut. */
export function countSql(text: string): string {
  return `toUInt64(greatest(0, ifNull(toFloat64OrNull(${text}), 0)))`;
}

/** Seconds with a fraction as milliseconds. */
export function millisSql(text: string, most = '4294967295'): string {
  return `least(${most}, toUInt64(greatest(0, round(ifNull(toFloat64OrNull(${text}), 0) * 1000))))`;
}

/** Text as an address, `::` where it is none. */
export function addressSql(text: string): string {
  return `toIPv6OrDefault(${text})`;
}

/** Protocol names and numbers as the number. */
export function protocolSql(text: string): string {
  const name = `lower(${text})`;
  const known: readonly (readonly [string, number])[] = [
    ['tcp', 6],
    ['udp', 17],
    ['icmp', 1],
    ['icmp6', 58],
    ['ipv6-icmp', 58],
    ['icmpv6', 58],
    ['igmp', 2],
    ['gre', 47],
    ['esp', 50],
    ['sctp', 132],
    ['ipv6', 41],
    ['ospf', 89],
    ['pim', 103],
  ];
  const names = known.map(([n]) => quoteSql(n)).join(', ');
  const numbers = known.map(([, number]) => number).join(', ');
  return `if(match(${name}, '^[0-9]+$'), toUInt8OrZero(${name}), transform(${name}, [${names}], [${numbers}], 0))`;
}

/** The identity a source gives a connection, as a number that is never 0. */
export function sessionSql(text: string): string {
  return `if(${text} = '', 0, bitOr(cityHash64(${text}), 1))`;
}
