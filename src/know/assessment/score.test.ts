import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { breaksBetween, carryOver, compare } from './compare.ts';
import { type Condition, holds, type Standing } from './condition.ts';
import { planSteps } from './plan.ts';
import { Profile } from './profile.ts';
import { Questionnaire } from './questionnaire.ts';
import { questionsFor, score } from './score.ts';

const words = (text: string) => ({ ja: text, easy: text, en: text });
const profile = (over: object = {}) => Profile.parse(over);
const question = (id: string, over: object = {}) => ({
  id,
  group: 'a',
  ask: words(id),
  why: words('why'),
  example: words('example'),
  advice: words(`do ${id}`),
  gain: 3,
  effort: 1,
  ...over,
});
const sheet = (questions: object[], over: object = {}) =>
  Questionnaire.parse({
    id: 'sheet',
    version: 1,
    publishedOn: '2026-01-01',
    minutes: 1,
    basis: 'a test',
    title: words('t'),
    intro: words('i'),
    scale: [
      { id: 'yes', points: 4, means: 'done', text: words('yes') },
      { id: 'some', points: 2, means: 'partly', text: words('some') },
      { id: 'no', points: 0, means: 'not', text: words('no') },
      { id: 'dunno', points: 0, means: 'unknown', text: words('dunno') },
    ],
    groups: [
      { id: 'a', title: words('A') },
      { id: 'b', title: words('B') },
    ],
    levels: [
      { from: 0, text: words('low') },
      { from: 0.5, text: words('middle') },
      { from: 1, text: words('all') },
    ],
    questions,
    ...over,
  });

describe('know: answers are scored the same way every time', () => {
  const plain = sheet([question('q1'), question('q2'), question('q3', { group: 'b' })]);
  const table: [
    title: string,
    answers: Record<string, string>,
    share: number | null,
    a: number | null,
    b: number | null,
    level: string | null,
  ][] = [
    ['nothing answered has no score at all', {}, null, null, null, null],
    ['everything done is one', { q1: 'yes', q2: 'yes', q3: 'yes' }, 1, 1, 1, 'all'],
    ['partly earns half', { q1: 'some', q2: 'some', q3: 'some' }, 0.5, 0.5, 0.5, 'middle'],
    [
      'don’t know earns nothing and costs nothing more than no',
      { q1: 'dunno', q2: 'yes', q3: 'yes' },
      8 / 12,
      0.5,
      1,
      'middle',
    ],
    ['no earns the same', { q1: 'no', q2: 'yes', q3: 'yes' }, 8 / 12, 0.5, 1, 'middle'],
    ['a question passed over still counts as asked', { q1: 'yes' }, 4 / 12, 0.5, null, 'low'],
    [
      'an answer the scale does not know counts as passed over',
      { q1: 'yes', q2: 'whatever', q3: 'yes' },
      8 / 12,
      0.5,
      1,
      'middle',
    ],
    ['an answer to no question is ignored', { q1: 'yes', q2: 'yes', q3: 'yes', q9: 'no' }, 1, 1, 1, 'all'],
  ];
  for (const [title, answers, share, a, b, level] of table)
    it(title, () => {
      const result = score(plain, profile(), answers);
      const rounded = (value: number | null) => (value === null ? null : Math.round(value * 1e9) / 1e9);
      assert.equal(rounded(result.share), rounded(share));
      assert.deepEqual(
        result.groups.map(({ tally }) => rounded(tally.share)),
        [rounded(a), rounded(b)],
      );
      assert.equal(result.level?.en ?? null, level);
    });

  it('a group counts by its weight', () => {
    const heavy = sheet([question('q1'), question('q2', { group: 'b' })], {
      groups: [
        { id: 'a', title: words('A') },
        { id: 'b', title: words('B'), weight: 3 },
      ],
    });
    assert.equal(score(heavy, profile(), { q1: 'no', q2: 'yes' }).share, 0.75);
  });
  it('a second axis is scored apart', () => {
    const axes = [
      {
        id: 'tier',
        title: words('T'),
        values: [
          { id: 'low', title: words('l') },
          { id: 'high', title: words('h') },
        ],
      },
    ];
    const tiered = sheet(
      [question('q1', { axes: { tier: 'low' } }), question('q2', { group: 'b', axes: { tier: 'high' } })],
      { axes },
    );
    assert.deepEqual(
      score(tiered, profile(), { q1: 'yes', q2: 'some' }).axes[0]?.values.map(({ tally }) => tally.share),
      [1, 0.5],
    );
  });
  it('a question that does not concern the asker is neither asked nor counted', () => {
    const some = sheet([
      question('q1'),
      question('q2', { group: 'b', when: { uses: ['telework'] } }),
      question('q3', { group: 'b' }),
    ]);
    assert.equal(score(some, profile(), { q1: 'yes', q3: 'yes' }).complete, true);
    assert.equal(score(some, profile({ uses: ['telework'] }), { q1: 'yes', q3: 'yes' }).complete, false);
  });
  it('a share never leaves 0 to 1, and a better answer never lowers it', () => {
    const ids = ['q1', 'q2', 'q3'];
    const answer = fc.constantFrom('yes', 'some', 'no', 'dunno', '');
    fc.assert(
      fc.property(fc.record({ q1: answer, q2: answer, q3: answer }), fc.constantFrom(...ids), (answers, better) => {
        const before = score(plain, profile(), answers).share ?? 0;
        const after = score(plain, profile(), { ...answers, [better]: 'yes' }).share ?? 0;
        assert.ok(before >= 0 && before <= 1 && after >= before);
      }),
    );
  });
});

describe('know: a condition holds only on what is known', () => {
  const answers: Record<string, Standing> = { q1: 'done', q2: 'unknown' };
  const table: [title: string, condition: Condition, profile: object, expected: boolean][] = [
    ['none always holds', {}, {}, true],
    ['one of the uses is enough', { uses: ['telework', 'cloud'] }, { uses: ['cloud'] }, true],
    ['an unknown size fits no size', { people: { below: 6 } }, {}, false],
    ['the lower bound belongs to the band', { people: { from: 6, below: 21 } }, { people: 6 }, true],
    ['the upper bound does not', { people: { from: 6, below: 21 } }, { people: 21 }, false],
    ['all keys must hold', { trade: ['retail'], uses: ['cloud'] }, { trade: 'retail' }, false],
    ['an unknown trade fits none', { trade: ['retail'] }, {}, false],
    ['not turns it round', { not: { uses: ['cloud'] } }, {}, true],
    ['any needs one', { any: [{ goal: ['board'] }, { people: { from: 301 } }] }, { people: 400 }, true],
    ['all needs each', { all: [{ goal: ['board'] }, { people: { from: 301 } }] }, { people: 400 }, false],
    ['an answer’s meaning counts', { answers: { q1: ['done'], q2: ['not', 'unknown'] } }, {}, true],
    ['a question passed over means none', { answers: { q3: ['not'] } }, {}, false],
  ];
  for (const [title, condition, known, expected] of table)
    it(title, () =>
      assert.equal(
        holds(condition, profile(known), (id) => answers[id] ?? 'none'),
        expected,
      ),
    );
});

describe('know: at most five next steps, most useful first', () => {
  const now = new Date('2026-04-01T00:00:00Z');
  const many = sheet([
    question('easy-big', { gain: 5, effort: 1 }),
    question('hard-big', { gain: 5, effort: 3 }),
    question('easy-small', { gain: 1, effort: 1 }),
    question('later', { gain: 5, effort: 1, after: ['easy-small'] }),
    question('q5'),
    question('q6'),
    question('q7', {
      group: 'b',
      advice: [{ when: { people: { below: 6 } }, text: words('small') }, { text: words('large') }],
    }),
  ]);
  const all = (value: string) => Object.fromEntries(many.questions.map(({ id }) => [id, value]));
  const steps = (answers: Record<string, string>, known: object = {}) => planSteps(many, profile(known), answers, now);
  it('what takes away most danger for least work comes first', () => {
    assert.deepEqual(
      steps(all('no')).map((step) => step.question),
      ['easy-big', 'hard-big', 'q5', 'q6', 'q7'],
    );
  });
  it('a step waits for the one it needs', () => {
    const asked = steps({ later: 'no', 'easy-small': 'no' });
    assert.deepEqual(
      asked.map((step) => step.question),
      ['easy-small', 'later'],
    );
    assert.deepEqual(
      steps({ later: 'no', 'easy-small': 'yes' }).map((step) => step.question),
      ['later'],
    );
  });
  it('what is done gives no step, what was passed over neither', () => {
    assert.deepEqual(steps(all('yes')), []);
    assert.deepEqual(steps({}), []);
  });
  it('the kind follows the honest answer', () => {
    assert.deepEqual(
      steps({ q5: 'dunno', q6: 'some', q7: 'no' }).map((step) => [step.question, step.kind]),
      [
        ['q7', 'do'],
        ['q5', 'find-out'],
        ['q6', 'finish'],
      ],
    );
  });
  it('advice fits the size, and falls back when the size is unknown', () => {
    assert.equal(steps({ q7: 'no' }, { people: 3 })[0]?.advice.en, 'small');
    assert.equal(steps({ q7: 'no' })[0]?.advice.en, 'large');
  });
  it('a proposed date follows the effort', () => {
    assert.deepEqual(
      steps({ 'easy-big': 'no', 'hard-big': 'no' }).map((step) => step.dueOn),
      ['2026-04-15', '2026-06-30'],
    );
  });
  it('steps that wait for each other do not wait for ever', () => {
    const ring = sheet([question('x', { after: ['y'] }), question('y', { after: ['x'], group: 'b' })]);
    assert.equal(planSteps(ring, profile(), { x: 'no', y: 'no' }, now).length, 2);
  });
});

describe('know: old answers stay comparable, and breaks are marked', () => {
  const old = sheet([question('kept'), question('changed'), question('gone', { group: 'b' })]);
  const next = sheet(
    [
      question('kept', { ask: words('other words') }),
      question('changed', { meaning: 2 }),
      question('new', { group: 'b' }),
    ],
    { version: 2 },
  );
  it('other words are no break; another meaning, a new and a gone question are', () => {
    const { questions, breaks } = breaksBetween(old, next);
    assert.deepEqual(questions, ['kept']);
    assert.deepEqual(breaks, [
      { question: 'changed', kind: 'meaning-changed' },
      { question: 'gone', kind: 'removed' },
      { question: 'new', kind: 'added' },
    ]);
  });
  it('two sittings are compared over what both asked and both answered', () => {
    const before = { questionnaire: old, profile: profile(), answers: { kept: 'no', changed: 'yes', gone: 'yes' } };
    const now = { questionnaire: next, profile: profile(), answers: { kept: 'some', changed: 'no', new: 'no' } };
    const { before: was, now: is, better, worse } = compare(before, now);
    assert.deepEqual([was, is, better, worse], [0, 0.5, ['kept'], []]);
  });
  it('an answer is offered again for the same concept, across scales', () => {
    const first = sheet([question('a1', { concept: 'update' }), question('b1', { group: 'b' })]);
    const second = sheet([question('z1', { concept: 'update' }), question('b1', { group: 'b' })], { id: 'other' });
    assert.deepEqual(carryOver({ questionnaire: first, profile: profile(), answers: { a1: 'some' } }, second), {
      z1: 'some',
    });
  });
});

describe('know: a questionnaire that contradicts itself is refused', () => {
  const table: [title: string, questions: object[], over: object, message: RegExp][] = [
    ['a question twice', [question('q'), question('q', { group: 'b' })], {}, /asked twice/],
    ['a group nobody asks about', [question('q')], {}, /group b has no question/],
    [
      'a condition on a question that is not there',
      [question('q', { when: { answers: { x: ['done'] } } }), question('r', { group: 'b' })],
      {},
      /names x/,
    ],
    [
      'advice that may fit nobody',
      [question('q', { advice: [{ when: { uses: ['cloud'] }, text: words('a') }] }), question('r', { group: 'b' })],
      {},
      /last advice/,
    ],
    [
      'a text without one of the languages',
      [question('q', { ask: { ja: 'a', en: 'a' } }), question('r', { group: 'b' })],
      {},
      /easy/,
    ],
    [
      'a scale without an honest don’t know',
      [question('q'), question('r', { group: 'b' })],
      { scale: ['done', 'partly', 'not'].map((means, points) => ({ id: means, points, means, text: words(means) })) },
      /don’t know/,
    ],
  ];
  for (const [title, questions, over, message] of table)
    it(title, () => assert.throws(() => sheet(questions, over), message));
  it('and a good one is not', () =>
    assert.equal(questionsFor(sheet([question('q'), question('r', { group: 'b' })]), profile(), {}).length, 2));
});
