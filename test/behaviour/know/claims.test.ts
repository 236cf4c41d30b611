import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { receiveReport } from '#observe';
import { statement } from '#platform/postgres';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const worker = { kind: 'worker' } as const;
const NUMBER = '7000012050002';

/** A table of organisations through the operator's pages. Gives the address of its preview after it was taken over. */
async function imports(operator: Visitor, text: string): Promise<string> {
  const form = new FormData();
  form.set('file', new File([text], 'members.csv', { type: 'text/csv' }));
  const read = await operator.send('/organisations/import', {
    method: 'POST',
    body: form,
    headers: { origin: served.url },
  });
  assert.equal(read.status, 303, read.text);
  const taken = await operator.post(read.location);
  assert.equal(taken.status, 303, taken.text);
  return taken.location;
}

async function report(ips: readonly string[], day: string): Promise<void> {
  const lines = ips.map((ip) => `"${day} 03:10:11","${ip}","tcp",23,"","telnet",64500,"JP"`);
  const text = ['"timestamp","ip","protocol","port","hostname","tag","asn","geo"', ...lines, ''].join('\n');
  await receiveReport(served.house, {
    feed: 'shadowserver',
    name: `${day}-scan_telnet-hub.csv`,
    origin: 'file',
    body: Readable.from([Buffer.from(text)]),
  });
  await untilQuiet(served);
}

const findings = () =>
  served.sql<{ asset: string; name: string }>(
    'SELECT f.asset, o.name FROM tell.finding f JOIN know.organisation o ON o.id = f.organisation_id ORDER BY 1, 2',
  );

describe('know: nobody hears about what is not shown to be theirs', () => {
  let newcomer: Visitor;
  let operator: Visitor;
  let home = '';
  before(async () => {
    await served.house.db.as(worker, (q) =>
      q.run(statement('feed', "INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver')")),
    );
    operator = await arrive(served, { email: 'op@hub.example', name: '運用', isOperator: true });
    newcomer = await arrive(served, { email: 'new@new.example', name: '新人' });
  });

  it('an organisation registers itself, also with a corporate number that it only typed', async () => {
    const made = await newcomer.post('/organisation/register', { name: 'なりすまし商会', corporateNumber: NUMBER });
    assert.equal(made.status, 303, made.text);
    home = made.location;
    assert.equal((await newcomer.get(home)).status, 200);
  });

  it('a prefix that is only claimed brings no finding, one that the operator approved does', async () => {
    assert.equal((await newcomer.post(`${home}/registrations`, { value: '198.51.100.0/24' })).status, 303);
    await report(['198.51.100.7'], '2026-11-18');
    assert.deepEqual(await findings(), []);
    const [claim] = await served.sql<{ id: string }>("SELECT id FROM know.registration WHERE state = 'claimed'");
    assert.match((await operator.get('/organisations')).text, /198\.51\.100\.0\/24/);
    assert.equal((await newcomer.post(`/registrations/${claim?.id}/settle`, { state: 'proven' })).status, 403);
    assert.equal((await operator.post(`/registrations/${claim?.id}/settle`, { state: 'proven' })).status, 303);
    await untilQuiet(served);
    await report(['198.51.100.7'], '2026-11-19');
    assert.deepEqual(await findings(), [{ asset: '198.51.100.7', name: 'なりすまし商会' }]);
  });

  it('a domain is proven by the link in a mail to one of its role addresses, once, and by pressing a button', async () => {
    assert.equal((await newcomer.post(`${home}/registrations`, { value: 'https://www.new.example/shop' })).status, 303);
    const [claim] = await served.sql<{ id: string; value: string }>(
      "SELECT id, value FROM know.registration WHERE kind = 'domain'",
    );
    assert.equal(claim?.value, 'www.new.example');
    const elsewhere = await newcomer.post(`/registrations/${claim?.id}/prove/mail`, { to: 'me@elsewhere.example' });
    assert.equal(elsewhere.status, 422);
    const sent = await newcomer.post(`/registrations/${claim?.id}/prove/mail`, { to: 'postmaster@www.new.example' });
    assert.equal(sent.status, 303, sent.text);
    const mail = (await served.mails()).find((one) => one.to.includes('postmaster@www.new.example'));
    const path = /\/prove\/[\w-]+/.exec(mail?.text ?? '')?.[0] ?? '';
    const state = async () =>
      (await served.sql<{ state: string }>('SELECT state FROM know.registration WHERE id = $1', [claim?.id]))[0]?.state;
    // Mail scanners open links; they press no buttons.
    assert.equal((await served.visitor().get(path)).status, 200);
    assert.equal(await state(), 'claimed');
    assert.equal((await served.visitor().post(path)).status, 200);
    assert.equal(await state(), 'proven');
    assert.equal((await served.visitor().post(path)).status, 410, 'the link works once');
    assert.equal((await served.visitor().post(`${path.slice(0, -2)}xx`)).status, 410);
  });

  it('an import of the real holder of a number does not hand its networks to whoever typed the number first', async () => {
    await imports(operator, `組織名,法人番号,IPアドレス範囲\n本物工業,${NUMBER},203.0.113.0/24\n`);
    await untilQuiet(served);
    await report(['203.0.113.5'], '2026-11-20');
    assert.deepEqual(
      (await findings()).filter((row) => row.asset === '203.0.113.5'),
      [{ asset: '203.0.113.5', name: '本物工業' }],
    );
    assert.doesNotMatch((await newcomer.get('/findings')).text, /203\.0\.113/);
    assert.match((await newcomer.get(home)).text, /なりすまし商会/);
  });

  it('a second import brings the same organisation up to date instead of doubling it', async () => {
    assert.match(await imports(operator, `組織名,法人番号,都道府県\n本物工業,${NUMBER},京都府\n`), /added=0&updated=1/);
    const rows = await served.sql("SELECT prefecture FROM know.organisation WHERE name = '本物工業'");
    assert.deepEqual(rows, [{ prefecture: '京都府' }]);
  });

  it('what a member drops is no longer matched', async () => {
    const [registration] = await served.sql<{ id: string }>(
      "SELECT id FROM know.registration WHERE value = '198.51.100.0/24'",
    );
    assert.equal((await newcomer.post(`${home}/registrations/${registration?.id}/drop`)).status, 303);
    await untilQuiet(served);
    await report(['198.51.100.8'], '2026-11-21');
    assert.deepEqual(
      (await findings()).filter((row) => row.asset === '198.51.100.8'),
      [],
    );
  });

  it('takes a table in one transaction: all or none', async () => {
    const before_ = await served.sql('SELECT count(*)::int AS count FROM know.organisation');
    const rows = Array.from(
      { length: 3 },
      (_, at) => checkRow(at + 2, { externalId: `x${at}`, name: `組織${at}` }, () => true).organisation,
    );
    await assert.rejects(
      served.house.db.as(worker, async (q) => {
        await takeOrganisations(served.house, q, rows, 'test');
        throw new Error('the process died');
      }),
    );
    assert.deepEqual(await served.sql('SELECT count(*)::int AS count FROM know.organisation'), before_);
  });
});
