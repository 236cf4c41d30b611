import { type Entry, piecesOf } from './say.ts';

/**
 * Looks through a tree of words (entries at any depth) and tells what is wrong, one sentence each: an empty text, a
 * hole that another language lacks, a brace left open. The house check runs it over every `words.ts`.
 */
export function checkWords(tree: unknown, path = ''): { readonly entries: number; readonly faults: readonly string[] } {
  if (typeof tree !== 'object' || tree === null) return { entries: 0, faults: [] };
  if (isEntry(tree)) return { entries: 1, faults: faultsOf(tree, path) };
  const found = Object.entries(tree).map(([key, inner]) => checkWords(inner, path === '' ? key : `${path}.${key}`));
  return {
    entries: found.reduce((sum, { entries }) => sum + entries, 0),
    faults: found.flatMap(({ faults }) => faults),
  };
}

function isEntry(value: object): value is Entry {
  return typeof (value as Entry).ja === 'string' || typeof (value as Entry).en === 'string';
}

function faultsOf(entry: Entry, path: string): string[] {
  const faults: string[] = [];
  const texts = { ja: entry.ja, en: entry.en, ...(entry.easy === undefined ? {} : { easy: entry.easy }) };
  const names = Object.entries(texts).map(([language, text]) => {
    if (typeof text !== 'string' || text.trim() === '') {
      faults.push(`${path}: no words in ${language}`);
      return null;
    }
    const cut = piecesOf(text);
    if (cut.some((piece) => typeof piece === 'string' && /[{}]/.test(piece)))
      faults.push(`${path}: a brace stands alone in ${language}`);
    const holes = cut.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.name]));
    return [...new Set(holes)].sort().join(', ');
  });
  if (new Set(names.filter((list) => list !== null)).size > 1)
    faults.push(`${path}: the languages do not have the same holes`);
  return faults;
}
