/** The thread that receives datagrams and decodes them. It never waits for the store: what cannot be handed on is counted. */
import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { FlowDecoder, type SavedTemplate } from '../decode/decoder.ts';
import { Pseudonyms } from '../pseudonym/pseudonym.ts';
import { FlowBatch } from '../store/batch.ts';
import { FlowWriter } from '../store/writer.ts';
import type { CollectorCounters, ExporterHealth, FromWorker, Stranger, ToWorker } from './messages.ts';

/** What the thread is started with. */
export interface WorkerSettings {
  readonly listen: readonly { readonly host: string; readonly port: number }[];
  readonly rows: number;
  /** Batches that may be on their way to the store at once. */
  readonly inFlight: number;
  readonly flushMs: number;
  readonly receiveBuffer: number;
  /** Registered exporters; undefined = everybody. */
  readonly exporters: readonly string[] | undefined;
  readonly templates: readonly SavedTemplate[];
  readonly pseudonyms?: { readonly key: Uint8Array; readonly prefixes: readonly string[] };
}

if (!parentPort) throw new Error('this file is the collector thread; start it with openCollector');
const port = parentPort;
const settings = workerData as WorkerSettings;

const spare: FlowBatch[] = Array.from({ length: settings.inFlight }, () => new FlowBatch(settings.rows));
let flowsDropped = 0;
let batches = 0;
let pseudonyms = settings.pseudonyms && new Pseudonyms(settings.pseudonyms.key, settings.pseudonyms.prefixes);
let registered = settings.exporters && new Set(settings.exporters);
/** Addresses that knocked without being registered; bounded, as anybody can make addresses up. */
const strangers = new Map<string, number>();
const MOST_STRANGERS = 1000;
let refused = 0;

const writer = new FlowWriter({ batch: new FlowBatch(settings.rows), onFull: turn });
const decoder = new FlowDecoder(writer, { allow: (address) => registered?.has(address) ?? true });
decoder.loadTemplates(settings.templates, Date.now());

function turn(full: FlowBatch): FlowBatch {
  const next = spare.pop();
  if (!next) {
    // The store is behind by all batches there are. Receiving goes on; what is lost is lost here, where it is counted.
    flowsDropped += full.rows;
    full.clear();
    return full;
  }
  pseudonyms?.apply(full);
  batches++;
  send({ kind: 'batch', buffer: full.buffer, rows: full.rows, detailed: full.detailed, capacity: full.capacity }, [
    full.buffer,
  ]);
  return next;
}

function send(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

const sockets: Socket[] = [];
let ready = 0;
for (const { host, port: number } of settings.listen) {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', reuseAddr: false });
  socket.on('message', (bytes, from) => {
    const address = plainAddress(from.address);
    if (registered && !registered.has(address)) return knock(address);
    decoder.decode(bytes, address, clock);
  });
  socket.on('error', (error) => send({ kind: 'failed', reason: error.message }));
  socket.bind(number, host, () => {
    try {
      socket.setRecvBufferSize(settings.receiveBuffer);
    } catch {
      // The kernel's limit is lower; the size we got is reported with the counters.
    }
    if (++ready === settings.listen.length) {
      send({
        kind: 'ready',
        ports: sockets.map((s) => s.address().port),
        receiveBuffer: sockets[0]?.getRecvBufferSize() ?? 0,
      });
    }
  });
  sockets.push(socket);
}

// Asking the clock for every datagram costs more than decoding a version 5 record.
let clock = Date.now();
const ticking = setInterval(() => {
  clock = Date.now();
}, 50);
const flushing = setInterval(() => {
  writer.flush();
  send({ kind: 'counters', counters: counters() });
}, settings.flushMs);

port.on('message', (message: ToWorker) => {
  if (message.kind === 'spare') {
    const batch = new FlowBatch(settings.rows, message.buffer);
    batch.clear();
    spare.push(batch);
  } else if (message.kind === 'allow') {
    registered = new Set(message.exporters);
    // The names stay the same as long as the key does, so making the table anew changes nothing already stored.
    if (settings.pseudonyms) pseudonyms = new Pseudonyms(settings.pseudonyms.key, message.prefixes);
  } else if (message.kind === 'health') {
    send({ kind: 'health', exporters: health(), strangers: takeStrangers() });
  } else if (message.kind === 'templates') {
    send({ kind: 'templates', templates: decoder.saveTemplates() });
  } else {
    clearInterval(ticking);
    clearInterval(flushing);
    writer.flush();
    // The kernel forgets its drops with the socket, so they are read before it closes.
    send({ kind: 'counters', counters: counters() });
    for (const socket of sockets) socket.close();
    send({ kind: 'closed', templates: decoder.saveTemplates() });
    port.close();
  }
});

function counters(): CollectorCounters {
  let [lost, late, duplicates, restarts] = [0, 0, 0, 0];
  for (const exporter of decoder.exporters.all()) {
    for (const { sequence } of exporter.domains.values()) {
      lost += sequence.lost;
      late += sequence.late;
      duplicates += sequence.duplicates;
      restarts += sequence.restarts;
    }
  }
  return {
    ...decoder.counters,
    exportersRefused: decoder.counters.exportersRefused + refused,
    timesReplaced: writer.timesReplaced,
    lost,
    late,
    duplicates,
    restarts,
    flowsDropped,
    batches,
    kernelDropped: kernelDrops(),
  };
}

function health(): ExporterHealth[] {
  return [...decoder.exporters.all()].map((e) => ({
    address: e.address,
    versions: [...new Set([...e.domains.values()].map((d) => d.version))],
    firstSeenMs: e.firstSeenMs,
    lastSeenMs: e.lastSeenMs,
    datagrams: e.datagrams,
    flows: e.flows,
    lost: [...e.domains.values()].reduce((sum, d) => sum + d.sequence.lost, 0),
    sampling: Math.max(1, ...[...e.domains.values()].flatMap((d) => [d.sampling, ...d.samplers.values()])),
    sources: [...e.domains.values()].map((d) => ({
      version: d.version,
      id: d.id,
      templates: d.templates.size,
      sampling: Math.max(1, d.sampling, ...d.samplers.values()),
      lost: d.sequence.lost,
      late: d.sequence.late,
      duplicates: d.sequence.duplicates,
      restarts: d.sequence.restarts,
    })),
  }));
}

function knock(address: string): void {
  refused++;
  const before = strangers.get(address);
  if (before !== undefined || strangers.size < MOST_STRANGERS) strangers.set(address, (before ?? 0) + 1);
}

function takeStrangers(): Stranger[] {
  const taken = [...strangers].map(([address, datagrams]) => ({ address, datagrams }));
  strangers.clear();
  return taken;
}

/** A socket for both families names IPv4 senders as mapped addresses, and link-local ones with their zone. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : (address.split('%')[0] ?? address);
}

/** Datagrams the kernel threw away because our buffer was full: the last column of /proc/net/udp (Linux only). */
function kernelDrops(): number {
  const ours = new Set(sockets.map((socket) => hexPort(socket)));
  let drops = 0;
  for (const file of ['/proc/net/udp', '/proc/net/udp6']) {
    try {
      for (const line of readFileSync(file, 'utf8').split('\n').slice(1)) {
        const columns = line.trim().split(/\s+/);
        if (ours.has(columns[1]?.split(':')[1] ?? '')) drops += Number(columns[columns.length - 1]) || 0;
      }
    } catch {
      return drops;
    }
  }
  return drops;
}

function hexPort(socket: Socket): string {
  try {
    return socket.address().port.toString(16).toUpperCase().padStart(4, '0');
  } catch {
    return '';
  }
}
