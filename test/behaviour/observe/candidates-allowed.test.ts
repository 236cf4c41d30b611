import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { untilQuiet } from '../../lib/house.ts';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';

/** A page without its markup. */
const wordsOf = (text: string) => text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

const served = await servedHouse();

/** What a detector of version 2 has put on the list. */
async function accuse(accused: string, role: string, port: number, detector: string): Promise<void> {
  await served.sql(
    `WITH c AS (
       INSERT INTO observe.candidate (accused, role, target_port, protocol, score, detectors, peers, flows, first_seen_at, last_seen_at, opened_at, updated_at)
       VALUES ($1, $2, $3, 6, 0.8, ARRAY[$4::text], 1, 9, $5, $5, $5, $5) RETURNING id)
     INSERT INTO observe.evidence (candidate_id, detector, version, peer, score, flows, first_seen_at, last_seen_at, reasons)
     SELECT id, $4::text, 2, '101.0.9.11', 0.8, 9, $5, $5, '{}' FROM c`,
    [accused, role, port, detector, served.clock()],
  );
}

describe('observe: candidates and the allow list', () => {
  let first: Visitor;
  let second: Visitor;
  before(async () => {
    first = await arrive(served, { email: 'one@hub.example', name: '一', isOperator: true });
    second = await arrive(served, { email: 'two@hub.example', name: '二', isOperator: true });
  });

  it('closes what stood open when its range is allowed, judged neither way, until the entry is off again', async () => {
    const scanner = async () =>
      (
        await served.sql<{ id: string; state: string; stood: string }>(
          "SELECT id, state, stood FROM observe.candidate WHERE accused = '203.0.113.9' AND role = 'scanner'",
        )
      )[0];
    const figures = async () =>
      /Horizontal scan: one port, many targets ([\d ]+)/.exec(
        wordsOf((await first.get('/candidates/detectors?lang=en')).text),
      )?.[1];
    await accuse('203.0.113.9', 'scanner', 23, 'scan-horizontal');
    const one = await scanner();
    assert.equal((await first.post(`/candidates/${one?.id}`, { verdict: 'reject', because: 'known' })).status, 303);
    const made = await first.post('/candidates/allowed', { prefix: '203.0.113.0/24', because: 'our own survey' });
    assert.match(
      (await first.get(`${made.location}&lang=en`)).text,
      /Open candidates in this range that were closed: [1-9]/,
    );
    assert.deepEqual(await scanner(), { id: one?.id, state: 'allowed', stood: '' });
    const page = await first.get(`/candidates/${one?.id}?lang=en`);
    assert.match(page.text, /on the allow list[\s\S]*203\.0\.113\.0\/24[\s\S]*our own survey/);
    assert.match(page.text, /came onto the allow list and was closed/);
    assert.doesNotMatch(page.text, /name="verdict"|\/reopen"/);
    for (const path of ['', '/reopen'])
      assert.equal(
        (await second.post(`/candidates/${one?.id}${path}`, { verdict: 'reject', because: 'x' })).status,
        409,
      );
    assert.match((await first.get('/candidates?state=allowed&lang=en')).text, /203\.0\.113\.9/);
    assert.equal(await figures(), '2 1 0 0 1 ', 'version, candidates, confirmed, false, allowed');
    assert.match((await first.get('/candidates/detectors?lang=en')).text, /counts neither way/);
    const [wide] = await served.sql<{ id: string }>("SELECT id FROM observe.allowed WHERE prefix = '203.0.113.0/24'");
    await first.post(`/candidates/allowed/${wide?.id}/end`);
    assert.equal((await scanner())?.state, 'open');
    assert.match(
      (await first.get(`/candidates/${one?.id}?lang=en`)).text,
      /203\.0\.113\.0\/24 was taken off the allow list/,
    );
    assert.equal(
      (await second.post(`/candidates/${one?.id}`, { verdict: 'reject', because: 'known too' })).status,
      303,
    );
    assert.equal((await scanner())?.state, 'rejected', 'the verdict of before still counts');
  });

  it('says where something is confirmed and allowed at once; undone, it does not stand open', async () => {
    const stateOf = async () =>
      (
        await served.sql<{ id: string; state: string }>(
          "SELECT id, state FROM observe.candidate WHERE accused = '198.51.100.200' AND role = 'command-server'",
        )
      )[0];
    await accuse('198.51.100.200', 'command-server', 4444, 'beacon');
    const one = await stateOf();
    for (const who of [first, second])
      assert.equal((await who.post(`/candidates/${one?.id}`, { verdict: 'confirm', because: 'beats' })).status, 303);
    await first.post('/candidates/allowed', { prefix: '198.51.100.200', because: 'a backup service' });
    assert.equal((await stateOf())?.state, 'confirmed', 'one person does not undo what was decided');
    assert.match(
      (await first.get('/candidates/allowed?lang=en')).text,
      /Providers still have it[\s\S]*198\.51\.100\.200/,
    );
    assert.match((await first.get(`/candidates/${one?.id}?lang=en`)).text, /Providers still have it/);
    assert.equal((await first.post(`/candidates/${one?.id}/reopen`, { because: 'a backup service' })).status, 303);
    assert.equal((await stateOf())?.state, 'allowed');
    const [entry] = await served.sql<{ id: string }>(
      "SELECT id FROM observe.allowed WHERE prefix LIKE '198.51.100.200%'",
    );
    await first.post(`/candidates/allowed/${entry?.id}/end`);
    assert.equal((await stateOf())?.state, 'open');
    assert.equal(
      (await first.post(`/candidates/${one?.id}`, { verdict: 'confirm', because: 'none of ours' })).status,
      303,
    );
    assert.equal((await stateOf())?.state, 'confirmed');
    await untilQuiet(served);
  });
});
