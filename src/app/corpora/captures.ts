/** Runs the corpus `captures`: other people's captures with known truth through our readers and detectors. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Columns } from '#platform/columns';
import { type Alert, listDetectors, runDetector } from '../../observe/detect/detectors.ts';
import { importFiles, openScratchFlows } from '../../observe/flow/index.ts';
import type { CaseResult, Corpus } from './case.ts';
import { readJsonl } from './lines.ts';

/** One thing a corpus says of a capture. */
export interface Statement {
  readonly what: string;
  readonly text: string;
  readonly src?: string;
  readonly dst?: string;
  readonly port?: number;
  /** Least and most seconds between two beats. */
  readonly period_s?: readonly [number, number];
  readonly needs?: string;
}

interface Capture {
  readonly id: string;
  readonly files: readonly string[];
  readonly truth: readonly Statement[];
  readonly must_not?: readonly Statement[];
}

/** Which detectors speak about which kind of statement. */
const speaks: Readonly<Record<string, readonly string[]>> = {
  'horizontal-scan': ['scan-horizontal', 'scan-strobe'],
  'vertical-scan': ['scan-vertical', 'scan-strobe'],
  'icmp-scan': ['scan-icmp'],
  'ssh-bruteforce': ['brute-force', 'log-in-failures'],
  'smtp-bruteforce': ['brute-force', 'log-in-failures'],
  'long-connection': ['long-connection'],
  beacon: ['beacon', 'beacon-web'],
  periodic: ['beacon', 'beacon-web', 'frequent-contact'],
  'missing-host-header': ['http-oddity'],
  'suspicious-user-agent': ['http-oddity'],
  'executable-download': ['http-oddity'],
  'gre-tunnel': ['reported'],
  'ids-alerts': ['reported'],
  reconnection: ['reconnection', 'frequent-contact'],
  'non-http-80': ['port-mismatch'],
  'arp-outside-lan': ['arp'],
  'unsolicited-arp': ['arp'],
  proxy: ['web-proxy', 'beacon-web'],
};

/** Kinds within a detector that speaks about several things. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  'missing-host-header': ['no-host'],
  'suspicious-user-agent': ['tool-agent', 'odd-agent', 'no-agent'],
  'executable-download': ['program-fetched'],
  'gre-tunnel': ['tunnel'],
  'ids-alerts': ['ids-alert'],
  'arp-outside-lan': ['outside'],
  'unsolicited-arp': ['unsolicited'],
};

/** A statement with what became of it. */
export interface Judgement {
  readonly statement: Statement;
  /** `list`: rests on a list of somebody else's that we do not have. */
  readonly outcome: 'found' | 'missed' | 'list';
  /** The detectors that say so; none for a statement about reading. */
  readonly by: readonly string[];
  /** How often it happened: as the text tells, and as we counted. */
  readonly told?: number;
  readonly counted?: number;
}

/** What one capture gave, for the printed table. */
export interface CaptureReport {
  readonly id: string;
  /** Rows read from its files. */
  readonly rows: number;
  readonly judgements: readonly Judgement[];
  readonly forbidden: readonly string[];
  /** Every alert with the statements of truth it covers. */
  readonly judged: readonly { readonly alert: Alert; readonly covers: readonly Statement[] }[];
  readonly unread: number;
}

/** `horizontal-scan 10.0.0.1`: a statement in few words. */
export function labelOf({ what, src }: Statement): string {
  return src ? `${what} ${src}` : what;
}

/** The detector that should find what a statement tells; others may as well. */
export function detectorFor({ what }: Statement): string | undefined {
  return speaks[what]?.[0];
}

/** The corpus as `./kyojo corpora` runs it. */
export const captures: Corpus = {
  name: 'captures',
  run: async (folder) => (await reportCaptures(folder)).map(resultOf),
};

/** Imports each capture into an engine of its own and runs every detector over it. */
export async function reportCaptures(folder: string): Promise<CaptureReport[]> {
  const { columns, close } = await openScratchFlows();
  try {
    const reports: CaptureReport[] = [];
    for (const capture of readJsonl<Capture>(folder, 'truth.jsonl'))
      reports.push(await report(columns, folder, capture));
    return reports;
  } finally {
    await close();
  }
}

async function report(columns: Columns, folder: string, capture: Capture): Promise<CaptureReport> {
  const files = capture.files.filter((file) => !file.endsWith('.md')).map((file) => join(folder, file));
  const imported = await importFiles(columns, files, capture.id);
  const alerts: Alert[] = [];
  const span = await spanOf(columns, capture.id);
  if (span) {
    for (const detector of listDetectors())
      alerts.push(...(await runDetector(columns, detector, { ...span, feed: capture.id })));
  }
  const rows = imported.reduce((sum, file) => sum + Object.values(file.rows).reduce((a, b) => a + b, 0), 0);
  const unread = imported.reduce((sum, file) => sum + file.unread, 0);
  const judgements: Judgement[] = [];
  for (const statement of capture.truth) {
    const covering = alerts.filter((alert) => covers(alert, statement));
    const isFound =
      statement.what === 'reader' ? rows > 0 && (await twice(columns, capture.id)) === 0 : covering.length > 0;
    judgements.push({
      statement,
      outcome: statement.needs ? 'list' : isFound ? 'found' : 'missed',
      by: [...new Set(covering.map(({ detector }) => detector))],
      ...(await numbersOf(columns, capture.id, statement, covering, files)),
    });
  }
  const forbidden = (capture.must_not ?? []).filter((s) => alerts.some((a) => covers(a, s))).map((s) => s.what);
  const judged = alerts.map((alert) => ({
    alert,
    covers: capture.truth.filter((s) => !s.needs && covers(alert, s)),
  }));
  return { id: capture.id, rows, judgements, forbidden, judged, unread };
}

/** Connections that count more than once: with two different ends, or closed and still open. (A line a log repeats is the log's.) */
async function twice(columns: Columns, feed: string): Promise<number> {
  const [row] = await columns.query<{ n: number }>(
    `SELECT uniqExact(session, at, span) - uniqExact(session) AS n FROM (
       SELECT session, at, toUInt64(duration) AS span FROM observe.flow WHERE feed = {feed:String} AND session != 0
       UNION ALL SELECT session, at, duration FROM observe.flow_open FINAL WHERE feed = {feed:String}
         AND session NOT IN (SELECT session FROM observe.flow WHERE feed = {feed:String}))`,
    { feed },
  );
  return Number(row?.n ?? 0);
}

/** The number a statement's text tells, and ours: alerts of an IDS by its log, requests to a named host, or what the best alert counted. */
async function numbersOf(
  columns: Columns,
  feed: string,
  statement: Statement,
  covering: readonly Alert[],
  files: readonly string[],
): Promise<{ told?: number; counted?: number }> {
  const counted = Math.max(0, ...covering.map(({ flows }) => flows));
  if (statement.what === 'ids-alerts')
    return {
      told: files.reduce((sum, file) => sum + textOf(file).split('"event_type":"alert"').length - 1, 0),
      counted: covering.reduce((sum, { flows }) => sum + flows, 0),
    };
  const number = /([\d,]+) (?:SSH log-ins|bad|HTTP requests|requests|connections)/.exec(statement.text)?.[1];
  if (!number) return {};
  const told = Number(number.replaceAll(',', ''));
  const host = /requests to ([\w.-]+):\d+/.exec(statement.text)?.[1];
  if (!host) return { told, counted };
  const [row] = await columns.query<{ n: number }>(
    'SELECT count() AS n FROM observe.flow_http WHERE feed = {feed:String} AND client = toIPv6({client:String}) AND startsWith(host, {host:String})',
    { feed, client: statement.src ?? '', host },
  );
  return { told, counted: Number(row?.n ?? 0) };
}

function textOf(file: string): string {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

function covers(alert: Alert, statement: Statement): boolean {
  if (!(speaks[statement.what] ?? []).includes(alert.detector)) return false;
  const wanted = kinds[statement.what];
  if (wanted && !wanted.includes(alert.reasons.kind ?? '')) return false;
  if (statement.src && alert.source !== statement.src) return false;
  if (statement.dst && alert.target !== statement.dst && alert.target !== '::') return false;
  if (statement.period_s) {
    const [least, most] = statement.period_s;
    const period = Number(alert.reasons.period);
    if (!(period >= least && period <= most)) return false;
  }
  return !statement.port || alert.targetPort === statement.port || alert.targetPort === 0;
}

async function spanOf(columns: Columns, feed: string): Promise<{ from: Date; to: Date } | null> {
  const tables = ['flow', 'flow_open', 'flow_dns', 'flow_http', 'flow_tls', 'flow_event'];
  const all = tables.map((t) => `SELECT at FROM observe.${t} WHERE feed = {feed:String}`).join(' UNION ALL ');
  const [row] = await columns.query<{ n: number; first: number; last: number }>(
    `SELECT count() AS n, toUnixTimestamp64Milli(min(at)) AS first, toUnixTimestamp64Milli(max(at)) AS last FROM (${all})`,
    { feed },
  );
  return row && row.n > 0 ? { from: new Date(row.first), to: new Date(row.last + 1000) } : null;
}

function resultOf(report: CaptureReport): CaseResult {
  // A capture without a stated truth still has to be readable: else it would pass by being empty.
  const faults = [
    ...(report.rows === 0 ? ['nothing could be read'] : []),
    ...report.judgements.filter((one) => one.outcome === 'missed').map((one) => `missed ${labelOf(one.statement)}`),
    ...report.forbidden.map((f) => `must not ${f}`),
  ];
  return faults.length === 0
    ? { id: report.id, outcome: 'passed' }
    : { id: report.id, outcome: 'failed', why: faults.join('; ') };
}
