import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { InfrastructureMeasure, MatrixRow, Measure } from '../../src/improve/plan/index.ts';
import { inProject, readSource, YEARLY_REPORT } from './source.ts';

const read = (path: string): string => readFileSync(inProject(path), 'utf8');
const records = (path: string): readonly unknown[] =>
  read(path)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const measures = records('data/plan/infrastructure-measures.jsonl').map((one) => InfrastructureMeasure.parse(one));
const matrix = records('data/plan/ministry-matrix.jsonl').map((one) => MatrixRow.parse(one));
const plan = records('data/plan/measures.jsonl').map((one) => Measure.parse(one));
const report = readSource(YEARLY_REPORT);

describe('improve: the action plan for critical infrastructure is tracked', () => {
  it('has 88 measures: 43, 34, 3 and 8 by actor', () => {
    const actors = Map.groupBy(measures, (measure) => measure.actor);
    assert.deepEqual(
      [...actors].map(([actor, own]) => [actor, own.length]),
      [
        ['内閣官房', 43],
        ['重要インフラ所管省庁', 34],
        ['情報セキュリティ関係省庁', 3],
        ['事案対処省庁及び防災関係府省庁', 8],
      ],
    );
    assert.equal(new Set(measures.map((measure) => measure.id)).size, 88);
  });

  it('keeps plan and result apart, also where they share a line', () => {
    for (const measure of measures) {
      assert.doesNotMatch(measure.plan, /。\s*・/, measure.id);
      assert.match(measure.result, /^・/, measure.id);
      assert.doesNotMatch(measure.plan, /(した|ている)。$/, measure.id);
    }
    const shared = measures.find((measure) => measure.id === 'infra-2019-2-2-06');
    assert.equal(shared?.plan, 'セプターカウンシルへの支援。');
    assert.ok(
      shared?.result.endsWith(
        '・2019年４月に空港セプターがセプターカウンシルに加入した。'.replace('2019年', '2019 年'),
      ),
    );
  });

  it('loses no character of the table', { skip: report === null }, () => {
    const whole = report ?? '';
    const from = whole.indexOf('第４次行動計画 IV 章記載事項 取組内容');
    const to = whole.indexOf('別添５－３ 安全基準等の継続的改善状況等に関する調査', from);
    const run = whole.slice(from, to).replace(/\s/g, '').slice('第４次行動計画IV章記載事項取組内容'.length);
    let at = 0;
    const gaps: string[] = [];
    for (const measure of measures) {
      for (const field of [measure.item, measure.plan, measure.result].map((text) => text.replace(/\s/g, ''))) {
        const found = run.indexOf(field, at);
        assert.ok(found >= 0, `${measure.id}: ${field.slice(0, 30)}`);
        if (found > at) gaps.push(run.slice(at, found));
        at = found + field.length;
      }
    }
    assert.equal(run.slice(at), '');
    for (const gap of gaps) assert.match(gap, /^(\d\.[^。]+施策)?(\(\d\)「[^」]+」に関する施策)?$/);
  });
});

describe('improve: everybody sees who leads a section', () => {
  it('has a leading ministry for exactly the 46 sections that hold measures', () => {
    const leading = matrix.filter((row) => row.lead.length > 0).map((row) => row.section);
    assert.equal(leading.length, 46);
    const sections = new Set(plan.filter((measure) => measure.year === 2020).map((measure) => measure.section));
    assert.deepEqual([...sections].sort(), leading.sort());
  });

  it('names as leading nearly the ministries that have measures there', (t) => {
    const office = (name: string): string => (name === 'NISC' ? '内閣官房' : name);
    const differences: string[] = [];
    for (const row of matrix.filter((one) => one.lead.length > 0)) {
      const leads = new Set(row.lead.map(office));
      const own = new Set(
        plan.filter((one) => one.year === 2020 && one.section === row.section).flatMap((one) => one.ministries),
      );
      const missing = [...leads].filter((name) => !own.has(name));
      const extra = [...own].filter((name) => !leads.has(name));
      if (missing.length + extra.length > 0) {
        differences.push(
          `${row.section}: leads without a measure ${missing.join('・') || '-'}, measures without a lead ${extra.join('・') || '-'}`,
        );
      }
    }
    for (const difference of differences) t.diagnostic(difference);
    assert.ok(differences.length <= 12, `${differences.length} sections differ`);
  });
});
