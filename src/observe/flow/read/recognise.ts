/** Says from its first octets and its name what a file of an observer is, and what it means that one is not whole. */
import type { LineForm } from './fields.ts';
import type { LogMapping } from './mapping.ts';
import { argusFlows, eveLogs } from './other-logs.ts';
import { zeekLogs } from './zeek.ts';

/** How a file is to be read. */
export type Recognised =
  | { readonly kind: 'pcap' | 'nfcapd' }
  | {
      readonly kind: 'lines';
      readonly format: string;
      readonly form: LineForm;
      readonly mappings: readonly LogMapping[];
    }
  | { readonly kind: 'unknown'; readonly why: string };

const PCAP_MAGIC = new Set([0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a]);
const NFCAPD_MAGIC = 0x0ca5;

/** Looks at the first octets (already unpacked) of the file called `name`. */
export function recognise(name: string, head: Uint8Array): Recognised {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length >= 4 && PCAP_MAGIC.has(view.getUint32(0))) return { kind: 'pcap' };
  if (head.length >= 2 && view.getUint16(0) === NFCAPD_MAGIC) return { kind: 'nfcapd' };
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('utf8');
  const lines = text.split(/\r?\n/);
  const first = lines.find((line) => line.trim() !== '') ?? '';
  if (first.startsWith('#')) return zeekColumns(name, lines);
  if (first.startsWith('{')) return jsonLines(name, first);
  if (/^StartTime,/.test(first)) {
    return {
      kind: 'lines',
      format: 'argus',
      form: { kind: 'columns', separator: ',', names: first.trim().split(',') },
      mappings: [argusFlows],
    };
  }
  return { kind: 'unknown', why: 'neither a capture nor a log with a head that is known' };
}

function zeekColumns(name: string, lines: readonly string[]): Recognised {
  const value = (key: string) => lines.find((line) => line.startsWith(`#${key}`))?.slice(key.length + 2);
  const names = value('fields')?.split('\t');
  if (!names) return { kind: 'unknown', why: 'a log with # lines but no #fields among them' };
  return zeek(value('path')?.trim() ?? logName(name), name, { kind: 'columns', separator: '\t', names });
}

function jsonLines(name: string, first: string): Recognised {
  const form: LineForm = { kind: 'json' };
  if (first.includes('"event_type"')) return { kind: 'lines', format: 'suricata', form, mappings: eveLogs };
  const path = /"_path"\s*:\s*"(\w+)"/.exec(first)?.[1];
  if (first.includes('"id.orig_h"') || first.includes('"orig_h"') || path || zeekLogs[logName(name)])
    return zeek(path ?? logName(name), name, form);
  return { kind: 'unknown', why: 'JSON lines without fields of Zeek or Suricata' };
}

function zeek(path: string, name: string, form: LineForm): Recognised {
  // Logs of connections still open call themselves `conn` inside; only their file name tells.
  const log = logName(name).startsWith('open_') ? `open_${path.replace(/^open_/, '')}` : path;
  const mapping = zeekLogs[log];
  // What is said within a connection still open comes again in the log of the hour in which it closes.
  if (log === 'open_http' || log === 'open_ssl')
    return { kind: 'unknown', why: `${log}.log repeats what the closed logs hold` };
  if (!mapping) return { kind: 'unknown', why: `Zeek's ${log}.log holds nothing the detectors use` };
  return { kind: 'lines', format: `zeek-${log}`, form, mappings: [mapping] };
}

function logName(name: string): string {
  return (name.split('/').at(-1) ?? '').split('.')[0] ?? '';
}

/** A file that is not whole: nothing of it is kept, and it may come again. */
export class BrokenFile extends Error {}

/** Why a file is not whole; nothing when it is not the file's fault. */
export function brokenBy(error: unknown): string | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof BrokenFile) return one.message;
    const { code } = one as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR' || code === 'Z_DATA_ERROR') return 'the packed file breaks off or is damaged';
  }
  return undefined;
}
