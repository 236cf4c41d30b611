import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { takeShippedPlan } from '#improve';
import { untilQuiet } from '../lib/house.ts';
import { arrive, servedHouse } from '../lib/served.ts';
import { type Eyes, eyes, faultsOn, openBrowser, overflow, photograph, type Screen, screens, skip } from './looking.ts';

const served = skip ? undefined : await servedHouse();
const DOUBTFUL = '/plan/measures/2020-1.2-2-02';
const PUBLIC = [
  '/plan',
  '/plan/measures?flag=left-out',
  DOUBTFUL,
  '/plan/sections/1.1',
  '/plan/ministries',
  `/plan/ministries/${encodeURIComponent('総務省')}`,
  '/plan/matrix',
  '/plan/flags',
  '/plan/indicators',
  '/plan/indicators/exercise-operators',
  '/plan/reports',
] as const;
const OPERATOR = [
  '/plan/cycle',
  `${DOUBTFUL}/cycle`,
  DOUBTFUL,
  '/plan/imports',
  '/plan/indicators/new',
  '/plan/flags?kind=restated',
] as const;

describe('browser: the plan is read on a phone and run at a desk', { skip }, () => {
  const house = served as NonNullable<typeof served>;
  let browser: Browser;
  const looking = {} as Record<Screen, Eyes>;
  before(async () => {
    await takeShippedPlan(house.house);
    browser = await openBrowser();
    for (const screen of Object.keys(screens) as Screen[]) looking[screen] = await eyes(browser, screen);
  });
  after(async () => {
    await browser?.close();
    assert.deepEqual(
      Object.values(looking).flatMap((one) => one.complaints),
      [],
      'the browser complained',
    );
  });

  const look = async (screen: Screen, path: string, language: string) => {
    const { page } = looking[screen];
    await page.goto(`${house.url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
    assert.deepEqual(await faultsOn(page), [], `${screen} ${language} ${path}`);
    assert.ok((await overflow(page)) <= 0, `${screen} ${language} ${path} is wider than the screen`);
  };

  for (const screen of Object.keys(screens) as Screen[])
    it(`reads well for everybody on a ${screen}, in three languages`, async () => {
      for (const path of PUBLIC) await look(screen, path, screen === 'phone' ? 'ja' : 'en');
      for (const path of ['/plan', DOUBTFUL]) {
        await look(screen, path, 'easy');
        await photograph(looking[screen].page, `plan-${path === '/plan' ? 'tree' : 'measure'}-easy-${screen}`);
      }
    });

  it('finds a measure from the tree by two taps on a phone', async () => {
    const { page } = looking.phone;
    await page.goto(`${house.url}/plan?lang=ja`);
    await page.getByRole('link', { name: /1\.1\(1\) 経営層の意識改革/ }).click();
    await page.waitForURL('**/plan/sections/1.1-1');
    await page.getByRole('link', { name: '1.1(1)(ア)' }).first().click();
    await page.waitForURL('**/plan/measures/**');
    assert.match((await page.locator('h1').textContent()) ?? '', /1\.1\(1\)\(ア\)/);
  });

  it('works for an operator at a desk and on a phone: a link confirmed, an evaluation submitted, a report made', async () => {
    const person = await arrive(house, { email: 'op@hub.example', name: '運用 花子', isOperator: true });
    for (const screen of Object.keys(screens) as Screen[]) {
      await looking[screen].context.addCookies(
        [...person.cookies].map(([name, value]) => ({ name, value, url: house.url })),
      );
      for (const path of OPERATOR) await look(screen, path, screen === 'phone' ? 'ja' : 'en');
    }
    const { page } = looking.desktop;
    await page.goto(`${house.url}${DOUBTFUL}?lang=ja`);
    await page.getByRole('button', { name: /^正しい/ }).click();
    await page.getByText('確認済み').first().waitFor();
    await page.goto(`${house.url}${DOUBTFUL}/cycle?lang=ja`);
    await page.getByLabel('評価', { exact: true }).fill('目標の300社に対して280社が使い始めた。');
    await page.getByLabel('継続').check();
    await page.getByLabel('2021年度の計画').fill('2022年３月までに400社以上とする。');
    await page.getByRole('button', { name: '提出する' }).click();
    await page.getByText('提出済み').first().waitFor();
    await photograph(page, 'plan-cycle-ja-desktop');
    await page.goto(`${house.url}/plan/reports?lang=ja`);
    await page.getByRole('button', { name: '報告書を作る' }).click();
    await page.waitForURL('**/plan/reports/**');
    assert.deepEqual(await faultsOn(page), []);
    await untilQuiet(house);
    await page.reload();
    await page.getByRole('link', { name: /PDF/ }).waitFor({ timeout: 60_000 });
    await photograph(page, 'plan-report-ja-desktop');
  });
});
