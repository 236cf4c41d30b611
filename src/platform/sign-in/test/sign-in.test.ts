import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openLibrary } from '../library.ts';
import { signInOf } from '../open.ts';
import { type Browser, type Seen, type TestHub, testHub } from './hub.ts';
import {
  forgetCodes,
  invited,
  operator,
  PASSWORD,
  type SomeoneWithApp,
  signIn,
  totp,
  withApp,
  wordsOf,
  wrongCode,
} from './people.ts';

/** What a person can tell two answers apart by: everything but what they typed themselves. */
const face = (seen: Seen, typed: string) => [seen.status, seen.text.replaceAll(typed, '')];

describe('sign-in: only the owner of an account comes in', () => {
  let hub: TestHub;
  let aoki: SomeoneWithApp;
  before(async () => {
    hub = await testHub();
    aoki = await operator(hub, 'aoki@hub.example');
  });
  after(() => hub.close());

  const me = async (browser: Browser) => (await browser.get('/test/me')).status === 200;

  it('with password and code', async () => {
    const browser = await signIn(hub, aoki);
    assert.equal(JSON.parse((await browser.get('/test/me')).text).isOperator, true);
    const facts = await hub.facts();
    assert.equal(facts.at(-1), 'person.signed-in authenticator');
  });

  it('not with a wrong password, an unknown address or a closed account, and cannot tell which it was', async () => {
    const closed = await invited(hub, 'closed@hub.example');
    await hub.signIn.closeAccount(closed.id, 'console');
    assert.equal(await me(closed.browser), false, 'a closed account is out at once');
    const wrong = await hub.browser().post('/sign-in', { email: aoki.email, password: 'not this one at all' });
    const unknown = await hub.browser().post('/sign-in', { email: 'nobody@hub.example', password: PASSWORD });
    const shut = await hub.browser().post('/sign-in', { email: closed.email, password: PASSWORD });
    assert.equal(wrong.status, 422);
    assert.match(wordsOf(wrong.text), /メールアドレスかパスワードが違います/);
    assert.deepEqual(face(unknown, 'nobody@hub.example'), face(wrong, aoki.email));
    assert.deepEqual(face(shut, closed.email), face(wrong, aoki.email));
    for (const seen of [wrong, unknown, shut])
      assert.ok(
        !seen.headers
          .getSetCookie()
          .some((line) => line.startsWith('kyojo.session_token=') && !/max-age=0/i.test(line)),
      );
    await forgetCodes(hub);
  });

  it('not with a wrong code, one that was used, or the password alone', async () => {
    const browser = hub.browser();
    await browser.post('/sign-in', { email: aoki.email, password: PASSWORD });
    assert.equal(await me(browser), false);
    const wrong = await browser.post('/sign-in/second', { code: wrongCode(aoki.secret) });
    const words = wordsOf((await browser.post('/sign-in/second', { code: 'abc' })).text);
    assert.equal(wrong.status, 422);
    assert.match(wordsOf(wrong.text), /数字が違います/);
    assert.equal(words, wordsOf(wrong.text));
    const code = totp(aoki.secret);
    assert.equal(
      (await browser.post('/sign-in/second', { code: ` ${code.slice(0, 3)} ${code.slice(3)} ` })).status,
      303,
      'spaces are forgiven',
    );

    const shoulder = hub.browser();
    await shoulder.post('/sign-in', { email: aoki.email, password: PASSWORD });
    const replayed = await shoulder.post('/sign-in/second', { code });
    assert.equal(replayed.status, 422, 'a code is good once');
    assert.equal(await me(shoulder), false);
    await forgetCodes(hub);
  });

  it('a code is guessed at five times, then the password is asked again', async () => {
    const someone = await operator(hub, 'guessed@hub.example');
    const browser = hub.browser();
    await browser.post('/sign-in', { email: someone.email, password: PASSWORD });
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries++)
      statuses.push((await browser.post('/sign-in/second', { code: wrongCode(someone.secret) })).status);
    assert.deepEqual(statuses, [422, 422, 422, 422, 422, 401]);
    assert.equal(
      (await browser.post('/sign-in/second', { code: totp(someone.secret) })).location,
      '/sign-in',
      'the challenge is gone',
    );
    // And ten wrong ones in a row close the second step for a while, also with a right one.
    await forgetCodes(hub);
    await browser.post('/sign-in', { email: someone.email, password: PASSWORD });
    for (let tries = 0; tries < 5; tries++) await browser.post('/sign-in/second', { code: wrongCode(someone.secret) });
    await forgetCodes(hub);
    await browser.post('/sign-in', { email: someone.email, password: PASSWORD });
    assert.equal((await browser.post('/sign-in/second', { code: totp(someone.secret) })).status, 429);
    await forgetCodes(hub);
  });

  it('with a recovery code, each once', async () => {
    const code = aoki.codes[0] ?? '';
    assert.equal(aoki.codes.length, 10);
    const browser = hub.browser();
    await browser.post('/sign-in', { email: aoki.email, password: PASSWORD });
    assert.equal(
      (await browser.post('/sign-in/second', { recovery: code.toUpperCase().replace('-', ' ') })).status,
      303,
      'written with care or without',
    );
    assert.equal(await me(browser), true);
    assert.match(wordsOf((await browser.get('/account')).text), /残り9個/);
    const again = hub.browser();
    await again.post('/sign-in', { email: aoki.email, password: PASSWORD });
    const refused = await again.post('/sign-in/second', { recovery: code });
    assert.equal(refused.status, 422);
    assert.match(wordsOf(refused.text), /この回復コードは使えません/);
    assert.deepEqual((await hub.facts()).slice(-2), ['person.signed-in recovery-code', 'person.recovery-code-used']);
    await forgetCodes(hub);
  });

  it('is out at once after signing out, on this device only', async () => {
    const [one, two] = [await signIn(hub, aoki), await signIn(hub, aoki)];
    const cookie = one.cookies.get('kyojo.session_token') ?? '';
    assert.equal((await one.post('/sign-out')).location, '/sign-in?out=yes');
    one.cookies.set('kyojo.session_token', cookie);
    assert.equal(await me(one), false, 'the old cookie is worth nothing');
    assert.equal(await me(two), true);
    assert.equal((await hub.facts()).at(-1), 'person.signed-out');
  });

  it('loses the role with the next page when it is taken away', async () => {
    const someone = await operator(hub, 'demoted@hub.example');
    assert.equal((await someone.browser.get('/test/operators')).status, 200);
    await hub.signIn.setOperator(someone.id, false, 'console');
    assert.equal((await someone.browser.get('/test/operators')).status, 403);
  });

  it('is out after twelve hours of rest and after seven days in any case', async () => {
    const rested = await signIn(hub, aoki);
    await hub.sql("UPDATE platform.person_session SET seen_at = now() - interval '11 hours' WHERE person_id = $1", [
      aoki.id,
    ]);
    assert.equal(await me(rested), true);
    await hub.sql(
      "UPDATE platform.person_session SET seen_at = now() - interval '12 hours 1 minute' WHERE person_id = $1",
      [aoki.id],
    );
    assert.equal(await me(rested), false);
    const long = await signIn(hub, aoki);
    await hub.sql('UPDATE platform.person_session SET expires_at = now() WHERE person_id = $1', [aoki.id]);
    assert.equal(await me(long), false);
  });

  it('never in a session that was in the browser before (session fixation)', async () => {
    const thief = await invited(hub, 'thief@hub.example');
    const planted = thief.browser.cookies.get('kyojo.session_token') ?? '';
    const victim = hub.browser();
    victim.cookies.set('kyojo.session_token', planted);
    // The planted session is the thief's own; the victim signs out of it and in as themselves.
    await victim.post('/sign-in', { email: aoki.email, password: PASSWORD });
    await victim.post('/sign-in/second', { code: totp(aoki.secret) });
    await forgetCodes(hub);
    assert.notEqual(victim.cookies.get('kyojo.session_token'), planted);
    assert.equal(JSON.parse((await victim.get('/test/me')).text).email, aoki.email);
    assert.equal(await me(thief.browser), false, 'the planted session has ended');
    // A token of one's own making is no session either.
    for (const made of [
      'x',
      `${'a'.repeat(32)}.${'b'.repeat(44)}`,
      planted.split('.')[0] ?? '',
      `${planted}x`,
      '%E0%A4%A',
    ]) {
      const forged = hub.browser();
      forged.cookies.set('kyojo.session_token', made);
      assert.equal(await me(forged), false, made);
    }
  });

  it('keeps cookies out of reach of scripts and other sites', async () => {
    const seen = await hub
      .browser()
      .post('/sign-in', { email: (await invited(hub, 'cookie@hub.example')).email, password: PASSWORD });
    const line = seen.headers.getSetCookie().find((one) => one.startsWith('kyojo.session_token='));
    assert.match(line ?? '', /HttpOnly/i);
    assert.match(line ?? '', /SameSite=Lax/i);
    assert.match(line ?? '', /Path=\//i);
    const house = { ...hub.house, url: 'https://hub.example' };
    const parts = { house, pool: hub.house.db.pool, rates: signInOf(hub.house).rates, secret: 'x'.repeat(43) };
    const { sessionToken } = (await openLibrary(parts).$context).authCookies;
    assert.deepEqual([sessionToken.name, sessionToken.attributes.secure], ['__Secure-kyojo.session_token', true]);
    const foreign = await hub
      .browser()
      .post('/sign-in', { email: aoki.email, password: PASSWORD }, { origin: 'https://evil.example' });
    assert.equal(foreign.status, 403);
  });

  it('goes on to where they wanted, inside the hub only', async () => {
    const someone = await invited(hub, 'next@hub.example');
    const first = await someone.browser.get('/test/me?x=1');
    assert.equal(first.status, 200);
    const browser = hub.browser();
    const asked = await browser.get('/test/me');
    assert.equal(asked.location, '/sign-in?next=%2Ftest%2Fme');
    const went = await browser.follow(
      await browser.post('/sign-in', { email: someone.email, password: PASSWORD, next: '/test/me' }),
    );
    assert.equal(JSON.parse(went.text).email, someone.email);
    for (const next of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'javascript:alert(1)',
      '/..//evil.example',
      '/%5cevil',
      ' /x',
      '\\\\evil.example',
    ]) {
      await forgetCodes(hub);
      const there = await hub.browser().post('/sign-in', { email: someone.email, password: PASSWORD, next });
      const last = await there.location;
      assert.ok(last.startsWith('/sign-in'), `${next} → ${last}`);
      const signedIn = await someone.browser.get(`/sign-in?next=${encodeURIComponent(next)}`);
      const target = new URL(signedIn.location, 'http://hub.test');
      assert.equal(target.origin, 'http://hub.test', `${next} → ${signedIn.location}`);
    }
  });

  it('slows down whoever tries many passwords, for known and unknown addresses alike', async () => {
    await forgetCodes(hub);
    for (const email of [aoki.email, 'ghost@hub.example']) {
      const statuses: number[] = [];
      for (let tries = 0; tries < 12; tries++)
        statuses.push((await hub.browser().post('/sign-in', { email, password: `wrong one ${tries}` })).status);
      assert.deepEqual(statuses.slice(0, 10), Array(10).fill(422));
      assert.deepEqual(statuses.slice(10), [429, 429]);
      await forgetCodes(hub);
    }
  });
});

describe('sign-in: nobody raises themselves', () => {
  let hub: TestHub;
  before(async () => {
    hub = await testHub();
  });
  after(() => hub.close());

  it('through any endpoint of the library: only those a page needs are there', async () => {
    const member = await invited(hub, 'member@shop.example');
    const tries: [string, unknown][] = [
      ['/api/sign-in/update-user', { isOperator: true, name: 'x' }],
      ['/api/sign-in/sign-up/email', { email: 'new@shop.example', password: PASSWORD, name: 'x', isOperator: true }],
      ['/api/sign-in/update-session', { secondFactor: true }],
      ['/api/sign-in/sign-in/email', { email: member.email, password: PASSWORD }],
      ['/api/sign-in/change-email', { newEmail: 'other@shop.example' }],
      ['/api/sign-in/two-factor/disable', { password: PASSWORD }],
      ['/api/sign-in/two-factor/enable', { password: PASSWORD }],
      ['/api/sign-in/reset-password', { newPassword: PASSWORD, token: 'x' }],
      ['/api/sign-in/delete-user', {}],
    ];
    for (const [path, body] of tries) assert.equal((await member.browser.json(path, body)).status, 404, path);
    for (const path of [
      '/api/sign-in/get-session',
      '/api/sign-in/list-sessions',
      '/api/sign-in/list-accounts',
      '/api/sign-in/ok',
    ])
      assert.equal((await member.browser.get(path)).status, 404, path);
  });

  it('through fields a form does not have', async () => {
    const path = new URL(await hub.signIn.invite({ email: 'plain@shop.example', isOperator: false })).pathname;
    const browser = hub.browser();
    await browser.post(path, { name: 'Plain', password: PASSWORD, isOperator: 'true', is_operator: 'true' });
    await browser.post('/account', { name: 'Plain', language: 'en', isOperator: 'true', is_operator: 'true' });
    await browser.post('/sign-in', { email: 'plain@shop.example', password: PASSWORD, isOperator: 'true' });
    const [row] = await hub.sql<{ is_operator: boolean }>(
      "SELECT is_operator FROM platform.person WHERE email = 'plain@shop.example'",
    );
    assert.equal(row?.is_operator, false);
    assert.equal((await browser.get('/test/operators')).status, 403);
  });

  it('with a header that says where they come from', async () => {
    const statuses: number[] = [];
    for (let tries = 0; tries < 12; tries++)
      statuses.push(
        (
          await hub
            .browser()
            .post(
              '/sign-in',
              { email: `h${tries}@shop.example`, password: 'wrong one here' },
              { 'x-kyojo-address': `192.0.2.${tries}`, 'x-forwarded-for': `192.0.2.${tries}` },
            )
        ).status,
      );
    assert.ok(statuses.includes(429), 'the count is by the real address');
  });
});

describe('sign-in: people look after their own account', () => {
  let hub: TestHub;
  before(async () => {
    hub = await testHub();
  });
  after(() => hub.close());

  it('change the password; other devices are out, this one stays', async () => {
    const someone = await invited(hub, 'change@shop.example');
    const other = await signIn(hub, someone);
    const wrong = await someone.browser.post('/account/password', {
      old: 'not it at all',
      password: 'natto gohan nori',
    });
    assert.equal(wrong.status, 422);
    assert.equal(
      (await someone.browser.post('/account/password', { old: PASSWORD, password: 'natto gohan nori' })).status,
      303,
    );
    assert.equal((await other.get('/test/me')).status, 303);
    assert.equal((await someone.browser.get('/test/me')).status, 200);
    await signIn(hub, someone, 'natto gohan nori');
    assert.equal((await hub.browser().post('/sign-in', { email: someone.email, password: PASSWORD })).status, 422);
    assert.ok((await hub.facts()).includes('person.password-changed changed'));
  });

  it('are asked for the password again before a delicate change when the last proof is old', async () => {
    const someone = await withApp(hub, await invited(hub, 'delicate@shop.example'));
    await hub.sql(
      "UPDATE platform.person_session SET confirmed_at = now() - interval '16 minutes' WHERE person_id = $1",
      [someone.id],
    );
    const asked = await someone.browser.get('/account/recovery-codes');
    assert.equal(asked.location, '/account/confirm?next=%2Faccount%2Frecovery-codes');
    assert.equal(
      (await someone.browser.post('/account/authenticator/remove')).location,
      '/account/confirm?next=%2Faccount',
    );
    assert.equal(
      (await someone.browser.post('/account/confirm', { password: 'wrong', next: '/account/recovery-codes' })).status,
      422,
    );
    assert.equal(
      (await someone.browser.post('/account/confirm', { password: PASSWORD, next: '/account/recovery-codes' }))
        .location,
      '/account/recovery-codes',
    );
    const codes = await someone.browser.post('/account/recovery-codes');
    assert.equal(codes.status, 200);
    assert.ok(!codes.text.includes(someone.codes[0] ?? '?'), 'the new ones are others');
    assert.equal((await someone.browser.post('/account/authenticator/remove')).location, '/account?did=app-removed');
    await signIn(hub, { email: someone.email, browser: someone.browser, id: someone.id });
    assert.ok((await hub.facts()).includes('person.second-factor-removed authenticator'));
  });

  it('see where they are signed in, end one or all others, and nobody else’s', async () => {
    const someone = await invited(hub, 'sessions@shop.example');
    const stranger = await invited(hub, 'stranger@shop.example');
    const [two, three] = [await signIn(hub, someone), await signIn(hub, someone)];
    const [foreign] = await hub.sql<{ id: string }>('SELECT id FROM platform.person_session WHERE person_id = $1', [
      stranger.id,
    ]);
    await someone.browser.post(`/account/sessions/${foreign?.id}/end`);
    assert.equal((await stranger.browser.get('/test/me')).status, 200);
    const ids = [
      ...(await someone.browser.get('/account')).text.matchAll(/\/account\/sessions\/([0-9a-f-]{36})\/end/g),
    ].map(([, id]) => id);
    assert.equal(ids.length, 2, 'this device is not offered');
    await someone.browser.post(`/account/sessions/${ids[0]}/end`);
    const alive = await Promise.all([two, three].map(async (browser) => (await browser.get('/test/me')).status));
    assert.deepEqual(alive.sort(), [200, 303]);
    await someone.browser.post('/account/sessions/end-others');
    assert.deepEqual(
      await Promise.all([two, three].map(async (browser) => (await browser.get('/test/me')).status)),
      [303, 303],
    );
    assert.equal((await someone.browser.get('/test/me')).status, 200);
  });
});
