import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import iconv from 'iconv-lite';
import { builtInFeeds } from '../feed/catalogue.ts';
import { Mapping } from '../feed/mapping.ts';
import { readCsvHead } from '../feed/read/csv.ts';
import { readRows } from '../feed/read/rows.ts';
import { cellsOf, composeReport, type KeptRow } from './compose.ts';

const mapping = (reader: object) => Mapping.parse({ id: 'x', title: { ja: 'x', en: 'x' }, reader });

async function read(by: Mapping, bytes: Buffer): Promise<Record<string, string>[]> {
  const { reader } = by;
  const head = reader.kind === 'csv' ? readCsvHead(new TextDecoder(reader.encoding).decode(bytes), reader) : null;
  const rows: Record<string, string>[] = [];
  for await (const row of readRows(
    { head },
    reader,
    (async function* () {
      yield bytes;
    })(),
  )) {
    assert.equal(row.problem, '');
    const cells = Array.isArray(row.cells)
      ? Object.fromEntries(row.cells.map((cell, i) => [head?.columns[i] ?? 'text', cell]))
      : (row.cells as Record<string, string>);
    rows.push(Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== '')));
  }
  return rows;
}

const plain = [
  { ip: '192.0.2.1', note: 'a "quoted", thing; with = and <b>' },
  { ip: '192.0.2.2', port: '23' },
];

describe('observe: rows laid aside become a report again', () => {
  const readers: readonly [name: string, reader: object][] = [
    ['CSV', { kind: 'csv' }],
    ['CSV with a tab and comments', { kind: 'csv', delimiter: '\t', comment: ['#'] }],
    [
      'CSV whose columns are given and whose first lines are none',
      { kind: 'csv', columns: ['ip', 'port', 'note'], skipLines: 2 },
    ],
    ['CSV whose columns stand in a comment', { kind: 'csv', comment: ['#'], columnsIn: '# ' }],
    ['CSV whose comment is known by its first names', { kind: 'csv', comment: ['#'], columnsIn: '# ip,' }],
    ['CSV in Shift_JIS', { kind: 'csv', encoding: 'shift_jis' }],
    ['JSON lines', { kind: 'json', lines: true }],
    ['a JSON list', { kind: 'json' }],
    ['a JSON list deep in a document', { kind: 'json', path: 'data.*.items' }],
    ['a JSON list whose members are named', { kind: 'json', path: 'data.*' }],
    ['a table on a page', { kind: 'html', table: 1, attribute: ['class', 'list'] }],
    ['elements', { kind: 'xml', row: 'entry' }],
  ];
  for (const [name, reader] of readers) {
    it(`${name}: what is written is read back`, async () => {
      const by = mapping(reader);
      assert.deepEqual(
        await read(
          by,
          await composeReport(
            by,
            null,
            plain.map((cells) => ({ cells })),
          ),
        ),
        plain,
      );
    });
  }

  it('pairs: what is written is read back', async () => {
    const rows = [{ ip: '192.0.2.1', note: 'two words' }];
    const by = mapping({ kind: 'keyvalue' });
    assert.deepEqual(
      await read(
        by,
        await composeReport(
          by,
          null,
          rows.map((cells) => ({ cells })),
        ),
      ),
      rows,
    );
  });

  it('takes over what stood above the rows, names and comments alike', async () => {
    const by = mapping({ kind: 'csv', comment: ['#'] });
    const head = Buffer.from('\uFEFF# made 2026-11-20\r\n"ip","port","note"\r\n"192.0.2.9","1",""\r\n');
    const text = (await composeReport(by, head, [{ cells: { note: 'n', ip: '192.0.2.1' } }])).toString();
    assert.equal(text, '# made 2026-11-20\n"ip","port","note"\n"192.0.2.1","","n"\n');
  });

  it('writes the encoding the feed is read in, and refuses what it cannot say', async () => {
    const by = mapping({ kind: 'csv', encoding: 'shift_jis' });
    const bytes = await composeReport(by, null, [{ cells: { ip: '192.0.2.1', 名前: '見本' } }]);
    assert.equal(iconv.decode(bytes, 'shift_jis').includes('見本'), true);
    await assert.rejects(composeReport(by, null, [{ cells: { ip: '🐟' } }]), { code: 'observe.replay-impossible' });
  });

  it('takes a corrected line as it is', async () => {
    const by = mapping({ kind: 'csv' });
    const rows: KeptRow[] = [{ text: '192.0.2.1,23' }];
    assert.deepEqual(await read(by, await composeReport(by, Buffer.from('ip,port\n'), rows)), [
      { ip: '192.0.2.1', port: '23' },
    ]);
    const json = mapping({ kind: 'json', lines: true });
    assert.deepEqual(await read(json, await composeReport(json, null, [{ text: '{"a": {"b": 1}}' }])), [
      { 'a.b': '1' },
    ]);
  });

  it('refuses what would be lost on the way: a blank row, a comment, a line break, a column nobody reads', async () => {
    const by = mapping({ kind: 'csv', comment: ['#'], quote: false });
    for (const text of ['', '# no', 'a\nb'])
      await assert.rejects(composeReport(by, Buffer.from('ip,port\n'), [{ text }]), {
        code: 'observe.replay-impossible',
      });
    await assert.rejects(composeReport(by, Buffer.from('ip,port\n'), [{ cells: { host: 'x' } }]), {
      code: 'observe.replay-column',
    });
    await assert.rejects(
      composeReport(mapping({ kind: 'matches', pattern: '(?<ip>x)' }), null, [{ cells: { text: 'x' } }]),
      { code: 'observe.replay-impossible' },
    );
  });

  it('writes something for every built-in feed that keeps its rows apart', async () => {
    for (const by of builtInFeeds().values()) {
      if (by.reader.kind === 'matches' || by.reader.kind === 'lines') continue;
      const names =
        by.reader.kind !== 'xml' &&
        by.reader.kind !== 'json' &&
        'columns' in by.reader &&
        Array.isArray(by.reader.columns)
          ? by.reader.columns
          : ['ip', 'host'];
      const only = by.reader.kind === 'csv' ? (by.reader.only[0] ?? '') : '';
      const cells = Object.fromEntries(names.map((name) => [name, `${only}192.0.2.1`]));
      assert.deepEqual(await read(by, await composeReport(by, null, [{ cells }])), [cells], by.id);
    }
  });

  it('cells of a row that was cut, or of which none could be made, are none', () => {
    assert.equal(cellsOf('{"ip": "19'), null);
    assert.equal(cellsOf('{}'), null);
    assert.deepEqual(cellsOf('{"ip":"192.0.2.1"}'), { ip: '192.0.2.1' });
  });
});
