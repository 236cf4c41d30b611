/** How the text of a report becomes rows of columns. */
import { z } from 'zod';
import { list, regex } from './rule.ts';

const encoding = z.string().refine(isEncoding, 'no such encoding').default('utf-8');

function isEncoding(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}

/** Lines that are no rows, for readers that go by lines. */
const lineRules = {
  /** Starts of lines that are comments, blanks before them aside. */
  comment: list(z.string().min(1)).default([]),
  skipLines: z.number().int().min(0).default(0),
  /** Only lines that contain one of these texts. */
  only: z.array(z.string().min(1)).default([]),
  /** No lines that contain one of these texts. */
  without: z.array(z.string().min(1)).default([]),
};

/** The readers. A new format is a new kind here and a file beside `read/rows.ts`; a new feed never is. */
export const Reader = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('csv'),
    delimiter: z.string().min(1).max(8).default(','),
    quote: z.boolean().default(true),
    /** `true`: the first row names the columns. A list: these are the names. */
    columns: z.union([z.literal(true), z.array(z.string().min(1)).min(1)]).default(true),
    /** Column names stand in a comment line that starts with this text: a mark (`# `), or the mark and the first names (`# id,`). */
    columnsIn: z.string().min(1).optional(),
    lowerCaseColumns: z.boolean().default(false),
    /** Which rows of another length are no mistake: none, those with fewer columns, or any. */
    ragged: z.enum(['no', 'short', 'any']).default('no'),
    ...lineRules,
    encoding,
  }),
  z.strictObject({
    kind: z.literal('lines'),
    /** Named groups are the columns. */
    pattern: regex,
    /** Lines that do not match are refused, or are no rows. */
    others: z.enum(['refuse', 'skip']).default('refuse'),
    ...lineRules,
    encoding,
  }),
  /** Every match in the whole text is a row; named groups are the columns. */
  z.strictObject({ kind: z.literal('matches'), pattern: regex, encoding }),
  z.strictObject({
    kind: z.literal('keyvalue'),
    pairSeparator: z.string().min(1).default(' '),
    keySeparator: z.string().min(1).default('='),
    quote: z.string().length(1).default('"'),
    ...lineRules,
    encoding,
  }),
  z.strictObject({
    kind: z.literal('json'),
    /** Dotted path to the rows; `*` walks over a list or an object's members; '' is each document, or each member of its list. */
    path: z.string().default(''),
    /** One document a line: a broken line does not spoil the next. */
    lines: z.boolean().default(false),
    /** Dotted paths from the top whose values every row gets under the same name. */
    keep: z.array(z.string().min(1)).default([]),
    /** Members that stay JSON text instead of becoming columns `a.b`. */
    whole: z.array(z.string().min(1)).default([]),
    encoding,
  }),
  z.strictObject({
    kind: z.literal('html'),
    /** Which table, counted from 0 among those with the attribute. */
    table: z.number().int().min(0).default(0),
    attribute: z.tuple([z.string(), z.string()]).optional(),
    columns: z.union([z.literal(true), z.array(z.string().min(1)).min(1)]).default(true),
    /** The first row names the columns, although they are given. */
    skipHead: z.boolean().default(false),
    /** Texts that mean an empty cell, by column. */
    nothing: z.record(z.string(), z.string()).default({}),
    encoding,
  }),
  z.strictObject({
    kind: z.literal('xml'),
    /** Name of the element that is a row; its children are columns, deeper ones by dotted path, attributes as `@name`. */
    row: z.string().min(1),
    encoding,
  }),
]);
export type Reader = z.output<typeof Reader>;
export type ReaderOf<K extends Reader['kind']> = Extract<Reader, { kind: K }>;
