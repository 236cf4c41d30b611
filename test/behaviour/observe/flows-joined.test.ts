import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { takeNetworks } from '#know';
import { runCollector, takeFlowFiles } from '#observe';
import { productRoot } from '#platform/files';
import { flowRight } from '../../../src/observe/flow/exporter/access.ts';
import { takeBackLeftovers } from '../../../src/observe/flow/exporter/take.ts';
import { checkExporters, dropDaysPast } from '../../../src/observe/flow/exporter/watch.ts';
import { captureOf } from '../../../src/observe/flow/generate/capture.ts';
import { Exporter } from '../../../src/observe/flow/generate/encode.ts';
import { Traffic } from '../../../src/observe/flow/generate/traffic.ts';
import { FlowBatch } from '../../../src/observe/flow/store/batch.ts';
import { HANG_MS } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const { house } = served;
const folder = mkdtempSync(join(tmpdir(), 'kyojo-flows-joined-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Sends flows of generated traffic from loopback; gives how many datagrams and flows there were. */
async function send(
  port: number,
  from: string,
  rows = 4000,
  seed = 3,
): Promise<{ readonly packets: number; readonly flows: number }> {
  const startMs = Date.now() - 120_000;
  const batch = new FlowBatch(rows);
  new Traffic({ seed, startMs, perSecond: 1000 }).fill(batch);
  const packets = [...new Exporter('netflow9', startMs - 60_000).encode(batch)];
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, from, resolve));
  for (const packet of packets)
    await new Promise<void>((resolve, reject) =>
      socket.send(packet, port, '127.0.0.1', (error) => (error ? reject(error) : resolve())),
    );
  socket.close();
  return { packets: packets.length, flows: batch.rows };
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + HANG_MS; Date.now() < end; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  assert.fail('it did not come about');
}

const count = async (where: string, params = {}) =>
  Number(
    (await house.columns.query<{ n: number }>(`SELECT count() AS n FROM observe.flow WHERE ${where}`, params))[0]?.n,
  );

describe('observe: the collector is joined to the hub', () => {
  let operator: Visitor;
  let provider: Visitor & { readonly id: string };
  let other: Visitor & { readonly id: string };
  const organisations: string[] = [];
  const flows: number[] = [];
  before(async () => {
    served.clock.set(new Date());
    await house.db.as({ kind: 'worker' }, (q) =>
      takeNetworks(
        house,
        q,
        [
          { asNumber: 64501, holder: 'KIKYO NET' },
          { asNumber: 64502, holder: 'SUMIRE NET' },
        ],
        'test',
      ),
    );
    for (const name of ['AS64501', 'AS64502'])
      organisations.push(
        (await served.sql<{ id: string }>('SELECT id FROM know.organisation WHERE external_id = $1', [name]))[0]?.id ??
          '',
      );
    operator = await arrive(served, { email: 'op@hub.example', name: '運用', isOperator: true });
    provider = await arrive(served, { email: 'a@kikyo.example', name: '桔梗', organisation: organisations[0] ?? '' });
    other = await arrive(served, { email: 'b@sumire.example', name: '菫', organisation: organisations[1] ?? '' });
  });

  it('takes nothing from strangers, shows them, and takes from them once they are registered', async () => {
    const running = await runCollector(house, {
      host: '127.0.0.1',
      port: 0,
      everyMs: 60_000,
      flushMs: 50,
      rows: 32_768,
    });
    try {
      const port = running.ports[0] ?? 0;
      const { packets } = await send(port, '127.0.0.2');
      await until(() => (running.collector.counters?.exportersRefused ?? 0) >= packets);
      await running.look();
      assert.equal(await count('1'), 0);
      assert.match((await operator.get('/flows?lang=en')).text, /127\.0\.0\.2/);

      const wrong = await operator.post('/flows/register', { name: '', address: 'x', asNumber: '9', prefixes: '1/77' });
      assert.equal(wrong.status, 200);
      for (const [address, asNumber, name] of [
        ['127.0.0.2', '64501', '桔梗 東京'],
        ['127.0.0.3', '64502', '菫 大阪'],
      ] as const)
        assert.equal((await operator.post('/flows/register', { name, address, asNumber })).status, 303);
      await running.look();
      const sent = await send(port, '127.0.0.2');
      const second = await send(port, '127.0.0.3', 2000, 9);
      flows.push(sent.flows, second.flows);
      await until(() => running.collector.stored >= sent.flows + second.flows);
      await running.look();
      assert.equal(await count("exporter = toIPv6('127.0.0.2')"), sent.flows);
      assert.equal(await count("exporter = toIPv6('127.0.0.3')"), second.flows);
      const [hour] = await served.sql<{ datagrams: string; flows: string; lost: string }>(
        "SELECT sum(datagrams) AS datagrams, sum(flows) AS flows, sum(lost) AS lost FROM observe.exporter_hour JOIN observe.exporter e ON e.id = exporter_id WHERE address = '127.0.0.2'",
      );
      assert.deepEqual([hour?.datagrams, hour?.flows, hour?.lost].map(Number), [sent.packets, sent.flows, 0]);
      const [source] = await served.sql<{ version: number; templates: number }>(
        "SELECT version, templates FROM observe.exporter_source JOIN observe.exporter e ON e.id = exporter_id WHERE address = '127.0.0.2'",
      );
      assert.equal(source?.version, 9);
      assert.ok((source?.templates ?? 0) > 0);
    } finally {
      await running.close();
    }
    const [kept] = await served.sql<{ count: number }>(
      'SELECT jsonb_array_length(templates)::int AS count FROM observe.collector',
    );
    assert.ok((kept?.count ?? 0) > 0, 'the next start has templates');
  });

  it('shows what was lost in flows, also where the exporter numbers its datagrams', async () => {
    const [one] = await served.sql<{ id: string; datagrams: string; flows: string }>(
      "UPDATE observe.exporter_hour SET lost = datagrams FROM observe.exporter e WHERE e.id = exporter_id AND address = '127.0.0.2' RETURNING e.id, datagrams, flows",
    );
    const page = (await operator.get(`/flows/exporters/${one?.id}?lang=en`)).text;
    assert.ok(page.includes(`${Number(one?.flows).toLocaleString('en')} lost in all`), page);
    await served.sql('UPDATE observe.exporter_hour SET lost = 0');
  });

  it('shows each provider its own exporters and flows, and nothing of the other’s', async () => {
    const mine = await provider.get('/flows?lang=en');
    assert.match(mine.text, /桔梗 東京/);
    assert.doesNotMatch(mine.text, /菫 大阪|127\.0\.0\.3/);
    const [theirs] = await served.sql<{ id: string }>("SELECT id FROM observe.exporter WHERE address = '127.0.0.3'");
    assert.equal((await provider.get(`/flows/exporters/${theirs?.id}`)).status, 404);
    assert.equal((await other.get(`/flows/exporters/${theirs?.id}`)).status, 200);
    assert.equal((await provider.get('/flows/register')).status, 403);
    for (const [who, organisation, rows] of [
      [provider, organisations[0], flows[0]],
      [other, organisations[1], flows[1]],
    ] as const) {
      const right = await flowRight(house, { kind: 'member', user: who.id, organisations: [organisation ?? ''] });
      assert.equal(await count(right.where, right.params), rows);
    }
    const nobody = await flowRight(house, { kind: 'member', user: other.id, organisations: [] });
    assert.equal(await count(nobody.where, nobody.params), 0);
    const stranger = await flowRight(house, { kind: 'public' });
    assert.equal(await count(stranger.where, stranger.params), 0);
  });

  it('hides subscribers before anything is stored, and takes no such exporter without the key', async () => {
    const keyFile = join(folder, 'key');
    writeFileSync(keyFile, Buffer.alloc(32, 5));
    const [row] = await served.sql<{ id: string }>("SELECT id FROM observe.exporter WHERE address = '127.0.0.3'");
    assert.equal(
      (await operator.post(`/flows/exporters/${row?.id}`, { name: '菫 大阪', prefixes: '101.0.0.0/9', minutes: '10' }))
        .status,
      303,
    );
    const before = await count("exporter = toIPv6('127.0.0.3')");
    const open = await runCollector(house, { host: '127.0.0.1', port: 0, everyMs: 60_000, flushMs: 50, rows: 32_768 });
    const { packets } = await send(open.ports[0] ?? 0, '127.0.0.3', 2000, 9);
    await until(() => (open.collector.counters?.exportersRefused ?? 0) >= packets);
    await open.close();
    assert.equal(await count("exporter = toIPv6('127.0.0.3')"), before);

    const closed = await runCollector(house, {
      host: '127.0.0.1',
      port: 0,
      keyFile,
      everyMs: 60_000,
      flushMs: 50,
      rows: 32_768,
    });
    const hidden = await send(closed.ports[0] ?? 0, '127.0.0.3', 2000, 9);
    await until(() => closed.collector.stored >= hidden.flows);
    await closed.close();
    const inside =
      "exporter = toIPv6('127.0.0.3') AND source >= toIPv6('101.0.0.0') AND source < toIPv6('101.128.0.0')";
    const before_ = await count(`${inside} AND source < toIPv6('101.2.0.0')`);
    const all = await count(inside);
    assert.ok(all > 0 && before_ < all, 'the same subscribers appear a second time under other addresses');
    await assert.rejects(
      runCollector(house, { host: '127.0.0.1', port: 0, keyFile: join(folder, 'none') }),
      /flow-key/,
    );
  });

  it('says when an exporter falls silent and when it is heard again', async () => {
    served.clock.pass(3_600_000);
    await checkExporters.handle(house, {});
    await checkExporters.handle(house, {});
    const facts = await served.sql<{ kind: string; count: number }>(
      "SELECT kind, count(*)::int AS count FROM platform.fact WHERE kind LIKE 'exporter.%' GROUP BY kind",
    );
    assert.equal(facts.find(({ kind }) => kind === 'exporter.silent')?.count, 2);
    assert.match((await operator.get('/flows?lang=en')).text, /silent/);
    await served.sql("UPDATE observe.exporter SET last_seen_at = $1 WHERE address = '127.0.0.2'", [served.clock()]);
    await checkExporters.handle(house, {});
    const [again] = await served.sql<{ count: number }>(
      "SELECT count(*)::int AS count FROM platform.fact WHERE kind = 'exporter.heard-again'",
    );
    assert.equal(again?.count, 1);
  });

  it('takes a file once, and leaves alone what it does not know', async () => {
    const zeek = join(folder, 'conn.log');
    writeFileSync(
      zeek,
      `${['#separator \\x09', '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\torig_pkts\tresp_pkts', `${Date.now() / 1000}\tC1\t192.0.2.5\t40000\t198.51.100.9\t443\ttcp\tssl\t1.5\t500\t900\tSF\t5\t6`].join('\n')}\n`,
    );
    const unknown = join(folder, 'song.txt');
    writeFileSync(unknown, 'la la la\n');
    const first = await takeFlowFiles(house, [zeek, unknown], 'zeek-lab');
    assert.deepEqual(
      first.map((one) => [one.format, one.again]),
      [
        ['zeek-conn', false],
        ['unknown', false],
      ],
    );
    const second = await takeFlowFiles(house, [zeek], 'zeek-lab');
    assert.equal(second[0]?.again, true);
    assert.equal(await count("feed = 'zeek-lab'"), 1);
    await assert.rejects(takeFlowFiles(house, [zeek], 'Not A Name'), /flow-feed/);
    // A feed whose subscribers are hidden once is hidden from then on.
    const keyFile = join(folder, 'flows.key');
    writeFileSync(keyFile, Buffer.alloc(32, 3));
    await served.sql("UPDATE observe.exporter SET subscriber_prefixes = '{}'");
    await assert.rejects(takeFlowFiles(house, [zeek], 'hidden-lab', { keyFile }), /flow-key-prefix/);
    await assert.rejects(takeFlowFiles(house, [zeek], 'hidden-lab', { keyFile, prefixes: ['x/8'] }), /flow-hide/);
    // Whoever is alone in a prefix keeps the address; ends of a range are no prefix.
    for (const prefix of ['192.0.2.5', '192.0.2.4/30', '192.0.2.0-192.0.2.255'])
      await assert.rejects(takeFlowFiles(house, [zeek], 'hidden-lab', { keyFile, prefixes: [prefix] }), /flow-hide/);
    const hidden = join(folder, 'conn.192.0.2.5.log');
    writeFileSync(hidden, `#of a lab\n${readFileSync(zeek, 'utf8')}`);
    await takeFlowFiles(house, [hidden], 'hidden-lab', { keyFile, prefixes: ['192.0.2.0/24'] });
    assert.equal(
      await count("feed = 'hidden-lab' AND isIPAddressInRange(toString(source), '::ffff:192.0.2.0/120')"),
      1,
    );
    assert.equal(await count("feed = 'hidden-lab' AND source = toIPv6('192.0.2.5')"), 0);
    const [file] = await served.sql<{ name: string }>("SELECT name FROM observe.flow_file WHERE feed = 'hidden-lab'");
    assert.match(file?.name ?? '', /^conn\.192\.0\.2\.(?!5\.)\d+\.log$/);
    assert.deepEqual(
      await served.sql(
        "SELECT * FROM platform.fact WHERE kind = 'flows.imported' AND data::text ~ '192\\.0\\.2\\.5\\D'",
      ),
      [],
    );
    // Its page keeps what is hidden when something else is changed there.
    const [lab] = await served.sql<{ id: string }>("SELECT id FROM observe.exporter WHERE feed = 'hidden-lab'");
    const page = (await operator.get(`/flows/exporters/${lab?.id}`)).text;
    const prefixes = /<textarea[^>]*name="prefixes"[^>]*>([^<]*)</.exec(page)?.[1] ?? '';
    await operator.post(`/flows/exporters/${lab?.id}`, { name: 'lab', prefixes });
    await assert.rejects(takeFlowFiles(house, [zeek], 'hidden-lab'), /flow-key-needed/);

    const [source] = await served.sql<{ id: string }>("SELECT id FROM observe.exporter WHERE feed = 'zeek-lab'");
    const path = `/flows/exporters/${source?.id}`;
    assert.match((await operator.get(`${path}?lang=en`)).text, /conn\.log[\s\S]*taken in whole/);
    assert.equal((await provider.get(path)).status, 404);
    assert.equal((await operator.post(path, { name: 'zeek-lab', asNumber: '64501' })).status, 303);
    assert.equal((await provider.get(path)).status, 200, 'a file’s flows can get an owner');
  });

  it('takes a file whole or not at all: one that breaks off, and one whose import is killed', async () => {
    const capture = captureOf(
      Array.from({ length: 1_600_000 }, (_, i) => ({
        atMs: Date.now() - 60_000,
        source: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
        target: '198.51.100.2',
        protocol: 6 as const,
        sourcePort: 1024,
        targetPort: 23,
      })),
    );
    const cut = join(folder, 'cut.pcap');
    writeFileSync(cut, capture.subarray(0, 140_000 * 70));
    const [broken] = await takeFlowFiles(house, [cut], 'whole');
    assert.match(broken?.why ?? '', /breaks off within a packet; nothing of it was taken in/);
    assert.equal(await count("feed = 'whole'"), 0);

    const file = join(folder, 'whole.pcap');
    writeFileSync(file, capture);
    const child = spawn(
      process.execPath,
      [...process.execArgv, join(productRoot, 'src/app/main.ts'), 'import', 'flows', file, '--as', 'whole'],
      {
        env: {
          PATH: process.env.PATH,
          KYOJO_DATA: house.folder.root,
          KYOJO_SECRET: house.config.KYOJO_SECRET,
          DATABASE_URL: served.ownerUrl,
        },
        stdio: 'ignore',
      },
    );
    await until(async () => (await count("feed = 'whole'")) > 0);
    child.kill('SIGSTOP'); // else a quick machine has finished before anybody looks
    await takeBackLeftovers.handle(house, {});
    assert.ok((await count("feed = 'whole'")) > 0, 'an import at work is left alone');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const left = await count("feed = 'whole'");
    assert.ok(left > 0 && left < 1_600_000, `${left} rows were left behind`);
    await until(async () => {
      await takeBackLeftovers.handle(house, {});
      return (await count("feed = 'whole'")) === 0;
    });

    const [whole] = await takeFlowFiles(house, [file], 'whole');
    assert.deepEqual([whole?.again, whole?.rows], [false, { 'observe.flow': 1_600_000 }]);
    const twice = await Promise.all([takeFlowFiles(house, [file], 'whole'), takeFlowFiles(house, [file], 'other')]);
    assert.deepEqual(
      twice.map(([one]) => one?.again),
      [true, true],
    );
    assert.equal(await count("feed IN ('whole', 'other')"), 1_600_000);
  });

  it('drops days past their retention and keeps the others', async () => {
    assert.equal((await operator.post('/flows/retention', { flow: '2' })).status, 303);
    const before_ = await count('1');
    served.clock.pass(86_400_000);
    assert.deepEqual(await dropDaysPast(house), []);
    assert.equal(await count('1'), before_);
    served.clock.pass(5 * 86_400_000);
    assert.ok((await dropDaysPast(house)).length > 0);
    assert.equal(await count('1'), 0);
  });
});
