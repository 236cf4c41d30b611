import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Refusal } from '#platform/errors';
import { listZip, packZip, readSheet, unpack } from '#platform/sheet';
import { languages } from '#platform/words';
import { assetCsv, assetWorkbook } from './export.ts';
import { identityOf, previewAssets, readAssets } from './import.ts';
import { AssetRow, assetKinds, importanceOf, personalKinds } from './row.ts';
import { faultWords } from './words.ts';

const csv = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readAssets(csv(text));

describe('know: an asset list somebody already has is understood', () => {
  it('in Japanese, with the words people use', () => {
    const { assets, faults, head } = read(
      [
        '情報資産管理台帳,,,,,,',
        '作成：総務部,,,,,,',
        '区分,情報資産名称,利用者範囲,媒体・保存先,個人情報の有無,機密性,可用性,サポート期限,色',
        '情報,顧客名簿,営業部,クラウド,有,3,中,,青',
        '機器,受付パソコン,総務,デスクトップ,無,低,２,令和8年10月14日,',
      ].join('\n'),
    );
    assert.deepEqual(faults, []);
    assert.deepEqual(head?.unknown, [{ at: 'I3', title: '色' }]);
    assert.deepEqual(assets, [
      {
        line: 4,
        asset: {
          kind: 'information',
          name: '顧客名簿',
          users: '営業部',
          medium: 'クラウド',
          personal: ['ordinary'],
          confidentiality: 3,
          availability: 2,
        },
      },
      {
        line: 5,
        asset: {
          kind: 'device',
          name: '受付パソコン',
          users: '総務',
          medium: 'デスクトップ',
          personal: [],
          confidentiality: 1,
          availability: 2,
          endsOn: '2026-10-14',
        },
      },
    ]);
  });
  it('as the export of an inventory tool, without a column for the kind', () => {
    const { assets } = read(
      'Computer name,Operating System,OS version,Serial,IP address,Manufacturer\nPC-01,Windows 11 Pro,23H2,ABC123,"192.0.2.10, 2001:db8::10",Example\n',
    );
    assert.deepEqual(assets[0]?.asset, {
      kind: 'device',
      name: 'PC-01',
      product: 'Windows 11 Pro',
      version: '23H2',
      serial: 'ABC123',
      addresses: ['192.0.2.10', '2001:db8::10'],
      vendor: 'Example',
    });
  });
  it('as a list of clouds', () => {
    const { assets } = read('サービス名,提供事業者,MFA,評価,責任分界\n会計クラウド,A社,○,未,更新はA社、権限は自社\n');
    assert.deepEqual(assets[0]?.asset, {
      kind: 'cloud',
      name: '会計クラウド',
      provider: 'A社',
      secondFactor: true,
      assessed: false,
      responsibility: '更新はA社、権限は自社',
    });
  });
  const days: [text: string, day: string | null][] = [
    ['2026-04-01', '2026-04-01'],
    ['2026/4/1', '2026-04-01'],
    ['2026年4月1日', '2026-04-01'],
    ['令和8年4月1日', '2026-04-01'],
    ['R8.4.1', '2026-04-01'],
    ['平成31年4月30日', '2019-04-30'],
    ['令和元年5月1日', '2019-05-01'],
    ['2026-02-30', null],
    ['来年', null],
  ];
  for (const [text, day] of days)
    it(`the day ${text}`, () => {
      const { assets, faults } = read(`名称,契約終了日\nx,${text}\n`);
      assert.equal(assets[0]?.asset.endsOn ?? null, day);
      assert.deepEqual(
        faults.map((fault) => [fault.at, fault.reason]),
        day === null ? [['B2', 'know.asset-day-wrong']] : [],
      );
    });
});

describe('know: what cannot be taken is told by its cell, and the rest is taken', () => {
  it('row by row', () => {
    const { assets, faults, rows } = read(
      '名称,種類,機密性,多要素認証,個人情報\nよい,情報,3,,\n,情報,3,,\nわるい,ばけもの,9,たぶん,？？\nよい,情報,2,,\n',
    );
    assert.equal(rows, 4);
    assert.deepEqual(
      assets.map(({ line }) => line),
      [2],
    );
    assert.deepEqual(
      faults.map(({ at, reason }) => [at, reason]),
      [
        ['A3', 'sheet.cell-missing'],
        ['B4', 'know.asset-kind-unknown'],
        ['E4', 'know.asset-personal-wrong'],
        ['C4', 'know.asset-level-wrong'],
        ['D4', 'know.asset-yes-no-wrong'],
        ['5', 'know.asset-twice'],
      ],
    );
    for (const { reason } of faults)
      assert.ok(reason.startsWith('sheet.') || Object.hasOwn(faultWords, reason), reason);
  });
  it('without a name column nothing is taken and the column is asked for', () => {
    const { assets, head } = read('種類,機密性\n情報,3\n');
    assert.deepEqual([assets, head?.missing], [[], ['name']]);
  });
});

describe('know: a preview shows what taking the file would do', () => {
  const listed = [
    {
      id: 'a',
      asset: { kind: 'information' as const, name: '顧客名簿', users: '営業部', confidentiality: 3 as const },
    },
    { id: 'b', asset: { kind: 'device' as const, name: 'PC-01', serial: 'ABC' } },
  ];
  it('new, same and changed, an empty cell changing nothing, a serial number counting more than a name', () => {
    const { assets } = read(
      '種類,名称,利用者,機密性,シリアル番号\n情報,顧客 名簿,営業部,,\n情報,見積書,,,\n機器,受付PC,,,abc\n',
    );
    assert.deepEqual(
      previewAssets(assets, listed).map(({ kind, id, fields }) => [kind, id, fields]),
      [
        ['changed', 'a', ['name']],
        ['new', null, []],
        ['changed', 'b', ['name', 'serial']],
      ],
    );
  });
});

describe('know: what we export comes back as it was', () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .map((value) => value.replace(/[\s'"=+@,;、；，\p{C}-]/gu, 'あ'))
    .filter((value) => value.trim() !== '');
  const level = fc.constantFrom(1 as const, 2 as const, 3 as const);
  const asset = fc.record(
    {
      kind: fc.constantFrom(...assetKinds),
      name: text,
      users: text,
      personal: fc.uniqueArray(fc.constantFrom(...personalKinds)),
      confidentiality: level,
      addresses: fc.uniqueArray(fc.ipV4(), { minLength: 1, maxLength: 3 }),
      secondFactor: fc.boolean(),
      endsOn: fc
        .date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
    },
    { requiredKeys: ['kind', 'name'] },
  );
  it('as XLSX and as CSV, in every language', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(asset, { selector: identityOf, maxLength: 6, minLength: 1 }),
        fc.constantFrom(...languages),
        (assets, language) => {
          for (const bytes of [assetWorkbook(assets, language), assetCsv(assets, language)]) {
            const back = readAssets(bytes);
            assert.deepEqual(back.faults, []);
            assert.deepEqual(
              back.assets.map((one) => one.asset),
              assets
                .map((one) => AssetRow.parse({ ...JSON.parse(JSON.stringify(one)), ...raw(one) }))
                .map((one, index) => ({ ...one, kind: assets[index]?.kind })),
            );
          }
        },
      ),
      { numRuns: 30 },
    );
  });
  /** The same asset as the schema would have read it from cells, so that two readings are compared. */
  function raw(one: {
    kind: string;
    personal?: readonly string[];
    confidentiality?: number;
    addresses?: readonly string[];
    secondFactor?: boolean;
  }) {
    const personal: Record<string, string> = {
      ordinary: '個人情報',
      sensitive: '要配慮個人情報',
      number: '個人番号',
      card: 'カード情報',
    };
    return {
      kind: undefined,
      ...(one.personal ? { personal: one.personal.map((kind) => personal[kind]).join('、') || 'なし' } : {}),
      ...(one.confidentiality ? { confidentiality: String(one.confidentiality) } : {}),
      ...(one.addresses ? { addresses: one.addresses.join(',') } : {}),
      ...(one.secondFactor === undefined ? {} : { secondFactor: one.secondFactor ? 'はい' : 'いいえ' }),
    };
  }
  it('and the empty sheet has titles to begin with', () => {
    const sheet = readSheet(assetWorkbook([], 'ja')).sheets[0];
    assert.deepEqual([sheet?.rows.length, sheet?.rows[0]?.cells[1]], [1, '名称']);
  });
  it('a small file with millions of cells is refused before it costs anything', () => {
    const book = assetWorkbook([], 'ja');
    const entries = listZip(book, { maxEntries: 99, maxUnpackedBytes: 1e8 });
    const parts = new Map(entries.map((entry) => [entry.name, unpack(book, entry)]));
    const name = [...parts.keys()].find((part) => /worksheets\/[^/]+\.xml$/.test(part)) ?? '';
    for (const row of [
      `<row r="1">${'<c t="inlineStr"><is><t>x</t></is></c>'.repeat(600_000)}</row>`,
      '<row/>'.repeat(3_100_000),
    ]) {
      parts.set(
        name,
        Buffer.from(
          `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${row}</sheetData></worksheet>`,
        ),
      );
      const began = performance.now();
      assert.throws(() => readAssets(packZip(parts), { name: 'a.xlsx' }), { code: 'sheet.too-many-cells' });
      assert.ok(performance.now() - began < 1500, 'slow');
    }
  });
  it('5,000 rows are read and previewed in less than three seconds', () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({
      kind: 'device' as const,
      name: `PC-${index}`,
      users: '営業部',
      serial: `S${index}`,
      addresses: [`192.0.${index >> 8}.${index & 255}`],
      confidentiality: 2 as const,
      endsOn: '2027-03-31',
      note: '備考'.repeat(10),
    }));
    const bytes = assetWorkbook(many, 'ja');
    const started = performance.now();
    const { assets, faults } = readAssets(bytes);
    const changes = previewAssets(
      assets,
      many.map((one, index) => ({ id: String(index), asset: { ...one, users: index % 2 ? '営業部' : '総務' } })),
    );
    const spent = performance.now() - started;
    assert.deepEqual(
      [assets.length, faults.length, changes.filter(({ kind }) => kind === 'changed').length],
      [5000, 0, 2500],
    );
    assert.ok(spent < 3000, `${Math.round(spent)} ms`);
  });
});

describe('know: what nmap found becomes a list to begin with', () => {
  const report = (hosts: string, end = '</nmaprun>') =>
    csv(`<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner="nmap">${hosts}${end}`);
  const host =
    '<host><status state="up"/><address addr="192.0.2.5" addrtype="ipv4"/><address addr="00:00:5E:00:53:01" addrtype="mac" vendor="Example"/><hostnames><hostname name="nas.example.jp"/></hostnames><ports><port protocol="tcp" portid="445"><state state="open"/><service name="microsoft-ds" product="Samba smbd" version="4.6"/></port><port protocol="tcp" portid="23"><state state="closed"/><service name="telnet"/></port></ports><os><osmatch name="Linux 3.X" accuracy="85"/><osmatch name="Linux 4.X" accuracy="97"/></os></host>';
  it('a host with its name, maker, system and open services', () => {
    assert.deepEqual(readAssets(report(host)).assets, [
      {
        line: 1,
        asset: {
          kind: 'device',
          name: 'nas.example.jp',
          vendor: 'Example',
          product: 'Linux 4.X',
          serial: '00:00:5E:00:53:01',
          addresses: ['192.0.2.5'],
          note: '445/tcp microsoft-ds Samba smbd 4.6',
        },
      },
    ]);
  });
  it('a host that was down is left out, one without a name is known by its address', () => {
    const down = host.replace('state="up"', 'state="down"');
    const nameless = '<host><status state="up"/><address addr="192.0.2.9" addrtype="ipv4"/></host>';
    assert.deepEqual(
      readAssets(report(down + nameless)).assets.map(({ asset }) => asset.name),
      ['192.0.2.9'],
    );
  });
  it('a report that was cut off is refused', () => {
    assert.throws(
      () => readAssets(report(host, '')),
      (error) => error instanceof Refusal && error.code === 'sheet.broken',
    );
  });
  it('entities are not expanded', () => {
    const bomb = csv(
      '<?xml version="1.0"?><!DOCTYPE nmaprun [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><nmaprun><host><status state="up"/><address addr="192.0.2.1" addrtype="ipv4"/><hostnames><hostname name="&b;"/></hostnames></host></nmaprun>',
    );
    assert.doesNotMatch(readAssets(bomb).assets[0]?.asset.name ?? '', /aaa/u);
  });
});

describe('know: the importance of an asset', () => {
  it('is the highest of its three ratings, and unknown without any', () => {
    assert.equal(importanceOf({ confidentiality: 1, integrity: 3, availability: 2 }), 3);
    assert.equal(importanceOf({ confidentiality: 1 }), 1);
    assert.equal(importanceOf({}), null);
  });
});
