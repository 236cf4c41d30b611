import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { PASSWORD } from '../../../src/platform/sign-in/test/people.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();

describe('know: the people of an organisation that was imported get their accounts', () => {
  let operator: Visitor;
  let boss: Visitor;
  let clerk: Visitor;
  let id = '';
  let other = '';
  const people = () => `/organisations/${id}/people`;

  before(async () => {
    const organisations = [
      { externalId: 'm1', name: '株式会社みほん', prefixes: '203.0.113.0/24', emails: 'boss@mihon.example' },
      { externalId: 'm2', name: '例示商店', prefixes: '198.51.100.0/24', emails: 'shop@reiji.example' },
    ].map((cells, i) => checkRow(i + 2, cells, () => true).organisation);
    await served.house.db.as({ kind: 'worker' }, (q) => takeOrganisations(served.house, q, organisations, 'test'));
    const rows = await served.sql<{ id: string }>('SELECT id FROM know.organisation ORDER BY external_id');
    [id, other] = rows.map((row) => row.id) as [string, string];
    operator = await arrive(served, { email: 'op@hub.example', name: '運用', isOperator: true });
  });

  /** Opens the newest invitation to an address and makes the account. */
  const accept = async (email: string, name: string): Promise<Visitor> => {
    const mail = (await served.mails()).filter(({ to }) => to.includes(email)).at(-1);
    const link = /https?:\/\/\S+(\/welcome\/\S+)/.exec(mail?.text ?? '')?.[1];
    assert.ok(link, `${email} was written to`);
    const visitor = served.visitor();
    const made = await visitor.post(link, { name, password: PASSWORD });
    assert.equal(made.status, 303, made.text);
    return visitor;
  };

  it('the operator invites the first one, by an address the register knows', async () => {
    const page = await operator.get(people());
    assert.ok(page.text.includes('boss@mihon.example'), 'the contact is offered');
    assert.ok((await operator.get(`/organisations/${id}`)).text.includes(people()), 'the way leads there');
    assert.ok(
      (await operator.post(people(), { email: 'not a mail', owner: 'yes' })).text.includes('メールアドレスの形'),
    );
    const sent = await operator.post(people(), { email: 'boss@mihon.example', owner: 'yes' });
    assert.equal(sent.status, 303, sent.text);
    boss = await accept('boss@mihon.example', '見本 社長');
    const home = await boss.get(people());
    assert.equal(home.status, 200, home.text);
    assert.ok(home.text.includes('見本 社長') && home.text.includes('管理者'));
    assert.equal((await operator.get(people())).text.includes('aria-describedby'), false, 'nobody left to offer');
  });

  it('an owner invites the next one, who may look and not invite', async () => {
    assert.equal((await boss.post(people(), { email: 'clerk@mihon.example' })).status, 303);
    clerk = await accept('clerk@mihon.example', '見本 係長');
    const page = await clerk.get(people());
    assert.equal(page.status, 200);
    assert.ok(page.text.includes('見本 社長') && !page.text.includes('招待を送る'));
    assert.equal((await clerk.post(people(), { email: 'x@x.example' })).status, 403);
  });

  it('the mail says first for whom, by whom and until when, and what happens to whoever does nothing', async () => {
    const [first, next] = await Promise.all(
      ['boss', 'clerk'].map(async (who) =>
        (await served.mails()).find(({ to }) => to.includes(`${who}@mihon.example`)),
      ),
    );
    assert.match(
      first?.text ?? '',
      /^共助の輪の運営の「運用」さんが、「株式会社みほん」の代わりに共助の輪を使う人として、あなたを招いています。/,
    );
    assert.match(next?.text ?? '', /^同じ組織の「見本 社長」さんが、「株式会社みほん」の代わりに/);
    assert.match(next?.text ?? '', /共助の輪は、会員のネットワークで見つかった/);
    assert.match(
      next?.text ?? '',
      /1回だけ、\d{4}年\d+月\d+日 \d+時\d\d分まで使えます。\n何もしなければ、登録はされず/,
    );
    for (const [lang, says] of [
      ['en', /^“見本 社長” of the same organisation invites you to act for “株式会社みほん” at/],
      ['easy', /^同じ 組織の「見本 社長」さんが、あなたを よんでいます。「株式会社みほん」の ために/],
      ['ja', /^同じ組織の「見本 社長」さんが、/],
    ] as const) {
      await boss.post(`${people()}?lang=${lang}`, { email: `${lang}@mihon.example` });
      const mail = (await served.mails()).find(({ to }) => to.includes(`${lang}@mihon.example`));
      assert.match(mail?.text ?? '', says);
    }
  });

  it('a hostile name stays a short phrase in its quotation marks, without a link or a line of its own', async () => {
    const hostile = `賞品」当選\r\n\n今すぐ <a href="https://evil.example/login">www.evil.example</a> へ。win@evil.example ${'長'.repeat(90)}`;
    await served.sql('UPDATE know.organisation SET name = $2 WHERE id = $1', [id, hostile]);
    await boss.post(people(), { email: 'stranger@else.example' });
    await served.sql("UPDATE know.organisation SET name = '株式会社みほん' WHERE id = $1", [id]);
    const mail = (await served.mails()).find(({ to }) => to.includes('stranger@else.example'));
    const [opening = '', blank] = (mail?.text ?? '').split('\n');
    assert.match(
      opening,
      /^同じ組織の「見本 社長」さんが、「賞品 当選 今すぐ a href= https：／／evil．example／login [^「」]*…」の代わりに/,
    );
    assert.equal(blank, '');
    assert.doesNotMatch(mail?.text ?? '', /evil\.example|@evil|<|>/);
    assert.doesNotMatch(mail?.subject ?? '', /賞品|evil/);
    assert.ok(opening.length < 160, opening);
  });

  it('nobody else sees or does anything there', async () => {
    for (const visitor of [boss, clerk]) {
      assert.equal((await visitor.get(`/organisations/${other}/people`)).status, 404);
      assert.equal((await visitor.post(`/organisations/${other}/people`, { email: 'x@x.example' })).status, 404);
    }
    assert.notEqual((await served.visitor().get(people())).status, 200);
  });

  it('the last owner stays; whoever is removed sees nothing from the next page on', async () => {
    const [owner] = await served.sql<{ id: string }>(
      "SELECT person_id AS id FROM know.membership WHERE role = 'owner'",
    );
    const [member] = await served.sql<{ id: string }>(
      "SELECT person_id AS id FROM know.membership WHERE role = 'member'",
    );
    assert.ok((await boss.post(`${people()}/${owner?.id}/drop`)).text.includes('最後の管理者'));
    assert.equal((await clerk.post(`${people()}/${owner?.id}/drop`)).status, 403);
    assert.equal((await boss.post(`${people()}/${member?.id}/drop`)).status, 303);
    assert.notEqual((await clerk.get(people())).status, 200);
    const facts = await served.sql<{ kind: string }>(
      "SELECT kind FROM platform.fact WHERE kind LIKE 'membership.%' ORDER BY id",
    );
    assert.deepEqual(
      facts.map(({ kind }) => kind),
      ['membership.added', 'membership.added', 'membership.removed'],
    );
  });

  it('invitations of one organisation have an end each day', async () => {
    let last = { status: 0, text: '' };
    for (let n = 0; n < 22; n++) last = await boss.post(people(), { email: `n${n}@mihon.example` });
    assert.ok(last.text.includes('一日に送れる招待'), last.text.slice(0, 200));
  });
});
