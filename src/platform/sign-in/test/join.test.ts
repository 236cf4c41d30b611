import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Seen, type TestHub, testHub } from './hub.ts';
import { forgetCodes, invited, operator, PASSWORD, signIn, totp, wordsOf } from './people.ts';

const face = (seen: Seen, typed: string) => [seen.status, seen.text.replaceAll(typed, '')];

/** The path of the link in a mail. */
function linkIn(mail: { readonly text: string } | undefined): string {
  const found = /https?:\/\/\S+/.exec(mail?.text ?? '')?.[0];
  assert.ok(found, 'no link in the mail');
  return new URL(found).pathname;
}

describe('sign-in: people register themselves and get lost passwords back', () => {
  let hub: TestHub;
  before(async () => {
    hub = await testHub();
  });
  after(() => hub.close());

  it('registers by a link mailed to the address, and by nothing before it', async () => {
    const browser = hub.browser();
    const sent = await browser.post('/join', { name: '山田 花子', email: 'Yamada@Shop.example', password: PASSWORD });
    assert.equal(sent.status, 200);
    assert.equal((await hub.sql("SELECT FROM platform.person WHERE email = 'yamada@shop.example'")).length, 0);
    assert.equal(
      (await hub.browser().post('/sign-in', { email: 'yamada@shop.example', password: PASSWORD })).status,
      422,
    );

    const mail = (await hub.mails()).at(-1);
    assert.equal(mail?.to, 'yamada@shop.example');
    assert.match(mail?.subject ?? '', /メールアドレスの確認/);
    const path = linkIn(mail);
    assert.equal(
      (await hub.browser().get(path)).status,
      200,
      'a mail filter that looks behind the link uses nothing up',
    );
    assert.equal(
      (await browser.post(path, { password: 'someone else’s guess' })).status,
      422,
      'reading the mailbox is not enough',
    );
    const done = await browser.post(path, { password: PASSWORD });
    assert.equal(done.location, '/account/second-factor?new=yes');
    const me = JSON.parse((await browser.get('/test/me')).text);
    assert.deepEqual([me.name, me.email, me.isOperator], ['山田 花子', 'yamada@shop.example', false]);
    assert.equal((await browser.post(path, { password: PASSWORD })).status, 410);
    assert.deepEqual((await hub.facts()).slice(-2), [
      'person.joined confirmed-address',
      'person.signed-in confirmed-address',
    ]);
    const [row] = await hub.sql<{ email_verified: boolean; password: string | null }>(
      "SELECT p.email_verified, l.password FROM platform.person p JOIN platform.one_time_link l ON l.email = p.email WHERE p.email = 'yamada@shop.example'",
    );
    assert.deepEqual(row, { email_verified: true, password: null });
  });

  it('answers the same for an address that is registered, and tells its owner by mail', async () => {
    await invited(hub, 'known@shop.example');
    const known = await hub.browser().post('/join', { name: 'X', email: 'known@shop.example', password: PASSWORD });
    const fresh = await hub.browser().post('/join', { name: 'X', email: 'fresh@shop.example', password: PASSWORD });
    assert.deepEqual(face(known, 'known@shop.example'), face(fresh, 'fresh@shop.example'));
    const mails = await hub.mails();
    const told = mails.find((mail) => mail.to === 'known@shop.example');
    assert.match(told?.subject ?? '', /すでに登録されています/);
    assert.doesNotMatch(told?.text ?? '', /\/join\/\S/);
  });

  it('gives a password back by mail, the second step stays', async () => {
    const someone = await operator(hub, 'lost@hub.example');
    const asked = await hub.browser().post('/forgotten', { email: someone.email });
    const nobody = await hub.browser().post('/forgotten', { email: 'nobody@hub.example' });
    assert.deepEqual(face(asked, someone.email), face(nobody, 'nobody@hub.example'));
    const mails = await hub.mails();
    assert.ok(!mails.some((mail) => mail.to === 'nobody@hub.example'));
    const path = linkIn(mails.find((mail) => mail.to === someone.email));
    assert.equal((await hub.browser().get(path)).status, 200);
    const browser = hub.browser();
    assert.equal((await browser.post(path, { password: 'short' })).status, 422);
    assert.equal((await browser.post(path, { password: 'natto gohan nori' })).location, '/sign-in?set=yes');
    assert.equal((await browser.post(path, { password: 'natto gohan nori' })).status, 410);
    assert.equal((await someone.browser.get('/test/me')).status, 303, 'every device is out');
    await browser.post('/sign-in', { email: someone.email, password: 'natto gohan nori' });
    assert.equal((await browser.get('/test/me')).status, 303, 'the mailbox alone does not open the hub');
    assert.equal((await browser.post('/sign-in/second', { code: totp(someone.secret) })).status, 303);
    assert.equal((await browser.get('/test/me')).status, 200);
    await forgetCodes(hub);
  });

  it('fills nobody’s mailbox', async () => {
    await forgetCodes(hub);
    const someone = await invited(hub, 'pestered@shop.example');
    for (let tries = 0; tries < 6; tries++)
      assert.equal((await hub.browser().post('/forgotten', { email: someone.email })).status, 200);
    const count = (await hub.mails()).filter((mail) => mail.to === someone.email).length;
    assert.equal(count, 3);
    await forgetCodes(hub);
  });

  it('opens an account from the hub’s console when phone and codes are lost', async () => {
    const someone = await operator(hub, 'locked-out@hub.example');
    const link = await hub.signIn.recover('Locked-Out@hub.example');
    assert.equal(await hub.signIn.recover('nobody@hub.example'), undefined);
    const path = new URL(link ?? '').pathname;
    assert.equal((await hub.browser().post(path, { password: 'natto gohan nori' })).status, 303);
    const browser = await signIn(
      hub,
      { email: someone.email, browser: someone.browser, id: someone.id },
      'natto gohan nori',
    );
    const closed = await browser.follow(await browser.get('/test/operators'));
    assert.match(wordsOf(closed.text), /2つめの確認を選ぶ/, 'an operator sets the second step up anew');
    assert.ok((await hub.facts()).includes('person.recovery-offered'));
  });

  it('mails an invitation whose use proves the address', async () => {
    await hub.signIn.inviteByMail({ email: 'mailed@shop.example', isOperator: false, language: 'en' });
    const mail = (await hub.mails()).find((one) => one.to === 'mailed@shop.example');
    assert.match(mail?.subject ?? '', /You are invited/);
    assert.equal((await hub.browser().post(linkIn(mail), { name: 'M', password: PASSWORD })).status, 303);
    const [row] = await hub.sql<{ email_verified: boolean }>(
      "SELECT email_verified FROM platform.person WHERE email = 'mailed@shop.example'",
    );
    assert.equal(row?.email_verified, true);
  });
});
