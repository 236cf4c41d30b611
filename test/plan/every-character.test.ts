import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Measure, parsePlan } from '../../src/improve/plan/index.ts';
import { readSource, YEARLY_REPORT } from './source.ts';

const text = readSource(YEARLY_REPORT);

// Written without the parser's own notion of lines: the annexes as one run of characters, walked once from left to right.
function annexes(whole: string): string {
  const from = whole.indexOf('別添１ 2020 年度のサイバーセキュリティ関連施策');
  const to = whole.indexOf('別添３ 各府省庁における情報セキュリティ対策の総合');
  assert.ok(from > 0 && to > from, 'the annexes are found by their titles');
  return whole.slice(from, to).replace(/\s/g, '');
}

const RELISTED = /[（(]再掲[）)]/g;
const FORM = [
  /戦略（2018年７月27日閣議決定。2018年～2021年の諸施策の目標と実施方針）より/g,
  /項番担当府省庁20(19|20)年度年次計画(取組の成果、進捗状況)?/g,
  /別添[１２]20(19|20)年度のサイバーセキュリティ関連施策(の実施状況)?/g,
  /（本ページは白紙です。）/g,
];
const HEADING = /^(別添|\d|\(\d\))[^。]*$/;

function fieldsOf(measure: Measure, goalsToo: boolean): readonly string[] {
  const results = (parts: Measure['results']): readonly string[] =>
    parts.flatMap((result) => [...(result.tag === null ? [] : [`[${result.tag}]`]), result.text]);
  return [
    ...(goalsToo
      ? [...(measure.heading === null ? [] : [measure.heading]), ...measure.goals.map((goal) => `・${goal}`)]
      : []),
    `(${measure.item})`,
    ...measure.ministries,
    measure.plan,
    ...results(measure.results),
    ...(measure.subRows ?? []).flatMap((row) => [...row.ministries, row.plan, ...results(row.results)]),
  ].map((field) => field.replace(/\s/g, ''));
}

describe('improve: the yearly plan is read whole', { skip: text === null }, () => {
  const run = annexes(
    text ?? '別添１ 2020 年度のサイバーセキュリティ関連施策別添３ 各府省庁における情報セキュリティ対策の総合',
  );
  const { measures } = text === null ? { measures: [] } : parsePlan(text);

  it('puts every character of the tables into exactly one field, in printed order', () => {
    const marks = run.match(RELISTED)?.length ?? 0;
    const rest = run.replace(RELISTED, '');
    const gaps: string[] = [];
    let at = 0;
    let block = '';
    let inFields = 0;
    for (const measure of measures) {
      const key = `${measure.year} ${measure.heading} ${measure.goals.join()}`;
      const fields = fieldsOf(measure, key !== block);
      block = key;
      for (const [index, field] of fields.entries()) {
        const found = rest.indexOf(field, at);
        assert.ok(found >= 0, `${measure.id}: field not found in order: ${field.slice(0, 40)}`);
        const gap = FORM.reduce((left, form) => left.replace(form, ''), rest.slice(at, found));
        if (gap !== '') gaps.push(gap);
        if (gap !== '' && index > 1)
          assert.match(gap, HEADING, `${measure.id}: lost before ${field.slice(0, 30)}: ${gap}`);
        at = found + field.length;
        inFields += field.length;
      }
    }
    const last = FORM.reduce((left, form) => left.replace(form, ''), rest.slice(at));
    const preface = gaps.shift() ?? '';
    console.log(
      `every character: ${run.length} in the annexes, ${inFields} in fields, ${marks} marks （再掲）, ` +
        `${gaps.join('').length} in ${gaps.length} runs of headings`,
    );
    assert.equal(last, '', 'nothing is left behind the last measure');
    assert.match(preface, /^2020年度のサイバーセキュリティ関連施策について、.*網羅的に示す。1経済社会の活力/);
    for (const gap of gaps) assert.match(gap, HEADING, `not a heading: ${gap}`);
    assert.equal(marks, 61, '31 marks in the plan, 30 in the report on the year before');
    assert.ok(inFields > 100_000);
  });

  it('reads the report within two seconds', () => {
    const from = performance.now();
    parsePlan(text ?? '');
    const took = performance.now() - from;
    console.log(`parsing took ${Math.round(took)} ms`);
    assert.ok(took < 2000, `${took} ms`);
  });
});
