/** A question as the engine is asked it: words, each with what else it is called, and the query of the index. */

import { fold, terms, wordsOf } from './fold.ts';
import { SYNONYMS, writtenAs } from './synonyms.ts';

/** One word of a question with its other names; the first is what was typed. */
export type Alternatives = readonly string[];

/** Folded name → the folded names of the same thing. */
export type Thesaurus = ReadonlyMap<string, ReadonlySet<string>>;

/** Builds the thesaurus: the fixed synonyms and, from the glossary, abbreviations with what they stand for. */
export function thesaurusOf(
  glossary: readonly { readonly term: string; readonly expansion: string | null }[],
): Thesaurus {
  const found = new Map<string, Set<string>>();
  const groups = [...SYNONYMS, ...glossary.flatMap(({ term, expansion }) => (expansion ? [[term, expansion]] : []))];
  for (const group of groups) {
    const names = group.map(fold);
    for (const name of names) found.set(name, new Set([...(found.get(name) ?? []), ...names]));
  }
  return found;
}

/** The names as people write them, by their folded form. */
export function spellingsOf(
  glossary: readonly { readonly term: string; readonly expansion: string | null }[],
): ReadonlyMap<string, string> {
  const names = [
    ...SYNONYMS.flat(),
    ...glossary.flatMap(({ term, expansion }) => (expansion ? [term, expansion] : [])),
  ];
  return new Map(names.toReversed().map((name) => [fold(name), name]));
}

/** Cuts a question into words and adds to each its other names, and how it is written if it was typed in kana. Names of several words (supply chain) count as one word. */
export function alternativesOf(question: string, thesaurus: Thesaurus): readonly Alternatives[] {
  let rest = ` ${fold(question.slice(0, 200))} `;
  const whole: string[] = [];
  for (const name of thesaurus.keys()) {
    if (
      !name.includes(' ') ||
      !new RegExp(`(^|[^a-z0-9])${name.replace(/[^a-z0-9 ]/g, '.')}s?([^a-z0-9]|$)`).test(rest)
    )
      continue;
    whole.push(name);
    rest = rest.replace(name, ' ');
  }
  const words = whole.length > 0 ? [...whole, ...wordsOf(rest)] : wordsOf(question);
  return words.map((word) => {
    const singular = /^[a-z]{4,}s$/.test(word) ? word.slice(0, -1) : word;
    const others = thesaurus.get(word) ?? thesaurus.get(singular) ?? inside(word, thesaurus);
    return [...new Set([word, ...others, ...writtenAs(word)])];
  });
}

// サプライチェインリスク: the other spelling of a part is another spelling of the whole.
function inside(word: string, thesaurus: Thesaurus): string[] {
  if (word.length < 5 || word.length > 40) return [];
  for (const [name, names] of thesaurus)
    if (name.length > 3 && !/^[!-~]/.test(name) && word.includes(name))
      return [...names]
        .filter((other) => other !== name && !/^[!-~]/.test(other))
        .map((other) => word.replace(name, other));
  return [];
}

/** The query of the index (a PostgreSQL tsquery as text) that finds what holds all words, or, `any`, at least one. */
export function tsqueryOf(words: readonly Alternatives[], joined: 'all' | 'any'): string {
  // A single kana stands in every entry and says nothing.
  const telling = words.filter((names) => !/^[ァ-ヶ]$/.test(names[0] ?? ''));
  const one = (word: string) =>
    terms(word)
      .map((term) => `'${term.replace(/['\\]/g, '')}'${[...term].length === 1 || /^[a-z0-9]/.test(term) ? ':*' : ''}`)
      .join(' & ');
  return telling
    .map((names) =>
      names
        .map(one)
        .filter((query) => query !== '')
        .map((query) => `(${query})`)
        .join(' | '),
    )
    .filter((query) => query !== '')
    .map((query) => `(${query})`)
    .join(joined === 'all' ? ' & ' : ' | ');
}
