import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Refusal } from '#platform/errors';
import { paperPdf } from '#platform/paper';
import { addMonths, endOfDay } from './calendar.ts';
import { certificatePaper, toSeal } from './certificate.ts';
import { checkAll, checkLevel, type Evidence, type Lack } from './decide.ts';
import {
  changeLevel,
  type Declaration,
  type DeclarationEvent,
  declarationOf,
  makeDeclaration,
  remindersFor,
  renewDeclaration,
  standingAt,
  withdrawDeclaration,
} from './life.ts';
import { DeclarationRules, findLevel, loadRules } from './rules.ts';
import { refusals } from './words.ts';

const rules = loadRules();
const now = new Date('2026-04-01T03:00:00Z');
const months = (count: number) => addMonths(now, count);
const level = (id: string) => {
  const found = findLevel(rules, id);
  assert.ok(found);
  return found;
};
const full: Evidence = {
  assessments: [
    { questionnaire: 'five-rules', complete: true, share: 0.2, finishedAt: months(-1) },
    { questionnaire: 'self-check-25', complete: true, share: 0.5, finishedAt: months(-1) },
  ],
  agreed: ['update', 'malware', 'passwords', 'sharing', 'tricks', 'truth'],
  documents: [{ document: 'basic-policy', inForceOn: months(-1), publishedAt: months(-1), withdrawnAt: null }],
  roles: [],
  levels: [],
  examinedAt: null,
};
const refuses = (act: () => unknown, code: string) =>
  assert.throws(act, (error) => {
    assert.ok(error instanceof Refusal && error.code === code, String(error));
    assert.ok(Object.hasOwn(refusals, code));
    return true;
  });

describe('know: an organisation declares what it has done, and nothing else', () => {
  const table: [title: string, level: string, evidence: Partial<Evidence>, lack: Lack | null][] = [
    ['one star needs the five rules answered, however badly', 'one-star', {}, null],
    ['the self-check stands in for them', 'one-star', { assessments: full.assessments.slice(1) }, null],
    ['nothing answered is not enough', 'one-star', { assessments: [] }, 'not-answered'],
    [
      'half an answer is not enough',
      'one-star',
      { assessments: [{ questionnaire: 'five-rules', complete: false, share: 1, finishedAt: now }] },
      'not-complete',
    ],
    [
      'an answer of last year is too old',
      'one-star',
      { assessments: [{ questionnaire: 'five-rules', complete: true, share: 1, finishedAt: months(-13) }] },
      'too-old',
    ],
    [
      'an answer from the future does not count',
      'one-star',
      { assessments: [{ questionnaire: 'five-rules', complete: true, share: 1, finishedAt: months(1) }] },
      'not-answered',
    ],
    ['a statement left out is noticed', 'one-star', { agreed: ['update', 'truth'] }, 'not-agreed'],
    [
      'two stars need the self-check, not only the five rules',
      'two-stars',
      { assessments: full.assessments.slice(0, 1) },
      'not-answered',
    ],
    ['two stars need a policy', 'two-stars', { documents: [] }, 'no-document'],
    [
      'a policy in the drawer is not published',
      'two-stars',
      { documents: [{ document: 'basic-policy', inForceOn: now, publishedAt: null, withdrawnAt: null }] },
      'not-published',
    ],
    [
      'a policy that was withdrawn is none',
      'two-stars',
      { documents: [{ document: 'basic-policy', inForceOn: months(-2), publishedAt: months(-2), withdrawnAt: now }] },
      'no-document',
    ],
    [
      'a policy of next month is none yet',
      'two-stars',
      { documents: [{ document: 'basic-policy', inForceOn: months(1), publishedAt: months(1), withdrawnAt: null }] },
      'no-document',
    ],
    ['with all of it, two stars', 'two-stars', {}, null],
  ];
  for (const [title, id, evidence, lack] of table)
    it(title, () => {
      const verdict = checkLevel(level(id), { ...full, ...evidence }, now);
      assert.deepEqual([...new Set(verdict.conditions.flatMap((one) => one.lack ?? []))], lack === null ? [] : [lack]);
      assert.equal(verdict.may, lack === null);
    });
  it('a planned level cannot be declared even with every condition met', () => {
    const all: Evidence = {
      ...full,
      assessments: [{ questionnaire: 'self-check-25', complete: true, share: 0.9, finishedAt: now }],
      levels: ['two-stars'],
      roles: ['security-officer', 'incident-contact'],
      examinedAt: now,
    };
    const verdict = checkLevel(level('three-stars'), all, now);
    assert.deepEqual(
      [verdict.conditions.every((one) => one.met), verdict.may, verdict.because],
      [true, false, 'level-not-open'],
    );
    assert.equal(checkAll(rules, all, now).length, 3);
  });
  it('an older, better result does not hide a newer, worse one', () => {
    const two = [
      { questionnaire: 'self-check-25', complete: true, share: 0.9, finishedAt: months(-3) },
      { questionnaire: 'self-check-25', complete: true, share: 0.4, finishedAt: months(-1) },
    ];
    assert.equal(
      checkLevel(level('three-stars'), { ...full, assessments: two }, now).conditions.find(
        (one) => one.condition.id === 'self-check-score',
      )?.lack,
      'share-too-low',
    );
  });
  it('rules that contradict themselves are refused', () => {
    assert.throws(
      () => DeclarationRules.parse({ ...rules, levels: rules.levels.map((one) => ({ ...one, stars: 1 })) }),
      /same number/,
    );
    assert.throws(() => DeclarationRules.parse({ ...rules, statements: [] }), /no words/);
  });
});

describe('know: the life of a declaration', () => {
  const verdict = (id: string, evidence: Partial<Evidence> = {}, at = now) =>
    checkLevel(level(id), { ...full, ...evidence }, at);
  const made = makeDeclaration(rules, null, verdict('one-star'), now);
  const of = (...events: DeclarationEvent[]): Declaration => {
    const declaration = declarationOf(events);
    assert.ok(declaration);
    return declaration;
  };
  it('holds until the end of its last day in Japan', () => {
    const declaration = of(made);
    assert.equal(declaration.validUntil.toISOString(), '2028-04-01T14:59:59.999Z');
    const table: [Date, string][] = [
      [new Date(now.getTime() - 1), 'not-yet'],
      [now, 'valid'],
      [months(20), 'valid'],
      [new Date('2028-01-02T00:00:00Z'), 'due'],
      [declaration.validUntil, 'due'],
      [new Date(declaration.validUntil.getTime() + 1), 'lapsed'],
    ];
    for (const [at, standing] of table) assert.equal(standingAt(declaration, rules, at), standing, at.toISOString());
  });
  it('is renewed near its end, the new term following the old', () => {
    const at = months(22);
    const fresh = { assessments: full.assessments.map((one) => ({ ...one, finishedAt: months(21) })) };
    const renewed = renewDeclaration(rules, of(made), verdict('one-star', fresh, at), at);
    assert.equal(of(made, renewed).validUntil.toISOString(), '2030-04-01T14:59:59.999Z');
    assert.equal(of(made, renewed).levelSince.getTime(), now.getTime());
  });
  it('is not renewed early, late, on old answers, or to another level', () => {
    refuses(() => renewDeclaration(rules, of(made), verdict('one-star'), months(1)), 'know.declaration-not-due');
    refuses(() => renewDeclaration(rules, of(made), verdict('one-star'), months(25)), 'know.declaration-ended');
    refuses(
      () => renewDeclaration(rules, of(made), verdict('one-star', {}, months(22)), months(22)),
      'know.declaration-conditions-open',
    );
    refuses(() => renewDeclaration(rules, of(made), verdict('two-stars'), months(22)), 'know.declaration-other-level');
  });
  it('is raised with a new term, and not to the level it has', () => {
    const raised = of(made, changeLevel(rules, of(made), verdict('two-stars'), months(3)));
    assert.deepEqual([raised.stars, raised.levelSince.getTime()], [2, months(3).getTime()]);
    refuses(() => changeLevel(rules, of(made), verdict('one-star'), months(3)), 'know.declaration-same-level');
    refuses(() => changeLevel(rules, of(made), verdict('three-stars'), months(3)), 'know.declaration-level-not-open');
  });
  it('ends when it is withdrawn, and nothing brings it back', () => {
    const withdrawn = withdrawDeclaration(rules, of(made), 'organisation', '', months(2));
    const declaration = of(made, withdrawn);
    assert.equal(standingAt(declaration, rules, months(1)), 'valid');
    assert.equal(standingAt(declaration, rules, months(3)), 'withdrawn');
    refuses(() => renewDeclaration(rules, declaration, verdict('one-star'), months(22)), 'know.declaration-ended');
    refuses(() => changeLevel(rules, declaration, verdict('two-stars'), months(3)), 'know.declaration-ended');
    refuses(() => withdrawDeclaration(rules, declaration, 'organisation', '', months(3)), 'know.declaration-ended');
    assert.throws(() =>
      declarationOf([made, withdrawn, { ...made, kind: 'renewed', at: months(3) } as DeclarationEvent]),
    );
    assert.equal(
      makeDeclaration(rules, declaration, verdict('one-star'), now.getTime() > 0 ? months(3) : now).kind,
      'made',
    );
  });
  it('is made once at a time', () =>
    refuses(() => makeDeclaration(rules, of(made), verdict('two-stars'), months(1)), 'know.declaration-already-made'));
  it('is withdrawn by the hub only with a reason', () =>
    refuses(() => withdrawDeclaration(rules, of(made), 'hub', ' ', months(1)), 'know.declaration-reason-missing'));
  it('cannot be renewed after it lapsed, not even in the record', () => {
    assert.throws(() => declarationOf([made, { ...made, kind: 'renewed', at: months(30) } as DeclarationEvent]));
    assert.equal(declarationOf([]), null);
  });
  it('reminds before its end, earliest first', () => {
    assert.deepEqual(
      remindersFor(of(made), rules).map((at) => at.toISOString().slice(0, 10)),
      ['2028-01-02', '2028-03-02', '2028-03-25'],
    );
  });
});

describe('know: terms are counted by the calendar in Japan', () => {
  const table: [from: string, months: number, to: string][] = [
    ['2026-01-31T03:00:00Z', 1, '2026-02-28T03:00:00.000Z'],
    ['2028-01-31T03:00:00Z', 1, '2028-02-29T03:00:00.000Z'],
    ['2026-11-30T16:00:00Z', 3, '2027-02-28T16:00:00.000Z'],
    ['2026-03-31T00:00:00Z', -1, '2026-02-28T00:00:00.000Z'],
    ['2026-12-15T00:00:00Z', 24, '2028-12-15T00:00:00.000Z'],
  ];
  for (const [from, count, to] of table)
    it(`${from} and ${count} months`, () => assert.equal(addMonths(new Date(from), count).toISOString(), to));
  it('a day ends at midnight in Tokyo', () =>
    assert.equal(endOfDay(new Date('2026-04-01T15:00:00Z')).toISOString(), '2026-04-02T14:59:59.999Z'));
});

describe('know: a certificate says what was declared and where to verify it', () => {
  const declaration = declarationOf([makeDeclaration(rules, null, checkLevel(level('two-stars'), full, now), now)]);
  assert.ok(declaration);
  const of = {
    number: 'S-2026-000123',
    hub: '共助センター',
    organisation: '株式会社ひまわり製作所',
    corporateNumber: '7000012050002',
    verifyUrl: 'https://kyojo.example/v/S-2026-000123',
    rules,
    declaration,
  };
  it('as a sheet for the wall, in three languages, on one page', () => {
    for (const language of ['ja', 'easy', 'en'] as const) {
      const paper = certificatePaper(of, language, now);
      assert.match(JSON.stringify(paper), /★★/u);
      assert.match(JSON.stringify(paper), /S-2026-000123/u);
      assert.ok(paperPdf(paper).length > 10_000);
    }
  });
  it('as content to seal, every word of which is in the certificate', () => {
    assert.deepEqual(toSeal(of), {
      type: 'kyojo.declaration',
      version: 1,
      number: 'S-2026-000123',
      hub: '共助センター',
      organisation: '株式会社ひまわり製作所',
      corporateNumber: '7000012050002',
      scheme: 'stars',
      rules: 1,
      level: 'two-stars',
      stars: 2,
      madeAt: '2026-04-01T03:00:00.000Z',
      validUntil: '2028-04-01T14:59:59.999Z',
      verify: 'https://kyojo.example/v/S-2026-000123',
    });
  });
});
