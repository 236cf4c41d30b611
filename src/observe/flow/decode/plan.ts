/** Turns a template into a list of column writes, once per template, so that a record costs one short loop. */
import type { TemplateField } from './template.ts';

/** What one field does to the row. Numbers, not names: the writer switches over them for every field of every record. */
export const write = {
  source4: 1,
  target4: 2,
  source6: 3,
  target6: 4,
  sourcePort: 5,
  targetPort: 6,
  protocol: 7,
  flags: 8,
  tos: 9,
  packets: 10,
  bytes: 11,
  replyPackets: 12,
  replyBytes: 13,
  ingress: 14,
  egress: 15,
  icmp: 16,
  icmpType: 17,
  icmpCode: 18,
  sampling: 19,
  sampler: 20,
  startUptime: 21,
  endUptime: 22,
  startSeconds: 23,
  endSeconds: 24,
  startMillis: 25,
  endMillis: 26,
  startNtp: 27,
  endNtp: 28,
  startDelta: 29,
  endDelta: 30,
  duration: 31,
  durationMicros: 32,
  event: 33,
  eventMillis: 34,
  frame: 35,
} as const;

/** The writes of one template: `steps` holds triples (what, field index, length; length 65535 = variable). */
export interface FlowPlan {
  readonly steps: Int32Array;
  /** Records without both addresses (or a packet section to read them from) are no flows and are only counted. */
  readonly isFlow: boolean;
}

const REVERSE_ENTERPRISE = 29305;

/** Each list in order of preference: the first field of a template that is in it wins, the others are left alone. */
const choices: readonly [what: number, elements: readonly (readonly [enterprise: number, id: number])[]][] = [
  [write.source4, own(8)],
  [write.source6, own(27)],
  [write.target4, own(12)],
  [write.target6, own(28)],
  [write.sourcePort, own(7, 180, 182)],
  [write.targetPort, own(11, 181, 183)],
  [write.protocol, own(4)],
  [write.flags, own(6)],
  [write.tos, own(5)],
  [write.packets, own(2, 298, 86, 24)],
  [write.bytes, own(1, 231, 85, 23, 352)],
  [write.replyPackets, [...reverse(2, 86), [0, 299]]],
  [write.replyBytes, [...reverse(1, 85), [0, 232]]],
  [write.ingress, own(10, 252)],
  [write.egress, own(14, 253)],
  [write.icmp, own(32, 139)],
  [write.icmpType, own(176, 178)],
  [write.icmpCode, own(177, 179)],
  [write.sampling, own(305, 34, 50)],
  [write.sampler, own(302, 48)],
  [write.startMillis, own(152)],
  [write.endMillis, own(153)],
  [write.startNtp, own(154, 156)],
  [write.endNtp, own(155, 157)],
  [write.startSeconds, own(150)],
  [write.endSeconds, own(151)],
  [write.startUptime, own(22)],
  [write.endUptime, own(21)],
  [write.startDelta, own(158)],
  [write.endDelta, own(159)],
  [write.duration, own(161)],
  [write.durationMicros, own(162)],
  [write.event, own(233, 40005)],
  [write.eventMillis, own(323)],
  [write.frame, own(315, 104)],
];

/** Time fields come after the rest in a plan only by accident, so that the writer must not depend on their order. */
export function planFlow(fields: readonly TemplateField[], options: boolean): FlowPlan {
  const steps: number[] = [];
  const have = new Set<number>();
  for (const [what, elements] of choices) {
    for (const [enterprise, id] of elements) {
      const index = fields.findIndex((f) => f.enterprise === enterprise && f.id === id && !f.scope);
      const field = fields[index];
      if (!field || !fits(what, field.length)) continue;
      steps.push(what, index, field.length);
      have.add(what);
      break;
    }
  }
  const source = have.has(write.source4) || have.has(write.source6);
  const target = have.has(write.target4) || have.has(write.target6);
  // A log of address translations has both addresses too, but counts nothing.
  const counts = [write.packets, write.bytes, write.event].some((what) => have.has(what));
  return {
    steps: Int32Array.from(steps),
    isFlow: !options && ((source && target && counts) || have.has(write.frame)),
  };
}

/** A field of a length its meaning cannot have is not used: an exporter's mistake must not move the reader. */
function fits(what: number, length: number): boolean {
  if (what === write.frame) return true;
  if (what === write.source4 || what === write.target4) return length === 4;
  if (what === write.source6 || what === write.target6) return length === 16;
  if (what === write.startNtp || what === write.endNtp) return length === 8;
  return length >= 1 && length <= 8;
}

function own(...ids: number[]): (readonly [number, number])[] {
  return ids.map((id) => [0, id] as const);
}

function reverse(...ids: number[]): (readonly [number, number])[] {
  return ids.map((id) => [REVERSE_ENTERPRISE, id] as const);
}
