import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import iconv from 'iconv-lite';
import { loadSql } from '#platform/postgres';
import { testHouse } from '../../../test/lib/house.ts';
import { linesOf } from './lines.ts';
import { countEvents, METHOD, takeLogs } from './take.ts';

const { house } = await testHouse();
const worker = { kind: 'worker' } as const;
const sql = loadSql(import.meta.url.replace('take.test.ts', 'store.ts'));

/** A body of its own that bundles so many minutes together. */
async function newBody(bundle = 60): Promise<string> {
  const organisation = randomUUID();
  const values = { organisation, level: 'local', centre: null, bundle, attempts: 1, severity: 3, now: house.clock() };
  await house.db.as(worker, (q) => q.run(sql('set_body'), values));
  return organisation;
}
let files = 0;
function take(body: string, bytes: string | Buffer) {
  const file = join(house.folder.folder('spool'), `logs-${files++}`);
  writeFileSync(file, bytes);
  return takeLogs(house, body, file);
}
const rows = async <Row>(text: string, body: string) =>
  (await house.db.as(worker, (q) => q.raw.query(text, [body]))).rows as Row[];
const signatures = async (body: string) =>
  (
    await rows<{ signature: string }>(
      'SELECT signature FROM observe.event WHERE organisation_id = $1 ORDER BY signature',
      body,
    )
  ).map(({ signature }) => signature);
const cef = (name: string, at = '2026-11-19T03:00:00Z') =>
  `CEF:0|V|P|1|7|${name}|8|src=198.51.100.7 dst=203.0.113.10 rt=${at}`;

describe('observe: what a file of logs may be written in', () => {
  // Bytes of these in Shift_JIS are also a backslash, a bar and a brace: what is not read as Shift_JIS falls apart there.
  const names = ['ポートスキャン', 'なりすまし', '①表示ソフトの不正な予測', 'ｳｲﾙｽ検知'];
  const text = names.map((name) => cef(name)).join('\r\n');
  const written: [string, Buffer][] = [
    ['Shift_JIS as Windows writes it', iconv.encode(text, 'cp932')],
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ];
  for (const [name, bytes] of written)
    it(name, async () => {
      const body = await newBody();
      const taken = await take(body, bytes);
      assert.deepEqual([taken.logs, taken.unread, taken.events], [4, 0, 4]);
      assert.deepEqual(await signatures(body), [...names].sort());
    });

  it('lines of several products in one file, each its own; one that was cut or fits nothing stops none and is not lost', async () => {
    const body = await newBody();
    const lines = [
      iconv.encode(cef('なりすまし'), 'cp932'),
      Buffer.from(cef('侵入の試み')),
      Buffer.concat([
        Buffer.from('<131>1 2026-11-19T03:00:00Z a b - - - 検知しまし'),
        Buffer.from('た').subarray(0, 2),
      ]),
      Buffer.concat([Buffer.from('<131>1 2026-11-19T03:00:00Z a b - - - strange '), Buffer.from([0x82, 0xff, 0xfe])]),
    ];
    const taken = await take(body, Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
    assert.deepEqual([taken.logs, taken.unread], [4, 0]);
    const read = await signatures(body);
    for (const part of ['なりすまし', '侵入の試み', '検知しまし\ufffd', 'strange \ufffd'])
      assert.ok(
        read.some((signature) => signature.includes(part)),
        `${part} in ${read}`,
      );
  });

  it('a table in Shift_JIS larger than what is read at once', async () => {
    const body = await newBody();
    const row = (i: number) =>
      `2026/11/19 12:${String(i % 60).padStart(2, '0')}:00,端末-${i},203.0.113.9,トロイの木馬 ${i % 3},高,検知のみ`;
    const table = ['検知日時,端末名,IPアドレス,検知名,重要度,処置', ...Array.from({ length: 6000 }, (_, i) => row(i))];
    const taken = await take(body, iconv.encode(table.join('\r\n'), 'cp932'));
    assert.deepEqual([taken.logs, taken.attempts, taken.unread], [6000, 6000, 0]);
    assert.deepEqual(await signatures(body), ['トロイの木馬 0', 'トロイの木馬 1', 'トロイの木馬 2']);
  });
});

it('observe: a line without end in a file of logs is left unread without filling the memory, and what stands around it is read', async () => {
  const endless = `{"event_type":"alert","alert":{"signature":"${'x'.repeat(8 << 20)}"}}`;
  const text = `${cef('one')}\r${endless}\r${cef('two')}`;
  const body = await newBody();
  const taken = await take(body, text);
  assert.deepEqual([taken.logs, taken.unread], [2, 1]);
  assert.deepEqual(await signatures(body), ['one', 'two']);
  const file = join(house.folder.folder('spool'), 'endless');
  writeFileSync(file, text);
  for await (const lines of linesOf(file)) for (const line of lines) assert.ok(line.length < 2 << 20, `${line.length}`);
});

describe('observe: the days of the funnel are Japan’s', () => {
  const days = (body: string) =>
    rows(
      'SELECT day::text, method, logs::int, bundles::int, events::int FROM observe.funnel_day WHERE organisation_id = $1 ORDER BY day, method',
      body,
    );

  it('a log and its event before nine in the morning belong to the day they happened on', async () => {
    const body = await newBody();
    await take(
      body,
      [cef('late', '2026-11-18T14:59:59Z'), cef('early', '2026-11-18T15:00:00Z'), cef('noon')].join('\n'),
    );
    assert.deepEqual(await days(body), [
      { day: '2026-11-18', method: METHOD, logs: 1, bundles: 1, events: 1 },
      { day: '2026-11-19', method: METHOD, logs: 2, bundles: 2, events: 2 },
    ]);
  });

  it('attempts bundled by the day are bundled by that day', async () => {
    const body = await newBody(1440);
    const at = ['2026-11-18T15:00:00Z', '2026-11-19T14:59:00Z', '2026-11-19T15:00:00Z'];
    await take(body, at.map((time) => cef('all day', time)).join('\n'));
    assert.deepEqual(
      await rows('SELECT attempts::int, bucket FROM observe.event WHERE organisation_id = $1 ORDER BY bucket', body),
      [
        { attempts: 2, bucket: new Date('2026-11-18T15:00:00Z') },
        { attempts: 1, bucket: new Date('2026-11-19T15:00:00Z') },
      ],
    );
  });

  it('what was counted by the method before keeps its days, also when it is counted again', async () => {
    const body = await newBody();
    const bucket = '2026-11-18T20:00:00.000Z';
    await take(body, [cef('before', bucket), cef('since', '2026-11-18T21:00:00Z')].join('\n'));
    await rows("UPDATE observe.event SET method = 2 WHERE organisation_id = $1 AND signature = 'before'", body);
    await rows('DELETE FROM observe.funnel_day WHERE organisation_id = $1', body);
    await house.db.as(worker, (q) => countEvents(q, body, bucket, bucket));
    assert.deepEqual(await days(body), [
      { day: '2026-11-18', method: 2, logs: 0, bundles: 1, events: 1 },
      { day: '2026-11-19', method: METHOD, logs: 0, bundles: 1, events: 1 },
    ]);
  });
});

it('observe: a file of logs whatever single lines hold: one that cannot be is put right or left unread, and stops no other', async () => {
  const odd = (name: string, severity = '8', port = '443', rt = '2026-11-19 12:00:00') =>
    `CEF:0|V|P|1||${name}|${severity}|src=198.51.100.70 dst=198.51.100.9 dpt=${port} rt=${rt}`;
  const strange = [
    ...['7.5', '98', '-98'].map((severity) => odd('so bad', severity)),
    ...['99999999999', '1.5'].map((port) => odd('no port', '8', port)),
    ...['nul\0inside', `${'x'.repeat(299)}😀`].map((name) => odd(name)),
    odd('year 255000', '8', '443', '8000000000000000'),
    '{"event_type":"alert","alert":{"signature":"half \\ud800 a pair","severity":1}}\n<34>',
  ];
  const taken = await take(await newBody(), strange.join('\n'));
  assert.deepEqual([taken.logs, taken.unread], [9, 1]);
});
