import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseReviews, Review } from '../../src/improve/plan/index.ts';
import { inProject } from './source.ts';

const reviews = readFileSync(inProject('data/plan/section-reviews.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Review.parse(JSON.parse(line)));

describe('improve: the evaluations the report prints', () => {
  it('are those of its 17 fields, each with result, evaluation and plan', () => {
    assert.deepEqual(
      reviews.map((review) => review.section),
      [
        '1.1',
        '1.2',
        '1.3',
        '2.1',
        '2.2',
        '2.3',
        '2.4',
        '2.5',
        '2.6',
        '2.7',
        '3.1',
        '3.2',
        '3.3',
        '4.1',
        '4.2',
        '4.3',
        '5',
      ],
    );
    for (const review of reviews) assert.equal(review.year, 2019);
  });

  it('hold no running header, footnote or caption, and end where the field ends', () => {
    for (const review of reviews)
      for (const text of [review.result, review.evaluation, review.nextPlan]) {
        assert.doesNotMatch(text, /^本編$|章 戦略に基づく|図表[０-９]|【(評価|今年度の取組)】/m, review.section);
        assert.match(text, /(。|」|）)$/, `${review.section}: ${text.slice(-20)}`);
      }
  });

  it('are counted as readers read them: 2.1 praises 274 groups with 9,625 members, 1.3 names 2,249 notices', () => {
    const of = (section: string) => reviews.find((review) => review.section === section)?.evaluation ?? '';
    assert.match(of('2.1'), /274団体.*9,625名/s);
    assert.match(of('1.3'), /2,249/);
    assert.match(of('2.7'), /14,586/);
  });

  it('are none in a text without that chapter', () => {
    assert.deepEqual(parseReviews('ただの文。\n', 2019), []);
  });
});
