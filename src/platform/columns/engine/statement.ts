import { type Piece, quoteText, scan } from '../schema/scan.ts';

/** An answer in ClickHouse's own form: code, text and name of the exception. */
export class EngineFault extends Error {
  readonly code: number;
  readonly status: number;

  constructor(code: number, text: string, name: string, status = 400) {
    super(`Code: ${code}. DB::Exception: ${text}. (${name})`);
    this.code = code;
    this.status = status;
  }
}

/** What the engine is asked to do, as far as its host has to know. */
export interface Statement {
  readonly sql: string;
  /** `read` answers with rows through a pipe, `insert` may take a body, `other` answers at once. */
  readonly kind: 'read' | 'insert' | 'other';
  /** The statement changes the session itself, which must then not be used for another request. */
  readonly spoilsSession: boolean;
  /** Names of `{name:Type}` placeholders. */
  readonly parameters: readonly string[];
  /** INSERT with its data behind the statement in the same text. */
  readonly inlineData?: string;
}

const READS = new Set(['SELECT', 'WITH', 'FROM', 'VALUES', 'EXPLAIN', 'SHOW', 'DESCRIBE', 'DESC', 'EXISTS']);

const upper = (piece: Piece | undefined): string =>
  piece?.kind === 'word' ? piece.text.toUpperCase() : (piece?.text ?? '');

/**
 * Reads what kind of statement `sql` is. Refuses several statements in one request, as ClickHouse does over HTTP.
 * With `bodyFollows` the text is only the statement and the data comes separately.
 */
export function readStatement(sql: string, bodyFollows: boolean): Statement {
  const parameters = new Set<string>();
  const recent: Piece[] = [];
  let first: Piece | undefined;
  let insert = false;
  let end = 0;
  let closed = false;
  for (const piece of scan(sql)) {
    if (closed) throw new EngineFault(62, 'Syntax error (Multi-statements are not allowed)', 'SYNTAX_ERROR');
    if (piece.text === ';' && piece.depth === 0) {
      closed = true;
      continue;
    }
    if (first === undefined && piece.text !== '(') {
      first = piece;
      insert = upper(piece) === 'INSERT';
    }
    end = piece.end;
    recent.push(piece);
    if (recent.length > 4) recent.shift();
    const [brace, name, colon] = recent.slice(-3);
    if (brace?.text === '{' && name?.kind === 'word' && colon?.text === ':') parameters.add(name.text);
    // Everything behind `FORMAT Name` of an INSERT is data: do not read on.
    const before = recent.at(-2);
    if (
      insert &&
      !bodyFollows &&
      piece.kind === 'word' &&
      piece.depth === 0 &&
      upper(before) === 'FORMAT' &&
      upper(piece) !== 'VALUES'
    ) {
      const inlineData = sql.slice(piece.end).replace(/^[ \t]*\r?\n|^[ \t]+/, '');
      const own = {
        sql: sql.slice(0, piece.end),
        kind: 'insert' as const,
        spoilsSession: false,
        parameters: [...parameters],
      };
      return inlineData === '' ? own : { ...own, inlineData };
    }
  }
  const word = upper(first);
  if (word === '') throw new EngineFault(62, 'Syntax error: Empty query', 'SYNTAX_ERROR');
  return {
    sql: sql.slice(0, end),
    kind: insert ? 'insert' : READS.has(word) ? 'read' : 'other',
    spoilsSession: word === 'SET' || word === 'USE' || word === 'BEGIN' || /\bTEMPORARY\b/i.test(sql.slice(0, 200)),
    parameters: [...parameters],
  };
}

/** Where a statement ends with `FORMAT Name [SETTINGS …]` outside all brackets. */
function trailingFormat(pieces: readonly Piece[]): { at: number; name: Piece } | undefined {
  for (let i = pieces.length - 2; i >= 0; i--) {
    const [word, name, after] = [pieces[i], pieces[i + 1], pieces[i + 2]];
    if (word?.depth !== 0 || upper(word) !== 'FORMAT' || name?.kind !== 'word') continue;
    if (after === undefined || upper(after) === 'SETTINGS') return { at: i, name };
  }
  return undefined;
}

/** Makes a reading statement write its rows in `format`, or in the one it names itself, into the pipe at `path`. */
export function readInto(sql: string, path: string, format: string): { sql: string; format: string } {
  const pieces = [...scan(sql)];
  const own = trailingFormat(pieces);
  const into = `\nINTO OUTFILE ${quoteText(path)} TRUNCATE COMPRESSION 'none'\n`;
  const at = own && pieces[own.at];
  if (!own || !at) return { sql: `${sql}${into}FORMAT ${format}`, format };
  return { sql: `${sql.slice(0, at.start)}${into}${sql.slice(at.start)}`, format: own.name.text };
}

/** How the data of an INSERT is packed. */
export type Packing = 'none' | 'gzip' | 'zstd';

/**
 * Makes an INSERT take its data from the pipe at `path` instead of the request's body, so that the engine reads it with its
 * own threads: `INSERT … FORMAT F` reads from a file, `INSERT … SELECT … FROM input('structure') … FORMAT F` from the
 * table function `file`, unpacking it if need be. Refuses what has no body in ClickHouse either.
 */
export function insertFrom(sql: string, path: string, packing: Packing = 'none'): string {
  const pieces = [...scan(sql)];
  const own = trailingFormat(pieces);
  const select = pieces.findIndex(
    (piece, i) => i > 1 && piece.depth === 0 && ['SELECT', 'WITH'].includes(upper(piece)),
  );
  if (select === -1) {
    const values = pieces.at(-1);
    if (!own && upper(values) !== 'VALUES') {
      throw new EngineFault(62, 'Syntax error: INSERT with data needs FORMAT', 'SYNTAX_ERROR');
    }
    const tail = own ? pieces[own.at] : values;
    const settings = pieces.findIndex((piece, i) => i > 2 && piece.depth === 0 && upper(piece) === 'SETTINGS');
    const settingsStart = settings === -1 ? undefined : pieces[settings];
    const cut = Math.min(tail?.start ?? sql.length, settingsStart?.start ?? sql.length);
    const from = `\nFROM INFILE ${quoteText(path)} COMPRESSION '${packing}'\n`;
    return `${sql.slice(0, cut)}${from}${own ? sql.slice(cut) : `${sql.slice(cut, tail?.start)}FORMAT Values`}`;
  }
  const at = pieces.findIndex(
    (piece, i) => upper(piece) === 'INPUT' && pieces[i + 1]?.text === '(' && upper(pieces[i - 1]) === 'FROM',
  );
  const open = pieces[at + 1];
  const close = pieces.find((piece, i) => i > at + 1 && piece.text === ')' && piece.depth === open?.depth);
  if (at === -1 || !open || !close)
    throw new EngineFault(62, 'Syntax error: INSERT SELECT with data needs FROM input(structure)', 'SYNTAX_ERROR');
  const structure = sql.slice(open.end, close.start).trim();
  const format = own && pieces[own.at];
  if (!own || !format)
    throw new EngineFault(73, 'FORMAT of the data for function input is not specified', 'UNKNOWN_FORMAT');
  if (structure === '')
    throw new EngineFault(36, 'Function input needs the structure of the data here', 'BAD_ARGUMENTS');
  const source = `file(${quoteText(path)}, ${quoteText(own.name.text)}, ${structure}, ${quoteText(packing)})`;
  const start = pieces[at]?.start ?? 0;
  return (
    numbered(sql.slice(0, start)) + source + numbered(sql.slice(close.end, format.start)) + sql.slice(own.name.end)
  );
}

// A server works on the data of an INSERT in one stream, so the function counts the lines of the body. Here several streams share
// the work and would count in the order they come to it; the file's own numbering is right and leaves them free.
function numbered(sql: string): string {
  return sql.replace(/\browNumberInAllBlocks\(\)/gi, 'toUInt64(assumeNotNull(_row_number))');
}

/** KILL QUERY names the client's query id, which the engine keeps as the log comment: it cannot be given ids of our own. */
export function killByComment(sql: string): string {
  return /^\s*KILL\s+QUERY\b/i.test(sql)
    ? sql.replace(/\bquery_id\b/gi, "Settings['log_comment']").replace(/\bSYNC\b/gi, 'ASYNC')
    : sql;
}
