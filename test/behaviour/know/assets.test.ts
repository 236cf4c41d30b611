import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { before, describe, it } from 'node:test';
import { checkRow, listedProducts, takeOrganisations } from '#know';
import { receiveReport } from '#observe';
import { statement } from '#platform/postgres';
import { packZip, readSheet, writeXlsx } from '#platform/sheet';
import { untilQuiet } from '../../lib/house.ts';
import { type Answer, arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const worker = { kind: 'worker' } as const;

describe('know: a list of assets that starts small and is watched', () => {
  let member: Visitor;
  let home = '';
  let organisation = '';
  before(async () => {
    await served.house.db.as(worker, async (q) => {
      await q.run(statement('feed', "INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver')"));
      const { organisation: row } = checkRow(
        2,
        {
          externalId: 'o1',
          name: '青葉金型',
          prefixes: '198.51.100.0/24',
          domains: 'aoba.example',
          emails: 'sec@aoba.example',
        },
        () => true,
      );
      await takeOrganisations(served.house, q, [row], 'test');
    });
    organisation =
      (await served.sql<{ id: string }>("SELECT id FROM know.organisation WHERE external_id = 'o1'"))[0]?.id ?? '';
    member = await arrive(served, { email: 'taro@aoba.example', name: '青葉 太郎', organisation });
    home = `/inventory/${organisation}`;
  });

  const upload = (name: string, bytes: Uint8Array | string, kind = ''): Promise<Answer> => {
    const body = new FormData();
    body.set('file', new File([bytes as Uint8Array<ArrayBuffer>], name));
    if (kind) body.set('kind', kind);
    return member.send(`${home}/import`, { method: 'POST', body, headers: { origin: served.url } });
  };
  const assets = () =>
    served.sql<{ name: string; kind: string; keeper: string | null; importance: number }>(
      'SELECT name, kind, keeper, importance FROM know.asset ORDER BY name',
    );
  const factKinds = async () =>
    (
      await served.sql<{ kind: string; count: number }>(
        "SELECT kind, count(*)::int AS count FROM platform.fact WHERE organisation_id = $1 AND kind LIKE 'asset%' GROUP BY 1 ORDER BY 1",
        [organisation],
      )
    ).map(({ kind, count }) => `${kind} ${count}`);

  const report = async (tag: string, port: number, ips: readonly string[]) => {
    const lines = ips.map((ip) => `"2026-11-19 03:10:11","${ip}","tcp",${port},"","${tag}",64500,"JP"`);
    await receiveReport(served.house, {
      feed: 'shadowserver',
      name: `2026-11-19-scan_${tag}-hub.csv`,
      origin: 'file',
      body: Readable.from([
        Buffer.from(['"timestamp","ip","protocol","port","hostname","tag","asn","geo"', ...lines, ''].join('\n')),
      ]),
    });
    await untilQuiet(served);
  };

  it('begins with one important area and a few ticks', async () => {
    const empty = await member.get('/inventory');
    assert.equal(empty.location, home);
    assert.match((await member.get(home)).text, /大事な仕事から始める/);
    assert.match((await member.get(`${home}/start`)).text, /お客様の情報/);
    assert.match((await member.get(`${home}/start?area=customers`)).text, /顧客名簿/);
    const none = await member.post(`${home}/start`, { area: 'customers' });
    assert.equal(none.status, 200);
    assert.match(none.text, /一つ以上に印を付けて/);
    const taken = await member.post(`${home}/start`, { area: 'customers', have: ['0', '2'] });
    assert.equal(taken.status, 303, taken.text);
    assert.deepEqual(await assets(), [
      { name: '顧客名簿', kind: 'information', keeper: null, importance: 3 },
      { name: '顧客管理サービス', kind: 'cloud', keeper: null, importance: 3 },
    ]);
    await member.post(`${home}/start`, { area: 'customers', have: ['0'] });
    assert.equal((await assets()).length, 2, 'ticked twice, listed once');
    assert.deepEqual(await factKinds(), ['asset.added 2']);
  });

  it('a device with a public address becomes an asset, a product to match and a claim', async () => {
    const made = await member.post(`${home}/new`, {
      kind: 'device',
      name: '本社VPN',
      vendor: 'Fortinet',
      product: 'FortiGate 60F',
      version: '7.2.5',
      addresses: '8.8.8.8 192.168.1.1 198.51.100.9',
      domains: 'vpn.aoba.example',
      confidentiality: '3',
      integrity: '3',
      availability: '2',
      personal: 'none',
    });
    assert.equal(made.status, 303, made.text);
    const shown = await member.get(made.location);
    assert.match(shown.text, /cpe:2\.3:h:fortinet:fortigate_60f:7\.2\.5/);
    assert.match(shown.text, /確認待ち/);
    assert.match(shown.text, /見張っています/);
    assert.match(shown.text, /社内のもの/);
    const claims = await served.sql(
      "SELECT kind, value, state FROM know.registration WHERE organisation_id = $1 AND state = 'claimed'",
      [organisation],
    );
    assert.deepEqual(claims, [{ kind: 'prefix', value: '8.8.8.8/32', state: 'claimed' }]);
  });

  it('who lists a product can be found by its name for matching', async () => {
    const found = await served.house.db.as(worker, (q) => listedProducts(q, 'cpe:2.3:h:fortinet:'));
    assert.deepEqual(
      found.map(({ organisationId, cpe }) => [organisationId, cpe]),
      [[organisation, 'cpe:2.3:h:fortinet:fortigate_60f:7.2.5:*:*:*:*:*:*:*']],
    );
    assert.deepEqual(await served.house.db.as(worker, (q) => listedProducts(q, 'cpe:2.3:h:fortine_:')), []);
  });

  it('a wrong field is named, what was typed stays', async () => {
    const wrong = await member.post(`${home}/new`, {
      kind: 'contract',
      name: '保守契約',
      endsOn: '2026-13-40',
      provider: '甲社',
    });
    assert.equal(wrong.status, 200);
    assert.match(wrong.text, /2026-04-01/);
    assert.match(wrong.text, /value="甲社"/);
    assert.match((await member.post(`${home}/new`, { kind: 'contract', name: ' ' })).text, /名称：入力してください/);
    assert.match(
      (await member.post(`${home}/new`, { kind: 'information', name: '顧客名簿' })).text,
      /すでに一覧にあります/,
    );
  });

  it('is edited, and its history says which columns changed', async () => {
    const [cloud] = await served.sql<{ id: string }>("SELECT id FROM know.asset WHERE kind = 'cloud'");
    const form = {
      kind: 'cloud',
      name: '顧客管理サービス',
      keeper: '総務 花子',
      secondFactor: 'yes',
      assessed: 'no',
      'duty-data': 'us',
      'duty-updates': 'them',
      remark: '平日のみ',
      confidentiality: '3',
      integrity: '2',
      availability: '2',
      area: 'customers',
    };
    assert.equal((await member.post(`${home}/of/${cloud?.id}/edit`, form)).status, 303);
    const page = (await member.get(`${home}/of/${cloud?.id}?lang=en`)).text;
    assert.match(page, /Updates<\/dt><dd>Provider/);
    assert.match(page, /Keeper、Second factor|Keeper/);
    assert.match((await member.get(`${home}/of/${cloud?.id}/edit?lang=ja`)).text, /<option value="us" selected/);
    assert.equal(
      (await member.post(`${home}/of/${cloud?.id}/edit`, { ...form, name: '顧客管理サービス' })).status,
      303,
    );
    assert.deepEqual(await factKinds(), ['asset.added 3', 'asset.changed 1'], 'saving the same again is no change');
  });

  it('a sheet is shown before it is taken: new, changed, refused by cell and reason', async () => {
    const table =
      '種類,資産名,管理部署,機密性,製品名,多要素認証,謎の列\n情報,顧客名簿,営業部,高,,,x\n機器,NAS-1,情シス,3,TS-433,,\n機器,NAS-2,情シス,とても,TS-433,,\nクラウド,勤怠クラウド,総務,2,,たぶん,\n機器,NAS-1,情シス,3,,,\n';
    const read = await upload('台帳.csv', new Uint8Array(Buffer.from(`\ufeff${table}`)));
    assert.equal(read.status, 303, read.text);
    const before = await assets();
    const preview = (await member.get(read.location)).text;
    assert.match(preview, /新しいもの1件、変わるもの1件/);
    for (const shown of ['D4', 'とても', '3（高）・2（中）・1（低）', 'F5', 'たぶん', '同じものが上の行に', '謎の列'])
      assert.ok(preview.includes(shown), shown);
    assert.deepEqual(await assets(), before, 'looking changes nothing');
    const taken = await member.post(`${read.location}/take`);
    assert.match(taken.location, /added=1&updated=1/);
    assert.match((await member.get(taken.location)).text, /1件を加え、1件を変えました/);
    assert.deepEqual(
      (await assets()).find(({ name }) => name === '顧客名簿'),
      { name: '顧客名簿', kind: 'information', keeper: '営業部', importance: 3 },
    );
    assert.equal((await member.post(`${read.location}/take`)).status, 409, 'an import is taken once');
  });

  it('reads Shift_JIS, UTF-8 with and without a mark, and XLSX alike', async () => {
    const sjis = Uint8Array.from([
      ...Buffer.from('name,'),
      0x8a,
      0xc7,
      0x97,
      0x9d,
      0x8e,
      0xd2,
      0x0a,
      ...Buffer.from('PC-SJIS,'),
      0x91,
      0x8d,
      0x96,
      0xb1,
      0x0a,
    ]);
    for (const [name, bytes] of [
      ['sjis.csv', sjis],
      ['utf8.csv', Buffer.from('名称,管理者\nPC-SJIS,総務\n')],
      ['mark.csv', Buffer.from('\ufeff名称,管理者\nPC-SJIS,総務\n')],
      [
        'book.xlsx',
        writeXlsx([{ name: 'x', columns: [{ title: '名称' }, { title: '管理者' }], rows: [['PC-SJIS', '総務']] }]),
      ],
    ] as const) {
      const read = await upload(name, bytes as Uint8Array, 'device');
      assert.equal(read.status, 303, `${name}: ${read.text.slice(0, 2000)}`);
      assert.match((await member.get(read.location)).text, /PC-SJIS/, name);
      const [row] = await served.sql<{ rows: { asset: { keeper: string } }[] }>(
        "SELECT rows FROM know.asset_import WHERE state = 'preview' ORDER BY created_at DESC, id DESC LIMIT 1",
      );
      assert.equal(row?.rows[0]?.asset.keeper, '総務', name);
      assert.equal((await member.post(`${read.location}/drop`)).status, 303);
    }
    assert.equal(
      (await assets()).some(({ name }) => name === 'PC-SJIS'),
      false,
    );
  });

  it('refuses a bomb, macros, an unfinished report and what is no table, with a sentence', async () => {
    const bomb = packZip(
      new Map([
        ['xl/workbook.xml', new Uint8Array(210 * 1024 * 1024)],
        ['[Content_Types].xml', Buffer.from('x')],
      ]),
    );
    const book = writeXlsx([{ name: 'x', columns: [{ title: '名称' }], rows: [['a']] }]);
    const macros = packZip(
      new Map([
        [
          '[Content_Types].xml',
          Buffer.from(
            '<Types><Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
          ),
        ],
        ['xl/vbaProject.bin', Buffer.from('x')],
        ['xl/workbook.xml', Buffer.from('<workbook/>')],
      ]),
    );
    for (const [name, bytes, says] of [
      ['bomb.xlsx', bomb, /異常に大きくなる/],
      ['m.xlsm', macros, /マクロ/],
      [
        'cut.xml',
        Buffer.from('<?xml version="1.0"?><!DOCTYPE nmaprun><nmaprun><host><status state="up"/>'),
        /こわれている/,
      ],
      ['p.pdf', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj'), /表のファイルではない|読み取れません|表が見つかりません/],
    ] as const) {
      const answer = await upload(name, bytes);
      assert.equal(answer.status, 200, name);
      assert.match(answer.text, says, name);
    }
    assert.match((await upload('x.csv', '')).text, /ファイルを選んで/);
    assert.ok(book.length > 0);
  });

  it('reads what nmap found', async () => {
    const xml = `<?xml version="1.0"?><!DOCTYPE nmaprun><nmaprun><host><status state="up"/><address addr="192.168.0.20" addrtype="ipv4"/><address addr="AA:BB:CC:00:11:22" addrtype="mac" vendor="Buffalo"/><hostnames><hostname name="nas.local"/></hostnames><ports><port protocol="tcp" portid="445"><state state="open"/><service name="microsoft-ds"/></port></ports></host></nmaprun>`;
    const read = await upload('scan.xml', xml);
    assert.equal(read.status, 303, read.text);
    assert.match((await member.post(`${read.location}/take`)).location, /added=1/);
    assert.ok((await assets()).some(({ name, kind }) => name === 'nas.local' && kind === 'device'));
  });

  it('an export opens in a spreadsheet, runs nothing there, and reads back the same', async () => {
    await member.post(`${home}/new`, { kind: 'information', name: '=HYPERLINK("http://x.example")', note: '@SUM(1)' });
    const csv = await member.get(`${home}/export/csv`);
    assert.match(csv.headers.get('content-disposition') ?? '', /attachment; filename="assets-.*\.csv"/);
    assert.doesNotMatch(csv.text, /(^|,|")[=@]/m);
    const response = await fetch(`${served.url}${home}/export/xlsx`, {
      headers: { cookie: [...member.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const sheet = readSheet(bytes, { name: 'a.xlsx' });
    assert.equal(sheet.formulas, 0);
    const again = await upload('again.xlsx', bytes);
    assert.match((await member.get(again.location)).text, /取り込めるものがありません/);
  });

  it('what the loop saw on proven addresses is asked about: yes lists it, no is noted', async () => {
    await report('rdp', 3389, ['198.51.100.7', '198.51.100.8', '203.0.113.5']);
    assert.match((await member.get(home)).text, /2件あります。お宅のもの/);
    const asked = (await member.get(`${home}/seen`)).text;
    assert.match(asked, /198\.51\.100\.7に、外から操作できるパソコン/);
    assert.doesNotMatch(asked, /203\.0\.113/);
    const rows = await served.sql<{ id: string; place: string }>(
      'SELECT id, place FROM know.asset_suggestion ORDER BY place',
    );
    const yes = await member.post(`${home}/seen/${rows[0]?.id}/yes`);
    assert.match(yes.location, /\/of\//);
    assert.match((await member.get(yes.location)).text, /198\.51\.100\.7/);
    assert.equal((await member.post(`${home}/seen/${rows[0]?.id}/yes`)).status, 404, 'answered once');
    assert.equal((await member.post(`${home}/seen/${rows[1]?.id}/no`, { note: '貸している機器' })).status, 303);
    const noted = (await member.get(`${home}/seen`)).text;
    assert.match(noted, /今、お尋ねすることはありません/);
    assert.match(noted, /貸している機器/);
    assert.equal((await member.post(`${home}/seen/${rows[1]?.id}/undo`)).status, 303);
    assert.match((await member.get(`${home}/seen`)).text, /198\.51\.100\.8に/);
    await member.post(yes.location.replace('?done=added', '/drop'));
    await report('vnc', 5900, ['198.51.100.7']);
    assert.match(
      (await member.get(`${home}/seen`)).text,
      /198\.51\.100\.7に/,
      'taken off the list and seen again: asked again',
    );
    assert.deepEqual(
      (await factKinds()).filter((line) => line.startsWith('asset-')),
      [
        'asset-suggestion.declined 1',
        'asset-suggestion.made 2',
        'asset-suggestion.reopened 1',
        'asset-suggestion.taken 1',
      ],
    );
  });

  it('pages by key through thousands and filters by what is missing', async () => {
    const rows = Array.from({ length: 120 }, (_, at) => `機器,端末-${String(at).padStart(4, '0')},,1,,,`).join('\n');
    const read = await upload('many.csv', `種類,資産名,管理部署,機密性,製品名,多要素認証,備考\n${rows}\n`);
    await member.post(`${read.location}/take`);
    const seen = new Set<string>();
    let path: string | undefined = `${home}?kind=device&lack=keeper`;
    for (let pages = 0; path && pages < 9; pages++) {
      const { text } = await member.get(path);
      for (const [, name] of text.matchAll(/>(端末-\d{4})</g)) seen.add(name ?? '');
      path = /<a class="btn sub" href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    assert.equal(seen.size, 120);
    assert.match((await member.get(`${home}?text=端末-0077`)).text, /端末-0077/);
    assert.equal((await member.get(`${home}?after=nonsense`)).status, 400);
    const [one] = await served.sql<{ id: string }>("SELECT id FROM know.asset WHERE name = '端末-0001'");
    assert.equal((await member.post(`${home}/of/${one?.id}/drop`)).status, 303);
    assert.equal((await member.get(`${home}/of/${one?.id}`)).status, 404);
  });
});
