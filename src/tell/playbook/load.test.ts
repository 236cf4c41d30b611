import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Refusal } from '#platform/errors';
import { loadPlaybooks } from './load.ts';
import { reviewWords } from './review.ts';
import { wordingsOf, wordsOf } from './wording.ts';

const shipped = new URL('../../../content/playbooks/', import.meta.url).pathname;
const scratch = await mkdtemp(join(tmpdir(), 'playbooks-'));
after(() => rm(scratch, { recursive: true }));

/** A copy of all playbooks with one file changed; gives what the loader says about it. */
async function faultsOf(name: string, change: (text: string) => string): Promise<string> {
  const folder = join(scratch, name);
  await cp(shipped, folder, { recursive: true });
  const file = join(folder, 'open-telnet/playbook.yaml');
  const text = await readFile(file, 'utf8');
  const changed = change(text);
  assert.notEqual(changed, text, 'the change did nothing');
  await writeFile(file, changed);
  const error = await loadPlaybooks(folder).then(
    () => assert.fail('was loaded'),
    (refused: unknown) => refused,
  );
  assert.ok(error instanceof Refusal);
  assert.equal(error.code, 'tell.playbook-broken');
  return String(error.facts.faults);
}

describe('tell: a broken playbook is refused with file and field', () => {
  const table: [title: string, change: (text: string) => string, said: RegExp][] = [
    [
      'six steps',
      (text) => text.replace('  steps:\n', `  steps:\n${'    - do: a\n      how: b\n'.repeat(2)}`),
      /open-telnet\/playbook.yaml: ja.steps: /,
    ],
    ['no words', (text) => text.replace(/happened: .*/, "happened: ' '"), /ja.happened: /],
    [
      'a field nobody knows',
      (text) => text.replace('audience:', 'colour: red\naudience:'),
      /Unrecognized key: "colour"/,
    ],
    ['a language missing', (text) => text.replace(/\neasy:/, '\nsimple:'), /easy: /],
    ['a severity that is none', (text) => text.replace(/severity: .*/, 'severity: awful'), /severity: /],
    ['a hole in a text', (text) => text.replace(/title: .*/, 'title: 「{asset}」です'), /ja.title: no holes/],
    [
      'a value in capitals',
      (text) => text.replace('[open-telnet', '[Open-Telnet'),
      /match.0.identifier.0: .*lower case/,
    ],
    ['a source without https', (text) => text.replace('url: https', 'url: http'), /sources.0.url: /],
    [
      'another name than its folder',
      (text) => text.replace('kind: open-telnet', 'kind: telnet'),
      /kind: says telnet, the folder says open-telnet/,
    ],
    [
      'a rule that belongs to another kind',
      (text) => text.replace('[open-telnet', '[open-rdp, open-telnet'),
      /open-rdp and open-telnet both want identifier = open-rdp/,
    ],
    ['no YAML', (text) => text.replace('ja:\n', 'ja: [\n'), /open-telnet\/playbook.yaml: /],
  ];
  for (const [index, [title, change, said]] of table.entries())
    it(title, async () => assert.match(await faultsOf(String(index), change), said));

  it('a folder without its file, a class without a playbook', async () => {
    const folder = join(scratch, 'few');
    await mkdir(join(folder, 'empty'), { recursive: true });
    await assert.rejects(loadPlaybooks(folder), (error: unknown) => {
      assert.ok(error instanceof Refusal);
      assert.match(String(error.facts.faults), /empty\/playbook.yaml: cannot be read/);
      assert.match(String(error.facts.faults), /rsit-fraud\/playbook.yaml: is missing/);
      return true;
    });
  });
});

describe('tell: the words of a playbook', async () => {
  const playbooks = await loadPlaybooks();
  const telnet = playbooks.of('open-telnet');

  it('come in a wording that lays itself over the standard one', () => {
    const standard = wordsOf(telnet, 'ja');
    const technical = wordsOf(telnet, 'ja', 'technical');
    assert.notEqual(technical.title, standard.title);
    assert.equal(technical.could, standard.could, 'what the variant leaves out stays');
    assert.deepEqual(wordingsOf(telnet, 'ja'), ['standard', 'plain', 'technical']);
    assert.deepEqual(wordingsOf(telnet, 'easy'), ['standard']);
  });

  it('are plain Japanese when a Japanese reader gets the plain wording', () => {
    assert.deepEqual(wordsOf(telnet, 'ja', 'plain'), wordsOf(telnet, 'easy'));
    assert.deepEqual(wordsOf(telnet, 'en', 'plain'), wordsOf(telnet, 'en'));
  });

  it('carry a mark of the exact file, and a strange kind gets the general playbook', () => {
    assert.match(telnet.digest, /^[0-9a-f]{12}$/);
    assert.equal(playbooks.of('never-heard-of').kind, 'rsit-other');
  });
});

describe('tell: an editor is told what to mend', () => {
  const easy = { simple: '人見会社', difficult: ['脆弱'] };
  const good = {
    title: '人が見ます',
    happened: '見ました。',
    could: '見ます。',
    steps: [{ do: '見てください。', how: '見ます。' }],
    ask: '会社です。',
    check: '見ます。',
  };
  const table: [title: string, change: Partial<typeof good>, said: RegExp][] = [
    ['a kanji without its reading', { could: '機械を見ます。' }, /no reading \(機械\)/],
    ['a difficult word, even with its reading', { could: '脆弱（ぜいじゃく）です。' }, /difficult \(脆弱\)/],
    ['a reading that fits no word', { could: 'カメラ（おと）です。' }, /without its word/],
    ['a title that is too long', { title: 'ひとが'.repeat(20) }, /long title/],
    ['a title with a full stop', { title: '人です。' }, /full stop/],
    ['a sentence that is too long', { could: `${'ひとが'.repeat(20)}。` }, /long sentence/],
    ['a sentence without its end', { ask: '会社' }, /open end/],
    ['a step that does not ask', { steps: [{ do: '見る', how: '見ます。' }] }, /does not ask/],
    ['a step said twice', { steps: [...good.steps, ...good.steps] }, /said twice/],
  ];
  for (const [title, change, said] of table)
    it(title, () => assert.match(reviewWords({ ...good, ...change }, 'easy', easy).join('\n'), said));
  it('and nothing else', () => assert.deepEqual(reviewWords(good, 'easy', easy), []));
});
