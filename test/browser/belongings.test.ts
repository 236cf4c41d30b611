import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { checkRow, takeOrganisations } from '#know';
import { receiveReport } from '#observe';
import { statement } from '#platform/postgres';
import { isZip } from '#platform/sheet';
import { PASSWORD } from '../../src/platform/sign-in/test/people.ts';
import { untilQuiet } from '../lib/house.ts';
import { servedHouse } from '../lib/served.ts';
import { type Eyes, eyes, faultsOn, lookAround, openBrowser, overflow, photograph, skip } from './looking.ts';

const served = skip ? undefined : await servedHouse();
const LONG = '国立研究開発法人見本技術総合研究所例示計測標準センター附属情報基盤共同利用推進機構の基幹ファイルサーバー';
const sheet = `種類,資産名,管理者,機密性,完全性,可用性,製品名,メーカー,IPアドレス\n機器,${LONG},情報システム係,3,3,3,TS-433,QNAP,192.168.1.20\n機器,受付のパソコン,総務係,2,2,2,Windows 11 Pro,,192.168.1.31\nクラウド,メール,総務係,3,2,3,,,\n機器,壊れた行,総務係,とても,2,2,,,\n`;

describe('browser: from the first tick to the printed top ten, on a phone', { skip }, () => {
  const house = served as NonNullable<typeof served>;
  let browser: Browser;
  let member: Eyes;
  let organisation = '';
  before(async () => {
    browser = await openBrowser();
    member = await eyes(browser, 'phone');
    await house.house.db.as({ kind: 'worker' }, async (q) => {
      await q.run(statement('feed', "INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver')"));
      const { organisation: row } = checkRow(
        2,
        {
          externalId: 'o1',
          name: '株式会社青葉金型',
          staffCount: '12',
          prefixes: '198.51.100.0/24',
          emails: 'sec@aoba.example',
        },
        () => true,
      );
      await takeOrganisations(house.house, q, [row], 'test');
    });
    organisation =
      (await house.sql<{ id: string }>("SELECT id FROM know.organisation WHERE external_id = 'o1'"))[0]?.id ?? '';
    const link = await house.signIn.invite({
      email: 'taro@aoba.example',
      isOperator: false,
      organisation: { id: organisation, role: 'owner' },
    });
    await member.page.goto(link);
    await member.page.getByLabel('お名前').fill('青葉 太郎');
    await member.page.locator('input[name=password]').fill(PASSWORD);
    await press(member.page);
    await member.page.waitForLoadState();
  });
  after(async () => {
    await browser?.close();
    assert.deepEqual(
      member.complaints.filter((line) => !/status of 40[34]/.test(line)),
      [],
      'the browser complained',
    );
  });
  afterEach(async (t) => {
    if ((t as { passed?: boolean }).passed === false) await photograph(member.page, 'failed-belongings');
  });
  const press = (page: Page) =>
    page.locator('main form button.btn:visible:not(.small):not(.sub):not(.plain)').first().click();

  it('begins the list with the keyboard alone', async () => {
    const { page } = member;
    await page.goto(`${house.url}/inventory/${organisation}/start`);
    const reach = async (is: string) => {
      for (let step = 0; step < 80; step++) {
        await page.keyboard.press('Tab');
        assert.notEqual(
          await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'),
          'none',
          'the focus is always visible',
        );
        if (await page.evaluate(is)) return;
      }
      assert.fail(`the keyboard never reaches ${is}`);
    };
    await reach(`document.activeElement.textContent.trim() === 'ネットワークの入口とメール'`);
    await page.keyboard.press('Enter');
    await page.waitForURL('**area=entrance');
    await reach(`document.activeElement.name === 'have'`);
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await reach(`document.activeElement.textContent.trim() === '一覧に加える'`);
    await page.keyboard.press('Enter');
    await page.waitForURL('**done=started**');
    await page.getByRole('link', { name: 'VPN装置' }).waitFor();
  });

  it('takes a sheet after seeing what is new and what cannot be read', async () => {
    const { page } = member;
    await page.goto(`${house.url}/inventory/${organisation}`);
    await page.getByRole('link', { name: 'ファイルから取り込む' }).click();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '資産台帳.csv', mimeType: 'text/csv', buffer: Buffer.from(sheet) });
    await press(page);
    await page.waitForURL('**/import/*');
    await page.getByText('とても').first().waitFor();
    await look('import-of-assets');
    await page.getByRole('button', { name: 'この内容で取り込む' }).click();
    await page.waitForURL('**added=3**');
  });

  it('answers what the loop saw', async () => {
    const lines = ['198.51.100.7', '198.51.100.8'].map(
      (ip) => `"2026-11-19 03:10:11","${ip}","tcp",3389,"","rdp",64500,"JP"`,
    );
    await receiveReport(house.house, {
      feed: 'shadowserver',
      name: '2026-11-19-scan_rdp-hub.csv',
      origin: 'file',
      body: Readable.from([
        Buffer.from(['"timestamp","ip","protocol","port","hostname","tag","asn","geo"', ...lines, ''].join('\n')),
      ]),
    });
    await untilQuiet(house);
    const { page } = member;
    await page.goto(`${house.url}/inventory/${organisation}`);
    await page.getByRole('link', { name: '見て答える' }).click();
    await look('assets-seen');
    await page.getByRole('button', { name: /はい、うちのもの 198\.51\.100\.7/ }).click();
    await page.waitForURL('**done=added');
    await page.goto(`${house.url}/inventory/${organisation}/seen`);
    await page.getByLabel('だれのものか分かれば').fill('隣の会社');
    await page.getByRole('button', { name: /^いいえ/ }).click();
    await page.waitForURL('**done=no');
  });

  it('gets its papers', async () => {
    const { page } = member;
    await page.goto(`${house.url}/papers/${organisation}`);
    await page.getByRole('link', { name: '規程に入れる名前や数を書く' }).click();
    await page.getByLabel('代表者の役職と氏名').fill('代表取締役 青葉花子');
    await press(page);
    await page.waitForURL('**saved=1');
    await page.getByLabel('承認者').fill('代表取締役 青葉花子');
    await page.getByRole('button', { name: '選んだものをつくる' }).click();
    await page.waitForURL('**made=*');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'WordとPDFのZIP' }).click(),
    ]);
    assert.ok(isZip(readFileSync(await file.path())));
  });

  it('thinks its risks through, to one page for the person in charge', async () => {
    const { page } = member;
    await page.goto(`${house.url}/risks/${organisation}`);
    await page.getByRole('button', { name: '重要な資産の案をつくる' }).click();
    await page.waitForURL('**proposed=*');
    await page.locator('main table a[href*="/of/"]').first().click();
    await page.getByLabel('低減する').check();
    await page.getByLabel('担当者').fill('総務 花子');
    await page.getByRole('button', { name: '保存する' }).click();
    await page.waitForURL('**saved=1');
    await page.goto(`${house.url}/risks/${organisation}/top`);
    await page.emulateMedia({ media: 'print' });
    const sheet = await page.pdf({ format: 'A4' });
    await page.emulateMedia({ media: 'screen' });
    const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
    assert.equal(
      (await getDocument({ data: new Uint8Array(sheet), verbosity: 0 }).promise).numPages,
      1,
      'the top ten fit on one sheet',
    );
  });

  it('every page is without fault for axe-core in ja, easy and en, and fits its screen', async () => {
    const { page } = member;
    await house.sql(
      "INSERT INTO know.task (organisation_id, kind, subject, facts, href, due_on) VALUES ($1, 'risk-review', 'organisation:x', '{\"count\": 3}', $2, '2026-11-01')",
      [organisation, `/risks/${organisation}?review=due`],
    );
    const [asset] = await house.sql<{ id: string }>("SELECT id FROM know.asset WHERE name LIKE '国立%'");
    const [cloud] = await house.sql<{ id: string }>("SELECT id FROM know.asset WHERE kind = 'cloud'");
    const [risk] = await house.sql<{ id: string }>("SELECT id FROM know.risk WHERE treatment = 'reduce'");
    const inventory = `/inventory/${organisation}`;
    const paths: readonly (readonly [path: string, name: string])[] = [
      [inventory, 'assets'],
      [`${inventory}?lack=product`, 'assets-filtered'],
      [`${inventory}/start`, 'assets-start'],
      [`${inventory}/start?area=money`, 'assets-tick'],
      [`${inventory}/new?kind=cloud`, 'assets-new-cloud'],
      [`${inventory}/of/${asset?.id}`, 'asset'],
      [`${inventory}/of/${cloud?.id}/edit`, 'asset-edit'],
      [`${inventory}/import`, 'assets-import'],
      [`${inventory}/seen`, 'assets-noted'],
      [`/papers/${organisation}`, 'papers'],
      [`/papers/${organisation}/answers`, 'papers-answers'],
      [`/papers/${organisation}/of/rule-access`, 'paper'],
      [`/papers/${organisation}/of/rule-access/wording?sentence=3`, 'paper-wording'],
      [`/risks/${organisation}`, 'risks'],
      [`/risks/${organisation}?nature=opportunity`, 'risks-opportunities'],
      [`/risks/${organisation}/asset/${asset?.id}`, 'risks-of-asset'],
      [`/risks/${organisation}/of/${risk?.id}`, 'risk'],
      [`/risks/${organisation}/top`, 'risks-top'],
      [`/tasks/${organisation}`, 'tasks'],
    ];
    const faults: string[] = [];
    let looked = 0;
    for (const [path, name] of paths) {
      const seen = await lookAround(page, `${house.url}${path}`, `belongings-${name}`);
      assert.equal(seen.looked, 5, name);
      looked += seen.looked;
      faults.push(...seen.faults);
    }
    console.log(`browser: ${looked} pages of assets, papers, risks and tasks looked at`);
    assert.deepEqual(faults, []);
  });

  async function look(name: string): Promise<void> {
    assert.deepEqual(await faultsOn(member.page), [], name);
    assert.ok((await overflow(member.page)) <= 0, `${name} is wider than the screen`);
    await photograph(member.page, `belongings-${name}-ja-phone`);
  }
});
