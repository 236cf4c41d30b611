import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { productRoot } from '#platform/files';
import { refusals } from '../../src/app/words.ts';
import { words as web } from '../../src/platform/web/words.ts';
import { checks } from '../../tools/checks.ts';
import { checkRefusals } from '../../tools/refusals.ts';
import { checkSizes } from '../../tools/sizes.ts';
import type { Checked } from '../../tools/walls.ts';

const codes = new Set([...Object.keys(refusals), ...Object.keys(web)]);

/** All checks that read the tree as text, as they run over a small tree of a fixture. */
const overTree: Readonly<Record<string, (root: string) => Checked>> = {
  ...checks,
  sizes: (root) => checkSizes(root, {}),
  refusals: (root) => checkRefusals(root, new Set(['tell.known']), false),
};

describe('house: the tree itself', () => {
  for (const [name, check] of Object.entries({
    ...checks,
    refusals: (root: string) => checkRefusals(root, codes, false),
  }))
    it(`keeps its ${name}`, () => {
      const { faults, looked, of } = check(productRoot);
      console.log(`house: ${name} looked at ${looked} ${of}`);
      assert.ok(looked > 20, 'it looked at (nearly) nothing');
      assert.deepEqual(
        faults.map((fault) => `${fault.file}:${fault.line}: ${fault.says}`),
        [],
      );
    });
});

describe('house: each check can still fail', () => {
  const folder = join(import.meta.dirname, 'fixtures');
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort();
  const root = mkdtempSync(join(tmpdir(), 'kyojo-fixtures-'));
  after(() => rmSync(root, { recursive: true, force: true }));

  for (const name of names)
    it(name.replace('.txt', '').replace('.', ': '), () => {
      const { expect, files } = readFixture(readFileSync(join(folder, name), 'utf8'));
      const tree = join(root, name);
      for (const [path, text] of files) {
        mkdirSync(dirname(join(tree, path)), { recursive: true });
        writeFileSync(join(tree, path), text);
      }
      const { faults } = (overTree[name.split('.')[0] ?? ''] as (root: string) => Checked)(tree);
      assert.deepEqual(
        faults.map((fault) => fault.says),
        [expect],
      );
    });

  it('and none is without a bad fixture', () => {
    for (const check of Object.keys(overTree))
      assert.ok(
        names.some((name) => name.startsWith(`${check}.`)),
        check,
      );
    assert.ok(names.length >= 20);
  });
});

/** A small tree in one file: the fault it must give, then `--- path` and the text of each file (`×n`: that text n times). */
function readFixture(text: string): { expect: string; files: [string, string][] } {
  const [head = '', ...parts] = text.split(/^--- /m);
  const files = parts.map((part): [string, string] => {
    const [, path = '', times] = /^(\S+)(?: ×(\d+))?\n/.exec(part) ?? [];
    return [path, part.slice(part.indexOf('\n') + 1).repeat(Number(times ?? 1))];
  });
  return { expect: head.replace(/^expect: /, '').trim(), files };
}
