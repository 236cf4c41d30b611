/** From a mapping, what is known of a report and its first bytes: how to read it, and the SELECT that normalises it. */
import { compile } from './compile/compile.ts';
import { byPattern, byReader, csvByEngine, csvSettings } from './compile/incoming.ts';
import { columnsAsked, type ReportFacts, type Resolved, reportType, resolve } from './compile/overlay.ts';
import type { Mapping } from './mapping.ts';
import type { Compiled } from './observation.ts';
import { type CsvHead, readCsvHead } from './read/csv.ts';
import { preambleFacts } from './read/preamble.ts';
import type { ReaderOf } from './reader.ts';

/** How a report goes into the engine. */
export interface Reading {
  readonly resolved: Resolved;
  readonly compiled: Compiled;
  /** Columns as the report names them, or as the mapping asks for them. */
  readonly columns: readonly string[];
  /**
   * `engine`: the bytes of the report go in as they are, in `format`.
   * `stream`: `readRows` turns them into lines of `format` first.
   */
  readonly by: 'engine' | 'stream';
  readonly format: 'CSV' | 'TabSeparated';
  /** Settings the INSERT … SELECT needs. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly head: CsvHead | null;
  /** What an operator should be told once. */
  readonly news: { readonly type: string | null; readonly columns: readonly string[] };
}

/** Why a report cannot be read at all. Its bytes stay in the spool. */
export interface Unreadable {
  readonly unreadable: 'no-columns' | 'no-report-type' | 'unknown-encoding';
}

/** Bytes from the start of a report that are enough to find its columns. */
export const HEAD_BYTES = 256 * 1024;

/**
 * Plans how to read a report. `head`: its first bytes (up to `HEAD_BYTES`). `by: 'engine'` asks for the fast path, which
 * is only for UTF-8 CSV with one-character delimiters; when the engine refuses the text (a stray quote), plan again with 'stream'.
 */
export function openReport(
  mapping: Mapping,
  facts: ReportFacts,
  head: Uint8Array,
  by: 'engine' | 'stream' = 'stream',
): Reading | Unreadable {
  const { reader } = mapping;
  let text: string;
  try {
    text = new TextDecoder(reader.encoding).decode(head);
  } catch {
    return { unreadable: 'unknown-encoding' };
  }
  const type = reportType(mapping, facts);
  if (mapping.variants?.required === true && type === null) return { unreadable: 'no-report-type' };
  const resolved = resolve(mapping, type);
  const known = { ...facts, ...preambleFacts(mapping, text) };

  let csv: CsvHead | null = null;
  if (reader.kind === 'csv') {
    csv = readCsvHead(text, reader);
    if (csv === null || csv.columns.length === 0) return { unreadable: 'no-columns' };
  }
  const direct = csv !== null && by === 'engine' && reader.kind === 'csv' && isForEngine(reader);
  const incoming =
    reader.kind === 'lines' || reader.kind === 'matches'
      ? byPattern(reader)
      : reader.kind !== 'csv' || csv === null
        ? byReader(columnsAsked(resolved, known), true)
        : direct
          ? csvByEngine(csv.columns, csv, reader)
          : byReader(csv.columns, false);
  const compiled = compile(resolved, incoming, known);
  return {
    resolved,
    compiled,
    columns: reader.kind === 'lines' || reader.kind === 'matches' ? ['text'] : incoming.columns,
    by: direct ? 'engine' : 'stream',
    format: direct ? 'CSV' : 'TabSeparated',
    settings: direct && reader.kind === 'csv' ? csvSettings(reader, csv?.lines ?? 0) : {},
    head: csv,
    news: { type: resolved.typeIsNew ? type : null, columns: csv === null ? [] : compiled.unknownColumns },
  };
}

/** Can the engine read this CSV itself? One-character delimiters and UTF-8 only, and every line is a row, blank or a comment. */
function isForEngine(reader: ReaderOf<'csv'>): boolean {
  return (
    reader.delimiter.length === 1 &&
    reader.delimiter !== '"' &&
    /^utf-?8$/i.test(reader.encoding) &&
    reader.only.length === 0 &&
    reader.without.length === 0
  );
}
