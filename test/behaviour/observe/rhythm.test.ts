import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { before, describe, it } from 'node:test';
import { receiveReport } from '#observe';
import { statement } from '#platform/postgres';
import { checkRhythm } from '../../../src/observe/rhythm/rhythm.ts';
import { testHouse, untilQuiet } from '../../lib/house.ts';

const worker = { kind: 'worker' } as const;
const open = await testHouse();
const HOUR = 3_600_000;

describe('observe: a feed that falls silent raises an alarm of its own', () => {
  before(async () => {
    const at = open.clock();
    await open.house.db.as(worker, (q) =>
      q.run(
        statement(
          'feeds',
          `INSERT INTO observe.feed (id, name, expected_hours, state, created_at) VALUES ('shadowserver', 'Shadowserver', 26, 'active', $at), ('threatfox', 'ThreatFox', NULL, 'active', $at), ('urlhaus', 'URLhaus', 2, 'paused', $at)`,
        ),
        { at },
      ),
    );
    await open.house.jobs.work(open.house);
  });
  const check = async () => {
    await checkRhythm.handle(open.house, {});
    await untilQuiet(open);
  };
  const facts = async () =>
    (
      await open.house.db.as(worker, (q) =>
        q.rows<{ kind: string; subject: string }>(
          statement('facts', "SELECT kind, subject FROM platform.fact WHERE subject LIKE 'feed:%' ORDER BY id"),
        ),
      )
    ).map(({ kind, subject }) => `${kind} ${subject}`);
  const silent = () =>
    open.house.db.as(worker, async (q) =>
      (
        await q.rows<{ id: string }>(
          statement('silent', 'SELECT id FROM observe.feed WHERE silent_since IS NOT NULL ORDER BY id'),
        )
      ).map((row) => row.id),
    );
  const mails = () =>
    readdirSync(open.house.folder.folder('mail'))
      .filter((name) => name.startsWith('feed-silent-'))
      .map((name) => readFileSync(join(open.house.folder.folder('mail'), name), 'utf8'));
  const send = (day: string) =>
    receiveReport(open.house, {
      feed: 'shadowserver',
      name: `${day}-scan_telnet-hub.csv`,
      origin: 'file',
      body: Readable.from([
        Buffer.from(`"timestamp","ip","protocol","port"\n"${day} 03:10:11","192.0.2.1","tcp",23\n`),
      ]),
    });

  it('says nothing while a report may still come', async () => {
    await send('2026-11-19');
    await untilQuiet(open);
    open.clock.pass(26 * HOUR);
    await check();
    assert.deepEqual(await silent(), []);
  });

  it('says it once, by a fact and one mail to the operators, however often it looks', async () => {
    open.clock.pass(60_000);
    await check();
    open.clock.pass(5 * 60_000);
    await check();
    open.clock.pass(48 * HOUR);
    await check();
    assert.deepEqual(await silent(), ['shadowserver'], 'neither one without a rhythm nor one that is paused');
    assert.deepEqual(await facts(), ['feed.silent feed:shadowserver']);
    const [mail, ...more] = mails();
    assert.equal(more.length, 0);
    assert.match(mail ?? '', /^To: help@hub\.example/m);
  });

  it('a later report ends the silence, and the next silence is told anew', async () => {
    await send('2026-11-22');
    await untilQuiet(open);
    assert.deepEqual(await silent(), []);
    assert.deepEqual(await facts(), ['feed.silent feed:shadowserver', 'feed.heard-again feed:shadowserver']);
    open.clock.pass(27 * HOUR);
    await check();
    assert.equal((await facts()).at(-1), 'feed.silent feed:shadowserver');
    assert.equal(mails().length, 2);
  });

  it('the same file sent again ends a silence too: the sender is there', async () => {
    assert.equal((await send('2026-11-22')).again, true);
    await check();
    assert.equal((await facts()).at(-1), 'feed.heard-again feed:shadowserver');
  });
});
