import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const soak = fileURLToPath(new URL('../../bench/flow/soak.ts', import.meta.url));

describe('flows: the engine is killed while the collector receives', () => {
  it('stores every flow once or counts it as lost (a short one; `./kyojo bench flow/soak` takes half an hour)', () => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', soak, '50000', '0.25'],
      { encoding: 'utf8', timeout: 180_000 },
    );
    assert.match(stdout, /the engine is killed/, stderr);
    const [, sent, stored] = /([\d,]+) flows sent .* ([\d,]+) stored/.exec(stdout) ?? [];
    assert.ok(Number(sent?.replaceAll(',', '')) > 500_000, stdout);
    assert.ok(Number(stored?.replaceAll(',', '')) > 100_000, stdout);
    assert.match(stdout, /every flow accounted for, none twice/);
  });
});
