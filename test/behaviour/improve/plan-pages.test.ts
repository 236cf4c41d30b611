import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { takeShippedPlan } from '#improve';
import { statement } from '#platform/postgres';
import { testHouse } from '../../lib/house.ts';
import { browserOf } from './plan-people.ts';

const open = await testHouse();
const anybody = browserOf(open);
const operator = browserOf(open, { number: 1, isOperator: true, name: '運用 花子' });
const member = browserOf(open, { number: 2, isOperator: false, name: '会員 次郎' });
const worker = { kind: 'worker' } as const;
const one = <T>(sql: string) => open.house.db.as(worker, (q) => q.one<T>(statement('one', sql)));
const DOUBTFUL = '/plan/measures/2020-1.2-2-02';

describe('improve: everybody can read the plan and check it', () => {
  it('says so while there is no plan', async () => {
    const page = await anybody.get('/plan');
    assert.equal(page.status, 200);
    assert.match(page.words, /No plan has been taken in yet/);
  });

  it('takes the shipped plan in once, and again without a change', async () => {
    assert.equal((await takeShippedPlan(open.house))?.measures, 612);
    const before = await one<{ hash: string }>(
      "SELECT md5(string_agg(m::text, '' ORDER BY id)) || (SELECT md5(string_agg(l.measure_id || l.other_id || l.kind || l.confidence || l.state, '' ORDER BY l.measure_id, l.other_id, l.kind)) FROM improve.link l) || (SELECT md5(string_agg(f.key, '' ORDER BY f.key)) FROM improve.flag f) AS hash FROM improve.measure m",
    );
    assert.equal(await takeShippedPlan(open.house), undefined, 'a second start finds it done');
    assert.equal((await takeShippedPlan(open.house, true))?.measures, 612);
    const after = await one<{ hash: string }>(
      "SELECT md5(string_agg(m::text, '' ORDER BY id)) || (SELECT md5(string_agg(l.measure_id || l.other_id || l.kind || l.confidence || l.state, '' ORDER BY l.measure_id, l.other_id, l.kind)) FROM improve.link l) || (SELECT md5(string_agg(f.key, '' ORDER BY f.key)) FROM improve.flag f) AS hash FROM improve.measure m",
    );
    assert.deepEqual(after, before);
  });

  it('counts a re-listed measure once', async () => {
    const page = await anybody.get('/plan');
    assert.match(page.words, /The plan for FY2020 has 280 measures \(31 re-listed ones are counted once\)/);
    assert.match(page.words, /For FY2019, 303 results are reported/);
    assert.match((await anybody.get('/plan', 'ja')).words, /2020年度の計画は280件です/);
    assert.match((await anybody.get('/plan', 'easy')).words, /2020年度の 計画は 280こ/);
  });

  it('shows the tree by viewpoint and by who helps', async () => {
    const all = await anybody.get('/plan');
    const some = await anybody.get('/plan?help=self&viewpoint=mission');
    assert.ok(some.words.length < all.words.length);
    assert.match(all.words, /1\.1\(1\) Awareness of top management/);
    assert.doesNotMatch(some.words, /1\.1\(1\) Awareness/);
    assert.match(some.words, /2\.3\(4\) Raising the level by audit/);
    assert.equal((await anybody.get('/plan?year=1999')).status, 400);
    assert.match((await anybody.get('/plan?year=2031')).words, /no plan for FY2031/);
  });

  it('filters by year, section, ministry, state, flag and words, widths and kana made one', async () => {
    const count = async (query: string) =>
      Number(/(\d+) measures? fits?/.exec((await anybody.get(`/plan/measures?${query}`)).words)?.[1] ?? -1);
    assert.equal(await count(''), 612);
    assert.equal(await count('year=2020'), 309);
    assert.equal(await count('year=2020&section=4.2(1)'), 32);
    assert.equal(await count('year=2020&section=4'), 88);
    assert.equal(await count(`year=2020&ministry=${encodeURIComponent('消費者庁')}`), 1);
    assert.equal(await count('state=new'), 14);
    assert.equal(await count('state=undecided'), 9);
    assert.equal(await count('flag=restated'), 28);
    assert.equal(await count('doubtful=yes'), 12);
    assert.equal(
      await count(`text=${encodeURIComponent('ｉｏｔ　脆弱性')}`),
      await count(`text=${encodeURIComponent('IoT 脆弱性')}`),
    );
    assert.equal(
      await count(`text=${encodeURIComponent('サイバー')}`),
      await count(`text=${encodeURIComponent('さいばー')}`),
    );
    assert.equal(await count(`text=${encodeURIComponent('そんな文はない')}`), 0);
    assert.equal((await anybody.get('/plan/measures?state=odd')).status, 400);
  });

  it('pages through all measures by key, each once', async () => {
    const ids: string[] = [];
    let path: string | undefined = '/plan/measures';
    while (path) {
      const page = await anybody.get(path);
      ids.push(
        ...[...page.html.matchAll(/<th scope="row"[^>]*><a href="\/plan\/measures\/([^"]+)"/g)].map(
          (match) => match[1] ?? '',
        ),
      );
      path = /href="([^"]+)" rel="next"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
    }
    assert.equal(ids.length, 612);
    assert.equal(new Set(ids).size, 612);
  });

  it('shows a measure’s years side by side, with ministries, numbers, days and slips', async () => {
    const page = await anybody.get('/plan/measures/2020-2.3-2-02');
    assert.equal(page.status, 200);
    assert.match(page.words, /FY2019.*FY2020/);
    const slipped = await one<{ id: string }>(
      'SELECT measure_id AS id FROM improve.deadline WHERE slipped_from IS NOT NULL',
    );
    assert.match(
      (await anybody.get(`/plan/measures/${slipped?.id}`)).words,
      /moved from 2020-11-30|moved from 20\d\d-/,
    );
    const numbered = await anybody.get('/plan/measures/2019-1.2-3-06');
    assert.match(numbered.words, /no unit/);
    assert.equal((await anybody.get('/plan/measures/2020-9.9-9-99')).status, 404);
    assert.equal((await anybody.get('/plan/measures/nonsense')).status, 404);
  });

  it('shows what a re-listed measure repeats, both ways', async () => {
    const link = await one<{ measureId: string; otherId: string }>(
      "SELECT measure_id, other_id FROM improve.link WHERE kind = 'relisted' AND confidence = 1 AND measure_id LIKE '2020%' ORDER BY measure_id LIMIT 1",
    );
    assert.match(
      (await anybody.get(`/plan/measures/${link?.measureId}`)).html,
      new RegExp(`re-lists[\\s\\S]*${link?.otherId}`),
    );
    assert.match(
      (await anybody.get(`/plan/measures/${link?.otherId}`)).html,
      new RegExp(`is re-listed as[\\s\\S]*${link?.measureId}`),
    );
  });

  it('has a page for each ministry and the matrix of who leads', async () => {
    const list = await anybody.get('/plan/ministries');
    assert.match(list.words, /経済産業省 108/);
    const page = await anybody.get(`/plan/ministries/${encodeURIComponent('経済産業省')}`);
    assert.match(page.words, /responsible for 108 measures/);
    assert.equal(
      (await anybody.get('/plan/ministries/NISC')).location,
      `/plan/ministries/${encodeURIComponent('内閣官房')}`,
    );
    assert.equal((await anybody.get(`/plan/ministries/${encodeURIComponent('ない省')}`)).status, 404);
    const matrix = await anybody.get('/plan/matrix');
    assert.equal((matrix.words.match(/◎/g) ?? []).length > 100, true);
    const section = await anybody.get('/plan/sections/1.1');
    assert.match(section.words, /What the report’s main text says.*法令Q＆A/);
    assert.equal((await anybody.get('/plan/sections/9.9')).status, 404);
    assert.match((await anybody.get('/plan/infrastructure')).words, /The 88 measures of the action plan/);
  });

  it('lists what a person should look at, percentages that do not recompute included', async () => {
    const board = await anybody.get('/plan/flags');
    assert.match(board.words, /does not recompute 6/);
    assert.match(board.words, /Printed 50, computed 51/);
    for (const kind of [
      'no-target',
      'left-out',
      'restated',
      'deadline-slipped',
      'number-without-unit',
      'done-late',
      'odd-number',
    ])
      assert.equal((await anybody.get(`/plan/flags?kind=${kind}`)).status, 200, kind);
    assert.match((await anybody.get('/plan/flags?kind=deadline-slipped')).words, /The earlier plan said/);
    let path: string | undefined = '/plan/flags?kind=no-target';
    let seen = 0;
    while (path) {
      const page = await anybody.get(path);
      seen += (page.html.match(/<th scope="row"[^>]*><a href="\/plan\/measures\//g) ?? []).length;
      path = /href="([^"]+)" rel="next"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
    }
    assert.equal(seen, 611);
  });

  it('lets an operator confirm a doubtful link, and nobody else', async () => {
    assert.match((await anybody.get(DOUBTFUL)).words, /doubtful.*Guessed from how alike the texts are/);
    assert.doesNotMatch((await anybody.get(DOUBTFUL)).html, /action="\/plan\/links\//);
    const page = await operator.get(DOUBTFUL);
    const link = /action="\/plan\/links\/([0-9a-f-]+)"/.exec(page.html)?.[1];
    const fields = { decision: 'confirmed', back: '2020-1.2-2-02' };
    assert.equal((await anybody.post(`/plan/links/${link}`, fields)).status, 401);
    assert.equal((await member.post(`/plan/links/${link}`, fields)).status, 403);
    assert.equal((await operator.post(`/plan/links/${link}`, fields)).location, '/plan/measures/2020-1.2-2-02#links');
    assert.doesNotMatch((await anybody.get(DOUBTFUL)).words, /Guessed/);
    const kept = await one<{ decidedBy: string; state: string }>(
      `SELECT decided_by, state FROM improve.link WHERE id = '${link}'`,
    );
    assert.deepEqual(kept, { decidedBy: `user:${operator.id}`, state: 'confirmed' });
    await takeShippedPlan(open.house, true);
    assert.equal(
      (await one<{ state: string }>(`SELECT state FROM improve.link WHERE id = '${link}'`))?.state,
      'confirmed',
      'a new load keeps it',
    );
    const fact = await one<{ kind: string }>(
      "SELECT kind FROM platform.fact WHERE subject = 'measure:2020-1.2-2-02' ORDER BY id DESC LIMIT 1",
    );
    assert.equal(fact?.kind, 'measure-link.confirmed');
    assert.equal((await operator.post('/plan/links/00000000-0000-7000-8000-000000000009', fields)).status, 404);
  });

  it('lets an operator refuse a link and make another by hand', async () => {
    const link = await one<{ id: string }>(
      "SELECT id FROM improve.link WHERE measure_id = '2020-2.1-01' AND kind = 'continues'",
    );
    await operator.post(`/plan/links/${link?.id}`, { decision: 'refused', back: '2020-2.1-01' });
    assert.match((await anybody.get('/plan/measures/2019-2.1-01')).words, /fate unknown/);
    assert.match((await anybody.get('/plan/measures/2020-2.1-01')).words, /new/);
    const wrong = await operator.post('/plan/measures/2020-2.1-01/links', {
      other: '2021-1.1-1-01',
      kind: 'continues',
    });
    assert.equal(wrong.status, 422);
    assert.match(wrong.words, /measure of an earlier year/);
    const made = await operator.post('/plan/measures/2020-2.1-01/links', {
      other: '2019-2.1-01',
      kind: 'replaces',
      note: '両方を読んだ',
    });
    assert.equal(made.status, 303);
    assert.match((await anybody.get('/plan/measures/2020-2.1-01')).words, /replaces 2019 2\.1\(ア\).*confirmed/);
    assert.match((await anybody.get('/plan/measures/2019-2.1-01')).words, /revised/);
  });

  it('takes a wrong flag off the public board, and back', async () => {
    const flag = await one<{ id: string }>("SELECT id FROM improve.flag WHERE kind = 'odd-number'");
    const back = '/plan/flags?kind=odd-number';
    assert.equal((await member.post(`/plan/flags/${flag?.id}`, { verdict: 'wrong', back })).status, 403);
    assert.equal((await operator.post(`/plan/flags/${flag?.id}`, { verdict: 'wrong', back })).location, back);
    assert.match((await anybody.get(back)).words, /No measure fits/);
    await operator.post(`/plan/flags/${flag?.id}`, { verdict: 'none', back: '//evil.example' });
    assert.match((await anybody.get(back)).words, /odd number 1/);
    assert.equal(
      (await operator.post(`/plan/flags/${flag?.id}`, { verdict: 'right', back: '//evil.example' })).location,
      '/plan',
    );
  });

  it('gives hostile words back as words', async () => {
    const page = await anybody.get(`/plan/measures?text=${encodeURIComponent('"><script>alert(1)</script>')}`);
    assert.doesNotMatch(page.html, /<script>alert/);
  });
});
