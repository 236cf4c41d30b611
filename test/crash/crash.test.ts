import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { takeOrganisations } from '#know';
import { readConfig } from '#platform/config';
import { statement } from '#platform/postgres';
import { openHouse } from '../../src/app/house.ts';
import { chance } from '../lib/chance.ts';
import { freePort } from '../lib/port.ts';
import { openBooks } from './books.ts';
import { type Hub, killEngine, killPostgres, postgresPid, startHub } from './hub.ts';
import { type Expected, makeReport, members, trialFeed } from './reports.ts';
import { openSink, type Sink } from './sink.ts';

// Two hundred kills take five to seven minutes on two cores; while working, KYOJO_CRASH_KILLS=20 is enough.
const KILLS = Number(process.env.KYOJO_CRASH_KILLS ?? 200);
const SEED = Number(process.env.KYOJO_CRASH_SEED ?? randomBytes(4).readUInt32LE());
const TOKEN = `kyf_${'crash'.repeat(6)}`;

/**
 * The hub is killed at random points of intake, storing, applying and telling, its column engine and its PostgreSQL too, and
 * in the end every figure must be what it would have been without. `KYOJO_CRASH_SEED` repeats a run's dice (not its timing).
 */
describe('crash: killed at any point, nothing is lost, counted twice or mailed twice', () => {
  const data = mkdtempSync(join(tmpdir(), 'kyojo-crash-'));
  const dice = chance(SEED);
  const books = openBooks(data);
  const expected: Expected = { rows: 0, quarantined: 0, seen: new Map() };
  const kills = { hub: 0, 'hub while starting': 0, engine: 0, 'engine and hub': 0, postgres: 0 };
  let sink: Sink;
  let hub: Hub | undefined;
  let env: Record<string, string>;
  let reports = 0;
  let repeated = 0;
  let feeding = true;

  before(async () => {
    sink = await openSink(chance(SEED + 1));
    env = {
      KYOJO_DATA: data,
      KYOJO_PORT: String(await freePort()),
      KYOJO_LOG: 'warn',
      KYOJO_SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
      NODE_COMPILE_CACHE: join(data, 'compiled'),
      ...(process.env.NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE } : {}),
    };
    const { NODE_COMPILE_CACHE: _, ...settings } = env;
    const open = await openHouse(readConfig(settings));
    await open.house.db.as({ kind: 'worker' }, async (q) => {
      await takeOrganisations(open.house, q, members(), 'test');
      await q.run(
        statement(
          'feed',
          'INSERT INTO observe.feed (id, name, mapping, token_hash) VALUES ($feed, $feed, $mapping, $hash)',
        ),
        {
          feed: trialFeed.id,
          mapping: JSON.stringify(trialFeed),
          hash: createHash('sha256').update(TOKEN).digest('hex'),
        },
      );
    });
    await open.close();
  });

  after(async () => {
    feeding = false;
    if (process.env.KYOJO_CRASH_TELL) console.log(hub?.said());
    await hub?.stop();
    await sink.close();
    for (let tries = 0; postgresPid(data) !== undefined && tries < 100; tries++) await wait(100);
    assert.equal(postgresPid(data), undefined, 'the embedded PostgreSQL has ended');
    rmSync(data, { recursive: true, force: true });
  });

  /** Sends until it is told "received", as a careful sender does; some reports once more. */
  const send = async (text: string, name: string) => {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${env.KYOJO_PORT}/api/v1/reports?name=${name}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}` },
        body: text,
        signal: AbortSignal.timeout(5000),
      }).catch(() => undefined);
      await answer?.arrayBuffer().catch(() => undefined);
      if (answer?.ok) return;
      if (answer && answer.status < 500) throw new Error(`a report was refused: ${answer.status}`);
      await wait(60);
    }
  };
  const feed = async () => {
    while (feeding) {
      const report = makeReport(++reports, dice);
      await send(report.text, report.name);
      report.count(expected);
      if (dice.happens(0.1)) {
        repeated++;
        await send(report.text, report.name);
      }
      await wait(dice.between(0, 250));
    }
  };
  const total = () => Object.values(kills).reduce((sum, count) => sum + count, 0);

  it(`survives ${KILLS} kills (seed ${SEED})`, { timeout: 1_800_000 }, async () => {
    const began = Date.now();
    const fed = feed();
    while (total() < KILLS) {
      hub = startHub(env);
      if (dice.happens(0.2)) {
        await Promise.race([hub.serving, wait(dice.between(200, 2500))]);
        await hub.kill();
        kills['hub while starting']++;
        continue;
      }
      await hub.serving;
      assert.equal(hub.process.exitCode, null, `the hub does not start:\n${hub.said()}`);
      await nudge();
      for (let blows = dice.between(0, 4); blows > 0; blows--) {
        await wait(dice.between(50, 900));
        if (dice.happens(0.15)) kills.postgres += Number(killPostgres(data));
        else kills.engine += Number(killEngine(data));
      }
      await wait(dice.between(20, 900));
      if (hub.process.exitCode !== null) assert.fail(`the hub ended by itself:\n${hub.said()}`);
      const both = dice.happens(0.2) && killEngine(data);
      await hub.kill();
      kills[both ? 'engine and hub' : 'hub']++;
    }
    feeding = false;
    hub = startHub(env);
    await hub.serving;
    await fed;
    console.log(
      `crash: ${total()} kills in ${Math.round((Date.now() - began) / 1000)} s: ${JSON.stringify(kills)}; ${reports} reports, ${repeated} sent again, ${sink.taken.size} mails so far`,
    );
    const tries = await books.one(
      'SELECT count(*) FILTER (WHERE attempts > 1)::int AS "stored again", max(attempts)::int AS "most tries", count(*) FILTER (WHERE applied_at IS NOT NULL)::int AS applied FROM observe.batch',
    );
    console.log(`crash: at the last kill ${JSON.stringify(tries)}`);
  });

  it('comes to rest with every report applied exactly once', { timeout: 600_000 }, async () => {
    sink.behave();
    await rest();
    const states = await books.ask('SELECT state, count(*)::int AS count FROM observe.batch GROUP BY state');
    assert.deepEqual(states, [{ state: 'applied', count: reports }]);
    const facts = await books.ask(
      "SELECT kind, count(*)::int AS count, count(DISTINCT subject)::int AS subjects FROM platform.fact WHERE kind LIKE 'batch.%' GROUP BY kind ORDER BY kind",
    );
    assert.deepEqual(
      facts,
      ['batch.applied', 'batch.received', 'batch.stored'].map((kind) => ({ kind, count: reports, subjects: reports })),
    );
  });

  it('has every row sent once in the column store, and what could not be read laid aside once', async () => {
    const sums = await books.one(
      'SELECT sum(rows_read)::int AS rows, sum(rows_quarantined)::int AS quarantined, (SELECT count(*)::int FROM observe.quarantine) AS kept FROM observe.batch',
    );
    assert.deepEqual(sums, { rows: expected.rows, quarantined: expected.quarantined, kept: expected.quarantined });
    const engine = await askEngine<{ rows: number; lines: number }>(
      data,
      'SELECT count() AS rows, uniqExact(batch, line) AS lines FROM observe.observation',
    );
    assert.deepEqual(engine, { rows: expected.rows, lines: expected.rows });
  });

  it('has counted each finding as often as it was seen, and opened it once', async () => {
    const found = await books.ask<{ what: string; count: number }>(
      "SELECT kind || ' ' || asset AS what, seen_count::int AS count FROM tell.finding",
    );
    assert.equal(found.length, expected.seen.size);
    assert.deepEqual(
      found.filter(({ what, count }) => expected.seen.get(what) !== count),
      [],
    );
    const opened = await books.one<{ count: number }>(
      "SELECT count(*)::int AS count FROM platform.fact WHERE kind = 'finding.opened'",
    );
    assert.equal(opened.count, found.length);
  });

  it('has mailed no notice twice, and told every finding, by the next rung where the first try is uncertain', {
    timeout: 600_000,
  }, async () => {
    const notices = new Map(
      (await books.ask<{ id: string; state: string }>('SELECT id, state FROM tell.notice')).map(({ id, state }) => [
        id,
        state,
      ]),
    );
    const uncertain = [...notices.values()].filter((state) => state === 'uncertain').length;
    // An hour passes: the findings of uncertain notices are due for the next rung.
    await books.ask(
      "UPDATE tell.finding SET next_step_at = now() WHERE next_step_at BETWEEN now() AND now() + interval '61 minutes' AND state IN ('open', 'notified', 'reopened', 'acknowledged')",
    );
    await told();
    await rest();
    const states = await books.ask<{ id: string; state: string; step: number }>(
      'SELECT id, state, step FROM tell.notice',
    );
    assert.deepEqual(
      [...sink.taken].filter(([id, times]) => times > 1 || id.startsWith('unknown')),
      [],
      'mailed twice',
    );
    const unsent = states.filter(({ id, state }) => state === 'sent' && !sink.taken.has(id));
    assert.deepEqual(unsent, [], 'said to be sent, but nobody took them');
    const odd = states.filter(({ state }) => state !== 'sent' && state !== 'uncertain');
    assert.deepEqual(odd, [], 'neither sent nor uncertain');
    const untold =
      await books.ask(`SELECT f.id, f.state, f.step, f.next_step_at FROM tell.finding f WHERE f.severity >= 4 AND NOT EXISTS (
      SELECT FROM tell.notice_finding nf JOIN tell.notice n ON n.id = nf.notice_id WHERE nf.finding_id = f.id AND n.state = 'sent')`);
    assert.deepEqual(untold, [], 'never told');
    const doubled = await books.ask(
      'SELECT nf.finding_id, n.step FROM tell.notice_finding nf JOIN tell.notice n ON n.id = nf.notice_id GROUP BY 1, 2 HAVING count(*) > 1',
    );
    assert.deepEqual(doubled, [], 'told twice on one rung');
    console.log(
      `crash: ${states.length} notices, ${sink.taken.size} taken by the mail server, ${uncertain} uncertain and told again by the next rung; ${expected.seen.size} findings, ${expected.rows} rows`,
    );
  });

  it('stops gracefully with everything it started', { timeout: 30_000 }, async () => {
    const code = await hub?.stop();
    hub = undefined;
    assert.equal(code, 0);
    assert.equal(postgresPid(data), undefined);
  });

  /** Jobs that wait for their next try get it now: lives are shorter here than the pauses between tries. */
  async function nudge() {
    await books.ask("UPDATE pgboss.job SET start_after = now() WHERE state = 'retry' AND start_after > now()");
  }

  /** Waits until nothing is due any more: the hub looks every minute by itself. */
  async function told() {
    for (const until = Date.now() + 200_000; ; ) {
      const due = await books.one<{ count: number }>(
        "SELECT count(*)::int AS count FROM tell.finding WHERE next_step_at <= now() AND state IN ('open', 'notified', 'reopened', 'acknowledged')",
      );
      if (due.count === 0) return;
      assert.ok(Date.now() < until, `${due.count} findings are due and nobody tells them\n${hub?.said()}`);
      await wait(500);
    }
  }

  /** Waits until no job waits or runs. */
  // What 200 lives left undone takes minutes where others share the cores: the wait is long, what is asserted stays.
  async function rest() {
    for (const until = Date.now() + 500_000; ; ) {
      await nudge();
      const busy = await books.ask<{ name: string; state: string; count: number }>(
        "SELECT name, state::text, count(*)::int AS count FROM pgboss.job WHERE name NOT LIKE '\\_\\_%' AND state IN ('created', 'retry', 'active', 'failed') AND name <> 'tell.refresh-board' GROUP BY 1, 2",
      );
      const failed = busy.filter(({ state }) => state === 'failed');
      assert.deepEqual(failed, [], 'jobs failed for good');
      if (busy.length === 0) return;
      assert.ok(Date.now() < until, `still busy: ${JSON.stringify(busy)}\n${hub?.said()}`);
      await wait(500);
    }
  }
});

/** One row from the column engine that runs now. */
async function askEngine<Row>(data: string, sql: string): Promise<Row> {
  const { readFileSync } = await import('node:fs');
  const { url, user, password } = JSON.parse(readFileSync(join(data, 'columns/engine.json'), 'utf8')) as {
    url: string;
    user: string;
    password: string;
  };
  const answer = await fetch(`${url}/?default_format=JSONEachRow&output_format_json_quote_64bit_integers=0`, {
    method: 'POST',
    body: sql,
    headers: { authorization: `Basic ${btoa(`${user}:${password}`)}` },
  });
  return JSON.parse(await answer.text()) as Row;
}
