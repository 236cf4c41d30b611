import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { receiveReport } from '#observe';
import { routes } from '#platform/web';
import { refreshBoard, tellDue } from '#tell';
import { PASSWORD, secretOn, totp } from '../../src/platform/sign-in/test/people.ts';
import { untilQuiet } from '../lib/house.ts';
import { servedHouse } from '../lib/served.ts';
import {
  type Eyes,
  eyes,
  faultsOn,
  lookAround,
  openBrowser,
  overflow,
  photograph,
  type Screen,
  skip,
} from './looking.ts';

const LONG = '国立研究開発法人見本技術総合研究所例示計測標準センター附属情報基盤共同利用推進機構';
const table = `管理番号,組織名,区分,業種,都道府県,IPアドレス範囲,ドメイン,メール
m1,株式会社みほん製作所,会員,製造業,東京都,203.0.113.0/25,mihon.example,sec@mihon.example
m2,${LONG},会員,研究,茨城県,203.0.113.128/25,kenkyu.example,soc@kenkyu.example
m3,例示商店,会員,小売業,京都府,198.51.100.0/24,reiji.example,info@reiji.example
m4,,会員,小売業,京都府,,,nameless@reiji.example
m5,壊れた住所商会,会員,小売業,大阪府,203.0.113.999/24,bad_domain..example,not-a-mail
`;

const served = skip ? undefined : await servedHouse();

describe('browser: the people of the hub go their ways', { skip }, () => {
  const house = served as NonNullable<typeof served>;
  let browser: Browser;
  let operator: Eyes;
  let member: Eyes;
  let notice = '';
  const complaints: string[] = [];
  before(async () => {
    browser = await openBrowser();
    operator = await eyes(browser, 'desktop');
    member = await eyes(browser, 'phone');
  });
  after(async () => {
    await browser?.close();
    // Refused pages are looked at on purpose; everything else a browser complains about is a fault.
    const unexpected = [...operator.complaints, ...member.complaints, ...complaints].filter(
      (line) => !/status of 40[34]/.test(line),
    );
    assert.deepEqual(unexpected, [], 'the browser complained');
  });

  // What was on the screens when something failed says more than a time-out.
  afterEach(async (t) => {
    if ((t as { passed?: boolean }).passed !== false) return;
    await photograph(operator.page, 'failed-operator');
    await photograph(member.page, 'failed-member');
  });

  it('operator: the first link makes the account, an authenticator app is the second step', async () => {
    const { page } = operator;
    await page.goto((await house.signIn.firstOperatorLink()) ?? '');
    await photograph(page, 'welcome-ja-desktop');
    await page.getByLabel('お名前').fill('運用 花子');
    await page.getByLabel('メールアドレス').fill('op@hub.example');
    await page.locator('input[name=password]').fill(PASSWORD);
    await submit(page);
    await page.waitForURL('**/account/second-factor**');
    await photograph(page, 'second-factor-ja-desktop');
    await page.goto(`${house.url}/account/authenticator`);
    const secret = secretOn(await page.content());
    await page.locator('input[name=code]').fill(totp(secret));
    await submit(page);
    await photograph(page, 'recovery-codes-ja-desktop');
    await page
      .getByText(/[a-z2-9]{5}-[a-z2-9]{5}/)
      .first()
      .waitFor();
    await page.goto(house.url);
    await page.waitForURL('**/board');
  });

  it('operator: imports organisations from a table with faults, after seeing them', async () => {
    const { page } = operator;
    await page.goto(`${house.url}/organisations`);
    await page.getByRole('link', { name: 'ファイルから取り込む' }).first().click();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '会員名簿.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
    await submit(page);
    await page.waitForURL('**/organisations/import/*');
    const text = (await page.locator('main').textContent()) ?? '';
    for (const shown of ['203.0.113.999/24', 'bad_domain..example', 'not-a-mail'])
      assert.ok(text.includes(shown), `${shown} is shown as a fault`);
    await look(page, 'import-preview', 'desktop');
    await page.getByRole('button', { name: 'この内容で取り込む' }).click();
    await page.waitForURL('**added=*');
    const [count] = await house.sql<{ count: number }>('SELECT count(*)::int AS count FROM know.organisation');
    assert.ok((count?.count ?? 0) >= 3, 'three organisations at least');
    await page.goto(`${house.url}/organisations`);
    await page.getByText(LONG).waitFor();
  });

  it('a report comes in, its members are told by mail', async () => {
    await house.sql(
      "INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver') ON CONFLICT DO NOTHING",
    );
    for (const [type, port, tag] of [
      ['scan_telnet', 23, 'telnet'],
      ['scan_rdp', 3389, 'rdp'],
    ] as const) {
      const rows = [
        '203.0.113.24',
        '203.0.113.200',
        ...(port === 23 ? ['203.0.113.201', '198.51.100.7', '198.51.100.8'] : []),
      ].map((ip) => `"2026-11-19 03:10:11","${ip}","tcp",${port},"","${tag}",64500,"JP"`);
      await receiveReport(house.house, {
        feed: 'shadowserver',
        name: `2026-11-19-${type}-hub.csv`,
        origin: 'file',
        body: Readable.from([
          Buffer.from(['"timestamp","ip","protocol","port","hostname","tag","asn","geo"', ...rows, ''].join('\n')),
        ]),
      });
    }
    await untilQuiet(house);
    house.clock.set('2026-11-21T00:00:01Z');
    await tellDue.handle(house.house, {});
    await untilQuiet(house);
    await refreshBoard.handle(house.house, {});
    const mail = (await house.mails()).find((one) => one.to.includes('sec@mihon.example'));
    notice = /https?:\/\/\S+\/n\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
    assert.match(notice, /\/n\/[0-9a-f-]{36}\//);
  });

  it('member: opens the notice from the mail on a phone, reads, answers, takes it back', async () => {
    const { page } = member;
    await page.goto(notice);
    assert.ok((await page.locator('.steps > li').count()) >= 1, 'steps to do');
    assert.ok((await page.locator('.steps').first().locator('> li').count()) <= 5, 'at most five');
    await look(page, 'notice', 'phone');
    await page.getByRole('button', { name: '直しました' }).click();
    await page.waitForURL('**done=fixed');
    await look(page, 'notice-answered', 'phone');
    const states = async () =>
      (
        await house.sql<{ state: string }>(
          'SELECT DISTINCT f.state FROM tell.finding f JOIN tell.notice_finding nf ON nf.finding_id = f.id WHERE nf.notice_id = $1',
          [notice.split('/')[4]],
        )
      ).map((row) => row.state);
    assert.deepEqual(await states(), ['claimed-fixed']);
    await page.getByRole('button', { name: '返事を取り消す' }).click();
    await page.waitForURL('**done=undo');
    assert.deepEqual(await states(), ['notified']);
  });

  it('member: answers with the keyboard alone', async () => {
    const { page } = member;
    await page.goto(notice);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.className'), 'skip', 'the way past the head comes first');
    await page.keyboard.press('Enter');
    const reach = async (text: string) => {
      for (let step = 0; step < 40; step++) {
        await page.keyboard.press('Tab');
        assert.notEqual(
          await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'),
          'none',
          'the focus is always visible',
        );
        if (await page.evaluate(`document.activeElement.textContent.trim() === ${JSON.stringify(text)}`)) return;
      }
      assert.fail(`the keyboard never reaches “${text}”`);
    };
    await reach('直しました');
    await page.keyboard.press('Enter');
    await page.waitForURL('**done=fixed');
    await reach('返事を取り消す');
    await page.keyboard.press('Enter');
    await page.waitForURL('**done=undo');
  });

  it('member: joins, registers the organisation, adds a domain and sees what to put into the DNS', async () => {
    const { page } = member;
    await page.goto(`${house.url}/join`);
    await look(page, 'join', 'phone');
    await page.getByLabel('お名前').fill('見本 一郎');
    await page.getByLabel('メールアドレス').fill('ichiro@newcomer.example');
    await page.locator('input[name=password]').fill(PASSWORD);
    await submit(page);
    await page.waitForLoadState();
    const mail = (await house.mails()).find((one) => one.to.includes('ichiro@newcomer.example'));
    const link = /https?:\/\/\S+\/(?:welcome|join)\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
    await page.goto(link);
    await page.locator('input[name=password]').fill(PASSWORD); // whoever reads the mailbox must also be who chose it
    await submit(page);
    await page.waitForURL('**/account/second-factor**');
    await page.goto(`${house.url}/organisation/register`);
    await page.getByLabel('組織名').fill('有限会社しんじん');
    await submit(page);
    await page.waitForURL('**/organisations/*');
    await page.locator('input[name=value]').fill('newcomer.example');
    await page.locator('form[action$="/registrations"] button').click();
    await page.getByText('newcomer.example').first().waitFor();
    await page.locator('a[href$="/prove"]').click();
    await page.waitForURL('**/prove');
    assert.match((await page.locator('main').textContent()) ?? '', /kyojo[-\w]*=[0-9a-f]{32}/);
    await look(page, 'prove', 'phone');
  });

  it('every page is without fault for axe-core in ja, easy and en, fits its screen, and is photographed', {
    timeout: 1_200_000,
  }, async () => {
    const [finding] = await house.sql<{ id: string; organisation: string }>(
      "SELECT id, organisation_id AS organisation FROM tell.finding WHERE asset = '203.0.113.200' LIMIT 1",
    );
    assert.ok(finding);
    // A member with findings beside the newcomer without any.
    const told = await eyes(browser, 'phone');
    const link = await house.signIn.invite({
      email: 'soc@kenkyu.example',
      isOperator: false,
      organisation: { id: finding.organisation, role: 'owner' },
    });
    await told.page.goto(link);
    await told.page.getByLabel('お名前').fill('研究 次郎');
    await told.page.locator('input[name=password]').fill(PASSWORD);
    await submit(told.page);
    await told.page.waitForLoadState();

    // No script runs inside the widget, so axe-core cannot look at it: its own test does what can be done.
    const plain = routes().filter(
      (one) =>
        one.method === 'GET' &&
        !/[:.]|^\/(api|assets|kit|healthz|readyz|metrics|organisation$|settings$|sign-in\/with|widget$)/.test(one.path),
    );
    const at = (eyes: Eyes, permission: readonly string[], more: readonly string[], name: string) => ({
      eyes,
      name,
      paths: [...plain.filter((one) => permission.includes(one.permission)).map((one) => one.path), ...more],
    });
    const stranger = await eyes(browser, 'phone');
    const tours = [
      at(stranger, ['public'], [notice.replace(house.url, ''), '/nowhere', '/genuine?code=ABCD-EFGH'], 'stranger'),
      at(
        operator,
        ['operator', 'signed-in', 'member'],
        [`/findings/${finding.id}`, '/findings?state=unfixed&severity=5', `/organisations/${finding.organisation}`],
        'operator',
      ),
      at(
        told,
        ['signed-in', 'member'],
        [`/findings/${finding.id}`, `/organisations/${finding.organisation}`, `/settings/${finding.organisation}`],
        'member',
      ),
      at(member, ['signed-in', 'member'], [], 'newcomer'),
    ];
    let looked = 0;
    const faults: string[] = [];
    for (const {
      eyes: { page },
      name,
      paths,
    } of tours)
      for (const path of paths) {
        const part = path
          .replace(/\?.*|\/[\w-]{27}$/g, '')
          .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'one')
          .replaceAll('/', '-')
          .replace(/-$/, '');
        const seen = await lookAround(page, `${house.url}${path}`, `${name}${part}`);
        looked += seen.looked;
        faults.push(...seen.faults);
      }
    complaints.push(...told.complaints, ...stranger.complaints);
    console.log(
      `browser: ${looked} pages looked at, ${tours.reduce((sum, tour) => sum + tour.paths.length, 0)} addresses`,
    );
    assert.ok(looked > 120);
    assert.deepEqual(faults, []);
  });

  /** Presses the one main button of the form on a page. */
  const submit = (page: Page) =>
    page.locator('main form button.btn:visible:not(.small):not(.sub):not(.plain)').first().click();

  /** The page that is open now: no fault for axe-core, not wider than the screen, one picture. */
  async function look(page: Page, name: string, screen: Screen): Promise<void> {
    assert.deepEqual(await faultsOn(page), [], name);
    assert.ok((await overflow(page)) <= 0, `${name} is wider than the screen`);
    await photograph(page, `${name}-ja-${screen}`);
  }
});
