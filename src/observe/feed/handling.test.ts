import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testEngine } from '../../../test/lib/engine.ts';
import { choosable, handledAs, handlingOf } from './handling.ts';
import { Mapping } from './mapping.ts';
import { readSample } from './sample.ts';

describe('observe: the stricter of the mapping and the operator says how far a row may go', () => {
  const engine = testEngine();

  const mapping = (handling: string) =>
    Mapping.parse({
      id: 'trial',
      title: { ja: '試し', en: 'Trial' },
      reader: { kind: 'json', lines: true },
      fields: { 'source.ip': 'ip', tlp: { from: 'tlp', lenient: true } },
      handling,
    });

  const table: [mapping: string, set: string, ofRows: Record<string, string>][] = [
    ['AMBER', 'TLP:AMBER', { '': 'TLP:AMBER', 'TLP:CLEAR': 'TLP:AMBER', WHITE: 'TLP:AMBER', RED: 'TLP:RED' }],
    ['GREEN', 'TLP:CLEAR', { '': 'TLP:GREEN', 'TLP:CLEAR': 'TLP:CLEAR', amber: 'TLP:AMBER' }],
    ['AMBER', 'TLP:RED', { '': 'TLP:RED', GREEN: 'TLP:RED', 'AMBER+STRICT': 'TLP:RED' }],
    ['AMBER+STRICT', 'TLP:AMBER', { '': 'TLP:AMBER+STRICT', CLEAR: 'TLP:AMBER', RED: 'TLP:RED' }],
    ['GREEN', 'nonsense', { '': 'TLP:RED', CLEAR: 'TLP:RED' }],
  ];
  for (const [own, set, ofRows] of table)
    it(`mapping ${own}, operator ${set}`, async () => {
      const text = Object.keys(ofRows).map((tlp) => `${JSON.stringify({ ip: '192.0.2.1', tlp })}\n`);
      const sample = await readSample(
        async (sql) => engine.query(sql, 'JSONEachRow'),
        handledAs(mapping(own), set),
        {},
        Buffer.from(text.join('')),
      );
      assert.ok(!('unreadable' in sample));
      assert.deepEqual(
        sample.rows.map(({ handling }) => handling),
        Object.values(ofRows),
      );
      assert.equal(handlingOf(mapping(own), set), ofRows['']);
    });

  it('offers the mapping’s own mark and the stricter ones', () => {
    assert.deepEqual(choosable({ handling: 'AMBER+STRICT' }), ['TLP:AMBER+STRICT', 'TLP:RED']);
    assert.equal(choosable({}).length, 3);
    assert.equal(choosable(undefined).length, 5);
  });
});
