import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Claim, claimsOf, isCovered, type Named, withParents } from './claims.ts';

const device = (addresses: string[], domains: string[] = []): Named => ({ kind: 'device', addresses, domains });
const prefix = (value: string): Claim => ({ kind: 'prefix', value });
const domain = (value: string): Claim => ({ kind: 'domain', value });

describe('know: what is listed is what the loop may match', () => {
  const table: [title: string, listed: Named[], registered: Claim[], claims: Claim[]][] = [
    ['an address and a domain', [device(['203.0.113.9'], ['shop.example.jp'])], [], [domain('shop.example.jp')]],
    [
      'an address that can be reached',
      [device(['8.8.8.8', '2001:4860:4860::8888'])],
      [],
      [prefix('2001:4860:4860::8888/128'), prefix('8.8.8.8/32')],
    ],
    [
      'addresses inside the office are nobody’s claim',
      [device(['192.168.1.2', '10.0.0.0/8', 'fe80::1', '100.64.0.1'])],
      [],
      [],
    ],
    [
      'what is covered is not claimed again',
      [device(['8.8.8.8', '8.8.4.4'], ['www.example.jp'])],
      [prefix('8.8.8.0/24'), prefix('8.8.4.1-8.8.4.9'), domain('example.jp')],
      [],
    ],
    [
      'the page’s address gives its host',
      [device([], ['https://www.example.jp/shop?x=1'])],
      [],
      [domain('www.example.jp')],
    ],
    [
      'a cloud’s names are the cloud’s',
      [{ kind: 'cloud', domains: ['login.cloud.example'], addresses: ['8.8.8.8'] }],
      [],
      [],
    ],
    ['what cannot be read is left out', [device(['8.8.8', 'x'], ['_', 'localhost'])], [], []],
    ['each once', [device(['8.8.8.8']), device(['8.8.8.8'])], [], [prefix('8.8.8.8/32')]],
  ];
  for (const [title, listed, registered, claims] of table)
    it(title, () => assert.deepEqual(claimsOf(listed, registered), claims));

  it('an address of one family is never covered by a prefix of the other', () => {
    assert.equal(isCovered('::ffff:808:808', ['8.8.8.0/24']), false);
    assert.equal(isCovered('8.8.8.8', ['::/0']), false);
  });
  it('a domain is covered by those above it', () => {
    assert.deepEqual(withParents('a.b.example.jp'), ['a.b.example.jp', 'b.example.jp', 'example.jp']);
  });
});
