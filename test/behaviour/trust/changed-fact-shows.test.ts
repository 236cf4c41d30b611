import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { appendFact } from '#platform/facts';
import { checkChain, closeBlocks } from '#trust';
import { testHouse } from '../../lib/house.ts';

const open = await testHouse();
const { house } = open;
const worker = { kind: 'worker' } as const;
const owner = async (text: string) => {
  const client = new pg.Client({ connectionString: open.ownerUrl });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
};

describe('trust: a fact that is changed later shows', () => {
  it('chains what happened and finds everything in order', async () => {
    await house.db.as(worker, async (q) => {
      for (let index = 0; index < 20; index++)
        await appendFact(house, q, { kind: 'test.happened', subject: `test:${index}`, actor: 'test', data: { index } });
    });
    await closeBlocks.handle(house, {});
    const { looked, broken } = await house.db.as(worker, (q) => checkChain(q));
    assert.ok(looked >= 1);
    assert.deepEqual(broken, []);
  });
  it('refuses a change of a fact by anybody, the owner by accident included', async () => {
    await assert.rejects(owner("UPDATE platform.fact SET actor = 'x'"), /only ever added/);
    await assert.rejects(owner('DELETE FROM platform.fact'), /only ever added/);
  });
  it('shows one that was altered behind its back, and one that was taken out', async () => {
    await owner(
      "ALTER TABLE platform.fact DISABLE TRIGGER fact_is_final; UPDATE platform.fact SET actor = 'x' WHERE subject = 'test:3'; ALTER TABLE platform.fact ENABLE TRIGGER fact_is_final",
    );
    assert.equal((await house.db.as(worker, (q) => checkChain(q))).broken[0]?.why, 'altered');
    await owner(
      "ALTER TABLE platform.fact DISABLE TRIGGER fact_is_final; DELETE FROM platform.fact WHERE subject = 'test:4'; ALTER TABLE platform.fact ENABLE TRIGGER fact_is_final",
    );
    assert.equal((await house.db.as(worker, (q) => checkChain(q))).broken[0]?.why, 'removed');
  });
});
