import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { openLog } from '#platform/log';
import { type Columns, ColumnsFault, ColumnsUnavailable, openColumns } from './index.ts';

const log = openLog('silent');

describe('columns: rooms ask the column store without knowing who answers', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'kyojo-columns-'));
  let columns: Columns;
  const endpoint = () =>
    JSON.parse(readFileSync(join(dataDir, 'columns', 'engine.json'), 'utf8')) as { pid: number; url: string };

  before(async () => {
    columns = await openColumns({ dataDir, log });
    await columns.command('CREATE DATABASE IF NOT EXISTS try');
    await columns.command(
      "CREATE TABLE try.row (n UInt32, word String DEFAULT 'none', big UInt64 DEFAULT 0, at DateTime64(3) DEFAULT 0) ENGINE = MergeTree ORDER BY n",
    );
  });
  after(async () => {
    await columns.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const count = async () => (await columns.query<{ c: number }>('SELECT count() AS c FROM try.row'))[0]?.c;

  it('answers a ping', async () => {
    assert.equal(await columns.ping(), true);
  });

  it('binds parameters of every shape without pasting them into SQL', async () => {
    const hard = 'a\'b\\c\td\ne日本{x}`"';
    const [row] = await columns.query(
      'SELECT {s:String} AS s, {n:UInt64} AS n, {l:Array(String)} AS l, {a:Nullable(String)} AS a, {d:DateTime64(3)} AS d FROM {t:Identifier}.row RIGHT JOIN (SELECT 1) AS one ON 1',
      {
        s: hard,
        n: 7,
        l: [hard, 'two'],
        a: null,
        d: new Date('2026-04-01T00:00:00.250Z'),
        t: 'try',
      },
    );
    assert.deepEqual(row, { s: hard, n: 7, l: [hard, 'two'], a: null, d: '2026-04-01T00:00:00.250Z' });
  });

  it('keeps numbers exact, as bigint where a number would not be', async () => {
    const [row] = await columns.query('SELECT 9007199254740991 AS exact, 18446744073709551615 AS big, 1.5 AS half');
    assert.deepEqual(row, { exact: 9007199254740991, big: 18446744073709551615n, half: 1.5 });
  });

  it('inserts rows as objects and fills defaults', async () => {
    await columns.insert('try.row', [{ n: 1, word: 'eins', big: 18446744073709551615n }, { n: 2 }]);
    assert.deepEqual(await columns.query('SELECT n, word, big FROM try.row ORDER BY n'), [
      { n: 1, word: 'eins', big: 18446744073709551615n },
      { n: 2, word: 'none', big: 0 },
    ]);
    await columns.command('TRUNCATE TABLE try.row');
  });

  it('streams CSV through input() with a transformation and unknown columns left out', async () => {
    const lines = ['n,other,word', ...Array.from({ length: 50_000 }, (_, i) => `${i},x,"w;${i}"`)].join('\n');
    await columns.insertStream(
      "INSERT INTO try.row (n, word) SELECT n + {more:UInt32}, upper(word) FROM input('n UInt32, word String') FORMAT CSVWithNames",
      Readable.from([Buffer.from(lines)]),
      { params: { more: 5 }, settings: { input_format_skip_unknown_fields: 1 } },
    );
    assert.deepEqual(
      await columns.query(
        'SELECT count() AS c, min(n) AS a, max(n) AS b, any(startsWith(word, {w:String})) AS w FROM try.row',
        { w: 'W;' },
      ),
      [{ c: 50_000, a: 5, b: 50_004, w: 1 }],
    );
    await columns.command('TRUNCATE TABLE try.row');
  });

  it('numbers the rows of the body in their order, though several threads work on them', async () => {
    const lines = Array.from({ length: 400_000 }, (_, i) => `${i}\n`).join('');
    await columns.insertStream(
      "INSERT INTO try.row (n, big) SELECT n, rowNumberInAllBlocks() + length(repeat('x', n % 50)) * 0 FROM input('n UInt32') FORMAT TSV",
      Readable.from([Buffer.from(lines)]),
      {
        settings: { max_insert_block_size: 1000, max_insert_threads: 2 },
      },
    );
    assert.deepEqual(await columns.query('SELECT count() AS c, countIf(n != big) AS wrong FROM try.row'), [
      { c: 400_000, wrong: 0 },
    ]);
    await columns.command('TRUNCATE TABLE try.row');
  });

  it('takes a file of this machine by its name, packed or not', async () => {
    const path = join(dataDir, "it's a file.csv");
    writeFileSync(path, 'n,word\n1,eins\n2,zwei\n');
    writeFileSync(`${path}.packed`, gzipSync('3,drei\n'));
    await columns.insertFile(
      "INSERT INTO try.row (n, word) SELECT n + {more:UInt8}, word FROM input('n UInt32, word String') FORMAT CSVWithNames",
      path,
      { params: { more: 10 } },
    );
    await columns.insertFile('INSERT INTO try.row (n, word) FORMAT CSV', `${path}.packed`, { encoding: 'gzip' });
    assert.deepEqual(await columns.query('SELECT n, word FROM try.row ORDER BY n'), [
      { n: 3, word: 'drei' },
      { n: 11, word: 'eins' },
      { n: 12, word: 'zwei' },
    ]);
    await columns.command('TRUNCATE TABLE try.row');
  });

  it('takes gzip and zstd as they come', async () => {
    const text = Buffer.from('{"n":1}\n{"n":2}\n');
    await columns.insertStream('INSERT INTO try.row FORMAT JSONEachRow', Readable.from([gzipSync(text)]), {
      encoding: 'gzip',
    });
    await columns.insertStream('INSERT INTO try.row FORMAT JSONEachRow', Readable.from([zstdCompressSync(text)]), {
      encoding: 'zstd',
    });
    assert.equal(await count(), 4);
    await columns.command('TRUNCATE TABLE try.row');
  });

  it('streams many rows at the pace of the reader', async () => {
    let seen = 0;
    for await (const row of columns.stream<{ number: number }>('SELECT number FROM numbers({n:UInt32})', {
      n: 300_000,
    }))
      seen += row.number >= 0 ? 1 : 0;
    assert.equal(seen, 300_000);
    for await (const _ of columns.stream('SELECT number FROM numbers(100000000000)')) break;
    assert.equal(await columns.ping(), true);
  });

  it('writes any format the statement names, with one head only', async () => {
    const text: string[] = [];
    for await (const part of await columns.export('SELECT number AS n FROM numbers(200000) FORMAT CSVWithNames'))
      text.push(String(part));
    const lines = text.join('').trim().split('\n');
    assert.equal(lines[0], '"n"');
    assert.equal(lines.filter((line) => line === '"n"').length, 1);
    assert.equal(lines.length, 200_001);
  });

  it("gives back the engine's own words and code for a wrong statement", async () => {
    await assert.rejects(
      columns.query('SELECT * FROM try.nowhere'),
      (error: unknown) => error instanceof ColumnsFault && error.code === '60' && error.type === 'UNKNOWN_TABLE',
    );
    await assert.rejects(columns.query('SELEC 1'), (error: unknown) => error instanceof ColumnsFault);
    await assert.rejects(
      columns.query('SELECT {x:UInt8}'),
      (error: unknown) => error instanceof ColumnsFault && error.code === '456',
    );
    await assert.rejects(
      columns.command('SELECT 1; SELECT 2'),
      (error: unknown) => error instanceof ColumnsFault && error.code === '62',
    );
    await assert.rejects(
      columns.query('SELECT 1', {}, { settings: { no_such_setting: 1 } }),
      (error: unknown) => error instanceof ColumnsFault && error.code === '115',
    );
  });

  it('tells a failure in the middle of a stream from its end', async () => {
    const read = async () => {
      for await (const _ of columns.stream('SELECT throwIf(number = 500000, {w:String}) AS x FROM numbers(900000)', {
        w: 'stop here',
      })) {
        // only the failure matters
      }
    };
    await assert.rejects(read(), /stop here/);
  });

  it('refuses data that cannot be read and stays usable', async () => {
    await assert.rejects(
      columns.insertStream('INSERT INTO try.row (n) FORMAT CSV', Readable.from([Buffer.from('1\nnot a number\n')])),
      /at row 2/,
    );
    assert.equal(await columns.ping(), true);
    await columns.command('TRUNCATE TABLE try.row');
  });

  it('does not take half a body for a whole one', async () => {
    async function* half() {
      yield Buffer.from('1\n2\n3');
      await wait(200);
      throw new Error('the line broke');
    }
    await assert.rejects(columns.insertStream('INSERT INTO try.row (n) FORMAT CSV', Readable.from(half())));
    await wait(100);
    assert.equal(await count(), 0);
  });

  it('answers a short question while a long statement runs and settings of one do not reach another', async () => {
    const long = columns.query(
      'SELECT sum(sipHash64(number)) AS s FROM numbers(60000000)',
      {},
      { settings: { max_threads: 1 } },
    );
    let isOver = false;
    const end = long.then(() => {
      isOver = true;
    });
    const [row] = await columns.query<{ t: string }>("SELECT toString(getSetting('max_threads')) AS t");
    assert.notEqual(row?.t, '1');
    assert.ok(!isOver, 'the short one did not wait');
    await end;
  });

  it('starts every statement with the same settings, whatever the one before it had set', async () => {
    const ask =
      "SELECT getSetting('input_format_parallel_parsing')::String AS a, getSetting('max_block_size')::String AS b";
    const before = await columns.query(ask);
    const other = await columns.query(ask, {}, { settings: { input_format_parallel_parsing: 1, max_block_size: 7 } });
    assert.deepEqual(other, [{ a: 'true', b: '7' }]);
    for (let i = 0; i < 8; i++) assert.deepEqual(await columns.query(ask), before);
  });

  it('ends a statement by its query id', async () => {
    const long = columns.query(
      'SELECT sum(sipHash64(number)) AS s FROM numbers(100000000000)',
      {},
      { queryId: 'try-cancel' },
    );
    const refused = assert.rejects(long, (error: unknown) => error instanceof ColumnsFault && error.code === '394');
    await wait(300);
    await columns.cancel('try-cancel');
    await refused;
  });

  it('lets a client go away without harm', async () => {
    const leave = new AbortController();
    const long = columns.query(
      'SELECT sum(sipHash64(number)) AS s FROM numbers(100000000000)',
      {},
      { signal: leave.signal },
    );
    const refused = assert.rejects(long);
    await wait(200);
    leave.abort();
    await refused;
    await wait(300);
    const running = await columns.query<{ c: number }>(
      "SELECT count() AS c FROM system.processes WHERE query LIKE '%sipHash64%' AND query NOT LIKE '%processes%'",
    );
    assert.equal(running[0]?.c, 0);
  });

  it('is closed to other users of the machine', async () => {
    assert.equal((await fetch(`${endpoint().url}/?query=SELECT%201`)).status, 401);
    assert.equal(statSync(join(dataDir, 'columns', 'engine.json')).mode & 0o077, 0);
  });

  it('shares one engine between processes and hands it over', async () => {
    const other = await openColumns({ dataDir, log });
    assert.deepEqual(await other.query('SELECT 1 AS one'), [{ one: 1 }]);
    await other.close();
    assert.equal(await columns.ping(), true);
  });

  it('repeats a read after the engine was killed, and refuses a half-done write as one to try again', async () => {
    await columns.insert('try.row', [{ n: 1 }]);
    process.kill(endpoint().pid, 'SIGKILL');
    assert.equal(await count(), 1);
    const late = async function* () {
      yield Buffer.from('2\n');
      process.kill(endpoint().pid, 'SIGKILL');
      await wait(100);
      yield Buffer.from('3\n');
    };
    await assert.rejects(
      columns.insertStream('INSERT INTO try.row (n) FORMAT CSV', Readable.from(late())),
      (error: unknown) => error instanceof ColumnsUnavailable && error.retryable,
    );
    assert.equal(await count(), 1);
  });
});
