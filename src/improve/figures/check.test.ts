import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkFigure, checkShape, Figure, roundHalfUp } from './index.ts';

const label = (text: string) => ({ ja: text, en: text });

function figure(over: Partial<Figure> = {}): Figure {
  return Figure.parse({
    id: 'sample',
    title: label('sample'),
    denominator: null,
    counting: 'single-choice',
    columns: [
      { key: 'q1', label: label('q1'), unit: 'report', period: null },
      { key: 'q2', label: label('q2'), unit: 'report', period: null },
      { key: 'year', label: label('year'), unit: 'report', period: null },
    ],
    rows: [
      { key: 'a', label: label('a'), lines: [2, 2], values: { q1: 1, q2: 2, year: 3 } },
      { key: 'b', label: label('b'), lines: [3, 3], values: { q1: 4, q2: 5, year: 9 } },
      { key: 'all', label: label('all'), lines: [4, 4], values: { q1: 5, q2: 7, year: 12 } },
    ],
    breaks: [],
    notes: [],
    checks: [
      { kind: 'rows-add-up', rows: ['a', 'b'], total: { row: 'all' }, columns: ['q1', 'q2', 'year'] },
      { kind: 'columns-add-up', columns: ['q1', 'q2'], total: 'year', rows: ['a', 'b', 'all'] },
    ],
    source: { document: '002', lines: [1, 9], page: null },
    ...over,
  });
}

describe('improve: a wrong number in a table is found', () => {
  it('finds nothing where everything adds up', () => {
    assert.deepEqual(checkFigure(figure()), { compared: 6, faults: [] });
  });

  it('finds the one cell that does not add up, by row and by column', () => {
    const bad = figure();
    const [, second] = bad.rows;
    assert.ok(second);
    second.values.q2 = 6;
    assert.deepEqual(
      checkFigure(bad).faults.map(
        (fault) => `${fault.rule} ${fault.row} ${fault.column} ${fault.printed} ${fault.computed}`,
      ),
      ['rows-add-up all q2 7 8', 'columns-add-up b year 9 10'],
    );
  });

  it('finds a percentage that does not recompute and one rounded the wrong way', () => {
    const columns = [
      { key: 'n', label: label('n'), unit: 'body' as const, period: null },
      { key: 'p', label: label('p'), unit: 'percent' as const, period: null },
    ];
    const rows = [
      { key: 'right', label: label('right'), lines: [2, 2] as [number, number], values: { n: 46, p: 51 } },
      { key: 'wrong', label: label('wrong'), lines: [3, 3] as [number, number], values: { n: 46, p: 50 } },
      {
        key: 'unknown',
        label: label('unknown'),
        lines: [4, 4] as [number, number],
        values: { n: { state: 'not-published' as const, value: null }, p: 50 },
      },
    ];
    const checks = [{ kind: 'share' as const, count: 'n', percent: 'p', of: 91, digits: 0 }];
    const checked = checkFigure(figure({ columns, rows, checks }));
    assert.equal(checked.compared, 2);
    assert.deepEqual(
      checked.faults.map((fault) => [fault.row, fault.printed, fault.computed]),
      [['wrong', 50, 51]],
    );
  });

  it('refuses a rule that names what is not there', () => {
    const checks = [{ kind: 'columns-add-up' as const, columns: ['q1', 'q2'], total: 'year', rows: ['nobody'] }];
    assert.throws(() => checkFigure(figure({ checks })), /unknown row nobody/);
  });

  it('says when a table is badly formed', () => {
    const broken = figure();
    const [first] = broken.rows;
    assert.ok(first);
    first.values.q9 = 1;
    delete first.values.q1;
    assert.deepEqual(checkShape(broken), ['a: unknown column q9', 'a: nothing said about q1']);
  });

  it('rounds half up in decimal', () => {
    assert.deepEqual([roundHalfUp(0.5, 0), roundHalfUp(50.549, 1), roundHalfUp(1.005, 2)], [1, 50.5, 1.01]);
  });
});
