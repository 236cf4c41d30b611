/** 用語解説: the report's own glossary, annex 8. */

import { z } from 'zod';
import { joinLines } from './layout/cells.ts';
import { readLines, type SourceLine, widthOf } from './layout/source-lines.ts';

/** Stored. One term of the glossary. */
export const Term = z.strictObject({
  /** The term as printed, without line breaks. */
  term: z.string().min(1),
  /** What an abbreviation stands for (「… の略」); null for other terms. */
  expansion: z.string().min(1).nullable(),
  /** The explanation as printed, the expansion included. */
  definition: z.string().min(1),
  line: z.int().positive(),
});
/** See the schema of the same name. */
export type Term = z.infer<typeof Term>;

const START = /^用\s*語\s*解\s*説$/;
const ANNEX = /^別添８\s*用語解説$/;
const END = /^正誤表$/;
const INDEX = /^[A-Zぁ-ん] (?=\S)/;
const JAPANESE = /[぀-ヿ㐀-鿿]/;

/** Reads the glossary; a text without it gives none. */
export function parseGlossary(text: string): readonly Term[] {
  const raw = text.split(/\r?\n/);
  const lines = readLines(text);
  const from = lines.findIndex((line) => START.test(line.text)) + 1;
  if (from === 0) return [];
  const length = lines.slice(from).findIndex((line) => END.test(line.text));
  const entries: SourceLine[][] = [];
  let fresh = true;
  for (const line of lines.slice(from, length < 0 ? undefined : from + length)) {
    if (line.furniture || ANNEX.test(line.text)) continue;
    const opens = fresh && (/^ /.test(raw[line.no - 1] ?? '') || INDEX.test(line.text)) && !isSentence(line.text);
    fresh = line.ends;
    const text = line.text.replace(INDEX, '');
    if (opens) entries.push([{ ...line, text, width: widthOf(text) }]);
    else entries.at(-1)?.push(line);
  }
  return entries.flatMap((entry) => {
    const term = readEntry(entry);
    return term ? [term] : [];
  });
}

// A second paragraph of an explanation may begin with a blank like a term does; it reads on without a break.
function isSentence(text: string): boolean {
  return /[、。]/.test(text.split(' ')[0] ?? '');
}

const NARROW = 18;

function readEntry(lines: readonly SourceLine[]): Term | null {
  const [first] = lines;
  if (!first) return null;
  const { term, rest } = splitWrapped(lines) ?? splitFirst(lines, first);
  const definition = joinLines(rest).trim();
  if (definition === '') return null;
  const expansion = /^([A-Za-z][^。]*?) ?の略/.exec(definition)?.[1] ?? null;
  return { term, expansion: expansion && JAPANESE.test(expansion) ? null : expansion, definition, line: first.no };
}

// A long term stands in a narrow column of its own and wraps there. Its explanation follows as a new paragraph, or, when
// it is short, behind the end of the term.
function splitWrapped(lines: readonly SourceLine[]): { term: string; rest: readonly SourceLine[] } | null {
  const term: SourceLine[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.width <= NARROW && (line.ends || term.length > 0 || lines.length > 1) && !isSentence(line.text)) {
      term.push(line);
      const rest = lines.slice(index + 1);
      if (line.ends && !goesOn(line, rest[0])) return rest.length > 0 ? { term: joinWrapped(term), rest } : null;
      continue;
    }
    const blank = line.text.indexOf(' ');
    if (term.length === 0 || blank < 0 || widthOf(line.text.slice(0, blank)) > NARROW) return null;
    const end = { ...line, text: line.text.slice(0, blank), ends: true };
    const start = { ...line, text: line.text.slice(blank + 1) };
    return { term: joinWrapped([...term, end]), rest: [start, ...lines.slice(index + 1)] };
  }
  return null;
}

// `ISO/IEC JTC 1 SC` / `27 情報…`: a blank inside a Latin name looks like the end of the term.
function goesOn(line: SourceLine, next: SourceLine | undefined): boolean {
  return /[A-Za-z\d]$/.test(line.text) && /^[A-Z]*\d+( |$)/.test(next?.text ?? '');
}

function joinWrapped(lines: readonly SourceLine[]): string {
  return lines.reduce((term, line) => `${term}${/\w$/.test(term) && /^\w/.test(line.text) ? ' ' : ''}${line.text}`, '');
}

function splitFirst(lines: readonly SourceLine[], first: SourceLine): { term: string; rest: readonly SourceLine[] } {
  const words = first.text.split(' ');
  const count = wordsOfTerm(words);
  const rest = { ...first, text: words.slice(count).join(' ') };
  return { term: words.slice(0, count).join(' '), rest: [rest, ...lines.slice(1)] };
}

// `Apache Struts Webアプリ…` has two words before its explanation; `MyJVN JVNiPedia で…` and `AIST National …` one.
function wordsOfTerm(words: readonly string[]): number {
  const [first = '', second = '', third = ''] = words;
  if (JAPANESE.test(first) || JAPANESE.test(second) || !JAPANESE.test(third)) return 1;
  if (/^[A-Z\d/-]{2,}$/.test(first) || /^[でをはがのにと]/.test(third)) return 1;
  return 2;
}
