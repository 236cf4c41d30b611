import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { takeNetworks } from '#know';
import { takeRound } from '#observe';
import { sayAsFeed, takeReportBack } from '../../../src/observe/candidate-report/own-report.ts';
import { switchStatements } from '../../../src/observe/matching/owners.ts';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

/** A page without its markup. */
const wordsOf = (text: string) => text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

const served = await servedHouse();
const { house } = served;
const folder = mkdtempSync(join(tmpdir(), 'kyojo-taken-back-'));
after(() => rmSync(folder, { recursive: true, force: true }));

describe('observe: a survey round of the wrong file', () => {
  let planner: Visitor;
  let other: Visitor;
  let kikyo: Visitor;
  before(async () => {
    await house.db.as({ kind: 'worker' }, (q) =>
      takeNetworks(house, q, [{ asNumber: 64531, holder: 'KIKYO NET' }], 'test'),
    );
    const [network] = await served.sql<{ id: string }>(
      "SELECT id FROM know.organisation WHERE external_id = 'AS64531'",
    );
    planner = await arrive(served, { email: 'one@hub.example', name: '計画', isOperator: true });
    other = await arrive(served, { email: 'two@hub.example', name: '許可', isOperator: true });
    kikyo = await arrive(served, { email: 'a@kikyo.example', name: '桔梗', organisation: network?.id ?? '' });
    await house.columns.insert('observe.route', [{ version: 1, prefix: '101.0.0.0/16', asn: 64531 }]);
    for (const statement of switchStatements('route', 1)) await house.columns.command(statement);
  });

  it('is taken back: it counts no more, and what it changed is as it was', async () => {
    const made = await planner.post('/campaigns', { name: 'wrong', basis: '同上', scope: '101.0.20.0/24' });
    await other.post(`${made.location}/authorise`, { document: '総務 6' });
    const take = (name: string, day: number, lines: readonly string[]) => {
      const file = join(folder, name);
      const at = `2026-11-${day} 00:00:00`;
      writeFileSync(file, `ip,port,device,product,result,at\n${lines.map((line) => `${line},${at}`).join('\n')}\n`);
      return takeRound(house, 'wrong', file);
    };
    const found = (host: number) => `101.0.20.${host},23,router,X,weak-password`;
    const clean = (host: number) => `101.0.20.${host},23,,,`;
    await take('w1.csv', 10, [1, 2, 3].map(found));
    await take('w2.csv', 11, [clean(1), found(2)]);
    const state = () =>
      served.sql(
        `SELECT asset, status, first_round, last_round, fixed_at, last_found_at FROM observe.campaign_hit
         WHERE campaign_name = 'wrong' AND status <> 'taken-back' ORDER BY asset`,
      );
    const figures = async () =>
      wordsOf((await planner.get(`${made.location}?lang=en`)).text).match(/Repair rate .* Record /)?.[0];
    const before_ = [await state(), await figures()];
    assert.match(before_[1] as string, /Devices 3/);
    // The wrong file: one that was repaired, one not asked, two that are none.
    await take('w3.csv', 12, [found(1), clean(2), found(4), found(5)]);
    const hit = async (host: number) =>
      (
        await served.sql<{ id: string; status: string; told: boolean }>(
          `SELECT id, status, told_at IS NOT NULL AS told FROM observe.campaign_hit WHERE campaign_name = 'wrong' AND asset = '101.0.20.${host}'`,
        )
      )[0];
    for (const host of [1, 4])
      await kikyo.post('/device-surveys', { ids: (await hit(host))?.id ?? '', status: 'told' });
    const mine = (await kikyo.get('/device-surveys')).text;
    const link = new RegExp(`/fix/${(await hit(4))?.id}/[\\w-]+`).exec(mine)?.[0] ?? '';
    assert.notDeepEqual([await state(), await figures()], before_);
    await untilQuiet(served);

    const back = async (number: number, because: string, who = planner) => {
      const [round] = await served.sql<{ id: string }>(
        "SELECT r.id FROM observe.campaign_round r JOIN observe.campaign c ON c.id = r.campaign_id WHERE c.name = 'wrong' AND number = $1",
        [number],
      );
      return who.post(`${made.location}/rounds/${round?.id}/take-back`, { because });
    };
    assert.equal((await back(3, 'x', kikyo)).status, 403);
    assert.equal((await back(3, ' ')).status, 422);
    assert.equal((await back(2, 'x')).status, 409, 'a later one builds on it');
    assert.equal((await back(3, '別の調査の結果でした')).status, 303);
    assert.deepEqual([await state(), await figures()], before_);
    assert.deepEqual([(await hit(4))?.status, (await hit(5))?.status], ['taken-back', 'taken-back']);
    const page = wordsOf((await planner.get(`${made.location}?lang=en`)).text);
    assert.match(page, /round taken back Round 3: 別の調査の結果でした \(2 devices taken back, 2 put back/);
    assert.match(page, /Take round 2 back/);

    // Who may have heard of it hears that it was a mistake.
    const list = (await kikyo.get('/device-surveys?lang=en')).text;
    assert.match(list, /nothing to do[\s\S]*101\.0\.20\.4/);
    assert.doesNotMatch(list, /101\.0\.20\.5|101\.0\.20\.4<\/code> 23/);
    assert.doesNotMatch((await kikyo.get('/device-surveys.csv')).text, /101\.0\.20\.[45]/);
    const seen = () => served.sql('SELECT shown_at FROM observe.campaign_hit WHERE shown_at IS NOT NULL');
    const seenBefore = await seen();
    const subscriber = served.visitor();
    for (const asked of [await subscriber.get(`${link}?lang=en`), await subscriber.post(`${link}?lang=en`)]) {
      assert.match(asked.text, /nothing you need to do/);
      assert.doesNotMatch(asked.text, /I fixed it/);
    }
    assert.deepEqual(await seen(), seenBefore, 'whoever hears only that it was a mistake was not told');
    const [told] = await served.sql<{ because: string; name: string }>(
      "SELECT f.data->>'because' AS because, b.name FROM platform.fact f JOIN observe.batch b ON f.subject = 'batch:' || b.id WHERE f.kind = 'batch.taken-back'",
    );
    assert.deepEqual(told, {
      because: '別の調査の結果でした',
      name: `survey-${made.location.split('/').at(-1)}-3.jsonl`,
    });

    await untilQuiet(served);
    const gone = async () =>
      (
        await served.sql<{ asset: string }>(
          "SELECT asset FROM tell.finding WHERE asset LIKE '101.0.20.%' AND state = 'expired' ORDER BY asset",
        )
      ).map(({ asset }) => asset);
    assert.deepEqual(await gone(), ['101.0.20.4', '101.0.20.5'], 'what it alone opened is told no further');

    // The same file may come again, as a round of its own; then one after the other goes back.
    const again = await take('w3.csv', 12, [found(1), clean(2), found(4), found(5)]);
    assert.deepEqual([again.again, again.number, again.hits], [undefined, 4, 3]);
    await untilQuiet(served);
    const reports = await served.sql(
      "SELECT 1 FROM observe.batch WHERE feed_id = 'kyojo-survey' AND state = 'applied'",
    );
    assert.equal(reports.length, 4, 'and tells of it again');
    assert.deepEqual(await hit(4), { ...(await hit(4)), status: 'found', told: false });
    assert.deepEqual(await gone(), [], 'and again when it is true');
    assert.equal((await back(4, 'またちがった')).status, 303);
    await untilQuiet(served);
    assert.deepEqual(await gone(), ['101.0.20.4', '101.0.20.5']);
    assert.deepEqual([await state(), await figures()], before_);
    await take('w5.csv', 9, [found(4)]);
    const anew = await served.sql(
      "SELECT status, last_found_at FROM observe.campaign_hit WHERE campaign_name = 'wrong' AND asset = '101.0.20.4'",
    );
    assert.deepEqual(
      anew,
      [{ status: 'found', last_found_at: new Date('2026-11-09T00:00:00Z') }],
      'found anew, not before',
    );
    assert.equal((await back(5, 'x')).status, 303);
    assert.equal((await back(2, 'これも')).status, 303);
    assert.deepEqual(
      (await state()).map(({ status }) => status),
      ['found', 'found', 'found'],
    );
  });

  it('does not send a report of its own that was taken back before it went', async () => {
    await house.db.as({ kind: 'worker' }, async (q) => {
      const row = {
        'source.ip': '101.0.20.9',
        'classification.type': 'vulnerable-system',
        'classification.identifier': 'open-telnet',
      };
      await sayAsFeed(house, q, 'kyojo-survey', 'never.jsonl', [row]);
      await takeReportBack(house, q, 'kyojo-survey', 'never.jsonl', '違うファイル');
    });
    await untilQuiet(served);
    assert.deepEqual(await served.sql("SELECT 1 FROM observe.batch WHERE name = 'never.jsonl'"), []);
  });
});
