/** What can be asked about: fields of flows and of observations, each with its type and the engine's column. */

/** How a field's values are written and compared. */
export type FieldType = 'address' | 'number' | 'word' | 'text' | 'level';

/** One field of the filter language. */
export interface AskField {
  readonly name: string;
  readonly type: FieldType;
  /** SQL of the column. */
  readonly sql: string;
  /** SQL of what is grouped by, where it is not the column. */
  readonly key?: string;
  /** SQL of the text of a grouped address, around `key`; the address unless said. */
  readonly written?: (key: string) => string;
  /** May stand after "group by". */
  readonly groups: boolean;
  readonly ja: string;
  readonly en: string;
  /** Names for numbers people know by name. */
  readonly names?: Readonly<Record<string, number>>;
  /** Values offered while typing; without, the most frequent ones are asked for. */
  readonly values?: readonly string[];
}

const protocols = { icmp: 1, tcp: 6, udp: 17, gre: 47, esp: 50, icmp6: 58, sctp: 132 } as const;

/** The network of an address by size: a /24, or a /48 of IPv6. */
const V4 = "BETWEEN toIPv6('::ffff:0.0.0.0') AND toIPv6('::ffff:255.255.255.255')";
const netOf = (column: string) => ({
  sql: column,
  key: `tupleElement(IPv6CIDRToRange(${column}, if(${column} ${V4}, 120, 48)), 1)`,
  written: (key: string) => `concat(toString(${key}), if(${key} ${V4}, '/24', '/48'))`,
});
const asOf = (column: string) => `dictGet('observe.route_prefix', 'asn', tuple(${column}))`;

const flows: readonly AskField[] = [
  { name: 'src', type: 'address', sql: 'source', groups: true, ja: '送り元', en: 'source address' },
  { name: 'dst', type: 'address', sql: 'target', groups: true, ja: '送り先', en: 'target address' },
  { name: 'ip', type: 'address', sql: '', groups: false, ja: 'どちらかのアドレス', en: 'either address' },
  { name: 'sport', type: 'number', sql: 'source_port', groups: true, ja: '送り元ポート', en: 'source port' },
  { name: 'port', type: 'number', sql: 'target_port', groups: true, ja: '送り先ポート', en: 'target port' },
  {
    name: 'service',
    type: 'number',
    // Answers go to a port chosen at random; the lower of the two is nearly always the service's.
    sql: 'if(source_port > 0 AND source_port < target_port, source_port, target_port)',
    groups: true,
    ja: 'サービスのポート（小さい方）',
    en: 'port of the service (the lower one)',
  },
  { name: 'proto', type: 'number', sql: 'protocol', groups: true, ja: 'プロトコル', en: 'protocol', names: protocols },
  { name: 'bytes', type: 'number', sql: '(bytes + reply_bytes)', groups: false, ja: '量（オクテット）', en: 'octets' },
  { name: 'packets', type: 'number', sql: '(packets + reply_packets)', groups: false, ja: 'パケット', en: 'packets' },
  { name: 'duration', type: 'number', sql: '(duration / 1000)', groups: false, ja: '秒', en: 'seconds' },
  { name: 'flags', type: 'number', sql: 'flags', groups: true, ja: 'TCPフラグ', en: 'TCP flags' },
  {
    name: 'state',
    type: 'word',
    sql: 'toString(state)',
    groups: true,
    ja: '終わり方',
    en: 'how it ended',
    values: ['attempted', 'rejected', 'established', 'closed', 'reset', 'open', 'denied'],
  },
  { name: 'app', type: 'word', sql: 'application', groups: true, ja: '中身の種類', en: 'application' },
  { name: 'exporter', type: 'address', sql: 'exporter', groups: true, ja: '送信元機器', en: 'exporter' },
  { name: 'feed', type: 'word', sql: 'feed', groups: true, ja: '取り込み名', en: 'import' },
  {
    name: 'srcnet',
    type: 'address',
    ...netOf('source'),
    groups: true,
    ja: '送り元の網（/24・/48）',
    en: 'source network (/24, /48)',
  },
  {
    name: 'dstnet',
    type: 'address',
    ...netOf('target'),
    groups: true,
    ja: '送り先の網（/24・/48）',
    en: 'target network (/24, /48)',
  },
  {
    name: 'srcasn',
    type: 'number',
    sql: asOf('source'),
    groups: true,
    ja: '送り元のAS番号',
    en: 'AS number of the source',
  },
  {
    name: 'asn',
    type: 'number',
    sql: asOf('target'),
    groups: true,
    ja: '送り先のAS番号',
    en: 'AS number of the target',
  },
];

const observations: readonly AskField[] = [
  { name: 'ip', type: 'address', sql: 'ip', groups: true, ja: 'アドレス', en: 'address' },
  { name: 'port', type: 'number', sql: 'port', groups: true, ja: 'ポート', en: 'port' },
  { name: 'kind', type: 'word', sql: 'kind', groups: true, ja: '種類', en: 'kind' },
  { name: 'type', type: 'word', sql: 'type', groups: true, ja: '分類', en: 'class' },
  { name: 'identifier', type: 'word', sql: 'identifier', groups: true, ja: '識別名', en: 'identifier' },
  {
    name: 'severity',
    type: 'level',
    sql: 'severity',
    groups: true,
    ja: '重さ',
    en: 'severity',
    values: ['info', 'low', 'medium', 'high', 'critical'],
  },
  { name: 'feed', type: 'word', sql: 'feed', groups: true, ja: '情報源', en: 'feed' },
  { name: 'malware', type: 'word', sql: 'malware', groups: true, ja: 'マルウェア', en: 'malware' },
  { name: 'domain', type: 'text', sql: 'domain', groups: true, ja: 'ドメイン', en: 'domain' },
  { name: 'country', type: 'word', sql: 'country', groups: true, ja: '国', en: 'country' },
  { name: 'asn', type: 'number', sql: 'asn', groups: true, ja: 'AS番号', en: 'AS number' },
  { name: 'transport', type: 'word', sql: 'transport', groups: true, ja: 'プロトコル', en: 'transport' },
];

/** The tables people may ask. */
export const askTables = { flows, observations } as const;
export type AskTable = keyof typeof askTables;

/** A field by name, or undefined. */
export function fieldOf(table: AskTable, name: string): AskField | undefined {
  return askTables[table].find((field) => field.name === name.toLowerCase());
}
