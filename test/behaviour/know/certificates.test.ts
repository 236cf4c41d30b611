import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { MOST_BYTES, readCertificate } from '../../../src/know/supplier/certificate.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const pdf = (text = 'wiped') => Buffer.from(`%PDF-1.7\n${text}\n%%EOF`);
const today = () => served.clock().toISOString().slice(0, 10);

/** A form with a file, as a browser sends it. */
function handed(file: Buffer, over: Readonly<Record<string, string>> = {}, name = '消去証明.pdf'): RequestInit {
  const body = new FormData();
  for (const [field, value] of Object.entries({ on: '2026-11-12', by: '消去サービス 例', reference: 'E-7', ...over }))
    body.append(field, value);
  body.append('file', new File([new Uint8Array(file)], name));
  return { method: 'POST', body, redirect: 'manual' };
}

describe('know: the contractor hands the erasure certificate up, without an account', () => {
  let customer: Visitor;
  let other: Visitor;
  let own = '';
  let link = '';
  let disposal = '';
  before(async () => {
    await served.house.db.as({ kind: 'worker' }, async (q) => {
      const rows = ['customer', 'other'].map((externalId, at) =>
        checkRow(at + 2, { externalId, name: externalId, emails: `${externalId}@firm.example` }, () => true),
      );
      await takeOrganisations(
        served.house,
        q,
        rows.map(({ organisation }) => organisation),
        'test',
      );
    });
    const idOf = async (name: string) =>
      (await served.sql<{ id: string }>('SELECT id FROM know.organisation WHERE name = $1', [name]))[0]?.id ?? '';
    own = await idOf('customer');
    customer = await arrive(served, { email: 'a@firm.example', name: '甲', organisation: own });
    other = await arrive(served, { email: 'b@firm.example', name: '乙', organisation: await idOf('other') });
    const [supplier] = await served.sql<{ id: string }>(
      "INSERT INTO know.supplier (organisation_id, name, email) VALUES ($1, '消去サービス', 'desk@wipe.example') RETURNING id",
      [own],
    );
    const what = { what: 'ノートPC', count: '3', supplier: supplier?.id ?? '' };
    await customer.post(`/organisations/${own}/disposals`, { ...what, handedOn: '2026-11-10', dueOn: today() });
    disposal = (await served.sql<{ id: string }>('SELECT id FROM know.disposal'))[0]?.id ?? '';
  });
  const mine = (path = '') => `/organisations/${own}/disposals/${disposal}${path}`;

  it('is asked by mail, once, with a link that names what was handed over', async () => {
    const [mail, ...more] = (await served.mails()).filter(({ to }) => to === 'desk@wipe.example');
    assert.equal(more.length, 0);
    assert.match(mail?.text ?? '', /ノートPC × 3/);
    link = /\/erasure\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
    const page = await served.visitor().get(`${link}?lang=ja`);
    assert.match(page.text, /customerが機器の証明書を待っています/);
    assert.ok((await customer.get(mine('?lang=ja'))).text.includes(link), 'the customer can pass the same link on');
    for (const wrong of [`${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`, link.replace('erasure', 'supply')])
      assert.equal((await served.visitor().get(wrong)).status, 404, 'a link for one thing opens no other');
  });

  it('a contractor the hub cannot reach gets no mail; the customer copies the link from the page', async () => {
    const what = { what: '複合機', count: '1', handedOn: '2026-11-10', dueOn: today() };
    await customer.post(`/organisations/${own}/disposals`, what);
    const [row] = await served.sql<{ id: string }>("SELECT id FROM know.disposal WHERE what = '複合機'");
    const page = await customer.get(`/organisations/${own}/disposals/${row?.id}?lang=ja`);
    assert.match(page.text, /業者に次のリンクを伝えると[\s\S]*\/erasure\//);
    assert.equal((await served.mails()).filter(({ to }) => to === 'desk@wipe.example').length, 1);
  });

  it('what is no certificate is refused beside its field, what is too large is not listened to', async () => {
    const stranger = served.visitor();
    for (const [file, name] of [
      [Buffer.from('MZ\u0090'), 'certificate.pdf'],
      [Buffer.from('<svg onload=alert(1)>'), 'a.svg'],
      [Buffer.from('PK\u0003\u0004'), 'a.docx'],
      [Buffer.alloc(0), 'empty.pdf'],
    ] as const)
      assert.equal((await stranger.send(link, handed(file, {}, name))).status, 200, name);
    for (const over of [{ on: '2026-11-09' }, { on: '2099-01-01' }, { on: 'x' }, { by: '' }])
      assert.equal((await stranger.send(link, handed(pdf(), over))).status, 200, JSON.stringify(over));
    assert.equal((await stranger.send(link, handed(Buffer.alloc(MOST_BYTES + 30_000)))).status, 413);
    assert.equal((await stranger.send(link, { method: 'POST', body: 'x' })).status, 400);
    assert.equal((await served.sql('SELECT id FROM know.disposal_certificate')).length, 0);
  });

  it('a name keeps no path, no ending of its own and no direction signs', () => {
    const names = ['../../etc/passwd', 'C:\\x\\証明\u202efdp.exe', '.htaccess', '\u0000<b>"|', 'あ'.repeat(300)];
    assert.deepEqual(
      names.map((name) => readCertificate(pdf(), name).name),
      ['passwd.pdf', '証明fdp.pdf', 'certificate.pdf', 'b.pdf', `${'あ'.repeat(100)}.pdf`],
    );
  });

  it('handed up, both get the file as a download and nobody else gets it; a second one is refused', async () => {
    const stranger = served.visitor();
    assert.match((await stranger.send(link, handed(pdf()))).location, /done=1/);
    for (const [who, path] of [
      [stranger, `${link}/file`],
      [customer, mine('/file')],
    ] as const) {
      const file = await who.get(path);
      assert.equal(file.text, pdf().toString());
      assert.match(file.headers.get('content-disposition') ?? '', /^attachment/);
      assert.match(file.headers.get('content-security-policy') ?? '', /sandbox/);
      assert.equal(file.headers.get('content-type'), 'application/pdf');
    }
    for (const path of [mine(), mine('/file'), mine('/return')])
      assert.equal((await (path.endsWith('return') ? other.post(path) : other.get(path))).status, 404, path);
    assert.equal((await stranger.get(mine('/file'))).status, 303, 'strangers sign in first');
    assert.equal((await stranger.send(link, handed(pdf('another')))).status, 409);
    assert.match((await customer.get(`/organisations/${own}/disposals?lang=ja`)).text, /受領[\s\S]*E-7/);
  });

  it('sent back, it is gone and waited for again; the customer may add a scan of its own', async () => {
    assert.match((await customer.post(mine('/return'))).location, /done=saved/);
    assert.equal((await served.visitor().get(`${link}/file`)).status, 404);
    assert.match((await served.visitor().get(`${link}?lang=ja`)).text, /待っています/);
    const scan = handed(Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(9)]), {}, 'scan');
    assert.match((await customer.send(mine('/received'), scan)).location, /done=saved/);
    assert.equal((await customer.get(mine('/file'))).headers.get('content-type'), 'image/jpeg');
    const facts = await served.sql<{ kind: string }>('SELECT kind FROM platform.fact WHERE subject = $1 ORDER BY id', [
      `disposal:${disposal}`,
    ]);
    assert.deepEqual(
      facts.map(({ kind }) => kind.split('.')[1]),
      ['demanded', 'certified', 'returned', 'certified'],
    );
  });

  it('the link dies a year after the day on which the certificate was wanted', async () => {
    await served.sql("UPDATE know.disposal SET handed_on = '2024-01-01', due_on = '2024-02-01'");
    assert.equal((await served.visitor().get(link)).status, 404);
  });
});
