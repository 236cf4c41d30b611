import type { NoticeFinding } from '../notice/draft.ts';

/** Columns of a provider's list, in this order; documented in docs/run/provider-api.md. */
export const listColumns = ['finding', 'address', 'port', 'kind', 'severity', 'first_seen', 'last_seen', 'count', 'as_number'] as const;

/** A provider's list as CSV (RFC 4180, CRLF). Texts that a spreadsheet would run as a formula are led by an apostrophe. */
export function listCsv(findings: readonly NoticeFinding[]): string {
  const rows = findings.map((finding) => [
    finding.id,
    finding.asset,
    String(finding.sample.port ?? ''),
    finding.kind,
    String(finding.severity),
    finding.firstSeenAt.toISOString(),
    finding.lastSeenAt.toISOString(),
    String(finding.seenCount),
    String(finding.asNumber || ''),
  ]);
  return [listColumns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** One cell: quoted where needed, formulas made harmless. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
