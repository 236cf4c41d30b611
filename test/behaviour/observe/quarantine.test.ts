import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { statement } from '#platform/postgres';
import { testHouse, untilQuiet } from '../../lib/house.ts';
import { browserOf, says } from './operator.ts';

const worker = { kind: 'worker' } as const;
const open = await testHouse();
const browser = browserOf(open);

const head = '"timestamp","ip","protocol","port","hostname","tag","asn","geo"';
const row = (ip: string, at = '2026-11-19 03:10:11') => `"${at}","${ip}","tcp",23,"","telnet",64496,"JP"`;
const report = (...rows: readonly string[]) => [head, ...rows, ''].join('\n');

const rows = <T>(sql: string) => open.house.db.as(worker, (q) => q.rows<T>(statement('rows', sql)));
const send = async (name: string, text: string) => {
  const { location } = await browser.upload('/feeds/shadowserver/reports', name, text);
  await untilQuiet(open);
  return /reports\/([0-9a-f-]+)/.exec(location)?.[1] ?? '';
};
const waiting = () =>
  rows<{ id: string; line: number; reason: string; field: string }>(
    "SELECT id, line, reason, field FROM observe.quarantine WHERE state = 'waiting' ORDER BY line, reason",
  );
const seen = async () =>
  (
    await open.house.columns.query<{ ip: string }>(
      "SELECT replaceOne(toString(ip), '::ffff:', '') AS ip FROM observe.observation ORDER BY ip",
    )
  ).map(({ ip }) => ip);
const facts = async (subject: string) =>
  (
    await open.house.db.as(worker, (q) =>
      q.rows<{ kind: string }>(
        statement('facts', 'SELECT kind FROM platform.fact WHERE subject = $subject ORDER BY id'),
        { subject },
      ),
    )
  ).map(({ kind }) => kind);
const formOf = (page: string) => {
  const names = [...page.matchAll(/<input type="hidden" name="column" value="([^"]*)">/g)].map(([, name = '']) => name);
  const values = names.map((_, i) => new RegExp(`id="f-cell-${i}"[^>]*? value="([^"]*)"`).exec(page)?.[1] ?? '');
  return new Map(names.map((name, i) => [name, values[i] ?? '']));
};
const body = (cells: ReadonlyMap<string, string>, act: string) =>
  new URLSearchParams([
    ['act', act],
    ...[...cells].flatMap(([name, value]) => [
      ['column', name],
      ['value', value],
    ]),
  ]);

describe('observe: rows that could not be read are looked at, put right and played again', () => {
  before(async () => {
    await open.house.jobs.work(open.house);
    await browser.post('/feeds/switch-on', { feed: 'shadowserver' });
    await send(
      '2026-11-19-scan_telnet-hub.csv',
      report(
        row('203.0.113.24'),
        row('999.0.113.24'),
        row('203.0.113.25', 'yesterday'),
        '"2026-11-19 03:10:11","203.0.113.26"," too many",1,2,3,4,5,6,7',
      ),
    );
  });

  it('lists them with place, reason in words and content, in every language', async () => {
    const page = await browser.get('/quarantine');
    says(page, 'Not an IP address', '999.0.113.24', 'line 3', 'Not a date and time', 'The row has too many columns');
    says(await browser.get('/quarantine', 'ja'), 'IPアドレスの形ではありません', '3行目');
    says(await browser.get('/quarantine', 'easy'), 'IPアドレスでは ありません');
    says(await browser.get('/quarantine?cause=no-time'), 'Not a date and time');
    assert.equal((await browser.get('/quarantine?cause=no-time')).text.includes('<code>999.0.113.24'), false);
    says(await browser.get('/quarantine?feed=threatfox'), 'No row is laid aside');
  });

  it('tries a corrected row without keeping anything, then plays it again the very same way', async () => {
    const wrong = (await waiting()).find(({ reason }) => reason.startsWith('no-ip-address'));
    assert.ok(wrong);
    const page = await browser.get(`/quarantine/${wrong.id}`);
    says(page, 'Not an IP address', row('999.0.113.24').replaceAll('"', '&quot;'), 'Correct it and play it again');
    const cells = formOf(page.text);
    assert.equal(cells.get('ip'), '999.0.113.24');
    says(await browser.post(`/quarantine/${wrong.id}`, body(cells, 'try')), 'It still cannot be read');
    cells.set('ip', '203.0.113.99');
    says(
      await browser.post(`/quarantine/${wrong.id}`, body(cells, 'try')),
      'It can be read now',
      '203.0.113.99',
      'open-telnet',
    );
    assert.deepEqual(await seen(), ['203.0.113.24']);

    const { location } = await browser.post(`/quarantine/${wrong.id}`, body(cells, 'replay'));
    await untilQuiet(open);
    says(await browser.get(location), 'rows played again', 'scan_telnet', /Rows read 1 /, 'Rows of');
    assert.deepEqual(await seen(), ['203.0.113.24', '203.0.113.99']);
    assert.deepEqual(await facts(`row:${wrong.id}`), ['row.replayed']);
    says(await browser.get(`/quarantine/${wrong.id}`), 'Played again', 'Corrected: ip');
    assert.equal(
      (await browser.post(`/quarantine/${wrong.id}`, body(cells, 'replay'))).status,
      200,
      'said on the page',
    );
    await untilQuiet(open);
    assert.deepEqual(await seen(), ['203.0.113.24', '203.0.113.99'], 'a row goes once');
  });

  it('corrects a torn row as a line', async () => {
    const torn = (await waiting()).find(({ reason }) => reason === 'too-many-columns');
    assert.ok(torn);
    const page = await browser.get(`/quarantine/${torn.id}`);
    assert.match(page.text, /<textarea[^>]*name="text"/);
    says(await browser.post(`/quarantine/${torn.id}`, { act: 'try', text: '"a"\n"b"' }), 'cannot be played again');
    await browser.post(`/quarantine/${torn.id}`, { act: 'replay', text: row('203.0.113.26') });
    await untilQuiet(open);
    assert.deepEqual(await seen(), ['203.0.113.24', '203.0.113.26', '203.0.113.99']);
  });

  it('drops a row with a note and brings it back; nothing vanishes', async () => {
    const [late] = await waiting();
    assert.ok(late);
    says(await browser.post(`/quarantine/${late.id}/drop`), 'Please say why');
    await browser.post(`/quarantine/${late.id}/drop`, { note: 'the sender’s test' });
    says(await browser.get(`/quarantine/${late.id}`), 'Not used', 'the sender’s test', 'Put it back');
    says(await browser.get('/quarantine?state=dropped'), 'Not a date and time');
    await browser.post(`/quarantine/${late.id}/back`);
    assert.deepEqual(await facts(`row:${late.id}`), ['row.dropped', 'row.restored']);
    assert.equal((await waiting()).length, 1);
  });

  it('plays all rows of a choice again after the mapping was corrected; what still fails comes back, again and again', async () => {
    const again = await browser.post('/quarantine/replay', { feed: 'shadowserver' });
    assert.match(again.location, /replayed=1&left=0/);
    await untilQuiet(open);
    assert.equal((await waiting()).length, 1, 'the same row, laid aside anew');
    // The mapping of the feed learns to read that time.
    const { builtInFeeds } = await import('../../../src/observe/feed/catalogue.ts');
    const own = structuredClone(builtInFeeds().get('shadowserver')) as { fields: Record<string, unknown> };
    own.fields['time.source'] = [{ from: ['timestamp'], as: [{ lookup: { yesterday: '2026-11-18 00:00:00' } }] }];
    await open.house.db.as(worker, (q) =>
      q.run(statement('own', 'UPDATE observe.feed SET mapping = $mapping::jsonb'), { mapping: JSON.stringify(own) }),
    );
    await browser.post('/quarantine/replay', {});
    await untilQuiet(open);
    assert.deepEqual(await waiting(), []);
    assert.deepEqual(await seen(), ['203.0.113.24', '203.0.113.25', '203.0.113.26', '203.0.113.99']);
  });

  it('keeps two rows apart that are alike to the letter', async () => {
    await send('2026-11-20-scan_telnet-hub.csv', report(row('300.1.1.1', '2026-11-20 01:00:00')));
    await send('2026-11-20-scan_telnet-hub2.csv', report(row('300.1.1.1', '2026-11-20 01:00:00')).concat('\n'));
    for (const { id } of await waiting()) {
      const cells = formOf((await browser.get(`/quarantine/${id}`)).text);
      await browser.post(`/quarantine/${id}`, body(new Map([...cells, ['ip', '203.0.113.50']]), 'replay'));
    }
    await untilQuiet(open);
    assert.equal((await seen()).filter((ip) => ip === '203.0.113.50').length, 2);
  });

  it('a replay is no sign of life of its feed, and never twice the same fact', async () => {
    const [feed] = await rows<{ last: Date }>('SELECT last_batch_at AS last FROM observe.feed');
    const before = feed?.last;
    open.clock.pass(3_600_000);
    await open.house.db.as(worker, (q) =>
      q.run(statement('w', "UPDATE observe.quarantine SET state = 'waiting' WHERE reason LIKE 'no-ip%'")),
    );
    await browser.post('/quarantine/replay', {});
    await untilQuiet(open);
    assert.deepEqual((await rows<{ last: Date }>('SELECT last_batch_at AS last FROM observe.feed'))[0]?.last, before);
  });
});
