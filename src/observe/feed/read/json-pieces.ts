/** Cuts a JSON text into the texts of its rows as it comes in, so that a document of any size needs little memory. */

/** The text of one row, or what is wrong from here on. */
export interface Piece {
  readonly line: number;
  readonly problem: string;
  readonly text: string;
}

/** Open containers from the outside in, each with the place of the member being read. */
interface Open {
  readonly list: boolean;
  key: string;
  index: number;
}

/**
 * The texts of the values at `path` (`*` is any member), one after the other. At the top, several documents may follow each
 * other; a list where the path ends stands for its members. After a fault nothing is guessed: the rest comes once, as a
 * refused piece. The pieces are checked as JSON by whoever parses them; here only their ends are found.
 */
export async function* piecesOf(
  chunks: AsyncIterable<string>,
  path: readonly string[],
  longest: number,
): AsyncGenerator<Piece> {
  const scan = new Scan(path, longest);
  for await (const chunk of chunks) {
    yield* scan.take(chunk);
    if (scan.failed) return;
  }
  yield* scan.end();
}

class Scan {
  failed = false;
  readonly #path: readonly string[];
  readonly #longest: number;
  readonly #stack: Open[] = [];
  #line = 1;
  /** What comes next where no value is being read. */
  #expect: 'value' | 'key' | 'colon' | 'comma' = 'value';
  #inString = false;
  #escaped = false;
  #key = '';
  #inScalar = false;
  /** The row being cut out: its text so far, where it began, and how many containers are open in it. */
  #row: { parts: string; line: number; depth: number } | null = null;

  constructor(path: readonly string[], longest: number) {
    this.#path = path;
    this.#longest = longest;
  }

  *take(text: string): Generator<Piece> {
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const c = text[i] as string;
      if (c === '\n') this.#line++;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (c === '\\') this.#escaped = true;
        else if (c === '"') {
          this.#inString = false;
          if (this.#row) {
            if (this.#row.depth === 0) yield* this.#cut(text, from, i + 1);
          } else if (this.#expect === 'key') this.#expect = 'colon';
          else this.#expect = 'comma';
          continue;
        }
        if (!this.#row && this.#expect === 'key') this.#key += c;
        continue;
      }
      if (this.#inScalar && /[\s,\]}]/.test(c)) {
        this.#inScalar = false;
        if (this.#row?.depth === 0) yield* this.#cut(text, from, i);
        else if (!this.#row) this.#expect = 'comma';
      }
      if (c === ' ' || c === '\n' || c === '\t' || c === '\r' || c === '\uFEFF') continue;
      if (this.#row) {
        if (c === '"') this.#inString = true;
        else if (c === '{' || c === '[') this.#row.depth++;
        else if ((c === '}' || c === ']') && --this.#row.depth === 0) yield* this.#cut(text, from, i + 1);
        continue;
      }
      if (!this.#step(c)) return yield* this.#fail(text.slice(i));
      if (this.#row) from = i;
    }
    const row: { parts: string; line: number } | null = this.#row;
    if (row === null) return;
    row.parts += text.slice(from);
    if (row.parts.length > this.#longest) yield* this.#fail(row.parts);
  }

  *end(): Generator<Piece> {
    if (this.#row && this.#inScalar && this.#row.depth === 0) {
      yield { line: this.#row.line, problem: '', text: this.#row.parts };
      this.#row = null;
      this.#expect = 'comma';
      this.#inScalar = false;
    }
    if (this.#row) yield { line: this.#row.line, problem: 'no-json', text: this.#row.parts };
    else if (this.#stack.length > 0 || this.#inString) yield { line: this.#line, problem: 'ends-too-early', text: '' };
  }

  /** One character between values; false when it cannot stand there. */
  #step(c: string): boolean {
    const around = this.#stack.at(-1);
    if (this.#expect === 'comma' && around === undefined) this.#expect = 'value';
    if (c === '}' || c === ']') {
      if (around === undefined || around.list !== (c === ']')) return false;
      this.#stack.pop();
      this.#expect = 'comma';
      return true;
    }
    if (this.#expect === 'comma') {
      if (c !== ',' || !around) return false;
      if (around.list) around.index++;
      this.#expect = around.list ? 'value' : 'key';
      return true;
    }
    if (this.#expect === 'colon') {
      if (c !== ':' || !around) return false;
      around.key = this.#key;
      this.#expect = 'value';
      return true;
    }
    if (this.#expect === 'key') {
      if (c !== '"') return false;
      this.#inString = true;
      this.#key = '';
      return true;
    }
    return this.#value(c);
  }

  #value(c: string): boolean {
    if (!/["{[\-0-9a-zA-Z]/.test(c)) return false;
    if (this.#isRow(c)) {
      this.#row = { parts: '', line: this.#line, depth: c === '{' || c === '[' ? 1 : 0 };
      this.#inString = c === '"';
      this.#inScalar = !/["{[]/.test(c);
      return true;
    }
    if (c === '"') this.#inString = true;
    else if (c === '{' || c === '[') {
      this.#stack.push({ list: c === '[', key: '', index: 0 });
      this.#expect = c === '[' ? 'value' : 'key';
    } else this.#inScalar = true;
    return true;
  }

  #isRow(c: string): boolean {
    const depth = this.#path.length;
    const member = this.#stack.length === depth + 1 && this.#stack[depth]?.list === true;
    if (!member && (this.#stack.length !== depth || c === '[')) return false;
    return this.#path.every((want, i) => {
      const at = this.#stack[i];
      return want === '*' || want === (at?.list ? String(at.index) : at?.key);
    });
  }

  *#cut(text: string, from: number, to: number): Generator<Piece> {
    if (!this.#row) return;
    yield { line: this.#row.line, problem: '', text: this.#row.parts + text.slice(from, to) };
    this.#row = null;
    this.#expect = 'comma';
  }

  *#fail(text: string): Generator<Piece> {
    this.failed = true;
    yield { line: this.#row?.line ?? this.#line, problem: this.#row ? 'too-long' : 'no-json', text };
  }
}
