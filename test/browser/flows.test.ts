import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { checkRow, takeNetworks, takeOrganisations } from '#know';
import { takeDarknetFiles, takeLogs, takeRound } from '#observe';
import { detectSpan } from '../../src/observe/candidate/run.ts';
import { closeDay } from '../../src/observe/darknet/sensor.ts';
import { captureOf, type MadePacket } from '../../src/observe/flow/generate/capture.ts';
import { Planter } from '../../src/observe/flow/generate/plants.ts';
import { Traffic } from '../../src/observe/flow/generate/traffic.ts';
import { FlowBatch } from '../../src/observe/flow/store/batch.ts';
import { storeBlock } from '../../src/observe/flow/store/insert.ts';
import { switchStatements } from '../../src/observe/matching/owners.ts';
import { untilQuiet } from '../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../lib/served.ts';
import { type Eyes, eyes, faultsOn, openBrowser, overflow, photograph, type Screen, skip } from './looking.ts';

const END = Date.UTC(2026, 10, 20, 6);
const START = END - 6 * 3_600_000;
const served = skip ? undefined : await servedHouse();
const folder = mkdtempSync(join(tmpdir(), 'kyojo-flows-browser-'));
after(() => rmSync(folder, { recursive: true, force: true }));

describe('browser: flows, candidates, darknet, surveys and the funnel', { skip }, () => {
  const open = served as NonNullable<typeof served>;
  const { house } = open;
  let browser: Browser;
  let operator: Visitor & { readonly id: string };
  let provider: Visitor & { readonly id: string };
  const complaints: string[] = [];
  const seen: Eyes[] = [];
  const organisations: string[] = [];

  before(async () => {
    open.clock.set(new Date(END));
    await house.db.as({ kind: 'worker' }, async (q) => {
      await takeNetworks(
        house,
        q,
        [
          { asNumber: 64541, holder: '桔梗ネットワークサービス株式会社' },
          { asNumber: 64542, holder: 'SUMIRE NET' },
        ],
        'test',
      );
      const row = checkRow(
        2,
        { externalId: 'm1', name: '例示市', prefixes: '101.0.9.0/24', emails: 'sec@reiji.example' },
        () => true,
      );
      await takeOrganisations(house, q, [row.organisation], 'test');
    });
    for (const name of ['AS64541', 'm1'])
      organisations.push(
        (await open.sql<{ id: string }>('SELECT id FROM know.organisation WHERE external_id = $1', [name]))[0]?.id ??
          '',
      );
    await house.columns.insert('observe.route', [
      { version: 1, prefix: '101.0.0.0/9', asn: 64541 },
      { version: 1, prefix: '198.51.100.0/24', asn: 64542 },
    ]);
    for (const statement of switchStatements('route', 1)) await house.columns.command(statement);
    operator = await arrive(open, { email: 'op@hub.example', name: '運用 花子', isOperator: true });
    provider = await arrive(open, {
      email: 'noc@kikyo.example',
      name: '桔梗 太郎',
      organisation: organisations[0] ?? '',
    });
    await fill();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    assert.deepEqual([...complaints, ...seen.flatMap((one) => one.complaints)], [], 'the browser complained');
  });

  /** A hub as it looks after some weeks. */
  async function fill(): Promise<void> {
    await operator.post('/flows/register', {
      name: '東京 第一ルーター',
      address: '192.0.2.1',
      asNumber: '64541',
      prefixes: '101.0.0.0/9',
    });
    await operator.post('/flows/register', { name: '大阪 境界', address: '192.0.2.2', asNumber: '64541' });
    await open.sql("INSERT INTO observe.exporter_stranger VALUES ('203.0.113.50', 1204, $1, $1)", [
      new Date(END - 400_000),
    ]);
    await open.sql(
      `INSERT INTO observe.exporter_hour SELECT e.id, e.organisation_id, date_trunc('hour', $1::timestamptz) - make_interval(hours => h), 100, (60000 + 30000 * sin(h / 4.0))::int, h * 3
       FROM observe.exporter e, generate_series(0, 40) h WHERE address = '192.0.2.1'`,
      [new Date(END)],
    );
    await open.sql("UPDATE observe.exporter SET last_seen_at = $1 WHERE address = '192.0.2.1'", [
      new Date(END - 20_000),
    ]);
    await open.sql(
      "UPDATE observe.exporter SET last_seen_at = $1, silent_since = $1::timestamptz + interval '10 minutes' WHERE address = '192.0.2.2'",
      [new Date(END - 7_000_000)],
    );
    await open.sql(
      "INSERT INTO observe.exporter_source SELECT id, organisation_id, 9, 256, 4, 1000, 123, 5, 0, 1, $1 FROM observe.exporter WHERE address = '192.0.2.1'",
      [new Date(END)],
    );
    const batch = new FlowBatch(1 << 17);
    const traffic = new Traffic({ seed: 4, startMs: START, perSecond: 5 });
    for (let more = true, i = 0; more; i++) {
      more = traffic.fill(batch, END);
      if (!more)
        new Planter(5, START, END).plant(batch, [
          ...['101.0.9.11', '101.0.9.12', '101.0.9.13'].map((source, at) => ({
            kind: 'beacon' as const,
            source,
            target: '198.51.100.77',
            port: 4443,
            periodMs: 120_000 + at * 9000,
            jitter: 0.1,
            missing: 0.05,
          })),
          { kind: 'scan', source: '203.0.113.9', target: '101.0.1.0', targets: 400, ports: [23], everyMs: 900 },
        ]);
      const words = new Uint8Array(batch.exporter.buffer, batch.exporter.byteOffset, batch.exporter.byteLength);
      for (let row = 0; row < batch.rows; row++)
        words.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 1], row * 16);
      await storeBlock(house.columns, batch, `browser-${i}`);
      batch.clear();
    }
    await detectSpan(house, { from: new Date(START), to: new Date(END), fresh: false });
    await provider.post('/servers/join');
    await darknet();
    await survey();
    await operator.post('/funnel/bodies', { organisation: organisations[1] ?? '', centre: 'local', severity: '5' });
    const file = join(folder, 'logs');
    writeFileSync(
      file,
      Array.from(
        { length: 600 },
        (_, i) =>
          `<131>1 2026-11-${String(10 + (i % 10)).padStart(2, '0')}T0${i % 9}:10:00Z ids app - - - CEF:0|V|P|1|1|${['SQLインジェクションの試み', '不審なログインの繰り返し', 'Port scan'][i % 3]}|${i % 4 === 0 ? 8 : 3}|src=198.51.100.${i % 5} dst=101.0.9.8 dpt=443 act=${i % 5 === 0 ? 'blocked' : 'alerted'}`,
      ).join('\n'),
    );
    await takeLogs(house, organisations[1] ?? '', file);
    await untilQuiet(open);
  }

  async function darknet(): Promise<void> {
    open.clock.set(new Date(END - 20 * 86_400_000));
    await operator.post('/darknet/sensors', { name: 'north', prefixes: '198.18.0.0/22' });
    await open.sql("UPDATE observe.sensor_size SET from_at = from_at - interval '2 days'");
    const packets: MadePacket[] = [];
    for (let day = 0; day < 18; day++)
      for (let i = 0; i < 400 + day * 25; i++)
        packets.push({
          atMs: END - (19 - day) * 86_400_000 + i * 1000,
          source: i % 3 === 0 ? `203.0.113.${i % 200}` : `1.0.${1 + (i % 3)}.${i % 250}`,
          target: `198.18.${i % 4}.${i & 255}`,
          protocol: i % 9 === 0 ? 17 : 6,
          sourcePort: 40_000 + i,
          targetPort: [23, 23, 23, 445, 22, 2323, 80, 7547, 3389][(i + day) % 9] ?? 23,
          ...(i % 4 === 0 ? { tool: 'mirai' as const } : i % 7 === 0 ? { tool: 'zmap' as const } : {}),
          ...(i % 13 === 0 ? { flags: 0x12 } : {}),
        });
    const file = join(folder, 'weeks.pcap');
    writeFileSync(file, captureOf(packets));
    await untilQuiet(open);
    open.clock.set(new Date(END));
    await takeDarknetFiles(house, [file]);
    await open.sql(
      "INSERT INTO observe.series_break VALUES ('darknet', $1, '調査目的の判定を改めました', 'survey scanners told apart in a new way')",
      [new Date(END - 16 * 86_400_000)],
    );
    await closeDay.handle(house, {});
  }

  async function survey(): Promise<void> {
    const other = await arrive(open, { email: 'two@hub.example', name: '許可 次郎', isOperator: true });
    const made = await operator.post('/campaigns', {
      name: 'NOTICE 2026',
      purpose: 'パスワードの弱い機器を見つけ、持ち主に知らせる。',
      basis: '国立研究開発法人情報通信研究機構法 附則第8条',
      scope: '101.0.0.0/9',
      pps: '10000',
      tries: '3',
    });
    await other.post(`${made.location}/authorise`, { document: '総務省認可 令和8年第12号' });
    const round = (keep: number) => {
      const file = join(folder, `round-${keep}.csv`);
      const lines = Array.from(
        { length: 300 },
        (_, i) =>
          `101.0.${i >> 7}.${i & 127},23,${['router', 'camera', 'recorder'][i % 3]},Sample ${i % 4},${i < keep ? 'weak-password' : ''},2026-11-01 00:00:00`,
      );
      writeFileSync(file, `ip,port,device,product,result,at\n${lines.join('\n')}\n`);
      return file;
    };
    open.clock.set(new Date(END - 18 * 86_400_000));
    await takeRound(house, 'NOTICE 2026', round(80));
    open.clock.set(new Date(END));
    await takeRound(house, 'NOTICE 2026', round(34));
  }

  async function look(page: Page, path: string, name: string, screen: Screen, language: string): Promise<void> {
    await page.goto(`${open.url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
    await photograph(page, `${name}-${language}-${screen}`);
    assert.deepEqual(await faultsOn(page), [], `${name} ${language} ${screen}`);
    assert.ok((await overflow(page)) <= 0, `${name} is wider than the ${screen}`);
  }

  /** A browser that is signed in as somebody, with that visitor's cookies. */
  async function as(visitor: Visitor, screen: Screen): Promise<Page> {
    const one = await eyes(browser, screen);
    seen.push(one);
    await one.context.addCookies([...visitor.cookies].map(([name, value]) => ({ name, value, url: open.url })));
    return one.page;
  }

  it('shows operators everything well, on a desk and on a phone, in both languages', async () => {
    const [candidate] = await open.sql<{ id: string }>(
      "SELECT id FROM observe.candidate WHERE accused = '198.51.100.77'",
    );
    const [exporter] = await open.sql<{ id: string }>("SELECT id FROM observe.exporter WHERE address = '192.0.2.1'");
    const [campaign] = await open.sql<{ id: string }>('SELECT id FROM observe.campaign');
    const [event] = await open.sql<{ id: string }>('SELECT id FROM observe.event LIMIT 1');
    assert.ok(candidate && exporter && campaign && event);
    const pages: readonly (readonly [string, string])[] = [
      ['/flows', 'flows'],
      [`/flows/exporters/${exporter.id}`, 'exporter'],
      ['/candidates', 'candidates'],
      [`/candidates/${candidate.id}`, 'candidate'],
      ['/candidates/detectors', 'detectors'],
      ['/candidates/allowed', 'allowed'],
      ['/ask?filter=&by=port&hours=24', 'ask'],
      ['/ask?filter=port+%3D+443+and+pro', 'ask-help'],
      ['/ask?filter=&by=port&hours=24&show=time', 'ask-time'],
      ['/ask?filter=&hours=24&show=rows', 'ask-rows'],
      ['/darknet/sensors', 'sensors'],
      ['/campaigns', 'campaigns'],
      [`/campaigns/${campaign.id}`, 'campaign'],
      ['/funnel', 'funnel'],
      [`/funnel/bodies/${organisations[1]}`, 'funnel-body'],
      [`/funnel/events/${event.id}`, 'funnel-event'],
    ];
    for (const [screen, language] of [
      ['desktop', 'ja'],
      ['phone', 'ja'],
      ['desktop', 'en'],
    ] as const) {
      const page = await as(operator, screen);
      for (const [path, name] of pages) await look(page, path, name, screen, language);
    }
  });

  it('shows a provider its own, and the public the darknet and the subscriber what to do', async () => {
    const [hit] = /\/fix\/[0-9a-f-]{36}\/[\w-]+/.exec((await provider.get('/device-surveys')).text) ?? [];
    assert.ok(hit);
    for (const [screen, language] of [
      ['desktop', 'ja'],
      ['phone', 'easy'],
      ['phone', 'en'],
    ] as const) {
      const page = await as(provider, screen);
      for (const [path, name] of [
        ['/flows', 'provider-flows'],
        ['/servers', 'servers'],
        ['/device-surveys', 'device-surveys'],
        ['/ask/saved', 'ask-saved'],
      ] as const)
        await look(page, path, name, screen, language);
      const public_ = await as(open.visitor(), screen);
      for (const [path, name] of [
        ['/darknet', 'darknet'],
        [hit, 'garden'],
      ] as const)
        await look(public_, path, name, screen, language);
    }
  });

  it('says what could come next while somebody types a condition or the name of an organisation', async () => {
    const page = await as(operator, 'phone');
    await page.goto(`${open.url}/ask?lang=ja`);
    const condition = page.locator('textarea[name=filter]');
    await condition.pressSequentially('dst = 198.51.100.77 and por');
    await page.getByRole('button', { name: 'port', exact: true }).click();
    assert.equal(await condition.inputValue(), 'dst = 198.51.100.77 and port');
    await page.getByRole('button', { name: '=', exact: true }).waitFor();
    await photograph(page, 'ask-next-ja-phone');
    await page.goto(`${open.url}/funnel?lang=ja`);
    const body = page.locator('input[name=organisation]');
    await body.pressSequentially('桔梗');
    await page.getByRole('button', { name: '桔梗ネットワークサービス株式会社' }).click();
    assert.equal(await body.inputValue(), '桔梗ネットワークサービス株式会社');
  });

  it('lets a person judge a candidate and ask on from an answer without a script’s help', async () => {
    const page = await as(operator, 'desktop');
    await page.goto(`${open.url}/candidates?role=command-server&lang=ja`);
    await page.getByRole('link', { name: '198.51.100.77' }).click();
    await page.locator('textarea[name=because]').fill('同じ間隔で3台から。ほかのサービスはない。');
    await page.getByRole('button', { name: '不正と判断する' }).click();
    await page.getByText('もう一人の判断を待っています').waitFor();
    await page.goto(`${open.url}/ask?lang=ja`);
    await page.locator('textarea[name=filter]').fill('dst = 198.51.100.77 and por');
    await page.getByRole('button', { name: '調べる' }).click();
    await page.getByRole('link', { name: 'dst = 198.51.100.77 and port' }).click();
    await page.locator('textarea[name=filter]').fill('dst = 198.51.100.77');
    await page.locator('input[name=by]').fill('src');
    await page.getByRole('button', { name: '調べる' }).click();
    await page.getByRole('link', { name: '101.0.9.11' }).click();
    await page.getByText('198.51.100.77').first().waitFor();
  });
});
