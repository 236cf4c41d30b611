import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { receiveReport } from '#observe';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();

describe('tell: who asks for help is helped', () => {
  let finding = '';
  let member: Visitor;
  let operator: Visitor;
  before(async () => {
    const { house } = served;
    const shop = { externalId: 'm1', name: '例示商店', prefixes: '203.0.113.7', emails: 'info@reiji.example' };
    await house.db.as({ kind: 'worker' }, (q) =>
      takeOrganisations(house, q, [checkRow(2, shop, () => true).organisation], 'test'),
    );
    await served.sql("INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver')");
    await receiveReport(house, {
      feed: 'shadowserver',
      name: '2026-11-19-scan_telnet-hub.csv',
      origin: 'file',
      body: Readable.from([
        '"timestamp","ip","protocol","port","tag"\n"2026-11-19 03:10:11","203.0.113.7","tcp",23,"telnet"\n',
      ]),
    });
    await untilQuiet(served);
    const [row] = await served.sql<{ id: string; organisationId: string }>(
      'SELECT id, organisation_id AS "organisationId" FROM tell.finding',
    );
    finding = row?.id ?? '';
    member = await arrive(served, {
      email: 'owner@reiji.example',
      name: '例示 花子',
      ...(row ? { organisation: row.organisationId } : {}),
    });
    operator = await arrive(served, { email: 'op@hub.example', name: '運用', isOperator: true });
  });

  it('stands on the operator’s list with what they said, until an operator has dealt with it', async () => {
    await member.post(`/findings/${finding}`, { answer: 'help', note: '画面がわかりません' });
    const mail = (await served.mails()).find(({ to }) => to === 'help@hub.example');
    assert.match(mail?.subject ?? '', /例示商店/);
    assert.match(mail?.text ?? '', /203\.0\.113\.7.*画面がわかりません/s);
    const list = await operator.get('/help-requests');
    assert.match(list.text, /例示商店/);
    assert.match(list.text, /画面がわかりません/);
    assert.equal((await member.post(`/help-requests/${finding}/done`)).status, 403);
    assert.equal((await operator.post(`/help-requests/${finding}/done`)).status, 303);
    assert.match((await operator.get('/help-requests')).text, /待っている返事はありません/);
    assert.match((await member.get(`/findings/${finding}`)).text, /助けてほしいという返事に対応しました/);
  });

  it('is dealt with once, however often the button is pressed', async () => {
    assert.equal((await operator.post(`/help-requests/${finding}/done`)).status, 303);
    const [count] = await served.sql<{ count: number }>(
      "SELECT count(*)::int AS count FROM platform.fact WHERE kind = 'finding.helped'",
    );
    assert.equal(count?.count, 1);
  });
});
