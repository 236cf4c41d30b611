/** Suricata's EVE, Argus' binetflow and nfdump's output as rows of the flow tables. */
import {
  addressSql,
  countSql,
  type Field,
  inner,
  type LineForm,
  millisSql,
  protocolSql,
  sessionSql,
  timeSql,
} from './fields.ts';
import type { LogMapping } from './mapping.ts';

const isEvent = (kind: string) => (f: Field) => `${f('event_type')} = '${kind}'`;
const eveAt = (f: Field) => timeSql(f('timestamp'));

/** TCP flags as EVE writes them: two hexadecimal digits. */
const hexFlags = (text: string) => `ifNull(reinterpretAsUInt8(unhex(leftPad(${text}, 2, '0'))), 0)`;

const eveFlow: LogMapping = {
  table: 'observe.flow',
  needs: ['src_ip', 'dest_ip'],
  where: isEvent('flow'),
  columns: (f, form) => {
    const start = inner(form, 'flow', 'start');
    const end = inner(form, 'flow', 'end');
    const replies = countSql(inner(form, 'flow', 'pkts_toclient'));
    return {
      at: timeSql(start),
      duration: `toUInt64(greatest(0, toUnixTimestamp64Milli(${timeSql(end)}) - toUnixTimestamp64Milli(${timeSql(start)})))`,
      source: addressSql(f('src_ip')),
      target: addressSql(f('dest_ip')),
      source_port: `toUInt16(${countSql(f('src_port'))})`,
      target_port: `if(${f('icmp_type')} != '', toUInt16(${countSql(f('icmp_type'))} * 256 + ${countSql(f('icmp_code'))}), toUInt16(${countSql(f('dest_port'))}))`,
      protocol: protocolSql(f('proto')),
      flags: hexFlags(inner(form, 'tcp', 'tcp_flags_ts')),
      packets: countSql(inner(form, 'flow', 'pkts_toserver')),
      bytes: countSql(inner(form, 'flow', 'bytes_toserver')),
      reply_packets: replies,
      reply_bytes: countSql(inner(form, 'flow', 'bytes_toclient')),
      state: `multiIf(${replies} = 0, 'attempted', bitAnd(${hexFlags(inner(form, 'tcp', 'tcp_flags_tc'))}, 6) = 4, 'rejected', ${inner(form, 'flow', 'state')} = 'closed', 'closed', 'established')`,
      application: `if(${f('app_proto')} IN ('failed', 'unknown'), '', ${f('app_proto')})`,
      session: sessionSql(f('flow_id')),
    };
  },
};

const eveDns: LogMapping = {
  table: 'observe.flow_dns',
  needs: ['src_ip'],
  where: (f, form) =>
    `${isEvent('dns')(f)} AND ${inner(form, 'dns', 'type')} IN ('query', 'answer', 'request', 'response')`,
  columns: (f, form) => {
    const isAnswer = `${inner(form, 'dns', 'type')} IN ('answer', 'response')`;
    return {
      at: eveAt(f),
      client: addressSql(f('src_ip')),
      server: addressSql(f('dest_ip')),
      name: `lower(trimRight(${inner(form, 'dns', 'rrname')}, '.'))`,
      type: inner(form, 'dns', 'rrtype'),
      code: `if(${isAnswer}, ${inner(form, 'dns', 'rcode')}, '')`,
      answers: `if(${isAnswer}, arrayMap(x -> JSONExtractString(x, 'rdata'), JSONExtractArrayRaw(f['dns'], 'answers')), [])`,
      session: sessionSql(f('flow_id')),
    };
  },
};

const eveHttp: LogMapping = {
  table: 'observe.flow_http',
  needs: ['src_ip', 'dest_ip'],
  where: isEvent('http'),
  columns: (f, form) => ({
    at: eveAt(f),
    client: addressSql(f('src_ip')),
    server: addressSql(f('dest_ip')),
    server_port: `toUInt16(${countSql(f('dest_port'))})`,
    method: inner(form, 'http', 'http_method'),
    host: `lower(${inner(form, 'http', 'hostname')})`,
    agent: inner(form, 'http', 'http_user_agent'),
    status: `toUInt16(${countSql(inner(form, 'http', 'status'))})`,
    mime: inner(form, 'http', 'http_content_type'),
    response_bytes: countSql(inner(form, 'http', 'length')),
    proxied: `${inner(form, 'http', 'http_method')} = 'CONNECT'`,
    session: sessionSql(f('flow_id')),
  }),
};

const eveTls: LogMapping = {
  table: 'observe.flow_tls',
  needs: ['src_ip', 'dest_ip'],
  where: isEvent('tls'),
  columns: (f, form) => ({
    at: eveAt(f),
    client: addressSql(f('src_ip')),
    server: addressSql(f('dest_ip')),
    server_port: `toUInt16(${countSql(f('dest_port'))})`,
    server_name: `lower(${inner(form, 'tls', 'sni')})`,
    version: inner(form, 'tls', 'version'),
    established: 'true',
    ja3: `JSONExtractString(f['tls'], 'ja3', 'hash')`,
    ja3s: `JSONExtractString(f['tls'], 'ja3s', 'hash')`,
    session: sessionSql(f('flow_id')),
  }),
};

const eveAlert: LogMapping = {
  table: 'observe.flow_event',
  needs: ['src_ip'],
  where: isEvent('alert'),
  columns: (f, form) => ({
    at: eveAt(f),
    kind: `'ids-alert'`,
    source: addressSql(f('src_ip')),
    target: addressSql(f('dest_ip')),
    target_port: `toUInt16(${countSql(f('dest_port'))})`,
    name: inner(form, 'alert', 'signature'),
    detail: `CAST([('category', ${inner(form, 'alert', 'category')}), ('severity', ${inner(form, 'alert', 'severity')}), ('signature_id', ${inner(form, 'alert', 'signature_id')})], 'Map(String, String)')`,
    session: sessionSql(f('flow_id')),
  }),
};

/** Suricata's EVE: every line says what it is. */
export const eveLogs: readonly LogMapping[] = [eveFlow, eveDns, eveHttp, eveTls, eveAlert];

/** Argus' state: for TCP the flags of both sides around an underscore, else CON, INT, REQ, RSP, TIM … */
const argusState = (state: string, direction: string) => `multiIf(
    match(${state}, '^[A-Z]*R[A-Z]*_|_[A-Z]*R') AND NOT match(${state}, '_[A-Z]*P|P[A-Z]*_'), 'rejected',
    match(${state}, '^S[A-Z]*_$') OR ${state} IN ('INT', 'REQ') OR ${state} = 'S_', 'attempted',
    match(${state}, 'R'), 'reset',
    match(${state}, '^F|_F'), 'closed',
    ${state} IN ('CON', 'ECO', 'ECR') OR position(${direction}, '<') > 0 OR position(${state}, '_S') > 0, 'established',
    'unknown')`;

const argusFlags = (state: string) => {
  const sent = `splitByChar('_', ${state})[1]`;
  const flag = (letter: string, bit: number) => `(position(${sent}, '${letter}') > 0) * ${bit}`;
  return `if(position(${state}, '_') = 0, 0, toUInt8(${flag('S', 2)} + ${flag('A', 16)} + ${flag('P', 8)} + ${flag('F', 1)} + ${flag('R', 4)}))`;
};

/** Ports of Argus: decimal, or hexadecimal for ICMP. */
const argusPort = (text: string) =>
  `if(startsWith(${text}, '0x'), toUInt16(reinterpretAsUInt32(reverse(unhex(leftPad(substring(${text}, 3), 8, '0'))))), toUInt16(${countSql(text)}))`;

/** Argus' bidirectional flows as the CTU data sets have them. */
export const argusFlows: LogMapping = {
  table: 'observe.flow',
  needs: ['SrcAddr', 'DstAddr'],
  where: (f) => `${f('StartTime')} != 'StartTime'`,
  columns: (f, form) => {
    const state = f('State');
    // Older files give packets of both directions together only.
    const own = form.kind === 'columns' && form.names.includes('SrcPkts') ? countSql(f('SrcPkts')) : '';
    const replied = `(${countSql(f('TotBytes'))} > ${countSql(f('SrcBytes'))})`;
    const sent =
      own === '' ? `if(${replied}, intDiv(${countSql(f('TotPkts'))} + 1, 2), ${countSql(f('TotPkts'))})` : own;
    return {
      at: timeSql(`replaceOne(replaceOne(${f('StartTime')}, '/', '-'), '/', '-')`),
      duration: millisSql(f('Dur')),
      source: addressSql(f('SrcAddr')),
      target: addressSql(f('DstAddr')),
      source_port: `if(${protocolSql(f('Proto'))} IN (1, 58), 0, ${argusPort(f('Sport'))})`,
      target_port: `if(${protocolSql(f('Proto'))} IN (1, 58), ${argusPort(f('Sport'))}, ${argusPort(f('Dport'))})`,
      protocol: protocolSql(f('Proto')),
      flags: argusFlags(state),
      packets: sent,
      bytes: countSql(f('SrcBytes')),
      reply_packets: `greatest(0, ${countSql(f('TotPkts'))} - ${sent})`,
      reply_bytes: `${countSql(f('TotBytes'))} - least(${countSql(f('SrcBytes'))}, ${countSql(f('TotBytes'))})`,
      state: argusState(state, f('Dir')),
    };
  },
};

/** What nfdump is asked to print, and the names we give its columns. */
export const nfdumpFormat = 'fmt:%tsr,%td,%sa,%da,%sp,%dp,%pr,%flg,%tos,%pkt,%byt,%opkt,%obyt,%in,%out,%ra';
export const nfdumpForm: LineForm = {
  kind: 'columns',
  separator: ',',
  names: ['ts', 'td', 'sa', 'da', 'sp', 'dp', 'pr', 'flg', 'tos', 'pkt', 'byt', 'opkt', 'obyt', 'in', 'out', 'ra'],
};

/** Lines of `nfdump -q -6 -N -o <nfdumpFormat>`. */
export const nfdumpFlows: LogMapping = {
  table: 'observe.flow',
  needs: ['sa', 'da'],
  columns: (f) => {
    const flag = (letter: string, bit: number) => `(position(${f('flg')}, '${letter}') > 0) * ${bit}`;
    const icmp = `${protocolSql(f('pr'))} IN (1, 58) AND position(${f('dp')}, '.') > 0`;
    return {
      at: timeSql(f('ts')),
      // %ter is not used: version 1.7.1 prints its milliseconds wrongly.
      duration: millisSql(f('td')),
      source: addressSql(f('sa')),
      target: addressSql(f('da')),
      source_port: `toUInt16(${countSql(f('sp'))})`,
      // ICMP comes as "type.code".
      target_port: `if(${icmp}, toUInt16(${countSql(`splitByChar('.', ${f('dp')})[1]`)} * 256 + ${countSql(`splitByChar('.', ${f('dp')})[2]`)}), toUInt16(${countSql(f('dp'))}))`,
      protocol: protocolSql(f('pr')),
      flags: `toUInt8(${flag('F', 1)} + ${flag('S', 2)} + ${flag('R', 4)} + ${flag('P', 8)} + ${flag('A', 16)} + ${flag('U', 32)})`,
      tos: `toUInt8(${countSql(f('tos'))})`,
      packets: countSql(f('pkt')),
      bytes: countSql(f('byt')),
      reply_packets: countSql(f('opkt')),
      reply_bytes: countSql(f('obyt')),
      ingress: `toUInt32(${countSql(f('in'))})`,
      egress: `toUInt32(${countSql(f('out'))})`,
      exporter: addressSql(f('ra')),
    };
  },
};
