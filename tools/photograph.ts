/**
 * Photographs pages as a phone and as a desktop see them: `node tools/photograph.ts [--out=shots] [--languages=ja,en] URL|FILE…`
 * `--kit` photographs the kit's own pages. Writes `<name>-<language>-<screen>.png` and prints each path.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { kitPages } from '../src/platform/page/kit/page.ts';
import { serveKit } from '../src/platform/page/kit/serve.ts';

/** Where Debian puts its browser. */
export const chromiumPath = process.env.KYOJO_CHROMIUM ?? '/usr/bin/chromium';

/** Says whether there is a browser to look with. */
export function hasBrowser(): boolean {
  return existsSync(chromiumPath);
}

/** Opens the browser without a window, and without anything it might want from outside. */
export function openBrowser(): Promise<Browser> {
  const args =
    '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  // Without a locale Chromium knows ASCII only and calls a download with a Japanese name "download".
  const env = { ...process.env, LANG: 'C.UTF-8' };
  return chromium.launch({ executablePath: chromiumPath, args: args.split(' '), env });
}

const screens = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } } as const;

/** Photographs each address on each screen, the whole height of the page. Gives the paths of the pictures. */
export async function photograph(browser: Browser, addresses: readonly string[], out: string): Promise<string[]> {
  mkdirSync(out, { recursive: true });
  const made: string[] = [];
  for (const address of addresses) {
    for (const [screen, viewport] of Object.entries(screens)) {
      const page = await browser.newPage({ viewport, hasTouch: screen === 'phone', deviceScaleFactor: 1 });
      await page.goto(address, { waitUntil: 'load' });
      const path = join(out, `${nameOf(address)}-${screen}.png`);
      await page.screenshot({ path, fullPage: true });
      await page.close();
      made.push(path);
    }
  }
  return made;
}

function nameOf(address: string): string {
  const { pathname, search, protocol } = new URL(address);
  const base = protocol === 'file:' ? (pathname.split('/').at(-1) ?? '').replace(/\.html?$/, '') : pathname;
  return (
    `${base}${search}`
      .replace(/^\/+/, '')
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '') || 'index'
  );
}

if (import.meta.main) {
  const words = process.argv.slice(2);
  const option = (name: string) => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const languages = (option('languages') ?? 'ja').split(',');
  const given = words.filter((word) => !word.startsWith('--'));
  const kit = words.includes('--kit') || given.length === 0 ? await serveKit() : undefined;
  const bare = [
    ...(kit ? kitPages().map(({ path }) => `${kit.url}${path}`) : []),
    ...given.map((word) => (/^[a-z]+:\/\//.test(word) ? word : String(pathToFileURL(resolve(word))))),
  ];
  const addresses = bare.flatMap((address) =>
    languages.map((language) =>
      address.startsWith('file:') ? address : `${address}${address.includes('?') ? '&' : '?'}lang=${language}`,
    ),
  );
  const browser = await openBrowser();
  for (const path of await photograph(browser, addresses, option('out') ?? 'shots')) console.log(path);
  await browser.close();
  await kit?.close();
}
