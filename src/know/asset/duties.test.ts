import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { languages } from '#platform/words';
import { type Duties, readDuties, writeDuties } from './duties.ts';

describe('know: who is responsible for what of a cloud service', () => {
  const decided: Duties = { shared: { data: 'us', updates: 'them', incidents: 'both' }, remark: '保守は平日のみ' };
  for (const language of languages)
    it(`goes through a spreadsheet and back (${language})`, () =>
      assert.deepEqual(readDuties(writeDuties(decided, language)), decided));
  it('leaves what people wrote themselves as it is', () => {
    const text = '更新：月に一度、当社から連絡\n更新：提供者：だいたい';
    assert.deepEqual(readDuties(text), { shared: {}, remark: text });
  });
});
