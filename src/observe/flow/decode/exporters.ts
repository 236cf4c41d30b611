/** What is remembered of each exporter between datagrams, and how much of it at most. */
import { SequenceCounter } from './sequence.ts';
import type { Template } from './template.ts';

/** Anyone can send UDP from a made-up address; these bounds keep the memory of the collector finite whatever arrives. */
export const exporterBounds = {
  exporters: 4096,
  domainsPerExporter: 64,
  domains: 16_384,
  /** Fields of all templates together: 64 domains × 1,024 templates × 512 fields would be gigabytes. */
  fieldsPerExporter: 50_000,
  fields: 2_000_000,
  samplersPerDomain: 256,
  /** Data sets that arrived before their template. */
  heldPerDomain: 64,
  heldOctets: 4 << 20,
  /** A silent exporter gives its place to a new one after this time. */
  idleMs: 3_600_000,
} as const;

/** A data set that waits for its template, with what its times are computed from. */
export interface HeldSet {
  readonly id: number;
  readonly octets: Uint8Array;
  readonly exportMs: number;
  readonly uptime: number;
  readonly sequence: number;
}

/** One source id (v9), observation domain (IPFIX), engine (v5) or sub-agent (sFlow) of one exporter. */
export interface Domain {
  readonly exporter: Exporter;
  readonly version: number;
  readonly id: number;
  readonly templates: Map<number, Template>;
  readonly sequence: SequenceCounter;
  readonly samplers: Map<number, number>;
  /** One packet in so many, from options data without a sampler number; 1 = every packet. */
  sampling: number;
  /** When the exporter started, for IPFIX exporters that count their times from there; 0 = never said. */
  bootMs: number;
  readonly held: HeldSet[];
}

/** One exporter: the address its datagrams come from. */
export interface Exporter {
  readonly address: string;
  /** The address as the four words of an IPv6 column. */
  readonly words: Uint32Array;
  readonly domains: Map<string, Domain>;
  fields: number;
  firstSeenMs: number;
  lastSeenMs: number;
  datagrams: number;
  flows: number;
}

/** Everything that moved, counted. All numbers only grow. */
export interface FlowCounters {
  datagrams: number;
  octets: number;
  flows: number;
  /** Records of options templates (sampling, interface names, exporter statistics). */
  optionRecords: number;
  /** Data records that are no flows (no addresses) and flow events that only announce a flow. */
  otherRecords: number;
  counterSamples: number;
  templates: number;
  templatesRefused: number;
  /** Data sets without a template: kept for later, decoded after all, given up. */
  setsHeld: number;
  setsReleased: number;
  setsDropped: number;
  malformed: number;
  unknownVersion: number;
  exportersRefused: number;
  /** Times outside what the clock allows, replaced by the time of arrival. */
  timesReplaced: number;
}

export function newCounters(): FlowCounters {
  return {
    datagrams: 0,
    octets: 0,
    flows: 0,
    optionRecords: 0,
    otherRecords: 0,
    counterSamples: 0,
    templates: 0,
    templatesRefused: 0,
    setsHeld: 0,
    setsReleased: 0,
    setsDropped: 0,
    malformed: 0,
    unknownVersion: 0,
    exportersRefused: 0,
    timesReplaced: 0,
  };
}

/** The exporters known to one decoder. */
export class ExporterTable {
  readonly #exporters = new Map<string, Exporter>();
  readonly #allow: ((address: string) => boolean) | undefined;
  #sweptMs = 0;
  /** Octets of held data sets and fields of templates, over all exporters. */
  heldOctets = 0;
  fields = 0;
  domains = 0;

  constructor(allow?: (address: string) => boolean) {
    this.#allow = allow;
  }

  /** The exporter of this address, or null where it is not registered or the table is full of living ones. */
  find(address: string, nowMs: number): Exporter | null {
    const known = this.#exporters.get(address);
    if (known) {
      known.lastSeenMs = nowMs;
      return known;
    }
    if (this.#allow && !this.#allow(address)) return null;
    if (this.#exporters.size >= exporterBounds.exporters) this.#sweep(nowMs);
    if (this.#exporters.size >= exporterBounds.exporters) return null;
    const exporter: Exporter = {
      address,
      words: addressWords(address),
      domains: new Map(),
      fields: 0,
      firstSeenMs: nowMs,
      lastSeenMs: nowMs,
      datagrams: 0,
      flows: 0,
    };
    this.#exporters.set(address, exporter);
    return exporter;
  }

  /** The domain `id` of an exporter speaking `version`, or null beyond the bound. */
  domain(exporter: Exporter, version: number, id: number): Domain | null {
    const key = `${version}.${id}`;
    const known = exporter.domains.get(key);
    if (known) return known;
    if (exporter.domains.size >= exporterBounds.domainsPerExporter) return null;
    if (this.domains >= exporterBounds.domains) return null;
    const domain: Domain = {
      exporter,
      version,
      id,
      templates: new Map(),
      sequence: new SequenceCounter(),
      samplers: new Map(),
      sampling: 1,
      bootMs: 0,
      held: [],
    };
    exporter.domains.set(key, domain);
    this.domains++;
    return domain;
  }

  /** Keeps a data set until its template comes; false when there is no room, the oldest of the domain giving way first. */
  hold(domain: Domain, set: HeldSet): { kept: boolean; dropped: number } {
    let dropped = 0;
    while (domain.held.length >= exporterBounds.heldPerDomain) {
      const oldest = domain.held.shift();
      if (!oldest) break;
      this.heldOctets -= oldest.octets.length;
      dropped++;
    }
    if (this.heldOctets + set.octets.length > exporterBounds.heldOctets) return { kept: false, dropped: dropped + 1 };
    domain.held.push(set);
    this.heldOctets += set.octets.length;
    return { kept: true, dropped };
  }

  /** Takes the held sets of template `id` out, oldest first. */
  release(domain: Domain, id: number): HeldSet[] {
    const ready = domain.held.filter((set) => set.id === id);
    if (ready.length === 0) return ready;
    const rest = domain.held.filter((set) => set.id !== id);
    domain.held.splice(0, domain.held.length, ...rest);
    for (const set of ready) this.heldOctets -= set.octets.length;
    return ready;
  }

  /** Whether `count` more template fields of this exporter are within the bounds. */
  mayGrow(exporter: Exporter, count: number): boolean {
    return exporter.fields + count <= exporterBounds.fieldsPerExporter && this.fields + count <= exporterBounds.fields;
  }

  all(): IterableIterator<Exporter> {
    return this.#exporters.values();
  }

  #sweep(nowMs: number): void {
    // Looking at every exporter for every datagram of a spoofed flood would be the attack itself.
    if (nowMs - this.#sweptMs < 60_000) return;
    this.#sweptMs = nowMs;
    for (const exporter of this.#exporters.values()) {
      if (nowMs - exporter.lastSeenMs < exporterBounds.idleMs) continue;
      this.#exporters.delete(exporter.address);
      this.fields -= exporter.fields;
      this.domains -= exporter.domains.size;
      for (const domain of exporter.domains.values()) {
        for (const set of domain.held) this.heldOctets -= set.octets.length;
      }
    }
  }
}

/** An IPv4 or IPv6 text address as the four little-endian words of an IPv6 column; anything else gives `::`. */
export function addressWords(address: string): Uint32Array {
  const bytes = new Uint8Array(16);
  const plain = address.split('%')[0] ?? '';
  const dotted = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(plain);
  if (dotted) {
    bytes[10] = 255;
    bytes[11] = 255;
    for (let i = 0; i < 4; i++) bytes[12 + i] = Number(dotted[i + 1]);
  } else if (plain.includes(':')) {
    const [head = '', tail] = plain.split('::');
    const front = head === '' ? [] : head.split(':');
    const back = tail === undefined || tail === '' ? [] : tail.split(':');
    const groups = [...front, ...new Array(Math.max(0, 8 - front.length - back.length)).fill('0'), ...back];
    groups.slice(0, 8).forEach((group, i) => {
      const value = Number.parseInt(group, 16) || 0;
      bytes[2 * i] = value >> 8;
      bytes[2 * i + 1] = value;
    });
  }
  return new Uint32Array(bytes.buffer);
}
