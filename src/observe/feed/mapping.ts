/**
 * A feed is data: how its text is read, which column fills which field, what it means. One schema for the files under
 * `content/feeds/`, for what an operator defines in the browser, and for the preview.
 */
import { z } from 'zod';
import { Reader } from './reader.ts';
import { Fields, field, regex, When } from './rule.ts';

const words = z.strictObject({ ja: z.string().min(1), easy: z.string().min(1).optional(), en: z.string().min(1) });

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

const overlay = {
  set: z.record(field, z.coerce.string()).default({}),
  fields: Fields.default({}),
  /** Field → nothing: takes away what a more general rule filled. */
  without: z.array(field).default([]),
  when: z.array(When).default([]),
  severity: z.enum(['info', 'low', 'medium', 'high', 'critical']).optional(),
  kind: z.string().optional(),
  victim: field.optional(),
  /** A row must fill at least one of these; by default one that can be looked up among the members' own. An empty list asks for nothing. */
  need: z.array(field).optional(),
  /** Columns that go to `extra` under another name: column → name after `extra.`. */
  rename: z.record(z.string(), z.string()).default({}),
};

/** A report type of a family: everything that differs from the family. `$1` stands for groups of `match`. */
export const Variant = z.strictObject({
  match: regex,
  ...overlay,
  /** Nothing of the family's and of earlier rules holds for this type: it says everything itself. */
  alone: z.boolean().default(false),
  /** Columns that are known for this type without a rule of their own, so that nobody is told about them. */
  columns: z.array(z.string()).default([]),
});

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
  /** TLP 2.0 below which no row goes, whatever mark it bears: what the operator set for the feed (`handling.ts`). */
  handlingAtLeast: z.enum(['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED']).optional(),
  reader: Reader,
  /** Facts found in the lines above the rows (usually comments): name → pattern with one group. */
  preamble: z.record(z.string(), regex).default({}),
  ...overlay,
  /** Columns no rule names: kept in `extra` by their own name, or let go. */
  rest: z.enum(['extra', 'drop']).default('extra'),
  restSkip: z.array(z.string()).default([]),
  /** Columns named like a harmonised field fill it, `extra.x` included: for feeds that speak IntelMQ's words already. */
  harmonised: z.boolean().default(false),
  /** Names of columns without a rule, changed by pattern before they go to `extra`, all in turn; an empty name leaves the column out. */
  renameMatching: z.array(z.tuple([regex, z.string()])).default([]),
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
  /** Texts that mean "no value" in any column a rule names. */
  skip: z.array(z.string()).default(['-', 'N/A']),
  /** One row becomes so many observations, told apart by the column `copy` (0, 1 …) in conditions. */
  copies: z.number().int().min(1).max(8).default(1),
  /** One row becomes several: a column holding a JSON list, or parts between separators. */
  explode: z.array(z.strictObject({ column: z.string(), by: z.string().default('json') })).default([]),
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
