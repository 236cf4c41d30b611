import assert from 'node:assert/strict';
import { createHmac, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { Refusal } from '#platform/errors';
import { fromJwks, openSeal, rotateKey, type SealKey, seal } from '#trust';
import { servedHouse } from '../../lib/served.ts';

const served = await servedHouse();
const KIND = 'kyojo-test+jws';
const content = { number: 'X-1', stars: 1, madeAt: '2026-11-20T00:00:00.000Z' };
const jwks = async () => JSON.parse((await served.visitor().get('/.well-known/jwks.json')).text);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const parts = (text: string) => text.split('.') as [string, string, string];
const header = (text: string) => JSON.parse(Buffer.from(parts(text)[0], 'base64url').toString());

describe('trust: a seal holds for whoever has the published keys, and for nobody who forges', () => {
  let keys: SealKey[] = [];
  let sealed = '';
  it('the key is made by itself, its public half alone is published, for every site to read', async () => {
    const answer = await served.visitor().get('/.well-known/jwks.json');
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    const [key] = JSON.parse(answer.text).keys;
    assert.deepEqual(Object.keys(key).sort(), ['alg', 'crv', 'iat', 'kid', 'kty', 'use', 'x']);
    const [row] = await served.sql<{ private_key: string; public_key: { x: string } }>('SELECT * FROM trust.seal_key');
    assert.doesNotMatch(
      Buffer.from(row?.private_key ?? '', 'base64url').toString('latin1'),
      /"d"|OKP/,
      'enciphered at rest',
    );
    for (const reader of [
      { kind: 'public' },
      { kind: 'operator', user: 'x' },
      { kind: 'member', user: 'x', organisations: [] },
    ] as const)
      await assert.rejects(
        served.house.db.as(reader, (q) => q.raw.query('SELECT private_key FROM trust.seal_key')),
        /permission denied/,
      );
  });

  it('what was sealed is opened offline, also by a program that is not ours', async () => {
    sealed = await seal(served.house, KIND, content);
    keys = fromJwks(await jwks());
    const opened = await openSeal(`${sealed}\n`, KIND, keys);
    assert.deepEqual(opened.content, content);
    assert.equal(opened.sealedAt.toISOString(), '2026-11-20T00:00:00.000Z');
    const [h, p, s] = parts(sealed);
    const publicKey = createPublicKey({ key: keys[0]?.publicKey as never, format: 'jwk' });
    assert.ok(verify(null, Buffer.from(`${h}.${p}`), publicKey, Buffer.from(s, 'base64url')));
  });

  it('forgeries are refused, each with its reason', async () => {
    const [h, p, s] = parts(sealed);
    const key = keys[0] as SealKey;
    const body = (over: object) => part({ ...content, ...over });
    const other = generateKeyPairSync('ed25519');
    const byOther = (text: string) =>
      `${text}.${sign(null, Buffer.from(text), other.privateKey).toString('base64url')}`;
    const hmac = (text: string, secret: Buffer | string) =>
      `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    const pem = createPublicKey({ key: key.publicKey as never, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    }) as string;
    const hs = part({ ...header(sealed), alg: 'HS256' });
    const flipped = Buffer.from(s, 'base64url');
    flipped[3] = (flipped[3] ?? 0) ^ 1;
    const table: [title: string, text: string, code: string][] = [
      ['altered: one star more', `${h}.${body({ stars: 2 })}.${s}`, 'trust.seal-broken'],
      ['re-dated content', `${h}.${body({ madeAt: '2027-11-20T00:00:00.000Z' })}.${s}`, 'trust.seal-broken'],
      [
        're-dated header',
        `${part({ ...header(sealed), iat: header(sealed).iat + 60 })}.${p}.${s}`,
        'trust.seal-broken',
      ],
      ['a bit of the signature', `${h}.${p}.${flipped.toString('base64url')}`, 'trust.seal-broken'],
      ['another key under our key’s name', byOther(`${h}.${p}`), 'trust.seal-broken'],
      [
        'another key under its own name',
        byOther(`${part({ ...header(sealed), kid: 'mine' })}.${p}`),
        'trust.seal-key-unknown',
      ],
      [
        'a key brought along in the header',
        byOther(`${part({ ...header(sealed), kid: undefined, jwk: other.publicKey.export({ format: 'jwk' }) })}.${p}`),
        'trust.seal-key-unknown',
      ],
      ['alg none', `${part({ ...header(sealed), alg: 'none' })}.${p}.`, 'trust.seal-unreadable'],
      [
        'alg none with something behind it',
        `${part({ ...header(sealed), alg: 'none' })}.${p}.AA`,
        'trust.seal-algorithm',
      ],
      ['alg None in capitals', `${part({ ...header(sealed), alg: 'NONE' })}.${p}.AA`, 'trust.seal-algorithm'],
      ['our public key as a password (PEM)', hmac(`${hs}.${p}`, pem), 'trust.seal-algorithm'],
      [
        'our public key as a password (raw)',
        hmac(`${hs}.${p}`, Buffer.from(String(key.publicKey.x), 'base64url')),
        'trust.seal-algorithm',
      ],
      ['a seal of another kind', await seal(served.house, 'kyojo-other+jws', content), 'trust.seal-other-kind'],
      ['no seal at all', 'hello', 'trust.seal-unreadable'],
      ['an endless one', `${h}.${'A'.repeat(30_000)}.${s}`, 'trust.seal-unreadable'],
    ];
    for (const [title, text, code] of table)
      await assert.rejects(
        openSeal(text, KIND, keys),
        (error) => error instanceof Refusal && error.code === code,
        title,
      );
  });

  it('after the key was changed old seals hold, and nothing new can be sealed with the old key', async () => {
    served.clock.pass(3_600_000);
    const { old } = await rotateKey(served.house, 'test');
    assert.equal(old, keys[0]?.id);
    const now = fromJwks(await jwks());
    assert.equal(now.length, 2);
    assert.equal((await openSeal(sealed, KIND, now)).keyId, old);
    served.clock.pass(60_000);
    const fresh = await seal(served.house, KIND, content);
    assert.notEqual(header(fresh).kid, old);
    assert.deepEqual((await openSeal(fresh, KIND, now)).content, content);
    // Somebody who stole the old key: the same key, a date after it was retired.
    const late = now.map((key) =>
      key.id === header(fresh).kid ? { ...key, retiredAt: new Date('2026-11-20T00:30:00Z') } : key,
    );
    await assert.rejects(openSeal(fresh, KIND, late), /seal-key-out-of-time/);
    await assert.rejects(
      served.sql('UPDATE trust.seal_key SET retired_at = now() WHERE retired_at IS NOT NULL'),
      /stays as it is/,
    );
  });
});
