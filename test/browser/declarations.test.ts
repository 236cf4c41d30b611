import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { checkRow, takeOrganisations } from '#know';
import { countDeclarations } from '../../src/know/declaration-check/statistics.ts';
import { PASSWORD } from '../../src/platform/sign-in/test/people.ts';
import { servedHouse } from '../lib/served.ts';
import { type Eyes, eyes, faultsOn, openBrowser, overflow, photograph, screens, skip } from './looking.ts';

const LONG = '国立研究開発法人見本技術総合研究所例示計測標準センター附属情報基盤共同利用推進機構';
const served = skip ? undefined : await servedHouse();

describe('browser: a small firm declares, shows it, and answers for it', { skip }, () => {
  const house = served as NonNullable<typeof served>;
  let browser: Browser;
  let member: Eyes;
  let stranger: Eyes;
  let organisation = '';
  const home = (path: string) => `${house.url}/organisations/${organisation}/${path}`;
  before(async () => {
    browser = await openBrowser();
    member = await eyes(browser, 'phone');
    stranger = await eyes(browser, 'phone');
    await house.house.db.as({ kind: 'worker' }, (q) =>
      takeOrganisations(
        house.house,
        q,
        [
          checkRow(
            2,
            {
              externalId: 'shop',
              name: '有限会社みほん堂',
              corporateNumber: '7000012050002',
              prefecture: '京都府',
              emails: 'info@mihondo.example',
            },
            () => true,
          ).organisation,
        ],
        'test',
      ),
    );
    organisation =
      (await house.sql<{ id: string }>("SELECT id FROM know.organisation WHERE external_id = 'shop'"))[0]?.id ?? '';
    for (const questionnaire of ['five-rules', 'self-check-25'])
      await house.sql(
        "INSERT INTO know.assessment (organisation_id, questionnaire, version, series, profile, answers, score, parts, started_at, changed_at, finished_at) VALUES ($1, $2, 1, 1, '{}', '{}', 0.6, '{}', $3, $3, $3)",
        [organisation, questionnaire, house.clock()],
      );
    await house.sql(
      "INSERT INTO know.organisation (name, external_id) SELECT '会員' || n, 'x' || n FROM generate_series(1, 400) n; INSERT INTO know.declaration (organisation_id, number, scheme, level, stars, rules, made_at, level_since, valid_until, prefecture, trade, size_band) SELECT id, lpad(upper(to_hex(row_number() OVER ())), 10, '0'), 'stars', 'one-star', 1 + (random() < 0.3)::int, 1, '2026-10-01', '2026-10-01', '2028-10-01', (ARRAY['東京都','京都府','大阪府','鳥取県'])[1 + floor(random() * random() * 4)], 'retail', 6 FROM know.organisation WHERE external_id LIKE 'x%'",
    );
    await countDeclarations.handle(house.house, {});
    const { page } = member;
    await page.goto(
      await house.signIn.invite({
        email: 'a@mihondo.example',
        isOperator: false,
        organisation: { id: organisation, role: 'owner' },
      }),
    );
    await page.getByLabel('お名前').fill('見本 花');
    await page.locator('input[name=password]').fill(PASSWORD);
    await submit(page);
    await page.waitForLoadState();
  });
  after(async () => {
    await browser?.close();
    const unexpected = [...member.complaints, ...stranger.complaints].filter((line) => !/status of 4\d\d/.test(line));
    assert.deepEqual(unexpected, [], 'the browser complained');
  });

  it('on a phone: sees what is missing, promises, declares ★, then ★★', async () => {
    const { page } = member;
    await page.goto(`${house.url}/declaration`);
    await look(page, 'declaration-before');
    await page.getByRole('radio', { name: /一つ星/ }).check();
    await submitNamed(page, '宣言する');
    await page.getByText('しるしのないものがあります').first().waitFor();
    await look(page, 'declaration-errors');
    for (const box of await page.locator('#declare input[name=agreed]').all()) await box.check();
    await submitNamed(page, '宣言する');
    await page.waitForURL('**done=made');
    await look(page, 'declaration-made');
    for (const box of await page.locator('#declare input[name=agreed]').all()) await box.check();
    await page.locator('#declare input[name=policyOn]').fill('2026-11-01');
    await page.locator('#declare input[name=policyUrl]').fill('https://mihondo.example/security');
    await submitNamed(page, 'この段階に変える');
    await page.waitForURL('**done=changed');
    await look(page, 'declaration-two-stars');
    await page.getByRole('link', { name: 'ロゴマーク' }).click();
    await look(page, 'declaration-logo');
  });

  it('a stranger with the number finds it by keyboard alone, and with a slip is told so', async () => {
    const { page } = stranger;
    const [row] = await house.sql<{ number: string }>(
      'SELECT number FROM know.declaration WHERE organisation_id = $1 AND is_current',
      [organisation],
    );
    await page.goto(`${house.url}/verify`);
    await look(page, 'verify');
    await reach(page, 'document.activeElement.name === "number"');
    await page.keyboard.type(`${row?.number.slice(0, 5)}-${row?.number.slice(5)}`);
    await page.keyboard.press('Enter');
    await page.getByText('有効です').waitFor();
    await look(page, 'verify-valid');
    await page.goto(`${house.url}/verify?number=8000012050002`);
    await page.getByText('検査数字').first().waitFor();
    await look(page, 'verify-slip');
    await page.goto(`${house.url}/verify/batch`);
    await page.locator('textarea').fill('7000012050002\n8000012050002\n7000012050010');
    await page.getByRole('button', { name: '結果を見る' }).click();
    await page.getByText('直すところ').first().waitFor();
    await look(page, 'verify-batch');
    await page.goto(`${house.url}/declarations/statistics`);
    await look(page, 'declaration-statistics');
  });

  it('names who is responsible, asks its suppliers, keeps its record, demands a certificate, introduces itself', async () => {
    const { page } = member;
    await page.goto(`${house.url}/roles`);
    await look(page, 'roles-empty');
    await page.locator('select[name=role]').selectOption('incident-contact');
    await page.getByLabel('名前').fill('見本 花');
    await page.getByLabel('電話').fill('075-000-0000');
    await submitNamed(page, '登録する');
    await page.waitForURL('**done=saved');
    await look(page, 'roles');
    await page.goto(`${house.url}/suppliers`);
    await look(page, 'suppliers-empty');
    await page.goto(home('suppliers/ask'));
    await page.locator('textarea[name=lines]').fill(`${LONG},out@outside.example\n壊れ商店,8000012050002`);
    await submitNamed(page, '送る');
    await page.getByText('2行目').first().waitFor();
    await look(page, 'suppliers-ask');
    await page.locator('textarea[name=lines]').fill(`${LONG},out@outside.example\n町の印刷,7000012050010`);
    await page.locator('select[name=questionnaire]').selectOption('five-rules');
    await submitNamed(page, '送る');
    await page.waitForURL('**done=sent-2');
    await look(page, 'suppliers');
    await page.getByRole('link', { name: LONG }).click();
    await look(page, 'supplier');
    await page.goto(home('disposals'));
    await page.getByLabel('機器', { exact: false }).first().fill('経理のノートパソコン');
    await submitNamed(page, '記録して証明書を求める');
    await page.waitForURL('**done=saved');
    await look(page, 'disposals');
    await page.goto(home('profile'));
    await page.getByLabel('引き受けられる仕事').fill('和菓子の卸');
    await page.getByLabel('公開する').check();
    await submitNamed(page, '保存する');
    await page.waitForURL('**done=saved');
    await look(page, 'profile-own');
    await page.goto(`${house.url}/profiles`);
    await look(page, 'profiles');
    await page.getByRole('link', { name: '有限会社みほん堂' }).click();
    await look(page, 'profile');
  });

  it('the contractor hands the certificate up by its link; the firm sees the file and may send it back', async () => {
    const { page } = member;
    await page.goto(home('disposals'));
    await page.getByRole('link', { name: '経理のノートパソコン' }).click();
    await look(page, 'disposal');
    const link = (await page.locator('.copyable code').textContent()) ?? '';
    await stranger.page.goto(link);
    await look(stranger.page, 'erasure');
    await submitNamed(stranger.page, '証明書を送る');
    await stranger.page.getByText('証明書のファイルを選んでください').first().waitFor();
    await look(stranger.page, 'erasure-errors');
    const scan = { name: '消去証明.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') };
    await stranger.page.locator('input[type=file]').setInputFiles(scan);
    await stranger.page.getByLabel('送る人').fill('消去サービス');
    await submitNamed(stranger.page, '証明書を送る');
    await stranger.page.waitForURL('**done=1');
    await look(stranger.page, 'erasure-done');
    await page.reload();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '消去証明' }).click(),
    ]);
    assert.equal(file.suggestedFilename(), '消去証明.pdf');
    await page.getByText('証明書が違うとき').click();
    await look(page, 'disposal-received');
  });

  it('somebody outside answers by the link in the mail, by keyboard', async () => {
    const { page } = stranger;
    const mail = (await house.mails()).find(({ to }) => to === 'out@outside.example');
    await page.goto(/https?:\/\/\S+\/supply\/\S+/.exec(mail?.text ?? '')?.[0] ?? '');
    await look(page, 'supply');
    const groups = await page.locator('#answers fieldset').count();
    assert.ok(groups >= 5);
    for (let group = 0; group < groups; group++) {
      await reach(
        page,
        `document.activeElement.type === 'radio' && document.activeElement.closest('fieldset') === document.querySelectorAll('#answers fieldset')[${group}]`,
      );
      await page.keyboard.press('Space');
    }
    await reach(page, 'document.activeElement.name === "answerer"');
    await page.keyboard.type('外部 五郎');
    await reach(page, 'document.activeElement.name === "consent"');
    await page.keyboard.press('Space');
    await reach(page, 'document.activeElement.textContent.trim() === "見せる"');
    await page.keyboard.press('Enter');
    await page.waitForURL('**done=shared');
    await look(page, 'supply-shared');
    await member.page.goto(`${house.url}/suppliers`);
    await member.page.getByRole('link', { name: LONG }).click();
    await member.page.getByText('外部 五郎').waitFor();
    await look(member.page, 'supplier-answered');
  });

  it('every page is without fault in ja, easy and en, on phone and desktop', async () => {
    const faults: string[] = [];
    let looked = 0;
    const tours: readonly [Eyes, readonly string[]][] = [
      [
        member,
        [
          'declaration',
          'declaration/logo',
          'roles',
          'suppliers',
          'suppliers/ask',
          'requests',
          'disposals',
          'profile',
        ].map(home),
      ],
      [
        stranger,
        [
          '/verify',
          '/verify/7000012050002',
          '/verify/batch',
          '/declarations/statistics',
          '/declarations/statistics?by=month',
          '/profiles',
        ].map((path) => house.url + path),
      ],
    ];
    for (const [{ page }, paths] of tours)
      for (const path of paths) {
        for (const [screen, language] of [
          ['phone', 'ja'],
          ['desktop', 'ja'],
          ['phone', 'easy'],
          ['desktop', 'en'],
        ] as const) {
          await page.setViewportSize(screens[screen]);
          await page.goto(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
          looked++;
          const where = `${path} (${language}, ${screen})`;
          if ((await overflow(page)) > 0) faults.push(`${where}: wider than the screen by ${await overflow(page)}`);
          faults.push(...(await faultsOn(page)).map((fault) => `${where}: ${fault}`));
          if (screen === 'desktop' || language === 'easy')
            await photograph(
              page,
              `lane-${new URL(path).pathname.replace(/\/organisations\/[^/]+/, '').replaceAll('/', '-')}-${language}-${screen}`,
            );
        }
        await page.setViewportSize({ width: 320, height: 640 });
        if ((await overflow(page)) > 0) faults.push(`${path}: wider than 320 pixels by ${await overflow(page)}`);
      }
    console.log(`browser: ${looked} pages of declarations and suppliers looked at`);
    assert.deepEqual(faults, []);
  });

  const submit = (page: Page) =>
    page.locator('main form button.btn:visible:not(.small):not(.sub):not(.plain)').first().click();
  const submitNamed = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).last().click();

  /** Goes on by the keyboard until the page says that the focus is there. */
  async function reach(page: Page, there: string): Promise<void> {
    for (let step = 0; step < 90; step++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(there)) return;
    }
    assert.fail(`the keyboard never reaches ${there}`);
  }

  async function look(page: Page, name: string): Promise<void> {
    assert.deepEqual(await faultsOn(page), [], name);
    assert.ok((await overflow(page)) <= 0, `${name} is wider than the screen`);
    await photograph(page, `lane-${name}-ja-phone`);
  }
});
