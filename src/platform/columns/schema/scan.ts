/** One piece of SQL: a word, a number, a quoted name or string, or a single sign. `depth` counts the open brackets around it. */
export interface Piece {
  readonly kind: 'word' | 'number' | 'string' | 'name' | 'sign';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

const SPACE = /\s+|--[^\n]*|#![^\n]*|\/\*[\s\S]*?\*\//y;
const WORD = /[A-Za-z_][A-Za-z0-9_$]*/y;
const NUMBER = /\d[\w.]*/y;
const STRING = /'(?:[^'\\]|\\[\s\S]|'')*'/y;
const NAME = /`(?:[^`\\]|\\[\s\S]|``)*`|"(?:[^"\\]|\\[\s\S]|"")*"/y;

/**
 * Walks over SQL piece by piece without building a tree: enough to find the first word, a trailing FORMAT or the end of a
 * statement, without being fooled by comments and quoted text. Lazy: what follows the last piece asked for is not read.
 */
export function* scan(sql: string): Generator<Piece> {
  let at = 0;
  let depth = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(sql)?.[0];
  };
  while (at < sql.length) {
    const space = match(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const [kind, text] = next(match, sql, at);
    if (text === ')' || text === ']' || text === '}') depth--;
    yield { kind, text, start: at, end: at + text.length, depth };
    if (text === '(' || text === '[' || text === '{') depth++;
    at += text.length;
  }
}

function next(match: (pattern: RegExp) => string | undefined, sql: string, at: number): [Piece['kind'], string] {
  const word = match(WORD);
  if (word !== undefined) return ['word', word];
  const number = match(NUMBER);
  if (number !== undefined) return ['number', number];
  const string = match(STRING);
  if (string !== undefined) return ['string', string];
  const name = match(NAME);
  if (name !== undefined) return ['name', name];
  return ['sign', sql[at] ?? ''];
}

/** A text as a SQL string literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** A name as a quoted SQL identifier. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

/**
 * Cuts a script into its statements at the semicolons outside quotes, brackets and comments. A statement keeps the comments
 * before it; what has no statement in it is left out.
 */
export function splitStatements(script: string): string[] {
  const statements: string[] = [];
  let from = 0;
  let filled = false;
  for (const piece of scan(script)) {
    if (piece.text === ';' && piece.kind === 'sign' && piece.depth === 0) {
      if (filled) statements.push(script.slice(from, piece.start).trim());
      from = piece.end;
      filled = false;
    } else filled = true;
  }
  if (filled) statements.push(script.slice(from).trim());
  return statements;
}
