/** Results of scanners as rows: what each tool writes, told apart by its first line. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Parser } from 'htmlparser2';

/** One answer of a device. */
export interface SurveyRow {
  readonly ip: string;
  readonly port: number;
  readonly device: string;
  readonly product: string;
  readonly result: string;
  readonly at: string;
}

/** What a file is, by its first octets. `rows` (our own CSV) and `shadowserver` the engine reads by itself. */
export type SurveyForm = 'rows' | 'shadowserver' | 'zmap' | 'masscan-list' | 'json' | 'nmap' | 'unknown';

/** Recognises a file by its head. */
export function formOf(head: string): SurveyForm {
  const start = head.trimStart();
  if (/^ip,port,device,product,result,at\b/i.test(start)) return 'rows';
  const names = (start.split('\n')[0] ?? '').toLowerCase().replaceAll('"', '').trim().split(',');
  if (['timestamp', 'ip', 'port'].every((name) => names.includes(name))) return 'shadowserver';
  // ZMap writes bare addresses when nothing else was asked of it.
  if (names.includes('saddr') || (names.length === 1 && isAddress(names[0] ?? ''))) return 'zmap';
  if (/^(#masscan|open (tcp|udp) )/.test(start)) return 'masscan-list';
  if (start.startsWith('<?xml') || start.startsWith('<nmaprun')) return 'nmap';
  if (start.startsWith('{') || start.startsWith('[')) return 'json';
  return 'unknown';
}

/** Where rows of a round go. */
export const into = 'INSERT INTO observe.survey_incoming (campaign, round, at, ip, port, device, product, result)';

const asked = `SELECT {campaign:UUID}, {round:UInt16}, parseDateTime64BestEffortOrZero(at, 3, 'UTC'), toIPv6OrZero(trim(ip)), toUInt16OrZero(port)`;

/** What a letter calls the device: no control characters, and short. */
const plain = (text: string) => `left(trim(replaceRegexpAll(${text}, '[[:cntrl:]]+', ' ')), 200)`;

/** Our own rows. An address that cannot be read becomes `::` and is counted as unread. */
export const rowsSelect = `${asked}, ${plain('device')}, ${plain('product')}, trim(result)
  FROM input('ip String, port String, device String, product String, result String, at String')`;

/** A Shadowserver report of open devices: each line is one that was found (https://www.shadowserver.org/what-we-do/network-reporting/). */
export const shadowserverSelect = `${asked.replace('(at,', '(timestamp,')}, ${plain('device_type')}, ${plain("concat(device_vendor, ' ', if(device_model != '', device_model, product))")}, if(tag = '', 'reported', tag)
  FROM input('timestamp String, ip String, port String, device_type String, device_vendor String, device_model String, product String, tag String')`;

/** Reads a scanner's own format; what cannot be read is counted in `unread`. */
export async function* readSurvey(
  data: Readable,
  form: SurveyForm,
  unread: { count: number },
): AsyncGenerator<SurveyRow> {
  if (form === 'nmap') return yield* readNmap(data);
  let columns: string[] | undefined;
  for await (const raw of createInterface({ input: data, crlfDelay: Number.POSITIVE_INFINITY })) {
    const line = raw.trim();
    // Masscan repeats a device with what it said: it was counted as open already.
    if (/^(#|\[$|\]$|$|banner (tcp|udp) )/.test(line)) continue;
    if (form === 'zmap' && !columns) {
      columns = isAddress(line) ? ['saddr'] : line.split(',').map((name) => name.trim().toLowerCase());
      if (!isAddress(line)) continue;
    }
    const row =
      form === 'zmap'
        ? zmap(line.split(','), columns ?? [])
        : form === 'masscan-list'
          ? masscan(line)
          : json(line.replace(/,$/, ''));
    if (row) yield* row;
    else unread.count++;
  }
}

function zmap(cells: readonly string[], columns: readonly string[]): SurveyRow[] | undefined {
  const of = (name: string) => cells[columns.indexOf(name)]?.trim() ?? '';
  if (!isAddress(of('saddr'))) return undefined;
  const isOpen = columns.includes('success') ? of('success') === '1' : true;
  return [
    {
      ip: of('saddr'),
      port: Number(of('sport')) || 0,
      device: '',
      product: '',
      result: isOpen ? 'open' : '',
      at: time(of('timestamp-str') || of('timestamp_str')),
    },
  ];
}

function masscan(line: string): SurveyRow[] | undefined {
  const [, port, ip = '', at] = /^open (?:tcp|udp) (\d+) (\S+) (\d+)/.exec(line) ?? [];
  return port && isAddress(ip)
    ? [{ ip, port: Number(port), device: '', product: '', result: 'open', at: time(at) }]
    : undefined;
}

// A banner is whatever the other side chose to say, and no name of a device: it would stand in the letter to its owner.
/** ZGrab2 (`{"ip", "data": {"telnet": {...}}}`) and Masscan's JSON (`{"ip", "ports": [...]}`). */
function json(line: string): SurveyRow[] | undefined {
  let read: Record<string, unknown>;
  try {
    read = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const ip = typeof read.ip === 'string' ? read.ip : typeof read.saddr === 'string' ? read.saddr : '';
  if (!isAddress(ip)) return undefined;
  if (Array.isArray(read.ports))
    return (read.ports as Record<string, unknown>[]).map((one) => ({
      ip,
      port: Number(one.port) || 0,
      device: '',
      product: '',
      result: one.status === 'closed' ? '' : 'open',
      at: time(read.timestamp),
    }));
  const data = (read.data ?? {}) as Record<string, Record<string, unknown>>;
  return Object.entries(data).map(([module, one]) => {
    const result = (one.result ?? {}) as Record<string, unknown>;
    return {
      ip,
      port: Number(one.port) || ({ telnet: 23, ssh: 22, http: 80, https: 443, ftp: 21 }[module] ?? 0),
      device: '',
      product: '',
      // A log-in with a known password is a hit by its own name; an answer alone is "open".
      result:
        one.status !== 'success'
          ? ''
          : result.logged_in === true || result.login === 'success'
            ? 'weak-password'
            : 'open',
      at: time(one.timestamp),
    };
  });
}

async function* readNmap(data: Readable): AsyncGenerator<SurveyRow> {
  let done: SurveyRow[] = [];
  let host = { ip: '', at: '' };
  let port = { number: 0, state: '', product: '', device: '' };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'host') host = { ip: '', at: time(attributes.endtime ?? attributes.starttime) };
        else if (name === 'address' && /^ipv[46]$/.test(attributes.addrtype ?? '')) host.ip = attributes.addr ?? '';
        else if (name === 'port') port = { number: Number(attributes.portid), state: '', product: '', device: '' };
        else if (name === 'state') port.state = attributes.state ?? '';
        else if (name === 'service') {
          port.product = [attributes.product, attributes.version].filter(Boolean).join(' ').slice(0, 200);
          port.device = attributes.devicetype ?? '';
        }
      },
      onclosetag(name) {
        // Silence on UDP ("open|filtered") tells neither.
        if (name === 'port' && isAddress(host.ip) && !port.state.includes('|'))
          done.push({
            ip: host.ip,
            port: port.number,
            device: port.device,
            product: port.product,
            result: port.state === 'open' ? 'open' : '',
            at: host.at,
          });
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  for await (const chunk of data) {
    parser.write(String(chunk));
    yield* done;
    done = [];
  }
  parser.end();
  yield* done;
}

const isAddress = (text: string) =>
  /^(\d{1,3}\.){3}\d{1,3}$/.test(text) || (/^[0-9a-f:.]+$/i.test(text) && text.includes(':'));

function time(value: unknown): string {
  const number = Number(value);
  const at = Number.isFinite(number) && number > 1e8 ? new Date(number * 1000) : new Date(String(value ?? ''));
  return (Number.isNaN(at.getTime()) ? new Date(0) : at).toISOString().replace('T', ' ').replace('Z', '');
}
