import { html, type Markup, type Part, raw } from '#platform/html';
import { formatNumber } from './format.ts';
import type { Language } from './language.ts';

/**
 * One text in every language; `easy` falls back to `ja`. Written `as const`, so that its holes are known:
 * `{name}` takes a value, `{count|item|items}` the first word when the value is 1 and the second otherwise.
 */
export interface Entry {
  readonly ja: string;
  readonly easy?: string;
  readonly en: string;
}

type HolesIn<Text extends string> = Text extends `${string}{${infer Hole}}${infer Rest}`
  ? (Hole extends `${infer Name}|${string}` ? Name : Hole) | HolesIn<Rest>
  : never;

/** The names of all holes of an entry, in whichever language they stand. */
export type HoleNames<E extends Entry> =
  | HolesIn<E['ja']>
  | HolesIn<E['en']>
  | (E extends { readonly easy: infer T extends string } ? HolesIn<T> : never);

/** Numbers that name something and count nothing: a separator between their thousands would be wrong. */
type NamingNumber = 'port' | 'asn' | 'year' | 'code' | 'reference' | 'line';
const namingNumbers: ReadonlySet<string> = new Set<NamingNumber>(['port', 'asn', 'year', 'code', 'reference', 'line']);

/** The values an entry wants: a number is a quantity and gets its separators; ports, AS numbers and years come as text. */
export type Holes<E extends Entry, Value = string | number> = {
  readonly [Name in HoleNames<E>]: Name extends NamingNumber ? Exclude<Value, number> : Value;
};

type HoleArguments<E extends Entry, Value> = string extends E['ja']
  ? [holes?: Readonly<Record<string, Value>>]
  : [HoleNames<E>] extends [never]
    ? []
    : [holes: Holes<E, Value>];

/**
 * Says an entry in a language. A missing or unknown hole does not compile where the entry is `as const`, and throws
 * where it is not. Gives plain text: `html` escapes it.
 */
export function say<const E extends Entry>(
  entry: E,
  language: Language,
  ...[holes]: HoleArguments<E, string | number>
): string {
  return fill(entry, language, (holes ?? {}) as Record<string, string | number>, (value, name) =>
    typeof value === 'number' ? number(value, name, language) : value,
  ).join('');
}

/** As `say`, but a hole may also hold markup, such as a link inside a sentence. Gives markup, the rest escaped. */
export function sayMarkup<const E extends Entry>(
  entry: E,
  language: Language,
  ...[holes]: HoleArguments<E, string | number | Markup>
): Markup {
  const parts: Part[] = fill(
    entry,
    language,
    (holes ?? {}) as Record<string, string | number | Markup>,
    (value, name) => (typeof value === 'number' ? number(value, name, language) : value),
  );
  return parts.length === 0 ? raw('') : html`${parts}`;
}

function number(value: number, name: string, language: Language): string {
  if (namingNumbers.has(name)) throw new TypeError(`say: {${name}} names something; give it as text`);
  return formatNumber(value, language);
}

function fill<Value, Out>(
  entry: Entry,
  language: Language,
  holes: Readonly<Record<string, Value>>,
  put: (value: Value, name: string) => Out,
): (string | Out)[] {
  const text = textOf(entry, language);
  const known = holesOf(entry);
  for (const name of Object.keys(holes)) {
    if (!known.has(name)) throw new TypeError(`say: nobody asked for {${name}} in '${entry.en}'`);
  }
  return piecesOf(text).map((piece) => {
    if (typeof piece === 'string') return piece;
    const value = Object.hasOwn(holes, piece.name) ? holes[piece.name] : undefined;
    if (value === undefined || value === null) throw new TypeError(`say: {${piece.name}} is missing in '${entry.en}'`);
    if (piece.forms) return Number(value) === 1 ? piece.forms[0] : piece.forms[1];
    return put(value, piece.name);
  });
}

/** The words of an entry as they are written, holes unfilled. */
export function textOf(entry: Entry, language: Language): string {
  return language === 'easy' ? (entry.easy ?? entry.ja) : entry[language];
}

interface Hole {
  readonly name: string;
  readonly forms?: readonly [string, string];
}

const pieces = new Map<string, readonly (string | Hole)[]>();

/** Cuts a text at its holes. Remembers what it cut: words are few and said often. */
export function piecesOf(text: string): readonly (string | Hole)[] {
  const known = pieces.get(text);
  if (known) return known;
  const cut: (string | Hole)[] = [];
  for (const part of text.split(/(\{[^{}]*\})/)) {
    if (part.startsWith('{') && part.endsWith('}')) {
      const [name = '', one, many] = part.slice(1, -1).split('|');
      cut.push(one === undefined ? { name } : { name, forms: [one, many ?? one] });
    } else if (part !== '') cut.push(part);
  }
  if (pieces.size < 20_000) pieces.set(text, cut);
  return cut;
}

/** The names of the holes in all languages of an entry. */
export function holesOf(entry: Entry): ReadonlySet<string> {
  const names = new Set<string>();
  for (const text of [entry.ja, entry.easy, entry.en]) {
    if (text === undefined) continue;
    for (const piece of piecesOf(text)) if (typeof piece !== 'string') names.add(piece.name);
  }
  return names;
}
