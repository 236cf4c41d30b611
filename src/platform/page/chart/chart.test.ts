import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatNumber } from '#platform/words';
import { funnel, heat, line } from './index.ts';
import { niceTicks, percentOf } from './scale.ts';

describe('platform: figures tell no more than was measured', () => {
  const axes: [highest: number, ticks: readonly number[]][] = [
    [0, [0, 1]],
    [Number.NaN, [0, 1]],
    [0.7, [0, 0.2, 0.4, 0.6, 0.8]],
    [4, [0, 1, 2, 3, 4]],
    [3320, [0, 1000, 2000, 3000, 4000]],
    [1_000_000, [0, 250_000, 500_000, 750_000, 1_000_000]],
  ];
  for (const [highest, ticks] of axes)
    it(`an axis up to ${highest} has round lines`, () => assert.deepEqual(niceTicks(highest), ticks));

  it('a share stays between nothing and the whole, and a whole of nothing is nothing', () => {
    assert.equal(percentOf(5, 0), 0);
    assert.equal(percentOf(-1, 10), 0);
    assert.equal(percentOf(20, 10), 100);
    assert.equal(percentOf(1, 3), 33.33);
  });

  it('no line leads across a gap or a change in the counting', () => {
    const drawn = String(
      line({
        language: 'en',
        caption: 'c',
        says: 's',
        axis: 'a',
        points: ['1', '2', '3', '4', '5'],
        series: [{ name: 'x', values: [1, 2, null, 3, 4] }],
        breaks: [{ at: 4, text: 'counted otherwise' }],
      }),
    );
    const lines = [...drawn.matchAll(/<polyline points="([^"]+)"/g)].map(([, points]) => points);
    assert.equal(lines.length, 1, 'only 1–2 is a line; 4 and 5 stand alone');
    assert.match(drawn, /5: counted otherwise/);
    assert.equal(drawn.match(/<td class="n">—<\/td>/g)?.length, 1, 'what was not measured is a dash in the table');
  });

  it('a heat map tells nothing measured from zero', () => {
    const drawn = String(
      heat({
        language: 'en',
        caption: 'c',
        corner: 'k',
        columns: ['a', 'b', 'c'],
        rows: [{ label: 'r', values: [0, null, 1] }],
      }),
    );
    assert.match(drawn, /h0">0<.*class="n">—<.*h5">1</s);
  });

  it('a funnel of nothing has no shares', () => {
    assert.doesNotMatch(
      String(
        funnel({
          language: 'en',
          label: 'l',
          stages: [
            { label: 'a', value: 0 },
            { label: 'b', value: 0 },
          ],
        }),
      ),
      /NaN|Infinity|%<\/span>/,
    );
  });

  it('writes figures as the reader does', () => assert.equal(formatNumber(1204, 'ja'), '1,204'));
});
