import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { takeNetworks } from '#know';
import { askDue } from '../../../src/observe/ask/page.ts';
import { Traffic } from '../../../src/observe/flow/generate/traffic.ts';
import { FlowBatch } from '../../../src/observe/flow/store/batch.ts';
import { storeBlock } from '../../../src/observe/flow/store/insert.ts';
import { eyes, openBrowser, skip } from '../../browser/looking.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

const served = await servedHouse();
const { house } = served;
const END = Date.UTC(2026, 10, 20, 6);

/** A block of traffic as one exporter would have sent it. */
async function traffic(exporter: string, seed: number): Promise<void> {
  const batch = new FlowBatch(20_000);
  new Traffic({ seed, startMs: END - 3_600_000, perSecond: 4 }).fill(batch, END);
  const words = new Uint8Array(batch.exporter.buffer, batch.exporter.byteOffset, batch.exporter.byteLength);
  for (let row = 0; row < batch.rows; row++)
    words.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, ...exporter.split('.').map(Number)], row * 16);
  await storeBlock(house.columns, batch, `ask-${seed}`);
}

describe('observe: asking anything', () => {
  let operator: Visitor;
  let a: Visitor & { readonly id: string };
  let b: Visitor & { readonly id: string };
  before(async () => {
    served.clock.set(new Date(END + 600_000));
    await house.db.as({ kind: 'worker' }, (q) =>
      takeNetworks(
        house,
        q,
        [
          { asNumber: 64521, holder: 'AOI NET' },
          { asNumber: 64522, holder: 'UME NET' },
        ],
        'test',
      ),
    );
    const of = async (name: string) =>
      (await served.sql<{ id: string }>('SELECT id FROM know.organisation WHERE external_id = $1', [name]))[0]?.id ??
      '';
    operator = await arrive(served, { email: 'op@hub.example', name: '運用', isOperator: true });
    a = await arrive(served, { email: 'a@aoi.example', name: '葵', organisation: await of('AS64521') });
    b = await arrive(served, { email: 'b@ume.example', name: '梅', organisation: await of('AS64522') });
    await operator.post('/flows/register', { name: 'A', address: '192.0.2.1', asNumber: '64521' });
    await operator.post('/flows/register', { name: 'B', address: '192.0.2.2', asNumber: '64522' });
    await traffic('192.0.2.1', 1);
    await traffic('192.0.2.2', 2);
  });

  const totalOf = async (who: Visitor, query: string) => {
    const page = await who.get(`/ask?lang=en&${query}`);
    assert.equal(page.status, 200, page.text.slice(0, 400));
    return Number(
      /class="[^"]*figure[^"]*"[^>]*>|<b[^>]*>([\d,]+)<\/b>/.exec(page.text)?.[1]?.replaceAll(',', '') ?? Number.NaN,
    );
  };
  const apiOf = async (who: Visitor) => {
    const token = /kyq_[\w-]+/.exec((await who.post('/ask/token')).text)?.[0];
    assert.ok(token);
    return async (query: string) => {
      const answer = await who.get(`/api/v1/ask?${query}`, { authorization: `Bearer ${token}` });
      return {
        status: answer.status,
        ...(JSON.parse(answer.text) as {
          total: number;
          rows: { keys: (string | null)[]; value: number }[];
          code?: string;
        }),
      };
    };
  };

  it('answers with the same numbers as the engine, grouped, over time and row by row', async () => {
    const api = await apiOf(operator);
    const [truth] = await house.columns.query<{ n: number; p: number }>(
      'SELECT count() AS n, countIf(target_port = 443 AND protocol = 6) AS p FROM observe.flow',
    );
    assert.equal((await api('hours=2')).total, truth?.n);
    assert.equal((await api(`hours=2&filter=${encodeURIComponent('port = 443 and proto = tcp')}`)).total, truth?.p);
    const [most] = await house.columns.query<{ port: number; n: number }>(
      'SELECT target_port AS port, count() AS n FROM observe.flow GROUP BY port ORDER BY n DESC, toString(port) LIMIT 1',
    );
    assert.deepEqual((await api('hours=2&by=port&top=3')).rows[0], { keys: [String(most?.port)], value: most?.n });
    const [address] = await house.columns.query<{ a: string; n: number }>(
      'SELECT a, count() AS n FROM (SELECT arrayJoin(if(source = target, [source], [source, target])) AS a FROM observe.flow) GROUP BY a ORDER BY n DESC LIMIT 1',
    );
    const plain = address?.a.replace('::ffff:', '') ?? '';
    assert.equal((await api(`hours=2&filter=${encodeURIComponent(`ip = ${plain}`)}`)).total, address?.n);
    for (const show of ['top&by=src', 'time&by=port', 'time', 'rows'])
      assert.equal((await operator.get(`/ask?filter=&hours=2&show=${show}`)).status, 200, show);
    assert.equal(await totalOf(operator, 'filter=&hours=2'), truth?.n);
  });

  it('draws bands whose levels add up to the whole, the most frequent by name and the others as one', async () => {
    const api = await apiOf(operator);
    const query = 'hours=2&show=sankey&by=src,service&top=3';
    const answer = await api(query);
    assert.equal(
      answer.rows.reduce((sum, { value }) => sum + value, 0),
      answer.total,
    );
    const truth = await house.columns.query<{ port: number; n: number }>(
      'SELECT if(source_port > 0 AND source_port < target_port, source_port, target_port) AS port, count() AS n FROM observe.flow GROUP BY port ORDER BY n DESC, port LIMIT 3',
    );
    const level = (at: number) => {
      const sums = new Map<string | null, number>();
      for (const { keys, value } of answer.rows) sums.set(keys[at] ?? null, value + (sums.get(keys[at] ?? null) ?? 0));
      return sums;
    };
    assert.equal(level(0).size, 4);
    const ports = level(1);
    const others = answer.total - truth.reduce((sum, { n }) => sum + n, 0);
    assert.deepEqual(
      [...ports].sort((a, b) => b[1] - a[1]),
      [...truth.map(({ port, n }) => [String(port), n] as const), [null, others] as const].sort((a, b) => b[1] - a[1]),
    );
    const page = (await operator.get(`/ask?lang=en&filter=&${query}`)).text;
    const drawn = /<svg role="img"[\s\S]*?<\/svg>/.exec(page)?.[0] ?? '';
    const list = page.slice(page.indexOf(drawn) + drawn.length);
    const bands = [...drawn.matchAll(/<path [^>]*><title>([^<]*) ([\d,]+)<\/title>/g)];
    assert.equal(bands.length, answer.rows.length);
    for (const [, way, value] of bands) {
      const row = list.slice(list.indexOf(`${way}<`));
      assert.ok(
        list.includes(`${way}<`) && row.slice(0, 200).includes(`>${value}<`),
        `${way} ${value} stands in the list`,
      );
    }
    assert.doesNotMatch(drawn, /style=|<script/);
    for (const by of ['', 'srcnet,port,dstnet', 'src', 'state,app'])
      assert.equal((await operator.get(`/ask?filter=&hours=2&show=sankey&measure=sources&by=${by}`)).status, 200, by);
    const nets = await api(`hours=2&by=srcnet&top=1`);
    const [net] = nets.rows[0]?.keys ?? [];
    assert.match(net ?? '', /\.0\/24$|\/48$/);
    assert.equal((await api(`hours=2&filter=${encodeURIComponent(`srcnet = ${net}`)}`)).total, nets.rows[0]?.value);
  });

  it('shows A nothing of B, whatever A asks for', async () => {
    const [askA, askB] = [await apiOf(a), await apiOf(b)];
    const count = async (exporter: string) =>
      Number(
        (
          await house.columns.query<{ n: number }>(
            'SELECT count() AS n FROM observe.flow WHERE exporter = toIPv6({exporter:String})',
            { exporter },
          )
        )[0]?.n,
      );
    const [mine, theirs] = [await count('192.0.2.1'), await count('192.0.2.2')];
    assert.ok(mine > 0 && theirs > 0);
    assert.equal((await askA('hours=2')).total, mine);
    assert.equal((await askB('hours=2')).total, theirs);
    for (const filter of [
      'exporter = 192.0.2.2',
      'not exporter = 192.0.2.1',
      'exporter = 192.0.2.2 or port >= 0 and exporter = 192.0.2.2',
      'ip in 0.0.0.0/0 and exporter = 192.0.2.2',
    ])
      assert.equal((await askA(`hours=2&filter=${encodeURIComponent(filter)}`)).total, 0, filter);
    assert.deepEqual(
      (await askA('hours=2&by=exporter')).rows.map(({ keys }) => keys[0]),
      ['192.0.2.1'],
    );
    const csv = await a.get('/ask/file?hours=2&show=rows&format=csv');
    assert.equal(csv.text.trim().split('\n').length - 1, mine);
    assert.doesNotMatch(csv.text, /192\.0\.2\.2\b/);
    const parquet = await a.send('/ask/file?hours=2&show=rows&format=parquet', {});
    assert.equal(parquet.text.slice(0, 4), 'PAR1');
  });

  it('helps on where a condition ends, and refuses what it cannot do in a sentence', async () => {
    const page = await operator.get(`/ask?lang=en&filter=${encodeURIComponent('port = 23 and pro')}`);
    assert.match(page.text, /cannot be read from character 15 on: a field is expected here/);
    assert.match(page.text, /port = 23 and <mark>pro<\/mark>/);
    assert.match(
      (await operator.get('/ask?lang=en&filter=port+%3D+9&hours=1')).text,
      /Nothing fits[\s\S]*Look further back/,
    );
    assert.match(page.text, /port = 23 and proto/);
    const wrong = await operator.get('/ask?lang=en&filter=port+%3D+23&by=bytes');
    assert.equal(wrong.status, 200);
    assert.match(wrong.text, /One cannot group by “bytes”[\s\S]*name="by"|name="by"[\s\S]*One cannot group by “bytes”/);
    assert.match(wrong.text, /<textarea[^>]*>\s*port = 23<\/textarea>/, 'what was typed stays');
    const next = async (text: string) =>
      JSON.parse((await a.get(`/ask/next?text=${encodeURIComponent(text)}`)).text) as unknown;
    assert.deepEqual(await next('state = rej and port = 1'), {
      next: [
        { value: 'state = rej and port = 1 and ', label: 'and' },
        { value: 'state = rej and port = 1 or ', label: 'or' },
      ],
    });
    assert.deepEqual(await next('port = 1 and state = rej'), {
      next: [{ value: 'port = 1 and state = rejected', label: 'rejected' }],
    });
    const observed = await operator.get('/ask?lang=en&table=observations&filter=&measure=bytes');
    assert.doesNotMatch(
      observed.text.replace(/<select[\s\S]*?<\/select>/g, ''),
      /octets/,
      'observations hold no octets',
    );
    const api = await apiOf(operator);
    assert.equal((await api('filter=port')).code, 'observe.ask-filter');
    assert.equal((await api('by=bytes')).code, 'observe.ask-group');
    assert.equal((await operator.get('/api/v1/ask', { authorization: 'Bearer x' })).status, 401);
  });

  it('keeps questions and asks them by itself, with the rights of who kept them', async () => {
    assert.equal(
      (await a.post('/ask/saved', { name: 'ports of ours', filter: '', by: 'exporter', hours: '2', every: 'day' }))
        .status,
      303,
    );
    await askDue.handle(house, {});
    await askDue.handle(house, {});
    const results = await served.sql<{ total: string; rows: { keys: string[] }[] }>(
      'SELECT total, rows FROM observe.query_result',
    );
    assert.equal(results.length, 1);
    assert.deepEqual(
      results[0]?.rows.map(({ keys }) => keys),
      [['192.0.2.1']],
    );
    assert.match((await a.get('/ask/saved')).text, /ports of ours/);
    assert.doesNotMatch((await b.get('/ask/saved')).text, /ports of ours/);
    const [row] = await served.sql<{ id: string }>('SELECT id FROM observe.saved_query');
    await b.post(`/ask/saved/${row?.id}/remove`);
    assert.match((await a.get('/ask/saved')).text, /ports of ours/);
    await a.post(`/ask/saved/${row?.id}/remove`);
    assert.doesNotMatch((await a.get('/ask/saved')).text, /ports of ours/);
  });

  it('keeps the lines of a question over time, and shows them again as they were', async () => {
    const question = { filter: '', by: 'port', hours: '2', show: 'time', measure: 'bytes' };
    await operator.post('/ask/saved', { ...question, name: 'over time', every: 'day' });
    await operator.post('/ask/saved', { filter: '', show: 'rows', hours: '2', name: 'rows', every: 'day' });
    await askDue.handle(house, {});
    const drawn = (text: string) => /<svg class="area">[\s\S]*?<\/table>/.exec(text)?.[0];
    const shown = drawn((await operator.get(`/ask?lang=en&${new URLSearchParams(question)}`)).text);
    const kept = (await operator.get('/ask/saved?lang=en')).text;
    assert.match(shown ?? '', /<polyline[\s\S]*<th scope="row"[^>]*>11\/20 14:/);
    assert.equal(drawn(kept), shown);
    assert.match(kept, /Kept are the lines of a question over time/);
    assert.match(kept, /Only the total was kept/, 'nothing but how many rows there were');
    await served.sql('DELETE FROM observe.saved_query');
  });

  it('refuses a fourth group in a sentence, in a browser and to machines', async () => {
    const groups = (by: string) => `hours=2&by=${encodeURIComponent(by)}`;
    const page = await operator.get(`/ask?lang=en&filter=&${groups('src, dst, port, proto')}`);
    assert.match(page.text, /One can group by at most 3, and this names 4[\s\S]*name="by"/);
    assert.doesNotMatch(page.text, /class="bars"/);
    const api = await apiOf(operator);
    const refused = await api(groups('src,dst,port,proto'));
    assert.deepEqual([refused.status, refused.code], [422, 'observe.ask-groups']);
    assert.equal((await api(groups('src、dst、port'))).rows[0]?.keys.length, 3);
  });

  it('answers to a pasted list of 2,000 addresses, though no address of a page is that long', async () => {
    const there = await house.columns.query<{ a: string; n: number }>(
      "SELECT replaceOne(toString(source), '::ffff:', '') AS a, count() AS n FROM observe.flow GROUP BY source ORDER BY n DESC LIMIT 20",
    );
    const sources = there.map(({ a }) => a);
    const others = Array.from({ length: 1980 }, (_, i) => `198.18.${200 + (i >> 8)}.${i & 255}`);
    const [truth] = await house.columns.query<{ n: number }>(
      'SELECT count() AS n FROM observe.flow WHERE source IN {all:Array(IPv6)} OR target IN {all:Array(IPv6)}',
      { all: [...sources, ...others].map((one) => (one.includes(':') ? one : `::ffff:${one}`)) },
    );
    const pasted = [...sources, ...others].join('\r\n');
    const typed = { table: 'flows', by: '', measure: 'count', show: 'top', top: '', hours: '2' };
    const page = await operator.post('/ask?lang=en', { ...typed, filter: pasted });
    assert.equal(page.status, 200, page.text.slice(0, 400));
    assert.ok(page.text.includes(`<b>${truth?.n.toLocaleString('en')}</b>`), 'as many as the engine counts');
    assert.match(page.text, /too long for the question to be kept/);
    assert.match(page.text, /class="bars"/, 'who they are, though nobody said how to group');
    assert.doesNotMatch(page.text, /href="[^"]{8000,}"/, 'no link that no server would take');
    const csv = await operator.post('/ask/file', { ...typed, by: 'src', top: '20', filter: pasted, format: 'csv' });
    assert.match(csv.text, /^"by_src","value"\n/);
    const few = await operator.post('/ask', { ...typed, filter: sources.slice(0, 5).join('\n') });
    assert.equal(few.status, 303);
    assert.match(few.location, /^\/ask\?.*#answer$/);
    assert.match((await operator.get(few.location)).text, /href="\/ask\/file\?[^"]*format=csv"/);
    const broken = await operator.post('/ask?lang=en', {
      ...typed,
      filter: pasted.replace('198.18.203.7\r', '198.18.203.x\r'),
    });
    assert.match(broken.text, /<mark>198\.18\.203\.x/);
    assert.match(
      broken.text.replace(/<textarea[\s\S]*?<\/textarea>/, ''),
      /^[\s\S]{0,40000}$/,
      'the place, not the whole list again',
    );
    const long = await operator.post('/ask?lang=en', { ...typed, filter: `${pasted}\n`.repeat(8) });
    assert.match(long.text, /The condition is too long/);
  });

  it('heads the columns of rows with words and the name a condition calls them by; files keep technical names', async () => {
    const heads = async (query: string) => {
      const [, list = ''] = /<thead[^>]*>([\s\S]*?)<\/thead>/.exec((await operator.get(`/ask?${query}`)).text) ?? [];
      return [...list.matchAll(/<th[^>]*>([^<]*)</g)].map(([, head]) => head);
    };
    assert.deepEqual((await heads('lang=ja&filter=&hours=2&show=rows')).slice(0, 6), [
      '時刻',
      '送り元 src',
      '送り元ポート sport',
      '送り先 dst',
      '送り先ポート port',
      'プロトコル proto',
    ]);
    for (const name of await heads('lang=easy&filter=&hours=2&show=rows'))
      assert.match(name ?? '', /[ぁ-んァ-ヶ一-龠]/);
    const rows = (await operator.get('/ask?lang=ja&filter=proto+%3D+udp&hours=2&show=rows')).text;
    assert.match(rows, /<td[^>]*>udp<\/td>/, 'as a condition writes it');
    const csv = await operator.get('/ask/file?hours=2&show=rows&format=csv');
    assert.match(csv.text, /^"at","source","source_port","target","target_port","protocol"/);
    const [single] = await house.columns.query<{ port: number }>(
      'SELECT source_port AS port FROM observe.flow GROUP BY port HAVING count() = 1 LIMIT 1',
    );
    assert.match(
      (await operator.get(`/ask?lang=en&filter=sport+%3D+${single?.port}&hours=2&show=rows`)).text,
      /<b>1<\/b>\s*(<[^>]*>)?\s*row</,
    );
  });

  it('refuses to keep what is longer than can be stored', async () => {
    const keep = async (length: number) =>
      (await a.post('/ask/saved', { name: 'long', filter: `app = ${'x'.repeat(length)}` })).status;
    assert.deepEqual([await keep(3600), await keep(3950)], [303, 422]);
  });

  it('never offers what would lose something typed since', { skip }, async () => {
    const browser = await openBrowser();
    try {
      const { context, page, complaints } = await eyes(browser, 'phone');
      await context.addCookies([...operator.cookies].map(([name, value]) => ({ name, value, url: served.url })));
      await page.goto(`${served.url}/ask?lang=en`);
      const box = page.locator('textarea[name=filter]');
      await box.pressSequentially('po');
      await page.getByRole('button', { name: 'port', exact: true }).waitFor();
      const held = Promise.withResolvers<void>();
      await page.route('**/ask/next*', async (one) => {
        await held.promise;
        await one.continue();
      });
      await box.pressSequentially('rt = 23');
      // Out of reach while the answer for what stands there now is on its way.
      await page.locator('.next[inert]', { hasText: 'port' }).waitFor();
      held.resolve();
      await page.getByRole('button', { name: 'and', exact: true }).click();
      await page.keyboard.type('src = 192.0.2.1');
      assert.equal(await box.inputValue(), 'port = 23 and src = 192.0.2.1');
      assert.deepEqual(complaints, []);
    } finally {
      await browser.close();
    }
  });

  it('gives a token and a kept question the rights their person has today, and none when those are gone', async () => {
    const second = await arrive(served, { email: 'two@hub.example', name: '次郎', isOperator: true });
    const [askSecond, askA] = [await apiOf(second), await apiOf(a)];
    for (const who of [second, a])
      await who.post('/ask/saved', { name: `of ${who.id}`, by: 'exporter', hours: '2', every: 'day' });
    assert.equal((await askSecond('hours=2')).status, 200);
    await served.sql('UPDATE platform.person SET is_operator = false WHERE id = $1', [second.id]);
    const left = await served.sql<{ organisation_id: string }>(
      'DELETE FROM know.membership WHERE person_id = $1 RETURNING organisation_id',
      [a.id],
    );
    assert.equal((await askSecond('hours=2')).status, 401, 'no operator any more');
    assert.equal((await askA('hours=2')).status, 401, 'of the organisation no more');
    await askDue.handle(house, {});
    assert.deepEqual(
      await served.sql(
        "SELECT (failed_at IS NOT NULL) AS failed FROM observe.saved_query WHERE every = 'day' AND person_id = ANY ($1)",
        [[second.id, a.id]],
      ),
      [{ failed: true }, { failed: true }],
    );
    await served.sql("INSERT INTO know.membership (person_id, organisation_id, role) VALUES ($1, $2, 'owner')", [
      a.id,
      left[0]?.organisation_id,
    ]);
    assert.equal((await askA('hours=2')).status, 200);
    await served.sql('UPDATE platform.person SET closed_at = now() WHERE id = $1', [a.id]);
    assert.equal((await askA('hours=2')).status, 401, 'the account is closed');
  });
});
