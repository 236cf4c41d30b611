/**
 * The ordinary traffic at a provider's border, made up: subscribers visit services in bursts, a few services and a few
 * subscribers make most of it, sizes and durations have long tails, and strangers knock at random doors all day.
 * Shapes after common findings on flow data (Zipf-like popularity; log-normal bodies and Pareto tails of sizes: Crovella and
 * Bestavros 1997; background radiation: Pang et al. 2004, Wustrow et al. 2010).
 */
import type { FlowBatch } from '../store/batch.ts';
import { Random, Zipf } from './random.ts';
import { Addresses, putRow, type RowFacts } from './rows.ts';

export interface TrafficOptions {
  readonly seed: number;
  readonly startMs: number;
  /** Flows per second, both directions counted, noise included. */
  readonly perSecond: number;
  readonly clients?: number;
  readonly services?: number;
  /** Share of visits over IPv6. */
  readonly ipv6?: number;
  /** Share of flows that are knocks of strangers. */
  readonly noise?: number;
  /** Whether each connection also makes the flow of its answers (routers do). */
  readonly bothWays?: boolean;
}

/** Ports strangers knock at, most wanted first (the order of recent darknet reports). */
const KNOCKED = [23, 22, 445, 80, 443, 3389, 8080, 5555, 2323, 81, 7547, 5060, 1433, 6379, 8443, 37215];

/** A few thousand strangers come back again and again. */
const STRANGERS = 20_000;

function strangerNumber(which: number): number {
  return (Math.imul(which + 1, 0x6c078965) >>> 1) | 0x02000000;
}

/** Every address that knocks at random doors in the traffic made here: who accuses one of them of scanning is right. */
export function strangers(): Set<string> {
  return new Set(
    Array.from({ length: STRANGERS }, (_, which) => {
      const number = strangerNumber(which);
      return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;
    }),
  );
}

/** Kinds of service with their share of services: protocol, port, median packets of the answer, octets per answer packet. */
const SERVICES: readonly (readonly [share: number, protocol: number, port: number, packets: number, octets: number])[] =
  [
    [0.46, 6, 443, 14, 900],
    [0.16, 17, 443, 18, 950],
    [0.12, 6, 80, 9, 850],
    [0.1, 17, 53, 1, 140],
    [0.03, 17, 123, 1, 76],
    [0.02, 6, 993, 12, 400],
    [0.02, 6, 25, 14, 500],
    [0.02, 6, 5223, 4, 200],
    [0.01, 6, 22, 20, 180],
    [0.01, 17, 3478, 8, 120],
    [0.02, 6, 8080, 9, 700],
    [0.03, 17, 0, 30, 700],
  ];

/** An endless stream of flows in order of time (to within a burst). */
export class Traffic {
  readonly clients: Addresses;
  readonly clients6: Addresses;
  readonly services: Addresses;
  readonly services6: Addresses;
  readonly #options: Required<TrafficOptions>;
  readonly #random: Random;
  readonly #clientRank: Zipf;
  readonly #serviceRank: Zipf;
  readonly #kind: Uint8Array;
  readonly #nextPort: Uint16Array;
  readonly #stranger = new Addresses(1);
  readonly #facts: RowFacts = {
    at: 0,
    duration: 0,
    sourcePort: 0,
    targetPort: 0,
    protocol: 6,
    flags: 0,
    packets: 1,
    bytes: 40,
    ingress: 1,
    egress: 2,
  };
  #nowMs: number;

  constructor(options: TrafficOptions) {
    this.#options = { clients: 50_000, services: 200_000, ipv6: 0.12, noise: 0.08, bothWays: true, ...options };
    const { seed, startMs, clients, services } = this.#options;
    this.#random = new Random(seed);
    this.#nowMs = startMs;
    this.clients = new Addresses(clients);
    this.clients6 = new Addresses(clients);
    this.services = new Addresses(services);
    this.services6 = new Addresses(services);
    this.#clientRank = new Zipf(clients, 0.7);
    this.#serviceRank = new Zipf(services, 1.05);
    this.#kind = new Uint8Array(services);
    this.#nextPort = new Uint16Array(clients);
    this.#furnish();
  }

  /** The time the next flows start at. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Writes flows until the batch is nearly full or `untilMs` is reached; answers whether there is more before `untilMs`. */
  fill(batch: FlowBatch, untilMs = Number.POSITIVE_INFINITY): boolean {
    const random = this.#random;
    const { perSecond, noise } = this.#options;
    while (batch.free > 64 && this.#nowMs < untilMs) {
      const before = batch.rows;
      if (random.chance(noise * 4)) this.#knocks(batch);
      else this.#visit(batch);
      this.#nowMs += ((batch.rows - before) * 1000) / perSecond;
    }
    return this.#nowMs < untilMs;
  }

  #furnish(): void {
    const random = this.#random;
    const cumulated: number[] = [];
    for (const [share] of SERVICES) cumulated.push((cumulated[cumulated.length - 1] ?? 0) + share);
    for (let i = 0; i < this.clients.count; i++) {
      // Three blocks of a provider, filled from the front; popular ranks are spread over them.
      const block = [0x65000000, 0x7a100000, 0xb7400000][i % 3] ?? 0;
      const host = Math.floor(i / 3);
      this.clients.set4(i, (block + host * 3 + random.below(3)) >>> 0);
      this.clients6.set6(i, 0x24004000, (i % 7) << 16, random.word(), random.word());
      this.#nextPort[i] = 1024 + random.below(60_000);
    }
    for (let i = 0; i < this.services.count; i++) {
      // Services cluster: a data centre's /24 holds many of them.
      const centre = random.below(4000);
      const block = (Math.imul(centre, 0x9e3779b1) >>> 0) | 0x01000000;
      this.services.set4(i, (((block % 0xde000000) & 0xffffff00) | random.below(256)) >>> 0);
      this.services6.set6(i, 0x2a000000 + centre, random.below(16) << 16, 0, random.below(65_536));
      const u = random.unit() * (cumulated[cumulated.length - 1] ?? 1);
      this.#kind[i] = Math.max(
        0,
        cumulated.findIndex((sum) => u < sum),
      );
    }
  }

  /** One subscriber does something: a few services, a few connections each, within seconds. */
  #visit(batch: FlowBatch): void {
    const random = this.#random;
    const client = this.#clientRank.pick(random);
    const over6 = random.chance(this.#options.ipv6);
    const services = 1 + random.below(4);
    let at = this.#nowMs + random.below(1000);
    for (let s = 0; s < services; s++) {
      const service = this.#serviceRank.pick(random);
      const connections = 1 + Math.min(7, Math.floor(random.exponential(0.9)));
      for (let c = 0; c < connections; c++) {
        this.#connection(batch, client, service, at + random.below(400), over6);
      }
      at += random.exponential(700);
    }
  }

  #connection(batch: FlowBatch, client: number, service: number, at: number, over6: boolean): void {
    const random = this.#random;
    const facts = this.#facts;
    const [, protocol, port, median, octets] = SERVICES[this.#kind[service] ?? 0] ?? [0, 6, 443, 10, 800];
    const clients = over6 ? this.clients6 : this.clients;
    const services = over6 ? this.services6 : this.services;
    const clientPort = this.#ephemeral(client);
    const servicePort = port || 10_000 + (Math.imul(service, 2654435761) >>> 17);
    const elephant = random.chance(0.003);
    const packets = elephant ? random.pareto(400, 1.1) : median === 1 ? 1 : random.logNormal(median, 1.1);
    const spread = median === 1 ? 40 : elephant ? 60_000 : 2500;
    facts.protocol = protocol;
    facts.at = at;
    facts.duration = median === 1 && packets === 1 ? 0 : Math.min(1_800_000, random.logNormal(spread, 1.6));
    facts.flags = protocol === 6 ? (random.chance(0.85) ? 0x1b : 0x1a) : 0;
    facts.sourcePort = clientPort;
    facts.targetPort = servicePort;
    facts.packets = Math.min(4e9, packets * 0.6 + 1);
    facts.bytes = Math.floor(facts.packets) * (60 + random.below(120));
    facts.ingress = 10 + (client % 4);
    facts.egress = 1 + (service % 3);
    putRow(batch, clients, client, services, service, facts);
    if (!this.#options.bothWays) return;
    facts.at = at + 2 + random.below(80);
    facts.sourcePort = servicePort;
    facts.targetPort = clientPort;
    facts.packets = Math.min(4e9, packets);
    facts.bytes = Math.floor(facts.packets) * Math.max(40, octets * (0.6 + 0.5 * random.unit()));
    facts.ingress = 1 + (service % 3);
    facts.egress = 10 + (client % 4);
    putRow(batch, services, service, clients, client, facts);
  }

  /** A stranger tries one port at a few subscribers; most get no answer. */
  #knocks(batch: FlowBatch): void {
    const random = this.#random;
    const facts = this.#facts;
    this.#stranger.set4(0, strangerNumber(random.below(STRANGERS)));
    facts.protocol = 6;
    facts.flags = 0x02;
    facts.duration = 0;
    facts.packets = 1;
    facts.bytes = random.chance(0.5) ? 40 : 44;
    facts.ingress = 1;
    facts.egress = 10;
    facts.targetPort = KNOCKED[Math.min(KNOCKED.length - 1, Math.floor(random.exponential(3)))] ?? 23;
    const tries = 1 + random.below(3);
    for (let i = 0; i < tries; i++) {
      facts.at = this.#nowMs + random.below(2000);
      facts.sourcePort = 1024 + random.below(64_000);
      putRow(batch, this.#stranger, 0, this.clients, random.below(this.clients.count), facts);
    }
  }

  /** Half of the hosts count their ports up, the other half draws them. */
  #ephemeral(client: number): number {
    if (client & 1) return 32_768 + this.#random.below(28_000);
    const next = (this.#nextPort[client] ?? 0) + 1;
    this.#nextPort[client] = next > 65_000 ? 49_152 : next;
    return Math.max(1024, next);
  }
}
