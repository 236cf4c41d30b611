/** Zeek's logs as rows of the flow tables (https://docs.zeek.org/en/master/script-reference/log-files.html). */
import {
  addressSql,
  countSql,
  type Field,
  type LineForm,
  listSql,
  millisSql,
  protocolSql,
  sessionSql,
  timeSql,
} from './fields.ts';
import type { LogMapping } from './mapping.ts';
import { quoteSql } from './quote.ts';

/** conn_state as our state: https://docs.zeek.org/en/master/scripts/base/protocols/conn/main.zeek.html */
const STATES: Readonly<Record<string, string>> = {
  S0: 'attempted',
  REJ: 'rejected',
  S1: 'established',
  SF: 'closed',
  S2: 'established',
  S3: 'established',
  RSTO: 'reset',
  RSTR: 'reset',
  RSTOS0: 'attempted',
  RSTRH: 'rejected',
  SH: 'attempted',
  SHR: 'attempted',
  OTH: 'unknown',
};

const client = (f: Field) => addressSql(f('id.orig_h'));
const server = (f: Field) => addressSql(f('id.resp_h'));

function connection(f: Field): Record<string, string> {
  const state = f('conn_state');
  return {
    at: timeSql(f('ts')),
    source: client(f),
    target: server(f),
    source_port: `if(${protocolSql(f('proto'))} IN (1, 58), 0, toUInt16(${countSql(f('id.orig_p'))}))`,
    // Zeek gives the ICMP type as the originator's port and the code as the responder's.
    target_port: `if(${protocolSql(f('proto'))} IN (1, 58), toUInt16(${countSql(f('id.orig_p'))} * 256 + ${countSql(f('id.resp_p'))}), toUInt16(${countSql(f('id.resp_p'))}))`,
    protocol: protocolSql(f('proto')),
    packets: countSql(f('orig_pkts')),
    bytes: `greatest(${countSql(f('orig_ip_bytes'))}, ${countSql(f('orig_bytes'))})`,
    reply_packets: countSql(f('resp_pkts')),
    reply_bytes: `greatest(${countSql(f('resp_ip_bytes'))}, ${countSql(f('resp_bytes'))})`,
    application: `lower(${f('service')})`,
    session: sessionSql(f('uid')),
    // Only for `observe.flow`.
    state: `CAST(transform(${state}, [${Object.keys(STATES).map(quoteSql).join(', ')}], [${Object.values(STATES).map(quoteSql).join(', ')}], 'unknown'), 'String')`,
    flags: flagsSql(f('history'), countSql(f('orig_bytes'))),
  };
}

/** Zeek's history letters as the TCP flags of the originator: S syn, A ack, D data (shown as push), F fin, R reset. */
function flagsSql(history: string, payload: string): string {
  const flag = (letter: string, bit: number) => `(position(${history}, '${letter}') > 0) * ${bit}`;
  return `toUInt8(${flag('S', 2)} + ${flag('A', 16)} + bitOr(position(${history}, 'D') > 0, ${payload} > 0) * 8 + ${flag('F', 1)} + ${flag('R', 4)})`;
}

const conn: LogMapping = {
  table: 'observe.flow',
  needs: ['id.orig_h', 'id.resp_h'],
  columns: (f) => ({ ...connection(f), duration: millisSql(f('duration')) }),
};

const openConn: LogMapping = {
  table: 'observe.flow_open',
  needs: ['id.orig_h', 'id.resp_h', 'uid'],
  columns: (f) => {
    const { state: _state, flags: _flags, ...columns } = connection(f);
    return { ...columns, duration: millisSql(f('duration'), '18446744073709551615') };
  },
};

const dns: LogMapping = {
  table: 'observe.flow_dns',
  needs: ['id.orig_h', 'query'],
  columns: (f, form) => ({
    at: timeSql(f('ts')),
    client: client(f),
    server: server(f),
    name: `lower(trimRight(${f('query')}, '.'))`,
    type: f('qtype_name'),
    code: f('rcode_name'),
    answers: listSql(form, f, 'answers'),
    session: sessionSql(f('uid')),
  }),
};

const http: LogMapping = {
  table: 'observe.flow_http',
  needs: ['id.orig_h', 'id.resp_h'],
  columns: (f, form) => ({
    at: timeSql(f('ts')),
    client: client(f),
    server: server(f),
    server_port: `toUInt16(${countSql(f('id.resp_p'))})`,
    method: f('method'),
    host: `lower(if(${viaProxy(f)} AND ${f('host')} = '', domain(${f('uri')}), ${f('host')}))`,
    agent: f('user_agent'),
    status: `toUInt16(${countSql(f('status_code'))})`,
    mime: `arrayElement(arrayConcat(${listSql(form, f, 'resp_mime_types')}, ['']), 1)`,
    request_bytes: countSql(f('request_body_len')),
    response_bytes: countSql(f('response_body_len')),
    proxied: viaProxy(f),
    session: sessionSql(f('uid')),
  }),
};

/** A request line with a whole address, or CONNECT, goes to a proxy. */
function viaProxy(f: Field): string {
  return `(${f('method')} = 'CONNECT' OR match(${f('uri')}, '^[a-z]+://'))`;
}

const ssl: LogMapping = {
  table: 'observe.flow_tls',
  needs: ['id.orig_h', 'id.resp_h'],
  columns: (f) => ({
    at: timeSql(f('ts')),
    client: client(f),
    server: server(f),
    server_port: `toUInt16(${countSql(f('id.resp_p'))})`,
    server_name: `lower(${f('server_name')})`,
    version: f('version'),
    established: `${f('established')} IN ('T', 'true')`,
    ja3: f('ja3'),
    ja3s: f('ja3s'),
    validation: f('validation_status'),
    session: sessionSql(f('uid')),
  }),
};

function event(kind: string, name: (f: Field) => string, detail: readonly string[]): LogMapping {
  return {
    table: 'observe.flow_event',
    needs: [],
    columns: (f: Field, form: LineForm) => ({
      at: timeSql(f('ts')),
      kind: quoteSql(kind),
      source: `if(${f('id.orig_h')} = '', ${addressSql(firstOf(f, 'orig_h', 'client_addr'))}, ${client(f)})`,
      target: `if(${f('id.resp_h')} = '', ${addressSql(firstOf(f, 'resp_h', 'server_addr'))}, ${server(f)})`,
      target_port: `toUInt16(${countSql(f('id.resp_p'))})`,
      name: name(f),
      detail: detailSql(f, form, detail),
      session: sessionSql(f('uid')),
    }),
  };
}

function firstOf(f: Field, a: string, b: string): string {
  return `if(${f(a)} = '', ${f(b)}, ${f(a)})`;
}

function detailSql(f: Field, _form: LineForm, names: readonly string[]): string {
  const pairs = names.map((name) => `(${quoteSql(name)}, ${f(name)})`).join(', ');
  return `CAST(arrayFilter(x -> x.2 != '', [${pairs}]), 'Map(String, String)')`;
}

/** Logs by the name of their file, without Zeek's date and `open_`. */
export const zeekLogs: Readonly<Record<string, LogMapping>> = {
  conn,
  open_conn: openConn,
  dns,
  http,
  ssl,
  // Headers and subjects of mail are content and stay where they are; the server's answer is what counts.
  smtp: event('smtp', (f) => f('last_reply'), ['helo']),
  ssh: event('ssh', (f) => f('client'), ['auth_success', 'auth_attempts', 'server', 'hassh']),
  arp: event('arp', (f) => f('operation'), ['src_mac', 'dst_mac', 'orig_hw', 'resp_hw', 'unsolicited']),
  // The device's own name and the host name it asks for are personal; its address suffices.
  dhcp: event('dhcp', (f) => f('msg_types'), ['mac', 'requested_addr', 'assigned_addr', 'client_addr']),
  tunnel: event('tunnel', (f) => f('tunnel_type'), ['action']),
  notice: event('notice', (f) => f('note'), ['msg', 'sub']),
  weird: event('weird', (f) => f('name'), ['addl']),
  software: event('software', (f) => f('software_type'), ['name', 'unparsed_version']),
};
