import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSuppliers } from './lines.ts';

const read = (...lines: string[]) => readSuppliers(lines.map((text, at) => ({ line: at + 1, cells: text.split(',') })));

describe('know: a list of suppliers is read as people write it', () => {
  const taken: [line: string, supplier: object][] = [
    [
      '株式会社A,7000012050002,a@a.example',
      { name: '株式会社A', corporateNumber: '7000012050002', email: 'a@a.example' },
    ],
    [
      'a@a.example,７０００－０１２０－５０００２',
      { name: 'a@a.example', corporateNumber: '7000012050002', email: 'a@a.example' },
    ],
    ['T7000012050002', { name: '7000012050002', corporateNumber: '7000012050002', email: '' }],
    ['有限会社B, B@B.example', { name: '有限会社B', corporateNumber: null, email: 'b@b.example' }],
  ];
  for (const [line, supplier] of taken)
    it(line, () => assert.deepEqual(read(line), { suppliers: [{ line: 1, ...supplier }], faults: [] }));
  const refused: [line: string, why: string][] = [
    ['株式会社C', 'nothing-to-reach'],
    ['株式会社C,8000012050002', 'number'],
    ['株式会社C,c@c', 'mail'],
  ];
  for (const [line, why] of refused)
    it(`${line} is refused: ${why}`, () =>
      assert.deepEqual(
        read(line).faults.map((one) => [one.line, one.why]),
        [[1, why]],
      ));
  it('headings and empty lines are passed over, a second time is told with its line', () => {
    const { suppliers, faults } = read('会社名,法人番号,メール', '', 'A,a@a.example', 'B,A@a.example');
    assert.deepEqual([suppliers.length, faults.map(({ line, why }) => [line, why])], [1, [[4, 'repeats']]]);
  });
});
