/**
 * The lines of a report's text layer, with what typesetting left behind in them.
 *
 * Two marks survive in the text: a line that ends a paragraph or a cell keeps a blank at its end, and the first line of a
 * page begins with a blank. Running headers are mostly gone; where one survived (`- 106 -`) it anchors the page numbers.
 */

/** One line that holds more than blanks. */
export interface SourceLine {
  /** Number of the line in the file, from 1. */
  readonly no: number;
  /** The line without blanks at its ends. */
  readonly text: string;
  /** True when the typesetting ended a paragraph or a cell here. */
  readonly ends: boolean;
  /** True for the first line of a page. */
  readonly opensPage: boolean;
  /** Printed page number where this very line, or the running header it belongs to, prints one. */
  readonly anchor: number | null;
  /** Running header or page number: text of the page, not of the report. */
  readonly furniture: boolean;
  /** Width of the text in half-width columns. */
  readonly width: number;
}

const ANNEX = /^別添[１-９1-9]\s+\S/;
const PAGE_NUMBER = /^-\s*(\d+)\s*-$/;
const BLANK_PAGE = /^（本ページは白紙です。）$/;
const RUNNING_HEADER_LINES = 3;

/** Width of a text in half-width columns; kana, kanji and full-width forms count two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    width += code < 0x1100 || (code >= 0xff61 && code <= 0xff9f) ? 1 : 2;
  }
  return width;
}

/** Splits a report's text into its non-blank lines. */
export function readLines(text: string): readonly SourceLine[] {
  const raw = text.split(/\r?\n/);
  const lines: Draft[] = [];
  for (const [index, line] of raw.entries()) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    lines.push({
      no: index + 1,
      text: trimmed,
      ends: /\s$/.test(line),
      opensPage: opensPage(line, raw[index - 1]),
      anchor: null,
      furniture: BLANK_PAGE.test(trimmed),
      width: widthOf(trimmed),
    });
  }
  markRunningHeaders(lines);
  return lines;
}

type Draft = { -readonly [key in keyof SourceLine]: SourceLine[key] };

// The form feed was lost: what is left of a page break is one blank before the line and no empty line above it.
// Circled sub-headings and indented lists begin with a blank too, but below an empty line or with more than one.
function opensPage(line: string, above: string | undefined): boolean {
  return /^ \S/.test(line) && above !== undefined && above !== '';
}

function markRunningHeaders(lines: readonly Draft[]): void {
  for (const [index, line] of lines.entries()) {
    const number = PAGE_NUMBER.exec(line.text)?.[1];
    if (number === undefined) continue;
    let first = index;
    for (let back = 1; back <= RUNNING_HEADER_LINES; back += 1) {
      if (ANNEX.test(lines[index - back]?.text ?? '')) first = index - back;
    }
    for (const header of lines.slice(first, index + 1)) header.furniture = true;
    const top = lines[first];
    if (!top) continue;
    top.opensPage = true;
    top.anchor = Number(number);
  }
}

/**
 * Printed page number of every line of one annex, read from the anchors inside it; null when it has none.
 * Takes the lines of one annex only: blank pages between annexes are not in the text, so numbers do not carry over.
 */
export function numberPages(lines: readonly SourceLine[]): readonly (number | null)[] {
  const pages: (number | null)[] = lines.map(() => null);
  const at = lines.findIndex((line) => line.anchor !== null);
  const first = lines[at]?.anchor;
  if (first === undefined || first === null) return pages;
  let page = first;
  for (let index = at; index >= 0; index -= 1) {
    pages[index] = page;
    if (lines[index]?.opensPage) page -= 1;
  }
  page = first;
  for (let index = at + 1; index < lines.length; index += 1) {
    const line = lines[index];
    if (line?.opensPage) page = line.anchor ?? page + 1;
    pages[index] = page;
  }
  return pages;
}
