import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Initiative } from '../../../src/improve/plan/index.ts';
import { inProject, readSource } from '../../plan/source.ts';

const initiatives = readFileSync(inProject('data/portal/initiatives.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Initiative.parse(JSON.parse(line)));
const files = {
  '000': '000_1363698784d964e4.txt',
  '002': '002_a2ddd130abc2be15.txt',
  '003': '003_cb088c5e7c969b90.txt',
  '004': '004_9aa4c3043fcaeb03.txt',
};
const texts = new Map(
  Object.entries(files).map(([key, name]) => [key, readSource(name)?.split(/\r?\n/) ?? null] as const),
);
const absent = [...texts.values()].includes(null);
const bare = (text: string): string => text.normalize('NFKC').replace(/[\s、，,()]/g, '');

describe('improve: how to take part is said as far as a document says it', () => {
  it('quotes what stands in the lines it cites', { skip: absent }, () => {
    for (const one of initiatives)
      for (const cited of [one.join, one.cost])
        for (const quote of cited?.quotes ?? []) {
          const [from = 1, to = from] = cited?.lines ?? [];
          const there = bare(
            texts
              .get(cited?.document ?? '')
              ?.slice(from - 1, to)
              .join('') ?? '',
          );
          assert.ok(there.includes(bare(quote)), `${one.id}: ${quote}`);
        }
  });

  it('says it of 24 initiatives, and what one of them costs; of the others it says that nobody wrote it', () => {
    assert.equal(initiatives.filter((one) => one.join).length, 24);
    assert.equal(initiatives.filter((one) => one.cost).length, 1);
  });
});
