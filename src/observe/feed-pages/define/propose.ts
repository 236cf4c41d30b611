/** From a sample of a report to a first proposal: which format, which columns, which field each column probably fills. */
import { taxonomyOf } from '../../feed/classes.ts';
import { isField } from '../../feed/fields.ts';
import { readCsvHead, splitRecord } from '../../feed/read/csv.ts';
import { Reader, type ReaderOf } from '../../feed/reader.ts';

/** How a sample is cut into rows. */
export interface Shape {
  readonly format: 'csv' | 'jsonl' | 'json';
  readonly delimiter: string;
  /** The first row names the columns. */
  readonly header: boolean;
}

/** A column of the sample with the first values that say something. */
export interface SampleColumn {
  readonly name: string;
  readonly values: readonly string[];
}

const ROWS = 50;
const delimiters = [',', ';', '\t', '|'] as const;

/** Which format a text probably has. */
export function guessShape(text: string): Shape {
  const start = text.replace(/^\uFEFF/, '').trimStart();
  if (start.startsWith('{')) return { format: 'jsonl', delimiter: ',', header: true };
  if (/^\[\s*[{[]/.test(start)) return { format: 'json', delimiter: ',', header: true };
  const lines = start.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const fits = delimiters.map((delimiter) => {
    const counts = lines.slice(0, 10).map((line) => splitRecord(line, delimiter, true).length);
    const first = counts[0] ?? 1;
    return { delimiter, columns: first, even: counts.filter((count) => count === first).length };
  });
  const best = fits.filter((one) => one.columns > 1).sort((a, b) => b.even * b.columns - a.even * a.columns)[0];
  const delimiter = best?.delimiter ?? ',';
  // A row in which some cell already is a value of its own (an address, a time) names nothing.
  const first = splitRecord(lines[0] ?? '', delimiter, true);
  return { format: 'csv', delimiter, header: !first.some((cell) => looksLike(cell) !== null) };
}

/** The reader for a shape. */
export function readerOf(shape: Shape, columns: readonly string[], comment: string, encoding: string): Reader {
  if (shape.format !== 'csv') return Reader.parse({ kind: 'json', lines: shape.format === 'jsonl', encoding });
  return Reader.parse({
    kind: 'csv',
    delimiter: shape.delimiter,
    columns: shape.header ? true : columns.length > 0 ? columns : ['column_1'],
    comment: comment === '' ? [] : [comment],
    encoding,
  });
}

/** The columns of a sample and their first values. Gives none for a text without rows. */
export function sampleColumns(text: string, shape: Shape, comment = '#'): SampleColumn[] {
  return shape.format === 'csv' ? csvColumns(text, shape, comment) : jsonColumns(text, shape.format);
}

function csvColumns(text: string, shape: Shape, comment: string): SampleColumn[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const isRow = (line: string) => line.trim() !== '' && (comment === '' || !line.trimStart().startsWith(comment));
  const first = lines.find(isRow);
  if (first === undefined) return [];
  const reader = readerOf({ ...shape, header: true }, [], comment, 'utf-8') as ReaderOf<'csv'>;
  const head = readCsvHead(`${text.replace(/^\uFEFF/, '')}\n`, reader);
  const names = shape.header
    ? (head?.columns ?? [])
    : splitRecord(first, shape.delimiter, true).map((_, i) => `column_${i + 1}`);
  const rows = lines
    .slice(shape.header ? (head?.lines ?? 1) : 0)
    .filter(isRow)
    .slice(0, ROWS)
    .map((line) => splitRecord(line, shape.delimiter, true));
  return names.map((name, i) => ({ name, values: rows.map((row) => row[i] ?? '').filter((value) => value !== '') }));
}

function jsonColumns(text: string, format: 'jsonl' | 'json'): SampleColumn[] {
  const columns = new Map<string, string[]>();
  const add = (prefix: string, value: unknown): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) add(prefix === '' ? key : `${prefix}.${key}`, inner);
    } else if (prefix !== '' && columns.size < 500) {
      const values = columns.get(prefix) ?? [];
      if (value !== null && value !== '') values.push(typeof value === 'string' ? value : JSON.stringify(value));
      columns.set(prefix, values);
    }
  };
  for (const document of documentsOf(text, format).slice(0, ROWS)) add('', document);
  return [...columns].map(([name, values]) => ({ name, values }));
}

function documentsOf(text: string, format: 'jsonl' | 'json'): unknown[] {
  const read = (part: string): unknown[] => {
    try {
      const value = JSON.parse(part) as unknown;
      return Array.isArray(value) ? value : [value];
    } catch {
      return [];
    }
  };
  return format === 'json' ? read(text) : text.split(/\r?\n/).slice(0, 200).flatMap(read);
}

/** What people call the columns of such reports, by the field it is. Compared without case, blanks and punctuation. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  'time.source': [
    'timestamp',
    'time',
    'datetime',
    'date',
    'eventtime',
    'firstseen',
    'firstseenutc',
    'lastseen',
    'seen',
    'observed',
    'observedat',
    'detectedat',
    'dateadded',
    'ts',
    '日時',
    '時刻',
    '検知日時',
    '発生日時',
    '検出日時',
    '観測日時',
    '日付',
  ],
  'source.ip': [
    'ip',
    'ipaddress',
    'ipaddr',
    'ipv4',
    'srcip',
    'sourceip',
    'sourceaddress',
    'srcaddr',
    'address',
    'addr',
    'hostip',
    'victimip',
    'clientip',
    'ipアドレス',
    'アドレス',
    '送信元ip',
    '送信元アドレス',
    '送信元ipアドレス',
  ],
  'source.port': ['port', 'srcport', 'sourceport', 'hostport', 'ポート', 'ポート番号', '送信元ポート'],
  'source.fqdn': ['domain', 'fqdn', 'host', 'domainname', 'site', 'ドメイン', 'ドメイン名', 'ホスト', 'ホスト名'],
  'source.reverse_dns': ['hostname', 'rdns', 'reversedns', 'ptr', '逆引き'],
  'source.url': ['url', 'uri', 'link', 'phishurl', 'malwareurl'],
  'source.asn': ['asn', 'as', 'asnumber', 'srcasn', 'as番号'],
  'source.as_name': ['asname', 'asorg', 'isp', 'organization', 'as名'],
  'source.network': ['network', 'prefix', 'cidr', 'netblock', 'subnet'],
  'source.geolocation.cc': ['country', 'cc', 'countrycode', 'geo', '国', '国コード'],
  'source.geolocation.city': ['city', '市区町村'],
  'source.geolocation.region': ['region', 'prefecture', 'state', '都道府県'],
  'source.account': ['account', 'email', 'mail', 'user', 'username', 'login', 'アカウント', 'メールアドレス', '利用者'],
  'destination.ip': [
    'dstip',
    'destinationip',
    'destip',
    'targetip',
    'dstaddr',
    'destinationaddress',
    '宛先ip',
    '宛先アドレス',
  ],
  'destination.port': ['dstport', 'destinationport', 'destport', 'targetport', '宛先ポート'],
  'destination.fqdn': ['dsthost', 'destinationhost', 'c2host', 'cchost'],
  'protocol.transport': ['protocol', 'proto', 'transport', 'プロトコル'],
  'protocol.application': ['application', 'app', 'service', 'サービス'],
  'malware.name': [
    'malware',
    'malwarename',
    'malwarefamily',
    'family',
    'infection',
    'threat',
    'マルウェア',
    'マルウェア名',
  ],
  'malware.hash.md5': ['md5'],
  'malware.hash.sha1': ['sha1'],
  'malware.hash.sha256': ['sha256'],
  'classification.identifier': ['tag', 'identifier', 'signature', 'rule'],
  'event_description.text': ['description', 'message', 'comment', 'note', 'remarks', 'details', '説明', '備考', '内容'],
  'product.name': ['product', 'productname', '製品', '製品名'],
  'product.version': ['version', 'productversion', 'バージョン'],
  status: ['status', '状態'],
  severity: ['severity', 'priority', '重要度', '重大度'],
};
const byName = new Map(
  Object.entries(synonyms).flatMap(([field, names]) => names.map((name) => [name, field] as const)),
);

/** Proposes a field for each column: by its name, else by what its values look like. A field is proposed once. */
export function propose(columns: readonly SampleColumn[]): string[] {
  const taken = new Set<string>();
  const take = (field: string | null | undefined): string => {
    if (field === null || field === undefined || taken.has(field)) return '';
    taken.add(field);
    return field;
  };
  const first = columns.map(({ name, values }) => {
    if (isField(name) && !name.startsWith('extra.')) return take(name);
    const plain = name
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s._\-/()[\]]/g, '');
    if (/^(type|category|class|classification|分類)$/.test(plain))
      return values.length > 0 && values.every((value) => taxonomyOf.has(value.toLowerCase()))
        ? take('classification.type')
        : '';
    return take(byName.get(plain));
  });
  return columns.map(({ values }, i) => first[i] || take(shapeOf(values)));
}

/** The field that most of the values look like. */
function shapeOf(values: readonly string[]): string | null {
  if (values.length === 0) return null;
  const shapes = values.map(looksLike);
  for (const field of ['source.ip', 'source.url', 'time.source', 'source.account'])
    if (shapes.filter((shape) => shape === field).length >= values.length * 0.8) return field;
  return null;
}

function looksLike(value: string): string | null {
  if (/^\d{1,3}(\.\d{1,3}){3}$|^(?=.*::|(?:[^:]*:){7})[0-9a-f:.]{2,45}$/i.test(value)) return 'source.ip';
  if (/^(h(tt|xx)ps?|ftp):\/\/\S+$/i.test(value)) return 'source.url';
  if (/^\d{4}[-/]\d{1,2}[-/]\d{1,2}([T ]\d{1,2}:\d{2}|$)/.test(value)) return 'time.source';
  if (/^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(value)) return 'source.account';
  return null;
}
