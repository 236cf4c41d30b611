/** Corpus shadowserver-schema: the published schema of today, and how it changed over the years. */
import { builtInFeeds } from '../../observe/feed/catalogue.ts';
import type { Mapping } from '../../observe/feed/mapping.ts';
import { loadShadowserverSchema } from '../../observe/feed/published/shadowserver-schema.ts';
import { type Ask, type ReadRow, readSample, type Sample } from '../../observe/feed/sample.ts';
import type { CaseResult, Corpus } from './case.ts';
import { readJsonl, readText } from './lines.ts';

interface Change {
  readonly id: string;
  readonly added_types: Readonly<Record<string, readonly string[]>>;
  readonly removed_types: readonly string[] | Readonly<Record<string, readonly string[]>>;
  readonly changed: Readonly<
    Record<string, { readonly added: readonly string[]; readonly removed: readonly string[] }>
  >;
}
type Reports = Record<string, { readonly fields: readonly string[] }>;
type Published = Record<
  string,
  {
    readonly required_fields: readonly string[][];
    readonly optional_fields: readonly string[][];
    readonly file_name?: string;
  }
>;

async function run(folder: string, ask: Ask): Promise<CaseResult[]> {
  const family = builtInFeeds().get('shadowserver');
  if (!family) throw new Error('the feed shadowserver is missing');
  const reports = JSON.parse(readText(folder, 'reports.json')) as Reports;
  const published = JSON.parse(readText(folder, 'intelmq.json.gz')) as Published;
  const results: CaseResult[] = [];

  // Every type of today: read with our own rules, and with the published mapping loaded.
  const loaded = loadShadowserverSchema(published, family);
  const fieldsOf = new Map(
    Object.entries(published).flatMap(([name, type]) =>
      type.required_fields ? [[type.file_name ?? name, type] as const, [name, type] as const] : [],
    ),
  );
  for (const [type, { fields }] of Object.entries(reports)) {
    if (!Array.isArray(fields)) continue;
    const row = values(fields);
    const wrong = keptAll(await read(ask, family, type, row), row);
    const exact = await read(ask, loaded.mapping, type, row);
    wrong.push(...keptAll(exact, row).map((w) => `with the schema: ${w}`));
    if (!('unreadable' in exact) && (exact.reading.news.type !== null || exact.reading.news.columns.length > 0))
      wrong.push('with the schema: called new');
    const names = fieldsOf.get(type);
    if (names && !('unreadable' in exact) && exact.rows[0]) wrong.push(...misnamed(exact.rows[0], names, row));
    results.push(result(`type/${type}`, wrong));
  }

  for (const change of readJsonl<Change>(folder, 'drift.jsonl')) {
    const wrong: string[] = [];
    const without = (types: readonly string[]) =>
      loadShadowserverSchema(
        Object.fromEntries(Object.entries(reports).filter(([name]) => !types.includes(name))),
        before(family, types),
      ).mapping;
    for (const [type, fields] of Object.entries(change.added_types)) {
      const sample = await read(ask, without([type]), type, values(fields));
      wrong.push(...keptAll(sample, values(fields)).map((w) => `new type ${type}: ${w}`));
      if (!('unreadable' in sample) && sample.reading.news.type !== type)
        wrong.push(`new type ${type}: nobody is told`);
    }
    const removed = Array.isArray(change.removed_types) ? change.removed_types : Object.keys(change.removed_types);
    for (const type of removed) {
      const row = values(['timestamp', 'ip', 'port', 'protocol', 'hostname', 'asn', 'geo', 'tag']);
      wrong.push(...keptAll(await read(ask, without([type]), type, row), row).map((w) => `removed type ${type}: ${w}`));
    }
    for (const [type, { added, removed: gone }] of Object.entries(change.changed)) {
      const now = reports[type]?.fields ?? ['timestamp', 'ip', 'port', 'protocol', 'hostname', 'asn', 'geo'];
      const columnsBefore = [...new Set([...now.filter((c) => !added.includes(c)), ...gone])];
      const after = [...new Set([...columnsBefore.filter((c) => !gone.includes(c)), ...added])];
      const schemaOf = (fields: readonly string[]) =>
        loadShadowserverSchema({ ...reports, [type]: { ...reports[type], fields } }, family).mapping;
      const later = await read(ask, schemaOf(columnsBefore), type, values(after));
      wrong.push(...keptAll(later, values(after)).map((w) => `${type} after: ${w}`));
      // A column that a rule of ours names already is no news, whatever the schema says.
      const named = 'unreadable' in later ? [] : later.reading.compiled.unknownColumns;
      const silent = added.filter((c) => !named.includes(c) && !isRuled(later, c));
      if (silent.length > 0) wrong.push(`${type}: nobody is told of ${silent.join(', ')}`);
      wrong.push(
        ...keptAll(await read(ask, schemaOf(after), type, values(columnsBefore)), values(columnsBefore)).map(
          (w) => `${type} before: ${w}`,
        ),
      );
    }
    results.push(result(change.id, wrong));
  }
  return results;
}

/** The built-in family as it was on a day when these types did not exist: our own list of known types is of today. */
function before(family: Mapping, types: readonly string[]): Mapping {
  if (!family.variants) return family;
  return {
    ...family,
    variants: { ...family.variants, known: family.variants.known.filter((name) => !types.includes(name)) },
  };
}

function isRuled(sample: Sample | { unreadable: string }, column: string): boolean {
  if ('unreadable' in sample) return false;
  const { resolved } = sample.reading;
  const types = Object.values(resolved.mapping.types).flat();
  return (
    resolved.rename.has(column) ||
    types.includes(column) ||
    [...resolved.fields.values()]
      .flat()
      .some((rule) => rule.from?.includes(column) || rule.template?.includes(`{${column}`))
  );
}

function read(
  ask: Ask,
  mapping: Mapping,
  type: string,
  row: Readonly<Record<string, string>>,
): ReturnType<typeof readSample> {
  const cells = (list: readonly string[]) => list.map((cell) => `"${cell}"`).join(',');
  const csv = `${cells(Object.keys(row))}\n${cells(Object.values(row))}\n`;
  return readSample(ask, mapping, { 'file.name': `2024-05-06-${type}-member-asn.csv` }, Buffer.from(csv), 'engine');
}

/** A value of each column's kind, each of its own, so that it can be found again. */
function values(columns: readonly string[]): Record<string, string> {
  return Object.fromEntries(columns.map((column, i) => [column, value(column, i)]));
}

function value(column: string, i: number): string {
  if (column === 'timestamp') return '2024-05-06 07:08:09';
  if (/time|date/.test(column) && /^(http_date|start_time|end_time)$/.test(column))
    return `2024-05-06 07:08:${10 + (i % 50)}`;
  if (/(^|_)ip$|^ip$|_ip_|ip_address/.test(column)) return `198.51.${100 + (i >> 8)}.${i & 255}`;
  if (/(^|_)port$/.test(column)) return String(20_000 + i);
  if (/(^|_)(asn|naics|sic)$/.test(column)) return String(300_000 + i);
  if (/(^|_)geo$/.test(column)) return 'JP';
  if (column === 'protocol') return 'tcp';
  if (column === 'severity') return 'high';
  if (column === 'network') return `203.0.113.${(i & 31) * 8}/29`;
  if (/hostname$|^host$|http_host|^dns_host_name$/.test(column)) return `h${i}.example.net`;
  if (column === 'url' || column === 'http_url') return `http://u${i}.example.net/x`;
  if (column === 'email') return `someone${i}@example.net`;
  if (/^(md5|sha1|sha256)$/.test(column)) return String(i).padStart(32, 'a');
  if (column === 'tag' || column === 'vulnerability_id') return `cve-2024-${10_000 + i}`;
  return String(700_000 + i);
}

/** What got lost: rows refused, or values that are nowhere in the observation. */
function keptAll(sample: Sample | { unreadable: string }, row: Readonly<Record<string, string>>): string[] {
  if ('unreadable' in sample) return [`unreadable: ${sample.unreadable}`];
  const [read] = sample.rows;
  if (!read) return [`row refused: ${JSON.stringify(sample.refused[0])}`];
  const everything = [...Object.values(read).map(String), ...Object.values(read.extra)].map((v) => v.toLowerCase());
  return Object.entries(row)
    .filter(([column, v]) => !everything.some((kept) => kept.includes(plain(column, v))))
    .map(([column]) => `column ${column} is lost`);
}

function plain(column: string, v: string): string {
  const date = /^2024-05-06 (07:08:\d\d)$/.exec(v);
  if (date?.[1] && column !== 'timestamp') return date[1];
  return (column === 'request_raw' || column === 'body_raw' ? Buffer.from(v).toString('base64') : v).toLowerCase();
}

/** Columns whose value is not in the field the published mapping names. */
function misnamed(read: ReadRow, names: Published[string], row: Readonly<Record<string, string>>): string[] {
  const core: Record<string, string> = {
    'time.source': read.observed_at,
    'source.ip': read.ip,
    'source.port': String(read.port),
    'protocol.transport': read.transport,
    'protocol.application': read.application,
    'source.fqdn': read.domain,
    'source.url': read.url,
    'source.asn': String(read.asn),
    'source.geolocation.cc': read.country,
    'malware.name': read.malware,
    'source.account': read.account,
    'classification.identifier': read.identifier,
    severity: read.severity,
  };
  const wrong: string[] = [];
  for (const [target, column, conversion] of [...names.required_fields, ...names.optional_fields]) {
    const v = row[column ?? ''];
    if (!target || !column || v === undefined || conversion?.startsWith('scan_exchange')) continue;
    const field = target.endsWith('.') ? `${target}${column}` : target;
    const found = (core[field] ?? read.extra[field] ?? read.extra[`extra.${field}`] ?? '').toLowerCase();
    const alsoFrom =
      [...names.required_fields, ...names.optional_fields].filter((other) => other[0] === target).length > 1;
    if (!found.includes(plain(column, v)) && !alsoFrom) wrong.push(`${column} is not in ${field} (${found})`);
  }
  return wrong;
}

function result(id: string, wrong: readonly string[]): CaseResult {
  return wrong.length === 0 ? { id, outcome: 'passed' } : { id, outcome: 'failed', why: wrong.join('; ') };
}

export const shadowserverSchema: Corpus = { name: 'shadowserver-schema', run };
