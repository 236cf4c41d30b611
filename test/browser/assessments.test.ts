import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { formBatches } from '../../src/know/assessment-result/figures.ts';
import { PASSWORD, secretOn, totp } from '../../src/platform/sign-in/test/people.ts';
import { servedHouse } from '../lib/served.ts';
import { type Eyes, eyes, faultsOn, openBrowser, overflow, photograph, type Screen, screens, skip } from './looking.ts';

const served = skip ? undefined : await servedHouse();
const DAY = 86_400_000;
const LONG = '国立研究開発法人見本技術総合研究所例示計測標準センター附属情報基盤共同利用推進機構';

describe('browser: from “where do I start?” to a plan, on a phone and by keyboard', { skip }, () => {
  const house = served as NonNullable<typeof served>;
  let browser: Browser;
  let stranger: Eyes;
  let member: Eyes;
  let operator: Eyes;
  let base = '';
  let draft = '';
  before(async () => {
    browser = await openBrowser();
    stranger = await eyes(browser, 'phone');
    member = await eyes(browser, 'phone');
    operator = await eyes(browser, 'desktop');
  });
  after(async () => {
    await browser?.close();
    const unexpected = [stranger, member, operator]
      .flatMap(({ complaints }) => complaints)
      .filter((line) => !/status of 40[349]/.test(line));
    assert.deepEqual(unexpected, [], 'the browser complained');
  });
  afterEach(async (t) => {
    if ((t as { passed?: boolean }).passed !== false) return;
    for (const [name, { page }] of Object.entries({ stranger, member, operator }))
      await photograph(page, `failed-assessment-${name}`);
  });

  it('five questions lead to the right check, with a thumb', async () => {
    const { page } = stranger;
    await page.goto(`${house.url}/start`);
    await look(page, 'start');
    await page.getByLabel('6〜20人').check();
    await page.getByLabel('主な仕事').selectOption('retail');
    await page.getByLabel('テレワーク（在宅勤務など）').check();
    await page.getByLabel('お客様に使ってもらうWi-Fi').check();
    await page.getByRole('button', { name: '合った確認表を見る' }).click();
    await page.waitForURL('**/start/questionnaires?**');
    await look(page, 'fitting');
    const offered = await page.getByRole('button', { name: 'を始める' }).count();
    assert.ok(offered >= 4, `${offered} checks`);
    await page.getByRole('button', { name: '「25項目の自社診断」を始める' }).click();
    await page.waitForURL('**/a/*');
    base = new URL(page.url()).pathname;
    await look(page, 'begin');
  });

  it('answers with the keyboard alone: choices by arrow, examples by Enter, pages by Enter', async () => {
    const { page } = stranger;
    await page.goto(`${house.url}${base}`);
    await reach(page, (text) => text === '始める');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/q/basic');
    // The first choice of each question is reached by Tab; Space takes it, an arrow takes the next one.
    for (let question = 0; question < 5; question++) {
      await reach(page, (_text, tag) => tag === 'radio');
      await page.keyboard.press('Space');
      if (question % 2) await page.keyboard.press('ArrowDown');
      await reach(page, (_text, tag) => tag === 'SUMMARY');
      if (question === 0) {
        await page.keyboard.press('Enter');
        assert.ok(await page.locator('details.more[open]').count(), 'the example opens');
      }
    }
    await look(page, 'answering');
    await reach(page, (text) => text === '次へ');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/q/staff.1');
    const [row] = await house.sql<{ answers: Record<string, string> }>('SELECT answers FROM know.assessment');
    const asked = ['update', 'malware', 'passwords', 'sharing', 'tricks'];
    assert.deepEqual(
      asked.map((question) => row?.answers[question]),
      ['done', 'partly', 'done', 'partly', 'done'],
    );
  });

  it('rests, comes back by the link on another device without script, and finishes there', async () => {
    const context = await browser.newContext({ viewport: screens.phone, javaScriptEnabled: false, locale: 'ja-JP' });
    const page = await context.newPage();
    await page.goto(`${house.url}${base}`);
    assert.match((await page.locator('main').textContent()) ?? '', /25問のうち5問|\d+問のうち5問/);
    await page.getByRole('link', { name: '続ける' }).click();
    for (let turn = 0; turn < 8 && page.url().includes('/q/'); turn++) {
      const fields = page.locator('fieldset');
      for (let at = 0; at < (await fields.count()); at++)
        await fields
          .nth(at)
          .getByRole('radio')
          .nth((turn + at) % 4)
          .check();
      const here = page.url();
      await page
        .getByRole('button')
        .filter({ hasText: /次へ|結果を見る/ })
        .click();
      await page.waitForURL(({ href }) => href !== here);
    }
    await page.getByRole('button', { name: '結果を見る' }).click();
    await page.waitForURL('**/result');
    assert.match((await page.locator('h1').textContent()) ?? '', /100点のうち\d+点/);
    await context.close();
  });

  it('reads the result, decides who does what until when, and prints the answers', async () => {
    const { page } = stranger;
    await page.goto(`${house.url}${base}/result`);
    await look(page, 'result');
    assert.ok((await page.locator('.steps > li').count()) <= 5);
    const first = page.locator('.steps > li').first();
    await first.getByText('担当・期限・状態を決める').click();
    await first.getByLabel('担当').fill('総務 佐藤');
    await first.getByRole('button', { name: '保存する' }).click();
    await page.waitForURL('**saved=1');
    assert.match((await page.locator('.steps > li').first().textContent()) ?? '', /担当 総務 佐藤/);
    await page.getByRole('link', { name: '答えを印刷する' }).click();
    await page.waitForURL('**/print');
    await page.emulateMedia({ media: 'print' });
    await look(page, 'print');
    assert.equal(
      await page
        .locator('nav')
        .first()
        .isVisible()
        .catch(() => false),
      false,
    );
    await page.emulateMedia({ media: 'screen' });
  });

  it('registers, and the answers become the organisation’s record', async () => {
    const { page } = member;
    await page.goto(`${house.url}${base}/claim`);
    await look(page, 'claim-stranger');
    const [own] = await house.sql<{ id: string }>(
      "INSERT INTO know.organisation (name, external_id) VALUES ($1, 'own') RETURNING id",
      [LONG],
    );
    const link = await house.signIn.invite({
      email: 'hanako@mihon.example',
      isOperator: false,
      organisation: { id: own?.id ?? '', role: 'owner' },
    });
    await page.goto(link);
    await page.getByLabel('お名前').fill('見本 花子');
    await page.locator('input[name=password]').fill(PASSWORD);
    await page.locator('main form button:not([data-copy])').first().click();
    await page.waitForLoadState();
    await page.goto(`${house.url}/assessments`);
    await look(page, 'record-waiting');
    await page.getByRole('link', { name: '組織の記録にする' }).click();
    await look(page, 'claim');
    await page.getByRole('button', { name: 'の記録にする' }).click();
    await page.waitForURL('**/result?claimed=1');
    await look(page, 'result-claimed');
    await page.getByRole('button', { name: '支援者と一緒に進める' }).first().click();
    await page.waitForURL('**help=1');
    assert.equal((await stranger.page.goto(`${house.url}${base}`))?.status(), 404);
  });

  it('compares with others and over time', async () => {
    await house.sql(
      `INSERT INTO know.organisation (name, external_id) SELECT 'o' || n, 'o' || n FROM generate_series(1, 60) n`,
    );
    await house.sql(
      `INSERT INTO know.assessment (organisation_id, questionnaire, version, series, trade, size_band, score, parts, started_at, finished_at)
       SELECT id, 'self-check-25', 1, 1, 'retail', 6, 0.6, '{"": 0.6, "g:basic": 0.7, "g:staff": 0.5, "g:organisation": 0.55}', $1, $1 FROM know.organisation WHERE external_id ~ '^o\\d'`,
      [house.clock()],
    );
    await formBatches.handle(house.house, {});
    const { page } = member;
    await page.goto(`${house.url}/assessments`);
    await page.getByRole('link', { name: '25項目の自社診断', exact: true }).last().click();
    await page.waitForURL('**/result');
    assert.match((await page.locator('main').textContent()) ?? '', /同じ業種・同じ規模の61組織の平均は60点/);
    await look(page, 'result-compared');
    house.clock.pass(40 * DAY);
    await page.goto(`${house.url}/assessments`);
    await page.getByRole('link', { name: '25項目の自社診断', exact: true }).last().click();
    await page.getByRole('button', { name: '答えを写してもう一度始める' }).click();
    await page.getByRole('button', { name: '結果を見る' }).click();
    await page.waitForURL('**/result');
    await page.getByRole('link', { name: 'これまでの移り変わり' }).click();
    await page.waitForURL('**/history/**');
    await look(page, 'history');
  });

  it('operator: drafts, translates and publishes a version', async () => {
    const { page } = operator;
    await page.goto((await house.signIn.firstOperatorLink()) ?? '');
    await page.getByLabel('お名前').fill('運用 花子');
    await page.getByLabel('メールアドレス').fill('op@hub.example');
    await page.locator('input[name=password]').fill(PASSWORD);
    await page.locator('main form button:not([data-copy])').first().click();
    await page.waitForURL('**/account/second-factor**');
    await page.goto(`${house.url}/account/authenticator`);
    await page.locator('input[name=code]').fill(totp(secretOn(await page.content())));
    await page.locator('main form button:not([data-copy])').first().click();
    await page.waitForLoadState();
    await page.goto(`${house.url}/questionnaire-editor`);
    await look(page, 'editor', 'desktop');
    await page.getByRole('button', { name: '「はじめの5か条」の次の版の下書きを作る' }).click();
    await page.waitForURL('**/questionnaire-editor/*');
    draft = new URL(page.url()).pathname;
    await page.getByText('問いを加える').first().click();
    await page.getByLabel('問いの名前').fill('screen-lock');
    await page.getByRole('button', { name: '問いを加える' }).click();
    await page.waitForURL('**/questions/screen-lock');
    await look(page, 'editor-question', 'desktop');
    await page.goto(`${house.url}${draft}`);
    await look(page, 'editor-faults', 'desktop');
    await page.goto(`${house.url}${draft}/questions/screen-lock`);
    for (const name of ['ask', 'why', 'example', 'advice-0'])
      for (const tongue of ['ja', 'easy', 'en'])
        await page.locator(`[name="${name}-${tongue}"]`).fill(`${name} ${tongue}`);
    await page.getByRole('button', { name: '保存する', exact: true }).click();
    await page.waitForURL('**saved=1');
    await look(page, 'editor-fine', 'desktop');
    await page.getByRole('button', { name: 'この版を出す' }).click();
    await page.waitForURL('**published=1');
    await look(page, 'editor-published', 'desktop');
  });

  it('every page is without fault for axe-core in ja, easy and en, on both screens, and fits', async () => {
    const [kept] = await house.sql<{ id: string; organisation: string }>(
      'SELECT a.id, a.organisation_id AS organisation FROM know.assessment a WHERE a.claimed_at IS NOT NULL',
    );
    const going = await stranger.page.request.post(`${house.url}/start`, {
      form: { questionnaire: 'operator-two-tier', asker: 'operator', people: '51', trade: 'energy' },
      headers: { origin: house.url },
      maxRedirects: 0,
    });
    const link = (going.headers().location ?? '').replace(/\?.*/, '');
    const made = await house.sql<{ id: string }>("SELECT id FROM know.questionnaire WHERE state = 'published'");
    const tours: readonly (readonly [Eyes, readonly string[]])[] = [
      [
        stranger,
        [
          '/start',
          '/start/questionnaires?asker=person',
          '/questionnaires',
          '/questionnaires/self-check-25',
          '/figures',
          '/figures/self-check-25',
          '/figures/five-rules',
          '/topics/passwords',
          link,
          `${link}/q/plan.1`,
          `${link}/q/plan.1?missing=1`,
          `${link}/print`,
          `${link}/claim`,
        ],
      ],
      [
        member,
        ['/assessments', `/assessments/${kept?.id}/result`, `/assessments/history/${kept?.organisation}/self-check-25`],
      ],
      [
        operator,
        [
          '/questionnaire-editor',
          `/questionnaire-editor/${made[0]?.id}`,
          `/questionnaire-editor/${made[0]?.id}/preview`,
        ],
      ],
    ];
    const faults: string[] = [];
    let looked = 0;
    for (const [{ page }, paths] of tours)
      for (const path of paths)
        for (const [screen, size] of Object.entries(screens))
          for (const language of ['ja', 'easy', 'en']) {
            await page.setViewportSize(size);
            const answer = await page.goto(`${house.url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
            assert.equal(answer?.status(), 200, path);
            for (const fault of await faultsOn(page)) faults.push(`${path} ${language} ${screen}: ${fault}`);
            if ((await overflow(page)) > 0) faults.push(`${path} ${language} ${screen} is wider than the screen`);
            const name = path
              .replace(link, '/link')
              .replace(/[0-9a-f-]{36}/g, 'id')
              .replace(/[^a-z0-9]+/gi, '-');
            await photograph(page, `assessment${name}-${language}-${screen}`);
            looked++;
          }
    console.log(`browser: ${looked} pages of assessment looked at`);
    assert.deepEqual(faults, []);
  });
});

/** Looks at the page as it stands: no fault for axe-core, no wider than the screen, and a picture. */
async function look(page: Page, name: string, screen: Screen = 'phone'): Promise<void> {
  await photograph(page, `assessment-${name}-ja-${screen}`);
  assert.deepEqual(await faultsOn(page), [], name);
  assert.ok((await overflow(page)) <= 0, `${name} is wider than the screen`);
}

/** Goes on by Tab until the focus is where it should be; it is always visible. */
async function reach(page: Page, isThere: (text: string, tag: string) => boolean): Promise<void> {
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab');
    const [text, tag, outline] = await page.evaluate<[string, string, string]>(
      '(({ activeElement: at }) => [at.textContent.trim(), at.type === "radio" ? "radio" : at.tagName, getComputedStyle(at).outlineStyle])(document)',
    );
    assert.notEqual(outline, 'none', 'the focus is always visible');
    if (isThere(text, tag)) return;
  }
  assert.fail('the keyboard never gets there');
}
