import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { receiveReport } from '#observe';
import { untilQuiet } from '../lib/house.ts';
import { arrive, servedHouse } from '../lib/served.ts';
import { missing, startNsd } from './programs.ts';

const skip = missing(['/usr/sbin/nsd'], 'root');

describe('neighbours: a domain proves itself in the name system', { skip, timeout: 60_000 }, async () => {
  if (skip) return;
  const nsd = await startNsd('shown.example');
  after(() => nsd.stop());
  const served = await servedHouse({ KYOJO_DNS: `127.0.0.1:${nsd.port}` });
  const { sql } = served;
  let browser: Awaited<ReturnType<typeof arrive>>;
  let organisation = '';
  let registration = '';
  const check = () => browser.post(`/registrations/${registration}/prove/dns`);
  const state = async () =>
    (
      await sql<{ state: string; proven_by: string | null }>(
        "SELECT state, proven_by FROM know.registration WHERE value = 'shown.example'",
      )
    )[0];
  let reports = 0;
  const send = async () => {
    const text = `{"source.fqdn": "www.shown.example", "classification.type": "phishing", "source.url": "http://www.shown.example/${reports}", "time.source": "2026-11-20T0${reports}:00:00+00:00", "feed.name": "test"}\n`;
    await receiveReport(served.house, {
      feed: 'intelmq-json',
      name: `events-${reports++}.jsonl`,
      origin: 'file',
      body: Readable.from([Buffer.from(text)]),
    });
    await untilQuiet(served);
    return (await sql('SELECT asset FROM tell.finding WHERE organisation_id = $1', [organisation])).length;
  };

  before(async () => {
    await nsd.records([]);
    await sql("INSERT INTO observe.feed (id, name) VALUES ('intelmq-json', 'IntelMQ')");
    const [made] = await sql<{ id: string }>("INSERT INTO know.organisation (name) VALUES ('見せる社') RETURNING id");
    organisation = made?.id ?? '';
    browser = await arrive(served, { email: 'owner@shown.example', name: 'Owner', organisation });
    const claimed = await browser.post(`/organisations/${organisation}/registrations`, {
      value: 'https://Shown.example/',
    });
    assert.equal(claimed.status, 303, claimed.text);
    registration =
      (await sql<{ id: string }>("SELECT id FROM know.registration WHERE value = 'shown.example'"))[0]?.id ?? '';
  });

  it('shows the record to set, and does not match what is only claimed', async () => {
    const page = await browser.get(`/registrations/${registration}/prove`);
    assert.match(page.text, /kyojo-proof=[0-9a-f]{32}/);
    assert.equal(await send(), 0);
  });

  it('believes neither a missing record nor a wrong one', async () => {
    assert.equal((await check()).status, 200);
    await nsd.records(['_kyojo IN TXT "kyojo-proof=00000000000000000000000000000000"']);
    const answer = await check();
    assert.equal(answer.status, 200);
    assert.deepEqual(await state(), { state: 'claimed', proven_by: null });
  });

  it('believes the right one, also cut in two and among others, and matches from the next report on', async () => {
    const token =
      /kyojo-proof=[0-9a-f]{32}/.exec((await browser.get(`/registrations/${registration}/prove`)).text)?.[0] ?? '';
    await nsd.records([
      '_kyojo IN TXT "v=something else"',
      `_kyojo IN TXT "${token.slice(0, 20)}" "${token.slice(20)}"`,
    ]);
    const answer = await check();
    assert.equal(answer.status, 303, answer.text);
    assert.deepEqual(await state(), { state: 'proven', proven_by: 'dns-txt' });
    assert.equal(await send(), 1);
    const facts = await sql<{ kind: string }>(
      "SELECT kind FROM platform.fact WHERE organisation_id = $1 AND kind LIKE 'registration.%' ORDER BY id",
      [organisation],
    );
    assert.deepEqual(
      facts.map((fact) => fact.kind),
      ['registration.claimed', 'registration.proven'],
    );
  });

  it('answers "not shown" when the servers do not answer at all', async () => {
    await nsd.stop();
    const [other] = await sql<{ id: string }>(
      "INSERT INTO know.registration (organisation_id, kind, value) VALUES ($1, 'domain', 'silent.example') RETURNING id",
      [organisation],
    );
    assert.equal((await browser.post(`/registrations/${other?.id}/prove/dns`)).status, 200);
  });
});
