import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { takeShippedPlan } from '#improve';
import { figures } from '../../../src/improve/statistics/load.ts';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const get = (path: string, language = 'ja') => served.visitor().get(path, { 'accept-language': language });

describe('improve: statistics that cannot mislead', () => {
  it('shows every published table with its unit, in each language, each number once as text', async () => {
    for (const figure of figures())
      for (const language of ['ja', 'en']) {
        const { status, text } = await get(`/statistics/${figure.id}`, language);
        assert.equal(status, 200, figure.id);
        assert.doesNotMatch(text, /undefined|NaN|\[object/, figure.id);
        assert.ok(text.includes(language === 'ja' ? '単位：' : 'Unit: '), figure.id);
        assert.ok(text.includes(`/sources/002/${figure.rows[0]?.lines[0]}`), `${figure.id} has no source`);
      }
    assert.ok((await get('/statistics?lang=easy')).text.includes('/statistics/darknet-packets'));
  });

  it('marks a change in the counting, draws no line across it, and says neither rise nor fall', async () => {
    const { text } = await get('/statistics/exams');
    assert.match(text, /2017年4月1日に数え方が変わりました。前後は比べられません/);
    assert.match(text, /増えたとも減ったとも言えません/);
    const compared = (await get('/statistics/exams?a=FY2016&b=FY2018')).text;
    assert.match(compared, /比べられません：/);
  });

  it('says why a number fell, beside the number, with the line', async () => {
    const { text } = await get('/statistics/gsoc-events');
    assert.match(text, /読むときの注意[\s\S]*\/sources\/002\/\d+/);
  });

  it('tells what was left out and why, and values that do not recompute', async () => {
    const { text } = await get('/statistics/universities');
    assert.match(text, /公表なし/);
    assert.match(text, /印字の割合が計算と合わない行が6あります/);
    assert.match((await get('/statistics/information-sharing-causes')).text, /一件が複数の行に数えられます/);
  });

  it('refuses to compare unlike units and unlike periods, with a sentence', async () => {
    const mixed = await get('/statistics/universities?a=count&b=percent');
    assert.equal(mixed.status, 422);
    assert.match(mixed.text, /単位の違う列/);
    assert.equal((await get('/statistics/information-sharing-forms?a=FY2018&b=FY2019Q1')).status, 422);
    assert.equal((await get('/statistics/no-such-figure')).status, 404);
  });

  it('leads from a number to the line of the document it stands in', async () => {
    const figure = figures().find((one) => one.id === 'universities');
    const row = figure?.rows[0];
    const { text } = await get(`/sources/002/${row?.lines[0]}`);
    assert.match(text, /外部専門家|CSIRT/);
    assert.match(text, /<mark>/);
    assert.equal((await get('/sources/002/1')).status, 404);
    assert.equal((await get('/sources/003/1')).status, 404);
  });

  it('gives each table as CSV with one value a line, described, and as JSON with its metadata', async () => {
    const csv = await get('/statistics/universities/data.csv');
    const lines = csv.text.trim().split('\r\n');
    assert.equal(lines.length, 101, '50 rows of two columns, and the titles');
    assert.match(lines[0] ?? '', /unit,period_kind,period_from,period_to,value,state,source_document,source_line_from/);
    assert.ok(lines.some((line) => line.includes(',,not-published,')));
    const described = JSON.parse((await get('/statistics/universities/data.csv-metadata.json')).text) as {
      tableSchema: { columns: { name: string }[] };
    };
    assert.equal(
      described.tableSchema.columns.map((column) => column.name).join(','),
      (lines[0] ?? '').replace('\ufeff', ''),
    );
    const json = JSON.parse((await get('/api/v1/statistics/universities')).text) as {
      denominator: { count: number };
      breaks: unknown[];
      notes: unknown[];
    };
    assert.equal(json.denominator.count, 91);
  });
});

describe('improve: surveys in waves', () => {
  let operator: Visitor;
  const table = (yes: string) =>
    `問,設問,形式,選択肢番号,選択肢,件数,扱い\nq1,規程がありますか,単一,yes,ある,${yes},\nq1,規程がありますか,単一,no,ない,30,\nq1,規程がありますか,単一,na,該当なし,20,該当なし\n`;
  const wave = {
    id: 'members',
    name: '会員の備えの調査',
    asked: '会員の組織',
    wave: '2026-04',
    referenceOn: '2026-04-01',
    askedNumber: '200',
    respondents: '100',
    source: '',
  };
  before(async () => {
    await takeShippedPlan(served.house);
    await untilQuiet(served);
    operator = await arrive(served, { email: 'op@hub.example', name: '運用 花子', isOperator: true });
  });

  it('shows the surveys of the report: shares are computed, what was not published stays so', async () => {
    const universities = (await get('/surveys/universities')).text;
    assert.match(universities, /91の回答/);
    assert.match(universities, /外部専門家の支援[\s\S]*?<td class="n">46<\/td><td class="n">51<\/td>/);
    const bands = (await get('/surveys/compliance-bands')).text;
    assert.match(bands, /96の回答/);
    assert.equal(bands.match(/公表なし/g)?.length, 22);
    assert.match(bands, /91以上99以下/);
  });

  it('takes whole numbers and computes both shares; a typed percentage is refused with its line', async () => {
    const refused = await operator.post('/surveys/add?lang=ja', { ...wave, table: table('50%') });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /2: 50%は整数ではありません。割合は受け付けません/);
    assert.equal(
      (await operator.post('/surveys/add', { ...wave, table: table('51') })).status,
      422,
      'more than answered',
    );
    assert.equal(
      (await operator.post('/surveys/add', { ...wave, respondents: '300', table: table('250') })).status,
      422,
      'more than asked',
    );
    assert.equal((await operator.post('/surveys/add', { ...wave, table: table('50') })).location, '/surveys/members');
    const { text } = await get('/surveys/members');
    assert.match(
      text,
      /ある[\s\S]*?<td class="n">50<\/td><td class="n">50<\/td><td class="n">63<\/td>/,
      '50 of 100, 62.5 of 80 rounded half up',
    );
  });

  it('puts the next wave beside it, and says when the wording changed', async () => {
    const next = { ...wave, wave: '2027-04', referenceOn: '2027-04-01' };
    await operator.post('/surveys/add', {
      ...next,
      table: table('50').replaceAll('規程がありますか', '文書の規程がありますか'),
    });
    const { text } = await get('/surveys/members');
    assert.match(text, /回ごとの移り変わり[\s\S]*設問の文が変わっています/);
    const csv = (await get('/surveys/members/data.csv')).text.trim().split('\r\n');
    assert.equal(csv.length, 7);
    assert.match(csv[1] ?? '', /50,exact,50,62\.5$/);
  });
});
