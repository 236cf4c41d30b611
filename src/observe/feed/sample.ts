/** Reads a small report whole and gives the rows back: the preview of a mapping, the corpora, a row played again. */

import type { ReportFacts } from './compile/overlay.ts';
import { otherName } from './compile/rest.ts';
import type { Mapping } from './mapping.ts';
import { openReport, type Reading, type Unreadable } from './open.ts';
import { encodeRow } from './read/row.ts';
import { readRows } from './read/rows.ts';
import { quote } from './sql-text.ts';

/** Asks the column engine; takes a SELECT without FORMAT, gives its rows as JSON lines. */
export type Ask = (sql: string) => Promise<string>;

/** An observation as the SELECT gives it, before owners are found. */
export interface ReadRow {
  readonly line: number;
  readonly observed_at: string;
  readonly kind: string;
  readonly taxonomy: string;
  readonly type: string;
  readonly identifier: string;
  readonly severity: string;
  readonly ip: string;
  readonly port: number;
  readonly transport: string;
  readonly application: string;
  readonly domain: string;
  readonly url: string;
  readonly asn: number;
  readonly country: string;
  readonly malware: string;
  readonly account: string;
  readonly handling: string;
  readonly extra: Readonly<Record<string, string>>;
}

/** A row that could not be read: where, why, and what it was. */
export interface RefusedRow {
  readonly line: number;
  readonly column: string;
  readonly reason: string;
  readonly text: string;
  readonly content: string;
}

export interface Sample {
  readonly reading: Reading;
  readonly rows: readonly ReadRow[];
  readonly refused: readonly RefusedRow[];
  /** What the reader found the columns to be, where the format tells (JSON numbers, booleans, lists). */
  readonly found: ReadonlyMap<string, string>;
  /** Rows as they came, by line; only those a reader of ours has cut out. */
  readonly texts: ReadonlyMap<number, string>;
}

/** SETTINGS of a reading as SQL. */
export function settingsOf(reading: Reading): string {
  const all = {
    ...reading.settings,
    short_circuit_function_evaluation: 'enable',
    output_format_json_quote_64bit_integers: 0,
    max_threads: 1,
  };
  return `SETTINGS ${Object.entries(all)
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? value : quote(value)}`)
    .join(', ')}`;
}

/** Reads `bytes` by `mapping`. Every row comes back, read or refused with a reason. Takes a few megabytes at most: the text travels inside the statement. */
export async function readSample(
  ask: Ask,
  mapping: Mapping,
  facts: ReportFacts,
  bytes: Uint8Array,
  by: 'engine' | 'stream' = 'stream',
): Promise<Sample | Unreadable> {
  const reading = openReport(mapping, facts, bytes, by);
  if ('unreadable' in reading) return reading;
  const found = new Map<string, string>();
  const texts = new Map<number, string>();
  const parts: string[] = [];
  if (reading.by === 'engine') parts.push(new TextDecoder().decode(bytes));
  else
    for await (const row of readRows(reading, mapping.reader, one(bytes), found)) {
      texts.set(row.line, row.text);
      parts.push(encodeRow(row, reading.columns, reading.head === null));
    }
  const data = parts.join('');
  if (data === '') return { reading, rows: [], refused: [], found, texts };
  const source = `format(${reading.format}, ${quote(reading.compiled.structure)}, ${quote(data)})`;
  let answer: string;
  try {
    answer = await ask(`${reading.compiled.select(source)} ${settingsOf(reading)}`);
  } catch (error) {
    if (reading.by === 'engine' && isTornText(error)) return readSample(ask, mapping, facts, bytes, 'stream');
    throw error;
  }
  const rows: ReadRow[] = [];
  const refused: RefusedRow[] = [];
  for (const line of answer.split('\n')) {
    if (line === '') continue;
    const { error_column, error_reason, error_text, content, ...row } = JSON.parse(line);
    if (error_reason === '') rows.push({ ...row, line: Number(row.line) });
    else
      refused.push({ line: Number(row.line), column: error_column, reason: error_reason, text: error_text, content });
  }
  return { reading, rows, refused, found: byField(reading, found), texts };
}

/** What JSON said of columns without a rule, by the field they went to. */
function byField({ resolved }: Reading, found: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    [...found].map(([column, type]) => {
      const name = resolved.rename.get(column) ?? otherName(resolved.mapping, column);
      return [name.startsWith('extra.') ? name : `extra.${name}`, type] as const;
    }),
  );
}

/** Did the engine refuse the text itself (a stray quote), so that the report has to be read by `stream`? */
export function isTornText(error: unknown): boolean {
  return /CANNOT_PARSE|INCORRECT_DATA|CANNOT_READ_ALL_DATA|TOO_LARGE_STRING_SIZE/.test(String(error));
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
