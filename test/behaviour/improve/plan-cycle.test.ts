import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { takeShippedPlan } from '#improve';
import { statement } from '#platform/postgres';
import { testHouse, untilQuiet } from '../../lib/house.ts';
import { browserOf } from './plan-people.ts';

const open = await testHouse();
const anybody = browserOf(open);
const writer = browserOf(open, { number: 1, isOperator: true, name: '政策 花子' });
const ministry = browserOf(open, { number: 2, isOperator: true, name: '省庁 次郎' });
const office = browserOf(open, { number: 3, isOperator: true, name: '事務 三郎' });
const member = browserOf(open, { number: 4, isOperator: false, name: '会員 四郎' });
const worker = { kind: 'worker' } as const;
const rows = <T>(sql: string) => open.house.db.as(worker, (q) => q.rows<T>(statement('rows', sql)));
const ID = '2020-1.1-1-01';
const page = `/plan/measures/${ID}/cycle`;
const draft = {
  evaluation: 'セミナーを12回開き、参加者は目標の300人に対して280人だった。',
  nextState: 'revised',
  nextPlan: '2022年３月までに、セミナーの参加者を400人以上とする。',
  because: '',
  absorbedInto: '',
};
const facts = async (subject: string) =>
  (await rows<{ kind: string }>(`SELECT kind FROM platform.fact WHERE subject = '${subject}' ORDER BY id`)).map(
    (row) => row.kind,
  );

describe('improve: a policy officer runs the cycle', () => {
  before(async () => {
    await takeShippedPlan(open.house);
    await open.house.jobs.work(open.house);
  });

  it('is the operators’ work only', async () => {
    for (const path of [page, '/plan/cycle', '/plan/imports', '/plan/indicators/new'])
      for (const [who, status] of [
        [member, 403],
        [anybody, 303],
      ] as const)
        assert.equal((await who.get(path)).status, status, path);
    for (const path of [
      page,
      `/plan/measures/${ID}/decide`,
      `/plan/measures/${ID}/comments`,
      `/plan/measures/${ID}/results`,
      '/plan/parts',
      '/plan/years',
      '/plan/reports',
      '/plan/indicators',
    ])
      assert.equal((await member.post(path, { ...draft, version: '0' })).status, 403, path);
    assert.equal((await writer.get('/plan/measures/2020-9.9-01/cycle')).status, 404);
  });

  it('asks for what is missing before an evaluation can be submitted', async () => {
    const refused = await writer.post(page, { ...draft, evaluation: '', version: '0', act: 'submit' });
    assert.equal(refused.status, 422);
    assert.match(refused.words, /Write the evaluation/);
    assert.match(
      (await writer.post(page, { ...draft, nextPlan: '', version: '0', act: 'submit' })).words,
      /needs the plan for the next year/,
    );
    assert.match(
      (await writer.post(page, { ...draft, nextState: 'dropped', version: '0', act: 'submit' })).words,
      /Give a reason/,
    );
    assert.match(
      (await writer.post(page, { ...draft, nextState: 'absorbed', version: '0', act: 'submit' })).words,
      /takes it over/,
    );
    assert.deepEqual(await facts(`measure:${ID}`), [], 'nothing of a refused act is kept');
  });

  it('keeps drafts from the public, and one writer from overwriting another', async () => {
    assert.equal((await writer.post(page, { ...draft, version: '0' })).location, `${page}#write`);
    assert.doesNotMatch((await anybody.get(`/plan/measures/${ID}`)).words, /300人/);
    const late = await office.post(page, { ...draft, evaluation: 'ほかの人', version: '0' });
    assert.equal(late.status, 409);
    assert.match(late.words, /Somebody changed it/);
    assert.match((await writer.get(page)).words, /300人/);
  });

  it('is agreed to by the ministry, then by the secretariat, never by who wrote it', async () => {
    const decide = (who: typeof writer, role: string, decision = 'agreed', version = '3') =>
      who.post(`/plan/measures/${ID}/decide`, { role, decision, version, note: '' });
    assert.match((await decide(ministry, 'ministry', 'agreed', '1')).words, /has not been submitted|Submit/);
    await writer.post(page, { ...draft, version: '1', act: 'submit' });
    assert.equal((await decide(ministry, 'ministry', 'agreed', '1')).status, 409, 'an older version');
    assert.equal((await decide(writer, 'ministry', 'agreed', '2')).status, 403);
    assert.equal((await decide(office, 'secretariat', 'agreed', '2')).status, 409);
    assert.equal((await decide(ministry, 'ministry', 'returned', '2')).status, 303);
    assert.match((await writer.get(page)).words, /draft/);
    await writer.post(page, { ...draft, version: '2', act: 'submit' });
    assert.equal((await decide(ministry, 'ministry')).status, 303);
    assert.doesNotMatch((await anybody.get(`/plan/measures/${ID}`)).words, /300人/);
    assert.equal((await decide(office, 'secretariat')).status, 303);
    const seen = await anybody.get(`/plan/measures/${ID}`);
    assert.match(seen.words, /300人.*400人以上/);
    assert.deepEqual((await facts(`measure:${ID}`)).slice(-3), [
      'measure-cycle.agreed',
      'measure-cycle.agreed',
      'measure.evaluated',
    ]);
    assert.equal((await decide(office, 'secretariat')).status, 409);
  });

  it('records a change of state with its fact', async () => {
    const other = '/plan/measures/2020-1.1-1-02';
    await writer.post(`${other}/cycle`, {
      ...draft,
      nextState: 'dropped',
      because: '役目を終えた',
      nextPlan: '',
      version: '0',
      act: 'submit',
    });
    for (const [who, role] of [
      [ministry, 'ministry'],
      [office, 'secretariat'],
    ] as const)
      assert.equal((await who.post(`${other}/decide`, { role, decision: 'agreed', version: '1' })).status, 303);
    assert.match((await anybody.get(other)).words, /dropped.*役目を終えた/);
    assert.equal((await facts('measure:2020-1.1-1-02')).at(-1), 'measure.state-changed');
    await takeShippedPlan(open.house, true);
    assert.match((await anybody.get(other)).words, /dropped/, 'a new load keeps what people decided');
  });

  it('publishes a result by hand with the approval, and comments never', async () => {
    const id = '2020-1.1-1-03';
    await writer.post(`/plan/measures/${id}/results`, { ministry: '経済産業省', body: '成果の下書き 55社' });
    await writer.post(`/plan/measures/${id}/comments`, { body: '内輪の話' });
    assert.doesNotMatch((await anybody.get(`/plan/measures/${id}`)).words, /成果の下書き|内輪/);
    assert.match((await office.get(`/plan/measures/${id}/cycle`)).html, /成果の下書き[\s\S]*内輪の話/);
    await writer.post(`/plan/measures/${id}/cycle`, { ...draft, version: '0', act: 'submit' });
    await ministry.post(`/plan/measures/${id}/decide`, { role: 'ministry', decision: 'agreed', version: '1' });
    await office.post(`/plan/measures/${id}/decide`, { role: 'secretariat', decision: 'agreed', version: '1' });
    const seen = await anybody.get(`/plan/measures/${id}`);
    assert.match(seen.words, /\[経済産業省\].*成果の下書き 55社/);
    assert.doesNotMatch(seen.words, /内輪/);
  });

  it('lets only those listed take a part, once somebody is', async () => {
    await writer.post('/plan/parts', { person: writer.id, part: 'officer', act: 'give' });
    const refused = await office.post('/plan/measures/2020-1.1-1-04/cycle', { ...draft, version: '0' });
    assert.equal(refused.status, 403);
    assert.equal((await writer.post('/plan/measures/2020-1.1-1-04/cycle', { ...draft, version: '0' })).status, 303);
    await writer.post('/plan/parts', { person: writer.id, part: 'officer', act: 'take' });
    assert.equal((await office.post('/plan/measures/2020-1.1-1-04/cycle', { ...draft, version: '1' })).status, 303);
  });

  it('makes the next year from what was approved; nobody outside sees it before it is published', async () => {
    assert.equal((await writer.post('/plan/years', { year: '2020' })).status, 303);
    assert.equal((await anybody.get('/plan/measures/2021-1.1-1-01')).status, 404);
    assert.match((await anybody.get('/plan/measures?year=2021')).words, /0 measures fit/);
    assert.equal((await writer.post('/plan/years/2021/publish')).location, '/plan?year=2021');
    const seen = await anybody.get('/plan/measures/2021-1.1-1-01');
    assert.match(seen.words, /FY2019.*FY2020.*FY2021.*400人以上/);
    assert.match(seen.words, /Written in this hub/);
    assert.match(seen.words, /2022年3月までに|2022-03-31/);
    assert.doesNotMatch(seen.words, /no target The plan does not say/, 'a plan with a number is not flagged');
    assert.equal((await writer.post('/plan/years', { year: '2020' })).status, 409);
    assert.equal((await writer.post('/plan/years/2030/publish')).status, 404);
  });

  it('gives a measure an indicator with unit, baseline, target, date and owner, and values by hand', async () => {
    const form = {
      name: 'セミナーの参加者',
      measure: ID,
      kind: 'behaviour',
      source: 'hand',
      unit: '人',
      baseline: '120',
      baselineOn: '2020-03-31',
      target: '400',
      targetOn: '2022-03-31',
      owner: '内閣官房',
      better: 'up',
    };
    assert.equal((await writer.post('/plan/indicators', { ...form, measure: '2020-9.9-01' })).status, 404);
    const made = await writer.post('/plan/indicators', form);
    assert.match(made.location, /^\/plan\/indicators\/hub-/);
    const value = (fields: Readonly<Record<string, string>>) =>
      writer.post(`${made.location}/values`, {
        fromOn: '2020-04-01',
        toOn: '2021-03-31',
        value: '280',
        note: '受付名簿',
        ...fields,
      });
    assert.equal((await value({})).status, 303);
    assert.match((await value({ fromOn: '2021-04-01', toOn: '2021-03-31' })).words, /must end after/);
    const seen = await anybody.get(made.location);
    assert.match(seen.words, /120 人.*400 人.*内閣官房.*280 人.*受付名簿/);
    assert.match((await anybody.get(`/plan/measures/${ID}`)).words, /セミナーの参加者.*280 人.*400 人/);
    assert.ok((await facts(`measure:${ID}`)).includes('indicator.measured'));
    await writer.post(made.location, { ...form, target: '500' });
    assert.match((await anybody.get(made.location)).words, /500 人/);
    assert.equal((await member.post(made.location, form)).status, 403);
  });

  it('computes percentages and refuses typed ones', async () => {
    const made = await writer.post('/plan/indicators', { name: '割合', kind: 'outcome', source: 'hand', unit: '%' });
    const value = (fields: Readonly<Record<string, string>>) =>
      writer.post(`${made.location}/values`, {
        fromOn: '2020-04-01',
        toOn: '2021-03-31',
        note: '調査',
        value: '',
        ...fields,
      });
    assert.match((await value({ value: '50.5' })).words, /Percentages are computed/);
    assert.match((await value({ value: '92', whole: '91' })).words, /Percentages are computed/);
    assert.equal((await value({ value: '46', whole: '91' })).status, 303);
    assert.match((await anybody.get(made.location)).words, /50\.5 %.*46 \/ 91/);
  });

  it('feeds indicators from facts of the other rooms, and hides small counts from the public', async () => {
    await open.house.db.as(worker, async (q) => {
      for (let i = 0; i < 23; i++)
        await q.run(
          statement(
            'fact',
            "INSERT INTO platform.fact (at, kind, subject, actor) VALUES ($at, 'finding.verified-fixed', $subject, 'test')",
          ),
          { at: new Date('2026-05-02T00:00:00Z'), subject: `finding:${i % 20}` },
        );
      await q.run(
        statement(
          'few',
          "INSERT INTO platform.fact (at, kind, subject, actor, organisation_id) VALUES ($at, 'declaration.made', 'declaration:1', 'test', platform.new_id())",
        ),
        { at: new Date('2026-05-02T00:00:00Z') },
      );
    });
    const made = await writer.post('/plan/indicators', {
      name: '直った件数',
      kind: 'outcome',
      source: 'fact',
      counter: 'fixed',
      unit: 'x',
    });
    await untilQuiet(open);
    assert.match((await anybody.get(made.location)).words, /2026-04-01 – 2027-03-31 20 件.*finding\.verified-fixed/);
    assert.match((await anybody.get('/plan/indicators/hub-declared')).words, /fewer than 10, not shown/);
    const refused = await writer.post(`${made.location}/values`, {
      fromOn: '2020-04-01',
      toOn: '2021-03-31',
      value: '1',
      note: 'x',
    });
    assert.match(refused.words, /takes no values by hand/);
    assert.match(
      (await writer.post('/plan/indicators', { name: 'x', kind: 'outcome', source: 'fact', counter: '', unit: 'x' }))
        .words,
      /no such way to count/,
    );
    const list = await anybody.get('/plan/indicators');
    assert.match(
      list.words,
      /Outcome.*Findings verified fixed.*Behaviour.*Organisations that declared.*Activity.*Notices handed over/,
    );
  });
});
