/** The lines of a log file as text. Products of Japanese firms write Shift_JIS (as Windows does, CP932) as often as UTF-8. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';

const NEWLINE = 10;
const RETURN = 13;
/** No product writes longer lines. Of one that goes on the beginning is read, so that it does not fill the memory. */
const LONGEST_LINE = 1 << 20;
const marks = { 'utf-8': [0xef, 0xbb, 0xbf], 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff] } as const;
const shiftJis = new TextDecoder('shift_jis', { fatal: true });

/**
 * Gives the lines of `file` block by block. A mark (BOM) at its beginning decides for all of it. Without one each line is read by itself, for
 * forwarders put lines of several products into one file: as UTF-8 if it strictly is that, else as Shift_JIS if it strictly is that, else as
 * UTF-8 with U+FFFD for what does not fit. No line is left out.
 */
export async function* linesOf(file: string): AsyncGenerator<string[]> {
  let mark: string | undefined;
  let wide: TextDecoder | undefined;
  let begun: Buffer[] = [];
  let size = 0;
  const split = (block: Buffer) => (mark || isUtf8(block) ? block.toString() : mixed(block)).split(/\r\n?|\n/);
  for await (const read of createReadStream(file) as AsyncIterable<Buffer>) {
    if (mark === undefined) {
      mark = markOf(read);
      if (mark.startsWith('utf-16')) wide = new TextDecoder(mark);
    }
    const bytes = wide ? Buffer.from(wide.decode(read, { stream: true })) : read;
    // In Shift_JIS, too, these bytes are nothing but the end of a line.
    const end = Math.max(bytes.lastIndexOf(NEWLINE), bytes.lastIndexOf(RETURN)) + 1;
    if (end > 0) {
      const from = size < LONGEST_LINE ? 0 : bytes.findIndex((byte) => byte === NEWLINE || byte === RETURN);
      yield split(Buffer.concat([...begun, bytes.subarray(from, end)]));
      begun = [];
      size = 0;
    }
    if (size < LONGEST_LINE) begun.push(bytes.subarray(end));
    size += bytes.length - end;
  }
  yield split(Buffer.concat(begun));
}

function markOf(bytes: Buffer): string {
  return Object.entries(marks).find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0] ?? '';
}

function mixed(block: Buffer): string {
  const texts: string[] = [];
  for (let from = 0; from < block.length; ) {
    const end = block.indexOf(NEWLINE, from) + 1 || block.length;
    texts.push(textOf(block.subarray(from, end)));
    from = end;
  }
  return texts.join('');
}

function textOf(line: Buffer): string {
  const text = line.toString();
  const count = (what: RegExp) => text.match(what)?.length ?? 0;
  // More whole Japanese characters than broken ones: UTF-8 that was cut in the middle of one, as senders of syslog do.
  if (isUtf8(line) || count(/[\u3000-\u9fff]/g) > count(/\ufffd/g)) return text;
  try {
    return shiftJis.decode(line);
  } catch {
    return text;
  }
}
