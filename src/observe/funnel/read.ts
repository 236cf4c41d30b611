/** Lines of a body's sensors as rows: syslog around CEF or LEEF or by itself, Suricata's EVE, and tables of endpoint products. */

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
const cut = (text: unknown) =>
  String(text ?? '')
    .trim()
    .slice(0, MOST);

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
        : new Date(withYear(String(text ?? ''), this.#now));
    return Number.isNaN(read.getTime()) ? this.#now : read;
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
      signature: cut(parts[5]) || cut(parts[4]),
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
      if (!names.some((name) => /time|date|timestamp/.test(name)) || names.length < 3) return undefined;
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
    const words: Readonly<Record<string, number>> = {
      informational: 1,
      info: 1,
      low: 3,
      medium: 5,
      high: 7,
      critical: 10,
    };
    const severity = of(/severity|level/).toLowerCase();
    const signature = cut(of(/^(detection|threat|alert|rule|signature)/, /name|title/));
    if (signature === '') return undefined;
    return {
      at: this.#time(of(/time|date/)),
      form: 'csv',
      source: cut(of(/source.?ip|src|remote.?ip/)),
      target: cut(of(/(local|host|device|dest\w*|dst).?ip/, /^ip$/)),
      port: Number(of(/port/)) || 0,
      signature,
      severity: words[severity] ?? (Number(severity) || 3),
      action: cut(of(/action|status|disposition/)),
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

/** RFC 3164 leaves the year out: it is this one, or the last where that would lie ahead. Its times are the hub's. */
function withYear(text: string, now: Date): string {
  if (!/^[A-Z][a-z]{2} [ \d]\d \d\d:/.test(text)) return text;
  const year = now.getUTCFullYear();
  const read = new Date(`${text} ${year} GMT+0900`);
  return read.getTime() > now.getTime() + 86_400_000 ? `${text} ${year - 1} GMT+0900` : `${text} ${year} GMT+0900`;
}

/** Whether the sensor itself stopped it: such attempts are counted and need nobody. */
export function isMitigated(action: string): boolean {
  return /block|den(y|ied)|drop|reject|quarantin|prevent|remediat|clean|isolat|遮断|隔離/i.test(action);
}
