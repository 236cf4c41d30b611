/** What every reader gives, and how it travels to the column engine: tab-separated, one line a row, flat memory. */

/** One row as read: its first line in the file (from 1), what was wrong with it, and its columns. */
export interface Row {
  readonly line: number;
  /** Machine word of what made the row unreadable; '' when nothing did. */
  readonly problem: string;
  /** Columns by name. Order does not matter; absent and empty are the same. */
  readonly cells: Readonly<Record<string, string>> | readonly string[];
  /** The row as it came, as far as the reader still has it. */
  readonly text: string;
}

const special = /[\\\t\n\r\0]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0' };

function cell(text: string): string {
  return special.test(text) ? text.replace(special, (c) => escapes[c] ?? c) : text;
}

/** A text inside the engine's Map(String, String) literal, which is not escaped a second time. */
function quoted(text: string): string {
  return `'${cell(text).replaceAll("'", "\\'")}'`;
}

/** One line for the engine: line, problem, text of a damaged row, the columns, and the columns nobody asked for. */
export function encodeRow(row: Row, columns: readonly string[], withRest: boolean): string {
  const head = `${row.line}\t${cell(row.problem)}`;
  const { cells } = row;
  if (isList(cells)) {
    let line = head;
    for (let i = 0; i < columns.length; i++) line += `\t${cell(cells[i] ?? '')}`;
    return `${line}${withRest ? '\t{}' : ''}\n`;
  }
  const asked = columns.map((name) => cell(Object.hasOwn(cells, name) ? (cells[name] ?? '') : ''));
  if (!withRest) return `${[head, ...asked].join('\t')}\n`;
  const known = new Set(columns);
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(cells))
    if (value !== '' && !known.has(name)) pairs.push(`${quoted(name)}:${quoted(value)}`);
  return `${[head, ...asked].join('\t')}\t{${pairs.join(',')}}\n`;
}

function isList(cells: Row['cells']): cells is readonly string[] {
  return Array.isArray(cells);
}
