import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { builtInFeeds } from '../../src/observe/feed/catalogue.ts';
import { fieldTypes } from '../../src/observe/feed/fields.ts';
import type { Mapping } from '../../src/observe/feed/mapping.ts';
import { type CsvHead, readCsvHead } from '../../src/observe/feed/read/csv.ts';
import type { Row } from '../../src/observe/feed/read/row.ts';
import { readRows } from '../../src/observe/feed/read/rows.ts';
import { Reader } from '../../src/observe/feed/reader.ts';
import { readSample } from '../../src/observe/feed/sample.ts';
import { readTag } from '../../src/observe/feed/tags.ts';
import { wordsOf } from '../../src/observe/quarantine/unread.ts';
import { type Chance, chance } from '../lib/chance.ts';
import { damage, inPieces, soup } from '../lib/damage.ts';
import { testEngine } from '../lib/engine.ts';

const csv = 'time,ip,note\n2026-11-19 00:00:00,192.0.2.1,"a ""b"", c"\n2026-11-19 00:00:01,192.0.2.2,"two\nlines"\n';
const json = '{"ip":"192.0.2.1","at":{"x":[1,{"y":"z"}]},"list":["a","b"]}\n{"ip":"192.0.2.2","n":1.5e3,"ok":true}\n';
const table =
  '<html><table class=x><tr><th>ip<th>note</tr><tr><td>192.0.2.1</td><td>a &amp; <b>b</b></td></tr></table>\n<p>after';
const xml = '<?xml version="1.0"?><list><entry id="1"><ip>192.0.2.1</ip><d><e>x</e></d></entry><entry/></list>';
const pairs = 'ip=192.0.2.1 note="two words" n=3\nip=192.0.2.2 note=x\n';

/** Every reader with its options, and a text it was made for. */
const readers: readonly (readonly [name: string, reader: object, text: string])[] = [
  ['csv', { kind: 'csv' }, csv],
  [
    'csv, ragged, with comments and skipped lines',
    { kind: 'csv', ragged: 'any', comment: ['#', '//'], skipLines: 1 },
    csv,
  ],
  ['csv without quotes', { kind: 'csv', quote: false, delimiter: ';' }, csv.replaceAll(',', ';')],
  ['csv with a long delimiter', { kind: 'csv', delimiter: '||', columns: ['a', 'b', 'c'] }, csv.replaceAll(',', '||')],
  ['csv with names in a comment', { kind: 'csv', columnsIn: '# time,', comment: ['#'] }, `# list\n# ${csv}`],
  ['csv in Shift_JIS', { kind: 'csv', encoding: 'shift_jis' }, csv],
  ['csv in UTF-16', { kind: 'csv', encoding: 'utf-16le' }, Buffer.from(csv, 'utf16le').toString('latin1')],
  [
    'lines',
    { kind: 'lines', pattern: '^(?<ip>[0-9.]+)(?: (?<note>.*))?$', comment: ['#'] },
    '192.0.2.1 a\n# b\n192.0.2.2\n',
  ],
  ['lines, others skipped', { kind: 'lines', pattern: 'ip=(?<ip>\\S+)', others: 'skip' }, pairs],
  ['matches', { kind: 'matches', pattern: '(?<ip>\\d+\\.\\d+\\.\\d+\\.\\d+)' }, csv],
  ['keyvalue', { kind: 'keyvalue' }, pairs],
  ['json lines', { kind: 'json', lines: true }, json],
  ['json list', { kind: 'json' }, `[${json.trim().replace('\n', ',')}]`],
  [
    'json by path',
    { kind: 'json', path: 'data.*.rows', keep: ['when'] },
    `{"when":"now","data":[{"rows":[${json.split('\n')[0]}]}]}`,
  ],
  ['json with whole members', { kind: 'json', lines: true, whole: ['at'] }, json],
  ['html', { kind: 'html' }, table],
  [
    'html with given columns',
    { kind: 'html', attribute: ['class', 'x'], columns: ['ip', 'note'], skipHead: true },
    table,
  ],
  ['xml', { kind: 'xml', row: 'entry' }, xml],
];

async function rowsOf(reader: Reader, bytes: Uint8Array, dice: Chance | null): Promise<Row[]> {
  const head: CsvHead | null =
    reader.kind === 'csv' ? readCsvHead(new TextDecoder(reader.encoding).decode(bytes), reader) : null;
  const rows: Row[] = [];
  async function* whole() {
    yield bytes;
  }
  for await (const row of readRows({ head }, reader, dice ? inPieces(bytes, dice) : whole())) rows.push(row);
  return rows;
}

/** How much of a broken document's rest is shown depends on what had arrived; the report itself is kept whole. */
const known = ({ text, ...row }: Row) => (row.problem === '' ? { ...row, text } : row);

describe('fuzz: no report can hurt the reader', () => {
  for (const [at, [name, shape, text]] of readers.entries())
    it(`${name}: any text gives rows, the same however it comes in pieces, each with its line`, async () => {
      const reader = Reader.parse(shape);
      const dice = chance(100 + at);
      const tokens = text.split(/(?<=[\n,<>"{}=|;])/);
      let rows = 0;
      for (let round = 0; round < 250; round++) {
        const bytes = dice.happens(0.6) ? damage(text, dice) : Buffer.from(soup(tokens, dice, 60));
        const whole = await rowsOf(reader, bytes, null);
        assert.deepEqual(
          (await rowsOf(reader, bytes, dice)).map(known),
          whole.map(known),
          JSON.stringify(bytes.toString('latin1')),
        );
        for (const row of whole) {
          assert.ok(row.line >= 1 && Number.isInteger(row.line));
          assert.match(row.problem, /^[a-z-]*$/);
        }
        rows += whole.length;
      }
      assert.ok(rows > 50, `${rows} rows: the fuzz gets past the door`);
    });

  it('tags and rows laid aside: any text', () => {
    const dice = chance(7);
    for (let round = 0; round < 3000; round++) {
      const text = soup(['tlp:', 'rsit:', '="', 'red', '"', '203.0.113.7', 'example.jp', ':', '/'], dice, 12);
      assert.equal(readTag(text).text, text);
      assert.ok(wordsOf(text).every((word) => word.length <= 2000));
    }
  });
});

describe('fuzz: no report can hurt the engine', () => {
  const engine = testEngine();
  const ask = async (sql: string) => engine.query(sql, 'JSONEachRow');

  /** A report in the form of the mapping: its own words as cells, good and bad. */
  const reportFor = (mapping: Mapping, dice: Chance): Buffer => {
    const values = [
      '192.0.2.1',
      '2026-11-19 08:00:11',
      '2001:db8::1',
      'example.jp',
      'http://a.example:81/x?y',
      '65535',
      'tcp',
    ];
    const cell = () => (dice.happens(0.7) ? dice.of(values) : damage(dice.of(values), dice, 2).toString());
    const { reader } = mapping;
    const names = [
      ...new Set(Object.values(mapping.fields).flatMap((rules) => rules.flatMap((rule) => rule.from ?? []))),
    ];
    const columns =
      reader.kind === 'csv' && reader.columns !== true ? reader.columns : names.length > 0 ? names : ['ip'];
    const row = () => columns.map(() => cell());
    const rows = Array.from({ length: 12 }, row);
    switch (reader.kind) {
      case 'csv': {
        const above = reader.columnsIn !== undefined ? `# ${columns.join(reader.delimiter)}\n` : '';
        const head = reader.columns === true ? `${columns.join(reader.delimiter)}\n` : above;
        return Buffer.from(head + rows.map((cells) => `${cells.join(reader.delimiter)}\n`).join(''));
      }
      case 'json':
        return Buffer.from(
          rows
            .map((cells) => JSON.stringify(Object.fromEntries(columns.map((name, i) => [name, cells[i]]))))
            .join(reader.lines ? '\n' : ','),
        );
      case 'html':
        return Buffer.from(`<table><tr>${rows.map((cells) => `<td>${cells.join('<td>')}`).join('<tr>')}</table>`);
      default:
        return Buffer.from(rows.map((cells) => cells.join(reader.kind === 'keyvalue' ? ' ip=' : '\t')).join('\n'));
    }
  };

  for (const [at, [id, mapping]] of [...builtInFeeds()].entries())
    it(`${id}: every row is read or refused with a reason`, async () => {
      const dice = chance(500 + at);
      for (const by of ['stream', 'stream', 'engine'] as const) {
        const text = reportFor(mapping, dice);
        const bytes = by === 'stream' ? damage(text, dice, 2) : text;
        const type = dice.of(mapping.variants?.known ?? ['x']);
        const sample = await readSample(ask, mapping, { 'file.name': `2026-11-19-${type}-hub.csv` }, bytes, by);
        if ('unreadable' in sample) continue;
        for (const row of sample.refused) assert.match(row.reason, /^[a-z0-9-]+$/);
      }
    });

  it('events: any value in any field', async () => {
    const mapping = builtInFeeds().get('intelmq-json');
    assert.ok(mapping);
    const dice = chance(9);
    const names = [...fieldTypes.keys(), 'extra.x', '__proto__', 'constructor', 'toString'];
    const values: (() => unknown)[] = [
      () => soup(['192.0.2.1', 'a.example', '2026-11-19T00:00:00Z', 'tcp', 'infected-system', ' '], dice, 4),
      () => dice.between(-5, 2 ** 33),
      () => dice() * 1e300,
      () => dice.of([true, null, [], {}, ['192.0.2.1'], { a: { b: [1] } }]),
    ];
    const lines = Array.from({ length: 400 }, () => {
      const pairs = Array.from({ length: 8 }, () => [dice.of(names), dice.of(values)()] as const);
      return `${JSON.stringify(Object.fromEntries(pairs))}\n`;
    });
    const sample = await readSample(ask, mapping, {}, Buffer.from(lines.join('')));
    assert.ok(!('unreadable' in sample));
    assert.equal(sample.rows.length + sample.refused.length, 400, 'nothing is lost');
  });
});
