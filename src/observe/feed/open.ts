/** From a mapping, what is known of a report and its first bytes: how to read it, and the SELECT that normalises it. */
import { compile } from './compile.ts';
import type { Mapping } from './mapping.ts';
import type { Compiled, Incoming } from './observation.ts';
import { columnsAsked, type ReportFacts, type Resolved, reportType, resolve } from './overlay.ts';
import { type CsvHead, readCsvHead } from './read/csv.ts';
import { preambleFacts } from './read/preamble.ts';
import { choose, quote } from './sql-text.ts';

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
  const columns = csv?.columns ?? columnsAsked(resolved);
  const direct =
    by === 'engine' &&
    reader.kind === 'csv' &&
    reader.delimiter.length === 1 &&
    reader.delimiter !== '"' &&
    /^utf-?8$/i.test(reader.encoding);
  const compiled = compile(
    resolved,
    direct && csv ? fromEngine(columns, csv, reader) : fromStream(columns, csv === null),
    known,
  );
  return {
    resolved,
    compiled,
    columns,
    by: direct ? 'engine' : 'stream',
    format: direct ? 'CSV' : 'TabSeparated',
    settings:
      direct && reader.kind === 'csv'
        ? csvSettings(reader, csv?.lines ?? 0)
        : { input_format_tsv_use_best_effort_in_schema_inference: 0 },
    head: csv,
    news: { type: resolved.typeIsNew ? type : null, columns: csv === null ? [] : compiled.unknownColumns },
  };
}

type CsvReader = Extract<Mapping['reader'], { kind: 'csv' }>;

// The engine gives what is missing at the end of a row as NULL in the last column, and the first surplus one in `beyond`.
function fromEngine(columns: readonly string[], head: CsvHead, reader: CsvReader): Incoming {
  const last = columns.length - 1;
  const structure = [
    ...columns.map((_, i) => (i === last ? `z Nullable(String)` : `c${i} String`)),
    'beyond Nullable(String)',
  ].join(', ');
  const first = last === 0 ? "ifNull(z, '')" : 'c0';
  const blank = last === 0 ? `${first} = ''` : `c0 = '' AND z IS NULL AND ${last > 1 ? "c1 = ''" : '1'}`;
  return {
    columns,
    structure,
    line: `rowNumberInAllBlocks() + ${head.lines + 1}`,
    problem: choose(
      [
        ...(reader.ragged === 'no' ? [['isNull(z)', "'too-few-columns'"] as const] : []),
        ...(reader.ragged === 'any' ? [] : [['isNotNull(beyond)', "'too-many-columns'"] as const]),
      ],
      "''",
    ),
    cells: columns.map((_, i) => (i === last ? `ifNull(z, '') AS c${i}` : `c${i}`)),
    noRow: [blank, ...reader.comment.map((mark) => `startsWith(${first}, ${quote(mark)})`)]
      .map((c) => `(${c})`)
      .join(' OR '),
  };
}

function fromStream(columns: readonly string[], hasRest: boolean): Incoming {
  return {
    columns,
    structure: [
      'line UInt64',
      'problem String',
      ...columns.map((_, i) => `c${i} String`),
      ...(hasRest ? ['rest Map(String, String)'] : []),
    ].join(', '),
    line: 'line',
    problem: 'problem',
    cells: columns.map((_, i) => `c${i}`),
    hasRest,
  };
}

function csvSettings(reader: CsvReader, skip: number): Record<string, string | number> {
  return {
    input_format_csv_skip_first_lines: skip,
    input_format_csv_allow_variable_number_of_columns: 1,
    input_format_csv_trim_whitespaces: 1,
    input_format_csv_allow_whitespace_or_tab_as_delimiter:
      reader.delimiter === ' ' || reader.delimiter === '\t' ? 1 : 0,
    input_format_csv_empty_as_default: 0,
    format_csv_delimiter: reader.delimiter,
    format_csv_allow_double_quotes: reader.quote ? 1 : 0,
    format_csv_allow_single_quotes: 0,
    // No text of a report may mean NULL.
    format_csv_null_representation: '\u0001\u0002NULL',
  };
}
