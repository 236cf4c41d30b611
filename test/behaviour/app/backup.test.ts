import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { takeOrganisations } from '#know';
import { receiveReport } from '#observe';
import { openColumns } from '#platform/columns';
import { readConfig } from '#platform/config';
import { openDataFolder } from '#platform/files';
import { openLog } from '#platform/log';
import { startEmbeddedPostgres, statement } from '#platform/postgres';
import { backupTo, restoreFrom } from '../../../src/app/backup.ts';
import { openHouse } from '../../../src/app/house.ts';
import { makeReport, members, trialFeed } from '../../crash/reports.ts';
import { chance } from '../../lib/chance.ts';
import { untilQuiet } from '../../lib/house.ts';

const quiet = { KYOJO_LOG: 'error', KYOJO_PORT: '0' };
const folder = mkdtempSync(join(tmpdir(), 'kyojo-backup-'));
const from = readConfig({ ...quiet, KYOJO_DATA: join(folder, 'from') });
const to = readConfig({ ...quiet, KYOJO_DATA: join(folder, 'to') });
const file = join(folder, 'hub.kyojo');
const said: string[] = [];
const say = (line: string) => void said.push(line);

/** Rows and digest of every table of both stores, read with each store's own means while no hub works on them. */
async function digest(data: string): Promise<Record<string, string>> {
  const server = await startEmbeddedPostgres(openDataFolder(data), openLog('error'));
  const engine = await openColumns({ dataDir: data, log: openLog('error') });
  const out: Record<string, string> = {};
  const client = new pg.Client({ connectionString: server.ownerUrl });
  await client.connect();
  // What is worked out from tables shows their present state only after a refresh.
  const { rows: views } = await client.query<{ name: string }>(
    "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'm' ORDER BY oid",
  );
  for (const { name } of views) await client.query(`REFRESH MATERIALIZED VIEW ${name}`);
  const { rows: tables } = await client.query<{ name: string }>(
    "SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname NOT LIKE 'pg\\_%' AND schemaname <> 'information_schema' UNION SELECT schemaname || '.' || matviewname FROM pg_matviews ORDER BY 1",
  );
  for (const { name } of tables) {
    const { rows } = await client.query<{ d: string }>({
      text: `SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS d FROM ${name} t`,
    });
    out[name] = rows[0]?.d ?? '';
  }
  const { rows: sequences } = await client.query<{ name: string; last: string }>(
    "SELECT schemaname || '.' || sequencename AS name, last_value::text AS last FROM pg_sequences ORDER BY 1",
  );
  for (const { name, last } of sequences) out[`sequence ${name}`] = last;
  const { rows: keys } = await client.query<{ d: string }>(
    "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS d FROM pg_constraint WHERE connamespace::regnamespace::text NOT LIKE 'pg\\_%' ORDER BY 1",
  );
  out.constraints = createHash('sha256')
    .update(keys.map(({ d }) => d).join('\n'))
    .digest('hex');
  const { rows: triggers } = await client.query<{ d: string }>(
    "SELECT tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text AS d FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
  );
  out.triggers = triggers.map(({ d }) => d).join(', ');
  await client.end();
  const all = await engine.query<{ name: string }>(
    "SELECT concat(database, '.', name) AS name FROM system.tables WHERE engine LIKE '%MergeTree' AND database NOT IN ('system', 'default') ORDER BY name",
  );
  for (const { name } of all) {
    const [row] = await engine.query<{ d: string }>(
      `SELECT concat(toString(count()), ' ', toString(sum(cityHash64(*)))) AS d FROM ${name}`,
    );
    out[`columns ${name}`] = row?.d ?? '';
  }
  await engine.close();
  await server.stop();
  return out;
}

describe('backup: one archive holds the whole hub, and an empty folder becomes that hub again', () => {
  let first: Record<string, string>;

  before(async () => {
    const open = await openHouse(from);
    const dice = chance(11);
    await open.house.db.as({ kind: 'worker' }, async (q) => {
      await takeOrganisations(open.house, q, members(), 'test');
      await q.run(statement('feed', 'INSERT INTO observe.feed (id, name, mapping) VALUES ($id, $id, $mapping)'), {
        id: trialFeed.id,
        mapping: JSON.stringify(trialFeed),
      });
    });
    await open.house.jobs.work(open.house);
    for (let i = 0; i < 4; i++) {
      const report = makeReport(i, dice);
      await receiveReport(open.house, {
        feed: trialFeed.id,
        name: report.name,
        origin: 'file',
        body: Readable.from([Buffer.from(report.text)]),
      });
    }
    await untilQuiet(open);
    await open.close();
    // One more, received and not stored: its bytes are in the spool.
    const late = await openHouse(from);
    const report = makeReport(99, dice);
    await receiveReport(late.house, {
      feed: trialFeed.id,
      name: report.name,
      origin: 'file',
      body: Readable.from([Buffer.from(report.text)]),
    });
    mkdirSync(join(from.KYOJO_DATA, 'letters'), { recursive: true });
    writeFileSync(join(from.KYOJO_DATA, 'letters', 'one.pdf'), 'a letter');
    await late.close();
    first = await digest(from.KYOJO_DATA);
    // The hub runs while it is saved.
    const running = await openHouse(from);
    await backupTo(from, file, say);
    await running.close();
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it('brings every table of both stores back with the same rows, sequences, keys and triggers', async () => {
    await restoreFrom(to, file, say);
    const second = await digest(to.KYOJO_DATA);
    // What a restore may change, and must.
    const changed = [
      'know.registry_version',
      'observe.batch',
      'platform.migration',
      'columns platform.migration',
      'pgboss.version',
      'tell.board_total',
    ];
    // The hub goes on with its jobs while it is saved.
    const same = (all: Record<string, string>) =>
      Object.fromEntries(
        Object.entries(all).filter(([name]) => !changed.includes(name) && !/^pgboss\.(job|queue)/.test(name)),
      );
    assert.ok(Object.keys(same(first)).length > 40);
    assert.deepEqual(same(second), same(first));
    assert.match(first['columns observe.observation'] ?? '', /^[1-9]\d{2,} /);
  });

  it('brings the files back: secret, spool, letters, kept mails', () => {
    const files = (root: string) =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .filter((path) => !/^(postgres|columns)\//.test(path))
        .map(
          (path) =>
            `${path} ${createHash('sha256')
              .update(readFileSync(join(root, path)))
              .digest('hex')}`,
        )
        .sort();
    assert.deepEqual(files(to.KYOJO_DATA), files(from.KYOJO_DATA));
    assert.ok(files(to.KYOJO_DATA).some((path) => path.startsWith('spool/')));
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('goes on where the hub had stopped: the report that waited is stored and applied', async () => {
    const open = await openHouse(to);
    await open.house.jobs.work(open.house);
    await untilQuiet(open);
    const states = await open.house.db.as({ kind: 'worker' }, (q) =>
      q.rows(statement('s', 'SELECT state, count(*) AS count FROM observe.batch GROUP BY state')),
    );
    await open.close();
    assert.deepEqual(states, [{ state: 'applied', count: 5 }]);
  });

  it('refuses a folder that is not empty, a file that is there, an archive cut short or changed, and leaves nothing behind', async () => {
    await assert.rejects(restoreFrom(to, file, say), { code: 'app.folder-not-empty' });
    await assert.rejects(backupTo(to, file, say), { code: 'app.file-exists' });
    const target = readConfig({ ...quiet, KYOJO_DATA: join(folder, 'third') });
    const broken = join(folder, 'broken.kyojo');
    copyFileSync(file, broken);
    truncateSync(broken, Math.floor(statSync(broken).size * 0.8));
    await assert.rejects(restoreFrom(target, broken, say), { code: 'app.archive-damaged' });
    assert.equal(existsSync(target.KYOJO_DATA), false);
    const bytes = readFileSync(file);
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 0xff;
    writeFileSync(broken, bytes);
    await assert.rejects(restoreFrom(target, broken, say)); // by the archive's own sums, or a store that cannot read it
    assert.equal(existsSync(target.KYOJO_DATA), false);
  });

  it('refuses an archive of another KYOJO_SECRET', async () => {
    const target = readConfig({
      ...quiet,
      KYOJO_DATA: join(folder, 'fourth'),
      KYOJO_SECRET: 'another-secret-another-secret-another',
    });
    await assert.rejects(restoreFrom(target, file, say), { code: 'app.archive-other-secret' });
    assert.equal(existsSync(target.KYOJO_DATA), false);
  });
});
