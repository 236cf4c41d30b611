import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { receiveReport } from '#observe';
import { statement } from '#platform/postgres';
import { tellDue } from '#tell';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const HOUR = 3_600_000;

describe('tell: a chamber sees whom it was asked to call, and says how it went', () => {
  const ids: Record<string, string> = {};
  const people: Record<string, Visitor> = {};
  /** The member's finding and the notice that asked about it. */
  const of = async (member: string) => {
    const [row] = await served.sql<{
      notice: string;
      finding: string;
      state: string;
      step: number;
      nextStepAt: Date | null;
      answer: string;
    }>(
      `SELECT n.id AS notice, n.answer, f.id AS finding, f.state, f.step, f.next_step_at AS "nextStepAt"
       FROM tell.finding f LEFT JOIN tell.notice_finding nf ON nf.finding_id = f.id LEFT JOIN tell.notice n ON n.id = nf.notice_id AND n.way = 'partner'
       WHERE f.organisation_id = $1 ORDER BY n.id NULLS LAST LIMIT 1`,
      [ids[member]],
    );
    assert.ok(row);
    return row;
  };
  const page = async (who: string) => (await people[who]?.get('/calls'))?.text ?? '';
  const say = async (who: string, answer: string, ...notices: string[]) => {
    const done = await (people[who] as Visitor).post('/calls', { ids: notices, answer });
    assert.equal(done.status, 303, done.text);
    return done.location;
  };
  /** Nobody answered on any rung below the chamber's: its turn comes now. */
  const turnOf = async (...members: string[]) => {
    await served.sql(
      "UPDATE tell.finding SET step = 4, state = 'notified', next_step_at = '2000-01-01' WHERE organisation_id = ANY ($1)",
      [members.map((member) => ids[member])],
    );
    await tellDue.handle(served.house, {});
    await untilQuiet(served);
  };

  before(async () => {
    const { house } = served;
    const chamber = (externalId: string, name: string) => ({
      externalId,
      name,
      kind: 'partner',
      emails: `desk@${externalId}.example`,
    });
    const members = ['quiet', 'busy', 'moved', 'fixed', 'secret', 'linked'];
    const rows = [
      chamber('minato', 'みなと商工会議所'),
      chamber('yama', 'やま商工会議所'),
      ...members.map((externalId, n) => ({
        externalId,
        name: `${externalId}商店`,
        prefecture: '愛知県',
        parent: 'minato',
        prefixes: `203.0.113.${n + 1}`,
        emails: `owner@${externalId}.example`,
      })),
      { externalId: 'far', name: 'far商店', parent: 'yama', prefixes: '203.0.113.99', emails: 'owner@far.example' },
    ].map((cells, i) => checkRow(i + 2, cells, () => true).organisation);
    await house.db.as({ kind: 'worker' }, (q) => takeOrganisations(house, q, rows, 'test'));
    for (const row of await served.sql<{ id: string; name: string }>(
      'SELECT id, external_id AS name FROM know.organisation',
    ))
      ids[row.name] = row.id;
    await served.sql("INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver')");
    const lines = [...members.map((_, n) => n + 1), 99].map(
      (last) => `"2026-11-19 03:10:11","203.0.113.${last}","tcp",23,"telnet"`,
    );
    await receiveReport(house, {
      feed: 'shadowserver',
      name: '2026-11-19-scan_telnet-hub.csv',
      origin: 'file',
      body: Readable.from([`"timestamp","ip","protocol","port","tag"\n${lines.join('\n')}\n`]),
    });
    await untilQuiet(served);
    await served.sql("UPDATE tell.finding SET handling = 'TLP:RED' WHERE organisation_id = $1", [ids.secret]);
    for (const who of ['minato', 'yama', 'quiet'])
      people[who] = await arrive(served, {
        email: `person@${who}.example`,
        name: who,
        organisation: ids[who] as string,
      });
    people.operator = await arrive(served, { email: 'op@hub.example', name: '運用', isOperator: true });
  });

  it('shows nobody before it was asked, and the place in the menu to partners only', async () => {
    assert.match(await page('minato'), /今、声をかけてほしい会員はいません/);
    assert.match(await page('minato'), /href="\/calls"/);
    assert.doesNotMatch((await people.quiet?.get('/home'))?.text ?? '', /href="\/calls"/);
    assert.notEqual((await served.visitor().get('/calls')).status, 200);
  });

  it('names the member, its place and what the mail said, and no more', async () => {
    await turnOf('quiet', 'busy', 'moved', 'fixed', 'secret', 'linked');
    const mail = (await served.mails()).find(
      ({ to, subject }) => to === 'desk@minato.example' && subject.includes('quiet'),
    );
    const text = await page('minato');
    const title = /「([^」]+)」というお知らせに/.exec(text)?.[1] ?? '';
    assert.ok(title.length > 5 && mail?.text.includes(title), 'the reason is the title of the mail');
    assert.ok(text.includes('quiet商店') && text.includes('愛知県') && mail?.text.includes('quiet商店（愛知県）'));
    assert.match(text, /電話で伝えること/);
    assert.doesNotMatch(text, /203\.0\.113|owner@|far商店|2026年11月19日/);
    for (const who of ['yama', 'quiet', 'operator']) assert.doesNotMatch(await page(who), /商店<br>|203\.0\.113/, who);
  });

  it('is not asked about what nobody outside the member may know, and no longer where that is so since', async () => {
    assert.doesNotMatch(await page('minato'), /secret商店/);
    assert.ok(
      (await served.mails()).every(
        ({ to, subject, text }) => !/minato/.test(to) || !(subject + text).includes('secret商店'),
      ),
    );
    const ways = await served.sql('SELECT way FROM tell.notice WHERE organisation_id = $1 AND step > 4', [ids.secret]);
    assert.deepEqual(ways, [{ way: 'help-team' }], 'the ladder goes on without the chamber');
    const handle = (level: string) =>
      served.sql('UPDATE tell.finding SET handling = $2 WHERE organisation_id = $1', [ids.busy, level]);
    await handle('TLP:AMBER+STRICT');
    assert.doesNotMatch(await page('minato'), /busy商店/);
    await handle('TLP:AMBER');
    assert.match(await page('minato'), /busy商店/);
  });

  it('in the database the chamber reaches the notices that asked it, and nothing else of the member', async () => {
    const as = (organisation: string | undefined, text: string) =>
      served.house.db.as({ kind: 'member', user: 'x', organisations: [organisation ?? ''] }, (q) =>
        q.rows<{ id: string }>(statement('look', text), {}),
      );
    const all = `SELECT id FROM tell.notice WHERE organisation_id = '${ids.quiet}'`;
    assert.deepEqual(await as(ids.minato, all), [{ id: (await of('quiet')).notice }]);
    assert.deepEqual(await as(ids.yama, all), []);
    for (const table of ['tell.finding', 'tell.notice_finding', 'know.contact', 'platform.fact'])
      assert.deepEqual(
        await as(ids.minato, `SELECT organisation_id AS id FROM ${table} WHERE organisation_id = '${ids.quiet}'`),
        [],
        table,
      );
    const changed = await as(
      ids.minato,
      `UPDATE tell.notice SET answer = 'x' WHERE id = '${(await of('quiet')).notice}' RETURNING id`,
    );
    assert.deepEqual(changed, []);
    await served.sql("UPDATE tell.notice SET state = 'failed' WHERE id = $1", [(await of('quiet')).notice]);
    assert.deepEqual(await as(ids.minato, all), [], 'what did not go out asked nobody');
    await served.sql("UPDATE tell.notice SET state = 'sent' WHERE id = $1", [(await of('quiet')).notice]);
  });

  it('nobody else records anything about a call', async () => {
    const before_ = await of('quiet');
    for (const who of ['yama', 'quiet', 'operator'])
      assert.equal(await say(who, 'not-member', before_.notice), '/calls?reported=0');
    assert.deepEqual(await of('quiet'), before_);
  });

  it('who was not reached is told by another way within the hour, and can still be called', async () => {
    const { notice } = await of('quiet');
    assert.equal(await say('minato', 'not-reached', notice), '/calls?reported=1');
    const now = served.clock().getTime();
    assert.ok(((await of('quiet')).nextStepAt?.getTime() ?? 0) <= now + HOUR);
    const row = /quiet商店[\s\S]*?<\/tr>/.exec(await page('minato'))?.[0] ?? '';
    assert.match(row, /前回：つながらず/);
    assert.equal(await say('minato', 'called', notice), '/calls?reported=1');
    const { state, nextStepAt } = await of('quiet');
    assert.equal(state, 'acknowledged');
    assert.equal(nextStepAt?.getTime(), now + 14 * 24 * HOUR);
    assert.doesNotMatch(await page('minato'), /quiet商店/);
    const timeline = (await people.quiet?.get(`/findings/${(await of('quiet')).finding}`))?.text ?? '';
    assert.ok(
      timeline.includes('支援機関から連絡がつきませんでした') && timeline.includes('支援機関が電話などで伝えました'),
    );
  });

  it('leaves alone what the member answered itself meanwhile', async () => {
    const { finding, notice } = await of('fixed');
    await people.operator?.post(`/findings/${finding}`, { answer: 'fixed' });
    assert.doesNotMatch(await page('minato'), /fixed商店/);
    await say('minato', 'called', notice);
    await say('minato', 'not-reached', notice);
    const { state, nextStepAt } = await of('fixed');
    assert.deepEqual([state, nextStepAt], ['claimed-fixed', null]);
  });

  it('does not come back to the chamber when what was fixed is found again, until it is asked again', async () => {
    await served.sql("UPDATE tell.finding SET state = 'reopened', step = 1 WHERE organisation_id = $1", [ids.fixed]);
    assert.doesNotMatch(await page('minato'), /fixed商店/);
    await turnOf('fixed');
    assert.match(await page('minato'), /fixed商店/);
  });

  it('a former member is gone from list and register, and the chamber is not asked about it again', async () => {
    const { notice } = await of('moved');
    assert.equal(await say('minato', 'not-member', notice), '/calls?reported=1');
    assert.doesNotMatch(await page('minato'), /moved商店/);
    assert.ok(((await of('moved')).nextStepAt?.getTime() ?? 0) <= served.clock().getTime() + HOUR);
    const [row] = await served.sql('SELECT parent_id FROM know.organisation WHERE id = $1', [ids.moved]);
    assert.equal(row?.parent_id, null);
    assert.equal(await say('minato', 'called', notice), '/calls?reported=0', 'it has no say about it any more');
    await turnOf('moved');
    const asked = await served.sql("SELECT 1 FROM tell.notice WHERE organisation_id = $1 AND way = 'partner'", [
      ids.moved,
    ]);
    assert.equal(asked.length, 1);
  });

  it('the link of the mail asks the same, and answers nothing for the member', async () => {
    const link = (subject: string, to: string) =>
      served
        .mails()
        .then((mails) => mails.find((mail) => mail.to === to && mail.subject.includes(subject)))
        .then((mail) => /https?:\/\/\S+?(\/n\/\S+)/.exec(mail?.text ?? '')?.[1] ?? '');
    const asked = await link('linked商店', 'desk@minato.example');
    const own = await link('linked商店', 'owner@linked.example');
    const text = (await served.visitor().get(asked)).text;
    assert.match(text, /会員への声かけのお願い：linked商店/);
    assert.ok(text.includes('value="called"') && !text.includes('value="fixed"'));
    assert.doesNotMatch(text, /203\.0\.113|確認のメールを送る/);
    assert.equal((await served.visitor().post(asked, { answer: 'fixed' })).status, 404);
    assert.equal((await served.visitor().post(own, { answer: 'called' })).status, 404);
    assert.equal((await served.visitor().post(asked, { answer: 'called' })).status, 303);
    assert.equal((await of('linked')).state, 'acknowledged');
    assert.match((await served.visitor().get(`${asked}?done=called`)).text, /記録しました/);
    assert.doesNotMatch(await page('minato'), /linked商店/);
  });
});
