/** What each way of reading puts in front of the SELECT: the structure of the rows, and what is said about each. */
import type { Incoming } from '../observation.ts';
import type { CsvHead } from '../read/csv.ts';
import type { ReaderOf } from '../reader.ts';
import { choose, quote } from '../sql-text.ts';

/**
 * The engine reads the CSV itself. What is missing at the end of a row is NULL in the last column, and the first surplus value
 * is in `beyond`.
 */
export function csvByEngine(columns: readonly string[], head: CsvHead, reader: ReaderOf<'csv'>): Incoming {
  const last = columns.length - 1;
  const structure = [
    ...columns.map((_, i) => (i === last ? 'z Nullable(String)' : `c${i} String`)),
    'beyond Nullable(String)',
  ].join(', ');
  const first = last === 0 ? "ifNull(z, '')" : 'c0';
  const blank = last === 0 ? `${first} = ''` : `c0 = '' AND z IS NULL AND ${last > 1 ? "c1 = ''" : '1'}`;
  const wrongLength: (readonly [string, string])[] = [
    ...(reader.ragged === 'no' ? [['isNull(z)', "'too-few-columns'"] as const] : []),
    ...(reader.ragged === 'any' ? [] : [['isNotNull(beyond)', "'too-many-columns'"] as const]),
  ];
  return {
    columns,
    structure,
    line: `rowNumberInAllBlocks() + ${head.lines + 1}`,
    problem: choose(wrongLength, "''"),
    cells: columns.map((_, i) => (i === last ? `ifNull(z, '') AS c${i}` : `c${i}`)),
    noRow: [blank, ...reader.comment.map((mark) => `startsWith(trimLeft(${first}), ${quote(mark)})`)]
      .map((c) => `(${c})`)
      .join(' OR '),
  };
}

/** Settings for the engine's own CSV reader. */
export function csvSettings(reader: ReaderOf<'csv'>, skip: number): Record<string, string | number> {
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

const FRONT = ['line UInt64', 'problem String'];

/** A reader of ours gives the columns as text, and those nobody asked for in `rest` where their names vary row by row. */
export function byReader(columns: readonly string[], hasRest: boolean): Incoming {
  return {
    columns,
    structure: [
      ...FRONT,
      ...columns.map((_, i) => `c${i} String`),
      ...(hasRest ? ['rest Map(String, String)'] : []),
    ].join(', '),
    line: 'line',
    problem: 'problem',
    cells: columns.map((_, i) => `c${i}`),
    hasRest,
  };
}

/** A reader of ours gives lines (or the whole text); the engine takes the columns out of them by the pattern's named groups. */
export function byPattern(reader: ReaderOf<'lines'> | ReaderOf<'matches'>): Incoming {
  const { plain, groups } = namedGroups(reader.pattern);
  const every = reader.kind === 'matches';
  const found = `extractAllGroupsVertical(text, ${quote(plain)})`;
  return {
    columns: groups.map((g) => g.name),
    structure: [...FRONT, 'text String', 'rest Map(String, String)'].join(', '),
    line: 'line',
    problem: every || reader.others === 'skip' ? 'problem' : "if(problem = '' AND empty(g), 'no-match', problem)",
    cells: groups.map(({ index }, i) => `g[${index}] AS c${i}`),
    ...(every ? {} : reader.others === 'skip' ? { noRow: 'empty(g)' } : {}),
    // Rows of one text are told apart by their number.
    prepare: (source) =>
      every
        ? `(SELECT n AS line, problem, g, text FROM ${source} ARRAY JOIN ${found} AS g, arrayEnumerate(${found}) AS n)`
        : `(SELECT line, problem, extractGroups(text, ${quote(plain)}) AS g, text FROM ${source})`,
    content: "toJSONString(map('text', substring(text, 1, 65536)))",
    keep: ['text'],
  };
}

/** The groups with names in a pattern, by their number among all groups; and the pattern without the names. */
export function namedGroups(pattern: string): {
  readonly plain: string;
  readonly groups: readonly { readonly name: string; readonly index: number }[];
} {
  const groups: { name: string; index: number }[] = [];
  let index = 0;
  let inClass = false;
  const plain = pattern.replace(
    /\\[\s\S]|\[|\]|\((\?P?<([A-Za-z_][\w.]*)>|\?)?/g,
    (whole, mark?: string, name?: string) => {
      if (whole === '[') inClass = true;
      else if (whole === ']') inClass = false;
      else if (whole.startsWith('(') && !inClass && mark !== '?') {
        index++;
        if (name !== undefined) groups.push({ name, index });
        return '(';
      }
      return whole;
    },
  );
  // The engine gives groups only when there is one.
  return index === 0 ? { plain: `(${plain})`, groups: [{ name: 'text', index: 1 }] } : { plain, groups };
}
