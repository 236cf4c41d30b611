/** Bytes of any encoding become lines, however the chunks are cut. */

/** A line without its end, and its number from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** Longest line that is read as one; what follows is cut off as a line of its own, so that memory stays flat. */
export const LONGEST_LINE = 4 * 1024 * 1024;

/** Chunks of bytes → chunks of text. Bytes that are no text of this encoding become U+FFFD; a byte order mark is dropped. */
export async function* decode(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const last = decoder.decode();
  if (last !== '') yield last;
}

/** Splits at \n, \r\n and lone \r at the end of a line. */
export async function* lines(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Line> {
  let held = '';
  let number = 0;
  for await (const text of decode(bytes, encoding)) {
    let from = 0;
    for (;;) {
      const end = text.indexOf('\n', from);
      if (end < 0) break;
      const line = held + text.slice(from, end);
      held = '';
      from = end + 1;
      yield { number: ++number, text: line.endsWith('\r') ? line.slice(0, -1) : line };
    }
    held += text.slice(from);
    while (held.length > LONGEST_LINE) {
      yield { number: ++number, text: held.slice(0, LONGEST_LINE) };
      held = held.slice(LONGEST_LINE);
    }
  }
  if (held !== '') yield { number: ++number, text: held.endsWith('\r') ? held.slice(0, -1) : held };
}

/** The whole text, for readers that need the document at once. Refuses to hold more than `most` characters: the rest is left unread. */
export async function wholeText(
  bytes: AsyncIterable<Uint8Array>,
  encoding: string,
  most = 256 * 1024 * 1024,
): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for await (const text of decode(bytes, encoding)) {
    parts.push(text);
    length += text.length;
    if (length > most) break;
  }
  return parts.join('');
}

/** Blank and comment lines are no rows. */
export function isNoRow(text: string, comment: readonly string[]): boolean {
  const bare = text.trimStart();
  return bare === '' || comment.some((mark) => bare.startsWith(mark));
}

/** What decides which lines count. */
export interface LineRules {
  readonly comment: readonly string[];
  readonly skipLines: number;
  readonly only: readonly string[];
  readonly without: readonly string[];
  readonly encoding: string;
}

/** Is this line left out by the reader's rules? */
export function isLeftOut(text: string, number: number, rules: Omit<LineRules, 'encoding'>): boolean {
  return (
    number <= rules.skipLines ||
    isNoRow(text, rules.comment) ||
    (rules.only.length > 0 && !rules.only.some((part) => text.includes(part))) ||
    rules.without.some((part) => text.includes(part))
  );
}
