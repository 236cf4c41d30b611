import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  FLAG_KINDS,
  type Flag,
  type FlagKind,
  flagMeasures,
  readQuantities,
  readTargets,
} from '../../src/improve/plan/flags/index.ts';
import { Measure } from '../../src/improve/plan/index.ts';
import { inProject } from './source.ts';

const measures = readFileSync(inProject('data/plan/measures.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Measure.parse(JSON.parse(line)));
const from = performance.now();
const flags = flagMeasures(measures);
const took = performance.now() - from;
const of = (kind: FlagKind): readonly Flag[] => flags.filter((flag) => flag.kind === kind);
const ids = (kind: FlagKind): readonly string[] => of(kind).map((flag) => flag.measure);

describe('improve: the board flags what the real plan leaves open', () => {
  it('finds no numeric target in any plan of both years and one promise to cover all', (t) => {
    const targets = measures.flatMap((measure) =>
      readTargets(measure.plan).map((target) => ({ id: measure.id, ...target })),
    );
    assert.deepEqual(
      targets.filter((target) => target.kind === 'number'),
      [],
    );
    assert.deepEqual(
      targets.map((target) => target.id),
      ['2020-2.3-4-01'],
    );
    t.diagnostic(`${of('no-target').length} of ${measures.length} measures have no target`);
    assert.equal(of('no-target').length, measures.length - 1);
  });

  it('finds plans no result mentions', (t) => {
    t.diagnostic(`${of('left-out').length} promises of 2019 that no result mentions`);
    for (const id of ['2019-2.2-1-18', '2019-2.1-2-13', '2019-3.3-2-03', '2019-2.2-1-08'])
      assert.ok(ids('left-out').includes(id), id);
    assert.ok(of('left-out').length < 100, 'few enough for a person to read');
    assert.ok(of('left-out').every((flag) => flag.measure.startsWith('2019')));
  });

  it('finds results that only restate their plan, and none with a number of its own', (t) => {
    t.diagnostic(`${of('restated').length} results restate their plan`);
    for (const id of ['2019-2.1-1-10', '2019-2.1-2-09', '2019-1.1-3-03']) assert.ok(ids('restated').includes(id), id);
    for (const id of ids('restated')) {
      const measure = measures.find((one) => one.id === id);
      const own = new Set(readQuantities(measure?.plan ?? '').map((one) => one.text));
      assert.ok(
        readQuantities(measure?.results.map((one) => one.text).join('') ?? '').every((one) => own.has(one.text)),
        id,
      );
    }
  });

  it('finds the cloud assessment that moved from autumn 2020 to within FY2020', () => {
    assert.deepEqual(
      of('deadline-slipped').map((flag) => [flag.measure, flag.facts.fromBy, flag.facts.toBy]),
      [['2020-2.3-2-02', '2020-11-30', '2021-03-31']],
    );
  });

  it('finds the programme promised for autumn 2019 and held in February 2020', () => {
    assert.deepEqual(
      of('done-late').map((flag) => flag.measure),
      ['2019-4.1-1-01'],
    );
  });

  it('finds the number without a unit and the misprinted thousands', () => {
    assert.deepEqual(
      of('number-without-unit').map((flag) => [flag.measure, flag.facts.value]),
      [['2019-1.2-3-06', 370000]],
    );
    assert.deepEqual(
      of('odd-number').map((flag) => [flag.measure, flag.facts.value]),
      [['2019-4.1-2-06', 19.417]],
    );
  });

  it('flags both years in less than a second', (t) => {
    t.diagnostic(`${Math.round(took)} ms; ${FLAG_KINDS.map((kind) => `${kind} ${of(kind).length}`).join(', ')}`);
    assert.ok(took < 1000, `${took} ms`);
  });
});
