import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { readSheet } from '#platform/sheet';
import { watchRisks } from '../../../src/know/risk/watch.ts';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();

describe('know: risks are thought through, decided and looked at again', () => {
  let member: Visitor;
  let organisation = '';
  let home = '';
  let asset = '';
  before(async () => {
    await served.house.db.as({ kind: 'worker' }, async (q) => {
      const { organisation: row } = checkRow(
        2,
        { externalId: 'o1', name: '青葉金型', staffCount: '12', emails: 'sec@aoba.example' },
        () => true,
      );
      await takeOrganisations(served.house, q, [row], 'test');
    });
    organisation =
      (await served.sql<{ id: string }>("SELECT id FROM know.organisation WHERE external_id = 'o1'"))[0]?.id ?? '';
    member = await arrive(served, { email: 'taro@aoba.example', name: '青葉 太郎', organisation });
    home = `/risks/${organisation}`;
  });
  const risks = () =>
    served.sql<{ id: string; scenario: string; score: number; treatment: string; residual: number }>(
      "SELECT id, scenario, score, treatment, residual FROM know.risk WHERE nature = 'threat' ORDER BY score DESC, id",
    );

  it('says what comes first: something to guard', async () => {
    assert.equal((await member.get('/risks')).location, home);
    assert.match((await member.get(home)).text, /はじめに、守るものを一つ以上/);
    const made = await member.post(`/inventory/${organisation}/new`, {
      kind: 'device',
      name: '本社VPN',
      confidentiality: '3',
      integrity: '3',
      availability: '3',
    });
    asset = made.location.split('/of/')[1]?.split('?')[0] ?? '';
    assert.match((await member.get(home)).text, /重要な資産の案をつくる/);
  });

  it('nobody starts empty: the knowledge base proposes threats and opportunities, once', async () => {
    const proposed = await member.post(`${home}/propose`);
    assert.match(proposed.location, /proposed=\d+/);
    const made = (await risks()).length;
    assert.ok(made >= 8, String(made));
    assert.ok((await served.sql("SELECT id FROM know.risk WHERE nature = 'opportunity'")).length > 0);
    await member.post(`${home}/asset/${asset}/propose`);
    assert.equal((await risks()).length, made, 'proposed again, listed once');
    const page = (await member.get(home)).text;
    assert.match(page, /<table class="heat">/);
    assert.match(page, /重要度 3/);
    assert.match(page, /推定/);
    assert.match((await member.get(`${home}?nature=opportunity`)).text, /機種をそろえると/);
  });

  it('one is reckoned, decided and given to somebody; what remains is shown', async () => {
    const [gravest] = await risks();
    assert.ok(gravest);
    const page = (await member.get(`${home}/of/${gravest.id}`)).text;
    assert.match(page, /知識ベースの助言/);
    assert.match(page, /役に立つ規程/);
    const form = {
      value: '3',
      threat: '3',
      vulnerability: '3',
      treatment: 'reduce',
      aimed: '1',
      measure: '更新を7日以内に行う',
      owner: '総務 花子',
      reviewOn: '2026-11-25',
    };
    assert.equal((await member.post(`${home}/of/${gravest.id}`, form)).location, `${home}/of/${gravest.id}?saved=1`);
    const [saved] = (await risks()).filter(({ id }) => id === gravest.id);
    assert.deepEqual(
      { score: saved?.score, treatment: saved?.treatment, residual: saved?.residual },
      { score: 9, treatment: 'reduce', residual: 3 },
    );
    assert.match((await member.get(`${home}/of/${gravest.id}`)).text, /→ 9、対応の後 3/);
    assert.equal((await member.post(`${home}/of/${gravest.id}`, { ...form, value: '4' })).status, 422);
    assert.equal((await member.post(`${home}/of/${gravest.id}`, { ...form, treatment: 'pursue' })).status, 303);
    assert.equal(
      (await risks()).find(({ id }) => id === gravest.id)?.treatment,
      'undecided',
      'a threat is not pursued',
    );
    await member.post(`${home}/of/${gravest.id}`, form);
  });

  it('one of its own is added, avoided and leaves the map', async () => {
    assert.match(
      (await member.post(`${home}/asset/${asset}/add`, { story: ' ', value: '3', threat: '3', vulnerability: '3' }))
        .text,
      /何が起こり得るかを書いて/,
    );
    const made = await member.post(`${home}/asset/${asset}/add`, {
      story: '=古い<b>遠隔保守</b>の口',
      nature: 'threat',
      value: '3',
      threat: '3',
      vulnerability: '3',
    });
    const id = made.location.split('/of/')[1] ?? '';
    assert.match((await member.get(`${home}/top`)).text, /=古い&lt;b&gt;遠隔保守/);
    await member.post(`${home}/of/${id}`, {
      story: '=古い<b>遠隔保守</b>の口',
      value: '3',
      threat: '3',
      vulnerability: '3',
      treatment: 'avoid',
      reviewOn: '',
    });
    assert.doesNotMatch((await member.get(`${home}/top`)).text, /遠隔保守/);
    const response = await fetch(`${served.url}${home}/export`, {
      headers: { cookie: [...member.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    const book = readSheet(new Uint8Array(await response.arrayBuffer()), { name: 'r.xlsx' });
    assert.equal(book.formulas, 0);
    assert.equal(book.sheets.length, 2, 'opportunities have a sheet of their own');
    assert.ok(book.sheets[0]?.rows.some(({ cells }) => cells.some((cell) => cell.includes('遠隔保守'))));
    assert.equal((await member.post(`${home}/of/${id}/drop`)).location, `${home}/asset/${asset}`);
    assert.equal((await member.get(`${home}/of/${id}`)).status, 404);
  });

  it('the top ten stand on one page, gravest first', async () => {
    const page = (await member.get(`${home}/top?lang=ja`)).text;
    assert.equal(page.match(/<tr role="row">/g)?.length, 11);
    const scores = [...page.matchAll(/(?:大|中|小) (\d)</g)].map((match) => Number(match[1]));
    assert.deepEqual(
      scores,
      [...scores].sort((a, b) => b - a),
    );
  });

  it('a review that is due is one task with mail, and ends when it was done', async () => {
    await watchRisks.handle(served.house, {});
    assert.deepEqual(await served.sql('SELECT id FROM know.task'), [], 'not due yet');
    served.clock.set('2026-11-26T00:00:00Z');
    await watchRisks.handle(served.house, {});
    await watchRisks.handle(served.house, {});
    await untilQuiet(served);
    assert.equal((await served.sql("SELECT id FROM know.task WHERE kind = 'risk-review'")).length, 1);
    assert.match((await served.mails()).map(({ text }) => text).join(), /見直す日の来たリスクが1件/);
    const due = (await member.get(`${home}?review=due`)).text;
    const id = /\/of\/([0-9a-f-]{36})"/.exec(due)?.[1] ?? '';
    await member.post(`${home}/of/${id}`, {
      value: '3',
      threat: '3',
      vulnerability: '1',
      treatment: 'accept',
      reviewOn: '2027-11-26',
    });
    assert.deepEqual(await served.sql("SELECT state FROM know.task WHERE kind = 'risk-review'"), [{ state: 'done' }]);
    assert.match((await member.get(`/tasks/${organisation}`)).text, /今することはありません/);
  });

  it('an asset that is taken off the list takes its risks along; the facts stay', async () => {
    await member.post(`/inventory/${organisation}/of/${asset}/drop`);
    assert.deepEqual(await risks(), []);
    const kinds = await served.sql<{ kind: string }>(
      "SELECT DISTINCT kind FROM platform.fact WHERE kind LIKE 'risk.%' ORDER BY 1",
    );
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ['risk.assessed', 'risk.dropped', 'risk.listed'],
    );
  });
});
