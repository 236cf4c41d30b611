import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { takeOrganisations } from '#know';
import { readConfig } from '#platform/config';
import { statement } from '#platform/postgres';
import { openHouse } from '../../src/app/house.ts';
import { openBooks } from '../crash/books.ts';
import { type Hub, postgresPid, startHub } from '../crash/hub.ts';
import { type Expected, makeReport, members, type Report, trialFeed } from '../crash/reports.ts';
import { openSink, type Sink } from '../crash/sink.ts';
import { chance } from '../lib/chance.ts';
import { freePort } from '../lib/port.ts';

const FLOOD = 40;
const FEEDS = ['flood', 'calm'] as const;
const tokenOf = (feed: string) => `kyf_${feed.repeat(6)}`;

/** Three processes on one data folder: one database, one column engine by its lock file, every job claimed once. */
describe('scale: web, worker and worker share the work; a killed worker is made up for; a flood in one feed delays no other', () => {
  const data = mkdtempSync(join(tmpdir(), 'kyojo-scale-'));
  const books = openBooks(data);
  const dice = chance(5);
  const expected: Expected = { rows: 0, quarantined: 0, seen: new Map() };
  const hubs: Record<'web' | 'first' | 'second', Hub | undefined> = {
    web: undefined,
    first: undefined,
    second: undefined,
  };
  let sink: Sink;
  let env: Record<string, string>;
  let reports = 0;

  before(async () => {
    sink = await openSink(chance(6));
    sink.behave();
    env = {
      KYOJO_DATA: data,
      KYOJO_PORT: String(await freePort()),
      KYOJO_LOG: 'warn',
      KYOJO_SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
    };
    const open = await openHouse(readConfig(env));
    await open.house.db.as({ kind: 'worker' }, async (q) => {
      await takeOrganisations(open.house, q, members(), 'test');
      for (const feed of FEEDS)
        await q.run(
          statement(
            'feed',
            'INSERT INTO observe.feed (id, name, mapping, token_hash) VALUES ($feed, $feed, $mapping, $hash)',
          ),
          {
            feed,
            mapping: JSON.stringify({ ...trialFeed, id: feed }),
            hash: createHash('sha256').update(tokenOf(feed)).digest('hex'),
          },
        );
    });
    await open.close();
    for (const [name, role] of [
      ['web', 'web'],
      ['first', 'worker'],
      ['second', 'worker'],
    ] as const) {
      hubs[name] = startHub({ ...env, KYOJO_ROLE: role });
      await hubs[name].serving;
      assert.equal(hubs[name].process.exitCode, null, hubs[name].said());
    }
  });

  after(async () => {
    await Promise.all([hubs.first?.stop(), hubs.second?.stop()]);
    await hubs.web?.stop();
    await sink.close();
    for (let tries = 0; postgresPid(data) !== undefined && tries < 100; tries++) await wait(100);
    rmSync(data, { recursive: true, force: true });
  });

  const send = async (feed: (typeof FEEDS)[number], report: Report): Promise<string> => {
    const answer = await fetch(`http://127.0.0.1:${env.KYOJO_PORT}/api/v1/reports?name=${report.name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokenOf(feed)}` },
      body: report.text,
    });
    assert.equal(answer.status, 202);
    report.count(expected);
    reports++;
    return ((await answer.json()) as { report: string }).report;
  };
  const untilApplied = async (batch: string | null, seconds: number) => {
    for (const until = Date.now() + seconds * 1000; ; await wait(50)) {
      const row = await books.one<{ left: number }>(
        "SELECT count(*)::int AS left FROM observe.batch WHERE state <> 'applied' AND ($1::uuid IS NULL OR id = $1)",
        [batch],
      );
      if (row.left === 0) return;
      assert.ok(
        Date.now() < until,
        `${row.left} reports are not applied after ${seconds} s\n${hubs.first?.said()}\n${hubs.second?.said()}`,
      );
    }
  };

  it('answers healthz and readyz on the web process, and keeps one column engine for all', async () => {
    const url = `http://127.0.0.1:${env.KYOJO_PORT}`;
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    assert.deepEqual(await (await fetch(`${url}/readyz`)).json(), { postgres: true, columns: true });
  });

  it('does not let a flood in one feed delay another', { timeout: 240_000 }, async () => {
    const alone: number[] = [];
    for (let i = 0; i < 3; i++) {
      const began = performance.now();
      await untilApplied(await send('calm', makeReport(1000 + i, dice)), 120);
      alone.push(performance.now() - began);
    }
    for (let i = 0; i < FLOOD; i++) await send('flood', makeReport(i, dice));
    const within: number[] = [];
    for (let i = 0; i < 3; i++) {
      const began = performance.now();
      await untilApplied(await send('calm', makeReport(2000 + i, dice)), 120);
      within.push(performance.now() - began);
    }
    const { left } = await books.one<{ left: number }>(
      "SELECT count(*)::int AS left FROM observe.batch WHERE feed_id = 'flood' AND state <> 'applied'",
    );
    const middle = (all: number[]) => Math.round(all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0);
    console.log(
      `scale: received to applied ${middle(alone)} ms alone, ${middle(within)} ms (longest ${Math.round(Math.max(...within))}) while ${left} of ${FLOOD} reports of another feed still wait`,
    );
    assert.ok(left > 0, 'the flood was still there: else this measured nothing');
  });

  it('goes on within the heartbeat when a worker is killed at work', { timeout: 240_000 }, async () => {
    for (let i = 0; i < 10; i++) await send('calm', makeReport(3000 + i, dice));
    const busy = await hubs.first;
    for (const until = Date.now() + 20_000; ; await wait(20)) {
      const { active } = await books.one<{ active: number }>(
        "SELECT count(*)::int AS active FROM pgboss.job WHERE state = 'active' AND name = 'observe.store-batch'",
      );
      if (active >= 2 || Date.now() > until) break;
    }
    await busy?.kill();
    const began = performance.now();
    await untilApplied(null, 150);
    console.log(
      `scale: ${reports} reports all applied ${((performance.now() - began) / 1000).toFixed(1)} s after one of two workers was killed`,
    );
    hubs.first = undefined;
  });

  it('has claimed every job once: each report stored and applied once, no notice mailed twice, each finding counted right', {
    timeout: 120_000,
  }, async () => {
    for (const until = Date.now() + 90_000; ; await wait(200)) {
      const { left } = await books.one<{ left: number }>(
        "SELECT count(*)::int AS left FROM tell.notice WHERE state IN ('waiting', 'sending')",
      );
      if (left === 0) break;
      assert.ok(Date.now() < until, `${left} notices wait`);
    }
    const facts = await books.ask(
      "SELECT kind, count(*)::int AS count, count(DISTINCT subject)::int AS subjects FROM platform.fact WHERE kind IN ('batch.applied', 'batch.stored') GROUP BY kind ORDER BY kind",
    );
    assert.deepEqual(
      facts,
      ['batch.applied', 'batch.stored'].map((kind) => ({ kind, count: reports, subjects: reports })),
    );
    const found = await books.ask<{ what: string; count: number }>(
      "SELECT kind || ' ' || asset AS what, seen_count::int AS count FROM tell.finding",
    );
    assert.equal(found.length, expected.seen.size);
    assert.deepEqual(
      found.filter(({ what, count }) => expected.seen.get(what) !== count),
      [],
    );
    assert.deepEqual(
      [...sink.taken].filter(([, times]) => times > 1),
      [],
    );
    const [most] = await books.ask<{ most: number }>('SELECT max(attempts) AS most FROM observe.batch');
    console.log(
      `scale: ${found.length} findings, ${sink.taken.size} mails, at most ${most?.most} tries for one report`,
    );
  });

  it('stops within 20 s when told to, with the jobs at hand done', { timeout: 60_000 }, async () => {
    for (let i = 0; i < 6; i++) await send('calm', makeReport(4000 + i, dice));
    await wait(300);
    const began = performance.now();
    assert.equal(await hubs.second?.stop(), 0);
    const took = performance.now() - began;
    hubs.second = undefined;
    const left = await books.ask("SELECT name FROM pgboss.job WHERE state = 'active' AND name NOT LIKE '\\_\\_%'");
    console.log(`scale: a worker at work stopped in ${Math.round(took)} ms, leaving ${left.length} jobs half done`);
    assert.ok(took < 20_000);
    assert.deepEqual(left, []);
  });
});
