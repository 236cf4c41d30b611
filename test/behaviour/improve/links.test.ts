import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { checkLinks } from '../../../src/improve/portal-links/check.ts';
import { isPublic, NotAsked, targetOf } from '../../../src/improve/portal-links/target.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse({ KYOJO_WEBHOOK_ALLOW: '127.0.0.1/32' });

describe('improve: broken links are found, and nobody is asked who must not be', () => {
  const asked: string[] = [];
  let isUp = true;
  const site = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === '/moved') return response.writeHead(301, { location: '/here' }).end();
    if (request.url === '/inside')
      return response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
    if (request.url === '/round') return response.writeHead(302, { location: '/round' }).end();
    if (request.url === '/closed') return response.writeHead(403).end();
    if (request.url === '/no-head') return response.writeHead(request.method === 'HEAD' ? 500 : 200).end();
    return response.writeHead(isUp && request.url === '/here' ? 200 : 404).end();
  });
  let base = '';
  let operator: Visitor;
  before(async () => {
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    base = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    operator = await arrive(served, { email: 'op@hub.example', name: '運用 花子', isOperator: true });
    const paths = ['here', 'moved', 'gone', 'inside', 'round', 'closed', 'no-head'];
    for (const path of paths) await put(path, `${base}/${path}`);
    await put('private', 'http://192.168.0.1/');
    await put('metadata', 'http://[::ffff:169.254.169.254]/');
    await put('port', 'http://8.8.8.8:8080/');
  });
  after(() => site.close());
  const put = (id: string, url: string) =>
    served.sql(
      "INSERT INTO improve.initiative (id, name, operators, sector, methods, audiences, url, state, published_at) VALUES ($1, $1, '{x}', 'public', '{tools-and-contents}', '{youth}', $2, 'published', now())",
      [id, url],
    );
  const states = async () =>
    Object.fromEntries(
      (
        await served.sql<{ id: string; said: string }>(
          "SELECT id, link_state || ' ' || link_reason AS said FROM improve.initiative",
        )
      ).map(({ id, said }) => [id, said]),
    );

  it('tells what works from what is gone, follows redirects, and leaves private addresses alone', async () => {
    await checkLinks.handle(served.house, { all: true });
    assert.deepEqual(await states(), {
      here: 'works HTTP 200',
      moved: 'works HTTP 200',
      gone: 'broken HTTP 404',
      inside: 'not-asked not a public address',
      round: 'broken redirects',
      closed: 'works HTTP 403',
      'no-head': 'works HTTP 200',
      private: 'not-asked not a public address',
      metadata: 'not-asked not a public address',
      port: 'not-asked port',
    });
    assert.ok(
      asked.every((line) => line.startsWith('HEAD ') || /GET \/(gone|round|no-head)/.test(line)),
      asked.join(', '),
    );
  });

  it('dates what is broken, says so to readers and editors, and takes it back when it works again', async () => {
    isUp = false;
    served.clock.pass(86_400_000 * 7);
    await checkLinks.handle(served.house, {});
    const shown = (await served.visitor().get('/initiatives/here', { 'accept-language': 'ja' })).text;
    assert.match(shown, /このリンクは2026年11月27日から開けません（HTTP 404）/);
    assert.match((await operator.get('/portal/edit?only=broken&lang=ja')).text, /2026年11月27日から切れている/);
    served.clock.pass(86_400_000 * 7);
    await checkLinks.handle(served.house, {});
    assert.match(
      (await served.visitor().get('/initiatives/here', { 'accept-language': 'ja' })).text,
      /2026年11月27日から/,
      'the first day stays',
    );
    const facts = await served.sql<{ subject: string }>(
      "SELECT subject FROM platform.fact WHERE kind = 'link.broken' ORDER BY id",
    );
    assert.deepEqual(
      facts.map(({ subject }) => subject).sort(),
      ['initiative:gone', 'initiative:here', 'initiative:moved', 'initiative:round'],
      'told once',
    );
    isUp = true;
    served.clock.pass(86_400_000 * 7);
    await checkLinks.handle(served.house, {});
    assert.doesNotMatch(
      (await served.visitor().get('/initiatives/here', { 'accept-language': 'ja' })).text,
      /開けません/,
    );
  });

  it('judges every answer of the name service, and nothing but the web', async () => {
    for (const inside of [
      '127.0.0.1',
      '10.0.0.1',
      '172.16.0.1',
      '192.168.1.1',
      '169.254.1.1',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '::1',
      'fe80::1',
      'fc00::1',
      '::ffff:10.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
    ])
      assert.equal(isPublic(inside), false, inside);
    for (const outside of ['8.8.8.8', '2001:4860:4860::8888']) assert.equal(isPublic(outside), true, outside);
    const rebind = async () => [{ address: '8.8.8.8' }, { address: '127.0.0.1' }];
    await assert.rejects(targetOf('https://rebind.example/', [], rebind), NotAsked);
    for (const link of [
      'ftp://x.example/',
      'javascript:alert(1)',
      'https://user:secret@x.example/',
      'file:///etc/passwd',
      'x',
    ])
      await assert.rejects(
        targetOf(link, [], async () => [{ address: '8.8.8.8' }]),
        NotAsked,
        link,
      );
    assert.equal((await targetOf('https://x.example/', [], async () => [{ address: '8.8.8.8' }])).address, '8.8.8.8');
  });
});
