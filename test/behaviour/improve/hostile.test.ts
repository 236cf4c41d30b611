import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { takeShippedPlan } from '#improve';
import { routes } from '#platform/web';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';
import { readSource, YEARLY_REPORT } from '../../plan/source.ts';

const served = await servedHouse();
const anybody = served.visitor();
const report = readSource(YEARLY_REPORT);
const SCRIPT = '<script>alert(1)</script>"\'`{{7*7}}';
const initiative = {
  name: SCRIPT,
  nameEn: '<img src=x onerror=alert(1)>',
  operators: SCRIPT,
  sector: 'joint',
  audiences: ['smes'],
  methods: ['timely-information-and-desks'],
  region: SCRIPT,
  costNote: SCRIPT,
  howToJoin: `javascript:alert(1) https://a.example/"onmouseover="x ${SCRIPT}`,
  what: `${SCRIPT}\u202e${'あ'.repeat(500)}`,
  cost: 'free',
  url: 'https://files.example/?a=<b>&c="d"',
};

/** Sends a file as a browser does. */
function upload(who: Visitor, body: string | Uint8Array<ArrayBuffer>, name = 'x.txt') {
  const form = new FormData();
  form.set('file', new File([body], name, { type: 'text/plain' }));
  return who.send('/plan/imports', { method: 'POST', body: form, headers: { origin: served.url } });
}

describe('improve: whatever comes to its doors, it answers in words and goes on', () => {
  let operator: Visitor;
  let member: Visitor;
  let organisation = '';
  before(async () => {
    await takeShippedPlan(served.house);
    await untilQuiet(served);
    operator = await arrive(served, { email: 'op@hub.example', name: '運用 花子', isOperator: true });
    [{ id: organisation } = { id: '' }] = await served.sql<{ id: string }>(
      "INSERT INTO know.organisation (name) VALUES ('見本市') RETURNING id",
    );
    member = await arrive(served, { email: 'm@hub.example', name: '会員', organisation });
  });

  it('a text that is no plan is refused and changes nothing', async () => {
    const measures = () => served.sql('SELECT count(*)::int AS count FROM improve.measure');
    const there = await measures();
    const bodies = ['', 'ただの文', '\u0000'.repeat(1000), '（'.repeat(100_000), new Uint8Array(100_000).fill(255)];
    for (const body of bodies) {
      const { status, text } = await upload(operator, body);
      assert.equal(status, 422, text.slice(0, 300));
    }
    assert.equal((await upload(operator, 'あ'.repeat(9_000_000))).status, 413);
    assert.deepEqual(await measures(), there);
  });

  it('a plan with a hole in it, or twice in one file, is shown with its doubts or refused, never half taken', {
    skip: report === null,
  }, async () => {
    const text = report ?? '';
    const broken = await upload(
      operator,
      text.replace('経営層の意識改革', '経営層の\u0000意識改革'),
      `\u0000${SCRIPT}.txt`,
    );
    assert.equal(broken.status, 303, broken.text.slice(0, 300));
    const seen = await operator.get(broken.location);
    assert.equal(seen.status, 200);
    assert.doesNotMatch(seen.text, /<script>alert/);
    const twice = await upload(operator, `${text}\n${text}`);
    if (twice.status === 303) {
      assert.equal((await operator.get(twice.location)).status, 200);
      const taken = await operator.post(`${twice.location}/take`);
      assert.ok([303, 409, 422].includes(taken.status), `${taken.status} ${taken.text.slice(0, 300)}`);
    } else assert.equal(twice.status, 422);
    assert.deepEqual(await served.sql('SELECT count(*)::int AS count FROM improve.measure'), [{ count: 612 }]);
  });

  it('a survey of typed shares, of wrong numbers or of odd signs is refused with its place', async () => {
    const wave = {
      id: 'odd',
      name: SCRIPT,
      asked: SCRIPT,
      wave: '2026',
      referenceOn: '2026-04-01',
      respondents: '100',
    };
    const head = 'question,wording,answer,label,number\n';
    for (const number of ['50%', '50.0', '0.5', '５０％', '-1', '1e3', '∞', '9999999999', '=1+1', '50 %', '約50'])
      assert.equal(
        (await operator.post('/surveys/add', { ...wave, table: `${head}q1,問,a,はい,"${number}"\n` })).status,
        422,
        number,
      );
    for (const table of ['', head, 'q1,問,a,はい,5', `${head}"`, `${head}${'q,'.repeat(50_000)}`, '\u0000'.repeat(50)])
      assert.ok(
        [400, 422].includes((await operator.post('/surveys/add', { ...wave, table })).status),
        table.slice(0, 30),
      );
    const wording = `"${SCRIPT.replaceAll('"', '""')}"`;
    const kept = await operator.post('/surveys/add', {
      ...wave,
      table: `${head}q1,${wording},a,=cmd(),50\nq1,${wording},b,いいえ,50\n`,
    });
    assert.equal(kept.status, 303, kept.text.slice(0, 400));
    const { text } = await anybody.get('/surveys/odd');
    assert.doesNotMatch(text, /<script>alert/);
    assert.doesNotMatch((await anybody.get('/surveys/odd/data.csv')).text, /(^|,)=cmd/m);
  });

  it('a hostile proposal is kept as text on every page, feed, frame and file it reaches', async () => {
    const sent = await member.post('/initiatives/propose', { ...initiative, organisation });
    assert.equal(sent.status, 303, sent.text.slice(0, 400));
    for (const odd of [
      { name: 'あ'.repeat(201) },
      { what: 'あ'.repeat(4001) },
      { what: 'a\u0000' },
      { url: 'https://user:pass@a.example/' },
      { url: 'data:text/html,x' },
      { sector: 'nobody' },
      { audiences: ['everybody'] },
      { prefectures: ['99'] },
      { operators: Array.from({ length: 21 }, () => 'x') },
    ])
      assert.equal((await member.post('/initiatives/propose', { ...initiative, ...odd, organisation })).status, 422);
    const [proposal] = await served.sql<{ id: string }>('SELECT id FROM improve.proposal');
    assert.equal((await operator.get('/portal/edit')).status, 200);
    const published = await operator.post(`/portal/edit/proposals/${proposal?.id}`, {
      decision: 'published',
      answer: SCRIPT,
    });
    assert.equal(published.status, 303, published.text.slice(0, 300));
    const [entry] = await served.sql<{ id: string }>("SELECT id FROM improve.initiative WHERE origin = 'proposal'");
    for (const path of [
      `/initiatives/${entry?.id}`,
      '/initiatives?q=alert',
      '/map',
      '/map.csv',
      '/for-me?who=smes&want=desk&where=13',
      '/search?q=alert',
      '/feeds/portal.atom',
      '/embed?audience=smes',
      '/widget?audience=smes',
    ])
      for (const language of ['ja', 'easy', 'en']) {
        const { status, text } = await anybody.get(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
        assert.equal(status, 200, path);
        if (!path.endsWith('.csv'))
          assert.doesNotMatch(text, /<script>alert|<img src=x|href="javascript:|"onmouseover="/i, path);
      }
    const { text } = await anybody.get(`/initiatives/${entry?.id}`);
    assert.match(text, /<a href="https:\/\/a\.example\/" rel="nofollow">/);
  });

  it('a question of ten thousand signs, of patterns or of nothing is answered', async () => {
    for (const question of [
      'あ'.repeat(10_000),
      'セキュリティ '.repeat(1_500),
      "a'b\\:* & | ! ( ) <->".repeat(500),
      '%_'.repeat(3_000),
      '\u0000\ud800\u202e',
      'ア'.repeat(24),
      'こうこうこうこうこうこうこう',
    ]) {
      const { status } = await anybody.get(`/search?q=${encodeURIComponent(question.toWellFormed())}`);
      assert.ok([200, 400, 414, 431].includes(status), `${status} ${question.slice(0, 20)}`);
      const api = await anybody.get(`/api/v1/measures?q=${encodeURIComponent(question.toWellFormed())}`);
      assert.ok([200, 400, 414, 422, 431].includes(api.status), String(api.status));
    }
  });

  it('every page for everybody takes signs that no text has, in any place of its address', async () => {
    const mine =
      /^\/(plan|statistics|surveys|initiatives|events|search|map|for-me|glossary|sources|contents|embed|widget|feeds|open-data)\b/;
    const open = routes().filter(
      ({ method, permission, path }) => method === 'GET' && permission === 'public' && mine.test(path),
    );
    let asked = 0;
    for (const one of open)
      for (const sign of ['%00', '%27%22%3C', '%F0%9F%A6%86', 'x'.repeat(300)]) {
        const fields = one.query && 'shape' in one.query ? Object.keys(one.query.shape as object) : [];
        const path = one.path.replace(/:\w+(\{[^/]*\})?/g, sign);
        for (const query of ['', ...fields.map((field) => `?${field}=${sign}`)]) {
          const { status } = await anybody.get(`${path}${query}`);
          assert.ok(status < 500, `${path}${query}: ${status}`);
          asked++;
        }
      }
    assert.ok(asked > 200, String(asked));
  });

  it('an address that somebody wrote by hand is answered, never with a fault of ours', async () => {
    for (const path of [
      '/plan/measures?year=99999',
      '/plan/measures?section=%27',
      '/plan/measures?after=0000_999999',
      '/plan/sections/1.1-99999',
      '/plan/ministries/%00',
      `/plan/ministries/${'省'.repeat(500)}`,
      '/statistics/exams?a=%00&b=x',
      `/statistics/exams?${'row=x&'.repeat(500)}`,
      '/sources/002/99999999999999999999',
      '/events?month=0',
      '/events?from=2026-99-99',
      '/events.ics?month=x',
      '/api/v1/events?from=2026-02-30',
      '/api/v1/initiatives?q=%E7%9B%B8%E8%AB%87&after=nobody',
      '/api/v1/measures?limit=1e2',
      '/api/v1/statistics/..%2f..%2fetc%2fpasswd',
      '/contents/00000000-0000-7000-8000-000000000000/open',
    ]) {
      const { status, text } = await anybody.get(path);
      assert.ok(status < 500, `${path}: ${status} ${text.slice(0, 200)}`);
    }
    const { items } = JSON.parse((await anybody.get('/api/v1/initiatives?q=%E7%9B%B8%E8%AB%87&after=nobody')).text) as {
      items: unknown[];
    };
    assert.deepEqual(items, [], 'a key nobody has begins nothing again');
  });
});
