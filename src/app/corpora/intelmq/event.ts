/** Our observations in the words of IntelMQ's events, so that its expected events can be compared field for field. */

import type { Resolved } from '../../../observe/feed/compile/overlay.ts';
import { type Compiled, coreFields } from '../../../observe/feed/observation.ts';
import type { ReadRow } from '../../../observe/feed/sample.ts';

export type Event = Record<string, unknown>;

const numbers = new Set(['int', 'float', 'asn', 'port']);

/** One observation as an IntelMQ event. Empty fields are left out; numbers and booleans get their JSON type. */
export function toEvent(
  row: ReadRow,
  reading: { readonly compiled: Compiled; readonly resolved: Resolved },
  found: ReadonlyMap<string, string> = new Map(),
): Event {
  const { compiled, resolved } = reading;
  const event: Event = {};
  const put = (field: string, text: string) => {
    const type = compiled.types.get(field);
    const json = found.get(field);
    if (text === '') return;
    if (type !== undefined && numbers.has(type)) event[field] = Number.isNaN(Number(text)) ? text : Number(text);
    else if (type === 'bool') event[field] = text === 'true' ? true : text === 'false' ? false : text;
    else if (type === 'json' || json === 'number' || json === 'boolean' || json === 'object')
      event[field] = parse(text);
    else event[field] = text;
  };
  for (const [field, text] of Object.entries(row.extra)) put(field, text);
  for (const [field, column] of Object.entries(coreFields)) {
    if (column === 'observed_at' || column === 'handling' || column === 'severity') continue;
    const value = row[column];
    if (value !== 0) put(field, String(value));
  }
  if (resolved.victim === 'source.ip') put('source.ip', showIp(row.ip));
  put('time.source', showTime(row.observed_at));
  return event;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function showIp(ip: string): string {
  return ip === '::' ? '' : ip.replace(/^::ffff:(?=\d+\.)/, '');
}

function showTime(at: string): string {
  return at.startsWith('1970-01-01 00:00:00') ? '' : `${at.replace(' ', 'T').replace(/\.0+$/, '')}+00:00`;
}

const sameValue = (a: unknown, b: unknown): boolean => {
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) return stable(a) === stable(b);
  return a === b;
};

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => `${JSON.stringify(k)}:${stable(v)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value);
}

/** Times are the same when the instant is. */
function sameInstant(field: string, a: unknown, b: unknown): boolean {
  return (
    field.startsWith('time.') &&
    typeof a === 'string' &&
    typeof b === 'string' &&
    Date.parse(a) === Date.parse(b) &&
    a.length === b.length
  );
}

/** Field by field: `field: ours ≠ expected` for each difference. `skip`: fields not compared. */
export function differences(ours: Event, expected: Event, skip: ReadonlySet<string>): string[] {
  const names = new Set([...Object.keys(ours), ...Object.keys(expected)]);
  return [...names]
    .filter(
      (name) =>
        !skip.has(name) && !sameValue(ours[name], expected[name]) && !sameInstant(name, ours[name], expected[name]),
    )
    .sort()
    .map((name) => `${name}: ${short(ours[name])} ≠ ${short(expected[name])}`);
}

function short(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
