/**
 * Patterns that a feed brings instead of an address: which registered URLs do they mean? Written for n6-like feeds: a
 * pattern is tried as a regular expression (searched, Unicode words) and as a glob for the whole URL; either match counts.
 */
import { createContext, Script } from 'node:vm';

/** What came of one pattern. */
export interface PatternMatch {
  readonly urls: readonly string[];
  /** The time was up before all URLs were looked at. */
  readonly tooCostly: boolean;
}

// Patterns come from outside. The clock bounds what a hostile one can cost; `vm` is used for its time limit only, no code of others runs.
const BUDGET_MS = 100;
const search = new Script('const r = new RegExp(source, flags); urls.filter((u) => r.test(u))');

/** The registered URLs a pattern means. Empty patterns mean none. */
export function matchUrlPattern(pattern: string, urls: readonly string[]): PatternMatch {
  if (pattern === '') return { urls: [], tooCostly: false };
  const found = new Set<string>();
  let tooCostly = false;
  for (const source of [asRegex(pattern), globSource(pattern)]) {
    if (source === null) continue;
    try {
      const hits = search.runInContext(createContext({ source, flags: 'us', urls }), { timeout: BUDGET_MS });
      for (const url of hits) found.add(url);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') tooCostly = true;
    }
  }
  return { urls: urls.filter((url) => found.has(url)), tooCostly };
}

const WORD = '\\p{L}\\p{N}_';
const escapes: Readonly<Record<string, string>> = {
  w: `[${WORD}]`,
  W: `[^${WORD}]`,
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  b: `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`,
  B: `(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`,
  A: '(?<![\\s\\S])',
  Z: '(?![\\s\\S])',
};

/** The pattern with Unicode words, digits and boundaries; null when it is no regular expression. */
function asRegex(pattern: string): string | null {
  let out = '';
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? '';
    if (c === '\\') {
      const next = pattern[++i];
      if (next === undefined) return null;
      if (inClass && next === 'w') out += WORD;
      else if (inClass && next === 'd') out += '\\p{Nd}';
      else if (escapes[next] !== undefined && (!inClass || next === 'D')) out += escapes[next];
      // Escaped punctuation is itself; the u flag refuses needless escapes, so only real ones keep theirs.
      else
        out +=
          /[\w\s]/.test(next) || /[\^$\\.*+?()[\]{}|/]/.test(next) || (inClass && next === '-') ? `\\${next}` : next;
    } else if (inClass) {
      if (c === ']') inClass = false;
      out += c === '[' ? '\\[' : c;
    } else if (c === '[') {
      inClass = true;
      out += c;
      if (pattern[i + 1] === '^') out += pattern[++i];
      // A bracket right after the opening one is an ordinary character.
      if (pattern[i + 1] === ']') {
        out += '\\]';
        i++;
      }
    } else if (c === '{' && !/^\{\d*,?\d*\}/.test(pattern.slice(i))) out += '\\{';
    else if (c === '}' && !/\{\d*,?\d*\}$/.test(pattern.slice(0, i + 1))) out += '\\}';
    else if (c === ']') out += '\\]';
    else if (pattern.startsWith('(?P<', i)) {
      out += '(?<';
      i += 3;
    } else out += c;
  }
  try {
    new RegExp(out, 'us');
    return out;
  } catch {
    return null;
  }
}

/** A glob (`*`, `?`, `[…]`, `[!…]`) for the whole text, as the source of a regular expression. */
function globSource(glob: string): string {
  let out = '^';
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i] ?? '';
    if (c === '*') out += '.*';
    else if (c === '?') out += '.';
    else if (c === '[') {
      let end = i + 1;
      if (glob[end] === '!') end++;
      if (glob[end] === ']') end++;
      end = glob.indexOf(']', end);
      if (end < 0) out += '\\[';
      else {
        const not = glob[i + 1] === '!';
        const inside = glob.slice(i + (not ? 2 : 1), end).replace(/[\\\]^[]/g, '\\$&');
        out += `[${not ? '^' : ''}${inside}]`;
        i = end;
      }
    } else out += /[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c;
  }
  return `${out}$`;
}
