import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { takeShippedPlan } from '#improve';
import { statement } from '#platform/postgres';
import { testHouse } from '../../lib/house.ts';
import { readSource, YEARLY_REPORT } from '../../plan/source.ts';
import { browserOf } from './plan-people.ts';

const open = await testHouse();
const anybody = browserOf(open);
const operator = browserOf(open, { number: 1, isOperator: true, name: '運用 花子' });
const member = browserOf(open, { number: 2, isOperator: false, name: '会員 次郎' });
const report = readSource(YEARLY_REPORT);
const count = async (sql: string) =>
  (await open.house.db.as({ kind: 'worker' }, (q) => q.one<{ count: number }>(statement('count', sql))))?.count;

describe('improve: a year’s plan is looked at before it counts', () => {
  it('refuses what is no plan, in words', async () => {
    assert.match(
      (await operator.upload('/plan/imports', 'x.txt', 'ただの文です。')).words,
      /No measures could be read/,
    );
    assert.equal((await member.upload('/plan/imports', 'x.txt', 'x')).status, 403);
    assert.equal((await operator.get('/plan/imports/00000000-0000-7000-8000-000000000009')).status, 404);
  });

  it('shows counts and every doubtful place with its line, and changes nothing yet', {
    skip: report === null,
  }, async () => {
    const made = await operator.upload('/plan/imports', 'report.txt', report ?? '');
    assert.match(made.location, /^\/plan\/imports\/[0-9a-f-]{36}$/);
    const seen = await operator.get(made.location);
    assert.match(
      seen.words,
      /サイバーセキュリティ2020 was read 612 measures, 88 measures for critical infrastructure, 224 terms/,
    );
    assert.match(seen.words, /11641/);
    assert.match(seen.words, /2020 4\.2\(1\) 32 0 16/);
    assert.equal(await count('SELECT count(*)::int AS count FROM improve.measure'), 0);
    assert.match((await anybody.get('/plan')).words, /No plan has been taken in yet/);
    assert.equal((await member.post(`${made.location}/take`)).status, 403);

    assert.equal((await operator.post(`${made.location}/take`)).location, made.location);
    assert.equal(await count('SELECT count(*)::int AS count FROM improve.measure'), 612);
    assert.match((await operator.get(made.location)).words, /Read Here now/);
    assert.equal((await operator.post(`${made.location}/take`)).status, 409);
    assert.equal((await operator.post(`${made.location}/drop`)).status, 409);
    assert.match((await anybody.get('/plan')).words, /280 measures/);
  });

  it('gives what ships: the same document, read from its text, changes nothing of it', {
    skip: report === null,
  }, async () => {
    const state = () =>
      open.house.db.as({ kind: 'worker' }, (q) =>
        q.one(
          statement(
            'state',
            "SELECT md5(string_agg(m::text, '' ORDER BY id)) AS measures, (SELECT md5(string_agg(r.measure_id || r.position || r.body, '' ORDER BY r.measure_id, r.position)) FROM improve.result r) AS results FROM improve.measure m",
          ),
        ),
      );
    const fromText = await state();
    await takeShippedPlan(open.house);
    assert.deepEqual(await state(), fromText);
  });

  it('can be dropped', { skip: report === null }, async () => {
    const made = await operator.upload('/plan/imports', 'again.txt', report ?? '');
    assert.match((await operator.get(made.location)).words, /2020 1\.1\(1\) 4 4/);
    assert.equal((await operator.post(`${made.location}/drop`)).location, '/plan/imports');
    assert.match((await operator.get('/plan/imports')).words, /dropped.*taken in/);
  });
});
