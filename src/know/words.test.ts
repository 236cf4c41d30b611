import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { say } from '#platform/words';
import { words as history } from './assessment-history/words.ts';
import { words as register } from './register-pages/words.ts';
import { refusals } from './words.ts';

describe('know: one of something is said as one', () => {
  it('of rows, places and questions', () => {
    const said = [
      say(register.first, 'en', { count: 1 }),
      ...Object.values(refusals)
        .filter(({ en }) => en.includes('to correct'))
        .map((entry) => say(entry, 'en', { count: 1 })),
      ...Object.values(history)
        .filter(({ en }) => en.includes('same both times'))
        .map((entry) => say(entry as { ja: string; en: string }, 'en', { count: 1, before: 1, now: 2 })),
    ];
    assert.equal(said.length, 3);
    assert.doesNotMatch(said.join(' '), /\b1 \w+s\b|are 1/);
  });
});
