import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { productRoot } from '#platform/files';
import { checkWords, type Entry } from '#platform/words';
import { refusals } from '../../src/app/words.ts';
import { words as web } from '../../src/platform/web/words.ts';

/** Words that only the hub's staff and machines' owners read: ja and en are enough there. Everything else is said in やさしい日本語 as well. */
const forStaff = [
  'src/know/assessment-editor/',
  'src/tell/board/',
  'src/tell/letters/',
  'src/tell/provider/',
  'src/observe/',
  'src/improve/portal-edit/editor-words.ts',
  'src/improve/cycle/',
  'src/improve/cycle-import/',
  'src/improve/cycle-indicator/operator-words.ts',
  'src/improve/cycle-pages/operator-words.ts',
  'src/improve/report/operator-words.ts',
  'src/improve/survey/operator-words.ts',
  'src/app/backup/',
  'src/platform/sheet/',
  'src/platform/columns/',
  'src/platform/sign-in/operators/',
  'src/platform/paper/',
];
/** Sentences that only operators, machines or the command line meet. */
/** Texts that go to the hub's help desk or to a provider's abuse desk. */
const forDesks = /(helpSubject|helpText|subjectList|providerIntro)$/;
/** The two forms of a number and a clause that a paper has in official Japanese only. */
const official = /know\/paper\/words\.ts\.words\.(versionNumber|article)$/;
const staffCodes =
  /^(app\..*|tell\.(playbook-broken|no-address|token-wrong|webhook-gone|trial-.*)|observe\..*|sheet\..*|columns\..*|know\.(import-.*|sheet-.*|no-name-column)|improve\.(link-.*|flag-unknown|part-missing|own-work|not-submitted|already-approved|wrong-order|changed-meanwhile|evaluation-missing|state-needs-reason|absorbed-needs-measure|next-.*|value-.*|counter-unknown|plan-.*|import-.*))$/;

const files = globSync(['src/**/words.ts', 'src/**/*-words.ts'], { cwd: productRoot })
  .filter((file) => !file.startsWith('src/platform/words/'))
  .sort();

/** Every entry below a value with its path. */
function entriesOf(value: unknown, path: string): { path: string; entry: Entry }[] {
  if (typeof value !== 'object' || value === null) return [];
  if (typeof (value as Entry).ja === 'string' || typeof (value as Entry).en === 'string')
    return [{ path, entry: value as Entry }];
  return Object.entries(value).flatMap(([name, inner]) => entriesOf(inner, `${path}.${name}`));
}

/** The reason a form is refused for comes in English from the checker: only the English sentence shows it. */
const englishOnly = new Set(['web.query-wrong', 'web.form-wrong']);

/** Japanese and English say the same things; やさしい日本語 may leave something out, never add it. */
function faultsOf(path: string, entry: Entry): readonly string[] {
  const { easy, ...rest } = entry;
  if ([...englishOnly].some((code) => path.endsWith(code)))
    return checkWords({ ja: entry.ja, en: entry.ja, easy }, path).faults;
  const holes = (text: string) => new Set([...text.matchAll(/\{([a-zA-Z]+)/g)].map(([, name]) => name));
  const added = easy === undefined ? [] : [...holes(easy)].filter((name) => !holes(entry.ja).has(name));
  const cut = easy === undefined ? [] : checkWords({ ja: easy, en: easy }, path).faults;
  return [
    ...checkWords(rest, path).faults,
    ...cut,
    ...added.map((name) => `${path}: only the easy text has {${name}}`),
  ];
}

describe('house: what people read', () => {
  it('is there in Japanese and English, with the same holes, in every words.ts', async () => {
    let entries = 0;
    const faults: string[] = [];
    for (const file of files) {
      for (const { path, entry } of entriesOf(await import(join(productRoot, file)), file)) {
        entries++;
        faults.push(...faultsOf(path, entry));
      }
    }
    console.log(`house: ${entries} texts in ${files.length} words.ts`);
    assert.ok(files.length > 15 && entries > 500);
    assert.deepEqual(faults, []);
  });

  it('is said in やさしい日本語 wherever a member reads it', async () => {
    const missing: string[] = [];
    let looked = 0;
    for (const file of files.filter((one) => !forStaff.some((folder) => one.startsWith(folder)))) {
      for (const { path, entry } of entriesOf(await import(join(productRoot, file)), file)) {
        if (forDesks.test(path) || official.test(path)) continue;
        if (staffCodes.test(path.split(/words\.ts\.refusals\./)[1] ?? '')) continue;
        looked++;
        // A word without kanji, or one that is the same in every language, is easy already.
        if (entry.easy === undefined && /\p{Script=Han}/u.test(entry.ja ?? '')) missing.push(path);
      }
    }
    console.log(`house: ${looked} texts that members read`);
    assert.ok(looked > 300);
    assert.deepEqual(missing, []);
  });

  it('holds every sentence a refusal needs, in every language, and checkWords can still fail', () => {
    const all = { ...web, ...refusals };
    assert.deepEqual(
      Object.entries(all).flatMap(([code, entry]) => faultsOf(code, entry)),
      [],
    );
    assert.ok(Object.keys(all).length > 50);
    assert.deepEqual(
      checkWords({ bad: { ja: '{count}件', en: 'some' }, empty: { ja: '', en: 'x' }, open: { ja: '{a', en: '{a' } })
        .faults.length,
      4,
    );
  });

  it('stands in words.ts and not in the handlers: no Japanese text in markup or rules', () => {
    const faults: string[] = [];
    let looked = 0;
    for (const file of globSync(['src/{know,observe,tell,app}/**/*.ts', 'src/platform/{page,web,sign-in}/**/*.ts'], {
      cwd: productRoot,
    })) {
      if (/words\.ts$|\.test\.ts$|\/test\/|\/kit\/|\/demo\/|\/sample\/|\/corpora\//.test(file)) continue;
      looked++;
      const text = readFileSync(join(productRoot, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
      // An entry {ja, en} beside the code it belongs to (a navigation item) is words as well; sample data and names of columns are not.
      for (const [line, content] of text.split('\n').entries())
        if (
          /[ぁ-んァ-ヶ一-龠]{4,}/u.test(content) &&
          !/\b(ja|easy): |label: |columnNames|\bkinds|languages|title: '日|readonly string\[\]/.test(content) &&
          !allowed.some((part) => file.includes(part))
        )
          faults.push(`${file}:${line + 1}: ${content.trim().slice(0, 90)}`);
    }
    console.log(`house: ${looked} modules without words of their own`);
    assert.ok(looked > 150);
    assert.deepEqual(faults, []);
  });
});

/** Modules whose Japanese is data: names of columns people use in their tables, rules about Japanese names. */
const allowed = [
  'know/register/rows.ts',
  'know/assessment/',
  'know/paper/',
  'know/asset-sheet/',
  'know/declaration/',
  'know/declaration-pages/prefectures.ts',
  'know/risk/',
  'observe/feed/',
  'observe/feed-pages/define/propose.ts',
  'tell/playbook/',
];
