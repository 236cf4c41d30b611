import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';

const sql = loadSql(import.meta.url);

/** How a report came in. */
export type Origin = 'http' | 'file' | 'folder' | 'mail' | 'replay';

/** What became of a report that was handed in. */
export interface Receipt {
  readonly batchId: string;
  readonly feed: string;
  readonly digest: string;
  readonly bytes: number;
  /** The very same report had come before; nothing was counted twice. */
  readonly again: boolean;
}

/** Where the bytes of a report lie from its arrival until it is stored. */
export function spoolPath(house: Pick<House, 'folder'>, batchId: string): string {
  return join(house.folder.folder('spool'), batchId);
}

/**
 * Takes a report in: the bytes are unpacked (gzip, zstd by their own first bytes), written and flushed to disk, then the
 * report exists. Only after that the sender hears "received", so that nothing acknowledged can be lost.
 * Refuses an unknown or ended feed, and more than `KYOJO_MAX_UPLOAD_MB` after unpacking.
 */
export async function receiveReport(
  house: House,
  input: {
    readonly feed: string;
    readonly name: string;
    readonly origin: Origin;
    readonly body: Readable;
    /** Who brought it, where a person did (`user:…`); otherwise the feed itself. */
    readonly actor?: string;
  },
): Promise<Receipt> {
  const feed = await house.db.as({ kind: 'worker' }, (q) =>
    q.one<{ id: string; state: string; batchId: string }>(sql('feed_by_id'), { feed: input.feed }),
  );
  if (!feed) throw new Refusal('observe.feed-unknown', { feed: input.feed }, 404);
  if (feed.state !== 'active') throw new Refusal('observe.feed-not-active', { feed: input.feed }, 409);

  const { batchId } = feed;
  const path = spoolPath(house, batchId);
  const arriving = `${path}.part`;
  const most = house.config.KYOJO_MAX_UPLOAD_MB * 1024 * 1024;
  const digest = createHash('sha256');
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > most)
        return done(new Refusal('observe.report-too-large', { megabytes: house.config.KYOJO_MAX_UPLOAD_MB }, 413));
      digest.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(await unpacked(input.body), count, createWriteStream(arriving, { mode: 0o600 }));
    const file = await open(arriving, 'r+');
    await file.sync();
    await file.close();
    await rename(arriving, path);
    const folder = await open(dirname(path)); // the name is on disk only when its folder is
    await folder.sync();
    await folder.close();
    return await keepReport(house, { ...input, batchId, digest: digest.digest('hex'), bytes });
  } catch (error) {
    await rm(arriving, { force: true });
    if (error instanceof Refusal) throw error;
    if (isDamaged(error))
      throw new Refusal('observe.report-damaged', { name: basename(input.name) }, 422, { cause: error });
    throw error;
  }
}

async function keepReport(
  house: House,
  input: {
    readonly feed: string;
    readonly name: string;
    readonly origin: Origin;
    readonly batchId: string;
    readonly digest: string;
    readonly bytes: number;
    readonly actor?: string;
  },
): Promise<Receipt> {
  const { feed, digest, bytes, batchId } = input;
  const now = house.clock();
  const receipt = await house.db.as({ kind: 'worker' }, async (q) => {
    const name = nameOf(input.name);
    const kept = await q.one(sql('add_batch'), { id: batchId, feed, digest, name, bytes, origin: input.origin, now });
    await q.run(sql('note_arrival'), { feed, now });
    if (!kept) {
      const same = await q.one<{ id: string }>(sql('same_batch'), { feed, digest });
      return { batchId: same?.id ?? batchId, feed, digest, bytes, again: true };
    }
    await appendFact(
      house,
      q,
      {
        kind: 'batch.received',
        subject: `batch:${batchId}`,
        actor: input.actor ?? `feed:${feed}`,
        data: { feed, name, bytes, digest, origin: input.origin },
      },
      feed,
    );
    return { batchId, feed, digest, bytes, again: false };
  });
  if (receipt.again) await rm(spoolPath(house, batchId), { force: true });
  return receipt;
}

/** The name a report goes by: without folders, and without what no name needs (PostgreSQL holds no U+0000). */
function nameOf(given: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the point
  const name = basename(given.replace(/[\u0000-\u001f\u007f]/g, '')).toWellFormed();
  return name.slice(0, 200).toWellFormed() || 'report';
}

/** Looks at the first bytes and unpacks what is packed; what is not is passed on as it is. */
async function unpacked(body: Readable): Promise<Readable> {
  const iterator = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first: Buffer[] = [];
  let length = 0;
  while (length < 4) {
    const { value, done } = await iterator.next();
    if (done) break;
    const chunk = Buffer.isBuffer(value) ? value : Buffer.from(value);
    first.push(chunk);
    length += chunk.length;
  }
  const head = Buffer.concat(first);
  async function* whole() {
    if (head.length > 0) yield head;
    for (;;) {
      const { value, done } = await iterator.next();
      if (done) return;
      yield value;
    }
  }
  const plain = Readable.from(whole(), { objectMode: false });
  const unpack =
    head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b
      ? createGunzip()
      : head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528
        ? createZstdDecompress()
        : undefined;
  if (!unpack) return plain;
  plain.on('error', (error) => unpack.destroy(error));
  return plain.pipe(unpack);
}

function isDamaged(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return code.startsWith('Z_') || code.startsWith('ZSTD_') || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
