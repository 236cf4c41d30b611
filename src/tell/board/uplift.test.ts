import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { uplift, wilson } from './uplift.ts';

describe('tell: the board says how much a way of telling helps, and how sure that is', () => {
  it('gives the interval printed in Newcombe 1998 (56/70 against 48/80)', () => {
    const made = uplift({ fixed: 56, of: 70 }, { fixed: 48, of: 80 });
    assert.ok(made);
    assert.deepEqual(
      [made.points, made.from, made.to].map((value) => value.toFixed(2)),
      ['20.00', '5.24', '33.39'],
    );
  });
  it('holds at the edge (0/20 against 0/10): no difference, and little known', () => {
    const made = uplift({ fixed: 0, of: 20 }, { fixed: 0, of: 10 });
    assert.ok(made && made.points === 0 && made.from < -20 && made.to > 10);
  });
  it('says nothing where nobody is', () => assert.equal(uplift({ fixed: 1, of: 2 }, { fixed: 0, of: 0 }), undefined));
  it('keeps a share between nothing and all', () => {
    for (const share of [
      { fixed: 0, of: 1 },
      { fixed: 1, of: 1 },
      { fixed: 3, of: 1000 },
    ]) {
      const { from, to } = wilson(share);
      assert.ok(from >= 0 && from <= share.fixed / share.of && to >= share.fixed / share.of && to <= 1);
    }
  });
});
