/** One door to all readers: bytes of a report in, rows out, in the form its mapping describes. */
import type { Reader } from '../reader.ts';
import { type CsvHead, readCsv } from './csv.ts';
import type { Row } from './row.ts';

/** Reads the rows of a report in a flat amount of memory. `found` learns what JSON said the columns are. */
export async function* readRows(
  plan: { readonly head: CsvHead | null },
  reader: Reader,
  bytes: AsyncIterable<Uint8Array>,
  found: Map<string, string> = new Map(),
): AsyncGenerator<Row> {
  switch (reader.kind) {
    case 'csv':
      if (plan.head) yield* readCsv(bytes, reader, plan.head);
      return;
    default:
      void found;
      throw new Error(`no reader yet for ${reader.kind}`);
  }
}
