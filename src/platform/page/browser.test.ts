/** The kit in a real browser, under the product's policy: nobody is shut out, nothing overflows, nothing is refused. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { languages } from '#platform/words';
import { hasBrowser, openBrowser } from '../../../tools/photograph.ts';
import { kitPages } from './kit/page.ts';
import { serveKit } from './kit/serve.ts';

const missing = hasBrowser()
  ? false
  : 'SKIPPED: Chromium is missing (apt-get install chromium). Nobody has looked at the pages.';
if (missing) {
  if (process.env.KYOJO_CI === '1') throw new Error(missing);
  console.error(missing);
}

describe('platform: the kit in a browser', { skip: missing }, () => {
  let kit: Awaited<ReturnType<typeof serveKit>>;
  let browser: Browser;
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

  before(async () => {
    kit = await serveKit();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await kit?.close();
  });

  async function visit<T>(
    path: string,
    viewport: { width: number; height: number },
    look: (page: Page) => Promise<T>,
  ): Promise<T> {
    const page = await browser.newPage({ viewport, hasTouch: viewport.width < 600 });
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    await page.goto(`${kit.url}${path}`);
    const found = await look(page);
    assert.deepEqual(said, [], `${path} made the browser complain`);
    await page.close();
    return found;
  }

  // What runs inside the page is text to the compiler here: the project's types know no document.
  const readAxe = `axe.run().then(({ violations, passes }) => ({
    faults: violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html.slice(0, 120)).join(' | ')),
    passes: passes.length,
  }))`;
  const measure = `({
    wider: document.documentElement.scrollWidth - innerWidth,
    small: [...document.querySelectorAll('button, .btn, summary, input:not([type=hidden]), select, .nav a, .tabs a')]
      .filter((element) => !element.closest('.gloss'))
      .map((element) => [element.outerHTML.slice(0, 100), element.getBoundingClientRect(), element.closest('.choice')?.getBoundingClientRect()])
      .filter(([, box, choice]) => box.width > 0 && Math.max(box.height, choice?.height ?? 0) < 44)
      .map(([text]) => text),
  })`;

  const phone = { width: 390, height: 844 };
  const desktop = { width: 1280, height: 900 };
  for (const { path } of kitPages()) {
    it(`${path} has no fault for axe-core in any language, on phone and desktop`, async () => {
      for (const [language, viewport] of [
        ['ja', phone],
        ['ja', desktop],
        ['easy', phone],
        ['en', desktop],
      ] as const) {
        const { faults, passes } = await visit(`${path}?lang=${language}`, viewport, async (page) => {
          await page.evaluate(axe);
          return page.evaluate<{ faults: string[]; passes: number }>(readAxe);
        });
        assert.deepEqual(faults, []);
        assert.ok(passes > 10, 'axe-core looked at something');
      }
    });

    it(`${path} fits a screen of 320 pixels and offers fingers 44 of them`, async () => {
      for (const language of languages) {
        const found = await visit(`${path}?lang=${language}`, { width: 320, height: 640 }, (page) =>
          page.evaluate<{ wider: number; small: string[] }>(measure),
        );
        assert.ok(found.wider <= 0, `${found.wider} pixels too wide in ${language}`);
        assert.deepEqual(found.small, []);
      }
    });
  }

  it('can be walked with the keyboard alone: first the skip link, then a visible focus everywhere', async () => {
    await visit('/kit/notice', desktop, async (page) => {
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate('document.activeElement.className'), 'skip');
      for (let step = 0; step < 12; step += 1) {
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'solid');
        if (await page.evaluate(`document.activeElement.textContent.includes('このまま使う')`)) return;
      }
      assert.fail('the last button was never reached');
    });
  });

  it('opens the menu of a phone without script, and closes it with Escape where script runs', async () => {
    await visit('/kit/board', phone, async (page) => {
      await page.locator('.menu > summary').click();
      assert.equal(await page.locator('.menu-in nav a').first().isVisible(), true);
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('.menu-in nav a').first().isVisible(), false);
    });
  });

  it('prints a notice without furniture', async () => {
    await visit('/kit/notice', { width: 794, height: 1123 }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      for (const gone of ['.buttons', '.tools', '.skip'])
        assert.equal(await page.locator(gone).first().isVisible(), false, gone);
      assert.equal(await page.locator('.steps').isVisible(), true);
    });
  });
});
