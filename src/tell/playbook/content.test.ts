import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { words as page } from '../notice-page/words.ts';
import { kindsTable, loadPlaybooks, type Words, wordingsOf, wordsOf } from './index.ts';
import { type EasyWords, reviewWords, textsOf } from './review.ts';
import { languages, severities, taxonomies } from './schema.ts';

// The texts themselves: what an editor could forget. Each check says how many things it looked at and fails on none.

const playbooks = await loadPlaybooks();
const all = [...playbooks.all.values()];
const easyWords = parse(await readFile(new URL('./easy-words.yaml', import.meta.url), 'utf8')) as EasyWords;

describe('tell: the playbooks are fit to be read', () => {
  it('has at least forty kinds and one for each class', () => {
    const kinds = all.filter(({ kind }) => !kind.startsWith('rsit-'));
    assert.ok(kinds.length >= 40, `${kinds.length} kinds`);
    assert.equal(all.length - kinds.length, taxonomies.length);
    console.log(`playbooks: ${kinds.length} kinds, ${taxonomies.length} classes`);
  });

  it('is short, ends its sentences, asks for what it wants and is plain where it says so', () => {
    const faults = look('review', (words, { language }) => reviewWords(words, language, easyWords));
    assert.deepEqual(faults, []);
  });

  it('has as many wordings as arms need, each really different', () => {
    const varied = all.filter((playbook) => playbook.ja.variants?.technical && playbook.en.variants?.technical);
    assert.ok(varied.length >= 8, `${varied.length} kinds with a second wording`);
    for (const playbook of varied)
      for (const language of ['ja', 'en'] as const) {
        assert.ok(wordingsOf(playbook, language).includes('technical'));
        assert.notDeepEqual(wordsOf(playbook, language, 'technical'), wordsOf(playbook, language), playbook.kind);
      }
    console.log(`wordings: ${varied.length} kinds have a technical wording`);
  });

  it('does not repeat itself: no two kinds share a title, an explanation or all their steps', () => {
    const seen = new Map<string, string>();
    const faults = look('sameness', (words, { language, wording, kind }) => {
      if (wording !== 'standard') return [];
      return [words.title, words.happened, JSON.stringify(words.steps)].flatMap((text) => {
        const before = seen.get(`${language} ${text}`);
        seen.set(`${language} ${text}`, kind);
        return before === undefined ? [] : [`as ${before}: ${text.slice(0, 80)}`];
      });
    });
    assert.deepEqual(faults, []);
  });

  it('names the buttons of the notice page as they are labelled', () => {
    const begins = {
      ja: /「((?:助け|知っ|うちの|直しま)[^」]*)」/g,
      easy: /「((?:助け|知っ|うちの|わたし|直しま)[^」]*)」/g,
      en: /“((?:I|We|This) [^”]*)”/g,
    };
    const named = new Set<string>();
    const faults = look('buttons', (words, { language }) => {
      const labels = [page.fixed, page.help, page.notMine, page.accept].map(
        (entry) => bare(entry[language]).split('（')[0],
      );
      return textsOf(words).flatMap((text) =>
        [...text.matchAll(begins[language])].flatMap(([, name = '']) => {
          named.add(`${language} ${bare(name)}`);
          return labels.includes(bare(name)) ? [] : [`no button is called ${name}`];
        }),
      );
    });
    assert.deepEqual(faults, []);
    assert.ok(named.size >= 6, `only ${[...named]}`);
    console.log(`buttons named: ${[...named].join(', ')}`);
  });

  it('rests on official documents, each address with one name', () => {
    const sources = all.flatMap((playbook) => playbook.sources.map((source) => ({ ...source, kind: playbook.kind })));
    assert.ok(sources.length >= all.length);
    const names = new Map<string, string>();
    for (const { url, name, kind } of sources) {
      assert.equal(names.get(url) ?? name, name, `${kind}: ${url} has two names`);
      names.set(url, name);
    }
    console.log(`sources: ${sources.length} references to ${names.size} documents`);
  });

  it('is urgent only where the severity is high', () => {
    for (const { kind, urgent, severity } of all)
      if (urgent)
        assert.ok(severities.indexOf(severity) >= severities.indexOf('high'), `${kind} is urgent but ${severity}`);
  });

  it('has its rules written out for the rooms that may not ask here', async () => {
    const written = await readFile(new URL('../../../content/kinds.yaml', import.meta.url), 'utf8');
    assert.equal(written, kindsTable(playbooks.rules), 'run: node src/tell/playbook/write-kinds.ts');
    assert.equal((parse(written) as unknown[]).length, playbooks.rules.length);
  });
});

interface Place {
  readonly kind: string;
  readonly language: 'ja' | 'easy' | 'en';
  readonly wording: string;
}

/** Runs a check over every playbook, language and wording of its own; says how many texts it saw. */
function look(what: string, check: (words: Words, place: Place) => readonly string[]): string[] {
  let seen = 0;
  const faults: string[] = [];
  for (const playbook of all)
    for (const language of languages)
      for (const wording of wordingsOf(playbook, language)) {
        if (wording === 'plain' && !playbook[language].variants?.plain) continue;
        seen++;
        const found = check(wordsOf(playbook, language, wording), { kind: playbook.kind, language, wording });
        faults.push(...found.map((fault) => `${playbook.kind} ${language} ${wording}: ${fault}`));
      }
  assert.ok(seen >= all.length * languages.length, 'looked at too little');
  console.log(`${what}: ${seen} texts, ${faults.length} fault(s)`);
  return faults;
}

/** A label without spaces and readings. */
function bare(label: string): string {
  return /[\u3040-\u30ff]/.test(label) ? label.replace(/ /g, '').replace(/（[\u3041-\u3096ー]+）/g, '') : label;
}
