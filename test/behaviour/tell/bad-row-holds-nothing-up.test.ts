import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { receiveReport } from '#observe';
import { statement } from '#platform/postgres';
import { testHouse, untilQuiet } from '../../lib/house.ts';

const worker = { kind: 'worker' } as const;
const open = await testHouse();

describe('tell: a feed with a row nobody can read still verifies what it looked at', () => {
  before(async () => {
    const { house } = open;
    const member = checkRow(
      2,
      { externalId: 'm1', name: '株式会社みほん製作所', prefixes: '203.0.113.0/24', emails: 'sec@mihon.example' },
      () => true,
    ).organisation;
    await house.db.as(worker, async (q) => {
      await takeOrganisations(house, q, [member], 'test');
      await q.run(statement('feed', "INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver')"));
    });
    await house.jobs.work(house);
  });

  const row = (at: string, ip: string) => `"${at}","${ip}","tcp",23,"telnet"`;
  const background = Array.from({ length: 20 }, (_, i) => `192.0.2.${i + 1}`);
  const send = async (day: string, rows: readonly string[]) => {
    const text = ['"timestamp","ip","protocol","port","tag"', ...rows, ''].join('\n');
    await receiveReport(open.house, {
      feed: 'shadowserver',
      name: `${day}-scan_telnet-hub.csv`,
      origin: 'file',
      body: Readable.from([Buffer.from(text)]),
    });
    await untilQuiet(open);
  };
  const states = async () =>
    Object.fromEntries(
      (
        await open.house.db.as(worker, (q) =>
          q.rows<{ asset: string; state: string }>(statement('f', 'SELECT asset, state FROM tell.finding')),
        )
      ).map(({ asset, state }) => [asset, state]),
    );
  const seen = (day: string, ...ips: string[]) => [...background, ...ips].map((ip) => row(`${day} 03:00:00`, ip));

  it('one bad row in every report: what is missing elsewhere is fixed, what that row names is not', async () => {
    await send('2026-11-19', seen('2026-11-19', '203.0.113.1', '203.0.113.2'));
    for (const day of ['2026-11-22', '2026-11-23'])
      await send(day, [...seen(day), row('no time at all', '203.0.113.2')]);
    assert.deepEqual(await states(), { '203.0.113.1': 'verified-fixed', '203.0.113.2': 'open' });
  });

  it('a report of which much could not be read is no look at all', async () => {
    await send('2026-11-24', seen('2026-11-24', '203.0.113.3'));
    for (const day of ['2026-11-26', '2026-11-27'])
      await send(day, [...seen(day), ...['a', 'b', 'c'].map((bad) => row(bad, 'not an address'))]);
    assert.equal((await states())['203.0.113.3'], 'open');
  });

  it('and once it is readable again, its looks count', async () => {
    for (const day of ['2026-11-28', '2026-11-29']) await send(day, seen(day));
    assert.deepEqual(await states(), {
      '203.0.113.1': 'verified-fixed',
      '203.0.113.2': 'verified-fixed',
      '203.0.113.3': 'verified-fixed',
    });
  });
});
