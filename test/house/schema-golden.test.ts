import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import pg from 'pg';
import { productRoot } from '#platform/files';
import { mayKnock } from '../../src/walls.ts';
import { roomsPage } from '../../tools/rooms.ts';
import { dumpSchema } from '../../tools/schema.ts';
import { testHouse } from '../lib/house.ts';

const open = await testHouse();
const isWriting = process.env.KYOJO_GOLDEN === 'write';

describe('house: what is written down is what is', () => {
  it('database/ holds today’s schema', async (t) => {
    const client = new pg.Client({ connectionString: open.ownerUrl });
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      "SELECT current_setting('server_version_num')::int / 10000 AS version",
    );
    if (rows[0]?.version !== 18) {
      await client.end();
      t.skip(`NOTE: the text is PostgreSQL 18's, this is ${rows[0]?.version}`);
      return;
    }
    const files = await dumpSchema(client, Object.keys(mayKnock));
    await client.end();
    const folder = join(productRoot, 'database');
    if (isWriting) mkdirSync(folder, { recursive: true });
    for (const [schema, text] of files) {
      const file = join(folder, `${schema}.sql`);
      if (isWriting) writeFileSync(file, text);
      assert.equal(
        text,
        readFileSync(file, 'utf8'),
        `database/${schema}.sql is not today's schema: ./kyojo golden writes it; review the difference`,
      );
    }
    const tables = [...files.values()].join('\n').match(/^TABLE /gm)?.length ?? 0;
    console.log(`house: ${tables} tables in ${files.size} schemas compared with database/`);
    assert.ok(tables > 20);
    assert.deepEqual(
      readdirSync(folder)
        .filter((name) => name.endsWith('.sql'))
        .sort(),
      [...files.keys()].map((name) => `${name}.sql`).sort(),
    );
  });

  it('docs/rooms.md is drawn from the walls', () => {
    const file = join(productRoot, 'docs/rooms.md');
    const text = roomsPage(productRoot);
    if (isWriting) writeFileSync(file, text);
    assert.equal(
      readFileSync(file, 'utf8'),
      text,
      'docs/rooms.md is not what src/walls.ts says: ./kyojo golden writes it',
    );
    assert.ok(text.split('\n').length > 20);
  });
});
