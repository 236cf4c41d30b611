/** Bad behaviour with known truth, to be mixed into ordinary traffic: what the detectors have to find. */
import type { FlowBatch } from '../store/batch.ts';
import { Random } from './random.ts';
import { Addresses, putRow, type RowFacts } from './rows.ts';

/** One planted behaviour. Addresses are IPv4 as text; times in milliseconds from the start. */
export type Plant =
  | {
      readonly kind: 'beacon';
      readonly source: string;
      readonly target: string;
      readonly port: number;
      readonly periodMs: number;
      /** Share of the period by which each sleep is longer or shorter, at most. */
      readonly jitter?: number;
      /** Share of beats that do not happen. */
      readonly missing?: number;
      readonly octets?: number;
      /** Devices behind the same address, each with its own phase. */
      readonly devices?: number;
    }
  | {
      readonly kind: 'scan';
      readonly source: string;
      /** First of the targets, which lie one after another. */
      readonly target: string;
      readonly targets: number;
      readonly ports: readonly number[];
      readonly everyMs: number;
      /** Share of targets that answer. */
      readonly answered?: number;
    }
  | {
      readonly kind: 'passwords';
      readonly source: string;
      readonly target: string;
      readonly port: number;
      readonly tries: number;
      readonly everyMs: number;
    }
  | {
      readonly kind: 'long';
      readonly source: string;
      readonly target: string;
      readonly port: number;
      readonly pieceMs: number;
    }
  | {
      readonly kind: 'reflection';
      readonly reflectors: readonly string[];
      readonly victim: string;
      readonly port: number;
      readonly atMs: number;
      readonly forMs: number;
    }
  | {
      readonly kind: 'flood';
      readonly sources: readonly string[];
      readonly victim: string;
      readonly port: number;
      readonly atMs: number;
      readonly forMs: number;
      readonly packetsPerSecond: number;
    }
  | {
      readonly kind: 'back-scatter';
      readonly victim: string;
      readonly port: number;
      readonly targets: number;
      readonly everyMs: number;
    }
  | {
      readonly kind: 'visits';
      readonly sources: readonly string[];
      readonly target: string;
      readonly port: number;
      readonly visits: number;
    };

/** The part of a plant's traffic that falls into a span, row by row through `emit`. */
export class Planter {
  readonly #random: Random;
  readonly #startMs: number;
  readonly #endMs: number;
  readonly #pair = new Addresses(2);
  readonly #facts: RowFacts;

  constructor(seed: number, startMs: number, endMs: number) {
    this.#random = new Random(seed);
    this.#startMs = startMs;
    this.#endMs = endMs;
    this.#facts = {
      at: 0,
      duration: 0,
      sourcePort: 0,
      targetPort: 0,
      protocol: 6,
      flags: 0,
      packets: 1,
      bytes: 60,
      ingress: 10,
      egress: 1,
    };
  }

  /** Writes all rows of `plants` into `batch`, which has to be large enough; answers how many. */
  plant(batch: FlowBatch, plants: readonly Plant[]): number {
    const before = batch.rows;
    for (const plant of plants) this.#one(batch, plant);
    return batch.rows - before;
  }

  #one(batch: FlowBatch, plant: Plant): void {
    switch (plant.kind) {
      case 'beacon':
        for (let i = 0; i < (plant.devices ?? 1); i++) this.#beacon(batch, plant);
        break;
      case 'scan':
        this.#scan(batch, plant);
        break;
      case 'passwords':
        this.#passwords(batch, plant);
        break;
      case 'long':
        this.#long(batch, plant);
        break;
      case 'reflection':
        this.#reflection(batch, plant);
        break;
      case 'flood':
        this.#flood(batch, plant);
        break;
      case 'back-scatter':
        this.#backScatter(batch, plant);
        break;
      case 'visits':
        this.#visits(batch, plant);
        break;
    }
  }

  #beacon(batch: FlowBatch, plant: Extract<Plant, { kind: 'beacon' }>): void {
    const random = this.#random;
    const { periodMs, jitter = 0, missing = 0, octets = 600 } = plant;
    for (let at = this.#startMs + random.unit() * periodMs; at < this.#endMs; ) {
      if (!random.chance(missing)) this.#exchange(batch, plant, at, 6 + random.below(2), octets, 5, 400);
      at += periodMs * (1 + jitter * (2 * random.unit() - 1));
    }
  }

  #scan(batch: FlowBatch, plant: Extract<Plant, { kind: 'scan' }>): void {
    const random = this.#random;
    const first = ipNumber(plant.target);
    let at = this.#startMs + random.below(1000);
    for (let i = 0; i < plant.targets; i++) {
      for (const port of plant.ports) {
        const answered = random.chance(plant.answered ?? 0.02);
        this.#pair.set4(0, ipNumber(plant.source));
        this.#pair.set4(1, first + i);
        this.#knock(batch, at, port, 40_000 + random.below(20_000), answered);
        at += plant.everyMs * (0.5 + random.unit());
      }
    }
  }

  #knock(batch: FlowBatch, at: number, port: number, from: number, answered: boolean): void {
    const facts = this.#facts;
    Object.assign(facts, {
      at,
      duration: 0,
      protocol: 6,
      sourcePort: from,
      targetPort: port,
      flags: answered ? 6 : 2,
      packets: answered ? 2 : 1,
      bytes: answered ? 80 : 44,
    });
    putRow(batch, this.#pair, 0, this.#pair, 1, facts);
    if (!answered) return;
    Object.assign(facts, { at: at + 20, sourcePort: port, targetPort: from, flags: 0x12, packets: 1, bytes: 44 });
    putRow(batch, this.#pair, 1, this.#pair, 0, facts);
  }

  #passwords(batch: FlowBatch, plant: Extract<Plant, { kind: 'passwords' }>): void {
    let at = this.#startMs + 60_000;
    for (let i = 0; i < plant.tries; i++) {
      this.#exchange(batch, plant, at, 14 + this.#random.below(3), 1900 + this.#random.below(120), 16, 2400);
      at += plant.everyMs * (0.8 + 0.4 * this.#random.unit());
    }
  }

  #long(batch: FlowBatch, plant: Extract<Plant, { kind: 'long' }>): void {
    const facts = this.#facts;
    this.#pair.set4(0, ipNumber(plant.source));
    this.#pair.set4(1, ipNumber(plant.target));
    const from = 50_000 + this.#random.below(9000);
    for (let at = this.#startMs + 10_000; at < this.#endMs - plant.pieceMs; at += plant.pieceMs) {
      Object.assign(facts, {
        at,
        duration: plant.pieceMs - 200,
        protocol: 6,
        sourcePort: from,
        targetPort: plant.port,
        flags: 0x18,
        packets: 12,
        bytes: 900,
      });
      putRow(batch, this.#pair, 0, this.#pair, 1, facts);
      Object.assign(facts, { at: at + 40, sourcePort: plant.port, targetPort: from });
      putRow(batch, this.#pair, 1, this.#pair, 0, facts);
    }
  }

  #reflection(batch: FlowBatch, plant: Extract<Plant, { kind: 'reflection' }>): void {
    const facts = this.#facts;
    for (const reflector of plant.reflectors) {
      this.#pair.set4(0, ipNumber(reflector));
      this.#pair.set4(1, ipNumber(plant.victim));
      for (let ms = 0; ms < plant.forMs; ms += 10_000) {
        const at = this.#startMs + plant.atMs + ms + this.#random.below(5000);
        Object.assign(facts, {
          at,
          duration: 9000,
          protocol: 17,
          sourcePort: plant.port,
          targetPort: 80,
          flags: 0,
          packets: 4000,
          bytes: 4000 * 460,
        });
        putRow(batch, this.#pair, 0, this.#pair, 1, facts);
        // The question with the forged sender, as the reflector's own provider sees it.
        Object.assign(facts, { sourcePort: 80, targetPort: plant.port, packets: 1000, bytes: 36_000 });
        putRow(batch, this.#pair, 1, this.#pair, 0, facts);
      }
    }
  }

  #flood(batch: FlowBatch, plant: Extract<Plant, { kind: 'flood' }>): void {
    const facts = this.#facts;
    for (const source of plant.sources) {
      this.#pair.set4(0, ipNumber(source));
      this.#pair.set4(1, ipNumber(plant.victim));
      for (let ms = 0; ms < plant.forMs; ms += 20_000) {
        const packets = plant.packetsPerSecond * 20;
        const at = this.#startMs + plant.atMs + ms + this.#random.below(1000);
        Object.assign(facts, {
          at,
          duration: 19_000,
          protocol: 6,
          sourcePort: 1024 + this.#random.below(60_000),
          targetPort: plant.port,
          flags: 2,
          packets,
          bytes: packets * 40,
        });
        putRow(batch, this.#pair, 0, this.#pair, 1, facts);
      }
    }
  }

  #backScatter(batch: FlowBatch, plant: Extract<Plant, { kind: 'back-scatter' }>): void {
    const facts = this.#facts;
    this.#pair.set4(0, ipNumber(plant.victim));
    let at = this.#startMs + 5000;
    for (let i = 0; i < plant.targets; i++) {
      this.#pair.set4(1, 0x65000000 + this.#random.below(60_000));
      const flags = this.#random.chance(0.7) ? 0x12 : 0x14;
      Object.assign(facts, {
        at,
        duration: 0,
        protocol: 6,
        sourcePort: plant.port,
        targetPort: 1024 + this.#random.below(60_000),
        flags,
        packets: 1,
        bytes: 44,
      });
      putRow(batch, this.#pair, 0, this.#pair, 1, facts);
      at += plant.everyMs * 2 * this.#random.unit();
    }
  }

  #visits(batch: FlowBatch, plant: Extract<Plant, { kind: 'visits' }>): void {
    for (const source of plant.sources) {
      for (let i = 0; i < plant.visits; i++) {
        const at = this.#startMs + this.#random.unit() * (this.#endMs - this.#startMs);
        this.#exchange(
          batch,
          { ...plant, source },
          at,
          6 + this.#random.below(10),
          500 + this.#random.below(3000),
          8,
          2000,
        );
      }
    }
  }

  /** A connection with data both ways, as a router reports it: two flows. */
  #exchange(
    batch: FlowBatch,
    ends: { readonly source: string; readonly target: string; readonly port: number },
    at: number,
    packets: number,
    octets: number,
    answers: number,
    answerOctets: number,
  ): void {
    if (at >= this.#endMs) return;
    const facts = this.#facts;
    this.#pair.set4(0, ipNumber(ends.source));
    this.#pair.set4(1, ipNumber(ends.target));
    const from = 49_152 + this.#random.below(16_000);
    Object.assign(facts, {
      at,
      duration: 200 + this.#random.below(900),
      protocol: 6,
      sourcePort: from,
      targetPort: ends.port,
      flags: 0x1b,
      packets,
      bytes: octets,
    });
    putRow(batch, this.#pair, 0, this.#pair, 1, facts);
    Object.assign(facts, {
      at: at + 30,
      sourcePort: ends.port,
      targetPort: from,
      packets: answers,
      bytes: answerOctets,
    });
    putRow(batch, this.#pair, 1, this.#pair, 0, facts);
  }
}

/** An IPv4 address as a number. */
export function ipNumber(text: string): number {
  return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/**
 * Looks at a block as a sampling router would have (one packet in `rate`): a flow is seen with the probability that at least
 * one of its packets is drawn, with as many packets as were drawn.
 */
export function sample(batch: FlowBatch, into: FlowBatch, rate: number, seed: number): void {
  const random = new Random(seed);
  for (let row = 0; row < batch.rows; row++) {
    const packets = batch.packets[row * 2] ?? 1;
    let drawn = 0;
    if (packets > 50 * rate) drawn = Math.round(packets / rate);
    else for (let i = random.exponential(rate); i < packets; i += random.exponential(rate)) drawn++;
    if (drawn === 0) continue;
    const to = copyRow(batch, row, into);
    if (drawn === 1) into.duration[to] = 0;
    into.packets[to * 2] = drawn;
    into.bytes[to * 2] = Math.round(((batch.bytes[row * 2] as number) / packets) * drawn);
    // A sampled packet shows its own flags only, not those of the whole flow.
    if (drawn <= 2) into.flags[to] = (batch.flags[row] as number) & 0x1a;
    into.sampling[to] = rate;
  }
}

/** Loses datagrams as a full socket does: of each thirty flows that follow one another in time, all or none, `share` of them. */
export function lose(batch: FlowBatch, into: FlowBatch, share: number, seed: number): void {
  const random = new Random(seed);
  const time = (row: number) => (batch.at[row * 2] as number) + (batch.at[row * 2 + 1] as number) * 2 ** 32;
  const rows = Array.from({ length: batch.rows }, (_, row) => row).sort((a, b) => time(a) - time(b));
  for (let from = 0; from < rows.length; from += 30) {
    if (random.chance(share)) continue;
    for (const row of rows.slice(from, from + 30)) copyRow(batch, row, into);
  }
}

function copyRow(batch: FlowBatch, row: number, into: FlowBatch): number {
  const to = into.rows++;
  for (const name of ['source', 'target'] as const) into[name].set(batch[name].subarray(row * 4, row * 4 + 4), to * 4);
  for (const name of ['at', 'packets', 'bytes'] as const)
    into[name].set(batch[name].subarray(row * 2, row * 2 + 2), to * 2);
  for (const name of ['duration', 'sourcePort', 'targetPort', 'protocol', 'flags', 'sampling'] as const)
    into[name][to] = batch[name][row] as number;
  return to;
}
