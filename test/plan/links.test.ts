import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { DOUBTFUL_LINK, Measure, proposeLinks } from '../../src/improve/plan/index.ts';
import { inProject } from './source.ts';

const Checked = z.strictObject({ id: z.string(), continues: z.string().nullable(), note: z.string().optional() });

const lines = (path: string): readonly string[] => readFileSync(inProject(path), 'utf8').trim().split('\n');
const measures = lines('data/plan/measures.jsonl').map((line) => Measure.parse(JSON.parse(line)));
const checked = lines('data/plan/links-checked.jsonl').map((line) => Checked.parse(JSON.parse(line)));

describe('improve: a measure is followed from one year to the next', () => {
  it('agrees with the links a person checked by reading both plans and the result', (t) => {
    const links = proposeLinks(
      measures.filter((measure) => measure.year === 2019),
      measures.filter((measure) => measure.year === 2020),
    );
    const found = new Map(links.map((link) => [link.id, link.continues]));
    const proposed = checked.filter((one) => (found.get(one.id) ?? null) !== null);
    const right = proposed.filter((one) => found.get(one.id) === one.continues);
    const real = checked.filter((one) => one.continues !== null);
    const precision = right.length / proposed.length;
    const recall = right.length / real.length;
    const wrong = checked.filter((one) => (found.get(one.id) ?? null) !== one.continues);
    t.diagnostic(
      `${checked.length} links checked by hand (${real.length} continue, ${checked.length - real.length} are new): ` +
        `precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
    );
    for (const one of wrong) t.diagnostic(`${one.id}: ${found.get(one.id)} instead of ${one.continues}`);
    assert.ok(checked.length >= 60);
    assert.ok(precision >= 0.97, `precision ${precision}`);
    assert.ok(recall >= 0.97, `recall ${recall}`);
  });

  it('names only measures of the year before, each once unless a text is re-listed', () => {
    const ids = new Map(measures.map((measure) => [measure.id, measure]));
    const used = new Map<string, string>();
    for (const measure of measures) {
      if (measure.continues === null) continue;
      assert.equal(ids.get(measure.continues)?.year, measure.year - 1, measure.id);
      assert.ok(measure.relisted || !used.has(measure.continues), `${measure.continues} is continued twice`);
      if (!measure.relisted) used.set(measure.continues, measure.id);
    }
  });

  it('marks rewritten measures as doubtful and word-for-word ones as sure', (t) => {
    const doubtful = measures.filter(
      (one) => one.continuesConfidence !== null && one.continuesConfidence < DOUBTFUL_LINK,
    );
    t.diagnostic(`doubtful links: ${doubtful.map((one) => `${one.id} ${one.continuesConfidence}`).join(', ')}`);
    const of = (id: string): number => measures.find((one) => one.id === id)?.continuesConfidence ?? 0;
    assert.ok(of('2020-1.2-2-02') < DOUBTFUL_LINK, 'the loosest pair');
    assert.ok(of('2020-2.6-05') > 0.95, 'the same words in both years');
  });
});
