import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkDigit, formatCorporateNumber, parseCorporateNumber, readBatch } from './decide.ts';

describe('know: a 法人番号 is told from a slip of the finger', () => {
  const table: [title: string, text: string, number: string | null][] = [
    // The National Tax Agency's own number, which it publishes as an example.
    ['the number of the National Tax Agency', '7000012050002', '7000012050002'],
    ['with hyphens', '7-0000-1205-0002', '7000012050002'],
    ['in full-width digits', '７０００－０１２０－５０００２', '7000012050002'],
    ['with spaces', ' 7000 0120 50002 ', '7000012050002'],
    ['as the number of a qualified invoice issuer', 'T7000012050002', '7000012050002'],
    ['a wrong check digit', '8000012050002', null],
    ['two digits changed', '7000012050020', null],
    ['twelve digits', '700001205000', null],
    ['a personal number is none', '123456789012', null],
    ['letters', '70000120500O2', null],
    ['nothing', '', null],
    ['a check digit of nought does not exist', '0000012050002', null],
  ];
  for (const [title, text, number] of table) it(title, () => assert.equal(parseCorporateNumber(text), number));
  it('every single wrong digit shows', () => {
    const base = fc.array(fc.nat(9), { minLength: 12, maxLength: 12 }).map((digits) => digits.join(''));
    fc.assert(
      fc.property(base, fc.nat(11), fc.integer({ min: 1, max: 9 }), (twelve, at, add) => {
        const good = `${checkDigit(twelve)}${twelve}`;
        assert.equal(parseCorporateNumber(good), good);
        const digit = (Number(twelve[at]) + add) % 10;
        const bad = `${good[0]}${twelve.slice(0, at)}${digit}${twelve.slice(at + 1)}`;
        // 0 and 9 are the same modulo 9: the one change the check digit cannot see.
        const blind = Math.abs(Number(twelve[at]) - digit) === 9;
        assert.equal(parseCorporateNumber(bad) === null, !blind);
      }),
    );
  });
  it('and is shown in groups', () => {
    const number = parseCorporateNumber('7000012050002');
    assert.ok(number);
    assert.equal(formatCorporateNumber(number), '7-0000-1205-0002');
  });
  it('a batch keeps the place of each, tells repeats and skips empty lines', () => {
    const lines = ['7000012050002', '', 'x', '7-0000-1205-0002'].map((text, index) => ({ line: index + 1, text }));
    assert.deepEqual(readBatch(lines), [
      { line: 1, given: '7000012050002', number: '7000012050002', repeats: null },
      { line: 3, given: 'x', number: null, repeats: null },
      { line: 4, given: '7-0000-1205-0002', number: '7000012050002', repeats: 1 },
    ]);
  });
});
