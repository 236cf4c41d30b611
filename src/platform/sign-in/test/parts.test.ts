import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkWords } from '#platform/words';
import { deviceName } from '../account/device.ts';
import { base32, otpAddress } from '../account/factors.ts';
import { words as accountWords } from '../account/words.ts';
import { ownPath, withNext } from '../answers.ts';
import { plainRecovery } from '../enter/second.ts';
import { words as enterWords } from '../enter/words.ts';
import { type AnyCall, passwordFault, plainCode } from '../fields.ts';
import { mails } from '../join/mail-words.ts';
import { words as joinWords } from '../join/words.ts';
import { passkeysWork } from '../library.ts';
import { idOf, tokenOf } from '../one-time-link.ts';
import { isWhole } from '../session.ts';
import { refusals, words } from '../words.ts';

describe('sign-in: the way back stays in the hub', () => {
  const base = 'https://hub.example';

  it('for every text anybody can think of', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
      fc.stringMatching(/^[/\\.%\t\n a-z:@#?]{0,20}$/),
      fc.string().map((text) => `/${text}`),
      fc.string().map((text) => `//${text}`),
    );
    fc.assert(
      fc.property(nasty, (asked) => {
        const way = ownPath(asked);
        assert.ok(way.startsWith('/') && !way.startsWith('//'));
        assert.equal(new URL(way, base).origin, base);
        // What a browser makes of it once more is the same: there is no second reading.
        assert.equal(ownPath(way), way);
      }),
      { numRuns: 3000 },
    );
  });

  it('and keeps what belongs to it', () => {
    for (const way of ['/findings?state=open&page=2#top', '/welcome/abc', '/組織/1'] as const)
      assert.equal(
        ownPath(decodeURI(new URL(way, base).href.slice(base.length))),
        new URL(way, base).href.slice(base.length),
      );
    assert.equal(ownPath(undefined), '/');
    assert.equal(ownPath('https://evil.example', '/account'), '/account');
    assert.equal(withNext('/sign-in', '/'), '/sign-in');
    assert.equal(withNext('/sign-in?x=1', '/a?b=c'), '/sign-in?x=1&next=%2Fa%3Fb%3Dc');
  });
});

describe('sign-in: small rules', () => {
  it('a link names its row only under the hub’s own seal', () => {
    const id = randomUUID();
    const token = tokenOf(id, 'secret');
    assert.equal(idOf(token, 'secret'), id);
    assert.equal(idOf(token, 'another'), undefined);
    fc.assert(
      fc.property(fc.nat(43), fc.constantFrom(...'ABCabc019-_'), (at, letter) => {
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        assert.equal(idOf(changed, 'secret') === undefined || changed === token || at === 21, true);
      }),
    );
    for (const odd of ['', 'x', '../../etc', token.repeat(2), `${token.slice(0, -1)}=`])
      assert.equal(idOf(odd, 'secret'), undefined);
  });

  it('a session is whole when nothing more can be asked for', () => {
    const session = { id: '', personId: '', name: '', email: '', hasPassword: true, confirmed: true };
    const table: [
      isOperator: boolean,
      hasAuthenticator: boolean,
      hasPasskey: boolean,
      secondFactor: boolean,
      whole: boolean,
    ][] = [
      [false, false, false, false, true],
      [false, true, false, false, false],
      [false, false, true, false, false],
      [false, true, true, true, true],
      [true, false, false, false, false],
      [true, true, false, false, false],
      [true, true, false, true, true],
    ];
    for (const [isOperator, hasAuthenticator, hasPasskey, secondFactor, whole] of table)
      assert.equal(isWhole({ ...session, isOperator, hasAuthenticator, hasPasskey, secondFactor }), whole);
  });

  it('codes are read as people type them', () => {
    assert.equal(plainCode(' １２３ ４５６ '), '123456');
    assert.equal(plainCode('123-456'), '123456');
    for (const typed of ['K7MQX-3TWZ9', 'k7mqx3twz9', ' k7mqx ‐ 3twz9 ', 'ｋ７ｍｑｘ－３ｔｗｚ９'])
      assert.equal(plainRecovery(typed), 'k7mqx-3twz9');
  });

  it('passwords are judged by length and by being known, not by signs', () => {
    const c = { language: 'en' } as AnyCall;
    for (const good of [
      'tofu wakame negi miso',
      '正しい馬の電池のホチキスです',
      'aB3$kd92Jd8s',
      'correct horse battery',
    ])
      assert.equal(passwordFault(c, good, ['yamada', '共助の輪']), undefined, good);
    for (const bad of [
      '',
      'short',
      'a'.repeat(129),
      'abcabcabcabcabc',
      'Password12345',
      '1234567890123',
      'yamada-yamada',
    ])
      assert.ok(passwordFault(c, bad, ['yamada']), bad);
    assert.ok(passwordFault(c, '豆腐わかめ味噌', []), 'letters count, not bytes');
  });

  it('an app reads the secret the server keeps (RFC 4648 test vectors)', () => {
    for (const [text, encoded] of [
      ['f', 'MY'],
      ['fo', 'MZXQ'],
      ['foobar', 'MZXW6YTBOI'],
    ] as const)
      assert.equal(base32(text), encoded);
    const address = new URL(otpAddress('共助の輪', 'a+b@shop.example', 'foobar'));
    assert.equal(address.searchParams.get('secret'), 'MZXW6YTBOI');
    assert.equal(address.searchParams.get('issuer'), '共助の輪');
    assert.ok(!address.href.includes('+'), 'apps show a plus as a plus');
  });

  it('passkeys are offered where browsers allow them', () => {
    for (const url of ['https://hub.example', 'http://localhost:8080']) assert.equal(passkeysWork(url), true, url);
    for (const url of ['http://hub.example', 'http://127.0.0.1:8080', 'https://192.0.2.1', 'https://[::1]'])
      assert.equal(passkeysWork(url), false, url);
  });

  it('devices are named so that their owner knows them', () => {
    const table: [string, string | undefined][] = [
      [
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
        'Safari・iPhone',
      ],
      [
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0',
        'Edge・Windows',
      ],
      ['Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0', 'Firefox・Linux'],
      ['curl/8.5.0', undefined],
    ];
    for (const [agent, name] of table) assert.equal(deviceName(agent), name);
    assert.equal(deviceName(null), undefined);
  });

  it('every word is there in every language', () => {
    const { entries, faults } = checkWords({ words, refusals, enterWords, joinWords, accountWords, mails });
    assert.ok(entries > 100, `${entries} entries`);
    assert.deepEqual(faults, []);
  });
});
