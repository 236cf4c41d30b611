import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { kindsTable, loadPlaybooks, type Playbook, readingsOf, type Words, wordingsOf, wordsOf } from './index.ts';
import { languages, type PlaybookFile, severities, taxonomies } from './schema.ts';

// The texts themselves: what an editor could forget. Each check says how many things it looked at and fails on none.

const playbooks = await loadPlaybooks();
const all = [...playbooks.all.values()];
const list = parse(await readFile(new URL('./easy-words.yaml', import.meta.url), 'utf8')) as {
  simple: string;
  difficult: string[];
};

describe('tell: the playbooks are fit to be read', () => {
  it('has at least forty kinds and one for each class', () => {
    const kinds = all.filter(({ kind }) => !kind.startsWith('rsit-'));
    assert.ok(kinds.length >= 40, `${kinds.length} kinds`);
    assert.equal(all.length - kinds.length, taxonomies.length);
    console.log(`playbooks: ${kinds.length} kinds, ${taxonomies.length} classes`);
  });

  it('says in each title what is the case, shortly', () => {
    const faults = look('title', (words, { language, where }) => {
      const title = readable(words.title);
      const width = language === 'en' ? title.length : fullWidth(title);
      const most = language === 'en' ? 75 : 45;
      return [
        ...(width > most ? [`${where}: ${width} long: ${title}`] : []),
        ...(/[。.]$/.test(title) ? [`${where}: a title needs no full stop: ${title}`] : []),
      ];
    });
    assert.deepEqual(faults, []);
  });

  it('keeps sentences short', () => {
    const most = { ja: 75, easy: 50, en: 190 };
    const faults = look('sentence', (words, { language, where }) =>
      sentencesOf(words, language)
        .filter((sentence) => (language === 'en' ? sentence.length : fullWidth(sentence)) > most[language])
        .map((sentence) => `${where}: ${sentence.length} signs: ${sentence}`),
    );
    assert.deepEqual(faults, []);
  });

  it('ends each sentence that is one, and keeps the tone of its language', () => {
    const faults = look('tone', (words, { language, where }) => {
      const prose = [words.happened, words.could, words.ask, words.check, ...words.steps.map(({ how }) => how)];
      const open = prose.filter((text) => !(language === 'en' ? /[.?”]$/ : /。$/).test(text));
      const asks = language === 'easy' ? words.steps.filter((step) => !/ください。?$/.test(step.do)) : [];
      const machine = prose.filter((text) => /(である|のこと|されたし|べし)。/.test(text));
      return [...open, ...asks.map((step) => step.do), ...machine].map((text) => `${where}: ${text}`);
    });
    assert.deepEqual(faults, []);
  });

  it('has a step for each thing to do, each said once', () => {
    const faults = look('steps', (words, { where }) => {
      const said = words.steps.map((step) => step.do);
      return new Set(said).size === said.length ? [] : [`${where}: a step twice`];
    });
    assert.deepEqual(faults, []);
  });

  it('is plain where it says so: no difficult word, and a reading for each kanji that is not simple', () => {
    const simple = new Set(list.simple);
    const faults = look('plain text', (words, { language, where }) => {
      if (language !== 'easy') return [];
      return textsOf(words).flatMap((text) => {
        const bare = readable(text);
        const difficult = list.difficult.filter((word) => bare.includes(word));
        const unread = readingsOf(text)
          .filter((piece) => piece.reading === undefined)
          .flatMap((piece) => piece.text.match(/\p{Script=Han}/gu) ?? [])
          .filter((kanji) => !simple.has(kanji));
        return [
          ...difficult.map((word) => `${where}: difficult: ${word}: ${text}`),
          ...(unread.length > 0 ? [`${where}: no reading: ${unread.join('')}: ${text}`] : []),
        ];
      });
    });
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
        return before === undefined ? [] : [`${kind} and ${before}: ${text.slice(0, 80)}`];
      });
    });
    assert.deepEqual(faults, []);
  });

  it('rests on official documents, given by name and address', () => {
    const sources = all.flatMap((playbook) => playbook.sources.map((source) => ({ ...source, kind: playbook.kind })));
    assert.ok(sources.length >= all.length);
    const names = new Map<string, string>();
    for (const { url, name, kind } of sources) {
      assert.equal(names.get(url) ?? name, name, `${kind}: ${url} has two names`);
      names.set(url, name);
    }
    console.log(`sources: ${sources.length} references to ${names.size} documents`);
  });

  it('names severities in their order, and no urgent kind is a mere remark', () => {
    for (const playbook of all)
      if (playbook.urgent)
        assert.ok(severities.indexOf(playbook.severity) >= 3, `${playbook.kind} is urgent but ${playbook.severity}`);
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
  readonly where: string;
}

/** Runs a check over every playbook, language and wording; gives the faults and says how many texts it saw. */
function look(what: string, check: (words: Words, place: Place) => readonly string[]): string[] {
  let seen = 0;
  const faults: string[] = [];
  for (const playbook of all)
    for (const language of languages)
      for (const [wording, words] of spoken(playbook, language)) {
        seen++;
        faults.push(
          ...check(words, { kind: playbook.kind, language, wording, where: `${playbook.kind} ${language} ${wording}` }),
        );
      }
  assert.ok(seen > 0, 'looked at nothing');
  console.log(`${what}: ${seen} texts, ${faults.length} fault(s)`);
  return faults;
}

function spoken(playbook: Playbook, language: 'ja' | 'easy' | 'en'): [string, Words][] {
  const { variants = {} } = (playbook as PlaybookFile)[language];
  const own = (['plain', 'technical'] as const).filter((wording) => variants[wording]);
  return (['standard', ...own] as const).map((wording) => [wording, wordsOf(playbook, language, wording)]);
}

function textsOf(words: Words): string[] {
  return [
    words.title,
    words.happened,
    words.could,
    ...words.steps.flatMap((step) => [step.do, step.how]),
    words.ask,
    words.check,
  ];
}

function sentencesOf(words: Words, language: string): string[] {
  return (
    textsOf(words)
      .flatMap((text) => (language === 'en' ? text.split(/(?<=[.!?]) /) : text.split(/(?<=。)/)))
      .map(readable)
      // A command in quotation marks is copied, not read.
      .map((sentence) => sentence.replace(/「[\x20-\x7e]+」/g, '「」').replace(/“[^”]*[_=-][^”]*”/g, '“”'))
  );
}

/** The text without its readings. */
function readable(text: string): string {
  return readingsOf(text)
    .map((piece) => piece.text)
    .join('');
}

/** Length as seen: a Latin letter counts half. */
function fullWidth(text: string): number {
  return [...text].reduce((sum, sign) => sum + ((sign.codePointAt(0) as number) < 0x2000 ? 0.5 : 1), 0);
}
