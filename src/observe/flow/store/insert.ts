/** Puts a block of flows into the column store. */
import { Readable } from 'node:stream';
import type { Columns } from '#platform/columns';
import { applications } from '../read/application.ts';
import type { FlowBatch } from './batch.ts';

/** Octets per piece handed to the connection: large enough not to matter, small enough not to wait for one big copy. */
const PIECE = 1 << 20;
/** The import of what no file brought. */
const NO_IMPORT = '00000000-0000-0000-0000-000000000000';

/**
 * Stores the rows of `batch` in `observe.flow`. `token` names the block: storing the same block again with the same token
 * (after a lost connection, when nobody knows whether it arrived) adds nothing. `source` is the import it belongs to, if
 * a file brought it.
 */
export async function storeBlock(
  columns: Columns,
  batch: FlowBatch,
  token: string,
  feed = '',
  source = NO_IMPORT,
): Promise<void> {
  const names = batch.columns();
  const settings = { insert_deduplicate: 1, insert_deduplication_token: token, max_insert_block_size: batch.rows };
  const data = Readable.from(pieces(batch));
  if (feed === '' && !batch.detailed) {
    await columns.insertStream(`INSERT INTO observe.flow (${names.join(', ')}) FORMAT Native`, data, { settings });
    return;
  }
  const numbers = applications.map((_, i) => i).join(', ');
  const words = applications.map((name) => `'${name}'`).join(', ');
  const values = names.map((n) => (n === 'application' ? `transform(application, [${numbers}], [${words}], '')` : n));
  await columns.insertStream(
    `INSERT INTO observe.flow (${names.join(', ')}, feed, import)
     SELECT ${values.join(', ')}, {feed:String}, {import:UUID} FROM input('${batch.structure()}') FORMAT Native`,
    data,
    { settings, params: { feed, import: source } },
  );
}

function* pieces(batch: FlowBatch): Generator<Uint8Array> {
  for (const part of batch.toNative()) {
    for (let from = 0; from < part.length; from += PIECE) yield part.subarray(from, from + PIECE);
  }
}
