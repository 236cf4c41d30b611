import assert from 'node:assert/strict';
import { answerAll, begin, finish } from '../know/assessment.ts';
import type { Neighbour } from './neighbours.ts';

/** Forms of answering, for the questions about a neighbour's answers. */
export const assessingForms: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> = {
  'POST /a/:seat/q/:leaf': { go: 'next' },
  'POST /a/:seat/steps/:step': { owner: 'x', dueOn: '2027-01-01', state: 'done' },
  'POST /a/:seat/claim': { organisation: '{id}' },
  'POST /assessments/:seat/q/:leaf': { go: 'next' },
  'POST /assessments/:seat/steps/:step': { owner: 'x', dueOn: '2027-01-01', state: 'done' },
};

/** Query parameters of those pages that say nothing about anybody. */
export const assessingParameters = ['version', 'missing', 'claimed', 'help', 'about', 'published'] as const;

/** What a member does with self-assessments, so that each table has a row of it. */
export async function liveWithAssessments(who: Neighbour, word: string): Promise<void> {
  const { visitor } = who;
  for (const about of ['', `${word} branch`]) {
    const base = await begin(visitor, 'five-rules', { about });
    await answerAll(visitor, base, () => 'not');
    const result = await finish(visitor, base);
    const step = /\/steps\/([0-9a-f-]{36})"/.exec(result)?.[1];
    const kept = await visitor.post(`${base}/steps/${step}`, {
      owner: `${word} owner`,
      dueOn: '2027-01-01',
      state: 'open',
    });
    assert.equal(kept.status, 303, kept.text);
  }
  await begin(visitor, 'wifi-public');
}
