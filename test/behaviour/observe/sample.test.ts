import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { loadObserved, loadSampleNetworks, sampleProviders } from '#observe';
import { loadSurvey, sampleRepairs } from '../../../src/observe/sample/survey.ts';
import { arrive, servedHouse } from '../../lib/served.ts';

const served = await servedHouse();
const { house } = served;
const idOf = async (external: string) =>
  (await served.sql<{ id: string }>('SELECT id FROM know.organisation WHERE external_id = $1', [external]))[0]?.id ??
  '';

describe('observe: the sample of a first look', () => {
  before(async () => {
    const cells = [
      { externalId: 'm1', name: '例示商店', prefixes: '203.0.113.0/30', emails: 'sec@reiji.example' },
      { externalId: 'p1', name: '見本商工会議所', kind: 'partner', emails: 'chamber@chamber.example' },
    ];
    const rows = cells.map((one, i) => checkRow(i + 2, one, () => true).organisation);
    await house.db.as({ kind: 'worker' }, (q) => takeOrganisations(house, q, rows, 'test'));
    await loadSampleNetworks(house);
    await loadObserved(house, await idOf('m1'), await idOf('p1'));
  });

  it('has a command server to judge, and accuses nobody who only lives there', async () => {
    const accused = await served.sql<{ accused: string; role: string }>(
      'SELECT DISTINCT accused, role FROM observe.candidate ORDER BY accused',
    );
    assert.deepEqual(accused, [
      { accused: '198.19.7.77', role: 'command-server' },
      { accused: '198.19.9.9', role: 'scanner' },
    ]);
  });

  it('has a darknet that is published, and events that were decided and that wait', async () => {
    assert.match((await served.visitor().get('/darknet?lang=en')).text, /23\/TCP/);
    assert.deepEqual(
      await served.sql(
        "SELECT count(*) FILTER (WHERE state = 'open') > 10 AS wait, count(*) FILTER (WHERE state = 'notice')::int AS told, count(*) FILTER (WHERE state = 'false-positive')::int AS wrong FROM observe.event",
      ),
      [{ wait: true, told: 3, wrong: 3 }],
    );
  });

  it('has a survey whose repair rates are those of the devices that were loaded', async () => {
    const operator = await arrive(served, { email: 'one@hub.example', name: '見本', isOperator: true });
    const link = /\/campaigns\/[0-9a-f-]{36}/.exec((await operator.get('/campaigns')).text)?.[0] ?? '';
    const page = await operator.get(`${link}?lang=en`);
    const rows = [...page.text.matchAll(/<tr[ >](.*?)<\/tr>/gs)].map(([, row]) =>
      [...(row ?? '').matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) => cell?.replace(/<[^>]*>/g, '')),
    );
    // The last table is the one by round; that of the rounds themselves stands above.
    const shown = (key: string) => rows.findLast((row) => row[0] === key)?.slice(1, 4);
    for (const [i, { found, repaired, fresh }] of sampleRepairs.entries())
      assert.deepEqual(shown(sampleProviders[i]?.holder ?? ''), [found + fresh, found, repaired].map(String));
    const sum = (key: 'found' | 'repaired' | 'fresh') => sampleRepairs.reduce((all, one) => all + one[key], 0);
    const [all, again, fixed] = [sum('found') + sum('fresh'), sum('found'), sum('repaired')];
    for (const by of [
      ['ルーター', 'ネットワークカメラ', '録画機'],
      ['Round 1', 'Round 2'],
    ]) {
      const added = [0, 1, 2].map((at) => by.reduce((n, key) => n + (Number(shown(key)?.[at]) || 0), 0));
      assert.deepEqual(added, [all, again, fixed], by.join());
    }
    const wordings = ['A', 'B'].map((key) => (shown(key) ?? []).map(Number));
    assert.ok(
      wordings.every(([given = 0, , repaired = 0]) => given > repaired && repaired > 0),
      `both wordings have their rate: ${JSON.stringify(wordings)}`,
    );
    assert.match(page.text, /Wording A against B/);
    assert.match(page.text, /見本認可 第3号/);
  });

  it('gives a provider its own devices to tell, with the page each subscriber sees', async () => {
    const provider = await arrive(served, {
      email: 'ami@mihon-net.example',
      name: '見本 あみ',
      organisation: await idOf('AS64501'),
    });
    const list = await provider.get('/device-surveys');
    const { found = 0, repaired = 0, fresh = 0 } = sampleRepairs[0] ?? {};
    assert.equal((list.text.match(/name="ids"/g) ?? []).length, found - repaired + fresh);
    assert.doesNotMatch(list.text, /192\.0\.2\.|203\.0\.113\./);
    const fix = /\/fix\/[0-9a-f-]{36}\/[\w-]+/.exec(list.text)?.[0] ?? '';
    assert.match((await served.visitor().post(fix)).text, /https:\/\/portal\.mihon-net\.example\/release\?/);
  });

  it('is loaded once, however often it is asked for', async () => {
    await loadSurvey(house);
    const [rounds] = await served.sql<{ n: number }>('SELECT count(*)::int AS n FROM observe.campaign_round');
    assert.equal(rounds?.n, 2);
  });
});
