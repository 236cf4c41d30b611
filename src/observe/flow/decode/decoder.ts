/** The decoder of one collector: datagrams in, parts of proved range out to a visitor. It never throws on input. */
import { readU16, readU32 } from './bytes.ts';
import {
  type Domain,
  type Exporter,
  ExporterTable,
  type FlowCounters,
  type HeldSet,
  newCounters,
} from './exporters.ts';
import { type FlowSample, type MessageHeader, type MessageVisitor, NETFLOW5_RECORD } from './message.ts';
import { noteOptions } from './options.ts';
import { readSflowHeader, walkSflow } from './sflow.ts';
import { locateFields, readTemplateSet, restoreTemplate, type Template } from './template.ts';

/** A template kept over a restart, so that the minutes until the exporter repeats it are not lost. */
export interface SavedTemplate {
  readonly exporter: string;
  readonly version: number;
  readonly domain: number;
  readonly options: boolean;
  /** The definition as it was sent, base64. */
  readonly definition: string;
}

export interface DecoderOptions {
  /** Registered exporters only, where given; others are counted and dropped before anything is remembered. */
  readonly allow?: (address: string) => boolean;
  /** Keep data sets that come before their template (bounded); otherwise they are counted as dropped. */
  readonly hold?: boolean;
}

/**
 * Decodes NetFlow v5, v9, IPFIX and sFlow v5, told apart by their first octets. Templates live per exporter and source id;
 * memory is bounded whatever arrives (see `exporterBounds`, `templateBounds`); what cannot be used is counted.
 */
export class FlowDecoder {
  readonly counters: FlowCounters = newCounters();
  readonly exporters: ExporterTable;
  readonly #visitor: MessageVisitor;
  readonly #hold: boolean;
  readonly #header: MessageHeader = {
    version: 0,
    exportMs: 0,
    uptime: 0,
    sequence: 0,
    sampling: 0,
    receivedMs: 0,
    engine: 0,
  };
  readonly #sample: FlowSample = { protocol: 0, start: 0, end: 0, frameOctets: 0, rate: 1, input: 0, output: 0 };

  constructor(visitor: MessageVisitor, options: DecoderOptions = {}) {
    this.#visitor = visitor;
    this.#hold = options.hold ?? true;
    this.exporters = new ExporterTable(options.allow);
  }

  /** Decodes one datagram (untrusted) from the exporter at `address`, received at `receivedMs`. */
  decode(bytes: Uint8Array, address: string, receivedMs: number): void {
    const { counters } = this;
    counters.datagrams++;
    counters.octets += bytes.length;
    if (bytes.length < 16) {
      counters.malformed++;
      return;
    }
    const version = readU16(bytes, 0);
    const isSflow = version === 0 && readU16(bytes, 2) === 5;
    if (version !== 5 && version !== 9 && version !== 10 && !isSflow) {
      counters.unknownVersion++;
      return;
    }
    const exporter = this.exporters.find(address, receivedMs);
    if (!exporter) {
      counters.exportersRefused++;
      return;
    }
    exporter.datagrams++;
    this.#header.receivedMs = receivedMs;
    if (version === 5) this.#netflow5(bytes, exporter);
    else if (isSflow) this.#sflow(bytes, exporter);
    else this.#sets(bytes, exporter, version);
  }

  /** What has to be remembered over a restart. */
  saveTemplates(): SavedTemplate[] {
    const saved: SavedTemplate[] = [];
    for (const exporter of this.exporters.all()) {
      for (const domain of exporter.domains.values()) {
        for (const template of domain.templates.values()) {
          saved.push({
            exporter: exporter.address,
            version: domain.version,
            domain: domain.id,
            options: template.options,
            definition: Buffer.from(template.definition).toString('base64'),
          });
        }
      }
    }
    return saved;
  }

  /** Takes saved templates back, under the same bounds as fresh ones; damaged ones are refused and counted. */
  loadTemplates(saved: readonly SavedTemplate[], nowMs: number): void {
    for (const item of saved) {
      const exporter = this.exporters.find(item.exporter, nowMs);
      const domain = exporter && this.exporters.domain(exporter, item.version, item.domain);
      const template = restoreTemplate(Buffer.from(item.definition, 'base64'), item.version, item.options);
      if (!domain || !template || !this.#admit(domain, template)) {
        this.counters.templatesRefused++;
        continue;
      }
      domain.templates.set(template.id, template);
    }
  }

  #netflow5(bytes: Uint8Array, exporter: Exporter): void {
    const count = readU16(bytes, 2);
    if (bytes.length < 24 || count === 0 || 24 + count * NETFLOW5_RECORD > bytes.length) {
      this.counters.malformed++;
      return;
    }
    const header = this.#header;
    header.version = 5;
    header.uptime = readU32(bytes, 4);
    header.exportMs = readU32(bytes, 8) * 1000 + Math.floor(readU32(bytes, 12) / 1e6);
    header.sequence = readU32(bytes, 16);
    header.engine = readU16(bytes, 20);
    header.sampling = readU16(bytes, 22);
    const domain = this.exporters.domain(exporter, 5, header.engine);
    if (!domain) {
      this.counters.exportersRefused++;
      return;
    }
    domain.sequence.note(header.sequence, count);
    this.#countFlows(exporter, this.#visitor.netflow5(bytes, 24, count, header, domain));
  }

  #sflow(bytes: Uint8Array, exporter: Exporter): void {
    const start = readSflowHeader(bytes);
    if (!start) {
      this.counters.malformed++;
      return;
    }
    const header = this.#header;
    header.version = 105;
    header.uptime = start.uptime;
    header.exportMs = header.receivedMs;
    header.sequence = start.sequence;
    const domain = this.exporters.domain(exporter, 105, start.subAgent);
    if (!domain) {
      this.counters.exportersRefused++;
      return;
    }
    domain.sequence.note(start.sequence, 1);
    const outcome = walkSflow(bytes, start, this.#sample, (sample) =>
      this.#visitor.sample(bytes, sample, header, domain),
    );
    if (outcome.malformed) this.counters.malformed++;
    this.counters.counterSamples += outcome.counters;
    this.#countFlows(exporter, outcome.flows);
  }

  #sets(bytes: Uint8Array, exporter: Exporter, version: number): void {
    const header = this.#header;
    const first = version === 9 ? 20 : 16;
    if (bytes.length < first) {
      this.counters.malformed++;
      return;
    }
    header.version = version;
    header.uptime = version === 9 ? readU32(bytes, 4) : 0;
    header.exportMs = readU32(bytes, version === 9 ? 8 : 4) * 1000;
    header.sequence = readU32(bytes, version === 9 ? 12 : 8);
    const domain = this.exporters.domain(exporter, version, readU32(bytes, version === 9 ? 16 : 12));
    if (!domain) {
      this.counters.exportersRefused++;
      return;
    }
    // IPFIX states its length; octets after it are not part of the message.
    const end = version === 10 ? Math.min(bytes.length, Math.max(readU16(bytes, 2), first)) : bytes.length;
    let offset = first;
    let records = 0;
    while (offset + 4 <= end) {
      const id = readU16(bytes, offset);
      const length = readU16(bytes, offset + 2);
      if (length < 4 || offset + length > end) {
        this.counters.malformed++;
        break;
      }
      const found = this.#set(bytes, id, offset + 4, offset + length, domain);
      records = found < 0 || records < 0 ? -1 : records + found;
      offset += length;
    }
    domain.sequence.note(header.sequence, version === 9 ? 1 : records);
  }

  /** One set; answers how many data records it held, -1 when nobody can know. */
  #set(bytes: Uint8Array, id: number, start: number, end: number, domain: Domain): number {
    const { version } = domain;
    const isTemplate = version === 9 ? id === 0 : id === 2;
    if (isTemplate || id === (version === 9 ? 1 : 3)) {
      this.#templates(bytes, start, end, !isTemplate, domain);
      return 0;
    }
    if (id < 256) return 0;
    const template = domain.templates.get(id);
    if (template) return this.#data(bytes, start, end, template, domain);
    this.#holdSet(bytes, id, start, end, domain);
    return -1;
  }

  #data(bytes: Uint8Array, start: number, end: number, template: Template, domain: Domain): number {
    if (template.options) {
      const count = noteOptions(bytes, start, end, template, domain);
      this.#visitor.dataSet(bytes, start, end, template, this.#header, domain);
      this.counters.optionRecords += count;
      return count;
    }
    const count = countRecords(bytes, start, end, template);
    const flows = this.#visitor.dataSet(bytes, start, end, template, this.#header, domain);
    this.counters.otherRecords += count - flows;
    this.#countFlows(domain.exporter, flows);
    return count;
  }

  #templates(bytes: Uint8Array, start: number, end: number, options: boolean, domain: Domain): void {
    const ready: Template[] = [];
    const outcome = readTemplateSet(
      bytes,
      start,
      end,
      { version: domain.version, options },
      domain.templates,
      (template) => {
        ready.push(template);
      },
    );
    domain.exporter.fields -= outcome.freedFields;
    this.exporters.fields -= outcome.freedFields;
    for (const template of ready) {
      if (domain.templates.get(template.id) === template && !this.#admit(domain, template)) {
        domain.templates.delete(template.id);
        outcome.refused++;
      }
    }
    this.counters.templates += outcome.defined;
    this.counters.templatesRefused += outcome.refused;
    if (outcome.malformed) this.counters.malformed++;
    for (const template of ready) this.#release(domain, template);
  }

  #admit(domain: Domain, template: Template): boolean {
    if (!this.exporters.mayGrow(domain.exporter, template.fields.length)) return false;
    domain.exporter.fields += template.fields.length;
    this.exporters.fields += template.fields.length;
    return true;
  }

  #holdSet(bytes: Uint8Array, id: number, start: number, end: number, domain: Domain): void {
    if (!this.#hold) {
      this.counters.setsDropped++;
      return;
    }
    const { exportMs, uptime, sequence } = this.#header;
    const set: HeldSet = { id, octets: bytes.slice(start, end), exportMs, uptime, sequence };
    const { kept, dropped } = this.exporters.hold(domain, set);
    if (kept) this.counters.setsHeld++;
    this.counters.setsDropped += dropped;
  }

  #release(domain: Domain, template: Template): void {
    if (domain.templates.get(template.id) !== template) return;
    const ready = this.exporters.release(domain, template.id);
    if (ready.length === 0) return;
    const header = this.#header;
    const { exportMs, uptime, sequence } = header;
    for (const set of ready) {
      header.exportMs = set.exportMs;
      header.uptime = set.uptime;
      header.sequence = set.sequence;
      this.#data(set.octets, 0, set.octets.length, template, domain);
      this.counters.setsReleased++;
    }
    header.exportMs = exportMs;
    header.uptime = uptime;
    header.sequence = sequence;
  }

  #countFlows(exporter: Exporter, flows: number): void {
    this.counters.flows += flows;
    exporter.flows += flows;
  }
}

/** How many records a data set holds, padding left aside. */
export function countRecords(bytes: Uint8Array, start: number, end: number, template: Template): number {
  if (!template.variable) return Math.floor((end - start) / template.minimum);
  let count = 0;
  let offset = start;
  while (offset + template.minimum <= end) {
    offset = locateFields(template, bytes, offset, end);
    if (offset < 0) break;
    count++;
  }
  return count;
}
