import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkFigure, numberOf } from '../figures/index.ts';
import { findFigure } from '../statistics/load.ts';
import { complianceBands, universities } from './load.ts';
import { readAnswers } from './read.ts';
import { type Answer, baseOf, faultsOf, shareOf } from './share.ts';

const answer = (over: Partial<Answer>): Answer => ({
  answer: 'a',
  label: 'a',
  labelEn: '',
  role: 'counts',
  fromValue: null,
  toValue: null,
  toIncluded: true,
  number: 0,
  state: 'exact',
  ...over,
});
const head = 'question,wording,kind,answer,label,number,role,from,to,below';

describe('improve: a share says of whom it is, and is never typed', () => {
  it('takes a share of all and of those it applies to', () => {
    const question = {
      answers: [
        answer({ answer: 'yes', number: 30 }),
        answer({ answer: 'no', number: 20 }),
        answer({ answer: 'na', number: 50, role: 'not-applicable' }),
      ],
    };
    const [yes, , na] = question.answers as [Answer, Answer, Answer];
    assert.equal(shareOf(yes, baseOf(question, 100, 'all'), 'all'), 30);
    assert.equal(shareOf(yes, baseOf(question, 100, 'applicable'), 'applicable'), 60);
    assert.equal(shareOf(na, baseOf(question, 100, 'all'), 'all'), 50);
    assert.equal(shareOf(na, baseOf(question, 100, 'applicable'), 'applicable'), null);
  });

  it('does not guess: without the number of not applicable there is no share of applicable', () => {
    const question = {
      answers: [
        answer({ number: 30 }),
        answer({ answer: 'na', number: null, state: 'not-published', role: 'not-applicable' }),
      ],
    };
    assert.equal(baseOf(question, 100, 'applicable'), null);
    assert.equal(shareOf(answer({ number: null, state: 'suppressed' }), 100, 'all'), null);
    assert.equal(shareOf(answer({ number: 3 }), 0, 'all'), null);
  });

  it('the university survey comes out again: 48 of 50 items of 91, and the six misprints show', () => {
    const figure = findFigure('universities');
    assert.ok(figure);
    const { wave } = universities(figure);
    assert.equal(wave.respondents, 91);
    assert.equal(wave.questions.length, 50);
    const shares = wave.questions.map((question) => {
      const [doing] = question.answers;
      return doing ? shareOf(doing, baseOf(question, wave.respondents, 'all'), 'all') : null;
    });
    assert.equal(shares.filter((share) => share !== null).length, 48);
    const printed = figure.rows.map((row) => numberOf(row.values.percent));
    const differs = shares.flatMap((share, at) =>
      share !== null && share !== printed[at] ? [[figure.rows[at]?.key, printed[at], share]] : [],
    );
    assert.deepEqual(
      differs,
      checkFigure(figure).faults.map((fault) => [fault.row, fault.printed, fault.computed]),
    );
    assert.equal(differs.length, 6);
    for (const question of wave.questions)
      assert.deepEqual(faultsOf(question, wave.respondents), [], question.question);
  });

  it('the eleven bands of 96 corporations have edges without hole or overlap, and no number that was not published', () => {
    const figure = findFigure('compliance-bands');
    assert.ok(figure);
    const { wave } = complianceBands(figure);
    const [question] = wave.questions;
    assert.ok(question);
    assert.equal(wave.respondents, 96);
    assert.equal(question.answers.length, 11);
    assert.deepEqual(
      question.answers.map((one) => [one.fromValue, one.toValue]),
      [
        [100, 100],
        [91, 99],
        [81, 90],
        [71, 80],
        [61, 70],
        [51, 60],
        [41, 50],
        [31, 40],
        [21, 30],
        [11, 20],
        [0, 10],
      ],
    );
    assert.deepEqual(faultsOf(question, 96), []);
    assert.ok(question.answers.every((one) => one.number === null && one.state === 'not-published'));
  });

  it('finds bands that overlap, leave a hole or have no edges', () => {
    type Edge = readonly [from: number | null, to: number | null, toIncluded?: boolean];
    const bands = (edges: readonly Edge[]) => ({
      question: 'q',
      kind: 'band' as const,
      answers: edges.map(([fromValue, toValue, toIncluded = true], at) =>
        answer({ answer: `b${at}`, fromValue, toValue, toIncluded, number: null, state: 'not-published' }),
      ),
    });
    const codes = (...edges: readonly Edge[]) => faultsOf(bands(edges), 10).map((fault) => fault.code);
    assert.deepEqual(codes([0, 9], [10, 19], [20, null]), []);
    assert.deepEqual(codes([0, 10, false], [10, 20]), []);
    assert.deepEqual(codes([0, 10], [10, 20]), ['band-overlaps']);
    assert.deepEqual(codes([0, 9], [12, 20]), ['band-gap']);
    assert.deepEqual(codes([0, null], [10, 20]), ['band-overlaps']);
    assert.deepEqual(codes([null, null]), ['band-without-edges']);
  });

  it('refuses a typed percentage, with its line', () => {
    for (const typed of ['50%', '50.5', '５０％', '1/2', '-3', '1e3', 'about 5'])
      assert.throws(
        () => readAnswers(`${head}\nq1,問1,one,yes,はい,${typed},,,,\nq1,問1,one,no,いいえ,50,,,,\n`, 100),
        (error: { code?: string; facts?: { place?: string } }) =>
          error.code === 'improve.percentage-typed' && (error.facts?.place ?? '').startsWith('2:'),
        typed,
      );
  });

  it('reads whole numbers, full width too, and refuses sums that cannot be', () => {
    const [question] = readAnswers(
      `${head}\nq1,問1,one,yes,はい,"１，０５０",,,,\nq1,問1,one,no,いいえ,50,,,,\n`,
      1100,
    );
    assert.deepEqual(
      question?.answers.map((one) => one.number),
      [1050, 50],
    );
    assert.throws(
      () => readAnswers(`${head}\nq1,問1,one,yes,はい,60,,,,\nq1,問1,one,no,いいえ,50,,,,\n`, 100),
      /sum-differs/,
    );
    assert.throws(() => readAnswers(`${head}\nq1,問1,several,yes,はい,101,,,,\n`, 100), /more-than-respondents/);
    assert.doesNotThrow(() => readAnswers(`${head}\nq1,問1,several,a,甲,100,,,,\nq1,問1,several,b,乙,100,,,,\n`, 100));
    const hidden = readAnswers(`${head}\nq1,問1,one,yes,はい,x,,,,\nq1,問1,one,no,いいえ,,,,,\n`, 100);
    assert.deepEqual(
      hidden[0]?.answers.map((one) => one.state),
      ['suppressed', 'not-published'],
    );
  });
});
