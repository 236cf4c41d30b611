/** A capture file into the store: packets → flows → blocks. */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Columns } from '#platform/columns';
import { newPacketHeaders } from '../decode/packet.ts';
import { FlowBatch } from '../store/batch.ts';
import { storeBlock } from '../store/insert.ts';
import { Assembler } from './assemble.ts';
import { CaptureReader, readLink } from './pcap.ts';

const ROWS = 1 << 17;

/** Reads a pcap or pcapng stream; the count of `unread` is of packets without IP (ARP, spanning tree …). */
export async function importCapture(
  columns: Columns,
  data: Readable,
  feed: string,
): Promise<{ lines: number; unread: number; rows: Record<string, number>; why?: string }> {
  const full: FlowBatch[] = [];
  const assembler = new Assembler({
    batch: new FlowBatch(ROWS),
    onFull: (batch) => {
      full.push(batch);
      return new FlowBatch(ROWS);
    },
  });
  const headers = newPacketHeaders();
  let unread = 0;
  const reader = new CaptureReader((bytes, start, end, linkType, at) => {
    if (readLink(bytes, start, end, linkType, headers)) assembler.add(bytes, end, headers, at);
    else unread++;
  });
  let flows = 0;
  const drain = async () => {
    for (let batch = full.shift(); batch; batch = full.shift()) {
      flows += batch.rows;
      await storeBlock(columns, batch, randomUUID(), feed);
    }
  };
  for await (const chunk of data) {
    reader.push(chunk as Uint8Array);
    await drain();
  }
  reader.end();
  assembler.finish();
  await drain();
  const result = { lines: reader.packets, unread, rows: { 'observe.flow': flows } };
  return reader.damaged ? { ...result, why: 'the file breaks off within a packet; what came before was read' } : result;
}
