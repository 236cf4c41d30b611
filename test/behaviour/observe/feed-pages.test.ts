import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { statement } from '#platform/postgres';
import { testHouse, untilQuiet } from '../../lib/house.ts';
import { browserOf, says } from './operator.ts';

const worker = { kind: 'worker' } as const;
const open = await testHouse();
const browser = browserOf(open);

const head = '"timestamp","ip","protocol","port","hostname","tag","asn","geo","colour"';
const report = (...rows: readonly string[]) => [head, ...rows, ''].join('\n');
const good = '"2026-11-19 03:10:11","203.0.113.24","tcp",23,"","telnet",64496,"JP","red"';
const bad = '"2026-11-19 03:10:12","999.0.113.24","tcp",23,"","telnet",64496,"JP","red"';

const one = <T>(sql: string) => open.house.db.as(worker, (q) => q.one<T>(statement('one', sql)));
const facts = async (subject: string) =>
  (
    await open.house.db.as(worker, (q) =>
      q.rows<{ kind: string }>(
        statement('facts', 'SELECT kind FROM platform.fact WHERE subject = $subject ORDER BY id'),
        { subject },
      ),
    )
  ).map(({ kind }) => kind);

describe('observe: an operator looks after the feeds', () => {
  before(() => open.house.jobs.work(open.house));

  it('keeps members out of every page', async () => {
    const member = browserOf(open, false);
    for (const path of [
      '/feeds',
      '/feeds/new',
      '/feeds/shadowserver',
      '/quarantine',
      '/reports/00000000-0000-7000-8000-000000000001',
    ])
      assert.equal((await member.get(path)).status, 403, path);
    assert.equal((await member.post('/feeds/switch-on', { feed: 'shadowserver' })).status, 403);
  });

  it('lists the built-in feeds and switches one on with its handling and rhythm', async () => {
    says(await browser.get('/feeds'), 'No feed is in use yet', 'Shadowserver reports (CSV)', 'Switch on');
    says(await browser.get('/feeds', 'ja'), '備え付けの情報源');
    says(await browser.get('/feeds', 'easy'), 'はじめから');
    assert.equal((await browser.post('/feeds/switch-on', { feed: 'shadowserver' })).location, '/feeds/shadowserver');
    const feed = await one<{ handling: string; expectedHours: number }>(
      'SELECT handling, expected_hours FROM observe.feed',
    );
    assert.deepEqual(feed, { handling: 'TLP:AMBER', expectedHours: 26 });
    await browser.post('/feeds/switch-on', { feed: 'shadowserver' });
    assert.deepEqual(await facts('feed:shadowserver'), ['feed.switched-on'], 'twice is once');
    assert.equal((await browser.post('/feeds/switch-on', { feed: 'no-such-feed' })).status, 404);
  });

  it('shows a new token once, with the command that sends a report by it; the one before stops working', async () => {
    const tokenOf = async () => {
      const page = await browser.post('/feeds/shadowserver/token');
      says(page, 'It is shown only now', 'curl -X POST -T report.csv');
      return /kyf_[\w-]+/.exec(page.text)?.[0] ?? '';
    };
    const first = await tokenOf();
    const send = (token: string, name: string, body: string) =>
      browser.request(`/api/v1/reports?name=${name}`, {
        method: 'POST',
        body,
        headers: { authorization: `Bearer ${token}` },
      });
    assert.equal((await send(first, '2026-11-19-scan_telnet-hub.csv', report(good, bad))).status, 202);
    const second = await tokenOf();
    assert.equal((await send(first, 'x.csv', 'x')).status, 401);
    assert.equal(
      (await send(second, '2026-11-19-scan_telnet-hub.csv', report(good, bad))).status,
      200,
      'the same report again',
    );
    assert.equal((await browser.get('/feeds/shadowserver')).text.includes(second), false, 'never shown again');
    await untilQuiet(open);
  });

  it('takes a report from the browser, packed or not, and tells when it had come before', async () => {
    const { location } = await browser.upload(
      '/feeds/shadowserver/reports',
      '2026-11-18-scan_telnet-hub.csv',
      gzipSync(report(good.replace('11-19', '11-18'))),
    );
    assert.match(location, /^\/reports\/[0-9a-f-]{36}\?came=now$/);
    await untilQuiet(open);
    says(
      await browser.get(location),
      '2026-11-18-scan_telnet-hub.csv',
      'Applied',
      /Rows read 1 /,
      'scan_telnet',
      'Received',
      'Read and stored',
    );
    assert.match(
      (await browser.upload('/feeds/shadowserver/reports', 'again.csv', report(good.replace('11-19', '11-18'))))
        .location,
      /came=again$/,
    );
  });

  it('says who brought a report: the person, or the feed itself', async () => {
    const actors = await open.house.db.as(worker, (q) =>
      q.rows<{ actor: string }>(
        statement('who', "SELECT actor FROM platform.fact WHERE kind = 'batch.received' ORDER BY id"),
      ),
    );
    assert.deepEqual(
      actors.map(({ actor }) => actor.split(':')[0]),
      ['feed', 'user'],
    );
  });

  it('shows the handling that is applied; an operator can only make it stricter', async () => {
    const handlings = async (day: string) => {
      await browser.upload(
        '/feeds/shadowserver/reports',
        `${day}-scan_telnet-hub.csv`,
        report(good.replace('2026-11-19', day)),
      );
      await untilQuiet(open);
      return (
        await open.house.columns.query<{ handling: string }>(
          `SELECT DISTINCT handling FROM observe.observation WHERE toDate(observed_at) = '${day}'`,
        )
      ).map(({ handling }) => handling);
    };
    says(await browser.post('/feeds/shadowserver/handling', { handling: 'TLP:GREEN' }), 'cannot be more open');
    assert.equal((await browser.post('/feeds/shadowserver/handling', { handling: 'TLP:PINK' })).status, 422);
    assert.deepEqual(await handlings('2026-11-16'), ['TLP:AMBER']);
    assert.equal((await browser.post('/feeds/shadowserver/handling', { handling: 'TLP:RED' })).status, 303);
    says(await browser.get('/feeds/shadowserver'), /Handling TLP:RED/, 'Handling changed');
    assert.deepEqual(await handlings('2026-11-17'), ['TLP:RED']);
    await browser.post('/feeds/shadowserver/handling', { handling: 'TLP:AMBER' });
  });

  it('says in words what is wrong with an upload', async () => {
    says(await browser.upload('/feeds/shadowserver/reports', '', ''), 'The report is empty');
    says(
      await browser.upload(
        '/feeds/shadowserver/reports',
        'x.gz',
        Buffer.concat([gzipSync('hello').subarray(0, 12), Buffer.from('broken')]),
      ),
      'is damaged',
    );
    assert.equal((await browser.upload('/feeds/nowhere/reports', 'x.csv', 'x')).status, 404);
  });

  it('shows volumes, counts, new columns once, and the way to the rows laid aside', async () => {
    const list = await browser.get('/feeds');
    says(list, '1 waiting', 'colour', 'Never seen before');
    assert.match(list.text, /<svg class="spark"/);
    const page = await browser.get('/feeds/shadowserver');
    says(page, 'Reports', '2026-11-19-scan_telnet-hub.csv', '1 waiting', 'New token made');
    await browser.post('/feeds/shadowserver/noted', { what: 'column', name: 'colour', back: 'feeds' });
    assert.equal((await browser.get('/feeds')).text.includes('<code>colour</code>'), false);
    assert.equal((await facts('feed:shadowserver')).at(-1), 'feed.news-noted');
  });

  it('pages through reports by key', async () => {
    const { house } = open;
    await house.db.as(worker, (q) =>
      q.run(
        statement(
          'many',
          `INSERT INTO observe.batch (feed_id, digest, name, bytes, origin, state, received_at) SELECT 'shadowserver', 'd' || n, 'old-' || n || '.csv', 1, 'file', 'applied', $at::timestamptz - make_interval(days => 40, mins => n) FROM generate_series(1, 120) n`,
        ),
        { at: house.clock() },
      ),
    );
    const seen = new Set<string>();
    let path: string | undefined = '/feeds/shadowserver?state=applied';
    for (let page = 0; path && page < 9; page++) {
      const { text } = await browser.get(path);
      for (const [, name = ''] of text.matchAll(/>(old-\d+\.csv)</g)) {
        assert.equal(seen.has(name), false);
        seen.add(name);
      }
      path = /href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    assert.equal(seen.size, 120);
  });

  it('changes the rhythm, and says what is no rhythm', async () => {
    says(await browser.post('/feeds/shadowserver/rhythm', { hours: 'often' }), 'from 1 to 8760');
    await browser.post('/feeds/shadowserver/rhythm', { hours: '４８' });
    assert.equal((await one<{ expectedHours: number }>('SELECT expected_hours FROM observe.feed'))?.expectedHours, 48);
    await browser.post('/feeds/shadowserver/rhythm', { hours: '' });
    assert.equal(
      (await one<{ expectedHours: number | null }>('SELECT expected_hours FROM observe.feed'))?.expectedHours,
      null,
    );
  });

  it('has a report that could not be read at all read again once the mapping is right', async () => {
    await browser.post('/feeds/switch-on', { feed: 'threatfox' });
    await open.house.db.as(worker, (q) =>
      q.run(
        statement(
          'own',
          `UPDATE observe.feed SET mapping = '{"id": "threatfox", "title": {"ja": "x", "en": "x"}, "reader": {"kind": "csv", "columnsIn": "# nowhere "}}' WHERE id = 'threatfox'`,
        ),
      ),
    );
    const { location } = await browser.upload(
      '/feeds/threatfox/reports',
      'a.csv',
      'time,ip\n2026-11-19 00:00:00,192.0.2.7\n',
    );
    await untilQuiet(open);
    says(await browser.get(location), 'The line that names the columns was not found', 'Read it again');
    await open.house.db.as(worker, (q) =>
      q.run(
        statement(
          'own',
          `UPDATE observe.feed SET mapping = '{"id": "threatfox", "title": {"ja": "x", "en": "x"}, "reader": {"kind": "csv"}, "fields": {"source.ip": "ip", "time.source": "time"}}' WHERE id = 'threatfox'`,
        ),
      ),
    );
    await browser.post(`${location.split('?')[0]}/read-again`);
    await untilQuiet(open);
    says(await browser.get(location), 'Applied', /Rows read 1 /);
  });

  it('pauses, resumes and ends a feed; the end asks first, takes the token away and is a fact others hear', async () => {
    await browser.post('/feeds/shadowserver/state', { state: 'paused' });
    says(await browser.upload('/feeds/shadowserver/reports', 'late.csv', report(good)), 'is paused or ended');
    await browser.post('/feeds/shadowserver/state', { state: 'active' });
    says(await browser.post('/feeds/shadowserver/state', { state: 'ended' }), 'Please tick that you are sure');
    assert.equal((await browser.post('/feeds/shadowserver/state', { state: 'ended', sure: 'yes' })).status, 303);
    assert.deepEqual((await facts('feed:shadowserver')).slice(-3), ['feed.paused', 'feed.resumed', 'feed.ended']);
    assert.deepEqual(await one("SELECT state, token_hash FROM observe.feed WHERE id = 'shadowserver'"), {
      state: 'ended',
      tokenHash: null,
    });
    says(await browser.get('/feeds/shadowserver'), 'Ended', 'Resume');
  });
});
