/** A capture file into the store: packets → flows → blocks. */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Columns } from '#platform/columns';
import { newPacketHeaders } from '../decode/packet.ts';
import type { Pseudonyms } from '../pseudonym/pseudonym.ts';
import { FlowBatch } from '../store/batch.ts';
import { storeBlock } from '../store/insert.ts';
import { Assembler } from './assemble.ts';
import { CaptureReader, readLink } from './pcap.ts';
import { BrokenFile } from './recognise.ts';

const ROWS = 1 << 17;

/** Reads a pcap or pcapng stream; the count of `unread` is of packets without IP (ARP, spanning tree …). Refuses one that breaks off. */
export async function importCapture(
  columns: Columns,
  data: Readable,
  feed: string,
  source: string,
  hidden?: Pseudonyms,
): Promise<{ lines: number; unread: number; rows: Record<string, number> }> {
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
      hidden?.apply(batch);
      // A token of its own each time: the engine would leave out the blocks of a second try as known from the one taken back.
      await storeBlock(columns, batch, randomUUID(), feed, source);
    }
  };
  for await (const chunk of data) {
    reader.push(chunk as Uint8Array);
    await drain();
  }
  reader.end();
  if (reader.damaged) throw new BrokenFile('the file breaks off within a packet');
  assembler.finish();
  await drain();
  return { lines: reader.packets, unread, rows: { 'observe.flow': flows } };
}
