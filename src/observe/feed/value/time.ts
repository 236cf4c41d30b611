/** Reading and showing times in the column engine. Everything is UTC inside; a text without a zone is taken as UTC. */
import { quote } from '../sql-text.ts';

/** SQL of "no time". */
export const NO_TIME = "toDateTime64(0, 6, 'UTC')";

/** Zones that feeds name by letters and the engine does not know, with their distance from UTC. */
const zones: readonly (readonly [name: string, offset: string])[] = [
  ['PDT', '-0700'],
  ['PST', '-0800'],
  ['MDT', '-0600'],
  ['MST', '-0700'],
  ['CDT', '-0500'],
  ['CST', '-0600'],
  ['EDT', '-0400'],
  ['EST', '-0500'],
  ['BST', '+0100'],
  ['CEST', '+0200'],
  ['CET', '+0100'],
  ['EEST', '+0300'],
  ['EET', '+0200'],
  ['JST', '+0900'],
  ['KST', '+0900'],
];

const best = (x: string, zone: string) => `parseDateTime64BestEffortOrZero(${x}, 6, ${quote(zone)})`;

/** SQL: the usual forms that the engine's own parser does not take: web server logs, `date`'s output, ordinals, named zones. */
export function fuzzyTime(x: string, zone = 'UTC'): string {
  const tidy = `replaceRegexpAll(trim(BOTH ' \\t\\r\\n' FROM ${x}), '(?i)\\\\b([0-9]{1,2})(?:st|nd|rd|th)\\\\b', '\\\\1')`;
  const log = `replaceRegexpOne(${tidy}, '^([0-9]{1,2})/([A-Za-z]{3})/([0-9]{4}):', '\\\\1 \\\\2 \\\\3 ')`;
  const date = `replaceRegexpOne(${log}, '^[A-Za-z]{3},? +([A-Za-z]{3} +[0-9]{1,2}) +([0-9:]+) +([A-Z]{3,4}) +([0-9]{4})$', '\\\\1 \\\\4 \\\\2 \\\\3')`;
  const name = `extract(${date}, ' ([A-Z]{3,4})$')`;
  const offset = `transform(${name}, [${zones.map(([n]) => quote(n)).join(', ')}], [${zones.map(([, o]) => quote(o)).join(', ')}], ${name})`;
  return best(`replaceRegexpOne(${date}, ' [A-Z]{3,4}$', concat(' ', ${offset}))`, zone);
}

/**
 * SQL: a time from a text of any usual form. The engine alone would read "36:16" as the next day and take any digits for
 * seconds, so a clock hour must be one and a bare number has 8, 10 or 13 digits.
 */
export function readTime(x: string, zone = 'UTC'): string {
  const odd = `(substring(${x}, 12, 2) >= '24' AND match(${x}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]')) OR (match(${x}, '^[0-9]+$') AND length(${x}) NOT IN (8, 10, 13, 14))`;
  return `if(${x} = '' OR ${odd}, ${NO_TIME}, if(${best(x, zone)} != ${NO_TIME}, ${best(x, zone)}, ${fuzzyTime(x, zone)}))`;
}

/** SQL: a time as people exchange it, with a fraction only where there is one; '' for no time. */
export function showTime(value: string): string {
  return `if(${value} = ${NO_TIME}, '', concat(replaceRegexpOne(replaceOne(toString(${value}, 'UTC'), ' ', 'T'), '\\\\.0+$', ''), '+00:00'))`;
}

/** The letters of POSIX strptime that mean something else in the engine's parser. */
const letters: Readonly<Record<string, string>> = { M: 'i', B: 'M', I: 'h', T: 'T', Z: 'W' };

/** SQL: a time by a strptime format, read as local time of `zone`. */
export function byFormat(x: string, format: string, zone: string): string {
  const own = format.replace(/%(.)/g, (_, letter: string) => `%${letters[letter] ?? letter}`);
  return `ifNull(toDateTime64(parseDateTimeOrNull(${x}, ${quote(own)}, ${quote(zone)}), 6, 'UTC'), ${NO_TIME})`;
}
