import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readSheet } from '#platform/sheet';
import type { Standing } from '../assessment/condition.ts';
import { loadLibrary } from '../assessment/load.ts';
import { Profile } from '../assessment/profile.ts';
import { assetKinds } from '../asset-sheet/row.ts';
import { loadRiskBase } from './base.ts';
import { riskWorkbook } from './export.ts';
import { proposeOpportunities, proposeRisks } from './propose.ts';
import { type Grade, heatMap, type ListedRisk, type RiskInput, residualRisk, scoreRisk, topRisks } from './score.ts';

const base = loadRiskBase();
const grade = fc.constantFrom<Grade>(1, 2, 3);

describe('know: a risk is reckoned so that a person can check it in the head', () => {
  const table: [value: Grade, threat: Grade, vulnerability: Grade, likelihood: Grade, score: number, level: string][] =
    [
      [3, 3, 3, 3, 9, 'high'],
      [3, 3, 2, 3, 9, 'high'],
      [3, 3, 1, 1, 3, 'middle'],
      [3, 2, 2, 2, 6, 'high'],
      [3, 2, 1, 1, 3, 'middle'],
      [2, 3, 3, 3, 6, 'high'],
      [2, 3, 1, 1, 2, 'low'],
      [2, 1, 3, 2, 4, 'middle'],
      [2, 1, 1, 1, 2, 'low'],
      [1, 3, 3, 3, 3, 'middle'],
      [1, 1, 2, 1, 1, 'low'],
    ];
  for (const [value, threat, vulnerability, likelihood, score, level] of table)
    it(`value ${value}, threat ${threat}, openness ${vulnerability} is ${level}`, () =>
      assert.deepEqual(scoreRisk({ value, threat, vulnerability }), { likelihood, score, level }));
  it('never falls when anything gets worse, and no treatment makes it worse', () => {
    fc.assert(
      fc.property(grade, grade, grade, grade, (value, threat, vulnerability, aim) => {
        const input: RiskInput = { value, threat, vulnerability };
        for (const key of ['value', 'threat', 'vulnerability'] as const) {
          if (input[key] < 3) assert.ok(scoreRisk({ ...input, [key]: input[key] + 1 }).score >= scoreRisk(input).score);
        }
        for (const treatment of ['reduce', 'transfer', 'accept', 'undecided'] as const)
          assert.ok((residualRisk(input, treatment, aim)?.score ?? 0) <= scoreRisk(input).score);
        assert.equal(residualRisk(input, 'avoid'), null);
      }),
    );
  });
});

describe('know: nobody starts with an empty risk sheet', () => {
  const answers: Record<string, Standing> = {
    backup: 'done',
    update: 'not',
    'vpn-updated': 'done',
    'second-factor': 'unknown',
    passwords: 'done',
  };
  const propose = (kind: (typeof assetKinds)[number], over: object = {}, profile: object = {}) =>
    proposeRisks(base, { kind, ...over }, Profile.parse(profile), (concept) => answers[concept] ?? 'none');
  const find = (id: string, list: ReturnType<typeof propose>) => {
    const found = list.find((one) => one.scenario.id === id);
    assert.ok(found, id);
    return found;
  };
  it('every kind of asset has risks and an opportunity, gravest first', () => {
    for (const kind of assetKinds) {
      const list = propose(kind);
      assert.ok(list.length >= 5, kind);
      assert.deepEqual(
        list.map((one) => one.score),
        list.map((one) => one.score).sort((one, other) => other - one),
      );
      assert.ok(proposeOpportunities(base, kind, Profile.parse({})).length > 0);
    }
  });
  it('what the self-check said counts, the weakest answer of several most', () => {
    assert.equal(find('ransom-information', propose('information', { availability: 3 })).vulnerability, 1);
    assert.equal(find('ransom-entrance', propose('device')).vulnerability, 3);
    assert.equal(find('mail-account', propose('cloud')).vulnerability, 3);
  });
  it('what nobody said is assumed to be middling, and that is told', () => {
    const risk = find('lost-computer', propose('device'));
    assert.deepEqual([risk.value, risk.vulnerability, risk.assumed], [2, 2, ['value', 'vulnerability']]);
    assert.deepEqual(find('ransom-information', propose('information', { availability: 3 })).assumed, []);
  });
  it('only what is harmed counts: a public price list is not worth stealing', () => {
    const list = propose('information', { confidentiality: 1, integrity: 3, availability: 3 });
    assert.equal(find('wrong-mail', list).value, 1);
    assert.equal(find('ransom-information', list).value, 3);
  });
  it('what is not done here is not proposed', () => {
    assert.equal(
      propose('system').some((one) => one.scenario.id === 'shop-cards'),
      false,
    );
    assert.equal(
      propose('system', {}, { uses: ['online-shop'] }).some((one) => one.scenario.id === 'shop-cards'),
      true,
    );
  });
});

describe('know: the risk knowledge base we ship', () => {
  it('names only concepts that a questionnaire asks, and documents that exist', () => {
    const asked = new Set(
      [...loadLibrary().versions.values()]
        .flat()
        .flatMap((sheet) => sheet.questions.map((question) => question.concept ?? question.id)),
    );
    for (const { id, concepts } of base.vulnerabilities)
      for (const concept of concepts) assert.ok(asked.has(concept), `${id}: nobody asks ${concept}`);
    for (const { id, documents } of base.scenarios)
      for (const document of documents)
        assert.ok(
          existsSync(new URL(`../../../content/documents/${document}/1.yaml`, import.meta.url)),
          `${id}: no ${document}`,
        );
  });
  it('does not take an attacker for granted', () => {
    const origins = new Set(base.threats.map((threat) => threat.origin));
    assert.deepEqual([...origins].sort(), ['attack', 'fault', 'insider', 'mistake', 'nature']);
  });
});

describe('know: the top ten and the map', () => {
  const risk = (
    id: string,
    value: Grade,
    threat: Grade,
    vulnerability: Grade,
    treatment: ListedRisk['treatment'] = 'undecided',
  ): ListedRisk => ({ id, value, threat, vulnerability, treatment });
  const list = [
    risk('a', 1, 1, 1),
    risk('b', 3, 3, 3, 'accept'),
    risk('c', 3, 3, 3),
    risk('d', 3, 3, 3, 'avoid'),
    risk('e', 2, 3, 3),
  ];
  it('gravest first, undecided before decided, what is avoided left out', () =>
    assert.deepEqual(
      topRisks(list).map(({ id }) => id),
      ['c', 'b', 'e', 'a'],
    ));
  it('never more than asked for', () => assert.equal(topRisks(list, 2).length, 2));
  it('the map counts each risk once', () => {
    const map = heatMap(list);
    assert.deepEqual([map.total, map.high, map.cells[3][3], map.cells[2][3], map.cells[1][1]], [4, 3, 2, 1, 1]);
  });
  it('and the list can be taken along as a workbook', () => {
    const bytes = riskWorkbook(
      [
        {
          asset: '顧客名簿',
          story: '=漏れる',
          value: 3,
          threat: 3,
          vulnerability: 3,
          treatment: 'reduce',
          measure: '写し',
          owner: '佐藤',
          reviewOn: new Date('2027-04-01'),
        },
      ],
      'ja',
    );
    assert.deepEqual(readSheet(bytes).sheets[0]?.rows[1]?.cells, [
      '顧客名簿',
      '=漏れる',
      '3',
      '3',
      '3',
      '3',
      '9',
      '大',
      '低減する',
      '写し',
      '3',
      '佐藤',
      '2027-04-01',
    ]);
  });
});
