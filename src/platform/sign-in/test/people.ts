/** People for the tests of this folder, made the way real ones are: through the pages. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { Browser, TestHub } from './hub.ts';

/** Long enough and of no use to anybody. */
export const PASSWORD = 'tofu wakame negi miso';

/** Somebody with an account. */
export interface Someone {
  readonly email: string;
  readonly browser: Browser;
  readonly id: string;
}

/** Somebody with an app on the phone and recovery codes on paper. */
export interface SomeoneWithApp extends Someone {
  readonly secret: string;
  readonly codes: readonly string[];
}

/** Makes an account from an invitation; the person is left where the second step is offered. */
export async function invited(hub: TestHub, email: string, isOperator = false, name = '試験 太郎'): Promise<Someone> {
  const path = new URL(await hub.signIn.invite({ email, isOperator })).pathname;
  const browser = hub.browser();
  const made = await browser.post(path, { name, password: PASSWORD });
  assert.equal(made.status, 303, made.text);
  const [row] = await hub.sql<{ id: string }>('SELECT id FROM platform.person WHERE email = $1', [email]);
  assert.ok(row);
  return { email, browser, id: row.id };
}

/** Sets up an app on the pages, as its owner would; time then moves on, so that the next code is another one. */
export async function withApp(hub: TestHub, someone: Someone): Promise<SomeoneWithApp> {
  const page = await someone.browser.get('/account/authenticator');
  assert.equal(page.status, 200, page.text);
  const secret = secretOn(page.text);
  const done = await someone.browser.post('/account/authenticator', { code: totp(secret) });
  assert.equal(done.status, 200, done.text);
  await forgetCodes(hub);
  return { ...someone, secret, codes: codesOn(done.text) };
}

/** An operator who is wholly signed in. */
export async function operator(hub: TestHub, email: string): Promise<SomeoneWithApp> {
  return withApp(hub, await invited(hub, email, true));
}

/** Signs in with a password, and a code when asked for one. Gives the browser. */
export async function signIn(
  hub: TestHub,
  someone: Someone & { readonly secret?: string },
  password = PASSWORD,
): Promise<Browser> {
  const browser = hub.browser();
  const first = await browser.post('/sign-in', { email: someone.email, password });
  assert.equal(first.status, 303, first.text);
  if (someone.secret) {
    assert.equal(first.location, '/sign-in/second');
    const second = await browser.post('/sign-in/second', { code: totp(someone.secret) });
    assert.equal(second.status, 303, second.text);
    await forgetCodes(hub);
  }
  return browser;
}

/** The tests are faster than thirty seconds: codes and tries of before are forgotten, as if time had passed. */
export async function forgetCodes(hub: TestHub): Promise<void> {
  await hub.sql('DELETE FROM platform.sign_in_rate');
}

/** The key an app would be told by hand, as bytes. */
export function secretOn(page: string): string {
  const key = /<code>((?:[A-Z2-7]{1,4} ?)+)<\/code>/.exec(page)?.[1]?.replaceAll(' ', '');
  assert.ok(key, 'no set-up key on the page');
  return key;
}

/** The recovery codes a page shows. */
export function codesOn(page: string): string[] {
  return [...page.matchAll(/\b[a-z2-9]{5}-[a-z2-9]{5}\b/g)].map(([code]) => code);
}

/** The number an app shows (RFC 6238), from the base32 key; `steps` half minutes from now. */
export function totp(key: string, steps = 0): string {
  const bits = [...key]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', bytes).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** A code that is surely wrong now. */
export function wrongCode(key: string): string {
  const near = [-2, -1, 0, 1, 2].map((steps) => totp(key, steps));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !near.includes(code)) ?? '';
}

/** The words of a page without its frame. */
export function wordsOf(page: string): string {
  return (/<main[\s\S]*<\/main>/.exec(page)?.[0] ?? page)
    .replace(/<script[\s\S]*?<\/script>|<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
