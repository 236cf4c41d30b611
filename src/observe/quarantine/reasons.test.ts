import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { checkWords } from '#platform/words';
import { valueTypes } from '../feed/value/values.ts';
import { words as define } from '../feed-pages/define/words.ts';
import { words as feeds } from '../feed-pages/words.ts';
import { words as rhythm } from '../rhythm/words.ts';
import { readReason, reasons, reasonWords } from './reasons.ts';
import { words as quarantine } from './words.ts';

describe('observe: every reason why a row could not be read has words', () => {
  it('those of values', () => {
    for (const { refusal } of Object.values(valueTypes)) assert.ok(Object.hasOwn(reasons, refusal), refusal);
  });

  it('those of readers and reports', () => {
    const source = globSync(['read/*.ts', 'compile/*.ts', 'open.ts'], {
      cwd: new URL('../feed/', import.meta.url).pathname,
    })
      .filter((file) => !file.endsWith('.test.ts'))
      .map((file) => readFileSync(new URL(`../feed/${file}`, import.meta.url), 'utf8'))
      .join('\n');
    const said = [...source.matchAll(/'((?:no|too|unclosed|ends|unknown|nothing)(?:-[a-z]+)+)'/g)].map(
      ([, word = '']) => word,
    );
    assert.ok(said.length > 5, `looked at ${said.length}`);
    for (const word of said) assert.ok(Object.hasOwn(reasons, word), word);
  });

  it('one that a mapping made up itself is told by its word, whatever it is', () => {
    assert.match(reasonWords('sinkhole-of-our-own', 'en'), /sinkhole-of-our-own/);
    assert.match(reasonWords('constructor', 'ja'), /constructor/);
    assert.deepEqual(readReason('no-port: a: b'), { cause: 'no-port', value: 'a: b' });
    assert.deepEqual(readReason('too-few-columns'), { cause: 'too-few-columns', value: '' });
  });

  it('all words of these pages are whole in every language', () => {
    for (const tree of [reasons, quarantine, feeds, define, rhythm]) {
      const { entries, faults } = checkWords(tree);
      assert.ok(entries > 0);
      assert.deepEqual(faults, []);
    }
  });
});
