import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestHub, testHub } from './hub.ts';
import { forgetCodes, invited, operator, PASSWORD, secretOn, signIn, totp, wordsOf, wrongCode } from './people.ts';

describe('sign-in: an invited person gets an account', () => {
  let hub: TestHub;
  before(async () => {
    hub = await testHub();
  });
  after(() => hub.close());

  it('the first operator, through a link that works once, and sees nothing before the second step is set up', async () => {
    const [earlier, link] = [await hub.signIn.firstOperatorLink(), await hub.signIn.firstOperatorLink()];
    assert.ok(earlier && link);
    const path = new URL(link).pathname;
    const first = hub.browser();
    assert.equal((await hub.browser().get(new URL(earlier).pathname)).status, 410, 'a later start prints another link');
    assert.equal((await first.get(path)).status, 200);
    // As when two processes start at the same moment: both links work until one is used.
    await hub.sql('UPDATE platform.one_time_link SET used_at = NULL');
    const made = await first.post(path, { name: '青木 さくら', email: 'Aoki@Hub.example', password: PASSWORD });
    assert.equal(made.status, 303, made.text);
    assert.equal(made.location, '/account/second-factor?new=yes');
    assert.equal(
      (await hub.browser().post(path, { name: 'Somebody', email: 'other@hub.example', password: PASSWORD })).status,
      410,
    );
    for (const over of [link, earlier])
      assert.equal((await hub.browser().get(new URL(over).pathname)).status, 410, 'the first operator is there');
    assert.equal(await hub.signIn.firstOperatorLink(), undefined);

    for (const closed of ['/test/me', '/test/operators', '/account']) {
      const answer = await first.get(closed);
      assert.equal(answer.status, 303);
      assert.equal((await first.follow(answer)).status, 200);
    }
    assert.match(wordsOf((await first.follow(await first.get('/test/operators'))).text), /2つめの確認を選ぶ/);

    const page = await first.get('/account/authenticator');
    const secret = secretOn(page.text);
    assert.equal(secretOn((await first.get('/account/authenticator')).text), secret, 'the secret stays while it waits');
    const wrong = await first.post('/account/authenticator', { code: wrongCode(secret) });
    assert.equal(wrong.status, 422);
    assert.match(wordsOf(wrong.text), /数字が違います/);
    const before = first.cookies.get('kyojo.session_token');
    const done = await first.post('/account/authenticator', { code: totp(secret) });
    assert.equal(done.status, 200);
    assert.notEqual(first.cookies.get('kyojo.session_token'), before, 'the session has another token now');
    const me = JSON.parse((await first.get('/test/me')).text);
    assert.deepEqual([me.name, me.email, me.isOperator], ['青木 さくら', 'aoki@hub.example', true]);
    assert.equal((await first.get('/test/operators')).status, 200);
    assert.deepEqual(await hub.facts(), [
      'person.invited',
      'person.invited',
      'person.joined invitation',
      'person.signed-in invitation',
      'person.second-factor-added authenticator',
    ]);
  });

  it('a member, who may leave the second step for later', async () => {
    const member = await invited(hub, 'member@shop.example');
    assert.equal((await member.browser.get('/test/me')).status, 200);
    assert.equal((await member.browser.get('/test/operators')).status, 403);
    assert.equal((await member.browser.get('/test/members')).status, 403, 'in no organisation yet');
    hub.memberships.set(member.id, [{ id: '00000000-0000-7000-8000-000000000001', name: '試験商店', role: 'owner' }]);
    assert.equal((await member.browser.get('/test/members')).status, 200);
  });

  it('into an organisation, in the transaction that makes the account', async () => {
    const organisation = { id: '00000000-0000-7000-8000-00000000000a', role: 'member' };
    const link = await hub.signIn.invite({
      email: 'staff@shop.example',
      name: '店員',
      isOperator: false,
      organisation,
      by: 'user:somebody',
    });
    const path = new URL(link).pathname;
    const browser = hub.browser();
    assert.match((await browser.get(path)).text, /value="店員"/);
    assert.equal(
      (await browser.post(path, { name: '店員', email: 'someone-else@evil.example', password: PASSWORD })).status,
      303,
    );
    const [person] = await hub.sql<{ id: string; email: string }>(
      "SELECT id, email FROM platform.person WHERE name = '店員'",
    );
    assert.equal(person?.email, 'staff@shop.example', 'the address of the invitation holds');
    assert.deepEqual(hub.joined, [{ personId: person?.id, organisationId: organisation.id, role: 'member' }]);
  });

  it('by using the account they have, when the address is known', async () => {
    const known = await invited(hub, 'known@shop.example');
    const organisation = { id: '00000000-0000-7000-8000-00000000000b', role: 'owner' };
    const path = new URL(await hub.signIn.invite({ email: known.email, isOperator: false, organisation })).pathname;
    const refused = await hub.browser().post(path, { name: 'Thief', password: 'another good long one' });
    assert.equal(refused.status, 422);
    assert.match(wordsOf(refused.text), /先にサインインして/);
    assert.equal((await known.browser.post(`${path}/accept`)).status, 303);
    assert.deepEqual(hub.joined.at(-1), { personId: known.id, organisationId: organisation.id, role: 'owner' });
    assert.equal((await known.browser.post(`${path}/accept`)).status, 410);
    await signIn(hub, known);
  });

  it('only one of many who press at the same time', async () => {
    const path = new URL(await hub.signIn.invite({ isOperator: false })).pathname;
    const answers = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        hub.browser().post(path, { name: `N${n}`, email: `race${n}@shop.example`, password: PASSWORD }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 410, 410, 410]);
  });

  it('not through a link with another seal, or past its time', async () => {
    const path = new URL(await hub.signIn.invite({ isOperator: true })).pathname;
    const forged = path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A');
    assert.equal((await hub.browser().get(forged)).status, 410);
    assert.equal((await hub.browser().get('/welcome/x')).status, 410);
    assert.equal(
      (await hub.browser().get(path.replace('/welcome/', '/forgotten/'))).status,
      410,
      'each link opens its own door only',
    );
    await hub.sql("UPDATE platform.one_time_link SET expires_at = now() - interval '1 second' WHERE used_at IS NULL");
    assert.equal((await hub.browser().get(path)).status, 410);
  });

  it('with faults told beside the fields, nothing kept, and the password never sent back', async () => {
    const path = new URL(await hub.signIn.invite({ isOperator: false })).pathname;
    const answer = await hub.browser().post(path, { name: '', email: 'no address', password: 'short' });
    assert.equal(answer.status, 422);
    const words = wordsOf(answer.text);
    for (const said of [
      '3か所を直してください',
      'お名前を入力してください',
      'メールアドレスの形になっていません',
      '12文字以上に',
    ])
      assert.ok(words.includes(said), said);
    assert.ok(!answer.text.includes('value="short"'));
    assert.match(answer.text, /aria-invalid="true"/);
    for (const [password, name] of [
      ['passwordpassword', 'x'],
      ['123456789012', 'x'],
      ['aaaaaaaaaaaa', 'x'],
      ['tanakahanako1', 'tanakahanako'],
    ] as const)
      assert.equal(
        (await hub.browser().post(path, { name, email: 'easy@shop.example', password })).status,
        422,
        password,
      );
  });

  it('a second app cannot push the first one out without being removed', async () => {
    const someone = await operator(hub, 'two-apps@hub.example');
    const again = await someone.browser.get('/account/authenticator');
    assert.doesNotMatch(again.text, /<code>/);
    await forgetCodes(hub);
    assert.equal(
      (await someone.browser.post('/account/authenticator/remove')).status,
      409,
      'an operator keeps one second factor',
    );
  });
});
