/** A text as a literal of ClickHouse SQL. Only for texts of our own or read from headers of logs; values go as parameters. */
export function quoteSql(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\t', '\\t')}'`;
}
