import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { LogReader } from '../../../src/observe/funnel/read.ts';
import type { TakenLogs } from '../../../src/observe/funnel/take.ts';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const { house } = served;

const logs = [
  // Forty attempts of one kind within the hour: one event.
  ...Array.from(
    { length: 40 },
    (_, i) =>
      `<131>1 2026-11-19T03:${String(i).padStart(2, '0')}:00Z ids app - - - CEF:0|V|P|1|100|SQL injection attempt|8|src=198.51.100.7 dst=203.0.113.10 dpt=443 act=alerted`,
  ),
  // Stopped by the sensor.
  ...Array.from(
    { length: 25 },
    () =>
      '<131>1 2026-11-19T04:00:00Z fw app - - - LEEF:1.0|V|P|1|scan|src=198.51.100.8\tdst=203.0.113.11\tsev=7\tcat=Port scan\taction=blocked',
  ),
  // Our own monitoring, noise by rule.
  ...Array.from(
    { length: 30 },
    () =>
      '{"timestamp":"2026-11-19T05:00:00.000+0000","event_type":"alert","src_ip":"192.0.2.99","dest_ip":"203.0.113.12","dest_port":80,"alert":{"signature":"Health check","severity":1,"action":"allowed"}}',
  ),
  // Too weak.
  ...Array.from(
    { length: 5 },
    () =>
      '{"timestamp":"2026-11-19T05:10:00.000+0000","event_type":"alert","src_ip":"198.51.100.9","dest_ip":"203.0.113.12","alert":{"signature":"Odd header","severity":4,"action":"allowed"}}',
  ),
  '{"timestamp":"2026-11-19T05:10:00.000+0000","event_type":"flow"}',
  'neither fish nor fowl',
].join('\n');

describe('observe: the event funnel', () => {
  let operator: Visitor;
  let ministry: Visitor;
  let city: Visitor;
  const organisations: string[] = [];
  before(async () => {
    await house.db.as({ kind: 'worker' }, async (q) => {
      const rows = [
        { externalId: 'm1', name: '見本省', prefixes: '203.0.113.0/25', emails: 'sec@mihon.example' },
        { externalId: 'm2', name: '例示市', prefixes: '203.0.113.128/25', emails: 'sec@reiji.example' },
      ].map((cells, at) => checkRow(at + 2, cells, () => true).organisation);
      await takeOrganisations(house, q, rows, 'test');
    });
    for (const name of ['m1', 'm2'])
      organisations.push(
        (await served.sql<{ id: string }>('SELECT id FROM know.organisation WHERE external_id = $1', [name]))[0]?.id ??
          '',
      );
    operator = await arrive(served, { email: 'op@hub.example', name: '運用', isOperator: true });
    ministry = await arrive(served, { email: 'a@mihon.example', name: '省', organisation: organisations[0] ?? '' });
    city = await arrive(served, { email: 'b@reiji.example', name: '市', organisation: organisations[1] ?? '' });
  });

  const tokenOf = async (organisation: string | undefined) =>
    /kyl_[\w-]+/.exec((await operator.post(`/funnel/bodies/${organisation}/token`)).text)?.[0] ?? '';
  const send = async (token: string, body: string) => {
    const answer = await operator.send('/api/v1/logs', {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${token}`, origin: served.url },
    });
    return { status: answer.status, ...(JSON.parse(answer.text) as TakenLogs) };
  };

  it('bundles what is left of noise into events, and counts the same file once', async () => {
    assert.match((await operator.post('/funnel/bodies', { organisation: 'x' })).text, /ありません|登録されていません/);
    assert.equal(
      (
        await operator.post('/funnel/bodies', {
          organisation: organisations[0] ?? '',
          centre: 'national',
          severity: '5',
        })
      ).status,
      303,
    );
    assert.equal(
      (await operator.post('/funnel/bodies', { organisation: organisations[1] ?? '', centre: 'local', severity: '5' }))
        .status,
      303,
    );
    assert.equal(
      (await operator.post(`/funnel/bodies/${organisations[0]}/rules`, { signature: '', source: '', because: '' }))
        .status,
      200,
    );
    assert.equal(
      (
        await operator.post(`/funnel/bodies/${organisations[0]}/rules`, {
          source: '192.0.2.99/32',
          because: '自分たちの監視',
        })
      ).status,
      303,
    );
    const token = await tokenOf(organisations[0]);
    const first = await send(token, logs);
    assert.deepEqual(
      {
        logs: first.logs,
        noise: first.noise,
        mitigated: first.mitigated,
        below: first.below,
        attempts: first.attempts,
        events: first.events,
        unread: first.unread,
      },
      { logs: 100, noise: 30, mitigated: 25, below: 5, attempts: 40, events: 1, unread: 1 },
    );
    assert.equal((await send(token, logs)).again, true);
    assert.equal((await send('kyl_wrong', logs)).status, 401);
    const [engine] = await house.columns.query<{ n: number }>('SELECT count() AS n FROM observe.body_log');
    assert.equal(engine?.n, 100);
    const page = await operator.get('/funnel?lang=en');
    for (const shown of ['SQL injection attempt', '見本省', '30 noise by rule', 'Counted by method 1'])
      assert.ok(page.text.includes(shown), shown);
  });

  it('keeps bodies apart: each sees its own funnel, rules and events only', async () => {
    // The other body has no such rule: the same logs make more of them.
    const second = await send(await tokenOf(organisations[1]), logs);
    assert.deepEqual([second.noise, second.events], [0, 2]);
    assert.match((await ministry.get('/funnel')).text, /見本省/);
    assert.doesNotMatch((await ministry.get('/funnel')).text, /例示市|Health check/);
    assert.match((await city.get('/funnel')).text, /Health check/);
    const [event] = await served.sql<{ id: string }>('SELECT id FROM observe.event WHERE organisation_id = $1', [
      organisations[1],
    ]);
    assert.equal((await ministry.get(`/funnel/events/${event?.id}`)).status, 404);
    assert.equal((await city.get(`/funnel/events/${event?.id}`)).status, 200);
    assert.equal((await city.post(`/funnel/events/${event?.id}`, { decision: 'notice', because: 'x' })).status, 403);
    assert.equal((await ministry.get(`/funnel/bodies/${organisations[1]}`)).status, 404);
  });

  it('makes a notice of what is confirmed, and a rule of a false positive', async () => {
    const eventOf = async (organisation: string | undefined, signature: string) =>
      (
        await served.sql<{ id: string }>('SELECT id FROM observe.event WHERE organisation_id = $1 AND signature = $2', [
          organisation,
          signature,
        ])
      )[0]?.id;
    const real = await eventOf(organisations[0], 'SQL injection attempt');
    assert.equal((await operator.post(`/funnel/events/${real}`, { decision: 'notice', because: '' })).status, 422);
    assert.equal(
      (await operator.post(`/funnel/events/${real}`, { decision: 'notice', because: '応答が200' })).status,
      303,
    );
    assert.equal((await operator.post(`/funnel/events/${real}`, { decision: 'harmless', because: 'x' })).status, 409);
    await untilQuiet(served);
    assert.deepEqual(await served.sql('SELECT organisation_id AS o, asset FROM tell.finding'), [
      { o: organisations[0], asset: '203.0.113.10' },
    ]);
    const wrong = await eventOf(organisations[1], 'Health check');
    assert.equal(
      (
        await operator.post(`/funnel/events/${wrong}`, {
          decision: 'false-positive',
          because: '監視でした',
          rule: 'yes',
        })
      ).status,
      303,
    );
    const again = await send(await tokenOf(organisations[1]), `${logs}\n`);
    assert.deepEqual([again.again, again.noise, again.events], [false, 30, 1]);
    const [rule] = await served.sql<{ id: string }>('SELECT id FROM observe.noise_rule WHERE organisation_id = $1', [
      organisations[1],
    ]);
    assert.equal((await operator.post(`/funnel/rules/${rule?.id}/end`)).status, 303);
    assert.match(
      (await city.get(`/funnel/bodies/${organisations[1]}`)).text,
      /監視でした/,
      'an ended rule stays on record',
    );
  });

  it('reads the forms sensors write', () => {
    const reader = new LogReader(new Date('2026-11-20T00:00:00Z'));
    const ssh = reader.read(
      '<38>Nov 19 12:00:01 gate sshd[4711]: Failed password for root from 192.0.2.4 port 50222 ssh2',
    );
    assert.deepEqual(
      [ssh?.form, ssh?.source, ssh?.at.toISOString(), ssh?.signature],
      ['syslog', '192.0.2.4', '2026-11-19T03:00:01.000Z', 'sshd: Failed password for root from * port # ssh2'],
    );
    const cef = reader.read(
      'CEF:0|A|B|1|7|pipe \\| here|Very-High|src=192.0.2.5 msg=two words dst=203.0.113.1 rt=1763521200000',
    );
    assert.deepEqual(
      [cef?.signature, cef?.severity, cef?.target, cef?.at.toISOString()],
      ['pipe | here', 9, '203.0.113.1', '2025-11-19T03:00:00.000Z'],
    );
    const leef = reader.read('LEEF:2.0|A|B|1|42|^|src=192.0.2.6^dst=203.0.113.2^sev=8');
    assert.deepEqual([leef?.source, leef?.severity, leef?.signature], ['192.0.2.6', 8, '42']);
    assert.equal(reader.read('Time,Hostname,Local IP,Detection name,Severity,Action'), null);
    const edr = reader.read('2026-11-19T03:00:00Z,pc-1,203.0.113.9,"Trojan, generic",High,quarantined');
    assert.deepEqual(
      [edr?.form, edr?.signature, edr?.severity, edr?.action, edr?.target],
      ['csv', 'Trojan, generic', 7, 'quarantined', '203.0.113.9'],
    );
  });
});
