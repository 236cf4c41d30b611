import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import { Refusal } from '#platform/errors';

/** Largest member that is made from a stream of unknown length. */
const PIECE = 8 * 1024 * 1024;
const CHECKSUMS = 'checksums.json';
/** What an archive of ours stays far below; a file made to fill our memory does not. */
const MOST_MEMBERS = 1_000_000;
const MOST_CHECKSUMS = 256 * 1024 * 1024;

/** An archive being written: members one after the other, a member's bytes never all in memory unless they are small. */
export interface ArchiveWriter {
  /** A member whose bytes are known. */
  add(name: string, bytes: Buffer | string): Promise<void>;
  /** A member from a file of known size; the file must not change meanwhile. */
  addFile(name: string, path: string, size: number): Promise<void>;
  /** Members `name/000000`, `name/000001` … from a stream of unknown length; at least one. Gives the bytes. */
  addStream(name: string, bytes: AsyncIterable<Buffer>): Promise<number>;
  /** Writes the list of checksums and closes. Only now the file has its name. */
  close(): Promise<{ readonly members: number }>;
  /** Gives up and removes what was written. */
  abort(): Promise<void>;
}

/** Begins an archive at `path` (mode 0600). It is written beside its place and moved there when it is whole. */
export function writeArchive(path: string): ArchiveWriter {
  const half = `${path}.part`;
  const tar = pack({ highWaterMark: 1 << 20 });
  const sums: Record<string, { size: number; sha256: string }> = {};
  const zstd = createZstdCompress({
    params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  const written = pipeline(tar, zstd, createWriteStream(half, { mode: 0o600 }));
  let failure: unknown;
  written.catch((error) => {
    failure = error;
  });

  const put = async (name: string, size: number, fill: (entry: NodeJS.WritableStream, hash: Hash) => Promise<void>) => {
    if (failure) throw failure;
    const hash = createHash('sha256');
    const done = Promise.withResolvers<void>();
    const entry = tar.entry({ name, size, mode: 0o600, mtime: new Date(0) }, (error) =>
      error ? done.reject(error) : done.resolve(),
    );
    await fill(entry, hash);
    await Promise.race([done.promise, written]);
    sums[name] = { size, sha256: hash.digest('hex') };
  };
  const add = (name: string, given: Buffer | string) => {
    const bytes = Buffer.from(given);
    return put(name, bytes.length, async (entry, hash) => {
      hash.update(bytes);
      entry.end(bytes);
    });
  };
  return {
    add,
    addFile: (name, path, size) =>
      put(name, size, async (entry, hash) => {
        if (size === 0) return void entry.end();
        const bytes = createReadStream(path, { end: size - 1 });
        bytes.on('data', (chunk) => hash.update(chunk));
        await pipeline(bytes, entry);
      }),
    async addStream(name, bytes) {
      let waiting: Buffer[] = [];
      let length = 0;
      let total = 0;
      let piece = 0;
      const flush = async () => {
        await add(`${name}/${String(piece++).padStart(6, '0')}`, Buffer.concat(waiting));
        waiting = [];
        length = 0;
      };
      for await (const chunk of bytes) {
        waiting.push(chunk);
        length += chunk.length;
        total += chunk.length;
        if (length >= PIECE) await flush();
      }
      if (length > 0 || piece === 0) await flush();
      return total;
    },
    async close() {
      const members = Object.keys(sums).length;
      await add(CHECKSUMS, JSON.stringify(sums));
      tar.finalize();
      await written;
      await rename(half, path);
      return { members };
    },
    async abort() {
      tar.destroy();
      await written.catch(() => {});
      await rm(half, { force: true });
    },
  };
}

/** One member on its way out of an archive; its bytes must be read to the end before the next one comes. */
export interface Member {
  readonly name: string;
  readonly size: number;
  readonly bytes: Readable;
}

/**
 * Whether an archive of ours could hold a member of this name: a plain path downwards, whose parts mean nothing to a file system. The
 * archive may come from anybody (untrusted).
 */
function isOurName(name: string): boolean {
  const parts = name.split('/');
  const depth = parts[0] === 'kyojo.json' || parts[0] === CHECKSUMS ? 1 : 2;
  return (
    name.length <= 1000 &&
    (depth === 1
      ? parts.length === 1
      : parts.length >= 2 && ['files', 'columns', 'postgres'].includes(parts[0] ?? '')) &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\\0]/.test(part))
  );
}

/**
 * Reads an archive member by member. After the last one every checksum has been compared. Refuses a file that is damaged, cut short
 * or no archive of ours (`app.archive-damaged`): whoever reads must undo then what he did with the members. Links, names that lead
 * elsewhere, a name twice and anything after the checksums are no archive of ours either; memory stays bounded.
 */
export async function readArchive(path: string, take: (member: Member) => Promise<void>): Promise<void> {
  const found: Record<string, { size: number; sha256: string }> = {};
  let members = 0;
  let listed: typeof found | undefined;
  const damaged = (cause?: unknown) => new Refusal('app.archive-damaged', { file: path }, 422, { cause });
  const tar = extract();
  const reading = pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), createZstdDecompress(), tar);
  let refused: unknown;
  reading.catch((error) => {
    refused ??= error;
  });
  try {
    for await (const entry of tar) {
      const { name, size = 0, type } = entry.header;
      if (type !== 'file' || !isOurName(name) || Object.hasOwn(found, name) || listed || ++members > MOST_MEMBERS)
        throw damaged(new Error(`member ${name}`));
      const hash = createHash('sha256');
      if (name === CHECKSUMS) {
        if (size > MOST_CHECKSUMS) throw damaged();
        const chunks: Buffer[] = [];
        for await (const chunk of entry) chunks.push(chunk as Buffer);
        listed = JSON.parse(Buffer.concat(chunks).toString()) as typeof found;
        continue;
      }
      entry.on('data', (chunk) => hash.update(chunk as Buffer));
      entry.pause();
      await take({ name, size, bytes: entry as unknown as Readable });
      if (!entry.destroyed) entry.resume();
      found[name] = { size, sha256: hash.digest('hex') };
    }
    await reading;
  } catch (error) {
    if (error instanceof Refusal || !isDamage(error)) throw error;
    throw damaged(error);
  }
  const names = Object.keys(listed ?? {});
  const isWhole =
    listed !== undefined &&
    names.length === Object.keys(found).length &&
    names.every((name) => listed?.[name]?.sha256 === found[name]?.sha256 && listed?.[name]?.size === found[name]?.size);
  if (!isWhole) throw damaged(refused);
}

function isDamage(error: unknown): boolean {
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  return (
    /^ZSTD_|^Z_|ERR_STREAM_PREMATURE_CLOSE|STREAM_DESTROYED/.test(code) ||
    /header|unexpected end|premature close|JSON/i.test(message)
  );
}
