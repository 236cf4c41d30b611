import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alternativesOf } from '../../../src/improve/search/ask.ts';
import { writtenAs } from '../../../src/improve/search/synonyms.ts';

describe('improve: a word typed in kana is found as it is written', () => {
  it('knows the words of the field and of small firms', () => {
    for (const [reading, word] of [
      ['キョウサイ', '共済'],
      ['トリクミ', '取組'],
      ['ゼイジャクセイ', '脆弱性'],
      ['チュウショウキギョウ', '中小企業'],
      ['サギ', '詐欺'],
    ] as const)
      assert.ok(writtenAs(reading).includes(word), reading);
  });

  it('takes two words in one apart, and leaves what is no reading alone', () => {
    assert.ok(writtenAs('キョウサイホケン').includes('共済保険'));
    assert.deepEqual(writtenAs('共済'), []);
    assert.deepEqual(writtenAs('ア'), []);
    assert.deepEqual(writtenAs('ンンンンン'), []);
  });

  it('asks for both: as it was typed, and as it is written', () => {
    const [words] = alternativesOf('そうだん', new Map());
    assert.deepEqual(words?.slice(0, 2), ['ソウダン', '相談']);
  });
});
