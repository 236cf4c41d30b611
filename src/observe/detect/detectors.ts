/** The detectors: SQL files that say in their head what they look for, why, with which settings, and who wrote about it. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Columns } from '#platform/columns';
import { sayHours, withinSpan } from './span.ts';

/** What an accused host is taken to be. */
export type Role = 'command-server' | 'infected' | 'scanner' | 'attacker' | 'reflector' | 'victim' | 'suspect';

export interface DetectorParameter {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly meaning: string;
}

/** One detector as its file describes it. */
export interface Detector {
  readonly name: string;
  /** Raised with every change of the SQL or a default, so that false-alarm rates stay with what caused them. */
  readonly version: number;
  /** Which side of the finding is the suspicious one. */
  readonly accuses: 'source' | 'target';
  readonly role: Role;
  /** Whether it looks at each source by itself, so that many flows can be looked at a range of sources at a time. */
  readonly isSliced: boolean;
  readonly reasoning: string;
  readonly literature: string;
  readonly parameters: readonly DetectorParameter[];
  readonly sql: string;
}

/** One finding of a detector; `::` stands for "many". */
export interface Alert {
  readonly detector: string;
  readonly version: number;
  readonly accused: string;
  readonly role: Role;
  readonly source: string;
  readonly target: string;
  readonly targetPort: number;
  readonly protocol: number;
  /** 0 to 1, comparable within a detector. */
  readonly score: number;
  readonly first: string;
  readonly last: string;
  readonly flows: number;
  /** What was measured, for a person to check. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** The time to look at, and optionally one feed and other settings than the file's. */
export interface DetectionSpan {
  readonly from: Date;
  readonly to: Date;
  readonly feed?: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** Settings of the engine, such as its memory limit. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

const FOLDERS = ['command', 'scan', 'flood', 'content'] as const;
const MANY = '::';

/** Every detector, by folder and name. Refuses (Error) a file whose head is not complete: a detector without reasons is none. */
export function listDetectors(): Detector[] {
  return FOLDERS.flatMap((folder) => {
    const url = new URL(`${folder}/`, import.meta.url);
    return readdirSync(url)
      .filter((file) => file.endsWith('.sql'))
      .sort()
      .map((file) => readDetector(readFileSync(new URL(file, url), 'utf8'), `${folder}/${file}`));
  });
}

/** Reads one detector file. */
export function readDetector(text: string, file: string): Detector {
  const head = text
    .split('\n')
    .filter((line) => line.startsWith('--'))
    .map((line) => line.slice(2).trim());
  const values = (key: string) =>
    head.filter((line) => line.startsWith(`${key}: `)).map((line) => line.slice(key.length + 2));
  const one = (key: string) => {
    const [value] = values(key);
    if (!value) throw new Error(`detector ${file} does not say its ${key}`);
    return value;
  };
  const reasoning = head
    .filter((line) => !/^(detector|version|accuses|role|slices|parameter|literature): /.test(line))
    .join(' ')
    .trim();
  const parameters = values('parameter').map((line) => {
    const match = /^(\w+) (\S+) = (\S+)(?: -- (.+))?$/.exec(line);
    if (!match) throw new Error(`detector ${file}: no parameter: ${line}`);
    const [, name = '', type = '', value = '', meaning = ''] = match;
    return { name, type, value, meaning };
  });
  for (const { name, type } of parameters) {
    if (!text.includes(`{${name}:${type}}`)) throw new Error(`detector ${file} does not use its parameter ${name}`);
  }
  const isSliced = values('slices').length > 0;
  if (isSliced !== text.includes('{slice_from:IPv6}')) throw new Error(`detector ${file} does not keep to its slices`);
  const accuses = one('accuses');
  if (accuses !== 'source' && accuses !== 'target')
    throw new Error(`detector ${file} accuses neither source nor target`);
  return {
    name: one('detector'),
    version: Number(one('version')),
    accuses,
    role: one('role') as Role,
    isSliced,
    reasoning,
    literature: one('literature') && values('literature').join(' '),
    parameters,
    sql: text,
  };
}

/** Flows the groups of which fit into the engine's memory together with room to spare. */
const SLICE = 12_000_000;
const FIRST_SOURCE = '::';
const BEYOND_SOURCES = 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';

/**
 * Ranges of sources with about `SLICE` flows each, by the sources of the last hour. The table lies by hour and source, so a range
 * reads only its share, and memory and time grow with the flows instead of with what spills to disk.
 */
async function slicesOf(
  columns: Columns,
  params: Readonly<Record<string, unknown>>,
): Promise<[from: string, to: string][]> {
  const where = `${withinSpan} AND ({feed:String} = '' OR feed = {feed:String})`;
  const [all] = await columns.query<{ n: number }>(`SELECT count() AS n FROM observe.flow WHERE ${where}`, params);
  const slices = Math.ceil(Number(all?.n ?? 0) / SLICE);
  if (slices < 2) return [[FIRST_SOURCE, BEYOND_SOURCES]];
  const [some] = await columns.query<{ sources: string[] }>(
    `SELECT arrayMap(x -> toString(x), arraySort(groupArraySample(10000, 1)(source))) AS sources FROM observe.flow
     WHERE ${where} AND toStartOfHour(at) >= toStartOfHour({to:DateTime64(3)} - toIntervalHour(1))`,
    params,
  );
  const sources = some?.sources ?? [];
  const edges = [
    ...new Set(
      Array.from(
        { length: slices - 1 },
        (_, i) => sources[Math.floor(((i + 1) * sources.length) / slices)] ?? FIRST_SOURCE,
      ),
    ),
  ];
  return [FIRST_SOURCE, ...edges].map((from, i) => [from, edges[i] ?? BEYOND_SOURCES]);
}

/** Runs one detector over a span of time. Refuses (Error) settings it does not have. */
export async function runDetector(columns: Columns, detector: Detector, span: DetectionSpan): Promise<Alert[]> {
  const known = new Set(detector.parameters.map((p) => p.name));
  for (const name of Object.keys(span.parameters ?? {})) {
    if (!known.has(name)) throw new Error(`detector ${detector.name} has no parameter ${name}`);
  }
  const params: Record<string, unknown> = {
    ...Object.fromEntries(detector.parameters.map((p) => [p.name, p.value])),
    ...span.parameters,
    from: asParameter(span.from),
    to: asParameter(span.to),
    feed: span.feed ?? '',
  };
  const alerts: Alert[] = [];
  const slices = detector.isSliced ? await slicesOf(columns, params) : [[FIRST_SOURCE, BEYOND_SOURCES]];
  for (const [slice_from, slice_to] of slices)
    alerts.push(
      ...(await runSlice(columns, detector, detector.isSliced ? { ...params, slice_from, slice_to } : params, span)),
    );
  if (slices.length === 1) return alerts;
  return alerts.sort((a, b) => b.score - a.score || b.flows - a.flows).slice(0, Number(params.most_alerts));
}

async function runSlice(
  columns: Columns,
  detector: Detector,
  params: Readonly<Record<string, unknown>>,
  span: DetectionSpan,
): Promise<Alert[]> {
  const rows = await columns.query<{
    source: string;
    target: string;
    target_port: number;
    protocol: number;
    score: number;
    first: string;
    last: string;
    flows: number | bigint;
    reasons: Record<string, string>;
  }>(sayHours(detector.sql), params, { settings: { ...span.settings } });
  return rows.map((row) => {
    const [source, target] = [plain(row.source), plain(row.target)];
    return {
      detector: detector.name,
      version: detector.version,
      accused: detector.accuses === 'source' ? source : target,
      role: detector.role,
      source,
      target,
      targetPort: row.target_port,
      protocol: row.protocol,
      score: row.score,
      first: row.first,
      last: row.last,
      flows: Number(row.flows),
      reasons: row.reasons,
    };
  });
}

/** The engine reads parameters of type DateTime64 only without a zone; its sessions are in UTC. */
function asParameter(at: Date): string {
  return at.toISOString().slice(0, 23).replace('T', ' ');
}

/** IPv4 as people write it; everything else as the engine does. */
function plain(address: string): string {
  return address === MANY ? MANY : address.replace(/^::ffff:(?=\d+\.)/, '');
}
