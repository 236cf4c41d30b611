import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { productRoot } from '#platform/files';
import { openLog } from '#platform/log';
import { type Columns, openColumns } from '../index.ts';
import { forCluster } from './cluster.ts';
import { readMigrations } from './migrate.ts';
import { splitStatements } from './scan.ts';

const folder = join(productRoot, 'migrations/columns');

describe('columns: one schema serves one machine and a cluster', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'kyojo-schema-'));
  let columns: Columns;
  before(async () => {
    columns = await openColumns({ dataDir: join(dataDir, 'hub'), log: openLog('silent') });
  });
  after(async () => {
    await columns.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('runs every step once, and none the second time', async () => {
    const ran = await columns.migrate(folder);
    assert.deepEqual(
      ran,
      readMigrations(folder).map((step) => step.name),
    );
    assert.deepEqual(await columns.migrate(folder), []);
  });

  it('gives the cluster form of every step, and the engine can read it', async () => {
    const forms = readMigrations(folder).flatMap(({ statements }) =>
      statements.flatMap((statement) => forCluster(statement, 'hub')),
    );
    assert.ok(forms.length > 0);
    for (const form of forms) {
      const [row] = await columns.query<{ text: string }>('SELECT formatQuery({form:String}) AS text', { form });
      assert.match(row?.text ?? '', /ON CLUSTER hub/);
    }
  });

  it('lets materialized views read from Null tables only', () => {
    const all = readMigrations(folder).flatMap((step) => step.statements);
    for (const view of all.filter((statement) => /CREATE MATERIALIZED VIEW/i.test(statement))) {
      const source = /\bFROM\s+([\w.]+)/i.exec(view)?.[1] ?? '';
      const table = all.find((statement) => new RegExp(`CREATE TABLE IF NOT EXISTS ${source}\\b`).test(statement));
      assert.match(table ?? '', /ENGINE = Null/, source);
    }
  });

  it('makes a replicated table and a distributed one of one definition', () => {
    const [local, whole] = forCluster(
      '-- shard by: cityHash64(batch)\nCREATE TABLE IF NOT EXISTS a.b (x UInt8) ENGINE = ReplacingMergeTree(x) ORDER BY x',
      'hub',
    );
    assert.equal(
      local,
      "-- shard by: cityHash64(batch)\nCREATE TABLE IF NOT EXISTS a.b_local ON CLUSTER hub (x UInt8) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', x) ORDER BY x",
    );
    assert.equal(
      whole,
      'CREATE TABLE IF NOT EXISTS a.b ON CLUSTER hub AS a.b_local ENGINE = Distributed(hub, a, b_local, cityHash64(batch))',
    );
  });

  it('keeps a small table whole on every node', () => {
    assert.deepEqual(
      forCluster('-- on every node\nCREATE TABLE IF NOT EXISTS a.b (x UInt8) ENGINE = MergeTree ORDER BY x', 'hub'),
      [
        "-- on every node\nCREATE TABLE IF NOT EXISTS a.b ON CLUSTER hub (x UInt8) ENGINE = ReplicatedMergeTree('/clickhouse/tables/all/{database}/{table}', '{shard}-{replica}') ORDER BY x",
      ],
    );
  });

  it('changes columns on both tables and indices on the local one', () => {
    assert.deepEqual(forCluster('ALTER TABLE a.b ADD COLUMN IF NOT EXISTS y UInt8', 'hub'), [
      'ALTER TABLE a.b_local ON CLUSTER hub ADD COLUMN IF NOT EXISTS y UInt8',
      'ALTER TABLE a.b ON CLUSTER hub ADD COLUMN IF NOT EXISTS y UInt8',
    ]);
    assert.equal(forCluster('ALTER TABLE a.b ADD INDEX IF NOT EXISTS i x TYPE minmax', 'hub').length, 1);
  });

  it('refuses what it cannot turn, and a step that could not run twice', () => {
    assert.throws(() => forCluster('OPTIMIZE TABLE a.b', 'hub'), /no cluster form/);
    assert.throws(() => forCluster('CREATE TABLE a.b (x UInt8) ENGINE = Kafka', 'hub'), /no cluster form/);
    const bad = join(dataDir, 'bad');
    mkdirSync(bad);
    writeFileSync(
      join(bad, '20260101T0000__observe__x__create.sql'),
      'CREATE TABLE a.b (x UInt8) ENGINE = MergeTree ORDER BY x',
    );
    assert.throws(() => readMigrations(bad), /IF \[NOT\] EXISTS/);
  });

  it('cuts scripts at semicolons that are not quoted', () => {
    assert.deepEqual(splitStatements("-- a; b\nSELECT ';' /* ; */; ;\nSELECT `;`;\n-- end"), [
      "-- a; b\nSELECT ';' /* ; */",
      'SELECT `;`',
    ]);
  });

  it('brings a backup back into an empty engine, row for row', async () => {
    await columns.command('CREATE TABLE IF NOT EXISTS platform.try (n UInt32, s String) ENGINE = MergeTree ORDER BY n');
    await columns.command('INSERT INTO platform.try SELECT number, toString(number) FROM numbers(100000)');
    await columns.remove('platform.try', 'n < {below:UInt32}', { below: 10 });
    const sum = 'SELECT count() AS c, sum(cityHash64(*)) AS h FROM platform.try';
    const wanted = await columns.query(sum);
    await columns.backup(join(dataDir, 'saved'));
    const again = await openColumns({ dataDir: join(dataDir, 'again'), log: openLog('silent') });
    try {
      await again.restore(join(dataDir, 'saved'));
      assert.deepEqual(await again.query(sum), wanted);
      assert.deepEqual(await again.migrate(folder), []);
    } finally {
      await again.close();
    }
    assert.deepEqual(readdirSync(join(dataDir, 'hub', 'columns', 'backup')), []);
    await assert.rejects(columns.backup(join(dataDir, 'saved')), /not empty/);
  });
});
