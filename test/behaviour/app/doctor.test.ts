import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import pg from 'pg';
import type { Line } from '../../../src/app/doctor/line.ts';
import { doctor, examine } from '../../../src/app/doctor.ts';
import { testHouse } from '../../lib/house.ts';

const open = await testHouse();

describe('doctor: says what is wrong with an installation and what to do', () => {
  const data = open.config.KYOJO_DATA;
  const env = {
    KYOJO_DATA: data,
    KYOJO_SECRET: open.config.KYOJO_SECRET,
    DATABASE_URL: open.ownerUrl,
    KYOJO_URL: 'https://hub.example',
  };
  const levels = (lines: readonly Line[], what: string) =>
    lines.filter((line) => line.what === what).map(({ level }) => level);
  const says = (lines: readonly Line[], what: string) =>
    lines.find((line) => line.what === what && line.level !== 'ok')?.says ?? '';
  const asOwner = async (sql: string, values: unknown[] = []) => {
    const client = new pg.Client({ connectionString: open.ownerUrl });
    await client.connect();
    await client.query(sql, values);
    await client.end();
  };

  it('finds no fault in a hub that runs', async () => {
    const lines = await examine(env);
    assert.deepEqual(
      lines.filter(({ level }) => level === 'fault'),
      [],
    );
    for (const what of [
      'playbooks',
      'ladder',
      'built-in feeds',
      'data folder',
      'PostgreSQL',
      'schema',
      'roles',
      'kyojo_app',
      'row-level security',
      'jobs',
      'reports',
      'column store',
      'column schema',
    ])
      assert.deepEqual(levels(lines, what), ['ok'], what);
  });

  it('says for everything that is not right what to do', async () => {
    const lines = await examine({ ...env, KYOJO_URL: undefined });
    assert.ok(lines.some(({ level }) => level === 'warn'));
    for (const line of lines) if (line.level !== 'ok') assert.ok((line.todo ?? '').length > 10, line.what);
  });

  it('names each wrong setting and ends with 1', async () => {
    const lines = await examine({ ...env, KYOJO_PORT: 'eighty', KYOJO_PROT: '80', KYOJO_SECRET: 'short' });
    const faults = lines.filter(({ level }) => level === 'fault').map((line) => line.says);
    assert.equal(faults.length, 3);
    for (const name of ['KYOJO_PORT', 'KYOJO_PROT', 'KYOJO_SECRET'])
      assert.ok(
        faults.some((line) => line.includes(name)),
        name,
      );
    assert.ok(!faults.join().includes('short:'), 'a secret is not shown');
    const { log } = console;
    console.log = () => {};
    try {
      assert.equal(await doctor({ ...env, KYOJO_PORT: 'eighty' }), 1);
    } finally {
      console.log = log;
    }
  });

  it('finds a mail server, a database and a data folder that are not there', async () => {
    const mail = await examine({ ...env, KYOJO_SMTP_URL: 'smtp://127.0.0.1:1' });
    assert.deepEqual(levels(mail, 'mail server'), ['fault']);
    const database = await examine({ ...env, DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' });
    assert.deepEqual(levels(database, 'PostgreSQL'), ['fault']);
    assert.deepEqual(levels(database, 'column store'), ['ok'], 'one fault does not hide the others');
    const file = join(data, 'a-file');
    writeFileSync(file, '');
    assert.deepEqual(levels(await examine({ ...env, KYOJO_DATA: join(file, 'below') }), 'data folder'), ['fault']);
  });

  describe('in a hub that is out of order', () => {
    let lines: Line[];

    before(async () => {
      const lost = randomUUID();
      await asOwner(
        "INSERT INTO observe.feed (id, name, silent_since) VALUES ('quiet', 'quiet', now() - interval '3 days')",
      );
      await asOwner(
        "INSERT INTO observe.batch (id, feed_id, digest, name, bytes, origin, state, received_at) VALUES ($1, 'quiet', 'd', 'lost.csv', 1, 'file', 'storing', now() - interval '5 hours')",
        [lost],
      );
      await asOwner(
        "INSERT INTO pgboss.job (name, state, policy, output) VALUES ('tell.send-notice', 'failed', 'short', '{\"message\": \"no way\"}')",
      );
      await asOwner('ALTER TABLE tell.finding DISABLE ROW LEVEL SECURITY');
      await asOwner("INSERT INTO platform.migration (name) VALUES ('20990101T0000__tell__future__create.sql')");
      lines = await examine(env);
    });

    it('finds row-level security that is off', () => {
      assert.deepEqual(levels(lines, 'row-level security'), ['fault']);
      assert.match(says(lines, 'row-level security'), /tell\.finding/);
    });

    it('finds a schema that is newer than the product', () => assert.deepEqual(levels(lines, 'schema'), ['fault']));

    it('finds a report under way for long, and that its bytes are gone', () => {
      assert.deepEqual(levels(lines, 'reports'), ['fault']);
      assert.match(says(lines, 'reports'), /not in the spool/);
    });

    it('finds jobs that failed for good, with their reason', () =>
      assert.match(says(lines, 'jobs'), /1 of tell\.send-notice failed for good: no way/));

    it('finds a silent feed', () => assert.match(says(lines, 'feeds'), /quiet is silent/));
  });
});
