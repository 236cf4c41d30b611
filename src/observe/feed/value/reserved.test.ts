import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testEngine } from '../../../../test/lib/engine.ts';
import { Mapping } from '../mapping.ts';
import { readSample } from '../sample.ts';

describe('observe: a mapping can tell what belongs to nobody on the Internet', () => {
  const engine = testEngine();

  const nobodys = [
    ...['10.1.2.3', '127.0.0.1', '172.31.255.255', '192.168.0.1', '169.254.1.1', '100.64.0.1', '203.0.113.9'],
    ...['239.1.2.3', '::1', 'fe80::1', 'fd00::1', '2001:db8::1', 'ff02::1'],
    ...['router.local', 'www.example.com', 'EXAMPLE.org', 'localhost', 'a.test', 'x.home.arpa'],
    ...['http://192.168.0.1/x', 'https://user@[fd00::1]:8443/', 'http://sub.example.net:80/a?b'],
    ...['64512', 'AS65551', '4200000001'],
  ];
  const somebodys = [
    ...['8.8.8.8', '11.0.0.1', '172.32.0.1', '192.169.0.1', '2001:200::1', '2400::1'],
    ...[
      'example.jp',
      'notexample.com',
      'local.example-city.jp',
      'test.ac.jp',
      'http://www.ac.jp/10.1.2.3',
      '2497',
      'AS4713',
    ],
    ...['', 'no value', '10.1.2', '-'],
  ];

  const kept = async (condition: { readonly not?: boolean }) => {
    const mapping = Mapping.parse({
      id: 'trial',
      title: { ja: '試し', en: 'Trial' },
      reader: { kind: 'json', lines: true },
      fields: { 'extra.value': 'value' },
      need: [],
      skip: [],
      when: [{ if: { column: 'value', valid: 'reserved', ...condition }, drop: true }],
    });
    const rows = [...nobodys, ...somebodys].map((value) => `${JSON.stringify({ n: 1, value })}\n`).join('');
    const sample = await readSample(async (sql) => engine.query(sql, 'JSONEachRow'), mapping, {}, Buffer.from(rows));
    assert.ok(!('unreadable' in sample));
    assert.deepEqual(sample.refused, []);
    return sample.rows.map((row) => row.extra['extra.value'] ?? '');
  };

  it('leaves such rows out when told so', async () => assert.deepEqual(await kept({}), somebodys));
  it('or leaves out all others', async () => assert.deepEqual(await kept({ not: true }), nobodys));
});
