import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wordsOf } from './unread.ts';

describe('observe: a row that could not be read still names what it is about', () => {
  const table: [row: string, names: string[]][] = [
    ['{"timestamp":"yesterday","ip":"203.0.113.9","port":"23"}', ['203.0.113.9']],
    ['"2026-11-20 00:00:00","tcp', ['tcp']],
    ['203.0.113.9:8080;x', ['203.0.113.9']],
    ['{"ip":"2001:DB8:0:0::9"}', ['2001:db8::9']],
    ['::ffff:203.0.113.9', ['203.0.113.9']],
    ['{"url":"HTTPS://Www.Example.JP:8443/a?b"}', ['https://www.example.jp:8443/a?b', 'www.example.jp']],
    ['{"u":"http://[2001:db8::0:1]/"}', ['2001:db8::1']],
    ['Someone@Example.jp', ['someone@example.jp']],
  ];
  for (const [row, names] of table)
    it(row, () => {
      const found = wordsOf(row);
      assert.deepEqual(
        names.filter((name) => !found.includes(name)),
        [],
        JSON.stringify(found),
      );
    });

  it('is not confused by anything else', () => {
    for (const text of ['', '{}', '":::', '[', 'http://', 'fe80::1%eth0', '\u0000\ud800', 'a'.repeat(10_000)])
      assert.ok(Array.isArray(wordsOf(text)));
  });
});
