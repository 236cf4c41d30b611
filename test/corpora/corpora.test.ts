import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { productRoot } from '#platform/files';
import { runCorpora } from '../../src/app/corpora/index.ts';

const dir = join(productRoot, '../shared/corpora');

describe("app: other people's test cases", () => {
  it('pass, each corpus at least to its recorded threshold', {
    skip: existsSync(dir) ? false : `${dir} is not here`,
    timeout: 1_800_000,
  }, async () => {
    const said: string[] = [];
    const code = await runCorpora({ dir, failures: true, print: (line) => void said.push(line) });
    console.log(said.join('\n'));
    assert.equal(code, 0, said.join('\n'));
  });

  it('fail the run where there are none: nothing tested is not passed', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'kyojo-no-corpora-'));
    try {
      assert.equal(await runCorpora({ dir: empty, print: () => {} }), 1);
      assert.equal(await runCorpora({ dir: join(empty, 'nowhere'), print: () => {} }), 1);
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
});
