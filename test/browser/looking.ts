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
  page.setDefaultTimeout(8_000);
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
