import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linkNumbers } from './linked.ts';

const href = 'https://hub.example/plan/measures/2019-1.1-1-01';
const plain = (text: string) =>
  linkNumbers(text, href)
    .map((span) => (typeof span === 'string' ? span : 'text' in span ? span.text : ''))
    .join('');
const linked = (text: string) =>
  linkNumbers(text, href).flatMap((span) => (typeof span === 'object' && 'link' in span ? [span.text] : []));

describe('improve: each number of a report leads to where it comes from', () => {
  it('links what counts something and leaves dates and names alone', () => {
    assert.deepEqual(linked('2019 年５月に23回開催し、約2,200 名が参加した。'), ['23回', '2,200 名']);
    assert.deepEqual(linked('第５回を開いた。'), []);
  });

  it('changes nothing of the text, whatever widths stand in it', () => {
    for (const text of ['㈱例が１２件、①を３社と…４人', '', '数なし', '１件']) assert.equal(plain(text), text);
    assert.deepEqual(linked('㈱例が１２件'), ['１２件']);
  });
});
