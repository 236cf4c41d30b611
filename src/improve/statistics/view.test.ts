import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mayShareChart, numberOf } from '../figures/index.ts';
import { figures, findFigure, sourceLines } from './load.ts';
import { barColumns, breaksOn, chosenRows, compare, shareChart, timeAxes, timeColumns } from './view.ts';

describe('improve: no chart says more than its numbers', () => {
  it('draws no two units and no two kinds of periods on one axis, in any figure there is', () => {
    for (const figure of figures()) {
      for (const axis of timeAxes(figure)) {
        assert.ok(mayShareChart(axis), figure.id);
        assert.equal(new Set(axis.map((column) => column.period?.kind)).size, 1, figure.id);
      }
      for (const column of barColumns(figure))
        assert.ok(
          figure.rows.every((row) => (numberOf(row.values[column.key]) ?? 0) >= 0),
          `${figure.id} ${column.key}`,
        );
    }
    assert.ok(figures().length >= 31);
  });

  it('refuses columns of different units, whoever asks', () => {
    const figure = findFigure('universities');
    assert.ok(figure);
    assert.throws(() => shareChart(figure.columns), /improve\.units-mixed/);
    const [count, percent] = figure.columns;
    assert.ok(count && percent);
    assert.throws(() => compare(figure, count, percent), /improve\.units-mixed/);
  });

  it('keeps years and quarters apart, and never puts a sum over years on the axis', () => {
    const forms = findFigure('information-sharing-forms');
    assert.ok(forms);
    assert.deepEqual(
      timeAxes(forms).map((axis) => axis.map((column) => column.key)),
      [
        ['FY2016', 'FY2017', 'FY2018', 'FY2019'],
        ['FY2019Q1', 'FY2019Q2', 'FY2019Q3', 'FY2019Q4'],
      ],
    );
    const [year, quarter] = [
      forms.columns.find((column) => column.key === 'FY2018'),
      forms.columns.find((column) => column.key === 'FY2019Q1'),
    ];
    assert.ok(year && quarter);
    assert.throws(() => compare(forms, year, quarter), /improve\.units-mixed/);
    const action = findFigure('security-action');
    assert.ok(action);
    assert.deepEqual(
      timeColumns(action).map((column) => column.key),
      ['FY2017', 'FY2018', 'FY2019'],
    );
  });

  it('compares two years, and across a change in the counting not at all', () => {
    const forms = findFigure('information-sharing-forms');
    assert.ok(forms);
    const column = (key: string) => forms.columns.find((one) => one.key === key);
    const [a, b] = [column('FY2018'), column('FY2019')];
    assert.ok(a && b);
    const compared = compare(forms, a, b);
    for (const row of compared.rows) {
      const [x, y] = [numberOf(row.before), numberOf(row.after)];
      assert.equal(row.difference, x === null || y === null ? null : y - x);
    }
    const exams = findFigure('exams');
    assert.ok(exams);
    const [before, after] = [
      exams.columns.find((one) => one.key === 'FY2015'),
      exams.columns.find((one) => one.key === 'FY2018'),
    ];
    assert.ok(before && after);
    const broken = compare(exams, before, after);
    assert.equal(broken.breaks.length, 2);
    assert.ok(broken.rows.every((row) => row.difference === null && row.change === null));
    assert.equal(breaksOn(exams, timeColumns(exams)).length, 2);
  });

  it('keeps a share of a share from being told as growth', () => {
    const spf = findFigure('spf-government-domains');
    assert.ok(spf);
    const [hard, soft] = spf.columns;
    assert.ok(hard && soft);
    assert.ok(compare(spf, hard, soft).rows.every((row) => row.change === null));
  });

  it('draws at most four rows, those asked for first', () => {
    const causes = findFigure('information-sharing-causes');
    assert.ok(causes);
    assert.ok(chosenRows(causes, []).length <= 4);
    const keys = causes.rows.slice(2, 9).map((row) => row.key);
    assert.deepEqual(
      chosenRows(causes, keys).map((row) => row.key),
      keys.slice(0, 4),
    );
    assert.ok(chosenRows(causes, ['no-such-row']).length > 0);
  });

  it('keeps every line that a figure cites', () => {
    const kept = sourceLines();
    for (const figure of figures())
      for (const { lines } of [...figure.rows, ...figure.breaks, ...figure.notes])
        for (let line = lines[0]; line <= lines[1]; line++) assert.ok(kept.has(line), `${figure.id} ${line}`);
  });
});
