/** Runs the corpus `captures`: other people's captures with known truth through our readers and detectors. */
import { join } from 'node:path';
import type { Columns } from '#platform/columns';
import { type Alert, listDetectors, runDetector } from '../../observe/detect/detectors.ts';
import { importFiles, openScratchFlows } from '../../observe/flow/index.ts';
import type { CaseResult, Corpus } from './case.ts';
import { readJsonl } from './lines.ts';

interface Statement {
  readonly what: string;
  readonly text: string;
  readonly src?: string;
  readonly dst?: string;
  readonly port?: number;
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

/** What one capture gave, for the printed table. */
export interface CaptureReport {
  readonly id: string;
  /** Rows read from its files. */
  readonly rows: number;
  readonly found: readonly string[];
  readonly missed: readonly string[];
  readonly forbidden: readonly string[];
  /** Every alert with the statements of truth it covers. */
  readonly judged: readonly { readonly alert: Alert; readonly covers: readonly string[] }[];
  readonly unread: number;
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
  const found: string[] = [];
  const missed: string[] = [];
  for (const statement of capture.truth) {
    if (statement.needs) continue;
    const label = `${statement.what}${statement.src ? ` ${statement.src}` : ''}`;
    // Reader statements: something was read, nothing of a data line was lost without being counted.
    const covered = statement.what === 'reader' ? rows > 0 : alerts.some((alert) => covers(alert, statement));
    (covered ? found : missed).push(label);
  }
  const forbidden = (capture.must_not ?? []).filter((s) => alerts.some((a) => covers(a, s))).map((s) => s.what);
  const judged = alerts.map((alert) => ({
    alert,
    covers: capture.truth.filter((s) => !s.needs && covers(alert, s)).map((s) => s.what),
  }));
  return {
    id: capture.id,
    rows,
    found,
    missed,
    forbidden,
    judged,
    unread: imported.reduce((sum, f) => sum + f.unread, 0),
  };
}

function covers(alert: Alert, statement: Statement): boolean {
  if (!(speaks[statement.what] ?? []).includes(alert.detector)) return false;
  const wanted = kinds[statement.what];
  if (wanted && !wanted.includes(alert.reasons.kind ?? '')) return false;
  if (statement.src && alert.source !== statement.src) return false;
  if (statement.dst && alert.target !== statement.dst && alert.target !== '::') return false;
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
    ...report.missed.map((m) => `missed ${m}`),
    ...report.forbidden.map((f) => `must not ${f}`),
  ];
  return faults.length === 0
    ? { id: report.id, outcome: 'passed' }
    : { id: report.id, outcome: 'failed', why: faults.join('; ') };
}
