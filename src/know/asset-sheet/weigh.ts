/** How long a workbook would take to read, before it is read: strangers and members send them, and one of 300 KB can hold three million cells. */
import { Refusal } from '#platform/errors';
import { type Book, isZip, listZip, type ReadBounds, readSheet, unpack } from '#platform/sheet';

/** Marks a cell costs at most: itself, its text, and their ends. */
const MARKS = 6;
/** Bytes a cell takes, with a sentence in it. */
const BYTES = 200;
/** What a workbook has besides: rows, styles of columns, print settings. */
const BESIDES = 60_000;
const LESS_THAN = 0x3c;

/**
 * Reads a table as `readSheet` does, and refuses one with more cells than the bound before the parser, which takes some microseconds for each
 * cell whether it is wanted or not, has seen it.
 */
export function readLight(
  bytes: Uint8Array,
  options: { readonly name?: string } & Partial<ReadBounds> & Pick<ReadBounds, 'maxCells'>,
): Book {
  const { maxCells, maxBytes = bytes.length } = options;
  if (bytes.length <= maxBytes && isZip(bytes)) {
    const parts = listZip(bytes, { maxEntries: 2000, maxUnpackedBytes: 120 * 2 ** 20 }).filter(({ name }) =>
      /^xl[/\\](worksheets[/\\][^/\\]+|sharedStrings)\.xml$/iu.test(name),
    );
    const tooMany = () => new Refusal('sheet.too-many-cells', { max: maxCells }, 413);
    if (parts.reduce((sum, part) => sum + part.bytes, 0) > maxCells * BYTES + BESIDES) throw tooMany();
    let left = maxCells * MARKS + BESIDES;
    for (const part of parts)
      for (const byte of unpack(bytes, part)) if (byte === LESS_THAN && --left < 0) throw tooMany();
  }
  return readSheet(bytes, options);
}
