import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { countSections, Measure, planDataFiles } from '../../src/improve/plan/index.ts';
import { inProject, readSource, YEARLY_REPORT } from './source.ts';

const Counts = z.object({
  years: z.object({
    2020: z.object({
      total: z.int(),
      relisted: z.int(),
      distinctTexts: z.int(),
      sections: z.record(z.string(), z.tuple([z.int(), z.int()])),
      ministries: z.record(z.string(), z.int()),
    }),
    2019: z.object({
      total: z.int(),
      'upTo2.4': z.int(),
      'from2.5': z.int(),
      subRows: z.int(),
      sections: z.record(z.string(), z.tuple([z.int(), z.int().nullable()])),
    }),
  }),
});

const stored = readFileSync(inProject('data/plan/measures.jsonl'), 'utf8');
const measures = stored
  .trim()
  .split('\n')
  .map((line) => Measure.parse(JSON.parse(line)));
const printed = Counts.parse(JSON.parse(readFileSync(inProject('data/plan/counts.json'), 'utf8'))).years;
const of = (year: number): readonly Measure[] => measures.filter((measure) => measure.year === year);
const report = readSource(YEARLY_REPORT);

describe('improve: the measures of the yearly plan are all there', () => {
  it('counts per section what readers counted, in both years', () => {
    for (const year of [2020, 2019] as const) {
      const counts = countSections(of(year));
      assert.deepEqual(counts.map((count) => count.section).sort(), Object.keys(printed[year].sections).sort());
      for (const { section, items, relisted } of counts) {
        const [expected, marked] = printed[year].sections[section] ?? [0, 0];
        assert.equal(items, expected, `FY${year} ${section}`);
        if (marked !== null) assert.equal(relisted, marked, `FY${year} ${section} （再掲）`);
      }
    }
  });

  it('has 309 measures for 2020, 31 of them re-listed, 280 distinct texts', () => {
    const plan = of(2020);
    assert.equal(plan.length, printed[2020].total);
    assert.equal(plan.filter((measure) => measure.relisted).length, printed[2020].relisted);
    assert.equal(new Set(plan.map((measure) => measure.plan.replace(/\s/g, ''))).size, printed[2020].distinctTexts);
    for (const [ministry, rows] of Object.entries(printed[2020].ministries)) {
      assert.equal(plan.filter((measure) => measure.ministries.includes(ministry)).length, rows, ministry);
    }
  });

  it('has 303 measures with results for 2019 and three rows without a letter beside', () => {
    const past = of(2019);
    const early = past.filter((measure) => Number.parseFloat(measure.section) < 2.45);
    assert.equal(past.length, printed[2019].total);
    assert.equal(early.length, printed[2019]['upTo2.4']);
    assert.equal(past.length - early.length, printed[2019]['from2.5']);
    assert.equal(past.flatMap((measure) => measure.subRows ?? []).length, printed[2019].subRows);
    for (const measure of past) assert.ok(measure.results.length > 0, measure.id);
  });

  it('ends every plan in an open tense and keeps no line break, mark or bracketed ministry in a text', () => {
    for (const measure of measures) {
      const texts = [measure.plan, ...measure.goals, ...measure.results.map((result) => result.text)];
      for (const text of texts) {
        assert.doesNotMatch(text, /[\n\r]|再掲[）)]|^\s|\s$/, measure.id);
        assert.doesNotMatch(text, /[［[](NISC|[^\]］]*[省庁])[\]］]/, measure.id);
      }
      assert.match(
        measure.plan,
        /(る|く|す|つ|む|ぶ|ない|う|実施|た)。?(（[^（）]*。）)?$/,
        `${measure.id}: ${measure.plan.slice(-20)}`,
      );
    }
  });

  it('numbers pages as printed, 76 to 108 for the plan and 110 to 177 for the report', () => {
    const pages = (year: number): readonly number[] => of(year).map((measure) => measure.page ?? 0);
    assert.deepEqual([Math.min(...pages(2020)), Math.max(...pages(2020))], [76, 108]);
    assert.deepEqual([Math.min(...pages(2019)), Math.max(...pages(2019))], [110, 177]);
  });

  it('is what the parser reads from the published text, in every parsed file', { skip: report === null }, () => {
    for (const [name, content] of Object.entries(planDataFiles(report ?? ''))) {
      assert.equal(content, readFileSync(inProject(`data/plan/${name}`), 'utf8'), `data/plan/${name} is not current`);
    }
  });
});
