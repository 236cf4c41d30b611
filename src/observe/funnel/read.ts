/** Lines of a body's sensors as rows: syslog around CEF or LEEF or by itself, Suricata's EVE, and tables of endpoint products. */

import { edrColumns, edrSeverities, stopped } from './edr-words.ts';

/** One log, whatever sent it. */
export interface LogRow {
  readonly at: Date;
  readonly form: 'syslog' | 'cef' | 'leef' | 'eve' | 'csv';
  readonly source: string;
  readonly target: string;
  readonly port: number;
  readonly signature: string;
  /** 0 to 10, 10 worst. */
  readonly severity: number;
  readonly action: string;
}

const MOST = 300;
const DAY = 86_400_000;
/** Text as both stores take it: no U+0000, and no half of a pair, which cutting may leave. */
const cut = (text: unknown) =>
  String(text ?? '')
    .replaceAll('\0', '')
    .trim()
    .slice(0, MOST)
    .toWellFormed();

/** Reads lines one after another; a table's head is remembered for the lines that follow. */
export class LogReader {
  #columns: string[] | undefined;
  readonly #now: Date;

  constructor(now: Date) {
    this.#now = now;
  }

  /** The row of a line; `null` for heads and empty lines, `undefined` for what cannot be read. */
  read(line: string): LogRow | null | undefined {
    const text = line.trim();
    if (text === '') return null;
    const row = this.#row(text);
    if (!row) return row;
    // Whatever a sensor wrote, one line never stops a file. A row that says nothing is none: a rule made of it would fit everything.
    if (row.signature === '') return undefined;
    const isPort = Number.isInteger(row.port) && row.port > 0 && row.port < 65_536;
    return {
      ...row,
      port: isPort ? row.port : 0,
      severity: Math.min(10, Math.max(0, Math.round(row.severity))),
    };
  }

  #row(text: string): LogRow | null | undefined {
    if (text.startsWith('{')) return this.#eve(text);
    const cef = text.indexOf('CEF:');
    if (cef >= 0) return this.#cef(text.slice(cef), text.slice(0, cef));
    const leef = text.indexOf('LEEF:');
    if (leef >= 0) return this.#leef(text.slice(leef), text.slice(0, leef));
    if (/^<\d{1,3}>/.test(text) || /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /.test(text)) return this.#syslog(text);
    return this.#csv(text);
  }

  #time(text: unknown): Date {
    const number = Number(text);
    const read =
      Number.isFinite(number) && number > 1e9
        ? new Date(number > 1e11 ? number : number * 1000)
        : new Date(whole(String(text ?? ''), this.#now));
    // A clock that is wrong by more than a day, or that was never set.
    const ahead = read.getTime() - this.#now.getTime();
    return ahead < DAY && read.getTime() > Date.UTC(2000, 0) ? read : this.#now;
  }

  #eve(text: string): LogRow | null | undefined {
    let read: Record<string, unknown>;
    try {
      read = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return undefined;
    }
    const alert = read.alert as Record<string, unknown> | undefined;
    if (!alert) return read.event_type === undefined ? undefined : null;
    return {
      at: this.#time(read.timestamp),
      form: 'eve',
      source: cut(read.src_ip),
      target: cut(read.dest_ip),
      port: Number(read.dest_port) || 0,
      signature: cut(alert.signature) || `sid ${cut(alert.signature_id)}`,
      // Suricata counts down from 1, the worst.
      severity: Math.max(1, 10 - (Number(alert.severity) || 3) * 2),
      action: cut(alert.action),
    };
  }

  /** `CEF:Version|Vendor|Product|Version|Id|Name|Severity|key=value …`; `\|` and `\=` are escaped. */
  #cef(text: string, before: string): LogRow | undefined {
    const parts =
      text.match(/(?:[^|\\]|\\.)*(?:\||$)/g)?.map((part) => part.replace(/\|$/, '').replace(/\\(.)/g, '$1')) ?? [];
    if (parts.length < 8) return undefined;
    const values = pairs(text.slice(text.split('|').slice(0, 7).join('|').length + 1), /\s+(?=[\w.]+=)/);
    const words: Readonly<Record<string, number>> = { unknown: 3, low: 3, medium: 5, high: 7, 'very-high': 9 };
    const severity = cut(parts[6]).toLowerCase();
    return {
      at: this.#time(values.get('rt') ?? values.get('start') ?? stamp(before)),
      form: 'cef',
      source: cut(values.get('src')),
      target: cut(values.get('dst')),
      port: Number(values.get('dpt')) || 0,
      signature: cut(parts[5]) || cut(parts[4]) || cut(parts[2]),
      severity: Math.min(10, Math.max(0, words[severity] ?? (Number(severity) || 3))),
      action: cut(values.get('act') ?? values.get('outcome')),
    };
  }

  /** `LEEF:1.0|Vendor|Product|Version|Id|key=value<tab>…`; version 2 names its separator in a field of its own. */
  #leef(text: string, before: string): LogRow | undefined {
    const [version = '', , product = '', , id = '', ...rest] = text.split('|');
    if (rest.length === 0) return undefined;
    const isSecond = version.startsWith('LEEF:2');
    const given = isSecond ? (rest[0] ?? '') : '';
    const separator =
      given.startsWith('x') || given.startsWith('0x')
        ? String.fromCharCode(Number.parseInt(given.replace(/^0?x/, ''), 16))
        : given || '\t';
    const values = pairs((isSecond ? rest.slice(1) : rest).join('|'), separator);
    return {
      at: this.#time(values.get('devTime') ?? stamp(before)),
      form: 'leef',
      source: cut(values.get('src')),
      target: cut(values.get('dst')),
      port: Number(values.get('dstPort')) || 0,
      signature: cut(values.get('cat')) || cut(id) || cut(product),
      severity: Math.min(10, Math.max(0, Number(values.get('sev')) || 3)),
      action: cut(values.get('action')),
    };
  }

  #syslog(text: string): LogRow {
    const priority = Number(/^<(\d{1,3})>/.exec(text)?.[1] ?? 13);
    const body = text.replace(/^<\d{1,3}>(?:1 )?/, '');
    const addresses = body.match(/\b(?:\d{1,3}\.){3}\d{1,3}\b/g) ?? [];
    return {
      at: this.#time(stamp(text)),
      form: 'syslog',
      source: /(?:from|src|rhost)[= ]+((?:\d{1,3}\.){3}\d{1,3})/i.exec(body)?.[1] ?? addresses[0] ?? '',
      target: /(?:to|dst)[= ]+((?:\d{1,3}\.){3}\d{1,3})/i.exec(body)?.[1] ?? '',
      port: Number(/(?:dpt|dport|port)[= ](\d{1,5})/i.exec(body)?.[1] ?? 0),
      // Numbers and addresses out: what is left is the kind of message.
      signature: cut(
        body
          .replace(/^(?:\d{4}-\S+|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)\s+\S+\s+/, '')
          .replace(/\[\d+\]/g, '')
          .replace(/(?:\d{1,3}\.){3}\d{1,3}/g, '*')
          .replace(/\b\d+\b/g, '#'),
      ),
      severity: Math.max(0, 9 - (priority % 8)),
      action: /\b(denied|blocked|dropped|rejected|accepted|allowed)\b/i.exec(body)?.[1]?.toLowerCase() ?? '',
    };
  }

  #csv(text: string): LogRow | null | undefined {
    const cells =
      text
        .match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)
        ?.map((cell) => cell.replace(/,$/, '').replace(/^"|"$/g, '').replaceAll('""', '"').trim()) ?? [];
    if (!this.#columns) {
      const names = cells.map((cell) => cell.toLowerCase());
      if (!names.some((name) => edrColumns.time.test(name)) || names.length < 3) return undefined;
      this.#columns = names;
      return null;
    }
    const of = (...names: readonly RegExp[]) => {
      for (const name of names) {
        const at = this.#columns?.findIndex((column) => name.test(column)) ?? -1;
        if (at >= 0) return cells[at] ?? '';
      }
      return '';
    };
    const severity = of(edrColumns.severity).toLowerCase();
    const signature = cut(of(...edrColumns.signature));
    if (signature === '') return undefined;
    return {
      at: this.#time(of(edrColumns.time)),
      form: 'csv',
      source: cut(of(edrColumns.source)),
      target: cut(of(...edrColumns.target)),
      port: Number(of(edrColumns.port)) || 0,
      signature,
      severity: edrSeverities[severity] ?? (Number(severity) || 3),
      action: cut(of(edrColumns.action)),
    };
  }
}

function pairs(text: string, separator: string | RegExp): Map<string, string> {
  return new Map(
    text.split(separator).flatMap((pair): [string, string][] => {
      const at = pair.indexOf('=');
      return at > 0
        ? [
            [
              pair.slice(0, at).trim(),
              pair
                .slice(at + 1)
                .replace(/\\(.)/g, '$1')
                .trim(),
            ],
          ]
        : [];
    }),
  );
}

function stamp(text: string): string | undefined {
  return (
    /\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?/.exec(text)?.[0] ??
    /[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/.exec(text)?.[0]
  );
}

/**
 * A time with what sensors leave out. Without a zone it is the hub's; RFC 3164 leaves the year out as well: it is this one, or the last
 * where that would lie ahead.
 */
function whole(text: string, now: Date): string {
  if (!/:\d\d(?:[.,]\d+)?$/.test(text) || /[+-]\d\d:\d\d$/.test(text)) return text;
  const here = (year: number | '') => `${text.replace(/(\d)T(\d)/, '$1 $2').replace(',', '.')} ${year} GMT+0900`;
  if (!/^[A-Z][a-z]{2} [ \d]\d \d\d:/.test(text)) return here('');
  const year = now.getUTCFullYear();
  return new Date(here(year)).getTime() > now.getTime() + DAY ? here(year - 1) : here(year);
}

/** Whether the sensor itself stopped it: such attempts are counted and need nobody. */
export function isMitigated(action: string): boolean {
  return stopped.test(action);
}
