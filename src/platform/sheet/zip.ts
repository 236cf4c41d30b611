/**
 * ZIP as untrusted input. Nothing is unpacked before the directory has been read and its sums are within bounds, and each
 * entry may only grow to the size its directory line promised, so a directory that lies is caught while unpacking.
 */

import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { Refusal } from '#platform/errors';

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

/** One line of a ZIP's directory. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly checksum: number;
  readonly offset: number;
}

/** What a ZIP may hold before we refuse to open it. */
export interface ZipBounds {
  readonly maxEntries: number;
  readonly maxUnpackedBytes: number;
}

/** Whether these bytes begin like a ZIP (XLSX, DOCX and ODS are ZIPs). */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length > 22 && bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/**
 * Lists a ZIP's directory. Refuses: no directory, ZIP64, encryption, methods other than stored and deflate, more
 * entries or more unpacked bytes than the bounds allow.
 */
export function listZip(bytes: Uint8Array, bounds: ZipBounds): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw new Refusal('sheet.broken', { part: 'zip64' });
  if (count > bounds.maxEntries) throw new Refusal('sheet.bomb', { entries: count });
  const entries: ZipEntry[] = [];
  let unpacked = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== CENTRAL)
      throw new Refusal('sheet.broken', { part: 'zip directory' });
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const nameLength = view.getUint16(at + 28, true);
    const next = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > view.byteLength) throw new Refusal('sheet.broken', { part: 'zip directory' });
    const entry = {
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method,
      checksum: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    if (flags & 1) throw new Refusal('sheet.locked');
    if (method !== 0 && method !== 8) throw new Refusal('sheet.broken', { part: entry.name });
    unpacked += entry.bytes;
    if (unpacked > bounds.maxUnpackedBytes) throw new Refusal('sheet.bomb', { bytes: unpacked });
    entries.push(entry);
    at = next;
  }
  return entries;
}

function findEnd(view: DataView): number {
  const from = view.byteLength - 22;
  // A comment of up to 65,535 bytes may follow the end record.
  for (let at = from; at >= Math.max(0, from - 0xffff); at -= 1) if (view.getUint32(at, true) === END) return at;
  throw new Refusal('sheet.broken', { part: 'zip end' });
}

/** Unpacks one entry, never beyond the size its directory line states. Refuses a broken or lying entry. */
export function unpack(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = entry.offset;
  if (at + 30 > view.byteLength || view.getUint32(at, true) !== LOCAL)
    throw new Refusal('sheet.broken', { part: entry.name });
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (start + entry.packedBytes > view.byteLength) throw new Refusal('sheet.broken', { part: entry.name });
  const packed = bytes.subarray(start, start + entry.packedBytes);
  const unpacked = entry.method === 0 ? packed : inflate(packed, entry);
  if (unpacked.length !== entry.bytes || crc32(unpacked) !== entry.checksum)
    throw new Refusal('sheet.broken', { part: entry.name });
  return unpacked;
}

function inflate(packed: Uint8Array, entry: ZipEntry): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.bytes) });
  } catch (cause) {
    const grew = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new Refusal(grew ? 'sheet.bomb' : 'sheet.broken', { part: entry.name }, 422, { cause });
  }
}

/** A ZIP from named parts. `stored` skips compression, for bytes that are read again at once. */
export function packZip(
  parts: ReadonlyMap<string, Uint8Array>,
  options: { readonly stored?: boolean } = {},
): Uint8Array {
  const chunks: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, content] of parts) {
    const path = new TextEncoder().encode(name);
    const packed = options.stored ? content : deflateRawSync(content);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(LOCAL, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(0x0800, 6);
    head.writeUInt16LE(options.stored ? 0 : 8, 8);
    // 1 January 1980: the same content gives the same bytes.
    head.writeUInt16LE(0x21, 12);
    head.writeUInt32LE(crc32(content), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(content.length, 22);
    head.writeUInt16LE(path.length, 26);
    const line = Buffer.alloc(46);
    line.writeUInt32LE(CENTRAL, 0);
    line.writeUInt16LE(20, 4);
    head.copy(line, 6, 4, 28);
    line.writeUInt32LE(offset, 42);
    chunks.push(head, path, packed);
    directory.push(line, path);
    offset += head.length + path.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(parts.size, 8);
  end.writeUInt16LE(parts.size, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...chunks, ...directory, end]);
}
