import type { NoticeFinding } from '../notice/draft.ts';

/** Columns of a provider's list, in this order; documented in docs/run/provider-api.md. */
export const listColumns = [
  'finding',
  'address',
  'port',
  'kind',
  'severity',
  'first_seen',
  'last_seen',
  'count',
  'as_number',
] as const;

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

/**
 * A long CSV as an answer, written as it is read. The first piece is read before anything is sent, so that a refusal still
 * becomes a page and not a torn file.
 */
export async function csvAnswer(filename: string, pieces: AsyncGenerator<string>): Promise<Response> {
  const first = await pieces.next();
  async function* all() {
    if (!first.done) yield first.value;
    yield* pieces;
  }
  const body = ReadableStream.from(all()).pipeThrough(new TextEncoderStream());
  return new Response(body as never, {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${filename}"` },
  });
}
