import assert from 'node:assert/strict';
import type { Neighbour } from './neighbours.ts';

/** Conditions over public things: nothing of a member is behind them. */
export const portalParameters = [
  'audience',
  'method',
  'sector',
  'cost',
  'prefecture',
  'status',
  'month',
  'from',
  'to',
  'who',
  'want',
  'where',
  'format',
  'row',
  'a',
  'b',
  'year',
  'section',
  'ministry',
  'only',
] as const;

/** Words that are searched for: one that only A's proposal holds, and one that nothing holds. */
export const portalFilters = {
  q: () =>
    [
      ['kumade', 'nomade'],
      ['クマデ', 'クマヂ'],
    ] as const,
};

/** What a member proposes to the portal: nobody but the hub sees it before it is published. */
export async function liveOnPortal(who: Neighbour, word: string): Promise<void> {
  const answer = await who.visitor.post('/initiatives/propose', {
    organisation: who.organisation,
    name: `${word} 相談会 ${word === 'kumade' ? 'クマデ' : ''}`,
    operators: word,
    sector: 'private',
    audiences: ['smes'],
    methods: ['seminars-and-events'],
    what: `${word} proposes`,
  });
  assert.equal(answer.status, 303, answer.text);
}
