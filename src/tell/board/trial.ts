import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import type { Arm } from '../finding/apply.ts';
import { playbooks } from '../notice/draft.ts';

const sql = loadSql(import.meta.url);

/** What an operator can compare. */
export const comparisons = ['plain', 'technical', 'letter', 'delay'] as const;

/** The comparisons an operator can start; the first arm is the one compared with. */
const arms: Readonly<Record<(typeof comparisons)[number], readonly Arm[]>> = {
  plain: [arm('standard'), arm('plain', { wording: 'plain' })],
  technical: [arm('standard'), arm('technical', { wording: 'technical' })],
  letter: [arm('mail', { channel: 'mail' }), arm('letter', { channel: 'letter' })],
  delay: [arm('after-7-days', { delayDays: 7 }), arm('at-once')],
};

function arm(name: string, differs: Partial<Arm> = {}): Arm {
  return { name, wording: 'standard', channel: '', delayDays: 0, weight: 1, ...differs };
}

/**
 * Switches a comparison on for a kind: from now on its new findings are drawn into one of the arms. Refuses urgent kinds (nobody
 * waits for science), unknown ones, and a second comparison of one kind.
 */
export async function startTrial(
  house: House,
  q: Queries,
  kind: string,
  what: (typeof comparisons)[number],
  actor: string,
): Promise<void> {
  const book = (await playbooks()).all.get(kind);
  if (!book) throw new Refusal('tell.trial-unknown', {}, 404);
  if (book.urgent || book.severity === 'critical') throw new Refusal('tell.trial-urgent');
  const made = await q.one<{ id: string }>(sql('start_trial'), {
    kind,
    arms: JSON.stringify(arms[what]),
    person: actor,
    now: house.clock(),
  });
  if (!made) throw new Refusal('tell.trial-running', {}, 409);
  await appendFact(house, q, { kind: 'trial.started', subject: `trial:${made.id}`, actor, data: { kind, what } });
}
