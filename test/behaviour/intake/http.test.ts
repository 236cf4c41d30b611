import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { lookOnce } from '../../../src/observe/intake/folder.ts';
import { newFeedToken } from '../../../src/observe/intake/http.ts';
import { untilQuiet } from '../../lib/house.ts';
import { servedHouse } from '../../lib/served.ts';

const served = await servedHouse({ KYOJO_MAX_UPLOAD_MB: '2' });
const { sql } = served;
const { token, hash } = newFeedToken();
const folder = mkdtempSync(join(tmpdir(), 'kyojo-watch-'));
served.beforeClose(async () => rmSync(folder, { recursive: true, force: true }));

/** A report of one row, on a day of its own. */
const report = (day: string, hostname = '') =>
  `"timestamp","ip","protocol","port","hostname","tag"\n"${day} 03:10:11","203.0.113.9","tcp",23,"${hostname}","telnet"\n`;
const send = async (body: string | Buffer, options: { readonly token?: string; readonly name?: string } = {}) => {
  const answer = await fetch(`${served.url}/api/v1/reports?name=${options.name ?? '2026-11-19-scan_telnet-hub.csv'}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${options.token ?? token}` },
    body: body as never,
  });
  return {
    status: answer.status,
    json: (await answer.json()) as { report: string; again: boolean; code: string; bytes: number },
  };
};
const batch = async (id: string) => {
  await untilQuiet(served);
  const [row] = await sql<{ state: string; rows: number; aside: number }>(
    'SELECT state, rows_read::int AS rows, rows_quarantined::int AS aside FROM observe.batch WHERE id = $1',
    [id],
  );
  return row;
};
const spool = () => readdirSync(served.house.folder.folder('spool'));

before(() =>
  sql("INSERT INTO observe.feed (id, name, token_hash) VALUES ('shadowserver', 'Shadowserver', $1)", [hash]),
);

describe('observe: a report by HTTP', () => {
  it('is taken with the token of its feed, and stored', async () => {
    const { status, json } = await send(report('2026-11-01'));
    assert.deepEqual([status, json.again], [202, false]);
    assert.deepEqual(await batch(json.report), { state: 'applied', rows: 1, aside: 0 });
  });

  it('is refused with a wrong token, an empty one and none, and leaves nothing behind', async () => {
    for (const wrong of ['kyf_wrong', `${token}x`, token.slice(0, -1)])
      assert.equal((await send(report('2026-11-02'), { token: wrong })).status, 401);
    assert.equal((await fetch(`${served.url}/api/v1/reports`, { method: 'POST', body: 'x' })).status, 401);
    assert.deepEqual(spool(), []);
  });

  it('is one report however often and however packed it comes', async () => {
    const first = await send(report('2026-11-03'));
    for (const same of [report('2026-11-03'), gzipSync(report('2026-11-03')), zstdCompressSync(report('2026-11-03'))]) {
      const again = await send(same);
      assert.deepEqual([again.status, again.json.again, again.json.report], [200, true, first.json.report]);
    }
    const both = await Promise.all([
      send(report('2026-11-04')),
      send(report('2026-11-04')),
      send(report('2026-11-04')),
    ]);
    assert.equal(new Set(both.map((one) => one.json.report)).size, 1);
    await untilQuiet(served);
    assert.deepEqual(spool(), []);
  });

  it('may be packed with gzip or zstd', async () => {
    for (const [day, pack] of [
      ['2026-11-05', gzipSync],
      ['2026-11-06', zstdCompressSync],
    ] as const) {
      const { status, json } = await send(pack(Buffer.from(report(day))));
      assert.equal(status, 202);
      assert.deepEqual(await batch(json.report), { state: 'applied', rows: 1, aside: 0 });
    }
  });

  it('is refused when its packing is damaged or cut off', async () => {
    const long = Buffer.from(report('2026-11-07').repeat(500));
    for (const [what, bytes] of [
      [
        'damaged gzip',
        Buffer.concat([gzipSync(long).subarray(0, 60), Buffer.alloc(40, 7), gzipSync(long).subarray(100)]),
      ],
      ['cut gzip', gzipSync(long).subarray(0, -12)],
      ['damaged zstd', Buffer.concat([zstdCompressSync(long).subarray(0, 30), Buffer.alloc(30, 0xff)])],
      ['cut zstd', zstdCompressSync(long).subarray(0, -12)],
    ] as const) {
      const { status, json } = await send(bytes);
      assert.deepEqual([what, status, json.code], [what, 422, 'observe.report-damaged']);
    }
    assert.deepEqual(spool(), []);
  });

  it('is refused when it is larger than allowed, also only after unpacking', async () => {
    const { status, json } = await send(gzipSync(Buffer.alloc(3 * 1024 * 1024, 'a,b\n')));
    assert.deepEqual([status, json.code], [413, 'observe.report-too-large']);
    assert.deepEqual(spool(), []);
  });

  it('without a single byte is not a report', async () => {
    const { status } = await send('');
    assert.ok(status === 400 || status === 202, String(status));
  });

  it('in another encoding, with a huge line or with NUL bytes is stored or laid aside, never lost', async () => {
    for (const [what, bytes] of [
      ['latin-1', Buffer.from(report('2026-11-08', 'caf\u00e9.example'), 'latin1')],
      ['UTF-16', Buffer.from(`\uFEFF${report('2026-11-09')}`, 'utf16le')],
      ['byte order mark', Buffer.from(`\uFEFF${report('2026-11-10')}`)],
      ['huge line', Buffer.from(report('2026-11-11', 'x'.repeat(1_000_000)))],
      ['NUL bytes', Buffer.from(report('2026-11-12', 'a\0b'))],
      ['CRLF', Buffer.from(report('2026-11-13').replaceAll('\n', '\r\n'))],
      ['no last line end', Buffer.from(report('2026-11-14').trimEnd())],
    ] as const) {
      const { status, json } = await send(bytes);
      assert.equal(status, 202, what);
      const kept = await batch(json.report);
      assert.ok(kept && (kept.state === 'refused' || kept.rows + kept.aside >= 1), `${what}: ${JSON.stringify(kept)}`);
      assert.notEqual(kept.state, 'received', what);
    }
  });

  it('of a paused feed is put off', async () => {
    await sql("UPDATE observe.feed SET state = 'paused'");
    assert.equal((await send(report('2026-11-15'))).status, 409);
    await sql("UPDATE observe.feed SET state = 'active'");
    assert.equal((await send(report('2026-11-15'))).status, 202);
  });

  // The last one: the line it was sent on is cut, and another request would be sent on it.
  it('that is too large is refused while it is still being sent', async () => {
    // Who is still sending when the answer comes may find the line cut instead of reading it.
    const plain = await send(Buffer.alloc(3 * 1024 * 1024, 'a,b\n')).catch((error: Error) => error.message);
    assert.ok(plain === 'fetch failed' || (typeof plain === 'object' && plain.status === 413), JSON.stringify(plain));
    await untilQuiet(served);
    assert.deepEqual(
      spool().filter((name) => name.endsWith('.part')),
      [],
    );
  });
});

describe('observe: a report in the watched folder', () => {
  it('is taken when nobody writes to it any more, and moved aside; what can never be read goes elsewhere', async () => {
    mkdirSync(join(folder, 'shadowserver'));
    mkdirSync(join(folder, 'no-such-feed'));
    const put = (path: string, bytes: string | Buffer) => writeFileSync(join(folder, path), bytes);
    put('shadowserver/2026-11-16-scan_telnet-hub.csv', report('2026-11-16'));
    put('shadowserver/2026-11-17-scan_telnet-hub.csv.part', report('2026-11-17'));
    put('shadowserver/.hidden.csv', report('2026-11-17'));
    put('shadowserver/broken.csv.gz', Buffer.from('1f8b0800000000000003ffffffff', 'hex'));
    put('no-such-feed/x.csv', 'a,b\n');
    assert.equal(await lookOnce(served.house, folder, 60_000), 0, 'still warm');
    assert.equal(await lookOnce(served.house, folder, 0), 1);
    const files = (path: string) => readdirSync(join(folder, path)).sort();
    assert.deepEqual(files('shadowserver/done'), ['2026-11-16-scan_telnet-hub.csv']);
    assert.deepEqual(files('shadowserver/refused'), ['broken.csv.gz']);
    assert.deepEqual(files('no-such-feed/refused'), ['x.csv']);
    assert.equal(await lookOnce(served.house, folder, 0), 0);
    await untilQuiet(served);
    const [kept] = await sql<{ origin: string; state: string }>(
      "SELECT origin, state FROM observe.batch WHERE name = '2026-11-16-scan_telnet-hub.csv'",
    );
    assert.deepEqual(kept, { origin: 'folder', state: 'applied' });
  });
});
