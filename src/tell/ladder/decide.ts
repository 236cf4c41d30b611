import type { Severity } from '../finding/life.ts';

/** A way to reach somebody. Stored as part of content/ladders. */
export const ways = [
  'first-contact',
  'second-contact',
  'plain-wording',
  'webhook',
  'letter',
  'partner',
  'provider',
  'help-team',
] as const;
export type Way = (typeof ways)[number];

/** One rung: a way and how many days we wait after it, by severity 1…5. */
export interface Rung {
  readonly way: Way;
  readonly waitDays: readonly [number, number, number, number, number];
}

/** A person who can be told. */
export interface Reachable {
  readonly id: string;
  readonly email: string | null;
  readonly language: 'ja' | 'easy' | 'en';
  readonly bounced: boolean;
}

/** Handling (TLP 2.0) under which nobody outside the organisation may know: no chamber, no other provider. */
export const theirsAlone = ['TLP:AMBER+STRICT', 'TLP:RED'];

/** How an organisation can be reached. */
export interface Reach {
  /** In the order in which they are told. */
  readonly contacts: readonly Reachable[];
  readonly webhook: boolean;
  /** A postal address is known. */
  readonly letter: boolean;
  /** Chamber or help team: the organisation's parent that is a partner. */
  readonly partner: { readonly organisationId: string; readonly contact: Reachable } | undefined;
  /** The holder of the network, with somebody to write to. */
  readonly provider: { readonly organisationId: string; readonly contact: Reachable } | undefined;
}

/** What to do on a rung. */
export interface Step {
  /** The rung taken, counted from 1. */
  readonly step: number;
  readonly way: Way;
  readonly channel: 'mail' | 'webhook' | 'letter' | 'help-team';
  readonly wording: 'standard' | 'plain';
  /** Who gets the message: another organisation on the rungs `partner` and `provider`. */
  readonly toOrganisation: string | undefined;
  readonly contact: Reachable | undefined;
  readonly waitDays: number;
}

/**
 * The next rung above `step` that can be taken for this organisation, or `undefined` when all are used up: then the
 * operator's list of the unreachable has it. Rungs that lead nowhere (no second contact, no address) are passed over.
 * `firstChannel`: an arm of a comparison prescribes how the very first notice goes; where it cannot, the ladder decides.
 */
export function decideStep(
  ladder: readonly Rung[],
  step: number,
  severity: Severity,
  reach: Reach,
  firstChannel: '' | 'mail' | 'webhook' | 'letter' = '',
): Step | undefined {
  if (step === 0 && (firstChannel === 'letter' || firstChannel === 'webhook') && reach[firstChannel])
    return {
      step: 1,
      way: firstChannel,
      channel: firstChannel,
      wording: 'standard',
      toOrganisation: undefined,
      contact: undefined,
      waitDays: (ladder[0] as Rung).waitDays[severity - 1] as number,
    };
  const reachable = reach.contacts.filter((contact) => contact.email && !contact.bounced);
  for (let index = step; index < ladder.length; index++) {
    const rung = ladder[index] as Rung;
    const base = {
      step: index + 1,
      way: rung.way,
      waitDays: rung.waitDays[severity - 1] as number,
      wording: 'standard' as const,
      toOrganisation: undefined,
      contact: undefined,
    };
    switch (rung.way) {
      case 'first-contact':
        if (reachable[0]) return { ...base, channel: 'mail', contact: reachable[0] };
        if (reach.webhook) return { ...base, channel: 'webhook' };
        break;
      case 'second-contact':
        if (reachable[1]) return { ...base, channel: 'mail', contact: reachable[1] };
        break;
      case 'plain-wording':
        if (reachable[0]) return { ...base, channel: 'mail', wording: 'plain', contact: reachable[0] };
        break;
      case 'webhook':
        if (reach.webhook) return { ...base, channel: 'webhook' };
        break;
      case 'letter':
        if (reach.letter) return { ...base, channel: 'letter' };
        break;
      case 'partner':
      case 'provider': {
        const other = reach[rung.way];
        if (other) return { ...base, channel: 'mail', toOrganisation: other.organisationId, contact: other.contact };
        break;
      }
      case 'help-team':
        return { ...base, channel: 'help-team' };
    }
  }
  return undefined;
}

/** Day and hour at which digests and lists go out: nine in the morning in Japan, so that somebody is there to act. */
export function nextDigestAt(now: Date): Date {
  const nineJst = new Date(now);
  nineJst.setUTCHours(0, 0, 0, 0); // 09:00 JST is 00:00 UTC
  if (nineJst.getTime() <= now.getTime()) nineJst.setUTCDate(nineJst.getUTCDate() + 1);
  return nineJst;
}

/** How an organisation hears of a severity when it has not said: high and critical at once, the rest in the daily digest, mere information never. */
export function standardManner(severity: Severity): 'now' | 'digest' | 'none' {
  if (severity >= 4) return 'now';
  return severity === 1 ? 'none' : 'digest';
}
