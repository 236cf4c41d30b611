/** CSV that opens well in a spreadsheet and runs nothing there. */

/** A cell to be written. Dates are written as 2026-04-01. */
export type CellValue = string | number | boolean | Date | null | undefined;

/** Text that a spreadsheet would take for a formula or a command. */
const armed = /^[=+\-@\t\r]/u;
const plainNumber = /^[+-]?\d+(\.\d+)?$/u;

/**
 * Text that cannot run as a formula: what begins with = + - @ or a tab gets an apostrophe in front, which
 * spreadsheets hide and `readSheet` takes away again. Plain numbers stay as they are.
 */
export function defuse(text: string): string {
  return armed.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

/** A cell as the text both writers use. */
export function cellText(value: CellValue): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return String(value);
}

/** A table as CSV: UTF-8 with a mark (without it Excel in Japan reads Shift_JIS), CRLF, quoted where needed, defused. */
export function writeCsv(titles: readonly string[], rows: Iterable<readonly CellValue[]>): Uint8Array {
  const line = (cells: readonly CellValue[]) =>
    cells
      .map((cell) => (typeof cell === 'number' ? String(cell) : defuse(cellText(cell))))
      .map((text) => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
      .join(',');
  const lines = [line(titles)];
  for (const row of rows) lines.push(line(row));
  return new TextEncoder().encode(`\ufeff${lines.join('\r\n')}\r\n`);
}
