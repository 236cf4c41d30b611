import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { takeNetworks } from '#know';
import { takeDarknetFiles, takeRound } from '#observe';
import { captureOf } from '../../../src/observe/flow/generate/capture.ts';
import { switchStatements } from '../../../src/observe/matching/owners.ts';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

/** A page without its markup. */
const wordsOf = (text: string) => text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

const served = await servedHouse();
const { house } = served;
const folder = mkdtempSync(join(tmpdir(), 'kyojo-campaign-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A round over 200 addresses of each of two networks, with devices found at the given last octets. */
function roundFile(name: string, hits: readonly string[], asked = 400): string {
  const lines = ['ip,port,device,product,result,at'];
  for (let i = 0; i < asked; i++) {
    const ip = `101.${i % 2}.0.${(i >> 1) + 1}`;
    lines.push(
      hits.includes(ip)
        ? `${ip},23,router,${i % 2 ? 'Sample NVR' : 'Sample-1'},weak-password,2026-11-18 03:00:00`
        : `${ip},23,,,,2026-11-18 03:00:00`,
    );
  }
  const file = join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
const first = [
  ...Array.from({ length: 20 }, (_, i) => `101.0.0.${i + 1}`),
  ...Array.from({ length: 10 }, (_, i) => `101.1.0.${i + 1}`),
];

describe('observe: a device survey', () => {
  let planner: Visitor;
  let other: Visitor;
  let kikyo: Visitor;
  let sumire: Visitor;
  let campaign = '';
  before(async () => {
    await house.db.as({ kind: 'worker' }, (q) =>
      takeNetworks(
        house,
        q,
        [
          { asNumber: 64531, holder: 'KIKYO NET' },
          { asNumber: 64532, holder: 'SUMIRE NET' },
        ],
        'test',
      ),
    );
    const of = async (name: string) =>
      (await served.sql<{ id: string }>('SELECT id FROM know.organisation WHERE external_id = $1', [name]))[0]?.id ??
      '';
    planner = await arrive(served, { email: 'one@hub.example', name: '計画', isOperator: true });
    other = await arrive(served, { email: 'two@hub.example', name: '許可', isOperator: true });
    kikyo = await arrive(served, { email: 'a@kikyo.example', name: '桔梗', organisation: await of('AS64531') });
    sumire = await arrive(served, { email: 'b@sumire.example', name: '菫', organisation: await of('AS64532') });
    await house.columns.insert('observe.route', [
      { version: 1, prefix: '101.0.0.0/16', asn: 64531 },
      { version: 1, prefix: '101.1.0.0/16', asn: 64532 },
    ]);
    for (const statement of switchStatements('route', 1)) await house.columns.command(statement);
  });

  it('needs a legal basis and somebody else who authorises it, on record', async () => {
    assert.equal((await planner.post('/campaigns', { name: 'NOTICE', basis: '' })).status, 200);
    const hasty = await planner.post('/campaigns', { name: 'hasty', basis: '同上', pps: '99999999', tries: '' });
    assert.match(hasty.text, /99999999[\s\S]*1から100までの整数/, 'a limit typed wrongly is asked again');
    const made = await planner.post('/campaigns', {
      name: 'NOTICE',
      basis: 'NICT法附則',
      scope: '101.0.0.0/15',
      pps: '10000',
      tries: '3',
    });
    assert.equal(made.status, 303);
    campaign = made.location.split('/').at(-1) ?? '';
    await assert.rejects(takeRound(house, 'NOTICE', roundFile('r0.csv', first)), /not-authorised/);
    assert.equal((await planner.post(`/campaigns/${campaign}/authorise`, { document: '総務 1' })).status, 403);
    assert.equal((await other.post(`/campaigns/${campaign}/authorise`, { document: '' })).status, 422);
    assert.equal((await other.post(`/campaigns/${campaign}/authorise`, { document: '総務 1' })).status, 303);
    assert.match((await planner.get(`/campaigns/${campaign}?lang=en`)).text, /総務 1/);
    await assert.rejects(takeRound(house, 'Nobody', roundFile('r0.csv', first)), /campaign-unknown/);
  });

  it('has two wordings that differ, until the operator writes others; nobody changes them once devices are given out', async () => {
    const edit = `/campaigns/${campaign}/wordings`;
    const shown = await planner.get(`${edit}?lang=en`);
    assert.match(shown.text, /Please change the settings of your device/);
    assert.match(shown.text, /A stranger could take over your device/);
    const form: Record<string, string> = { '0.first': 'steps', '1.first': 'danger' };
    for (const i of [0, 1])
      for (const language of ['ja', 'easy', 'en'])
        for (const field of ['title', 'opening', 'danger'])
          form[`${i}.${language}.${field}`] = `${'AB'[i]} ${language} ${field} {address}`;
    const missing = await planner.post(edit, { ...form, '1.easy.opening': ' ' });
    assert.equal(missing.status, 200);
    assert.match(missing.text, /1\.easy\.opening/);
    assert.equal((await planner.post(edit, form)).status, 303);
    assert.match((await planner.get(`${edit}/1?lang=easy`)).text, /B easy title 192\.0\.2\.1/);
    assert.equal((await kikyo.get(edit)).status, 403);
  });

  it('splits what was found per provider; each sees its own only', async () => {
    const taken = await takeRound(house, 'NOTICE', roundFile('r1.csv', first));
    assert.deepEqual([taken.number, taken.asked, taken.hits, taken.verified], [1, 400, 30, false]);
    for (const place of ['/flows', '/servers', '/device-surveys', '/ask'])
      assert.match((await kikyo.get('/home')).text, new RegExp(`href="${place}"`), 'a provider finds its places');
    assert.doesNotMatch((await kikyo.get('/home')).text, /href="\/funnel"/, 'and none that is not for it');
    const mine = await kikyo.get('/device-surveys?lang=en');
    assert.equal((mine.text.match(/name="ids"/g) ?? []).length, 20);
    assert.doesNotMatch(mine.text, /101\.1\.0\./);
    assert.equal(((await sumire.get('/device-surveys')).text.match(/name="ids"/g) ?? []).length, 10);
    assert.equal(
      (await kikyo.get('/device-surveys.csv')).text.match(/\/fix\//g)?.length,
      40,
      'as a column and in the text',
    );
    await untilQuiet(served);
    const [loop] = await served.sql<{ told: string }>(
      "SELECT count(*) || ' ' || string_agg(DISTINCT kind, ' ' ORDER BY kind) AS told FROM tell.finding",
    );
    assert.equal(loop?.told, '30 default-password-device default-password-recorder', 'with the steps for each');
    const [wordings] = await served.sql<{ a: number; b: number }>(
      "SELECT count(*) FILTER (WHERE wording = 'A')::int AS a, count(*) FILTER (WHERE wording = 'B')::int AS b FROM observe.campaign_hit",
    );
    assert.ok((wordings?.a ?? 0) > 3 && (wordings?.b ?? 0) > 3);
  });

  it('gives the provider each device’s own wording: as text to merge and as letters to print', async () => {
    await planner.post(`/campaigns/${campaign}/wordings`, {});
    const [hit] = await served.sql<{ id: string; asset: string }>(
      "SELECT id, asset FROM observe.campaign_hit WHERE wording = 'B' AND asset LIKE '101.0.%' LIMIT 1",
    );
    const csv = await kikyo.get('/device-surveys.csv?in=en');
    const line = csv.text.slice(csv.text.indexOf(hit?.id ?? 'none'));
    assert.match(line, new RegExp(`,B en title ${hit?.asset},"?B en opening ${hit?.asset}\\s+B en danger`));
    assert.match((await kikyo.get('/device-surveys.csv?in=easy')).text, /A easy opening [\d.]+\s+なおしかた/);
    const letters = await kikyo.get('/device-surveys/letters.pdf?in=ja');
    assert.equal(letters.headers.get('content-type'), 'application/pdf');
    assert.match(letters.text, /^%PDF/);
    assert.equal((await planner.get('/device-surveys/letters.pdf')).status, 403);
  });

  it('takes status counts back, of the provider’s own devices only', async () => {
    const ids = async (like: string) =>
      (
        await served.sql<{ id: string }>('SELECT id FROM observe.campaign_hit WHERE asset LIKE $1 ORDER BY asset', [
          like,
        ])
      ).map(({ id }) => id);
    const answer = await kikyo.send('/device-surveys', {
      method: 'POST',
      headers: { origin: served.url, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(
        [...(await ids('101.0.%')), ...(await ids('101.1.%'))].map((id) => ['ids', id]).concat([['status', 'told']]),
      ),
    });
    assert.match(answer.location, /reported=20/);
    assert.deepEqual(
      (await served.sql<{ n: number }>("SELECT count(*)::int AS n FROM observe.campaign_hit WHERE status = 'told'"))[0]
        ?.n,
      20,
    );
  });

  it('shows the subscriber what to do, and lets the portal release the line by a signed way back', async () => {
    const key = /<code>([0-9a-f]{64})<\/code>/.exec(
      (await kikyo.post('/device-surveys/portal', { url: 'https://portal.kikyo.example/back' })).text,
    )?.[1];
    assert.ok(key);
    assert.equal((await kikyo.post('/device-surveys/portal', { url: 'http://portal.kikyo.example' })).status, 422);
    const link = /\/fix\/[0-9a-f-]{36}\/[\w-]+/.exec((await kikyo.get('/device-surveys')).text)?.[0] ?? '';
    const subscriber = served.visitor();
    for (const [language, words] of [
      ['ja', '直しました'],
      ['easy', 'なおしました'],
      ['en', 'I fixed it'],
    ] as const) {
      const text = (await subscriber.get(`${link}?lang=${language}`)).text;
      assert.match(text, new RegExp(words));
      assert.match(text, new RegExp(`[AB] ${language} title 101\\.0\\.0`));
    }
    assert.equal((await subscriber.get(`${link.slice(0, -2)}xx`)).status, 404);
    assert.equal((await subscriber.get(link.replace(/[0-9a-f]{4}-/, '0000-'))).status, 404);
    const again =
      /<code>([0-9a-f]{64})<\/code>/.exec(
        (await kikyo.post('/device-surveys/portal', { url: 'https://portal.kikyo.example/back' })).text,
      )?.[1] ?? '';
    const done = await subscriber.post(link);
    const back = new URL((/href="(https:\/\/portal[^"]+)"/.exec(done.text)?.[1] ?? '').replaceAll('&amp;', '&'));
    const { hit, at, signature } = Object.fromEntries(back.searchParams) as {
      hit: string;
      at: string;
      signature: string;
    };
    assert.equal(signature, createHmac('sha256', again).update(`${hit}.${at}`).digest('hex'));
    assert.deepEqual(
      (await served.sql<{ status: string }>('SELECT status FROM observe.campaign_hit WHERE id = $1', [hit]))[0]?.status,
      'claimed-fixed',
    );
  });

  it('verifies by the next round, and tells rates with their intervals', async () => {
    served.clock.pass(30 * 86_400_000);
    await takeRound(house, 'NOTICE', roundFile('r2.csv', first.slice(0, 2), 20));
    assert.equal(
      (await served.sql("SELECT 1 FROM observe.campaign_hit WHERE status = 'fixed'")).length,
      18,
      'what was not asked is not repaired: twenty were asked again, and two of them still answer',
    );
    const partial = await planner.get(`/campaigns/${campaign}?lang=en`);
    assert.match(partial.text, /Asked again<\/dt><dd><b>20<[\s\S]*90%/, 'who was not asked again tells nothing');
    const next = await takeRound(house, 'NOTICE', roundFile('r3.csv', first.slice(0, 8)));
    assert.equal(next.verified, true);
    const page = await planner.get(`/campaigns/${campaign}?lang=en`);
    for (const shown of ['KIKYO NET', 'SUMIRE NET', '60% (39%–78%)', '100% (72%–100%)', 'Wording A against B', '73%'])
      assert.ok(page.text.includes(shown), `${shown} in ${wordsOf(page.text)}`);
    await takeRound(house, 'NOTICE', roundFile('r4.csv', first.slice(0, 9)));
    assert.deepEqual(
      (await served.sql<{ status: string }>("SELECT status FROM observe.campaign_hit WHERE asset = '101.0.0.9'"))[0]
        ?.status,
      'again',
    );
  });

  it('lets somebody say how many a list of finds asked, on record; then it verifies', async () => {
    const made = await planner.post('/campaigns', { name: 'lists', basis: '同上', scope: '' });
    await other.post(`${made.location}/authorise`, { document: '総務 3' });
    const list = (name: string, hosts: readonly number[]) => {
      const file = join(folder, name);
      writeFileSync(
        file,
        `"timestamp","ip","port","device_vendor","device_model","tag"\n${hosts.map((n) => `"2026-11-18 00:00:00","101.0.0.${n}",23,"Sample, Inc.","X","telnet"`).join('\n')}\n`,
      );
      return file;
    };
    await takeRound(house, 'lists', list('s1.csv', [1, 2, 3]));
    const [hit] = await served.sql<{ product: string }>(
      "SELECT product FROM observe.campaign_hit WHERE campaign_name = 'lists'",
    );
    assert.equal(hit?.product, 'Sample, Inc. X');
    const second = await takeRound(house, 'lists', list('s2.csv', [1, 7, 8]));
    assert.equal(second.verified, false, 'as many finds as before, but nobody says who was asked');
    assert.equal((await planner.post(`${made.location}/asked`, { asked: '5000' })).status, 303);
    assert.match(
      (await planner.get(`${made.location}?lang=en`)).text,
      /5,000[\s\S]*checked again what was found before[\s\S]*number of addresses recorded/,
    );
    assert.equal(
      (await served.sql("SELECT 1 FROM observe.campaign_hit WHERE campaign_name = 'lists' AND status = 'fixed'"))
        .length,
      2,
    );
  });

  it('fills a round from the darknet, and verifies by one that watched as much', async () => {
    await planner.post('/darknet/sensors', { name: 'north', prefixes: '198.18.0.0/24' });
    const made = await planner.post('/campaigns', {
      name: 'infected',
      basis: '同上',
      scope: '101.0.0.0/16',
      identifier: 'mirai',
    });
    assert.equal((await planner.post(`${made.location}/darknet`, { days: '2' })).status, 409, 'not authorised');
    await other.post(`${made.location}/authorise`, { document: '総務 4' });
    assert.equal((await planner.post(`${made.location}/darknet`, { days: '2' })).status, 409, 'nothing was watched');
    const watch = async (name: string, sources: readonly string[]) => {
      const end = served.clock().getTime();
      const file = join(folder, name);
      const packet = { target: '198.18.0.9', protocol: 6, sourcePort: 40_000, targetPort: 23 } as const;
      writeFileSync(
        file,
        captureOf([
          ...sources.map((source) => ({ ...packet, atMs: end - 86_400_000, source, tool: 'mirai' as const })),
          { ...packet, atMs: end - 2 * 86_400_000, source: '203.0.113.1' },
          { ...packet, atMs: end - 86_400_000, source: '101.0.0.60' },
        ]),
      );
      await takeDarknetFiles(house, [file]);
      assert.equal((await planner.post(`${made.location}/darknet`, { days: '2' })).status, 303);
    };
    await watch('d1.pcap', ['101.0.0.50', '101.0.0.51', '101.1.0.50']);
    const hits = await served.sql<{ asset: string }>(
      "SELECT asset FROM observe.campaign_hit WHERE campaign_name = 'infected' ORDER BY asset",
    );
    assert.deepEqual(
      hits.map(({ asset }) => asset),
      ['101.0.0.50', '101.0.0.51'],
      'infected ones within the scope',
    );
    const link = (await kikyo.get('/device-surveys.csv?in=en')).text;
    assert.match(link, /infected devices send/);
    served.clock.pass(7 * 86_400_000);
    await watch('d2.pcap', ['101.0.0.51']);
    const page = await planner.get(`${made.location}?lang=en`);
    assert.match(page.text, /512 \(address-days watched\)/);
    assert.match(page.text, /checked again what was found before/);
    assert.match(page.text, /50% \(9%–91%\)/);
    // Mirai closes the port it came in by: that nothing answers there is no repair.
    const asked = join(folder, 'asked.csv');
    writeFileSync(asked, 'ip,port,device,product,result,at\n101.0.0.51,23,,,,\n');
    assert.equal((await takeRound(house, 'infected', asked)).asked, 1);
    assert.deepEqual(
      await served.sql("SELECT status FROM observe.campaign_hit WHERE asset = '101.0.0.51' AND port = 0"),
      [{ status: 'found' }],
    );
  });

  it('takes the same file once, nothing outside the scope, and sweeps up after a process that died', async () => {
    const again = await takeRound(house, 'NOTICE', join(folder, 'r1.csv'));
    assert.deepEqual([again.again, again.number, again.hits], [true, 1, 30]);
    const made = await planner.post('/campaigns', { name: 'small', basis: '同上', scope: '101.0.0.0/30' });
    await other.post(`${made.location}/authorise`, { document: '総務 2' });
    const id = made.location.split('/').at(-1) ?? '';
    await served.sql(
      "INSERT INTO observe.campaign_round (campaign_id, number, name, state, surveyed_at) VALUES ($1, 1, 'dead.csv', 'reading', now())",
      [id],
    );
    const at = '2026-11-18 00:00:00';
    await house.columns.insert('observe.survey_hit', [
      { campaign: id, round: 1, at, ip: '101.0.0.2', port: 80, device: '', product: '', result: 'open' },
    ]);
    await house.columns.insert('observe.survey_asked', [{ campaign: id, round: 1, asked: 1_000_000 }]);
    const taken = await takeRound(house, 'small', join(folder, 'r1.csv'));
    assert.deepEqual([taken.number, taken.asked, taken.hits], [1, 400, 3]);
  });

  it('verifies by what was asked at the device itself, later than it was found', async () => {
    const made = await planner.post('/campaigns', {
      name: 'ports',
      basis: '同上',
      scope: '101.0.0.0/16 2001:db8::/32',
    });
    await other.post(`${made.location}/authorise`, { document: '総務 5' });
    const round = (name: string, lines: readonly string[]) => {
      const file = join(folder, name);
      writeFileSync(file, `ip,port,device,product,result,at\n${lines.join('\n')}\n`);
      return takeRound(house, 'ports', file);
    };
    const [early, late] = ['2026-11-10 00:00:00', '2026-11-12 00:00:00'];
    const found = (ip: string, port: number, at = early) => `${ip},${port},camera,X,weak-password,${at}`;
    const clean = (ip: string, port: number, at = late) => `${ip},${port},,,,${at}`;
    const [one = '', two = '', three = '', four = ''] = [1, 2, 3, 4].map((n) => `101.0.7.${n}`);
    const inside = '2001:db8::ffff:1';
    const first_ = await round('p1.csv', [
      ...[one, two, four, inside].map((ip) => found(ip, 23)),
      found(three, 0),
      'no-address,23,x,x,weak-password,',
      '203.0.113.9,23,x,x,weak-password,',
    ]);
    assert.deepEqual([first_.asked, first_.hits, first_.unread], [6, 5, 1], 'no device where there is no address');
    const statusOf = async () =>
      Object.fromEntries(
        (
          await served.sql<{ key: string; status: string }>(
            "SELECT asset || ' ' || port AS key, status FROM observe.campaign_hit WHERE campaign_name = 'ports'",
          )
        ).map(({ key, status }) => [key, status]),
      );
    const elsewhere = await round('p2.csv', [clean('101.0.8.1', 23), found('101.0.8.2', 23, late)]);
    assert.equal(elsewhere.verified, false, 'others were asked, nothing of before');
    const page = await planner.get(`${made.location}?lang=en`);
    assert.match(page.text, /nothing checked again/);
    assert.doesNotMatch(page.text, /name="asked"/, 'it says whom it asked: nobody can say otherwise');
    const next = await round('p3.csv', [
      clean(one, 2323),
      clean(two, 23),
      found(two, 2323, late),
      clean(three, 23),
      found(three, 2323, late),
      clean(four, 23),
      found(four, 23, late),
      clean(inside, 23),
    ]);
    assert.equal(next.verified, true);
    const { [`${one} 23`]: other_, [`${two} 23`]: closed, [`${three} 0`]: unsure, ...more } = await statusOf();
    assert.deepEqual([other_, closed, unsure], ['found', 'fixed', 'found'], 'a port not asked, asked, not known');
    assert.deepEqual([more[`${four} 23`], more[`${inside} 23`]], ['found', 'fixed'], 'two lines of one, and IPv6');
    const [days] = await served.sql<{ n: number }>(
      `SELECT extract(day FROM fixed_at - found_at)::int AS n FROM observe.campaign_hit WHERE campaign_name = 'ports' AND asset = '${two}' AND port = 23`,
    );
    assert.equal(days?.n, 2, 'from the line that found it to the line that did not');
    await round('p0.csv', [clean(four, 23, '2026-11-09 00:00:00'), found(two, 23, '2026-11-09 00:00:00')]);
    const after_ = await statusOf();
    assert.deepEqual([after_[`${four} 23`], after_[`${two} 23`]], ['found', 'fixed'], 'an old file that came late');
    await assert.rejects(round('head.csv', []), /survey-unknown/);
    await assert.rejects(round('broken.csv', ['101.0.7.1,"23,a']), /survey-unknown.*broken\.csv: /);
    assert.equal((await round('port.csv', [found(one, 99_999, late)])).hits, 1, 'a port that is none is not known');
  });
});
