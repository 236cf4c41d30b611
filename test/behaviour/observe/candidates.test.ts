import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { checkRow, takeNetworks, takeOrganisations } from '#know';
import { tellContacts } from '../../../src/observe/candidate/contacts.ts';
import { learn } from '../../../src/observe/candidate/indicators.ts';
import { gapsOf, seriesOf, witnessesOf } from '../../../src/observe/candidate/look.ts';
import { portOf } from '../../../src/observe/candidate/page.html.ts';
import { detectDay, detectFlows, detectNight, detectSpan } from '../../../src/observe/candidate/run.ts';
import { Planter } from '../../../src/observe/flow/generate/plants.ts';
import { Traffic } from '../../../src/observe/flow/generate/traffic.ts';
import { FlowBatch } from '../../../src/observe/flow/store/batch.ts';
import { storeBlock } from '../../../src/observe/flow/store/insert.ts';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const { house } = served;
const END = Date.UTC(2026, 10, 20, 6);
const START = END - 3 * 3_600_000;
const SERVER = '198.51.100.77';
const VICTIMS = ['101.0.9.11', '101.0.9.12', '101.0.9.13'];

describe('observe: from flows to a confirmed server and to those who must know', () => {
  let first: Visitor & { readonly id: string };
  let second: Visitor & { readonly id: string };
  let provider: Visitor & { readonly id: string };
  let stranger: Visitor & { readonly id: string };
  let candidate = '';
  before(async () => {
    served.clock.set(new Date(END));
    await house.db.as({ kind: 'worker' }, async (q) => {
      const row = checkRow(
        2,
        { externalId: 'm1', name: '例示工業', prefixes: '101.0.9.0/24', emails: 'sec@reiji.example' },
        () => true,
      );
      await takeOrganisations(house, q, [row.organisation], 'test');
      await takeNetworks(
        house,
        q,
        [
          { asNumber: 64511, holder: 'KIKYO NET' },
          { asNumber: 64512, holder: 'SUMIRE NET' },
        ],
        'test',
      );
    });
    const of = async (name: string) =>
      (await served.sql<{ id: string }>('SELECT id FROM know.organisation WHERE external_id = $1', [name]))[0]?.id ??
      '';
    first = await arrive(served, { email: 'one@hub.example', name: '一', isOperator: true });
    second = await arrive(served, { email: 'two@hub.example', name: '二', isOperator: true });
    provider = await arrive(served, { email: 'a@kikyo.example', name: '桔梗', organisation: await of('AS64511') });
    stranger = await arrive(served, { email: 's@reiji.example', name: '例示', organisation: await of('m1') });
    const batch = new FlowBatch(1 << 17);
    const traffic = new Traffic({ seed: 4, startMs: START, perSecond: 8 });
    for (let more = true, i = 0; more; i++) {
      more = traffic.fill(batch, END);
      if (!more)
        new Planter(5, START, END).plant(batch, [
          ...VICTIMS.map((source, i) => ({
            kind: 'beacon' as const,
            source,
            target: SERVER,
            port: 4443,
            periodMs: 60_000 + i * 7000,
            jitter: 0.1,
            missing: 0.05,
          })),
          { kind: 'scan', source: '203.0.113.9', target: '101.0.1.0', targets: 400, ports: [23], everyMs: 900 },
        ]);
      await storeBlock(house.columns, batch, `candidates-${i}`);
      batch.clear();
    }
  });

  it('puts what detectors say into one ranked list, and saying it again adds nothing', async () => {
    assert.ok((await detectSpan(house, { from: new Date(START), to: new Date(END) })) > 0);
    const [found] = await served.sql<{ id: string; peers: number; detectors: string[]; place: number }>(
      "SELECT * FROM (SELECT id, accused, peers, detectors, row_number() OVER (ORDER BY score DESC)::int AS place FROM observe.candidate WHERE role = 'command-server') c WHERE accused = $1",
      [SERVER],
    );
    assert.ok(found, 'the planted server is a candidate');
    assert.equal(found.peers, 3);
    assert.ok(found.detectors.includes('beacon'));
    assert.ok(found.place <= 3, `it stands on place ${found.place}`);
    candidate = found.id;
    const before_ = await served.sql('SELECT id, score, flows, peers FROM observe.candidate ORDER BY id');
    assert.equal(await detectSpan(house, { from: new Date(START), to: new Date(END) }), 0);
    assert.deepEqual(await served.sql('SELECT id, score, flows, peers FROM observe.candidate ORDER BY id'), before_);
    const began = performance.now();
    await detectFlows.handle(house, {});
    console.log(`observe: an incremental run took ${Math.round(performance.now() - began)} ms`);
    const failed = await served.sql("SELECT detector, failed FROM observe.detection_run WHERE failed <> ''");
    assert.deepEqual(failed, []);
    const list = await first.get('/candidates?lang=en');
    assert.match(list.text, /198\.51\.100\.77/);
    assert.match(
      list.text,
      /<td[^>]*><div>Connections that keep time/,
      'on a card what was measured stays in its column',
    );
    assert.equal((await provider.get('/candidates')).status, 403);
    const page = await first.get(`/candidates/${candidate}?lang=en`);
    assert.equal(page.status, 200);
    for (const shown of ['101.0.9.11', '4443/TCP', 'Peers it spoke with most', 'two people have to agree'])
      assert.ok(page.text.includes(shown), shown);
  });

  it('does not accuse what is on the allow list', async () => {
    for (const prefix of ['x', '0.0.0.0/0', '::/0', '203.0.113.0-203.0.113.255'])
      assert.equal((await first.post('/candidates/allowed', { prefix, because: 'ours' })).status, 200, prefix);
    assert.equal(
      (
        await first.post('/candidates/allowed', {
          prefix: '203.0.113.9/32',
          because: 'our own survey',
          source: 'https://hub.example',
        })
      ).status,
      303,
    );
    const states = async () => {
      await detectSpan(house, { from: new Date(START), to: new Date(END) });
      return (
        await served.sql<{ state: string }>(
          "SELECT DISTINCT state FROM observe.candidate WHERE accused = '203.0.113.9'",
        )
      ).map(({ state }) => state);
    };
    assert.deepEqual(await states(), ['allowed'], 'closed, and not accused again');
    await served.sql("UPDATE observe.allowed SET until = now() - interval '1 year' WHERE prefix = '203.0.113.9/32'");
    assert.deepEqual(await states(), ['open'], 'until the entry ends');
  });

  it('takes two different people to confirm, and tells the provider that takes part', async () => {
    assert.match((await stranger.post('/servers/join')).text, /通信会社/);
    assert.equal((await provider.post('/servers/join')).status, 303);
    assert.equal((await first.post(`/candidates/${candidate}`, { verdict: 'confirm', because: '' })).status, 422);
    for (const again of [1, 2])
      assert.equal(
        (await first.post(`/candidates/${candidate}`, { verdict: 'confirm', because: `beats every minute ${again}` }))
          .status,
        303,
      );
    assert.equal(
      (await served.sql<{ state: string }>('SELECT state FROM observe.candidate WHERE id = $1', [candidate]))[0]?.state,
      'open',
    );
    const [own, others] = [await first.get(`/candidates/${candidate}`), await second.get(`/candidates/${candidate}`)];
    assert.match(own.text, /beats every minute/);
    assert.doesNotMatch(others.text, /beats every minute/, 'nobody leans on the verdict of the other');
    assert.equal(
      (await second.post(`/candidates/${candidate}`, { verdict: 'confirm', because: 'no other service there' })).status,
      303,
    );
    await untilQuiet(served);
    assert.equal(
      (await served.sql<{ state: string }>('SELECT state FROM observe.candidate WHERE id = $1', [candidate]))[0]?.state,
      'confirmed',
    );
    assert.equal((await first.post(`/candidates/${candidate}`, { verdict: 'reject', because: 'x' })).status, 409);
    assert.match((await provider.get('/servers?lang=en')).text, /198\.51\.100\.77/);
    assert.doesNotMatch((await stranger.get('/servers')).text, /198\.51\.100\.77/);
    await served.sql(
      "INSERT INTO observe.detection_run (detector, version, from_at, to_at, milliseconds, alerts, failed, ran_at) VALUES ('arp', 1, $1, $1, 5, 0, 'out of memory', $1)",
      [new Date(house.clock().getTime() + 1000)],
    );
    const rates = await first.get('/candidates/detectors?lang=en');
    assert.match(rates.text, /0% \(0%–/);
    assert.match(rates.text, /failed[\s\S]*?out of memory/, 'why it failed');
    await served.sql("DELETE FROM observe.detection_run WHERE failed = 'out of memory'");
  });

  it('hands the list to machines and takes counts back, for the provider’s own rows only', async () => {
    const token = /kys_[\w-]+/.exec((await provider.post('/servers/token')).text)?.[0];
    assert.ok(token);
    const authorization = `Bearer ${token}`;
    const list = JSON.parse((await provider.get('/api/v1/command-servers', { authorization })).text) as {
      servers: { id: string; address: string; tlp: string }[];
    };
    assert.deepEqual(
      list.servers.map(({ address, tlp }) => [address, tlp]),
      [[SERVER, 'TLP:AMBER']],
    );
    assert.match(
      (await provider.get('/api/v1/command-servers', { authorization, accept: 'text/csv' })).text,
      /198\.51\.100\.77,4443/,
    );
    assert.equal((await provider.get('/api/v1/command-servers', { authorization: 'Bearer kys_wrong' })).status, 401);
    const hits = await provider.send('/api/v1/command-servers/hits', {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', origin: served.url },
      body: JSON.stringify({
        servers: [
          { id: list.servers[0]?.id, hits: 412, hosts: 7 },
          { id: '00000000-0000-7000-8000-000000000000', hits: 1 },
        ],
      }),
    });
    assert.deepEqual(JSON.parse(hits.text), { recorded: 1 });
    assert.match((await first.get(`/candidates/${candidate}?lang=en`)).text, /412/);
  });

  it('tells the owners of infected devices through a feed of our own, each contact once', async () => {
    const findings = () =>
      served.sql<{ asset: string; kind: string; n: number }>(
        'SELECT asset, kind, seen_count::int AS n FROM tell.finding ORDER BY asset',
      );
    const told = await findings();
    assert.deepEqual(
      told.map(({ asset }) => asset),
      VICTIMS,
    );
    assert.ok(told.every(({ kind }) => kind === 'malware-infection'));
    await tellContacts.handle(house, {});
    await tellContacts.handle(house, { id: candidate });
    await untilQuiet(served);
    assert.deepEqual(await findings(), told, 'nothing is counted twice');
    // Later contacts are told with the next window.
    served.clock.pass(2 * 3_600_000);
    const batch = new FlowBatch(4096);
    new Planter(6, END + 600_000, END + 3_600_000).plant(batch, [
      { kind: 'beacon', source: '101.0.9.99', target: SERVER, port: 4443, periodMs: 60_000, jitter: 0, missing: 0 },
    ]);
    await storeBlock(house.columns, batch, 'later');
    await tellContacts.handle(house, {});
    await untilQuiet(served);
    assert.deepEqual(
      (await findings()).map(({ asset }) => asset),
      [...VICTIMS, '101.0.9.99'],
    );
  });

  it('draws what is accused only, and takes two providers for witnesses only of that', async () => {
    const one = { id: candidate, accused: SERVER, role: 'command-server', protocol: 6, targetPort: 4443 };
    const drawn = async (targetPort: number) =>
      (await seriesOf(house, { ...one, targetPort }, { from: new Date(START), to: new Date(END), points: 24 })).reduce(
        (sum, { flows }) => sum + flows,
        0,
      );
    assert.ok((await drawn(4443)) > 100);
    assert.equal(await drawn(443), 0);
    assert.equal(portOf(2048, 1), 'ICMP 8/0');
    const gaps = await gapsOf(house, one, VICTIMS[0] ?? '', { from: new Date(START), to: new Date(END) });
    const counts = gaps?.bars.map(({ count }) => count) ?? [];
    assert.ok(Math.max(...counts) > 0.85 * counts.reduce((sum, count) => sum + count, 0), 'a machine makes one peak');

    // Two providers' routers see the server: first only somebody else's visit, then two of its victims.
    for (const [at, name] of ['AS64511', 'AS64512'].entries())
      await served.sql(
        'INSERT INTO observe.exporter (organisation_id, name, address) SELECT id, $1, $2 FROM know.organisation WHERE external_id = $1',
        [name, `192.0.2.${at + 1}`],
      );
    const see = async (sources: readonly string[], port: number) => {
      for (const [at, source] of sources.entries()) {
        const batch = new FlowBatch(64);
        const plant = { kind: 'beacon' as const, target: SERVER, periodMs: 60_000, jitter: 0, missing: 0 };
        new Planter(8, END - 600_000, END - 60_000).plant(batch, [{ ...plant, source, port }]);
        const octets = new Uint8Array(batch.exporter.buffer, batch.exporter.byteOffset, batch.exporter.byteLength);
        for (let row = 0; row < batch.rows; row++)
          octets.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, at + 1], row * 16);
        await storeBlock(house.columns, batch, `seen-${sources[0]}-${port}-${at}`);
      }
      return witnessesOf(house, one);
    };
    assert.deepEqual(await see(['101.0.8.1', '101.0.8.2'], 4443), []);
    assert.deepEqual(await see(VICTIMS.slice(0, 2), 443), []);
    assert.deepEqual(await see(VICTIMS.slice(0, 2), 4443), [{ kind: 'providers', text: '2' }]);
    await house.columns.remove('observe.flow', "exporter != toIPv6('::')", {});
    await served.sql('DELETE FROM observe.exporter');
  });

  it('lets one person confirm what a feed knows as well, and a feed’s knowledge reaches the detectors', async () => {
    const now = house.clock().toISOString().replace('T', ' ').replace('Z', '');
    await house.columns.insert('observe.observation', [
      {
        batch: '00000000-0000-7000-8000-000000000001',
        line: 1,
        feed: 'feodo-tracker',
        received_at: now,
        observed_at: now,
        type: 'c2-server',
        ip: '::ffff:198.51.100.200',
        port: 4444,
        malware: 'sample',
      },
    ]);
    await learn(house);
    await learn(house);
    const batch = new FlowBatch(4096);
    const at = house.clock().getTime();
    new Planter(8, at - 3 * 3_600_000, at - 60_000).plant(batch, [
      {
        kind: 'beacon',
        source: '101.0.9.50',
        target: '198.51.100.200',
        port: 4444,
        periodMs: 60_000,
        jitter: 0,
        missing: 0,
      },
    ]);
    await storeBlock(house.columns, batch, 'known');
    await detectFlows.handle(house, {});
    const [known] = await served.sql<{ id: string; detectors: string[] }>(
      "SELECT id, detectors FROM observe.candidate WHERE accused = '198.51.100.200' AND role = 'command-server'",
    );
    assert.ok(known, 'the server is a candidate');
    const [device] = await served.sql<{ detectors: string[] }>(
      "SELECT detectors FROM observe.candidate WHERE accused = '101.0.9.50' AND role = 'infected'",
    );
    assert.ok(device?.detectors.includes('indicator-contact'), 'the device that talks to it is one as well');
    assert.match(
      (await first.get(`/candidates/${known.id}?lang=en`)).text,
      /named by the list “feodo-tracker”[\s\S]*your verdict alone decides/,
    );
    assert.equal(
      (await first.post(`/candidates/${known.id}`, { verdict: 'confirm', because: 'listed, and seen' })).status,
      303,
    );
    const [decided] = await served.sql<{ state: string; by: string }>(
      'SELECT state, decided_by AS by FROM observe.candidate WHERE id = $1',
      [known.id],
    );
    assert.deepEqual([decided?.state, decided?.by], ['confirmed', 'corroboration']);
    await untilQuiet(served);
  });

  it('withdraws the list when a decision is undone, and the server accuses nobody any more', async () => {
    const listed = async () =>
      (
        await house.columns.query<{ a: string }>(
          "SELECT toString(address) AS a FROM observe.flow_indicator FINAL WHERE list = 'kyojo-confirmed' ORDER BY a",
        )
      ).map(({ a }) => a);
    assert.deepEqual(await listed(), ['::ffff:198.51.100.200', `::ffff:${SERVER}`]);
    assert.equal((await first.post(`/candidates/${candidate}/reopen`, { because: ' ' })).status, 422);
    assert.equal((await first.post(`/candidates/${candidate}/reopen`, { because: 'a backup service' })).status, 303);
    await untilQuiet(served);
    assert.doesNotMatch((await provider.get('/servers')).text, /198\.51\.100\.77/);
    assert.deepEqual(await listed(), ['::ffff:198.51.100.200']);
  });

  it('judges anew what expired and came back, and keeps for the detectors what it was found to be', async () => {
    await served.sql(
      "UPDATE observe.candidate SET expires_at = now() - interval '1 year' WHERE accused = '198.51.100.200'",
    );
    await detectFlows.handle(house, {});
    const now = async () =>
      (
        await served.sql<{ id: string; state: string; stood: string }>(
          "SELECT id, state, stood FROM observe.candidate WHERE accused = '198.51.100.200' AND role = 'command-server'",
        )
      )[0];
    assert.equal((await now())?.state, 'expired');
    const expired = (await now())?.id;
    assert.match((await first.get(`/candidates/${expired}?lang=en`)).text, /judged anew[\s\S]*Open again/);
    const late = await first.post(`/candidates/${expired}`, { verdict: 'confirm', because: 'still there' });
    assert.equal(late.status, 409, 'nobody adds one verdict to those of before');
    served.clock.pass(60_000);
    await detectFlows.handle(house, {});
    const back = await now();
    assert.deepEqual([back?.state, back?.stood], ['open', 'confirmed']);
    await house.columns.remove('observe.flow_indicator', "list = 'feodo-tracker'", {});
    assert.equal((await second.post(`/candidates/${back?.id}`, { verdict: 'confirm', because: 'again' })).status, 303);
    assert.equal((await now())?.state, 'open', 'the verdict of the round before does not count');
    assert.equal((await first.post(`/candidates/${back?.id}`, { verdict: 'confirm', because: 'too' })).status, 303);
    assert.equal((await now())?.state, 'confirmed');
    await served.sql("UPDATE observe.candidate SET expires_at = now() - interval '1 year' WHERE id = $1", [back?.id]);
    await detectFlows.handle(house, {});
    assert.equal((await now())?.state, 'expired');
    assert.equal((await first.post(`/candidates/${back?.id}/reopen`, { because: 'told by phone' })).status, 303);
    const opened = await now();
    assert.deepEqual([opened?.state, opened?.stood], ['open', 'confirmed'], 'opened by hand it keeps that as well');
    assert.equal((await first.post(`/candidates/${back?.id}`, { verdict: 'confirm', because: 'told' })).status, 303);
    assert.equal((await now())?.state, 'open');
  });

  it('finds by night what is too slow for a quarter of an hour', async () => {
    const at = house.clock().getTime();
    const batch = new FlowBatch(4096);
    new Planter(9, at - 20 * 3_600_000, at - 60_000).plant(batch, [
      { kind: 'scan', source: '203.0.113.90', target: '101.0.2.0', targets: 30, ports: [23], everyMs: 2_000_000 },
    ]);
    await storeBlock(house.columns, batch, 'slow');
    const found = () => served.sql("SELECT 1 FROM observe.candidate WHERE accused = '203.0.113.90'");
    await detectFlows.handle(house, {});
    assert.deepEqual(await found(), []);
    await detectNight.handle(house, {});
    assert.equal((await found()).length, 1);
    await detectDay.handle(house, {});
    assert.deepEqual(await served.sql("SELECT detector, failed FROM observe.detection_run WHERE failed <> ''"), []);
  });
});
