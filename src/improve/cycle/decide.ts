/**
 * The life of an evaluation: draft → submitted → agreed by the ministry → agreed by the secretariat → approved.
 *
 * Whoever writes (part officer) may not agree to it. An approval holds for one version of the text: a change makes a new
 * version, which needs both again. "Returned" puts it back to draft with a note. When it is approved, the measure gets the
 * state that was proposed for it, and what was drafted beside it is published.
 */

/** Stored. Which part somebody takes in the cycle. */
export type Part = 'officer' | 'ministry' | 'secretariat';
/** Who agrees, in this order. */
export const APPROVERS = ['ministry', 'secretariat'] as const;
/** States a person may choose for a measure at the end of its year. */
export const NEXT_STATES = ['continued', 'revised', 'completed', 'dropped', 'absorbed'] as const;
/** One of `NEXT_STATES`. */
export type NextState = (typeof NEXT_STATES)[number];

/** Stored. The cycle of one measure as written. */
export interface Cycle {
  readonly evaluation: string;
  readonly nextPlan: string;
  readonly nextState: NextState | null;
  readonly absorbedInto: string | null;
  readonly because: string;
  readonly state: 'draft' | 'submitted' | 'approved';
  readonly version: number;
  readonly writtenBy: string;
}

/** What stands in the way of submitting, as the code of a refusal; undefined when nothing does. */
export function whyNotSubmit(
  cycle: Cycle,
): 'evaluation-missing' | 'next-plan-missing' | 'state-needs-reason' | 'absorbed-needs-measure' | undefined {
  if (cycle.evaluation.trim() === '') return 'evaluation-missing';
  if ((cycle.nextState === 'continued' || cycle.nextState === 'revised') && cycle.nextPlan.trim() === '')
    return 'next-plan-missing';
  if ((cycle.nextState === 'completed' || cycle.nextState === 'dropped') && cycle.because.trim() === '')
    return 'state-needs-reason';
  if (cycle.nextState === 'absorbed' && cycle.absorbedInto === null) return 'absorbed-needs-measure';
  return undefined;
}

/** What stands in the way of agreeing (or returning), as the code of a refusal; undefined when nothing does. */
export function whyNotDecide(
  cycle: Cycle,
  person: string,
  role: (typeof APPROVERS)[number],
  agreed: ReadonlySet<string>,
): 'not-submitted' | 'already-approved' | 'own-work' | 'wrong-order' | undefined {
  if (cycle.state === 'approved') return 'already-approved';
  if (cycle.state === 'draft') return 'not-submitted';
  if (cycle.writtenBy === person) return 'own-work';
  if (role === 'secretariat' && !agreed.has('ministry')) return 'wrong-order';
  return agreed.has(role) ? 'already-approved' : undefined;
}

/** Whether somebody may take a part: those listed may what is listed; where nobody is listed, operators may all. */
export function mayTake(
  part: Part,
  person: string,
  listed: readonly { readonly person: string; readonly role: string }[],
): boolean {
  return listed.length === 0 || listed.some((one) => one.person === person && one.role === part);
}
