/** What is read of records before it can be written: values that only together with others make a cell. */
import type { Domain } from '../decode/exporters.ts';
import type { MessageHeader } from '../decode/message.ts';
import { write } from '../decode/plan.ts';
import type { FlowBatch } from './batch.ts';
import {
  fill8,
  fill16,
  fill32,
  fill64,
  fillAddress4,
  fillAddress6,
  fillNtp,
  fillTimes,
  fillUptimes,
  fillValues,
  type Run,
} from './fill.ts';

/** Scratch for the records of one data set; -1 = not said. */
export interface RecordFacts {
  readonly first: Float64Array;
  readonly last: Float64Array;
  readonly span: Float64Array;
  readonly rate: Float64Array;
  readonly event: Float64Array;
  readonly icmp: Float64Array;
  readonly values: Float64Array;
  readonly keep: Uint8Array;
  dropped: number;
}

/** Room for the records of the largest datagram. */
export function newFacts(records: number): RecordFacts {
  const column = () => new Float64Array(records);
  return {
    first: column(),
    last: column(),
    span: column(),
    rate: column(),
    event: column(),
    icmp: column(),
    values: column(),
    keep: new Uint8Array(records),
    dropped: 0,
  };
}

/** Forgets the records before. */
export function clearFacts(facts: RecordFacts, count: number, rate: number): void {
  facts.first.fill(-1, 0, count);
  facts.last.fill(-1, 0, count);
  facts.span.fill(-1, 0, count);
  facts.rate.fill(rate, 0, count);
  facts.event.fill(0, 0, count);
  facts.icmp.fill(-1, 0, count);
  facts.keep.fill(1, 0, count);
  facts.dropped = 0;
}

/** Writes a field that is a cell by itself; false when it is not. */
export function fillColumn(batch: FlowBatch, row: number, what: number, run: Run): boolean {
  switch (what) {
    case write.source4:
      fillAddress4(batch.source, row, run);
      return true;
    case write.target4:
      fillAddress4(batch.target, row, run);
      return true;
    case write.source6:
      fillAddress6(batch.source, row, run);
      return true;
    case write.target6:
      fillAddress6(batch.target, row, run);
      return true;
    case write.sourcePort:
      fill16(batch.sourcePort, row, run);
      return true;
    case write.targetPort:
      fill16(batch.targetPort, row, run);
      return true;
    case write.protocol:
      fill8(batch.protocol, row, run);
      return true;
    case write.flags:
      fill8(batch.flags, row, run);
      return true;
    case write.tos:
      fill8(batch.tos, row, run);
      return true;
    case write.packets:
      fill64(batch.packets, row, run);
      return true;
    case write.bytes:
      fill64(batch.bytes, row, run);
      return true;
    case write.replyPackets:
      batch.detailed = true;
      fill64(batch.replyPackets, row, run);
      return true;
    case write.replyBytes:
      batch.detailed = true;
      fill64(batch.replyBytes, row, run);
      return true;
    case write.ingress:
      fill32(batch.ingress, row, run);
      return true;
    case write.egress:
      fill32(batch.egress, row, run);
      return true;
    default:
      return false;
  }
}

/** Keeps a field that only together with others makes a cell. Later kinds of times do not replace what is known. */
export function fillFacts(
  facts: RecordFacts,
  what: number,
  run: Run,
  header: MessageHeader,
  bootMs: number,
  domain: Domain,
): void {
  switch (what) {
    case write.startMillis:
      fillTimes(facts.first, run, 0, 1);
      break;
    case write.endMillis:
    case write.eventMillis:
      fillTimes(facts.last, run, 0, 1);
      break;
    case write.startSeconds:
      fillTimes(facts.first, run, 0, 1000);
      break;
    case write.endSeconds:
      fillTimes(facts.last, run, 0, 1000);
      break;
    case write.startNtp:
      fillNtp(facts.first, run);
      break;
    case write.endNtp:
      fillNtp(facts.last, run);
      break;
    case write.startDelta:
      fillTimes(facts.first, run, header.exportMs, -0.001);
      break;
    case write.endDelta:
      fillTimes(facts.last, run, header.exportMs, -0.001);
      break;
    // IPFIX exporters that count from their start but never said when it was leave us the time of export.
    case write.startUptime:
      if (bootMs > 0) fillUptimes(facts.first, run, bootMs, header.uptime);
      break;
    case write.endUptime:
      if (bootMs > 0) fillUptimes(facts.last, run, bootMs, header.uptime);
      break;
    case write.duration:
      fillTimes(facts.span, run, 0, 1);
      break;
    case write.durationMicros:
      fillTimes(facts.span, run, 0, 0.001);
      break;
    case write.event:
      fillValues(facts.event, run);
      break;
    default:
      fillOther(facts, what, run, domain);
  }
}

function fillOther(facts: RecordFacts, what: number, run: Run, domain: Domain): void {
  const { values, icmp, rate } = facts;
  fillValues(values, run);
  for (let i = 0; i < run.count; i++) {
    const value = values[i] as number;
    const known = Math.max(icmp[i] as number, 0);
    if (what === write.icmp) icmp[i] = value & 0xffff;
    else if (what === write.icmpType) icmp[i] = (known & 0xff) | ((value & 0xff) << 8);
    else if (what === write.icmpCode) icmp[i] = (known & 0xff00) | (value & 0xff);
    else if (what === write.sampling) rate[i] = value || (rate[i] as number);
    else if (what === write.sampler) rate[i] = domain.samplers.get(value) ?? (rate[i] as number);
  }
}
