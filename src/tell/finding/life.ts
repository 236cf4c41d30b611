/**
 * A finding's life.
 *
 *     open → notified → acknowledged → claimed-fixed → verified-fixed
 *
 * `open` is known and not told; `notified` told; `acknowledged` answered without a claim (help asked, note given);
 * `claimed-fixed` the member says so; `verified-fixed` later looks of the same feed did not see it any more. Seen again after a
 * claim or a verification it is `reopened` and told anew. `false-positive` and `accepted-risk` are answers that stop the
 * telling, stay visible and can be undone. `expired`: its feed fell silent for good, so nobody can say.
 */
export const states = [
  'open',
  'notified',
  'acknowledged',
  'claimed-fixed',
  'verified-fixed',
  'reopened',
  'false-positive',
  'accepted-risk',
  'expired',
] as const;
/** Stored. */
export type FindingState = (typeof states)[number];

/** States in which somebody still has something to do. */
export const unfixed: readonly FindingState[] = ['open', 'notified', 'acknowledged', 'claimed-fixed', 'reopened'];

/** Severity as stored: 1 info … 5 critical. */
export type Severity = 1 | 2 | 3 | 4 | 5;

/** What a member can answer. `undo` takes the last answer back. */
export const answers = ['fixed', 'not-mine', 'accept', 'help', 'seen', 'undo'] as const;
export type Answer = (typeof answers)[number];

/** What an answer makes of a finding; `null`: the answer changes nothing in this state. */
export function afterAnswer(state: FindingState, answer: Answer, wasTold: boolean): FindingState | null {
  const isOpen = state === 'open' || state === 'notified' || state === 'acknowledged' || state === 'reopened';
  switch (answer) {
    case 'fixed':
      return isOpen ? 'claimed-fixed' : null;
    case 'not-mine':
      return isOpen || state === 'claimed-fixed' ? 'false-positive' : null;
    case 'accept':
      return isOpen || state === 'claimed-fixed' ? 'accepted-risk' : null;
    case 'help':
    case 'seen':
      return state === 'open' || state === 'notified' || state === 'reopened' ? 'acknowledged' : isOpen ? state : null;
    case 'undo':
      if (
        state === 'claimed-fixed' ||
        state === 'false-positive' ||
        state === 'accepted-risk' ||
        state === 'acknowledged'
      )
        return wasTold ? 'notified' : 'open';
      return null;
  }
}
