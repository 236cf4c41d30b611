import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { fromJwks, openSeal } from '#trust';
import { loadLibrary } from '../../../src/know/assessment/load.ts';
import { warnDisposals } from '../../../src/know/supplier/disposal.ts';
import { ANSWERS_KIND } from '../../../src/know/supplier/request.ts';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const NUMBER = '7000012050002';
const sheet = loadLibrary().versions.get('self-check-25')?.at(-1);
assert.ok(sheet);
const best = sheet.scale.find((one) => one.means === 'done')?.id ?? '';
const answers = Object.fromEntries(sheet.questions.map(({ id }) => [id, best]));

describe('know: a customer asks its suppliers, each decides what it shows', () => {
  let customer: Visitor;
  let other: Visitor;
  let supplier: Visitor;
  const ids = { customer: '', other: '', supplier: '' };
  const at = (who: keyof typeof ids, path: string) => `/organisations/${ids[who]}/${path}`;
  const later = '2026-12-20';
  before(async () => {
    await served.house.db.as({ kind: 'worker' }, async (q) => {
      const rows = [
        { externalId: 'customer', name: '大口商事', emails: 'buy@oguchi.example' },
        { externalId: 'other', name: '別口物産', emails: 'buy@betsu.example' },
        { externalId: 'supplier', name: '下町製作所', corporateNumber: NUMBER, emails: 'info@shitamachi.example' },
      ].map((cells, index) => checkRow(index + 2, cells, () => true));
      await takeOrganisations(
        served.house,
        q,
        rows.map((row) => row.organisation),
        'test',
      );
    });
    for (const name of ['customer', 'other', 'supplier'] as const)
      ids[name] =
        (await served.sql<{ id: string }>('SELECT id FROM know.organisation WHERE external_id = $1', [name]))[0]?.id ??
        '';
    customer = await arrive(served, { email: 'c@oguchi.example', name: '大口', organisation: ids.customer });
    other = await arrive(served, { email: 'o@betsu.example', name: '別口', organisation: ids.other });
    supplier = await arrive(served, { email: 's@shitamachi.example', name: '下町', organisation: ids.supplier });
  });
  const requestOf = async (asked: keyof typeof ids, asker: keyof typeof ids) =>
    (
      await served.sql<{ id: string }>(
        'SELECT id FROM know.supplier_request WHERE asked_organisation_id = $1 AND organisation_id = $2 ORDER BY asked_at DESC LIMIT 1',
        [ids[asked], ids[asker]],
      )
    )[0]?.id ?? '';
  const supplierOf = async (asker: keyof typeof ids, name: string) =>
    (
      await served.sql<{ id: string }>('SELECT id FROM know.supplier WHERE organisation_id = $1 AND name = $2', [
        ids[asker],
        name,
      ])
    )[0]?.id ?? '';

  it('a faulty list sends nothing and says each place', async () => {
    const answer = await customer.post(`${at('customer', 'suppliers/ask')}?lang=ja`, {
      lines: `下町製作所,${NUMBER}\n壊れ商店,8000012050002\n名前だけ`,
      questionnaire: 'self-check-25',
      dueOn: later,
    });
    assert.match(answer.text, /2行目.*法人番号が正しくありません/s);
    assert.match(answer.text, /3行目.*法人番号かメール/s);
    assert.equal((await served.sql('SELECT 1 FROM know.supplier_request')).length, 0);
    for (const [over, says] of [
      [{ dueOn: '2026-11-01' }, /今日より後/],
      [{ questionnaire: 'x' }, /質問を選んで/],
      [{ lines: '' }, /送り先/],
    ] as const)
      assert.match(
        (
          await customer.post(at('customer', 'suppliers/ask'), {
            lines: NUMBER,
            questionnaire: 'self-check-25',
            dueOn: later,
            ...over,
          })
        ).text,
        says,
      );
  });

  it('asks by number and by mail at once; a number that is a member’s and one that is nobody’s look the same to the customer', async () => {
    const sent = await customer.post(at('customer', 'suppliers/ask'), {
      lines: `下町製作所,${NUMBER}\n誰でもない,7000012050010\n外の会社,out@outside.example`,
      questionnaire: 'self-check-25',
      dueOn: later,
      message: 'よろしく https://evil.example',
    });
    assert.match(sent.location, /done=sent-3$/, sent.text);
    const again = await customer.post(at('customer', 'suppliers/ask'), {
      lines: `下町製作所,${NUMBER}`,
      questionnaire: 'self-check-25',
      dueOn: later,
    });
    assert.match(again.location, /done=sent-0$/, 'nobody is asked twice');
    const pages = [];
    for (const name of ['下町製作所', '誰でもない']) {
      const id = await supplierOf('customer', name);
      pages.push(
        (await customer.get(at('customer', `suppliers/${id}`))).text
          .replaceAll(id, '<id>')
          .replaceAll(name, '<name>')
          .replace(/70000120500\d\d|7-0000-1205-00\d\d/g, '<number>')
          .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<any>'),
      );
    }
    assert.equal(pages[0], pages[1]);
    const mails = await served.mails();
    assert.deepEqual(mails.map(({ to }) => to).sort(), ['info@shitamachi.example', 'out@outside.example']);
    assert.ok(
      mails.every(({ text }) => !text.includes('evil.example')),
      'the customer’s own words stay out of the hub’s mail',
    );
    const reader = { kind: 'member', user: 'x', organisations: [ids.customer] } as const;
    await assert.rejects(
      served.house.db.as(reader, (q) => q.raw.query('SELECT asked_organisation_id FROM know.supplier_request')),
      /permission denied/,
    );
  });

  it('the supplier sees who asks, must finish and consent first, then shows the same answers to many', async () => {
    await other.post(at('other', 'suppliers/ask'), { lines: NUMBER, questionnaire: 'self-check-25', dueOn: later });
    await untilQuiet(served);
    const list = await supplier.get(`${at('supplier', 'requests')}?lang=ja`);
    assert.match(list.text, /大口商事/);
    assert.match(list.text, /別口物産/);
    const first = await requestOf('supplier', 'customer');
    const share = (request: string, over: object = {}) =>
      supplier.post(at('supplier', `requests/${request}/share`), {
        consent: 'yes',
        incidentContact: '下町 090-0000-0000',
        subcontractors: 'なし',
        ...over,
      });
    assert.equal((await share(first)).status, 409, 'not finished');
    await served.sql(
      "INSERT INTO know.assessment (organisation_id, questionnaire, version, series, profile, answers, score, parts, started_at, changed_at, finished_at) VALUES ($1, 'self-check-25', $2, 1, '{}', $3, 0.9, '{}', $4, $4, $4)",
      [ids.supplier, sheet.version, JSON.stringify(answers), served.clock()],
    );
    assert.match((await share(first, { consent: '' })).text, /同意の欄/);
    assert.match((await share(first)).location, /done=shared/);
    assert.match((await share(await requestOf('supplier', 'other'))).location, /done=shared/);
    const page = await customer.get(
      `${at('customer', `suppliers/${await supplierOf('customer', '下町製作所')}`)}?lang=ja`,
    );
    assert.match(page.text, /090-0000-0000/);
    assert.match(page.text, new RegExp(sheet.questions[0]?.ask.ja.slice(0, 8) ?? 'x'));
    const file = await customer.get(
      at('customer', `suppliers/${await supplierOf('customer', '下町製作所')}/answers/${first}`),
    );
    const keys = fromJwks(JSON.parse((await served.visitor().get('/.well-known/jwks.json')).text));
    const opened = await openSeal(file.text, ANSWERS_KIND, keys);
    assert.deepEqual(
      [opened.content.supplier, opened.content.customer, opened.content.answers],
      ['下町製作所', '大口商事', answers],
    );
  });

  it('one customer sees nothing of what was shared with another, by page or by SQL', async () => {
    const request = await requestOf('supplier', 'customer');
    assert.equal((await other.get(at('other', `suppliers/${await supplierOf('customer', '下町製作所')}`))).status, 404);
    assert.equal(
      (await other.get(at('other', `suppliers/${await supplierOf('other', NUMBER)}/answers/${request}`))).status,
      404,
    );
    assert.equal((await other.get(at('supplier', 'requests'))).status, 404);
    assert.equal((await other.post(at('supplier', `requests/${request}/share`), { consent: 'yes' })).status, 404);
    const as = (organisation: string) =>
      served.house.db.as(
        { kind: 'member', user: 'x', organisations: [organisation] },
        async (q) => (await q.raw.query('SELECT request_id FROM know.supplier_share')).rows.length,
      );
    assert.deepEqual([await as(ids.customer), await as(ids.other), await as(ids.supplier)], [1, 1, 2]);
    assert.equal(
      await served.house.db.as(
        { kind: 'member', user: 'x', organisations: [ids.other] },
        async (q) => (await q.raw.query('SELECT 1 FROM know.asked_request')).rows.length,
      ),
      0,
    );
  });

  it('taken back from one customer it is gone for that one and stays for the other', async () => {
    const request = await requestOf('supplier', 'customer');
    assert.match((await supplier.post(at('supplier', `requests/${request}/withdraw`))).location, /done=withdrawn/);
    assert.equal((await supplier.post(at('supplier', `requests/${request}/withdraw`))).status, 409);
    const id = await supplierOf('customer', '下町製作所');
    const page = await customer.get(`${at('customer', `suppliers/${id}`)}?lang=ja`);
    assert.match(page.text, /取り下げ/);
    assert.doesNotMatch(page.text, /090-0000-0000/);
    assert.equal((await customer.get(at('customer', `suppliers/${id}/answers/${request}`))).status, 404);
    assert.match(
      (await other.get(at('other', `suppliers/${await supplierOf('other', NUMBER)}`))).text,
      /090-0000-0000/,
    );
  });

  it('somebody outside answers by the link in the mail, once shown taken back, and no other link opens', async () => {
    const mail = (await served.mails()).find(({ to }) => to === 'out@outside.example');
    const path = /\/supply\/[\w.-]+/.exec(mail?.text ?? '')?.[0] ?? '';
    const visitor = served.visitor();
    const page = await visitor.get(`${path}?lang=ja`);
    assert.equal(page.status, 200, page.text);
    assert.match(page.text, /よろしく/);
    const form = Object.fromEntries(Object.entries(answers).map(([id, choice]) => [`q-${id}`, choice]));
    assert.match((await visitor.post(`${path}?lang=ja`, { ...form, consent: 'yes' })).text, /名前を書いて/);
    const { [`q-${sheet.questions[0]?.id}`]: _, ...less } = form;
    assert.match(
      (await visitor.post(path, { ...less, answerer: '外 次郎', consent: 'yes' })).text,
      /答えていない質問が1つ/,
    );
    assert.match((await visitor.post(path, { ...form, answerer: '外 次郎', consent: 'yes' })).location, /done=shared/);
    const id = await supplierOf('customer', '外の会社');
    assert.match((await customer.get(at('customer', `suppliers/${id}`))).text, /外 次郎/);
    assert.match((await visitor.post(`${path}/withdraw`)).location, /done=withdrawn/);
    assert.doesNotMatch((await customer.get(at('customer', `suppliers/${id}`))).text, /外 次郎/);
    for (const wrong of [
      `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`,
      '/supply/x',
      `/supply/${'A'.repeat(22)}.${'A'.repeat(27)}`,
    ])
      assert.equal((await visitor.get(wrong)).status, 404, wrong);
    served.clock.set('2027-06-01T00:00:00Z');
    assert.equal((await visitor.get(path)).status, 410);
    served.clock.set('2026-11-20T03:00:00Z');
  });

  it('a mail opened by a member is taken over and answered with what is finished', async () => {
    await customer.post(at('customer', 'suppliers/ask'), {
      lines: '別口,buy2@betsu.example',
      questionnaire: 'self-check-25',
      dueOn: later,
    });
    const mail = (await served.mails()).find(({ to }) => to === 'buy2@betsu.example');
    const path = /\/supply\/[\w.-]+/.exec(mail?.text ?? '')?.[0] ?? '';
    assert.equal((await served.visitor().post(`${path}/attach`)).status, 401);
    const taken = await other.post(`${path}/attach`);
    assert.match(taken.location, /^\/organisations\/[0-9a-f-]+\/requests\//);
    assert.equal((await other.get(taken.location)).status, 200);
    assert.equal((await served.visitor().get(path)).status, 410, 'the link is theirs now');
    assert.match((await other.post(`${taken.location}/decline`)).location, /done=declined/);
    assert.match((await customer.get(`${at('customer', 'suppliers')}?lang=ja`)).text, /断られた/);
  });

  it('shows what share of the suppliers has declared', async () => {
    await served.sql(
      "INSERT INTO know.declaration (organisation_id, number, scheme, level, stars, rules, made_at, level_since, valid_until) VALUES ($1, 'ABCDEFGHJ0', 'stars', 'two-stars', 2, 1, '2026-11-01', '2026-11-01', '2028-11-01')",
      [ids.supplier],
    );
    const page = await customer.get(`${at('customer', 'suppliers')}?lang=ja`);
    assert.match(page.text, /25%/, 'one of four');
    assert.match(page.text, /href="\/verify\/ABCDEFGHJ0">★★/);
  });

  it('keeps the record of one supplier: boundary, sub-contractors, whom to call; and lets go of it', async () => {
    const id = await supplierOf('customer', '誰でもない');
    const path = at('customer', `suppliers/${id}`);
    assert.match(
      (await customer.post(path, { name: '誰でもない', corporateNumber: '8000012050002' })).text,
      /法人番号が正しくありません/,
    );
    assert.equal(
      (await customer.post(path, { name: '誰でもない', corporateNumber: NUMBER })).status,
      409,
      'another supplier has it',
    );
    assert.match(
      (
        await customer.post(path, {
          name: '誰か',
          boundary: '更新は先方',
          subcontractors: '孫請け',
          incidentContact: '119',
        })
      ).location,
      /done=saved/,
    );
    assert.match((await customer.get(path)).text, /更新は先方/);
    for (const who of [other, supplier]) assert.equal((await who.post(path, { name: 'x' })).status, 404);
    assert.match((await customer.post(`${path}/end`)).location, /done=ended/);
    assert.equal((await customer.get(path)).status, 404);
  });

  it('an erasure certificate is demanded, warned about when overdue, received', async () => {
    const path = at('customer', 'disposals');
    for (const over of [{ what: '' }, { count: '0' }, { dueOn: '2026-11-01' }, { handedOn: 'x' }])
      assert.equal(
        (
          await customer.post(path, {
            what: 'ノートPC',
            count: '3',
            handedOn: '2026-11-10',
            dueOn: '2026-11-18',
            ...over,
          })
        ).status,
        200,
        JSON.stringify(over),
      );
    assert.match(
      (
        await customer.post(path, {
          what: 'ノートPC',
          count: '3',
          byWhom: '消去サービス',
          handedOn: '2026-11-10',
          dueOn: '2026-11-18',
        })
      ).location,
      /done=saved/,
    );
    assert.match((await customer.get(`${path}?lang=ja`)).text, /期限を過ぎています/);
    await warnDisposals.handle(served.house, {});
    await warnDisposals.handle(served.house, {});
    const warned = (await served.mails()).filter(({ subject }) => subject.includes('証明書'));
    assert.deepEqual(
      warned.map(({ to }) => to),
      ['buy@oguchi.example'],
    );
    assert.match(warned[0]?.text ?? '', /ノートPC × 3/);
    const [row] = await served.sql<{ id: string }>('SELECT id FROM know.disposal');
    assert.equal(
      (await other.post(`${at('other', 'disposals')}/${row?.id}/received`, { on: '2026-11-20' })).status,
      404,
    );
    assert.equal(
      (await customer.post(`${path}/${row?.id}/received`, { on: '2026-11-01' })).status,
      422,
      'before it was handed over',
    );
    assert.match(
      (await customer.post(`${path}/${row?.id}/received`, { on: '2026-11-20', reference: 'E-1' })).location,
      /done=saved/,
    );
    assert.match((await customer.get(path)).text, /E-1/);
    const facts = await served.sql<{ kind: string }>(
      "SELECT kind FROM platform.fact WHERE kind LIKE 'disposal.%' ORDER BY id",
    );
    assert.deepEqual(
      facts.map(({ kind }) => kind),
      ['disposal.demanded', 'disposal.overdue', 'disposal.certified'],
    );
  });

  it('a small firm shows itself when it wants to, and only then; customers ask it from there', async () => {
    const path = at('supplier', 'profile');
    assert.match((await supplier.post(path, { says: '町工場です', url: 'javascript:alert(1)' })).text, /https:/);
    await supplier.post(path, {
      says: '町工場です',
      offers: '金属加工 CNC',
      prefecture: '東京都',
      trade: 'manufacturing',
    });
    assert.doesNotMatch((await served.visitor().get('/profiles')).text, /下町/);
    const [profile] = await served.sql<{ id: string }>('SELECT id FROM know.trade_profile');
    assert.equal((await served.visitor().get(`/profiles/${profile?.id}`)).status, 404);
    await supplier.post(path, {
      says: '町工場です',
      offers: '金属加工 CNC',
      prefecture: '東京都',
      trade: 'manufacturing',
      publish: 'yes',
    });
    for (const query of ['', '?text=cnc', '?prefecture=東京都', '?trade=manufacturing', '?stars=2'])
      assert.match((await served.visitor().get(`/profiles${query}`)).text, /下町/, query);
    for (const query of ['?text=x%25', '?prefecture=京都府', '?stars=3'])
      assert.doesNotMatch((await served.visitor().get(`/profiles${query}`)).text, /下町/, query);
    assert.match((await served.visitor().get(`/profiles/${profile?.id}`)).text, /★★/);
    const asked = await other.post(at('other', 'suppliers/ask'), {
      profiles: profile?.id ?? '',
      questionnaire: 'ransomware-readiness',
      dueOn: later,
    });
    assert.match(asked.location, /sent-1/);
    await supplier.post(path, { says: '町工場です' });
    assert.doesNotMatch((await served.visitor().get('/profiles')).text, /下町/);
  });
});
