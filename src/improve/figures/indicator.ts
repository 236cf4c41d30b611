/** 具体的な指標: what the action plan for critical infrastructure says it is measured by. It prints no target for any. */

import { z } from 'zod';

const Words = z.strictObject({ ja: z.string().min(1), en: z.string().min(1) });
const Lines = z.tuple([z.int().positive(), z.int().positive()]);

/** Stored. One of the 16 indicators, with the values the report gives for them. */
export const Indicator = z.strictObject({
  key: z.string().regex(/^[a-z-]+$/),
  policy: Words,
  name: Words,
  /** Our reading: does it say what became of the world, what people do, or what the office did. */
  kind: z.enum(['outcome', 'behaviour', 'activity']),
  /** Where it started; the plan gives none. */
  baseline: z.number().nullable(),
  /** Where it should be; the plan gives none. */
  target: z.number().nullable(),
  values: z.array(
    z.strictObject({
      year: z.int(),
      value: z.number().nullable(),
      unit: z.enum(['report', 'person', 'percent', 'view', 'run']).nullable(),
      what: Words,
      lines: Lines,
      state: z.enum(['not-published']).optional(),
    }),
  ),
  lines: Lines,
});
/** See the schema of the same name. */
export type Indicator = z.infer<typeof Indicator>;
