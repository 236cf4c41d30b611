/** Assembles packets into flows of both directions. Memory is bounded: a full table ends its oldest flow. */

import { readRaw32 } from '../decode/bytes.ts';
import type { PacketHeaders } from '../decode/packet.ts';
import { type FlowBatch, flowState } from '../store/batch.ts';
import { MAPPED, TWO_32 } from '../store/cells.ts';
import { recogniseApplication } from './application.ts';

export interface AssemblerOptions {
  readonly batch: FlowBatch;
  readonly onFull: (full: FlowBatch) => FlowBatch;
  /** Flows open at once. */
  readonly flows?: number;
  /** Silence that ends a flow. */
  readonly idleMs?: number;
  /** A longer flow is reported in pieces of this length. */
  readonly activeMs?: number;
}

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;
/** Words of a key: two addresses, two ports in one, protocol. */
const KEY = 10;
const NONE = -1;

/** Open addressing over typed arrays, oldest activity first in a linked list: no object per flow, no search to expire. */
export class Assembler {
  readonly #batchTurn: (full: FlowBatch) => FlowBatch;
  #batch: FlowBatch;
  readonly #flows: number;
  readonly #idleMs: number;
  readonly #activeMs: number;
  readonly #slots: Int32Array;
  readonly #mask: number;
  readonly #keys: Uint32Array;
  readonly #hashes: Uint32Array;
  readonly #first: Float64Array;
  readonly #last: Float64Array;
  /** Per direction: packets, octets, flags; direction 0 is that of the first packet. */
  readonly #packets: Float64Array;
  readonly #octets: Float64Array;
  readonly #flags: Uint8Array;
  readonly #tos: Uint8Array;
  readonly #application: Uint8Array;
  readonly #older: Int32Array;
  readonly #newer: Int32Array;
  readonly #free: Int32Array;
  #freeCount: number;
  #oldest = NONE;
  #newest = NONE;
  readonly #key = new Uint32Array(KEY);

  constructor(options: AssemblerOptions) {
    this.#batch = options.batch;
    this.#batchTurn = options.onFull;
    this.#flows = options.flows ?? 1 << 19;
    this.#idleMs = options.idleMs ?? 60_000;
    this.#activeMs = options.activeMs ?? 1_800_000;
    const size = 2 ** Math.ceil(Math.log2(this.#flows * 2));
    this.#mask = size - 1;
    this.#slots = new Int32Array(size).fill(NONE);
    this.#keys = new Uint32Array(this.#flows * KEY);
    this.#hashes = new Uint32Array(this.#flows);
    this.#first = new Float64Array(this.#flows);
    this.#last = new Float64Array(this.#flows);
    this.#packets = new Float64Array(this.#flows * 2);
    this.#octets = new Float64Array(this.#flows * 2);
    this.#flags = new Uint8Array(this.#flows * 2);
    this.#tos = new Uint8Array(this.#flows);
    this.#application = new Uint8Array(this.#flows);
    this.#older = new Int32Array(this.#flows);
    this.#newer = new Int32Array(this.#flows);
    this.#free = Int32Array.from({ length: this.#flows }, (_, i) => this.#flows - 1 - i);
    this.#freeCount = this.#flows;
  }

  /** Adds one packet whose headers were read into `packet`; `end` is where its captured octets end. */
  add(bytes: Uint8Array, end: number, packet: PacketHeaders, at: number): void {
    this.#expire(at);
    const swapped = this.#setKey(bytes, packet);
    const hash = this.#hash();
    let flow = this.#find(hash);
    if (flow !== NONE && this.#isOver(flow, packet, at)) {
      this.#close(flow);
      flow = NONE;
    }
    // A key lists the lower address first; direction 0 of a flow is that of its first packet.
    const fresh = flow === NONE;
    if (fresh) flow = this.#open(hash, swapped, packet, at);
    const direction = this.#isForward(flow, swapped) ? 0 : 1;
    const cell = flow * 2 + direction;
    this.#packets[cell] = (this.#packets[cell] ?? 0) + 1;
    this.#octets[cell] = (this.#octets[cell] ?? 0) + packet.octets;
    this.#flags[cell] = (this.#flags[cell] ?? 0) | packet.tcpFlags;
    if (at > (this.#last[flow] ?? 0)) this.#last[flow] = at;
    if (this.#application[flow] === 0 && packet.transport >= 0) this.#recognise(bytes, end, packet, flow);
    if (!fresh) {
      this.#unlink(flow);
      this.#append(flow);
    }
  }

  /** Ends all open flows and hands the last batch over. */
  finish(): void {
    while (this.#oldest !== NONE) this.#close(this.#oldest);
    if (this.#batch.rows > 0) this.#batch = this.#batchTurn(this.#batch);
  }

  #recognise(bytes: Uint8Array, end: number, packet: PacketHeaders, flow: number): void {
    const start =
      packet.protocol === 6 ? packet.transport + ((bytes[packet.transport + 12] ?? 0) >> 4) * 4 : packet.transport + 8;
    if (start >= end) return;
    const port = Math.min(packet.sourcePort, packet.targetPort);
    this.#application[flow] = recogniseApplication(bytes, start, end, packet.protocol, port);
  }

  #setKey(bytes: Uint8Array, packet: PacketHeaders): boolean {
    const key = this.#key;
    putAddress(key, 0, bytes, packet.sourceOffset, packet.family);
    putAddress(key, 4, bytes, packet.targetOffset, packet.family);
    const icmp = packet.protocol === 1 || packet.protocol === 58;
    key[8] = icmp ? questionOf(packet) : ((packet.sourcePort << 16) | packet.targetPort) >>> 0;
    key[9] = packet.protocol;
    if (!isHigher(key, packet)) return false;
    for (let i = 0; i < 4; i++) {
      const word = key[i] as number;
      key[i] = key[i + 4] as number;
      key[i + 4] = word;
    }
    if (!icmp) key[8] = ((packet.targetPort << 16) | packet.sourcePort) >>> 0;
    return true;
  }

  #hash(): number {
    let hash = 0x811c9dc5;
    for (let i = 0; i < KEY; i++) {
      hash = Math.imul(hash ^ (this.#key[i] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash >>> 0;
  }

  #find(hash: number): number {
    let slot = hash & this.#mask;
    for (;;) {
      const flow = this.#slots[slot] as number;
      if (flow === NONE) return NONE;
      if (this.#hashes[flow] === hash && this.#sameKey(flow)) return flow;
      slot = (slot + 1) & this.#mask;
    }
  }

  #sameKey(flow: number): boolean {
    for (let i = 0; i < KEY - 1; i++) if (this.#keys[flow * KEY + i] !== this.#key[i]) return false;
    return ((this.#keys[flow * KEY + 9] as number) & 255) === this.#key[9];
  }

  /** A new connection on the same ports, or a piece that became too long. */
  #isOver(flow: number, packet: PacketHeaders, at: number): boolean {
    if (at - (this.#first[flow] as number) > this.#activeMs) return true;
    if (packet.protocol !== 6 || (packet.tcpFlags & (SYN | ACK)) !== SYN) return false;
    const seen = (this.#flags[flow * 2] as number) | (this.#flags[flow * 2 + 1] as number);
    return (seen & (FIN | RST)) !== 0;
  }

  #open(hash: number, swapped: boolean, packet: PacketHeaders, at: number): number {
    if (this.#freeCount === 0) this.#close(this.#oldest);
    const flow = this.#free[--this.#freeCount] as number;
    this.#keys.set(this.#key, flow * KEY);
    // An answer as the first packet (the capture began in between): the other side has opened it.
    const answer = packet.protocol === 6 && (packet.tcpFlags & (SYN | ACK)) === (SYN | ACK);
    const icmpWord = packet.protocol === 1 || packet.protocol === 58 ? packet.targetPort << 8 : 0;
    this.#keys[flow * KEY + 9] = (packet.protocol | (swapped !== answer ? 1 << 24 : 0) | icmpWord) >>> 0;
    this.#hashes[flow] = hash;
    this.#first[flow] = at;
    this.#last[flow] = at;
    this.#packets.fill(0, flow * 2, flow * 2 + 2);
    this.#octets.fill(0, flow * 2, flow * 2 + 2);
    this.#flags.fill(0, flow * 2, flow * 2 + 2);
    this.#tos[flow] = packet.tos;
    this.#application[flow] = 0;
    let slot = hash & this.#mask;
    while (this.#slots[slot] !== NONE) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = flow;
    this.#append(flow);
    return flow;
  }

  #isForward(flow: number, swapped: boolean): boolean {
    return ((this.#keys[flow * KEY + 9] as number) >>> 24 === 1) === swapped;
  }

  #expire(at: number): void {
    while (this.#oldest !== NONE && at - (this.#last[this.#oldest] as number) > this.#idleMs) this.#close(this.#oldest);
  }

  #close(flow: number): void {
    this.#write(flow);
    this.#unlink(flow);
    this.#removeSlot(flow);
    this.#free[this.#freeCount++] = flow;
  }

  /** Deletion by moving later entries of the run up, so that searches stay short without grave marks. */
  #removeSlot(flow: number): void {
    let slot = (this.#hashes[flow] as number) & this.#mask;
    while (this.#slots[slot] !== flow) slot = (slot + 1) & this.#mask;
    let hole = slot;
    let next = (slot + 1) & this.#mask;
    for (;;) {
      const other = this.#slots[next] as number;
      if (other === NONE) break;
      const home = (this.#hashes[other] as number) & this.#mask;
      if (((next - home) & this.#mask) >= ((next - hole) & this.#mask)) {
        this.#slots[hole] = other;
        hole = next;
      }
      next = (next + 1) & this.#mask;
    }
    this.#slots[hole] = NONE;
  }

  #append(flow: number): void {
    this.#older[flow] = this.#newest;
    this.#newer[flow] = NONE;
    if (this.#newest !== NONE) this.#newer[this.#newest] = flow;
    this.#newest = flow;
    if (this.#oldest === NONE) this.#oldest = flow;
  }

  #unlink(flow: number): void {
    const older = this.#older[flow] as number;
    const newer = this.#newer[flow] as number;
    if (older === NONE) this.#oldest = newer;
    else this.#newer[older] = newer;
    if (newer === NONE) this.#newest = older;
    else this.#older[newer] = older;
  }

  #write(flow: number): void {
    if (this.#batch.free === 0) this.#batch = this.#batchTurn(this.#batch);
    const batch = this.#batch;
    const row = batch.rows;
    const key = this.#keys.subarray(flow * KEY, flow * KEY + KEY);
    const word = key[9] as number;
    const turned = word >>> 24 === 1;
    for (let i = 0; i < 4; i++) {
      batch.source[row * 4 + i] = key[turned ? 4 + i : i] as number;
      batch.target[row * 4 + i] = key[turned ? i : 4 + i] as number;
    }
    const ports = key[8] as number;
    const protocol = word & 255;
    batch.protocol[row] = protocol;
    batch.sourcePort[row] = turned ? ports & 0xffff : ports >>> 16;
    batch.targetPort[row] = turned ? ports >>> 16 : ports & 0xffff;
    if (protocol === 1 || protocol === 58) batch.targetPort[row] = (word >>> 8) & 0xffff;
    const first = this.#first[flow] as number;
    batch.at[row * 2] = Math.floor(first) >>> 0;
    batch.at[row * 2 + 1] = first / TWO_32;
    batch.duration[row] = Math.min(0xffffffff, Math.max(0, Math.round((this.#last[flow] as number) - first)));
    put64(batch.packets, row, this.#packets[flow * 2] as number);
    put64(batch.bytes, row, this.#octets[flow * 2] as number);
    put64(batch.replyPackets, row, this.#packets[flow * 2 + 1] as number);
    put64(batch.replyBytes, row, this.#octets[flow * 2 + 1] as number);
    batch.flags[row] = this.#flags[flow * 2] as number;
    batch.tos[row] = this.#tos[flow] as number;
    batch.state[row] = this.#state(flow, protocol);
    batch.application[row] = this.#application[flow] as number;
    batch.sampling[row] = 1;
    batch.detailed = true;
    batch.rows = row + 1;
  }

  #state(flow: number, protocol: number): number {
    const replies = this.#packets[flow * 2 + 1] as number;
    if (replies === 0) return flowState.attempted;
    if (protocol !== 6) return flowState.established;
    const [sent, answered] = [this.#flags[flow * 2] as number, this.#flags[flow * 2 + 1] as number];
    if ((answered & RST) !== 0 && (answered & SYN) === 0 && (sent & ACK) === 0) return flowState.rejected;
    if (((sent | answered) & RST) !== 0) return flowState.reset;
    return (sent & FIN) !== 0 && (answered & FIN) !== 0 ? flowState.closed : flowState.established;
  }
}

function putAddress(key: Uint32Array, at: number, bytes: Uint8Array, offset: number, family: number): void {
  if (family === 4) {
    key[at] = 0;
    key[at + 1] = 0;
    key[at + 2] = MAPPED;
    key[at + 3] = readRaw32(bytes, offset);
    return;
  }
  for (let i = 0; i < 4; i++) key[at + i] = readRaw32(bytes, offset + i * 4);
}

/** Answers belong to their question (echo, time stamp, mask, ICMPv6 echo); other messages stand for themselves. */
function questionOf(packet: PacketHeaders): number {
  const type = packet.targetPort >> 8;
  if (packet.protocol === 58) return type === 129 ? 128 : type;
  return type === 0 ? 8 : type === 14 ? 13 : type === 18 ? 17 : type;
}

/** Whether the sender sorts after the receiver: both directions of a conversation must make the same key. */
function isHigher(key: Uint32Array, packet: PacketHeaders): boolean {
  for (let i = 0; i < 4; i++) {
    const [a, b] = [key[i] as number, key[i + 4] as number];
    if (a !== b) return a > b;
  }
  return packet.sourcePort > packet.targetPort;
}

function put64(column: Uint32Array, row: number, value: number): void {
  column[row * 2] = value >>> 0;
  column[row * 2 + 1] = value / TWO_32;
}
