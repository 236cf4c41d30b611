/** One door to all readers: bytes of a report in, rows out, in the form its mapping describes. */
import type { Reader } from '../reader.ts';
import { type CsvHead, readCsv } from './csv.ts';
import { readJson } from './json.ts';
import type { Row } from './row.ts';
import { readHtml, readXml } from './tables.ts';
import { readKeyValue, readLines, readWhole } from './text.ts';

/** Reads the rows of a report. `found` learns what JSON said the columns are. */
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
    case 'lines':
      return yield* readLines(bytes, reader);
    case 'matches':
      return yield* readWhole(bytes, reader);
    case 'keyvalue':
      return yield* readKeyValue(bytes, reader);
    case 'json':
      return yield* readJson(bytes, reader, found);
    case 'html':
      return yield* readHtml(bytes, reader);
    case 'xml':
      return yield* readXml(bytes, reader);
  }
}
