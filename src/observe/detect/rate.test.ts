import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { difference, medianWait, wilson } from './rate.ts';

describe('observe: shares and waiting times say how sure they are', () => {
  it('as the literature computes them', () => {
    const a = wilson(81, 263);
    assert.ok(a && Math.abs(a.low - 0.2553) < 0.0005 && Math.abs(a.high - 0.3662) < 0.0005);
    assert.equal(wilson(0, 0), null);
    assert.throws(() => wilson(3, 2), RangeError);
    const [p, q] = [wilson(56, 70), wilson(48, 80)];
    assert.ok(p && q);
    const d = difference(p, q);
    assert.ok(Math.abs(d.low - 0.0524) < 0.0005 && Math.abs(d.high - 0.3339) < 0.0005, JSON.stringify(d));
    assert.equal(medianWait([]), null);
    assert.equal(
      medianWait([
        { days: 1, done: true },
        { days: 2, done: false },
        { days: 3, done: true },
        { days: 9, done: false },
      ]),
      3,
    );
  });
});
