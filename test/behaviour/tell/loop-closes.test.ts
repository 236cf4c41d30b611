import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { receiveReport } from '#observe';
import { statement } from '#platform/postgres';
import { testHouse, untilQuiet } from '../../lib/house.ts';

const worker = { kind: 'worker' } as const;

const open = await testHouse();

describe('tell: the loop closes, from a report to a fix that is verified', () => {
  before(async () => {
    const { house } = open;
    const rows = [
      checkRow(
        2,
        {
          externalId: 'm1',
          name: '株式会社みほん製作所',
          prefixes: '203.0.113.0/24',
          emails: 'sec@mihon.example',
          domains: 'mihon.example',
        },
        () => true,
      ).organisation,
      checkRow(
        3,
        { externalId: 'm2', name: '例示商店', prefixes: '198.51.100.7', emails: 'info@reiji.example' },
        () => true,
      ).organisation,
    ];
    await house.db.as(worker, async (q) => {
      await takeOrganisations(house, q, rows, 'test');
      await q.run(statement('feed', "INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver')"));
    });
    await house.jobs.work(house);
  });

  const send = (name: string, text: string) =>
    receiveReport(open.house, { feed: 'shadowserver', name, origin: 'file', body: Readable.from([Buffer.from(text)]) });
  const report = (day: string, ips: readonly string[]) =>
    [
      '"timestamp","ip","protocol","port","hostname","tag","asn","geo","region","city"',
      ...ips.map((ip) => `"${day} 03:10:11","${ip}","tcp",23,"","telnet",64496,"JP","TOKYO","TOKYO"`),
      '',
    ].join('\n');
  const findings = () =>
    open.house.db.as(worker, (q) =>
      q.rows<{ asset: string; state: string; kind: string; seenCount: number }>(
        statement('f', 'SELECT asset, state, kind, seen_count FROM tell.finding ORDER BY asset'),
      ),
    );

  it('opens a finding for each affected organisation and tells it by mail', async () => {
    await send('2026-11-19-scan_telnet-hub.csv', report('2026-11-19', ['203.0.113.24', '198.51.100.7', '192.0.2.1']));
    await untilQuiet(open);
    const found = await findings();
    assert.deepEqual(
      found.map(({ asset, kind }) => [asset, kind]),
      [
        ['198.51.100.7', 'open-telnet'],
        ['203.0.113.24', 'open-telnet'],
      ],
    );
    open.clock.set('2026-11-21T00:00:01Z');
    const { tellDue } = await import('../../../src/tell/notice/due.ts');
    await tellDue.handle(open.house, {});
    await untilQuiet(open);
    const notices = await open.house.db.as(worker, (q) =>
      q.rows<{ state: string; sendTo: string }>(
        statement('n', 'SELECT state, send_to FROM tell.notice ORDER BY send_to'),
      ),
    );
    assert.deepEqual(notices, [
      { state: 'sent', sendTo: 'info@reiji.example' },
      { state: 'sent', sendTo: 'sec@mihon.example' },
    ]);
    assert.deepEqual(
      (await findings()).map((row) => row.state),
      ['notified', 'notified'],
    );
  });

  it('counts the same file once, however often it comes', async () => {
    const again = await send(
      '2026-11-19-scan_telnet-hub.csv',
      report('2026-11-19', ['203.0.113.24', '198.51.100.7', '192.0.2.1']),
    );
    assert.equal(again.again, true);
    await untilQuiet(open);
    assert.deepEqual(
      (await findings()).map((row) => row.seenCount),
      [1, 1],
    );
  });

  it('verifies the fix once later looks of the same feed do not see it any more', async () => {
    for (const day of ['2026-11-22', '2026-11-23']) {
      await send(`${day}-scan_telnet-hub.csv`, report(day, ['203.0.113.24']));
      await untilQuiet(open);
    }
    assert.deepEqual(
      (await findings()).map(({ asset, state }) => [asset, state]),
      [
        ['198.51.100.7', 'verified-fixed'],
        ['203.0.113.24', 'notified'],
      ],
    );
  });

  it('reopens what is seen again after it was fixed', async () => {
    await send('2026-11-25-scan_telnet-hub.csv', report('2026-11-25', ['198.51.100.7']));
    await untilQuiet(open);
    assert.equal((await findings())[0]?.state, 'reopened');
  });
});
