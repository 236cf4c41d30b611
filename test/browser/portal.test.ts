import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { takeShippedPlan } from '#improve';
import { untilQuiet } from '../lib/house.ts';
import { arrive, servedHouse } from '../lib/served.ts';
import { type Eyes, eyes, faultsOn, openBrowser, overflow, photograph, type Screen, screens, skip } from './looking.ts';

const served = skip ? undefined : await servedHouse();

/** Pages everybody can open, with the languages they are looked at in. */
const pages = [
  ['map', '/map', ['ja', 'easy', 'en']],
  ['initiatives', '/initiatives?audience=smes', ['ja', 'en']],
  ['initiative', '/initiatives/relief-desk', ['ja', 'easy', 'en']],
  ['for-me', '/for-me', ['ja', 'easy']],
  ['for-me-found', '/for-me?who=smes&want=desk&where=13', ['ja', 'easy', 'en']],
  ['search', '/search?q=ransomware', ['ja', 'en']],
  ['search-near', `/search?q=${encodeURIComponent('安全性評価制度の病院')}`, ['ja']],
  ['glossary', '/glossary', ['ja']],
  ['events', '/events?month=2027', ['ja', 'easy', 'en']],
  ['event', '/events/long-name', ['ja']],
  ['statistics', '/statistics', ['ja', 'en']],
  ['figure-line', '/statistics/information-sharing-forms?a=FY2018&b=FY2019', ['ja', 'en']],
  ['figure-breaks', '/statistics/exams', ['ja']],
  ['figure-bars', '/statistics/training-runs', ['ja']],
  ['figure-faults', '/statistics/universities', ['ja']],
  ['source', '/sources/002/19846', ['ja']],
  ['surveys', '/surveys', ['ja']],
  ['survey', '/surveys/universities', ['ja', 'en']],
  ['survey-bands', '/surveys/compliance-bands', ['ja']],
  ['open-data', '/open-data', ['ja', 'easy', 'en']],
  ['embed', '/embed?audience=smes', ['ja']],
  ['widget', '/widget?audience=smes', ['ja']],
] as const;

describe('browser: the portal is read by everybody', { skip }, () => {
  const house = served as NonNullable<typeof served>;
  let browser: Browser;
  const seen: Eyes[] = [];
  before(async () => {
    await takeShippedPlan(house.house);
    await untilQuiet(house);
    browser = await openBrowser();
    const long =
      '見本県警察本部サイバー犯罪対策課・見本県商工会議所連合会・国立大学法人見本大学共催による中小企業のための実践的なサイバー演習と相談会';
    for (const [id, name, status, prefecture] of [
      ['long-name', long, 'planned', '20'],
      ['held', 'インターネット安全教室', 'held', '13'],
      ['cancelled', '情報モラル指導者セミナー', 'cancelled', '13'],
    ])
      await house.sql(
        "INSERT INTO improve.event (id, name, operator, starts_at, ends_at, status, prefecture, place, state, what) VALUES ($1, $2, '見本県', '2027-02-10T04:00Z', '2027-02-10T07:00Z', $3, $4, '県民ホール', 'published', '机の上で初動を考えます。')",
        [id, name, status, prefecture],
      );
    await house.sql(
      "INSERT INTO improve.content (initiative_id, name, kind, licence, url, taken) VALUES ('relief-desk', '相談の手引き', 'document', 'cc-by', 'https://files.example/a.pdf', 1234)",
    );
    await house.sql(
      "INSERT INTO improve.practice (initiative_id, title, body, whose) VALUES ('relief-desk', '朝礼で読み合わせる', '手引きの1ページを毎週読みます。', '例示商店')",
    );
  });
  after(async () => {
    await browser?.close();
    assert.deepEqual(
      seen.flatMap(({ complaints }) => complaints),
      [],
      'the browser complained',
    );
  });

  for (const screen of Object.keys(screens) as Screen[])
    it(`${screen}: every page of the portal fits, has no fault of accessibility, and is in its language`, async () => {
      const mine = await eyes(browser, screen);
      seen.push(mine);
      const faults: string[] = [];
      for (const [name, path, languages] of pages)
        for (const language of languages) {
          const answer = await mine.page.goto(`${house.url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
          assert.equal(answer?.status(), 200, path);
          await photograph(mine.page, `portal-${name}-${language}-${screen}`);
          if ((await overflow(mine.page)) > 0)
            faults.push(`${name} ${language} ${screen}: ${await overflow(mine.page)} px too wide`);
          // The widget's sandbox lets no script run, not even the one that looks for faults.
          if (name === 'widget') continue;
          for (const fault of await faultsOn(mine.page)) faults.push(`${name} ${language} ${screen}: ${fault}`);
        }
      assert.deepEqual(faults, []);
    });

  it('reads statistics with script off: charts, tables and comparison are in the page', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: screens.desktop, locale: 'ja-JP' });
    const page = await context.newPage();
    for (const path of [
      '/statistics/information-sharing-forms',
      '/statistics/darknet-packets',
      '/statistics/universities',
    ]) {
      const answer = await page.goto(`${house.url}${path}`);
      assert.equal(answer?.status(), 200);
      assert.ok((await page.locator('figure.chart svg, table.bars svg').count()) > 0, path);
    }
    await page.goto(`${house.url}/statistics/information-sharing-forms`);
    assert.match(
      (await page.locator('[role=img]').first().getAttribute('aria-label')) ?? '',
      /情報共有の実施形態別件数.*から.*になりました/,
    );
    await page.locator('form[action*="#compare"] button').click();
    await page.waitForURL(/a=FY2018/);
    await context.close();
  });

  it('prints the map and a statistic on paper', async () => {
    const mine = await eyes(browser, 'desktop');
    seen.push(mine);
    await mine.page.emulateMedia({ media: 'print' });
    await mine.page.setViewportSize({ width: 794, height: 1123 });
    for (const [name, path] of [
      ['map', '/map'],
      ['figure', '/statistics/information-sharing-forms'],
    ] as const) {
      await mine.page.goto(`${house.url}${path}?lang=ja`);
      await photograph(mine.page, `portal-print-${name}`);
      assert.ok((await overflow(mine.page)) <= 0, `${name} is wider than the paper`);
    }
  });

  it('a person goes from three questions to an initiative by keyboard alone', async () => {
    const mine = await eyes(browser, 'phone');
    seen.push(mine);
    const { page } = mine;
    await page.goto(`${house.url}/for-me?lang=ja`);
    await page.getByLabel('中小企業').focus();
    await page.keyboard.press('Space');
    await page.getByLabel('困っている。相談したい').focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: '合う取組を見る' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/who=smes/);
    await page.locator('ul.tasks a').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/initiatives\/[a-z]/);
    assert.ok((await page.locator('h1').textContent())?.length);
  });

  it('another site shows the widget in a frame; it may not show anything else', async () => {
    const mine = await browser.newContext({ viewport: screens.desktop });
    const page = await mine.newPage();
    const other = createServer((_, response) =>
      response
        .setHeader('content-type', 'text/html; charset=utf-8')
        .end(
          `<!doctype html><title>x</title><iframe id="a" src="${house.url}/widget?lang=ja" width="600" height="420" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe><iframe id="b" src="${house.url}/map" width="600" height="300"></iframe>`,
        ),
    );
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    await page.frameLocator('#a').locator('h1').waitFor({ state: 'attached' });
    assert.match((await page.frameLocator('#a').locator('h1').textContent()) ?? '', /取組の地図/);
    // The browser shows a page of its own where a frame was refused.
    assert.doesNotMatch(
      (await page.frameLocator('#b').locator('body').textContent()) ?? '',
      /どんな方法で届いているか/,
    );
    await page.screenshot({ path: 'shots/portal-widget-framed.png' });
    await mine.close();
    other.close();
  });

  it('an operator sees proposals, edits an initiative and adds an event without a fault', async () => {
    const operator = await arrive(house, { email: 'op@hub.example', name: '運用 花子', isOperator: true });
    const [row] = await house.sql<{ id: string }>(
      "INSERT INTO know.organisation (name) VALUES ('見本市商工会議所') RETURNING id",
    );
    const member = await arrive(house, { email: 'm@hub.example', name: '会員', organisation: row?.id ?? '' });
    await member.post('/initiatives/propose', {
      organisation: row?.id ?? '',
      name: '見本市サイバー相談会',
      operators: '見本市',
      sector: 'joint',
      audiences: ['smes'],
      methods: ['timely-information-and-desks'],
      what: '月に一度、無料の相談会を開きます。',
      cost: 'free',
    });
    const faults: string[] = [];
    for (const [who, name, paths] of [
      [
        operator,
        'operator',
        ['/portal/edit', '/portal/edit/relief-desk', '/portal/edit/new', '/portal/edit/events/new', '/surveys/add'],
      ],
      [member, 'member', ['/initiatives/propose', '/events/propose']],
    ] as const)
      for (const screen of Object.keys(screens) as Screen[]) {
        const mine = await eyes(browser, screen);
        seen.push(mine);
        await mine.context.addCookies([...who.cookies].map(([key, value]) => ({ name: key, value, url: house.url })));
        for (const path of paths) {
          const answer = await mine.page.goto(`${house.url}${path}?lang=ja`);
          assert.equal(answer?.status(), 200, path);
          await photograph(mine.page, `portal-${name}${path.replaceAll('/', '-')}-${screen}`);
          if ((await overflow(mine.page)) > 0) faults.push(`${path} ${screen}: too wide`);
          for (const fault of await faultsOn(mine.page)) faults.push(`${path} ${screen}: ${fault}`);
        }
      }
    assert.deepEqual(faults, []);
  });
});
