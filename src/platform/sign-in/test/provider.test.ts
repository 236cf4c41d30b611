import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Provider } from 'oidc-provider';
import { type Browser, type Seen, type TestHub, testHub } from './hub.ts';
import { forgetCodes, invited, operator, PASSWORD, totp, wordsOf } from './people.ts';

/** Who the provider says somebody is. */
interface Claims {
  readonly email: string;
  readonly email_verified: boolean;
  readonly name?: string;
}

const SECRET = 'hub-secret-hub-secret-hub-secret-hub';

/** A real OpenID provider on loopback. It asks nobody anything: whoever `as` named has signed in there and agreed. */
async function identityProvider() {
  const people = new Map<string, Claims>();
  let who = '';
  let handle = (_request: IncomingMessage, response: ServerResponse): void => void response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    people,
    as: (sub: string) => {
      who = sub;
    },
    /** From here on it answers; before, it is a provider that is down. */
    open(hubUrl: string) {
      const provider = new Provider(issuer, {
        clients: [
          {
            client_id: 'hub',
            client_secret: SECRET,
            redirect_uris: [`${hubUrl}/api/sign-in/callback/identity-provider`],
          },
        ],
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
        cookies: { keys: ['test-cookie-key'] },
        findAccount: async (_context: unknown, sub: string) => ({
          accountId: sub,
          claims: async () => ({ sub, ...people.get(sub) }),
        }),
        features: { devInteractions: { enabled: false } },
        interactions: { url: () => '/agree' },
      });
      const callback = provider.callback();
      const agree = async (request: IncomingMessage, response: ServerResponse) => {
        const grant = new provider.Grant({ accountId: who, clientId: 'hub' });
        grant.addOIDCScope('openid email profile');
        await provider.interactionFinished(request, response, {
          login: { accountId: who },
          consent: { grantId: await grant.save() },
        });
      };
      handle = (request, response) => {
        if (request.url?.startsWith('/agree'))
          agree(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
        else callback(request, response);
      };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Goes to the provider and comes back with its answer: the address the hub is called at. */
async function throughProvider(start: string): Promise<string> {
  const cookies = new Map<string, string>();
  let at = start;
  for (let hops = 0; hops < 10; hops++) {
    const response = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    assert.ok(location, `${at} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
    at = new URL(location, at).href;
    if (at.includes('/api/sign-in/callback/')) return at;
  }
  throw new Error('the provider goes in circles');
}

describe('sign-in: through an identity provider', () => {
  let hub: TestHub;
  let idp: Awaited<ReturnType<typeof identityProvider>>;
  before(async () => {
    idp = await identityProvider();
    hub = await testHub({ KYOJO_OIDC_ISSUER: idp.issuer, KYOJO_OIDC_CLIENT: 'hub', KYOJO_OIDC_SECRET: SECRET });
  });
  after(async () => {
    await hub.close();
    await idp.close();
  });

  async function arrive(browser: Browser, sub: string, next = ''): Promise<Seen> {
    idp.as(sub);
    const sent = await browser.get(`/sign-in/with${next && `?next=${encodeURIComponent(next)}`}`);
    assert.equal(sent.status, 303, sent.text);
    assert.ok(sent.location.startsWith(idp.issuer), sent.location);
    const back = new URL(await throughProvider(sent.location));
    return browser.get(`${back.pathname}${back.search}`);
  }

  it('a provider that is down is said so, and works once it is up', async () => {
    const away = await hub.browser().get('/sign-in/with');
    assert.equal(away.status, 503);
    assert.match(wordsOf(away.text), /つながりません/);
    assert.equal((await hub.browser().get('/sign-in')).status, 200, 'the other ways in are there');
    idp.open(hub.url);
    idp.people.set('gbiz-1', { email: 'Suzuki@Shop.example', email_verified: true, name: '鈴木 一郎' });
    const browser = hub.browser();
    const landed = await browser.follow(await arrive(browser, 'gbiz-1', '/test/me'));
    const me = JSON.parse(landed.text);
    assert.deepEqual([me.name, me.email, me.isOperator], ['鈴木 一郎', 'suzuki@shop.example', false]);
    assert.deepEqual(await hub.facts(), ['person.joined identity-provider', 'person.signed-in identity-provider']);
  });

  it('the same person comes back to the same account, and no token of the provider is kept', async () => {
    const browser = hub.browser();
    await arrive(browser, 'gbiz-1');
    const rows = await hub.sql<{ email: string }>('SELECT email FROM platform.person');
    assert.equal(rows.length, 1);
    const [kept] = await hub.sql('SELECT access_token, refresh_token, id_token FROM platform.person_credential');
    assert.deepEqual(kept, { access_token: null, refresh_token: null, id_token: null });
    assert.equal((await hub.facts()).filter((fact) => fact.startsWith('person.joined')).length, 1);
  });

  it('an address the provider has not proven makes no account', async () => {
    idp.people.set('gbiz-2', { email: 'claimed@shop.example', email_verified: false, name: 'X' });
    const browser = hub.browser();
    const refused = await browser.follow(await arrive(browser, 'gbiz-2'));
    assert.match(wordsOf(refused.text), /外部の認証サービスでのサインインができませんでした|サインイン/);
    assert.equal((await browser.get('/test/me')).status, 303);
    assert.equal((await hub.sql("SELECT FROM platform.person WHERE email = 'claimed@shop.example'")).length, 0);
  });

  it('nor does it open an account whose address nobody proved here', async () => {
    const someone = await invited(hub, 'unproven@shop.example');
    idp.people.set('gbiz-3', { email: someone.email, email_verified: true, name: 'X' });
    const browser = hub.browser();
    await browser.follow(await arrive(browser, 'gbiz-3'));
    assert.equal((await browser.get('/test/me')).status, 303);
  });

  it('an operator comes in only with the second step of this hub', async () => {
    const boss = await operator(hub, 'boss@hub.example');
    await hub.sql('UPDATE platform.person SET email_verified = true WHERE id = $1', [boss.id]);
    idp.people.set('gbiz-4', { email: boss.email, email_verified: true, name: 'Boss' });
    const browser = hub.browser();
    const arrived = await arrive(browser, 'gbiz-4', '/test/operators');
    const asked = await browser.follow(arrived);
    assert.deepEqual((await hub.facts()).slice(-2), ['person.provider-linked', 'person.signed-in identity-provider']);
    assert.match(wordsOf(asked.text), /ご本人の確認/);
    assert.equal((await browser.get('/test/operators')).status, 303);
    const half = browser.cookies.get('kyojo.session_token');
    const done = await browser.post('/sign-in/second', { code: totp(boss.secret), next: '/test/operators' });
    assert.equal(done.location, '/test/operators');
    assert.notEqual(browser.cookies.get('kyojo.session_token'), half);
    assert.equal((await browser.get('/test/operators')).status, 200);
    await forgetCodes(hub);

    const other = hub.browser();
    await arrive(other, 'gbiz-4');
    assert.equal((await other.post('/sign-in/second', { recovery: boss.codes[3] ?? '' })).status, 303);
    assert.equal((await other.get('/test/operators')).status, 200);
    const third = hub.browser();
    await arrive(third, 'gbiz-4');
    const statuses: number[] = [];
    for (let tries = 0; tries < 5; tries++)
      statuses.push((await third.post('/sign-in/second', { code: `00000${tries}` })).status);
    assert.deepEqual([...new Set(statuses.slice(0, 4))], [422]);
    assert.equal((await third.post('/sign-in/second', { code: totp(boss.secret) })).status, 429);
    await forgetCodes(hub);
  });

  it('an answer that another browser asked for, or nobody, signs nobody in', async () => {
    const attacker = hub.browser();
    idp.as('gbiz-1');
    const sent = await attacker.get('/sign-in/with');
    const back = new URL(await throughProvider(sent.location));
    const victim = hub.browser();
    await victim.get(`${back.pathname}${back.search}`);
    assert.equal((await victim.get('/test/me')).status, 303);
    for (const query of ['?code=x&state=y', '?error=access_denied', '']) {
      const answer = await victim.get(`${back.pathname}${query}`);
      assert.equal(answer.location, '/sign-in?error=provider');
    }
  });

  it('a password still works beside it', async () => {
    const browser = hub.browser();
    assert.equal((await browser.post('/sign-in', { email: 'unproven@shop.example', password: PASSWORD })).status, 303);
    assert.equal((await browser.get('/test/me')).status, 200);
  });
});
