/** Writes decoded datagrams into column batches, field by field without an object per flow. */
import { readRaw32, readU8, readU16, readU32 } from '../decode/bytes.ts';
import type { Domain } from '../decode/exporters.ts';
import { type FlowSample, type MessageHeader, type MessageVisitor, NETFLOW5_RECORD } from '../decode/message.ts';
import { newPacketHeaders, type PacketHeaders, readByEtherType, readEthernet, readIp } from '../decode/packet.ts';
import { write } from '../decode/plan.ts';
import { locateFields, type Template } from '../decode/template.ts';
import { type FlowBatch, flowState } from './batch.ts';
import { copy4, copy6, MAPPED, TWO_32, uptimeMs } from './cells.ts';
import { clearFacts, fillColumn, fillFacts, newFacts } from './facts.ts';
import type { Run } from './fill.ts';

/** No datagram holds more flows: the shortest record with two addresses has 8 octets. */
const MOST_PER_DATAGRAM = 8192;
/** What an exporter may claim about the start of a flow, measured from its arrival; beyond it the arrival counts. */
const OLDEST_MS = 25 * 3600_000;
const NEWEST_MS = 3600_000;

/** Gives a full batch away and gets an empty one. */
export type BatchTurn = (full: FlowBatch) => FlowBatch;

export interface WriterOptions {
  readonly batch: FlowBatch;
  readonly onFull: BatchTurn;
  /**
   * Believe exporters' clocks whatever they say (reading old files). Live, a made-up time would open a partition per day it
   * names, so times far from the arrival are replaced and counted.
   */
  readonly trustTimes?: boolean;
}

/** The visitor that fills batches. One per decoder and thread. */
export class FlowWriter implements MessageVisitor {
  batch: FlowBatch;
  timesReplaced = 0;
  readonly #onFull: BatchTurn;
  readonly #trustTimes: boolean;
  readonly #packet: PacketHeaders = newPacketHeaders();
  readonly #facts = newFacts(MOST_PER_DATAGRAM);

  constructor(options: WriterOptions) {
    this.batch = options.batch;
    this.#onFull = options.onFull;
    this.#trustTimes = options.trustTimes ?? false;
    // A batch is handed over when the largest datagram might not fit any more: a small one would go after every datagram.
    if (this.batch.capacity < 2 * MOST_PER_DATAGRAM) throw new RangeError('batch too small for the largest datagrams');
  }

  /** Hands the rows written so far over, if any. */
  flush(): void {
    if (this.batch.rows > 0) this.batch = this.#onFull(this.batch);
  }

  netflow5(bytes: Uint8Array, start: number, count: number, header: MessageHeader, domain: Domain): number {
    this.#makeRoom();
    const { batch } = this;
    const bootMs = header.exportMs - header.uptime;
    // The two highest bits say how it samples, the rest one in how many; 0 means every packet.
    const rate = header.sampling & 0x3fff || 1;
    let offset = start;
    for (let i = 0; i < count; i++) {
      const row = batch.rows;
      batch.source[row * 4 + 2] = MAPPED;
      batch.source[row * 4 + 3] = readRaw32(bytes, offset);
      batch.target[row * 4 + 2] = MAPPED;
      batch.target[row * 4 + 3] = readRaw32(bytes, offset + 4);
      batch.ingress[row] = readU16(bytes, offset + 12);
      batch.egress[row] = readU16(bytes, offset + 14);
      batch.packets[row * 2] = readU32(bytes, offset + 16);
      batch.bytes[row * 2] = readU32(bytes, offset + 20);
      const first = uptimeMs(bootMs, header.uptime, readU32(bytes, offset + 24));
      const last = uptimeMs(bootMs, header.uptime, readU32(bytes, offset + 28));
      this.#time(row, first, last, header);
      batch.sourcePort[row] = readU16(bytes, offset + 32);
      batch.targetPort[row] = readU16(bytes, offset + 34);
      batch.flags[row] = readU8(bytes, offset + 37);
      batch.protocol[row] = readU8(bytes, offset + 38);
      batch.tos[row] = readU8(bytes, offset + 39);
      batch.sampling[row] = rate;
      this.#exporter(row, domain);
      batch.rows = row + 1;
      offset += NETFLOW5_RECORD;
    }
    return count;
  }

  dataSet(
    bytes: Uint8Array,
    start: number,
    end: number,
    template: Template,
    header: MessageHeader,
    domain: Domain,
  ): number {
    if (!template.plan.isFlow) return 0;
    this.#makeRoom();
    if (!template.variable) {
      const count = Math.min(Math.floor((end - start) / template.minimum), this.batch.free, MOST_PER_DATAGRAM);
      return this.#records(bytes, start, count, template, header, domain);
    }
    let flows = 0;
    let offset = start;
    while (offset + template.minimum <= end) {
      const next = locateFields(template, bytes, offset, end);
      // A packet section can be shorter than two addresses, so the bound per datagram does not hold for it.
      if (next < 0 || this.batch.free === 0) break;
      flows += this.#records(bytes, offset, 1, template, header, domain);
      offset = next;
    }
    return flows;
  }

  sample(bytes: Uint8Array, sample: FlowSample, header: MessageHeader, domain: Domain): number {
    if (sample.start < 0) return 0;
    this.#makeRoom();
    const { batch } = this;
    const row = batch.rows;
    if (sample.protocol === 103 || sample.protocol === 104) this.#addresses(bytes, sample, row);
    else {
      if (!this.#section(bytes, sample.protocol, sample.start, sample.end, row)) return 0;
      batch.bytes[row * 2] = this.#packet.octets || sample.frameOctets;
    }
    batch.packets[row * 2] = 1;
    batch.ingress[row] = sample.input;
    batch.egress[row] = sample.output;
    batch.sampling[row] = sample.rate;
    this.#time(row, header.receivedMs, header.receivedMs, header);
    this.#exporter(row, domain);
    batch.rows = row + 1;
    return 1;
  }

  /** The sampled_ipv4 and sampled_ipv6 structures: fields instead of a packet header. */
  #addresses(bytes: Uint8Array, sample: FlowSample, row: number): void {
    const { batch } = this;
    const width = sample.protocol === 103 ? 4 : 16;
    const source = sample.start + 8;
    if (width === 4) {
      copy4(batch.source, row, bytes, source);
      copy4(batch.target, row, bytes, source + 4);
    } else {
      copy6(batch.source, row, bytes, source);
      copy6(batch.target, row, bytes, source + 16);
    }
    const after = source + 2 * width;
    batch.protocol[row] = readU32(bytes, sample.start + 4);
    batch.sourcePort[row] = readU32(bytes, after);
    batch.targetPort[row] = readU32(bytes, after + 4);
    batch.flags[row] = readU32(bytes, after + 8);
    batch.tos[row] = readU32(bytes, after + 12);
    batch.bytes[row * 2] = sample.frameOctets;
  }

  #section(bytes: Uint8Array, protocol: number, start: number, end: number, row: number): boolean {
    const packet = this.#packet;
    const read =
      protocol === 1
        ? readEthernet(bytes, start, end, packet)
        : protocol === 11 || protocol === 12
          ? readIp(bytes, start, end, packet)
          : protocol === 13 && readByEtherType(bytes, 0x8847, start, end, packet);
    if (!read) return false;
    const { batch } = this;
    if (packet.family === 4) {
      copy4(batch.source, row, bytes, packet.sourceOffset);
      copy4(batch.target, row, bytes, packet.targetOffset);
    } else {
      copy6(batch.source, row, bytes, packet.sourceOffset);
      copy6(batch.target, row, bytes, packet.targetOffset);
    }
    batch.protocol[row] = packet.protocol;
    batch.sourcePort[row] = packet.sourcePort;
    batch.targetPort[row] = packet.targetPort;
    batch.flags[row] = packet.tcpFlags;
    batch.tos[row] = packet.tos;
    return true;
  }

  /** Writes `count` records that lie `template.minimum` octets apart; answers how many became flows. */
  #records(
    bytes: Uint8Array,
    start: number,
    count: number,
    template: Template,
    header: MessageHeader,
    domain: Domain,
  ): number {
    const { batch } = this;
    const from = batch.rows;
    const facts = this.#facts;
    clearFacts(facts, count, domain.sampling);
    const { steps } = template.plan;
    const run: Run = { bytes, offset: 0, stride: template.minimum, length: 0, count };
    const bootMs = header.version === 9 ? header.exportMs - header.uptime : domain.bootMs;
    for (let i = 0; i < steps.length; i += 3) {
      const index = steps[i + 1] as number;
      run.offset = start + (template.offsets[index] as number);
      run.length = template.lengths[index] as number;
      const what = steps[i] as number;
      if (what === write.frame) this.#sections(run, from);
      else if (!fillColumn(batch, from, what, run)) fillFacts(facts, what, run, header, bootMs, domain);
    }
    for (let i = 0; i < count; i++) this.#finish(from + i, i, header, domain);
    batch.rows = from + count;
    return count - (facts.dropped > 0 ? batch.remove(from, count, facts.keep) : 0);
  }

  /** What depends on several fields of a record: its times, its ICMP type, whether it is a flow at all. */
  #finish(row: number, i: number, header: MessageHeader, domain: Domain): void {
    const { batch } = this;
    const facts = this.#facts;
    const event = facts.event[i];
    // Firewalls announce a flow (1) and report it when it ends (2): counting both would count it twice.
    if (event === 1 && facts.keep[i] === 1) {
      facts.keep[i] = 0;
      facts.dropped++;
    }
    if (event === 3) {
      batch.state[row] = flowState.denied;
      batch.detailed = true;
    }
    const icmp = facts.icmp[i] as number;
    const protocol = batch.protocol[row];
    if (icmp >= 0 && (protocol === 1 || protocol === 58)) batch.targetPort[row] = icmp;
    let first = facts.first[i] as number;
    let last = facts.last[i] as number;
    const span = Math.max(facts.span[i] as number, 0);
    if (first < 0) first = last < 0 ? header.exportMs : last - span;
    if (last < 0) last = first + span;
    this.#time(row, first, last, header);
    batch.sampling[row] = facts.rate[i] as number;
    this.#exporter(row, domain);
  }

  #sections(run: Run, row: number): void {
    const { batch } = this;
    for (let i = 0; i < run.count; i++) {
      const offset = run.offset + i * run.stride;
      // Elements 315 (link frame) and 104 (layer 2 section): Ethernet in every exporter seen.
      if (!this.#section(run.bytes, 1, offset, offset + run.length, row + i)) {
        this.#facts.keep[i] = 0;
        this.#facts.dropped++;
      } else if (batch.bytes[(row + i) * 2] === 0) {
        batch.bytes[(row + i) * 2] = this.#packet.octets;
        batch.packets[(row + i) * 2] = 1;
      }
    }
  }

  #time(row: number, first: number, last: number, header: MessageHeader): void {
    const { batch } = this;
    let at = first;
    let span = last - first;
    const age = header.receivedMs - first;
    if (this.#trustTimes ? !(first >= 0 && first < 4e12) : !(age <= OLDEST_MS && age >= -NEWEST_MS)) {
      at = header.receivedMs;
      span = 0;
      this.timesReplaced++;
    }
    batch.at[row * 2] = at >>> 0;
    batch.at[row * 2 + 1] = at / TWO_32;
    // Some exporters give the end before the start by a millisecond; a negative span would wrap to 49 days.
    batch.duration[row] = span > 0 ? Math.min(span, 0xffffffff) : 0;
  }

  #exporter(row: number, domain: Domain): void {
    const { words } = domain.exporter;
    const { exporter } = this.batch;
    exporter[row * 4] = words[0] as number;
    exporter[row * 4 + 1] = words[1] as number;
    exporter[row * 4 + 2] = words[2] as number;
    exporter[row * 4 + 3] = words[3] as number;
  }

  #makeRoom(): void {
    if (this.batch.free < MOST_PER_DATAGRAM) this.batch = this.#onFull(this.batch);
  }
}
