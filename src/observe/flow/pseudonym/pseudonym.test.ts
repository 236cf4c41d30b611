import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Pseudonyms } from './pseudonym.ts';

const KEY = Buffer.alloc(32, 1);
const PREFIXES = ['192.0.2.0/24', '198.51.100.0/22', '2001:db8:7::/48', '203.0.113.9/32'];
const ip4 = (a: number, b: number, c: number, d: number) =>
  0xffff00000000n + BigInt(((a * 256 + b) * 256 + c) * 256 + d);

describe("observe: subscribers' pseudonyms", () => {
  const names = new Pseudonyms(KEY, PREFIXES);

  it('stay within the prefix and leave all other addresses alone', () => {
    for (let host = 0; host < 256; host++)
      assert.equal(names.hide(ip4(192, 0, 2, host)) >> 8n, ip4(192, 0, 2, 0) >> 8n);
    assert.equal(names.hide(ip4(192, 0, 3, 1)), ip4(192, 0, 3, 1));
    assert.equal(names.hide(1n), 1n);
  });

  it('are one to one', () => {
    const hidden = new Set(Array.from({ length: 1024 }, (_, i) => names.hide(ip4(198, 51, 100, 0) + BigInt(i))));
    assert.equal(hidden.size, 1024);
  });

  it('can be undone with the key, and with no other', () => {
    const other = new Pseudonyms(Buffer.alloc(32, 2), PREFIXES);
    let same = 0;
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 80n) - 1n }), (host) => {
        const address = (0x20010db80007n << 80n) | host;
        const hidden = names.hide(address);
        if (other.reveal(hidden) === address) same++;
        return names.reveal(hidden) === address;
      }),
      { numRuns: 300, seed: 6 },
    );
    assert.equal(same, 0);
  });

  it('say nothing about neighbours: close addresses have far pseudonyms', () => {
    const steps = Array.from(
      { length: 1023 },
      (_, i) => names.hide(ip4(198, 51, 100, 0) + BigInt(i + 1)) - names.hide(ip4(198, 51, 100, 0) + BigInt(i)),
    );
    assert.ok(steps.filter((s) => s === 1n || s === -1n).length < 20);
  });

  it('refuse a short key and what is no prefix', () => {
    assert.throws(() => new Pseudonyms(Buffer.alloc(16), PREFIXES), /32 octets/);
    for (const text of ['192.0.2.0', '192.0.2.0/33', 'x/8', '192.0.2.0/'])
      assert.throws(() => new Pseudonyms(KEY, [text]), /no prefix/);
  });
});
