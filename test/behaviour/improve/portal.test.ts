import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { takeShippedPlan } from '#improve';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();

const initiative = {
  name: '見本市サイバー相談会',
  nameEn: 'Sample City Cyber Clinic',
  operators: '見本市、見本市商工会議所',
  sector: 'joint',
  audiences: ['smes', 'micro-firms'],
  methods: ['timely-information-and-desks'],
  what: '月に一度、商工会議所で無料の相談会を開きます。ランサムウェアの相談も受けます。',
  howToJoin: '電話で申し込みます。',
  cost: 'free',
  prefectures: ['13'],
  url: 'https://clinic.example/',
};

describe('improve: people find what exists for them', () => {
  let operator: Visitor;
  let member: Visitor & { readonly id: string };
  let organisation = '';
  const anybody = served.visitor();
  const has = (text: string, ...parts: readonly string[]) => {
    for (const part of parts)
      assert.ok(text.includes(part), `“${part}” is not in: ${text.replace(/\s+/g, ' ').slice(0, 1500)}`);
  };
  const page = async (path: string) => {
    const answer = await served.visitor().get(path, { 'accept-language': 'ja' });
    assert.equal(answer.status, 200, `${path}: ${answer.status} ${answer.text.slice(0, 300)}`);
    return answer.text;
  };
  before(async () => {
    await takeShippedPlan(served.house);
    await untilQuiet(served);
    operator = await arrive(served, { email: 'op@hub.example', name: '運用 花子', isOperator: true });
    const [row] = await served.sql<{ id: string }>(
      "INSERT INTO know.organisation (name) VALUES ('見本市商工会議所') RETURNING id",
    );
    organisation = row?.id ?? '';
    member = await arrive(served, { email: 'm@hub.example', name: '会員', organisation });
  });

  it('shows the 70 initiatives of the documents on one map, with its gaps, and as a table', async () => {
    const map = await page('/map');
    has(map, '取組70件', '高齢者', 'セミナー・催し', 'サイバーセキュリティお助け隊', '/for-me');
    const csv = await page('/map.csv');
    assert.equal(csv.trim().split('\r\n').length, 71);
    for (const language of ['easy', 'en']) has((await served.visitor().get(`/map?lang=${language}`)).text, '70');
    assert.doesNotMatch(map, /undefined|\[object/);
  });

  it('lists them with conditions that stand in the address, and finds them as people type', async () => {
    const list = await page('/initiatives?audience=schools&method=seminars-and-events');
    has(list, 'e-ネットキャラバン', '条件を消す');
    for (const q of ['お助け隊', 'ｻｲﾊﾞｰｾｷｭﾘﾃｨお助け隊', 'サイバーセキュリティーお助け隊'])
      has(await page(`/initiatives?q=${encodeURIComponent(q)}`), 'サイバーセキュリティお助け隊');
    const first = await page('/initiatives');
    const next = /href="(\/initiatives\?after=[^"]+)"/.exec(first)?.[1] ?? '';
    assert.ok(next);
    const second = await page(next.replaceAll('&amp;', '&'));
    assert.notEqual(
      /href="\/initiatives\/([a-z0-9-]+)"/.exec(first)?.[1],
      /href="\/initiatives\/([a-z0-9-]+)"/.exec(second)?.[1],
    );
    assert.equal((await anybody.get('/initiatives?audience=nobody')).status, 400);
    has(await page(`/initiatives?q=${encodeURIComponent('存在しない何か')}`), '条件に合う取組はありません');
  });

  it('answers three questions with what fits, desks first for whom is in trouble', async () => {
    has(await page('/for-me'), '1. どなたのためですか', '2. 何が必要ですか', '3. どこで');
    const fitting = await page('/for-me?who=smes&want=desk');
    has(fitting, '対象が合う', '方法が合う');
    const first = /href="\/initiatives\/([a-z0-9-]+)"/.exec(fitting)?.[1];
    assert.ok(
      ['relief-desk', 'cybercrime-desk', 'help-squad', 'targeted-attack-desk', 'jpcert-incident-response'].includes(
        first ?? '',
      ),
      first ?? 'none',
    );
    has(await page('/for-me?who=seniors&want=tool&where=13'), '合いました');
  });

  it('searches plan, portal, glossary and statistics together, with the words marked', async () => {
    const found = await page('/search?q=ransomware');
    has(found, '<mark>ランサムウェア</mark>', '別の呼び名でも探しました', '用語');
    has(
      await page('/search?q=%E3%83%80%E3%83%BC%E3%82%AF%E3%83%8D%E3%83%83%E3%83%88&kind=figure'),
      '/statistics/darknet-packets',
    );
    has(await page(`/search?q=${encodeURIComponent('自動運転')}&kind=measure`), '/plan/measures/2020-2.1-1-17');
    has(await page('/glossary'), 'id="term-', 'ランサムウェア');
    has(await page(`/search?q=${encodeURIComponent('<script>alert(1)</script>')}`), '&lt;script&gt;');
    for (const odd of ["'", '\\', "a'b:*", '&|!()', '%', '🦆', 'の', 'ー', '\u0000x'])
      assert.ok([200, 400].includes((await anybody.get(`/search?q=${encodeURIComponent(odd)}`)).status), odd);
  });

  it('an organisation proposes, an editor publishes or says why not, and both are told in facts', async () => {
    assert.equal((await anybody.get('/initiatives/propose')).status, 303);
    const wrong = await member.post('/initiatives/propose', { organisation, name: '', sector: 'joint' });
    assert.equal(wrong.status, 422);
    has(wrong.text, '直してください', 'aria-invalid');
    assert.equal(
      (
        await member.post('/initiatives/propose', {
          ...initiative,
          organisation: '00000000-0000-7000-8000-000000000000',
        })
      ).status,
      403,
    );
    assert.equal(
      (await member.post('/initiatives/propose', { ...initiative, organisation, url: 'javascript:alert(1)' })).status,
      422,
    );
    assert.equal(
      (await member.post('/initiatives/propose', { ...initiative, organisation })).location,
      '/initiatives/propose?sent=1',
    );
    assert.equal(
      (await member.post('/initiatives/propose', { ...initiative, name: '広告', organisation })).status,
      303,
    );
    has((await member.get('/initiatives/propose?lang=ja')).text, '確認中');
    assert.doesNotMatch(
      (await page('/initiatives')) + (await page(`/search?q=${encodeURIComponent('見本市')}`)),
      /見本市サイバー相談会/,
    );
    assert.equal((await member.get('/portal/edit')).status, 403);
    const desk = (await operator.get('/portal/edit?lang=ja')).text;
    has(desk, '見本市サイバー相談会', '広告');
    const proposals = await served.sql<{ id: string; name: string }>(
      "SELECT id, content->>'name' AS name FROM improve.proposal ORDER BY id",
    );
    const [good, bad] = proposals;
    assert.equal(
      (await operator.post(`/portal/edit/proposals/${good?.id}`, { decision: 'published', answer: '' })).status,
      303,
    );
    assert.equal(
      (await operator.post(`/portal/edit/proposals/${bad?.id}`, { decision: 'refused', answer: '宣伝は載せません。' }))
        .status,
      303,
    );
    assert.equal(
      (await operator.post(`/portal/edit/proposals/${bad?.id}`, { decision: 'published', answer: '' })).status,
      409,
    );
    const mine = (await member.get('/initiatives/propose')).text;
    has(mine, '公開中', '見送り', '宣伝は載せません。');
    const path = /href="(\/initiatives\/sample-city-[^"]+)"/.exec(mine)?.[1] ?? '';
    has(
      await page(path),
      '見本市サイバー相談会',
      '東京都',
      '無料',
      '電話で申し込みます。',
      '対象は編集者が確かめました。',
    );
    has(await page(`/search?q=${encodeURIComponent('見本市　ｻｲﾊﾞｰ相談会')}`), 'href="/initiatives/sample-city');
    has(await page('/map'), '取組71件');
    const kinds = (
      await served.sql<{ kind: string }>("SELECT kind FROM platform.fact WHERE kind LIKE 'proposal.%' ORDER BY id")
    ).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['proposal.made', 'proposal.made', 'proposal.published', 'proposal.refused']);
  });

  it('an editor changes an entry, adds material with its licence; readers are counted once and machines not', async () => {
    assert.equal(
      (
        await operator.post('/portal/edit/relief-desk/contents', {
          name: '相談の手引き',
          url: 'https://files.example/guide.pdf',
          kind: 'document',
          licence: 'cc-by',
        })
      ).status,
      303,
    );
    assert.equal(
      (
        await operator.post('/portal/edit/relief-desk/contents', {
          name: 'x',
          url: 'ftp://files.example',
          kind: 'document',
          licence: 'cc-by',
        })
      ).status,
      422,
    );
    assert.equal(
      (
        await operator.post('/portal/edit/relief-desk/practices', {
          title: '社内で使った例',
          body: '朝礼で読みました。',
          whose: '例示商店',
        })
      ).status,
      303,
    );
    const shown = await page('/initiatives/relief-desk');
    has(shown, '相談の手引き', '出所を示せば使える（CC BY）', '社内で使った例');
    const open = /href="(\/contents\/[^"]+\/open)"/.exec(shown)?.[1] ?? '';
    for (const agent of ['Mozilla/5.0', 'Mozilla/5.0', 'Examplebot/1.0']) {
      const answer = await anybody.get(open, { 'user-agent': agent });
      assert.deepEqual([answer.status, answer.location], [302, 'https://files.example/guide.pdf']);
    }
    assert.deepEqual(await served.sql('SELECT taken FROM improve.content'), [{ taken: 1 }]);
    assert.equal((await operator.post('/portal/edit/relief-desk/state', { state: 'withdrawn' })).status, 303);
    assert.equal((await anybody.get('/initiatives/relief-desk')).status, 404);
    assert.doesNotMatch(await page(`/search?q=${encodeURIComponent('安心相談窓口')}&kind=initiative`), /relief-desk/);
    assert.equal((await anybody.get(open)).status, 404);
    await operator.post('/portal/edit/relief-desk/state', { state: 'published' });
    has(await page(`/search?q=${encodeURIComponent('安心相談窓口')}&kind=initiative`), 'relief-desk');
  });

  it('gives other sites a frame that only this page allows, and a feed', async () => {
    const widget = await served.visitor().get('/widget?audience=smes&lang=ja');
    assert.match(widget.headers.get('content-security-policy') ?? '', /frame-ancestors \*.*sandbox/);
    assert.doesNotMatch(widget.text, /<script|<form/);
    assert.equal(widget.headers.get('set-cookie')?.includes('session') ?? false, false);
    assert.match((await anybody.get('/map')).headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    has(await page('/embed?audience=smes'), '&lt;iframe src=', 'audience=smes');
    const feed = await anybody.get('/feeds/portal.atom');
    assert.match(feed.headers.get('content-type') ?? '', /application\/atom\+xml/);
    assert.equal(feed.text.match(/<entry>/g)?.length, 50);
    assert.equal(feed.headers.get('access-control-allow-origin'), '*');
  });
});
