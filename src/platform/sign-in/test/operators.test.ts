import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sweepSignIn } from '../join/mail.ts';
import { type TestHub, testHub } from './hub.ts';
import { forgetCodes, invited, operator, PASSWORD, type SomeoneWithApp, signIn, wordsOf } from './people.ts';

describe('sign-in: operators look after each other', () => {
  let hub: TestHub;
  let aoki: SomeoneWithApp;
  before(async () => {
    hub = await testHub();
    aoki = await operator(hub, 'aoki@hub.example');
  });
  after(() => hub.close());

  it('invite another one by mail, from a page members do not have', async () => {
    const member = await invited(hub, 'member@shop.example');
    assert.equal((await member.browser.get('/operators')).status, 403);
    assert.equal((await member.browser.post('/operators', { email: 'friend@shop.example' })).status, 403);
    const sent = await aoki.browser.post('/operators', { email: 'second@hub.example' });
    assert.equal(sent.status, 303);
    assert.match((await aoki.browser.follow(sent)).text, /second@hub\.example に招待を送りました/);
    const mail = (await hub.mails()).find((one) => one.to === 'second@hub.example');
    const path = new URL(/https?:\S+/.exec(mail?.text ?? '')?.[0] ?? '').pathname;
    const second = hub.browser();
    assert.equal((await second.post(path, { name: '二人目', password: PASSWORD })).status, 303);
    const page = wordsOf((await aoki.browser.get('/operators')).text);
    assert.match(page, /二人目 second@hub\.example まだ/, 'the second step is still to come');
  });

  it('take the role from another, at once, but never from the last', async () => {
    const other = await operator(hub, 'other@hub.example');
    assert.equal((await aoki.browser.post(`/operators/${other.id}/take`)).location, '/operators?taken=yes');
    assert.equal((await other.browser.get('/test/operators')).status, 403);
    assert.equal((await other.browser.get('/test/me')).status, 200, 'the account stays');
    assert.ok((await hub.facts()).includes('person.role-taken'));
    const [second] = await hub.sql<{ id: string }>("SELECT id FROM platform.person WHERE email = 'second@hub.example'");
    await aoki.browser.post(`/operators/${second?.id}/take`);
    const refused = await aoki.browser.post(`/operators/${aoki.id}/take`);
    assert.equal(refused.status, 409);
    assert.match(wordsOf(refused.text), /先にほかの人を運営に/);
  });

  it('cannot both take each other’s role at the same moment', async () => {
    const other = await operator(hub, 'rival@hub.example');
    const answers = await Promise.all([
      aoki.browser.post(`/operators/${other.id}/take`),
      other.browser.post(`/operators/${aoki.id}/take`),
    ]);
    const [{ count } = { count: 0 }] = await hub.sql<{ count: number }>(
      'SELECT count(*)::int AS count FROM platform.person WHERE is_operator AND closed_at IS NULL',
    );
    assert.equal(count, 1, answers.map(({ status }) => status).join());
    await hub.sql('UPDATE platform.person SET is_operator = true WHERE id = $1', [aoki.id]);
  });

  it('close an account: every device is out at the next page and nobody comes back', async () => {
    const leaver = await invited(hub, 'leaver@shop.example');
    await hub.signIn.closeAccount(leaver.id, `user:${aoki.id}`);
    assert.equal((await leaver.browser.get('/test/me')).status, 303);
    assert.equal((await hub.browser().post('/sign-in', { email: leaver.email, password: PASSWORD })).status, 422);
    assert.equal((await hub.facts()).at(-1), 'person.closed');
  });

  it('ask for the password again when the last proof is old', async () => {
    await hub.sql("UPDATE platform.person_session SET confirmed_at = now() - interval '1 hour' WHERE person_id = $1", [
      aoki.id,
    ]);
    assert.match((await aoki.browser.post('/operators', { email: 'x@hub.example' })).location, /^\/account\/confirm/);
    await forgetCodes(hub);
  });
});

describe('sign-in: what is kept', () => {
  let hub: TestHub;
  before(async () => {
    hub = await testHub();
  });
  after(() => hub.close());

  it('a change without its fact does not happen', async () => {
    const someone = await invited(hub, 'atomic@shop.example');
    const sessions = async () =>
      (await hub.sql<{ count: number }>('SELECT count(*)::int AS count FROM platform.person_session'))[0]?.count;
    const before = await sessions();
    await hub.sql('REVOKE INSERT ON platform.fact FROM kyojo_worker');
    const failed = await hub.browser().post('/sign-in', { email: someone.email, password: PASSWORD });
    const change = await someone.browser.post('/account/password', { old: PASSWORD, password: 'natto gohan nori' });
    await hub.sql('GRANT INSERT ON platform.fact TO kyojo_worker');
    assert.deepEqual([failed.status, change.status], [500, 500]);
    assert.equal(await sessions(), before, 'better-auth’s own row is undone too');
    assert.ok(!failed.headers.getSetCookie().some((line) => line.startsWith('kyojo.session_token=')));
    await signIn(hub, someone);
  });

  it('a wrong code counts although the sign-in fails', async () => {
    const someone = await operator(hub, 'counted@hub.example');
    const browser = hub.browser();
    await browser.post('/sign-in', { email: someone.email, password: PASSWORD });
    await browser.post('/sign-in/second', { code: 'nonsense' });
    const [row] = await hub.sql<{ failed_verification_count: number }>(
      'SELECT failed_verification_count FROM platform.person_authenticator WHERE person_id = $1',
      [someone.id],
    );
    assert.equal(row?.failed_verification_count, 1);
  });

  it('nothing longer than needed', async () => {
    await invited(hub, 'old@shop.example');
    await hub.sql("UPDATE platform.person_session SET expires_at = now() - interval '1 minute'");
    await hub.sql("UPDATE platform.one_time_link SET expires_at = now() - interval '31 days'");
    await hub.sql(
      "INSERT INTO platform.sign_in_step (identifier, value, expires_at) VALUES ('x', 'y', now() - interval '2 days')",
    );
    await hub.sql(
      "INSERT INTO platform.sign_in_rate (key, count, began_at) VALUES ('x', 1, now() - interval '2 days')",
    );
    await sweepSignIn.handle(hub.house, {});
    for (const table of ['person_session', 'one_time_link'])
      assert.equal((await hub.sql(`SELECT FROM platform.${table}`)).length, 0, table);
    assert.equal((await hub.sql("SELECT FROM platform.sign_in_rate WHERE key = 'x'")).length, 0);
    assert.equal((await hub.sql("SELECT FROM platform.sign_in_step WHERE identifier = 'x'")).length, 0);
  });
});
