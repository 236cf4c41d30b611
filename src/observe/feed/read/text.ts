/** Readers for lines and texts without columns of their own. The patterns run in the engine (linear time), not here. */
import type { ReaderOf } from '../reader.ts';
import { isLeftOut, type LineRules, lines, wholeText } from './lines.ts';
import type { Row } from './row.ts';

/** Each line as one cell. */
export async function* readLines(bytes: AsyncIterable<Uint8Array>, rules: LineRules): AsyncGenerator<Row> {
  for await (const { number, text } of lines(bytes, rules.encoding)) {
    if (!isLeftOut(text, number, rules)) yield { line: number, problem: '', cells: [text], text };
  }
}

/** Most of a text that is searched as a whole. */
const LONGEST_TEXT = 16 * 1024 * 1024;

/** The whole text as one cell. */
export async function* readWhole(
  bytes: AsyncIterable<Uint8Array>,
  { encoding }: ReaderOf<'matches'>,
): AsyncGenerator<Row> {
  const text = await wholeText(bytes, encoding, LONGEST_TEXT);
  yield { line: 1, problem: text.length > LONGEST_TEXT ? 'too-long' : '', cells: [text], text: text.slice(0, 65_536) };
}

/** `key=value` pairs in any order; what stands alone between them is no pair. A value in quotes may contain the separator. */
export async function* readKeyValue(
  bytes: AsyncIterable<Uint8Array>,
  options: ReaderOf<'keyvalue'>,
): AsyncGenerator<Row> {
  for await (const { number, text } of lines(bytes, options.encoding)) {
    if (isLeftOut(text, number, options)) continue;
    const cells = Object.fromEntries(pairs(text, options));
    yield { line: number, problem: Object.keys(cells).length === 0 ? 'no-pairs' : '', cells, text };
  }
}

function* pairs(
  text: string,
  { pairSeparator, keySeparator, quote }: ReaderOf<'keyvalue'>,
): Generator<[string, string]> {
  let at = 0;
  while (at < text.length) {
    const equals = text.indexOf(keySeparator, at);
    if (equals < 0) return;
    // Words before the key that are no pair.
    const start = text.lastIndexOf(pairSeparator, equals - 1);
    const key = text.slice(start < at ? at : start + pairSeparator.length, equals).trim();
    let from = equals + keySeparator.length;
    let end: number;
    if (text.startsWith(quote, from)) {
      from += quote.length;
      end = text.indexOf(quote, from);
      if (end < 0) end = text.length;
      at = end + quote.length;
    } else {
      end = text.indexOf(pairSeparator, from);
      if (end < 0) end = text.length;
      at = end + pairSeparator.length;
    }
    if (key !== '') yield [key, text.slice(from, end)];
  }
}
