import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type CDPSession, type Browser as Chromium, chromium, type Page } from 'playwright-core';
import { type TestHub, testHub } from './hub.ts';
import { PASSWORD, signIn } from './people.ts';

const CHROMIUM = process.env.KYOJO_CHROMIUM ?? '/usr/bin/chromium';
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const skip = existsSync(CHROMIUM) || process.env.KYOJO_CI ? false : `NOTE: no ${CHROMIUM}, passkeys are not tried`;

/** A security key that lives in the browser (WebAuthn's virtual authenticator). */
async function virtualKey(page: Page, asksOwner = true): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId: id } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: asksOwner,
      isUserVerified: asksOwner,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, id };
}

describe('sign-in: passkeys in a real browser', { skip }, () => {
  let hub: TestHub;
  let browser: Chromium;
  let link: string;
  before(async () => {
    hub = await testHub();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: flags });
    link = (await hub.signIn.firstOperatorLink()) ?? '';
  });
  after(async () => {
    await browser?.close();
    await hub?.close();
  });

  it('an operator sets one up as the only second step, keeps recovery codes, and comes in without a password', async () => {
    const context = await browser.newContext({ locale: 'ja-JP' });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on(
      'console',
      (message) =>
        void (
          message.type() === 'error' &&
          !message.location().url.endsWith('/favicon.ico') &&
          faults.push(`${message.location().url} ${message.text()}`)
        ),
    );
    page.on('pageerror', (error) => void faults.push(error.message));
    const key = await virtualKey(page);

    await page.goto(link);
    await page.getByLabel('お名前').fill('青木 さくら');
    await page.getByLabel('メールアドレス').fill('aoki@hub.example');
    await page.getByLabel('新しいパスワード').fill(PASSWORD);
    await page.getByRole('button', { name: '登録する' }).click();
    await page.getByRole('button', { name: 'この端末でパスキーを登録する' }).click();
    await page.getByRole('heading', { name: '回復コード' }).first().waitFor();
    await page.getByRole('button', { name: '回復コードを見る' }).click();
    await page.getByRole('heading', { name: '回復コードを控えてください' }).waitFor();
    const codes = ((await page.locator('main code').textContent())?.trim() ?? '').split('\n');
    assert.equal(codes.length, 10);
    assert.equal((await page.goto(`${hub.url}/test/operators`))?.status(), 200);

    await page.goto(`${hub.url}/sign-out`);
    await page.getByRole('main').getByRole('button', { name: 'サインアウトする' }).click();
    await page.getByText('サインアウトしました').waitFor();
    await page.goto(`${hub.url}/test/operators`);
    await page.getByRole('button', { name: 'パスキーでサインイン' }).click();
    await page.waitForURL('**/test/operators');
    assert.match((await page.textContent('body')) ?? '', /operators/);
    assert.deepEqual(faults, [], 'the content policy holds and no script fails');
    const { credentials } = await key.cdp.send('WebAuthn.getCredentials', { authenticatorId: key.id });
    assert.equal(credentials.length, 1);
    assert.deepEqual((await hub.facts()).slice(-4), [
      'person.second-factor-added passkey',
      'person.recovery-codes-renewed',
      'person.signed-out',
      'person.signed-in passkey',
    ]);

    // The password alone is half the way; a recovery code is the other half when the device is gone.
    const [person] = await hub.sql<{ id: string }>("SELECT id FROM platform.person WHERE email = 'aoki@hub.example'");
    const plain = await signIn(hub, { email: 'aoki@hub.example', browser: hub.browser(), id: person?.id ?? '' });
    assert.equal((await plain.follow(await plain.get('/test/operators'))).status, 200);
    assert.equal((await plain.get('/test/operators')).location.startsWith('/sign-in'), true);
    assert.equal(
      (await plain.post('/sign-in/second', { code: '123456' })).status,
      422,
      'there is no app to have shown this',
    );
    assert.equal((await plain.post('/sign-in/second', { recovery: codes[0] ?? '' })).status, 303);
    assert.equal((await plain.get('/test/operators')).status, 200);

    // The only second factor of an operator stays.
    const [passkey] = await hub.sql<{ id: string }>('SELECT id FROM platform.person_passkey');
    assert.equal((await plain.post(`/account/passkeys/${passkey?.id}/remove`)).status, 409);
    assert.equal((await hub.sql('SELECT FROM platform.person_passkey')).length, 1);
    await context.close();
  });

  it('a key that does not ask its owner is refused, at setting up and at signing in', async () => {
    const context = await browser.newContext({ locale: 'ja-JP' });
    const page = await context.newPage();
    const key = await virtualKey(page, false);
    const path = new URL(await hub.signIn.invite({ email: 'weak@shop.example', isOperator: false })).pathname;
    await page.goto(hub.url + path);
    await page.getByLabel('お名前').fill('弱い 鍵');
    await page.getByLabel('新しいパスワード').fill(PASSWORD);
    await page.getByRole('button', { name: '登録する' }).click();
    await page.getByRole('button', { name: 'この端末でパスキーを登録する' }).click();
    await page.getByText('パスキーを登録できませんでした').waitFor();
    assert.equal(
      (
        await hub.sql(
          "SELECT FROM platform.person_passkey k JOIN platform.person p ON p.id = k.person_id WHERE p.email = 'weak@shop.example'",
        )
      ).length,
      0,
    );
    // A script that tells the device to ask nobody: the server looks at what the device says and refuses.
    const status = await page.evaluate(async () => {
      const bytes = (text: string) =>
        Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
      const text = (buffer: ArrayBuffer) =>
        btoa(String.fromCharCode(...new Uint8Array(buffer)))
          .replace(/\+/g, '-')
          .replace(/\//g, '_')
          .replace(/=+$/, '');
      // biome-ignore lint/suspicious/noExplicitAny: this runs in the page, whose types are not here
      const { navigator } = globalThis as any;
      // biome-ignore lint/suspicious/noExplicitAny: what the hub answers
      const asked: any = await (await fetch('/api/sign-in/passkey/generate-register-options')).json();
      const made = await navigator.credentials.create({
        publicKey: {
          ...asked,
          challenge: bytes(asked.challenge),
          user: { ...asked.user, id: bytes(asked.user.id) },
          excludeCredentials: [],
          authenticatorSelection: { residentKey: 'required', userVerification: 'discouraged' },
        },
      });
      const response = {
        attestationObject: text(made.response.attestationObject),
        clientDataJSON: text(made.response.clientDataJSON),
        transports: [],
      };
      const body = JSON.stringify({
        response: { id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: {}, response },
      });
      return (
        await fetch('/api/sign-in/passkey/verify-registration', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
      ).status;
    });
    assert.equal(status, 403);
    assert.equal(
      (
        await hub.sql(
          "SELECT FROM platform.person_passkey k JOIN platform.person p ON p.id = k.person_id WHERE p.email = 'weak@shop.example'",
        )
      ).length,
      0,
    );
    await key.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: key.id });
    await context.close();
  });

  it('a stranger cannot ask to add one, and an old proof of presence is not enough', async () => {
    assert.equal((await hub.browser().get('/api/sign-in/passkey/generate-register-options')).status, 401);
    assert.equal((await hub.browser().json('/api/sign-in/passkey/verify-registration', { response: {} })).status, 401);
    const path = new URL(await hub.signIn.invite({ email: 'old@shop.example', isOperator: false })).pathname;
    const someone = hub.browser();
    await someone.post(path, { name: 'Old', password: PASSWORD });
    assert.equal((await someone.get('/api/sign-in/passkey/generate-register-options')).status, 200);
    assert.equal(
      (await someone.json('/api/sign-in/passkey/verify-registration', { response: { id: 'x', response: {} } })).status,
      403,
    );
    await hub.sql("UPDATE platform.person_session SET confirmed_at = now() - interval '1 hour'");
    assert.equal((await someone.get('/api/sign-in/passkey/generate-register-options')).status, 403);
    assert.equal(
      (await hub.browser().json('/api/sign-in/passkey/verify-authentication', { response: { id: 'x' } })).status,
      403,
    );
  });

  it('without script the page still offers password and code', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'ja-JP' });
    const page = await context.newPage();
    await page.goto(`${hub.url}/sign-in`);
    assert.equal(await page.getByRole('button', { name: 'パスキーでサインイン' }).isVisible(), false);
    assert.equal(await page.getByLabel('パスワード').isVisible(), true);
    await context.close();
  });
});
