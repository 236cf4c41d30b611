/**
 * The filter language: `src in 192.0.2.0/24 and (port = 23 or port = 2323) and not proto = udp and bytes > 10k`, parsed into a tree.
 * Addresses alone, as they stand in a mail or a column of a table, ask for those addresses.
 */
import ipaddr from 'ipaddr.js';
import { Refusal } from '#platform/errors';
import { type AskField, type AskTable, askTables, fieldOf } from './fields.ts';

/** A place in the text where reading ended, and what could stand there. */
export class FilterFault extends Error {
  readonly at: number;
  readonly expected: 'field' | 'operator' | 'value' | 'join' | 'close';
  readonly field: AskField | undefined;

  constructor(at: number, expected: FilterFault['expected'], field?: AskField) {
    super(`${expected} expected at ${at}`);
    this.at = at;
    this.expected = expected;
    this.field = field;
  }
}

type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | 'in';
/** One comparison. */
export interface Condition {
  readonly kind: 'condition';
  readonly field: AskField;
  readonly operator: Operator;
  readonly values: readonly string[];
}
/** A filter as a tree. */
export type Filter =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | Condition;

interface Token {
  readonly at: number;
  readonly text: string;
  readonly quoted: boolean;
}

const MOST_LETTERS = 200_000;
const MOST_TOKENS = 40_000;
const MOST_DEPTH = 40;
/** The operators a type of field knows. */
export const operatorsOf: Readonly<Record<AskField['type'], readonly Operator[]>> = {
  address: ['=', '!=', 'in'],
  number: ['=', '!=', '<', '<=', '>', '>=', 'in'],
  word: ['=', '!=', '~', 'in'],
  text: ['=', '!=', '~', 'in'],
  level: ['=', '!=', '<', '<=', '>', '>=', 'in'],
};

/** Japanese keyboards write signs, letters and digits in full width, and 、 for a comma: the same, outside of quotes; as long as before. */
const narrow = (text: string) =>
  text.replace(/"(?:[^"\\]|\\.)*"|[！-～、]/g, (one) =>
    one.length > 1 ? one : one === '、' ? ',' : String.fromCharCode(one.charCodeAt(0) - 0xfee0),
  );

/** What is far too long to be read or asked. */
export const tooLong = () => new Refusal('observe.ask-long', {}, 422);

/** Cuts text into tokens. */
function tokensOf(given: string): Token[] {
  if (given.length > MOST_LETTERS) throw tooLong();
  const tokens: Token[] = [];
  const text = narrow(given);
  const pattern = /\s+|"((?:[^"\\]|\\.)*)"|(!=|<=|>=|[=<>~(),])|([^\s"=<>~(),!]+)|([\s\S])/gy;
  for (const match of text.matchAll(pattern)) {
    const [whole, quoted, sign, word, stray] = match;
    if (stray !== undefined) throw new FilterFault(match.index, 'join');
    if (quoted !== undefined) tokens.push({ at: match.index, text: quoted.replace(/\\(.)/g, '$1'), quoted: true });
    else if (sign !== undefined || word !== undefined) tokens.push({ at: match.index, text: whole, quoted: false });
    if (tokens.length > MOST_TOKENS) throw tooLong();
  }
  return tokens;
}

/** Reads a filter. Refuses (FilterFault) with the place and what could stand there, and (Refusal) what is far too long; an empty text is everything. */
export function readFilter(table: AskTable, text: string): Filter {
  const tokens = tokensOf(text);
  if (tokens.length === 0) return { kind: 'all' };
  let at = 0;
  const end = text.length;
  const peek = () => tokens[at];
  const isWord = (word: string) => {
    const token = peek();
    return token !== undefined && !token.quoted && token.text.toLowerCase() === word;
  };
  const expect = (sign: string, expected: FilterFault['expected']) => {
    const token = peek();
    if (token === undefined || token.quoted || token.text !== sign) throw new FilterFault(token?.at ?? end, expected);
    at++;
  };
  const joined = (word: 'or' | 'and', next: (depth: number) => Filter, depth: number): Filter => {
    const parts = [next(depth)];
    while (isWord(word)) {
      at++;
      parts.push(next(depth));
    }
    return parts.length === 1 ? (parts[0] as Filter) : { kind: word, parts };
  };
  const any = (depth: number): Filter => joined('or', all, depth);
  const all = (depth: number): Filter => joined('and', one, depth);
  const one = (depth: number): Filter => {
    if (depth > MOST_DEPTH) throw new FilterFault(peek()?.at ?? end, 'field');
    if (isWord('not')) {
      at++;
      return { kind: 'not', part: one(depth + 1) };
    }
    if (peek() && !peek()?.quoted && peek()?.text === '(') {
      at++;
      const inner = any(depth + 1);
      expect(')', 'close');
      return inner;
    }
    return condition();
  };
  const condition = (): Condition => {
    const name = peek();
    const either = fieldOf(table, 'ip');
    if (either && isValue(either)) return { kind: 'condition', field: either, operator: 'in', values: list(either) };
    const field = name && !name.quoted ? fieldOf(table, name.text) : undefined;
    if (!field) throw new FilterFault(name?.at ?? end, 'field');
    at++;
    const sign = peek();
    const operator = sign && !sign.quoted ? (sign.text.toLowerCase() as Operator) : undefined;
    if (!operator || !operatorsOf[field.type].includes(operator))
      throw new FilterFault(sign?.at ?? end, 'operator', field);
    at++;
    if (operator === 'in' && peek()?.text === '(' && !peek()?.quoted) {
      at++;
      const values = list(field);
      expect(')', 'close');
      return { kind: 'condition', field, operator, values };
    }
    return { kind: 'condition', field, operator, values: [value(field)] };
  };
  const isValue = (field: AskField) => {
    const token = peek();
    return token !== undefined && !token.quoted && readValue(field, token.text) !== undefined;
  };
  const list = (field: AskField): string[] => {
    const values = [value(field)];
    for (;;) {
      const hasComma = peek()?.text === ',' && !peek()?.quoted;
      // Addresses stand below each other where they come from; of words one could not tell the next from an 'and'.
      if (!hasComma && !(field.type === 'address' && isValue(field))) return values;
      if (hasComma) at++;
      values.push(value(field));
    }
  };
  const value = (field: AskField): string => {
    const token = peek();
    if (!token || (!token.quoted && /^[=<>~(),]|^!=$/.test(token.text)))
      throw new FilterFault(token?.at ?? end, 'value', field);
    if (readValue(field, token.text) === undefined) throw new FilterFault(token.at, 'value', field);
    at++;
    return token.text;
  };
  const read = any(0);
  const rest = peek();
  if (rest) throw new FilterFault(rest.at, 'join');
  return read;
}

/** First and last address, as the engine's IPv6 texts, and how many bits they share. */
export type Range = readonly [first: string, last: string, bits: number];

/** A value as the engine compares it, or undefined where the text is none of the field's. */
export function readValue(field: AskField, text: string): string | number | Range | undefined {
  if (field.type === 'address') return addressRange(text);
  if (field.type === 'number') {
    const named = field.names?.[text.toLowerCase()];
    if (named !== undefined) return named;
    const [, digits, unit = ''] = /^(?:AS)?(\d{1,15}(?:\.\d{1,6})?)([kMGT]?)$/i.exec(text) ?? [];
    return digits === undefined ? undefined : Number(digits) * 1000 ** ' kmgt'.indexOf(unit.toLowerCase() || ' ');
  }
  if (field.type === 'level') return field.values?.includes(text.toLowerCase()) ? text.toLowerCase() : undefined;
  return text;
}

/** The addresses of an address or prefix. */
function addressRange(text: string): Range | undefined {
  const [address = '', length, ...more] = text.split('/');
  if (more.length > 0) return undefined;
  const isV4 = ipaddr.IPv4.isValidFourPartDecimal(address);
  if (!isV4 && !(address.includes(':') && ipaddr.IPv6.isValid(address) && !address.includes('%'))) return undefined;
  const most = isV4 ? 32 : 128;
  const bits = length === undefined ? most : Number(length);
  if (!Number.isInteger(bits) || bits < 0 || bits > most || length === '') return undefined;
  const bytes = ipaddr.parse(address).toByteArray();
  const edge = (fill: 0 | 255) =>
    bytes.map((byte, i) => {
      const kept = Math.min(8, Math.max(0, bits - i * 8));
      const mask = (0xff00 >> kept) & 0xff;
      return (byte & mask) | (fill & ~mask & 0xff);
    });
  const show = (all: number[]) => (isV4 ? `::ffff:${all.join('.')}` : ipaddr.fromByteArray(all).toString());
  return [show(edge(0)), show(edge(255)), bits + 128 - most];
}

function faultOf(table: AskTable, text: string): FilterFault | undefined {
  try {
    readFilter(table, text);
  } catch (error) {
    if (error instanceof FilterFault) return error;
    throw error;
  }
  return undefined;
}

const WORD = /[^\s"=<>~(),!]/;
const BEGUN = new RegExp(`${WORD.source}+$`);

/** The value that is being typed at the end of a text that can be read as it stands, or lacks but a bracket. */
function valueBegun(table: AskTable, text: string, fault: FilterFault | undefined): FilterFault | undefined {
  if (!BEGUN.test(text) || (fault && fault.expected !== 'close')) return undefined;
  const before = faultOf(table, text.replace(BEGUN, ''));
  return before?.expected === 'value' ? before : undefined;
}

/** The field whose value is missing where reading ends, or is being typed there. */
export function fieldAwaited(table: AskTable, text: string): AskField | undefined {
  const fault = faultOf(table, text);
  return fault?.expected === 'value' ? fault.field : valueBegun(table, narrow(text), fault)?.field;
}

/** A whole filter that could be meant, and what is new in it. */
export interface Continuation {
  readonly value: string;
  readonly label: string;
}

/** What could stand where a text cannot be read on, or comes next; at most a dozen. What stands behind stays. */
export function continuations(table: AskTable, given: string, values: readonly string[] = []): Continuation[] {
  const text = narrow(given);
  const fault = faultOf(table, text);
  const begun = valueBegun(table, text, fault);
  const longer = begun ? offered(table, text, begun, values, true) : [];
  return longer.length > 0 ? longer : offered(table, text, fault, values);
}

function offered(
  table: AskTable,
  text: string,
  fault: FilterFault | undefined,
  values: readonly string[],
  onlyLonger = false,
): Continuation[] {
  const at = fault?.at ?? text.length;
  const kept = text.slice(0, at).trimEnd();
  const behind = text.slice(at).trimStart();
  const [token = ''] =
    (fault?.expected === 'operator' ? /^[=<>~!]+|^[^\s"=<>~(),!]+/ : /^[^\s"=<>~(),!]+/).exec(behind) ?? [];
  const typed = token.toLowerCase();
  const offers = !fault
    ? kept === ''
      ? askTables[table].map(({ name }) => name)
      : ['and', 'or']
    : fault.expected === 'field'
      ? ['not', ...askTables[table].map(({ name }) => name)]
      : fault.expected === 'operator'
        ? operatorsOf[fault.field?.type ?? 'word']
        : fault.expected === 'value'
          ? [...(fault.field?.values ?? []), ...Object.keys(fault.field?.names ?? {}), ...values]
          : fault.expected === 'close'
            ? [')', ', ']
            : ['and', 'or'];
  const fitting = (start: string) => offers.filter((offer) => offer.toLowerCase().startsWith(start) && offer !== token);
  const begins = fitting(typed);
  // A field nobody knows is most likely a slip of the keyboard behind its first letter.
  const isSlip = fault?.expected === 'field' || fault?.expected === 'value' || /^[=<>~!]/.test(token);
  const some =
    begins.length > 0 || onlyLonger ? begins : [typed.slice(0, 1), ''].map(fitting).find((all) => all.length > 0);
  const rest = behind.slice(begins.length > 0 || isSlip ? token.length : 0);
  return (some ?? []).slice(0, 12).map((label) => {
    const shown = /[\s"=<>~(),!]/.test(label) && label.length > 2 ? JSON.stringify(label) : label;
    // What must be followed by a word is followed by a space, for whoever types on.
    const gap = rest === '' ? (/^(and|or|not|in)$/.test(label) ? ' ' : '') : /^[\s,)]/.test(rest) ? '' : ' ';
    return { value: `${kept} ${shown.trim()}${gap}${rest}`.trimStart(), label };
  });
}
