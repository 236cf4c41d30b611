/** What the walkers over datagrams hand to whoever wants the content: the column writer or the record reader. */
import type { Domain } from './exporters.ts';
import type { Template } from './template.ts';

/** The header of one datagram, as far as the meaning of its records depends on it. Reused: copy what you keep. */
export interface MessageHeader {
  version: number;
  /** When the exporter sent it (sFlow has no wall clock: when it arrived). */
  exportMs: number;
  /** Milliseconds since the exporter started; 0 where the version does not say. */
  uptime: number;
  sequence: number;
  /** Sampling as the version 5 header states it (mode in the two highest bits). */
  sampling: number;
  /** When it reached us; bounds what an exporter may claim about time. */
  receivedMs: number;
  /** Version 5: type and slot of the switching engine. */
  engine: number;
}

/** Receives the parts of datagrams whose ranges have been proved. Gives back how many records it found. */
export interface MessageVisitor {
  /** `count` records of 48 octets each from `start` (NetFlow version 5). */
  netflow5(bytes: Uint8Array, start: number, count: number, header: MessageHeader, domain: Domain): number;
  /** A data set of a known template. Options data comes here too. */
  dataSet(
    bytes: Uint8Array,
    start: number,
    end: number,
    template: Template,
    header: MessageHeader,
    domain: Domain,
  ): number;
  /** One sFlow flow sample: a packet header as seen on the wire, or its address fields alone. */
  sample(bytes: Uint8Array, sample: FlowSample, header: MessageHeader, domain: Domain): number;
}

/** An sFlow flow sample; offsets point into the datagram. Reused. */
export interface FlowSample {
  /** How to read the section: 1 Ethernet, 11 IPv4, 12 IPv6 (sFlow header protocols); 103/104 = the sampled_ipv4/ipv6 structures. */
  protocol: number;
  start: number;
  end: number;
  /** Octets of the frame on the wire. */
  frameOctets: number;
  rate: number;
  input: number;
  output: number;
}

/** Octets of one NetFlow version 5 record. */
export const NETFLOW5_RECORD = 48;
