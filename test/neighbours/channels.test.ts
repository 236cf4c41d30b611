import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { receiveReport } from '#observe';
import { tellDue } from '#tell';
import { publicAddressOf, signWebhook } from '../../src/tell/channel/webhook.ts';
import { untilQuiet } from '../lib/house.ts';
import { arrive, servedHouse } from '../lib/served.ts';
import { folderFor, missing } from './programs.ts';

const DAY = 86_400_000;
const served = await servedHouse({ KYOJO_WEBHOOK_ALLOW: '127.0.0.1/32' });
const { house, sql } = served;

/** Somebody's endpoint: what came, and what it answers. */
const calls: { readonly url: string; readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];
let answer: { status: number; location?: string; endless?: boolean } = { status: 200 };
const endpoint = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  calls.push({ url: request.url ?? '', headers: request.headers, body });
  response.writeHead(answer.status, answer.location ? { location: answer.location } : {});
  if (answer.endless) response.write('x');
  else response.end();
}).listen(0, '127.0.0.1');
await once(endpoint, 'listening');
const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/hook`;
served.beforeClose(async () => {
  endpoint.close();
  endpoint.closeAllConnections();
});

let reports = 0;
/** A report with critical rows. */
const send = async (ips: readonly string[], severity = 'critical') => {
  const seen = served.clock().toISOString();
  const text = [
    '"timestamp","severity","ip","protocol","port","tag","asn"',
    ...ips.map((ip) => `"${seen.slice(0, 19).replace('T', ' ')}","${severity}","${ip}","tcp",23,"telnet",64500`),
    '',
  ].join('\n');
  await receiveReport(house, {
    feed: 'shadowserver',
    name: `${seen.slice(0, 10)}-scan_telnet-${reports++}.csv`,
    origin: 'file',
    body: Readable.from([Buffer.from(text)]),
  });
  await untilQuiet(served);
};
const noticesAbout = (asset: string) =>
  sql<{ id: string; channel: string; state: string; code: string; way: string; failure: string }>(
    'SELECT n.id, n.channel, n.state, n.code, n.way, n.failure FROM tell.notice n JOIN tell.notice_finding nf ON nf.notice_id = n.id JOIN tell.finding f ON f.id = nf.finding_id WHERE f.asset = $1 ORDER BY n.created_at, n.id',
    [asset],
  );
const idOf = async (external: string) =>
  (await sql<{ id: string }>('SELECT id FROM know.organisation WHERE external_id = $1', [external]))[0]?.id ?? '';

before(async () => {
  const organisation = (row: number, cells: Record<string, string>) => checkRow(row, cells, () => true).organisation;
  await house.db.as({ kind: 'worker' }, (q) =>
    takeOrganisations(
      house,
      q,
      [
        organisation(2, { externalId: 'hook', name: '機械で聞く社', prefixes: '203.0.113.0/26' }),
        organisation(3, {
          externalId: 'paper',
          name: '紙の商店',
          prefixes: '203.0.113.64/26',
          postalCode: '530-0001',
          postalAddress: '大阪府大阪市北区例示3-4-5',
        }),
        organisation(4, { externalId: 'isp', name: 'ほくと通信', kind: 'provider', emails: 'abuse@isp.example' }),
      ],
      'test',
    ),
  );
  await sql("INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver')");
  await sql(
    "INSERT INTO know.network (as_number, holder, organisation_id) SELECT 64500, 'HOKUTO', id FROM know.organisation WHERE external_id = 'isp'",
  );
});

describe('tell: the other channels', () => {
  describe('webhook', () => {
    let secret = '';

    it('is set by the member, who gets its secret once', async () => {
      const hook = await idOf('hook');
      const member = await arrive(served, { email: 'it@hook.example', name: 'IT', organisation: hook });
      const refused = await member.post(`/settings/${hook}/webhook`, { url: 'https://10.0.0.8/x' });
      assert.equal((await sql('SELECT 1 FROM tell.webhook')).length, 0, refused.text.slice(0, 200));
      const set = await member.post(`/settings/${hook}/webhook`, { url });
      [{ secret }] = (await sql<{ secret: string }>('SELECT secret FROM tell.webhook')) as [{ secret: string }];
      assert.ok(set.text.includes(secret.replaceAll('+', '&#43;')) || set.text.includes(secret), 'shown');
    });

    it('gets the notice, signed as Standard Webhooks says', async () => {
      await send(['203.0.113.5']);
      const [call] = calls;
      assert.ok(call);
      const [notice] = await noticesAbout('203.0.113.5');
      assert.deepEqual([notice?.channel, notice?.state], ['webhook', 'sent']);
      assert.equal(call.headers['webhook-id'], notice?.id);
      assert.equal(
        call.headers['webhook-signature'],
        signWebhook(secret, notice?.id ?? '', String(call.headers['webhook-timestamp']), call.body),
      );
      assert.notEqual(
        call.headers['webhook-signature'],
        signWebhook(secret, notice?.id ?? '', String(call.headers['webhook-timestamp']), `${call.body} `),
      );
      const told = JSON.parse(call.body) as { link: string; findings: { asset: string }[] };
      assert.deepEqual(
        told.findings.map((one) => one.asset),
        ['203.0.113.5'],
      );
      assert.equal((await served.visitor().get(new URL(told.link).pathname)).status, 200);
    });

    it('does not follow a redirect', async () => {
      calls.length = 0;
      answer = { status: 302, location: '/elsewhere' };
      await send(['203.0.113.6']);
      assert.deepEqual([...new Set(calls.map((call) => call.url))], ['/hook']);
      assert.notEqual((await noticesAbout('203.0.113.6'))[0]?.state, 'sent');
    });

    it('that answers without end, or says it is gone, holds nobody up', async () => {
      answer = { status: 200, endless: true };
      await send(['203.0.113.7']);
      assert.equal((await noticesAbout('203.0.113.7'))[0]?.state, 'sent');
      answer = { status: 410 };
      await send(['203.0.113.8']);
      assert.equal((await noticesAbout('203.0.113.8'))[0]?.state, 'failed');
      assert.equal((await sql('SELECT 1 FROM tell.webhook WHERE failed_since IS NOT NULL')).length, 1);
    });

    it('is never called at an address inside, however it is written', async () => {
      for (const inside of [
        'https://127.0.0.1/',
        'https://127.1/',
        'https://2130706433/',
        'https://0x7f000001/',
        'https://017700000001/',
        'https://localhost/',
        'https://0.0.0.0/',
        'https://10.1.2.3/',
        'https://172.16.0.1/',
        'https://192.168.1.1/',
        'https://169.254.169.254/latest/meta-data/',
        'https://100.64.0.1/',
        'https://198.18.0.1/',
        'https://192.0.0.1/',
        'https://224.0.0.1/',
        'https://255.255.255.255/',
        'https://[::1]/',
        'https://[::]/',
        'https://[::ffff:127.0.0.1]/',
        'https://[::ffff:7f00:1]/',
        'https://[::127.0.0.1]/',
        'https://[64:ff9b::7f00:1]/',
        'https://[2002:7f00:1::]/',
        'https://[fe80::1]/',
        'https://[fc00::1]/',
        'https://[fec0::1]/',
        'https://[ff02::1]/',
        'https://[2001:db8::1]/',
        'https://１２７.０.０.１/',
        'http://93.184.216.34/',
        'ftp://93.184.216.34/',
        'file:///etc/passwd',
        'https://user:word@93.184.216.34/',
        'no address',
      ])
        await assert.rejects(publicAddressOf(inside, []), { code: 'tell.webhook-target' }, inside);
      assert.equal((await publicAddressOf('https://93.184.216.34/x', [])).address, '93.184.216.34');
      assert.equal((await publicAddressOf('https://[2606:4700::1111]/x', [])).address, '2606:4700::1111');
      assert.equal((await publicAddressOf('http://127.0.0.1/x', ['127.0.0.1/32'])).address, '127.0.0.1');
      await assert.rejects(publicAddressOf('http://127.0.0.2/x', ['127.0.0.1/32']), { code: 'tell.webhook-target' });
    });
  });

  it('Atom: an organisation reads its notices by a secret address, without places in them', async () => {
    const hook = await idOf('hook');
    const member = await arrive(served, { email: 'reader@hook.example', name: 'Reader', organisation: hook });
    const made = await member.post(`/settings/${hook}/feed`);
    const path = /\/feeds\/atom\/[A-Za-z0-9_-]+/.exec(made.text)?.[0] ?? '';
    const feed = await served.visitor().get(path);
    assert.equal(feed.headers.get('content-type'), 'application/atom+xml; charset=utf-8');
    assert.ok((feed.text.match(/<entry>/g) ?? []).length >= 3);
    assert.ok(!feed.text.includes('203.0.113.'), 'no address');
    assert.equal((await served.visitor().get('/feeds/atom/wrong')).status, 404);
  });

  it('letter: address, what to do, code and link are on paper, and posting it counts as told', {
    skip: missing(['/usr/bin/pdftotext'], 'anybody'),
  }, async () => {
    served.clock.pass(DAY);
    await send(['203.0.113.70']);
    const [notice] = await noticesAbout('203.0.113.70');
    assert.deepEqual([notice?.channel, notice?.state], ['letter', 'waiting']);
    const operator = await arrive(served, { email: 'op@hub.example', name: 'Op', isOperator: true });
    const response = await fetch(`${served.url}/letters/${notice?.id}.pdf`, {
      headers: { cookie: [...operator.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    assert.equal(response.headers.get('content-type'), 'application/pdf');
    const folder = folderFor('letter');
    writeFileSync(join(folder.path, 'letter.pdf'), new Uint8Array(await response.arrayBuffer()));
    const text = execFileSync('/usr/bin/pdftotext', ['-layout', join(folder.path, 'letter.pdf'), '-'], {
      encoding: 'utf8',
    }).normalize('NFKC');
    folder.remove();
    for (const part of ['530-0001', '大阪府大阪市北区例示3-4-5', '紙の商店 御中', notice?.code ?? '', '203.0.113.70'])
      assert.ok(text.replace(/\s/g, '').includes(part.replace(/\s/g, '')), `${part} in\n${text}`);
    assert.ok(text.replace(/\s/g, '').includes(`/n/${notice?.id}`), `the link in\n${text}`);
    assert.equal((await operator.post(`/letters/${notice?.id}/posted`)).status, 303);
    assert.equal((await noticesAbout('203.0.113.70'))[0]?.state, 'sent');
    assert.equal(
      (await sql<{ state: string }>("SELECT state FROM tell.finding WHERE asset = '203.0.113.70'"))[0]?.state,
      'notified',
    );
  });

  it('provider: one mail with a list a day, and reports done by page and by machine', async () => {
    const isp = await idOf('isp');
    await send(['198.51.100.1', '198.51.100.2', '198.51.100.3', '198.51.100.4'], 'medium');
    served.clock.pass(DAY);
    await tellDue.handle(house, {});
    await untilQuiet(served);
    const lists = await sql<{ state: string; finding_count: number }>(
      "SELECT state, finding_count FROM tell.notice WHERE channel = 'provider-list'",
    );
    assert.deepEqual(lists, [{ state: 'sent', finding_count: 4 }]);
    const mail = (await served.mails()).find((one) => one.to === 'abuse@isp.example');
    assert.ok(mail);
    const unsubscribe = await served.visitor().get(new URL(mail.unsubscribe).pathname);
    assert.equal(unsubscribe.status, 200, 'the mail program’s button leads somewhere');

    const member = await arrive(served, { email: 'noc@isp.example', name: 'NOC', organisation: isp });
    assert.equal((await member.get('/home')).text.match(/>お客様の機器</g)?.length, 4, 'not its own devices');
    const ids = await sql<{ id: string; asset: string }>(
      'SELECT id, asset FROM tell.finding WHERE organisation_id = $1 ORDER BY asset',
      [isp],
    );
    const [one, two, three, four] = ids.map((row) => row.id) as [string, string, string, string];
    assert.equal(
      (await member.post('/provider', { ids: [one, two], status: 'handed-on' })).location,
      '/provider?reported=2',
    );
    const csv = await member.get('/provider.csv');
    assert.equal(csv.text.trim().split('\r\n').length, 5);
    const token = /kyp_[A-Za-z0-9_-]+/.exec((await member.post('/provider/token')).text)?.[0] ?? '';
    const api = (path: string, init: RequestInit = {}, key = token) =>
      fetch(`${served.url}${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${key}` } });
    const listed = (await (await api('/api/v1/findings?limit=3')).json()) as {
      findings: { id: string }[];
      next: string;
    };
    const rest = (await (await api(`/api/v1/findings?after=${listed.next}`)).json()) as {
      findings: { id: string }[];
      next: null;
    };
    assert.deepEqual(
      [...listed.findings, ...rest.findings].map((row) => row.id).sort(),
      [one, two, three, four].sort(),
    );
    const foreign = (await sql<{ id: string }>("SELECT id FROM tell.finding WHERE asset = '203.0.113.5'"))[0]?.id ?? '';
    const done = await api('/api/v1/findings/status', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ids: [one, three, four, foreign], status: 'done' }),
    });
    assert.deepEqual(await done.json(), { recorded: 3 }, 'what belongs to others counts as absent');
    assert.equal((await api('/api/v1/findings', {}, 'kyp_wrong')).status, 401);
    const states = await sql<{ state: string }>(
      'SELECT state FROM tell.finding WHERE organisation_id = $1 ORDER BY asset',
      [isp],
    );
    assert.deepEqual(
      states.map((row) => row.state),
      ['claimed-fixed', 'acknowledged', 'claimed-fixed', 'claimed-fixed'],
    );
  });
});
