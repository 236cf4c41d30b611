import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { productRoot } from '#platform/files';

const cwd = mkdtempSync(join(tmpdir(), 'kyojo-typed-'));
after(() => rmSync(cwd, { recursive: true, force: true }));
mkdirSync(join(cwd, 'folder'));
for (const [name, text] of [
  ['text', 'hello\n'],
  ['empty', ''],
  ['binary', Buffer.from([0, 159, 146, 150, 255])],
  ['list.json', '[1]'],
  ['null.json', 'null'],
  ['odd.json', '{"keys":[null,1,{"kty":"OKP","crv":"Ed25519","kid":"a","x":"!!"}]}'],
] as const)
  writeFileSync(join(cwd, name), text);

/** What is typed, and what is answered: a sentence that names the fault, and 2. */
const table: readonly (readonly [typed: string, says: string])[] = [
  ['trust verify text --keys text', 'text is no JSON file'],
  ['trust verify text --keys binary', 'binary is no JSON file'],
  ['trust verify text --keys empty', 'empty is no JSON file'],
  ['trust verify text --keys folder', 'folder is a folder; name a file'],
  ['trust verify folder --keys odd.json', 'folder is a folder; name a file'],
  ['trust verify gone --keys odd.json', 'there is no gone'],
  ['trust verify text --keys null.json', 'null.json holds no key of a hub'],
  ['trust verify text --keys list.json', 'list.json holds no key of a hub'],
  ['trust verify text --keys odd.json', 'odd.json holds no key of a hub'],
  ['trust verify text --bogus --keys odd.json', 'there is no option --bogus'],
  ['feeds schema gone', 'there is no gone'],
  ['feeds schema text', 'text is no JSON file'],
  ['feeds schema null.json', 'null.json is no schema'],
  ['import folder', 'folder is a folder'],
  ['import text --bogus', 'there is no option --bogus'],
  ['import plan folder', 'folder is a folder'],
  ['import flows folder', 'folder is a folder'],
  ['import darknet --bogus', 'there is no option --bogus'],
  ['import survey --campaign x gone', 'there is no gone'],
  ['restore folder', 'folder is a folder'],
  ['corpora --bogus', 'there is no option --bogus'],
  ['__proto__', 'there is no command "__proto__"'],
];

describe('app: what was mistyped on the command line is said in a sentence, never as a stack', () => {
  for (const [typed, says] of table)
    it(typed, () => {
      const { status, stderr, stdout } = spawnSync(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', join(productRoot, 'src/app/main.ts'), ...typed.split(' ')],
        { cwd, encoding: 'utf8', env: { ...process.env, KYOJO_DATA: join(cwd, 'data') }, timeout: 120_000 },
      );
      assert.equal(stdout, '');
      assert.ok(stderr.startsWith(`kyojo: ${says}`) && stderr.split('\n').length === 2, stderr);
      assert.equal(status, 2);
    });
});
