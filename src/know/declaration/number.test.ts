import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSign, formatDeclarationNumber, makeNumber, parseNumber } from './number.ts';

describe('know: the number of a declaration survives a person', () => {
  it('as it is printed, in small letters, in full width, with O for 0 and l for 1', () => {
    const number = `10ABCDEFG${checkSign('10ABCDEFG')}`;
    for (const text of [
      number,
      formatDeclarationNumber(number),
      number.toLowerCase(),
      ` ${number} `,
      number.replace('10', 'lO'),
      number.replace('10', '１０'),
    ])
      assert.equal(parseNumber(text), number, text);
  });
  it('every single wrong sign shows', () => {
    for (let round = 0; round < 20; round++) {
      const number = makeNumber();
      assert.equal(parseNumber(number), number);
      for (let at = 0; at < 10; at++)
        for (const sign of '0123456789ABCDEFGHJKMNPQRSTVWXYZ')
          if (sign !== number[at]) assert.equal(parseNumber(number.slice(0, at) + sign + number.slice(at + 1)), null);
    }
  });
  it('what is no number is none', () => {
    for (const text of ['', 'x', '7000012050002', 'ABCDE-FGHJ', "' OR 1=1"]) assert.equal(parseNumber(text), null);
  });
});
