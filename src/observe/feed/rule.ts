/** The parts of a mapping that speak about one row: where a field's text comes from, what is done to it, and conditions. */
import { z } from 'zod';
import { isField } from './fields.ts';

/** One or several of something; one is a list of one. What comes out goes in again: stored mappings are read by the same schema. */
export const list = <T extends z.ZodType>(item: T) =>
  z.union([item, z.array(item)]).transform((v) => (Array.isArray(v) ? v : [v]) as z.output<T>[]);

/**
 * A regular expression that both the engine (RE2) and Node understand: no look-around, no back-references, so that its time
 * grows only with the length of the text.
 */
export const regex = z
  .string()
  .max(2000)
  .refine(isRegex, 'not a regular expression')
  .refine((text) => !/\(\?<?[=!]|\\[1-9]/.test(text), 'look-around and back-references are not allowed');

function isRegex(text: string): boolean {
  try {
    new RegExp(text.replace(/^\(\?[ims]+\)/, ''), 'u');
    return true;
  } catch {
    return false;
  }
}

/** A field a mapping may fill. */
export const field = z.string().refine(isField, 'no such field: a harmonised name or extra.<name>');

/** Turns a text into another text before the field's type looks at it. A closed list: nothing here runs code. */
export const Conversion = z.union([
  z.enum([
    // the canonical text of a value, or nothing
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
    // texts
    'trim',
    'lower',
    'upper',
    'ascii',
    'refang',
    'base64',
    'unbase64',
    'unescape',
    'urlDecode',
    'cve',
    'decimalIp',
    'title',
    // times
    'utc',
    'epoch',
    'epochMillis',
    'windowsNt',
    'fuzzy',
    'day',
    // parts of a URL
    'host',
    'hostIp',
    'hostName',
    'path',
    'pathAndQuery',
    'scheme',
    'urlPort',
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
  /** A time by its format, in the letters of POSIX strptime. */
  z.strictObject({ date: z.string().min(1).regex(/%/), zone: z.string().default('UTC') }),
  /** Any usual form of a time, read as local time of a zone where it names none. */
  z.strictObject({ zone: z.string().min(1) }),
  z.strictObject({ default: z.string() }),
  /** A member of a JSON object held as text. */
  z.strictObject({ member: z.string().min(1) }),
  /** `http://` and the like before a text that has no scheme. */
  z.strictObject({ defaultScheme: z.string().regex(/^[a-z][a-z0-9+.-]*:\/\/$/) }),
  /** Nothing, where the text is a value of this type; `reserved`: an address, name, URL or AS number that is nobody's on the Internet. */
  z.strictObject({ unless: z.enum(['ip', 'network', 'fqdn', 'url', 'time', 'asn', 'int', 'reserved']) }),
  /** The sum of a whole number and this. */
  z.strictObject({ plus: z.number().int() }),
]);
export type Conversion = z.output<typeof Conversion>;

/** Where a field's text comes from and what is done to it on the way. A plain text names the column. */
export const Rule = z.preprocess(
  (v) => (typeof v === 'string' ? { from: v } : v),
  z
    .strictObject({
      /** Column, or columns of which the first that is not empty counts. */
      from: list(z.string().min(1)).optional(),
      /** A constant. */
      value: z.coerce.string().optional(),
      /** Text with `{column}` in it; nothing when a column named with `{column!}` is empty. */
      template: z.string().optional(),
      as: list(Conversion).default([]),
      /** Texts that mean "no value", besides those of the whole mapping. */
      skip: list(z.string()).default([]),
      /** A text that is no such value is left out instead of refusing the row. */
      lenient: z.boolean().default(false),
    })
    .refine(
      (r) => [r.from, r.value, r.template].filter((x) => x !== undefined).length === 1,
      'exactly one of from, value, template',
    ),
);
export type Rule = z.output<typeof Rule>;

/** Field → rules, of which the first that yields a value counts. */
export const Fields = z.record(field, list(Rule));

/** A question about one row. All parts of one condition have to hold. */
export const Condition = z
  .strictObject({
    column: z.string().optional(),
    field: field.optional(),
    is: list(z.union([z.string(), z.number(), z.boolean()]).transform(String)).optional(),
    matches: regex.optional(),
    contains: z.string().min(1).optional(),
    empty: z.boolean().optional(),
    valid: z.enum(['ip', 'network', 'fqdn', 'url', 'time', 'asn', 'port', 'int', 'reserved']).optional(),
    not: z.boolean().default(false),
  })
  .refine((c) => (c.column === undefined) !== (c.field === undefined), 'either a column or a field');
export type Condition = z.output<typeof Condition>;

/** Rows that answer the question get other values, or are left out (`drop`), or are refused with a reason. */
export const When = z.strictObject({
  if: list(Condition),
  /** One condition is enough. */
  any: z.boolean().default(false),
  set: z.record(field, z.coerce.string()).default({}),
  fields: Fields.default({}),
  kind: z.string().optional(),
  severity: z.enum(['info', 'low', 'medium', 'high', 'critical']).optional(),
  drop: z.boolean().default(false),
  refuse: z
    .string()
    .regex(/^[a-z]+(-[a-z]+)*$/)
    .optional(),
});
export type When = z.output<typeof When>;
