import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { METHOD, type TakenLogs } from '../../../src/observe/funnel/take.ts';
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
        { externalId: 'm3', name: '標本町', prefixes: '198.51.100.0/25', emails: 'sec@hyohon.example' },
        { externalId: 'c1', name: '府省を見る班', emails: 'a@fusho.example' },
        { externalId: 'c2', name: '自治体を見る班', emails: 'a@jichi.example' },
        { externalId: 'top', name: '国の室', emails: 'a@shitsu.example' },
        { externalId: 'other', name: 'よその室', emails: 'a@yoso.example' },
      ].map((cells, at) => checkRow(at + 2, cells, () => true).organisation);
      await takeOrganisations(house, q, rows, 'test');
    });
    for (const name of ['m1', 'm2', 'm3', 'c1', 'c2', 'top', 'other'])
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
  const rule = async (who: Visitor, body: number, over: Readonly<Record<string, string>> = {}) => {
    const form = { source: '192.0.2.98', because: '自分たちの監視', ...over };
    return (await who.post(`/funnel/bodies/${organisations[body]}/rules`, form)).status;
  };
  const send = async (token: string, body: string) => {
    const answer = await operator.send('/api/v1/logs', {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${token}`, origin: served.url },
    });
    return { status: answer.status, ...(JSON.parse(answer.text) as TakenLogs) };
  };

  it('bundles what is left of noise into events, and counts the same file once', async () => {
    assert.match((await operator.post('/funnel/bodies', { organisation: 'x' })).text, /登録されていません/);
    const which = (await operator.post('/funnel/bodies', { organisation: 'る班' })).text;
    assert.match(which, /いくつかあります.*府省を見る班/);
    assert.match(which, /name="organisation"[^>]*value="る班"/, 'what was typed stays');
    const registered = async (organisation: string, centre: string) =>
      (await operator.post('/funnel/bodies', { organisation, centre, severity: '5' })).status;
    assert.equal(await registered(organisations[0] ?? '', 'national'), 303);
    assert.equal(await registered(' 例示市 ', 'local'), 303);
    assert.equal(await rule(operator, 0, { source: '' }), 200);
    assert.equal(await rule(operator, 0, { source: '192.0.2.99/32' }), 303);
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
    for (const shown of [
      'SQL injection attempt',
      '見本省',
      'without 25 stopped by the sensor, 5 too weak',
      `Counted by method ${METHOD}`,
    ])
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
    const asRule = { decision: 'false-positive', because: '監視でした', rule: 'yes' };
    assert.equal((await operator.post(`/funnel/events/${wrong}`, asRule)).status, 303);
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

  it('adds attempts up over files until they are an event, and counts each stage once', async () => {
    const body = organisations[2] ?? '';
    await operator.post('/funnel/bodies', { organisation: body, centre: 'local', severity: '5', attempts: '10' });
    const token = await tokenOf(body);
    const some = (from: number, count: number) =>
      Array.from(
        { length: count },
        (_, i) =>
          `CEF:0|V|P|1|7|Guessed passwords|8|src=198.51.100.77 dst=198.51.100.9 rt=${Date.UTC(2026, 10, 19, 6, from + i)}`,
      ).join('\n');
    const first = await send(token, some(0, 6));
    assert.deepEqual([first.attempts, first.bundles, first.events], [6, 1, 0]);
    assert.doesNotMatch((await operator.get('/funnel')).text, /Guessed passwords/, 'six attempts are too few');
    const second = await send(token, some(6, 6));
    assert.deepEqual([second.attempts, second.bundles, second.events], [6, 1, 1]);
    assert.match((await operator.get('/funnel')).text, /Guessed passwords/);
    const counts = () =>
      served.sql(
        'SELECT logs::int, bundles::int, events::int, decided::int, notices::int, false_positives::int AS wrong, method FROM observe.funnel_day WHERE organisation_id = $1',
        [body],
      );
    assert.deepEqual(await counts(), [
      { logs: 12, bundles: 1, events: 1, decided: 0, notices: 0, wrong: 0, method: METHOD },
    ]);
    const [event] = await served.sql<{ id: string }>('SELECT id FROM observe.event WHERE organisation_id = $1', [body]);
    await operator.post(`/funnel/events/${event?.id}`, { decision: 'false-positive', because: '訓練でした' });
    await send(token, some(12, 1));
    assert.deepEqual(await counts(), [
      { logs: 13, bundles: 1, events: 1, decided: 1, notices: 0, wrong: 1, method: METHOD },
    ]);
  });

  describe('two levels of centre share one view, and bodies’ data stay apart', () => {
    const people: Record<'ofMinistries' | 'ofTowns' | 'top' | 'other', Visitor> = {} as never;
    const [, , , c1, c2, top, other] = Array.from({ length: 7 }, (_, at) => () => organisations[at] ?? '');
    before(async () => {
      const come = async (email: string, organisation: string) => arrive(served, { email, name: email, organisation });
      people.ofMinistries = await come('x@fusho.example', c1?.() ?? '');
      people.ofTowns = await come('x@jichi.example', c2?.() ?? '');
      people.top = await come('x@shitsu.example', top?.() ?? '');
      people.other = await come('x@yoso.example', other?.() ?? '');
      const centre = (whose: string | undefined, level: string, upper = '') =>
        operator.post('/funnel/centres', { whose: whose ?? '', level, upper });
      assert.equal((await centre(top?.(), 'national')).status, 303);
      assert.equal((await centre(c1?.(), 'national', top?.())).status, 303);
      assert.equal((await centre(c2?.(), 'local', top?.())).status, 303);
      assert.equal((await centre(other?.(), 'national')).status, 303);
      assert.match((await centre(top?.(), 'national', other?.())).text, /two levels and no more/, 'no third level');
      assert.match((await centre(other?.(), 'national', c1?.())).text, /two levels and no more/);
      assert.match((await centre('nobody', 'local')).text, /no such organisation/);
      const give = (body: number, to: string | undefined) =>
        operator.post(`/funnel/bodies/${organisations[body]}`, { centre: to ?? '', severity: '5' });
      for (const [body, to] of [
        [0, c1],
        [1, c2],
        [2, c2],
      ] as const)
        assert.equal((await give(body, to?.())).status, 303);
    });
    const names = ['見本省', '例示市', '標本町'];
    const shown = async (who: Visitor) => {
      const { text } = await who.get('/funnel');
      return names.filter((name) => text.includes(name));
    };
    const ofBody = 'SELECT id FROM observe.event WHERE organisation_id = $1';
    const eventOf = async (body: number) =>
      (await served.sql<{ id: string }>(ofBody, [organisations[body]]))[0]?.id ?? '';

    it('shows a centre its bodies with their events, the upper one the counts of all, and nobody anything else', async () => {
      assert.deepEqual(await shown(people.ofMinistries), ['見本省']);
      assert.deepEqual(await shown(people.ofTowns), ['例示市', '標本町']);
      assert.deepEqual(await shown(people.top), names);
      assert.deepEqual(await shown(people.other), []);
      assert.deepEqual(await shown(ministry), ['見本省']);
      assert.deepEqual(await shown(city), ['例示市']);
      for (const who of [people.top, city]) assert.match((await who.get('/home')).text, /href="\/funnel"/);
      const upper = (await people.top.get('/funnel?lang=en')).text;
      for (const text of ['府省を見る班', '自治体を見る班', `Counted by method ${METHOD}`])
        assert.ok(upper.includes(text), text);
      assert.doesNotMatch(
        upper,
        /SQL injection|Health check|198\.51\.100|To be confirmed/,
        'the upper centre sees counts only',
      );
      assert.match((await people.ofTowns.get('/funnel?state=false-positive')).text, /Health check/);
    });

    it('lets people open what is theirs, however they guess', async () => {
      const status = async (who: Visitor, path: string) => (await who.get(path)).status;
      const [ofMinistry, ofCity] = [await eventOf(0), await eventOf(1)];
      assert.ok(ofMinistry && ofCity);
      for (const [who, bodies, events] of [
        [people.ofMinistries, [200, 404, 404], [200, 404]],
        [people.ofTowns, [404, 200, 200], [404, 200]],
        [people.top, [404, 404, 404], [404, 404]],
        [people.other, [404, 404, 404], [404, 404]],
        [ministry, [200, 404, 404], [200, 404]],
      ] as const) {
        assert.deepEqual(
          await Promise.all([0, 1, 2].map((at) => status(who, `/funnel/bodies/${organisations[at]}`))),
          bodies,
        );
        assert.deepEqual(
          await Promise.all([ofMinistry, ofCity].map((one) => status(who, `/funnel/events/${one}`))),
          events,
        );
        assert.equal(
          (await who.post(`/funnel/events/${ofCity}`, { decision: 'notice', because: '' })).status,
          who === people.ofTowns ? 422 : 404,
        );
        assert.equal((await who.post('/funnel/centres', { whose: other?.() ?? '', level: 'local' })).status, 403);
        assert.equal((await who.post(`/funnel/bodies/${organisations[0]}`, { centre: other?.() ?? '' })).status, 403);
      }
      assert.match(
        (await ministry.get(`/funnel/bodies/${organisations[0]}`)).text,
        /府省を見る班[\s\S]*国の室/,
        'a body reads who looks at it',
      );
    });

    it('lets the centre’s people decide, and the notice reaches the body though its logs name an address of the inside', async () => {
      await send(await tokenOf(organisations[1]), 'CEF:0|V|P|1|9|inside|9|src=192.0.2.50 dst=192.168.1.5');
      const [event] = await served.sql<{ id: string }>("SELECT id FROM observe.event WHERE signature = 'inside'");
      const verdict = { decision: 'notice', because: '応答' };
      const decide = async (who: Visitor) => (await who.post(`/funnel/events/${event?.id}`, verdict)).status;
      assert.deepEqual([await decide(city), await decide(people.ofTowns)], [403, 303]);
      await untilQuiet(served);
      assert.deepEqual(
        await served.sql('SELECT asset, kind FROM tell.finding WHERE organisation_id = $1', [organisations[1]]),
        [{ asset: '203.0.113.128', kind: 'confirmed-event' }],
      );
    });

    it('lets those who decide make and end noise rules: never the body itself, which would silence what nobody has seen', async () => {
      const statuses = async (body: number) =>
        Promise.all([people.top, people.other, ministry, city].map((who) => rule(who, body)));
      assert.deepEqual(await statuses(0), [404, 404, 403, 404]);
      assert.deepEqual([await rule(people.ofMinistries, 0), await rule(people.ofMinistries, 1)], [303, 404]);
      const [made] = await served.sql<{ id: string; by: string }>(
        "SELECT id, made_by AS by FROM observe.noise_rule WHERE source = '192.0.2.98/32'",
      );
      assert.match(made?.by ?? '', /^user:/);
      const end = async (who: Visitor) => (await who.post(`/funnel/rules/${made?.id}/end`)).status;
      assert.deepEqual([await end(ministry), await end(city), await end(people.top)], [403, 404, 404]);
      const path = `/funnel/bodies/${organisations[0]}`;
      const offered = async (who: Visitor) => /\/rules["/]/.test((await who.get(path)).text);
      assert.deepEqual([await offered(people.ofMinistries), await offered(ministry)], [true, false]);
      assert.equal(await end(people.ofMinistries), 303);
      const facts = 'SELECT kind FROM platform.fact WHERE subject = $1 ORDER BY kind';
      assert.deepEqual(await served.sql(facts, [`noise-rule:${made?.id}`]), [
        { kind: 'noise-rule.ended' },
        { kind: 'noise-rule.made' },
      ]);
    });

    it('keeps on record that a token was made, and shows it to the body', async () => {
      const facts = "SELECT data FROM platform.fact WHERE kind = 'body.token-made' AND organisation_id = $1";
      const before = (await served.sql(facts, [organisations[0]])).length;
      await tokenOf(organisations[0]);
      const [first, ...others] = await served.sql(facts, [organisations[0]]);
      assert.deepEqual([first, others.length], [{ data: {} }, before], 'and nothing of the token');
      assert.match((await ministry.get(`/funnel/bodies/${organisations[0]}`)).text, /鍵を作り直した/);
    });

    it('is held by the database itself, not by the pages', async () => {
      const seen = async (organisation: string | undefined, table: string) =>
        served.house.db.as({ kind: 'member', user: 'x', organisations: [organisation ?? ''] }, async (q) =>
          (await q.raw.query<{ o: string }>(`SELECT DISTINCT organisation_id::text AS o FROM observe.${table}`)).rows
            .map(({ o }) => organisations.indexOf(o))
            .sort(),
        );
      const all = async (organisation: string | undefined) => ({
        centre: await seen(organisation, 'centre'),
        // The token of a body is nobody's to read, so its row is asked for by a column that is.
        body: await seen(organisation, 'body'),
        counts: await seen(organisation, 'funnel_day'),
        events: await seen(organisation, 'event'),
        rules: await seen(organisation, 'noise_rule'),
      });
      assert.deepEqual(await all(c1?.()), { centre: [3], body: [0], counts: [0], events: [0], rules: [0] });
      assert.deepEqual(await all(c2?.()), { centre: [4], body: [1, 2], counts: [1, 2], events: [1, 2], rules: [1] });
      assert.deepEqual(await all(top?.()), {
        centre: [3, 4, 5],
        body: [0, 1, 2],
        counts: [0, 1, 2],
        events: [],
        rules: [],
      });
      assert.deepEqual(await all(other?.()), { centre: [6], body: [], counts: [], events: [], rules: [] });
      assert.deepEqual(await all(organisations[0]), { centre: [], body: [0], counts: [0], events: [0], rules: [0] });
      await assert.rejects(
        served.house.db.as({ kind: 'member', user: 'x', organisations: [top?.() ?? ''] }, (q) =>
          q.raw.query('SELECT token_hash FROM observe.body'),
        ),
        { code: '42501' },
      );
    });

    it('closes again when a centre is removed', async () => {
      assert.equal((await operator.post(`/funnel/centres/${c2?.()}/remove`)).status, 303);
      assert.deepEqual(await shown(people.ofTowns), []);
      assert.deepEqual(await shown(people.top), ['見本省']);
      assert.equal((await operator.post(`/funnel/centres/${top?.()}/remove`)).status, 303);
      assert.deepEqual(await shown(people.top), []);
      assert.deepEqual(await shown(people.ofMinistries), ['見本省']);
    });

    it('draws a change of method as a break and never adds across it', async () => {
      await served.sql(
        "INSERT INTO observe.funnel_day (organisation_id, day, method, logs, noise, bundles, events) SELECT $1, day, 1, 1000, 900, 20, 3 FROM generate_series('2026-11-10'::date, '2026-11-17'::date, '1 day') day",
        [organisations[0]],
      );
      // Of a day of today's method a late file was counted before: it makes no second break.
      await served.sql(
        "INSERT INTO observe.funnel_day (organisation_id, day, method, logs) VALUES ($1, '2026-11-19', 1, 7)",
        [organisations[0]],
      );
      const { text } = await people.ofMinistries.get('/funnel?lang=en');
      for (const shown of [`by method ${METHOD}`, 'by method 1', `counted by method ${METHOD} from here`, '>8,007<'])
        assert.ok(text.includes(shown), shown);
      assert.doesNotMatch(text, />8,1\d\d</);
      assert.equal(text.match(/class="note break-note"/g)?.length, 1);
      assert.match(text, /drawn by the one that counted more/);
    });
  });
});
