/**
 * A feed is data: how its text is read, which column fills which field, what it means. One schema for the files under
 * `content/feeds/`, for what an operator defines in the browser, and for the preview.
 */
import { z } from 'zod';
import { isField } from './fields.ts';

const words = z.strictObject({ ja: z.string().min(1), easy: z.string().min(1).optional(), en: z.string().min(1) });
const list = <T extends z.ZodType>(item: T) =>
  z.union([item, z.array(item).min(1)]).transform((v) => (Array.isArray(v) ? v : [v]) as z.output<T>[]);
const regex = z.string().max(2000).refine(isRegex, 'not a regular expression');

function isRegex(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** Turns a text into another text before the field's type looks at it. A closed list: nothing here runs code. */
export const Conversion = z.union([
  z.enum([
    'trim',
    'lower',
    'upper',
    'ip',
    'network',
    'fqdn',
    'url',
    'time',
    'asn',
    'port',
    'int',
    'float',
    'bool',
    'cc',
    'json',
    'utc',
    'epoch',
    'epochMillis',
    'windowsNt',
    'fuzzy',
    'date',
    'host',
    'path',
    'pathAndQuery',
    'scheme',
    'urlPort',
    'hostIp',
    'hostName',
    'refang',
    'base64',
    'unbase64',
    'cve',
    'firstPart',
    'lastPart',
    'unquote',
    'noAsPrefix',
    'decimalIp',
    'urlDecode',
  ]),
  z.strictObject({ regex, group: z.number().int().min(0).max(20).default(1) }),
  z.strictObject({ replace: z.tuple([z.string().min(1), z.string()]) }),
  z.strictObject({ replaceRegex: z.tuple([regex, z.string()]) }),
  z.strictObject({
    lookup: z.record(z.string(), z.string()),
    otherwise: z.string().optional(),
    ignoreCase: z.boolean().default(false),
  }),
  z.strictObject({ matchFirst: z.array(z.tuple([regex, z.string()])).min(1), otherwise: z.string().optional() }),
  z.strictObject({ prefix: z.string() }),
  z.strictObject({ suffix: z.string() }),
  z.strictObject({ split: z.string().min(1), take: z.number().int().default(0) }),
  z.strictObject({ date: z.string().min(1), zone: z.string().default('UTC') }),
  z.strictObject({ time: z.literal('utc'), zone: z.string().min(1) }),
  z.strictObject({ default: z.string() }),
  z.strictObject({ member: z.string().min(1) }),
]);
export type Conversion = z.output<typeof Conversion>;

/** Where a field's text comes from and what is done to it on the way. */
export const Rule = z.preprocess(
  (v) => (typeof v === 'string' ? { from: v } : v),
  z
    .strictObject({
      /** Column, or columns of which the first that is not empty counts. */
      from: list(z.string().min(1)).optional(),
      /** A constant. */
      value: z.coerce.string().optional(),
      /** Text with `{column}` in it; empty when one of the columns named with `{column!}` is empty. */
      template: z.string().optional(),
      as: list(Conversion).default([]),
      /** Texts that mean "no value". */
      skip: list(z.string()).default([]),
      /** A text that is no such value is left out (it stays in `extra` by its column name) instead of refusing the row. */
      lenient: z.boolean().default(false),
    })
    .refine(
      (r) => [r.from, r.value, r.template].filter((x) => x !== undefined).length === 1,
      'exactly one of from, value, template',
    ),
);
export type Rule = z.output<typeof Rule>;

const field = z.string().refine(isField, 'no such field: a harmonised name or extra.<name>');
const Fields = z.record(field, list(Rule));

/** A question about one row. All parts of one condition have to hold. */
export const Condition = z.strictObject({
  column: z.string().optional(),
  field: field.optional(),
  is: list(z.string()).optional(),
  matches: regex.optional(),
  contains: z.string().optional(),
  empty: z.boolean().optional(),
  valid: z.enum(['ip', 'network', 'fqdn', 'url', 'time', 'asn', 'port', 'int']).optional(),
  not: z.boolean().default(false),
});
export type Condition = z.output<typeof Condition>;

/** Rows that answer the question get other constants, or are left out (`drop`), or are refused with a reason. */
export const When = z.strictObject({
  if: list(Condition),
  any: z.boolean().default(false),
  set: z.record(field, z.coerce.string()).default({}),
  fields: Fields.default({}),
  kind: z.string().optional(),
  severity: z.enum(['info', 'low', 'medium', 'high', 'critical']).optional(),
  drop: z.boolean().default(false),
  refuse: z.string().optional(),
});
export type When = z.output<typeof When>;

/** Facts about the report itself, not about a row. */
export const ReportFact = z.enum([
  'file.name',
  'feed.name',
  'feed.url',
  'feed.code',
  'feed.provider',
  'feed.accuracy',
  'feed.documentation',
  'time.observation',
  'rtir_id',
]);

/** How the text becomes rows of columns. */
export const Reader = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('csv'),
    delimiter: z.string().min(1).max(8).default(','),
    quote: z.boolean().default(true),
    /** `true`: the first row names the columns. A list: these are the names. */
    columns: z.union([z.literal(true), z.array(z.string())]).default(true),
    /** Column names inside a comment line that starts with this text, such as `# first_seen,…`. */
    columnsIn: z.string().optional(),
    lowerCaseColumns: z.boolean().default(false),
    comment: list(z.string().min(1)).default([]),
    skipLines: z.number().int().min(0).default(0),
    /** Which rows of another length are no mistake: none, those with fewer columns, or any. */
    ragged: z.enum(['no', 'short', 'any']).default('no'),
    encoding: z.string().default('utf-8'),
  }),
  z.strictObject({
    kind: z.literal('lines'),
    /** With named groups; every line that does not match is refused unless `others` is `skip`. */
    pattern: regex,
    others: z.enum(['refuse', 'skip']).default('refuse'),
    comment: list(z.string().min(1)).default([]),
    skipLines: z.number().int().min(0).default(0),
    encoding: z.string().default('utf-8'),
  }),
  z.strictObject({ kind: z.literal('matches'), pattern: regex, encoding: z.string().default('utf-8') }),
  z.strictObject({
    kind: z.literal('keyvalue'),
    pairSeparator: z.string().min(1).default(' '),
    keySeparator: z.string().min(1).default('='),
    quote: z.string().length(1).default('"'),
    encoding: z.string().default('utf-8'),
  }),
  z.strictObject({
    kind: z.literal('json'),
    /** Dotted path to the rows; `*` walks over a list or an object's values; '' is the document itself. */
    path: z.string().default(''),
    /** One document a line. */
    lines: z.boolean().default(false),
    /** Columns of the enclosing objects that every row also gets, by dotted path from the top. */
    keep: z.array(z.string()).default([]),
    flat: z.boolean().default(true),
    encoding: z.string().default('utf-8'),
  }),
  z.strictObject({
    kind: z.literal('html'),
    table: z.number().int().min(0).default(0),
    attribute: z.tuple([z.string(), z.string()]).optional(),
    columns: z.union([z.literal(true), z.array(z.string())]).default(true),
    skipRows: z.number().int().min(0).default(0),
    skipColumns: z.number().int().min(0).default(0),
    /** Text of linked cells: what is shown, or where it leads to. */
    cell: z.enum(['text', 'link']).default('text'),
    ignore: z.array(z.number().int()).default([]),
    encoding: z.string().default('utf-8'),
  }),
  z.strictObject({
    kind: z.literal('xml'),
    row: z.string().min(1),
    keep: z.array(z.string()).default([]),
    encoding: z.string().default('utf-8'),
  }),
]);
export type Reader = z.output<typeof Reader>;

const overlay = {
  set: z.record(field, z.coerce.string()).default({}),
  fields: Fields.default({}),
  /** Field → nothing: takes away what a more general rule filled. */
  without: z.array(field).default([]),
  when: z.array(When).default([]),
  severity: z.enum(['info', 'low', 'medium', 'high', 'critical']).optional(),
  kind: z.string().optional(),
  victim: field.optional(),
  /** Columns that go to `extra` under another name: column → name after `extra.`. */
  rename: z.record(z.string(), z.string()).default({}),
};

/** A report type of a family: everything that differs from the family. `$1` stands for groups of `match`. */
export const Variant = z.strictObject({ match: regex, ...overlay });

export const Mapping = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  title: words,
  provider: z.string().optional(),
  url: z.url().optional(),
  documentation: z.url().optional(),
  licence: z.string().optional(),
  /** How often it comes, as an ISO duration (`P1D`, `PT1H`). Silence longer than this is an alarm. */
  rhythm: z
    .string()
    .regex(/^P(?=.)(\d+D)?(T(\d+H)?(\d+M)?)?$/)
    .optional(),
  /** TLP 2.0 of what nothing else marks. */
  handling: z.enum(['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED']).default('AMBER'),
  reader: Reader,
  /** Facts found in the lines above the rows (usually comments): name → pattern with one group. */
  preamble: z.record(z.string(), regex).default({}),
  ...overlay,
  /** Columns no rule names: kept in `extra` by their own name, or let go. */
  rest: z.enum(['extra', 'drop']).default('extra'),
  restSkip: z.array(z.string()).default([]),
  /** Columns that stay out of `extra`. */
  ignore: z.array(z.string()).default([]),
  types: z
    .strictObject({
      int: z.array(z.string()).default([]),
      float: z.array(z.string()).default([]),
      bool: z.array(z.string()).default([]),
      count: z.array(z.string()).default([]),
    })
    .default({ int: [], float: [], bool: [], count: [] }),
  /** One row becomes several: a column holding a JSON list, or parts between separators. */
  explode: z.array(z.strictObject({ column: z.string(), by: z.string().default('json') })).default([]),
  /** A row must fill at least one of these. */
  need: z.array(field).optional(),
  variants: z
    .strictObject({
      /** How the report type is found: the first fact whose pattern matches, group 1 is the type. */
      from: z
        .array(
          z.strictObject({ fact: ReportFact, pattern: regex, lookup: z.record(z.string(), z.string()).default({}) }),
        )
        .min(1),
      /** A report without a type is not read at all. */
      required: z.boolean().default(false),
      rules: z.array(Variant).default([]),
      /** Types this mapping was written for; another one is read by the family's rules and reported once. */
      known: z.array(z.string()).default([]),
    })
    .optional(),
});
/** Stored. A feed's mapping as checked data. */
export type Mapping = z.output<typeof Mapping>;
export type MappingInput = z.input<typeof Mapping>;
