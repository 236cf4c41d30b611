import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import {
  cellPlace,
  defuse,
  packZip,
  plainTitle,
  readRecords,
  readSheet,
  sheetWords,
  writeCsv,
  writeXlsx,
} from './index.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const rowsOf = (bytes: Uint8Array, name?: string) =>
  readSheet(bytes, name === undefined ? {} : { name }).sheets[0]?.rows;
const refused = (bytes: Uint8Array, code: string, options = {}) =>
  assert.throws(
    () => readSheet(bytes, options),
    (error) => {
      assert.ok(error instanceof Refusal, String(error));
      assert.equal(error.code, code);
      assert.ok(Object.hasOwn(sheetWords, code), `no words for ${code}`);
      return true;
    },
  );

describe('platform: a table is read in the encoding it was saved in', () => {
  // 「名称,数」「①髙橋,1」 in each encoding; ① and 髙 exist in CP932 but not in plain Shift_JIS.
  const text = '名称,数\r\n①髙橋,1\r\n';
  const cp932 = Uint8Array.from([
    0x96, 0xbc, 0x8f, 0xcc, 0x2c, 0x90, 0x94, 0x0d, 0x0a, 0x87, 0x40, 0xfb, 0xfc, 0x8b, 0xb4, 0x2c, 0x31, 0x0d, 0x0a,
  ]);
  const big = Buffer.from(text, 'utf16le').swap16();
  const table: [title: string, bytes: Uint8Array, encoding: string][] = [
    ['UTF-8', utf8(text), 'utf-8'],
    ['UTF-8 with a mark', utf8(`\ufeff${text}`), 'utf-8'],
    ['Shift_JIS as Windows writes it', cp932, 'shift_jis'],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 without a mark', Buffer.from(text.repeat(3), 'utf16le'), 'utf-16le'],
    ['UTF-16 the other way round', Buffer.concat([Buffer.from([0xfe, 0xff]), big]), 'utf-16be'],
  ];
  for (const [title, bytes, encoding] of table)
    it(title, () => {
      const book = readSheet(bytes);
      assert.equal(book.encoding, encoding);
      assert.deepEqual(book.sheets[0]?.rows[0], { line: 1, cells: ['名称', '数'] });
      assert.deepEqual(book.sheets[0]?.rows[1], { line: 2, cells: ['①髙橋', '1'] });
    });
  it('EUC-JP and ISO-2022-JP, which older tools still write', () => {
    const euc = Uint8Array.from([0xcc, 0xbe, 0xbe, 0xce, 0x2c, 0xbf, 0xf4, 0x0a]);
    const iso = Uint8Array.from([0x1b, 0x24, 0x42, 0x4c, 0x3e, 0x3e, 0x4e, 0x1b, 0x28, 0x42, 0x2c, 0x31, 0x0a]);
    assert.deepEqual(rowsOf(euc)?.[0]?.cells, ['名称', '数']);
    assert.deepEqual(rowsOf(iso)?.[0]?.cells, ['名称', '1']);
  });
});

describe('platform: a CSV is read as people make it', () => {
  const table: [title: string, text: string, rows: [line: number, ...cells: string[]][]][] = [
    ['with quotes, doubled quotes and a comma inside', 'a,"b,""c"""\n', [[1, 'a', 'b,"c"']]],
    [
      'with a line break inside quotes, the line numbers staying right',
      'a,"b\r\nc"\r\nd,e',
      [
        [1, 'a', 'b\nc'],
        [3, 'd', 'e'],
      ],
    ],
    [
      'with semicolons',
      'a;b;c\n1;2,5;3\n',
      [
        [1, 'a', 'b', 'c'],
        [2, '1', '2,5', '3'],
      ],
    ],
    [
      'with tabs',
      'a\tb\n1\t2\n',
      [
        [1, 'a', 'b'],
        [2, '1', '2'],
      ],
    ],
    ['with Excel’s separator line', 'sep=;\r\na;b\r\n', [[2, 'a', 'b']]],
    [
      'with old Macintosh line ends',
      'a,b\r1,2\r',
      [
        [1, 'a', 'b'],
        [2, '1', '2'],
      ],
    ],
    [
      'with empty lines and spaces, wide ones too',
      '\n　a　, b \n\n,,\nc,d',
      [
        [2, 'a', 'b'],
        [5, 'c', 'd'],
      ],
    ],
    ['with Excel’s way to keep leading zeros', '="00123",1\n', [[1, '00123', '1']]],
    [
      'with one column',
      'name\nx\n',
      [
        [1, 'name'],
        [2, 'x'],
      ],
    ],
    [
      'with an empty last cell',
      'a,b,\n1,2,\n',
      [
        [1, 'a', 'b'],
        [2, '1', '2'],
      ],
    ],
  ];
  for (const [title, text, rows] of table)
    it(title, () =>
      assert.deepEqual(
        rowsOf(utf8(text)),
        rows.map(([line, ...cells]) => ({ line, cells })),
      ),
    );

  it('and what we write is what we read, whatever people typed', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
        const read = rowsOf(writeCsv(['one', 'two'], rows)) ?? [];
        const clean = (text: string) =>
          readSheet(writeCsv(['x', 'y'], [[text, 'z']])).sheets[0]?.rows[1]?.cells[0] ?? '';
        const kept = rows.filter(([one, two]) => clean(one) !== '' || clean(two) !== '');
        assert.equal(read.length - 1, kept.length);
        for (const [index, [one]] of kept.entries()) assert.equal(read[index + 1]?.cells[0] ?? '', clean(one));
      }),
    );
  });
});

describe('platform: nothing we write runs as a formula', () => {
  const table: [typed: string, written: string][] = [
    ['=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'],
    ['+81-3-0000-0000', "'+81-3-0000-0000"],
    ['-2+3+cmd|calc', "'-2+3+cmd|calc"],
    ['@SUM(1)', "'@SUM(1)"],
    ['\t=1', "'\t=1"],
    ['-5', '-5'],
    ['+3.5', '+3.5'],
    ['名称', '名称'],
  ];
  for (const [typed, written] of table) it(JSON.stringify(typed), () => assert.equal(defuse(typed), written));

  it('in XLSX either: text is text, marked to stay text when edited, and comes back as typed', () => {
    const bytes = writeXlsx([
      {
        name: 'a/b',
        columns: [{ title: '名称' }, { title: '数' }, { title: '日' }],
        rows: [
          ['=1+1', 5, new Date('2026-04-01')],
          ['<&"\u0000', -1.5, null],
        ],
      },
    ]);
    const book = readSheet(bytes);
    assert.equal(book.formulas, 0);
    assert.deepEqual(
      book.sheets.map((sheet) => sheet.name),
      ['a b'],
    );
    assert.deepEqual(
      book.sheets[0]?.rows.map((row) => row.cells),
      [
        ['名称', '数', '日'],
        ['=1+1', '5', '2026-04-01'],
        ['<&"', '-1.5'],
      ],
    );
  });

  it('and lists to choose from lie on a hidden sheet that is not read back', () => {
    const bytes = writeXlsx([{ name: '資産', columns: [{ title: '種類', choices: ['情報', '機器'] }], rows: [] }]);
    assert.deepEqual(
      readSheet(bytes).sheets.map((sheet) => sheet.name),
      ['資産'],
    );
  });
});

describe('platform: a workbook from outside is taken as data', () => {
  const content = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>';
  const parts = (over: Record<string, string>) => {
    const sheet =
      '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData><row r="2"><c r="B2"><f>1+1</f><v>2</v></c><c r="C2" t="e"><v>#REF!</v></c></row><row r="1048576"><c r="A1048576" t="str"><v>end</v></c></row></sheetData></worksheet>';
    const all: Record<string, string> = {
      '[Content_Types].xml':
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
      '_rels/.rels':
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
      'xl/workbook.xml':
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
      'xl/worksheets/sheet1.xml': sheet,
      ...over,
    };
    return packZip(new Map(Object.entries(all).map(([name, text]) => [name, utf8(text)])));
  };

  it('formulas as the value last saved, faults as nothing, a false dimension without harm', () => {
    const before = process.cpuUsage();
    const book = readSheet(parts({}), { maxRows: 100 });
    assert.deepEqual(book.sheets[0]?.rows, [{ line: 2, cells: ['', '2'] }]);
    assert.equal(book.formulas, 1);
    assert.equal(book.faulty, 1);
    assert.ok(process.cpuUsage(before).user < 1_000_000);
  });
  it('not with macros', () => {
    refused(parts({ 'xl/vbaProject.bin': 'x' }), 'sheet.macros');
    refused(
      parts({
        '[Content_Types].xml': content.replace('/>', ' a="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'),
      }),
      'sheet.macros',
    );
  });
  it('not in the binary or the old form, nor under a password', () => {
    refused(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, ...Array(600).fill(0)]), 'sheet.old-format');
    refused(parts({ 'xl/worksheets/sheet1.bin': 'x' }), 'sheet.old-format');
  });
  it('not with entities that multiply', () => {
    refused(
      parts({
        'xl/sharedStrings.xml': '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><sst/>',
      }),
      'sheet.broken',
    );
  });
  it('not when it is another kind of file', () => {
    refused(packZip(new Map([['word/document.xml', utf8('<w/>')]])), 'sheet.not-a-sheet');
    refused(utf8('<!DOCTYPE html><table>'), 'sheet.not-a-sheet');
    refused(utf8('%PDF-1.7'), 'sheet.not-a-sheet');
    refused(Uint8Array.from([1, 2, 0, 255, 7, 0, 3, 9, 9, 9, 9]), 'sheet.not-a-sheet');
    refused(utf8(''), 'sheet.empty');
    refused(utf8(' \n,,\n'), 'sheet.empty');
  });
  it('not when cut off or altered', () => {
    const good = parts({});
    refused(good.subarray(0, good.length - 30), 'sheet.broken');
    const bad = good.slice();
    bad[60] = (bad[60] ?? 0) ^ 0xff;
    refused(bad, 'sheet.broken');
  });
  it('not when its directory promises too much', () => {
    const bomb = parts({ 'xl/worksheets/sheet1.xml': 'a' });
    const view = new DataView(bomb.buffer, bomb.byteOffset);
    for (let at = 0; at < bomb.length - 4; at += 1)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0x7000_0000, true);
    refused(bomb, 'sheet.bomb');
  });
  it('not when its directory promises little and the content grows', () => {
    const huge = deflateRawSync(Buffer.alloc(20_000_000));
    const lie = packZip(new Map([['xl/workbook.xml', huge]]), { stored: true });
    const view = new DataView(lie.buffer, lie.byteOffset);
    for (let at = 0; at < lie.length - 4; at += 1)
      if (view.getUint32(at, true) === 0x02014b50) {
        view.setUint16(at + 10, 8, true);
        view.setUint32(at + 24, 1000, true);
      }
    refused(lie, 'sheet.bomb');
  });
  it('not beyond the rows, cells and bytes we take', () => {
    refused(utf8('a\nb\nc\n'), 'sheet.too-many-rows', { maxRows: 2 });
    refused(utf8('a,b\nc,d\n'), 'sheet.too-many-cells', { maxCells: 3 });
    refused(utf8('abc'), 'sheet.too-large', { maxBytes: 2 });
    refused(writeXlsx([{ name: 'x', columns: [{ title: 'a' }], rows: [['1'], ['2'], ['3']] }]), 'sheet.too-many-rows', {
      maxRows: 3,
    });
  });
  it('not with a quotation mark that swallows the rest', () => refused(utf8('a,b\n1,"x\n2,3\n'), 'sheet.open-quote'));
  it('and never anything but a refusal, whatever the bytes', () => {
    const good = parts({});
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, value]) => good.with(at, value)),
        ),
        (bytes) => {
          try {
            readSheet(bytes);
          } catch (error) {
            assert.ok(error instanceof Refusal, String(error));
          }
        },
      ),
    );
  });
});

describe('platform: columns are recognised by what people call them', () => {
  const columns = {
    name: { titles: ['名称', '資産名', 'name'], required: true },
    count: { titles: ['件数', 'count'] },
    kind: { titles: ['種類', 'kind'] },
  };
  const schema = z.object({
    name: z.string().max(10),
    count: z.coerce.number().int('know.count-wrong').optional(),
    kind: z.enum(['a', 'b'], { error: 'know.kind-wrong' }).optional(),
  });
  const read = (text: string) => {
    const sheet = readSheet(utf8(text)).sheets[0];
    assert.ok(sheet);
    return readRecords(sheet, columns, schema);
  };
  it('below a heading, in either language, with remarks, wide letters and columns nobody knows', () => {
    const { head, records, faults, rows } = read(
      '情報資産一覧\n作成日,2026\n\n資産名（必須）,Ｃｏｕｎｔ,備考\n顧客名簿,120,ab\n',
    );
    assert.equal(head.line, 4);
    assert.deepEqual(head.unknown, [{ at: 'C4', title: '備考' }]);
    assert.deepEqual(records, [{ line: 5, value: { name: '顧客名簿', count: 120 } }]);
    assert.deepEqual([faults, rows], [[], 1]);
  });
  it('and every fault has its cell and its reason', () => {
    const { records, faults, rows } = read('name,kind,count\nあ,a,1\n,b,2\nとても長い名前のとても長い資産,c,1.5\n');
    assert.equal(rows, 3);
    assert.equal(records.length, 1);
    assert.deepEqual(
      faults.map(({ at, reason, value }) => [at, reason, value]),
      [
        ['A3', 'sheet.cell-missing', ''],
        ['A4', 'sheet.cell-too-long', 'とても長い名前のとても長い資産'],
        ['C4', 'know.count-wrong', '1.5'],
        ['B4', 'know.kind-wrong', 'c'],
      ],
    );
  });
  it('and nothing is read when a required column is missing', () => {
    const { head, records, rows } = read('種類,件数\na,1\n');
    assert.deepEqual([head.missing, records, rows], [['name'], [], 0]);
  });
  it('and the second of two columns for one field is told', () => {
    assert.deepEqual(read('名称,name\nx,y\n').head.repeated, [{ at: 'B1', title: 'name', field: 'name' }]);
  });
  it('titles lose width, case, remarks and marks', () =>
    assert.equal(plainTitle('※ ＩＰ アドレス（例：192.0.2.1）'), 'ipアドレス'));
  it('places are named as spreadsheets do', () =>
    assert.deepEqual(
      [cellPlace(3, 0), cellPlace(1, 25), cellPlace(1, 26), cellPlace(9, 701), cellPlace(9, 702)],
      ['A3', 'Z1', 'AA1', 'ZZ9', 'AAA9'],
    ));
});
