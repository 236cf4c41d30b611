import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { productRoot } from '#platform/files';
import { hasBrowser, openBrowser } from '../../tools/photograph.ts';

/** Why nothing is looked at here, or false. With `KYOJO_CI` a missing browser is a failure. */
export const skip = hasBrowser()
  ? false
  : 'NOTE: Chromium is missing (apt-get install chromium). Nobody has looked at the pages.';
if (skip && process.env.KYOJO_CI) throw new Error(skip);

/** Screens people have. */
export const screens = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } } as const;
export type Screen = keyof typeof screens;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = join(productRoot, 'shots');

// What runs inside the page is text to the compiler here: the project's types know no document.
const readAxe = `axe.run().then(({ violations, passes }) => ({
  faults: violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html.slice(0, 160)).join(' | ')),
  passes: passes.length,
}))`;

/** A person's browser on one screen. Everything the page complains about fails the test that looks. */
export interface Eyes {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly complaints: string[];
}

/** Opens a browser; it says on which address it will look and closes with the house. */
export async function eyes(browser: Browser, screen: Screen): Promise<Eyes> {
  const context = await browser.newContext({
    locale: 'ja-JP',
    viewport: screens[screen],
    hasTouch: screen === 'phone',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000); // the end of a hang, not a measure of speed
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.location().url} ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { context, page, complaints };
}

export { openBrowser };

/** What axe-core finds on the page that is open; refuses a page it could not judge. */
export async function faultsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { faults, passes } = await page.evaluate<{ faults: string[]; passes: number }>(readAxe);
  assert.ok(passes > 8, `axe-core looked at nothing on ${page.url()}`);
  return faults;
}

/** How far the page is wider than its screen. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
}

/** Keeps a picture of the whole page. */
export async function photograph(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true, animations: 'disabled' });
}

/**
 * Looks at one address as everybody may see it: phone and desktop, in every language, and 320 pixels wide. Gives how many views there
 * were and what is wrong with them; none when the address is no page of its own (a file, another page, not for this person).
 */
export async function lookAround(
  page: Page,
  address: string,
  name: string,
): Promise<{ looked: number; faults: string[] }> {
  const faults: string[] = [];
  let looked = 0;
  for (const [screen, language] of [
    ['phone', 'ja'],
    ['desktop', 'ja'],
    ['phone', 'en'],
    ['desktop', 'en'],
    ['phone', 'easy'],
  ] as const) {
    await page.setViewportSize(screens[screen]);
    const answer = await page
      .goto(`${address}${address.includes('?') ? '&' : '?'}lang=${language}`)
      .catch((fault: Error) => {
        if (fault.message.includes('Download is starting')) return null;
        throw fault;
      });
    if (answer?.request().redirectedFrom() || answer?.status() === 403) break;
    if (!answer?.headers()['content-type']?.startsWith('text/html')) break;
    looked++;
    const where = `${name} (${language}, ${screen})`;
    if ((await overflow(page)) > 0) faults.push(`${where}: wider than the screen by ${await overflow(page)}`);
    if (screen === 'phone' || language === 'ja')
      faults.push(...(await faultsOn(page)).map((fault) => `${where}: ${fault}`));
    if (language !== 'easy') await photograph(page, `${name}-${language}-${screen}`);
  }
  if (looked > 0) {
    await page.setViewportSize({ width: 320, height: 640 });
    if ((await overflow(page)) > 0) faults.push(`${name}: wider than 320 pixels by ${await overflow(page)}`);
  }
  return { looked, faults };
}
