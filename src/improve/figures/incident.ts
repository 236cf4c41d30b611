/** 情報セキュリティインシデント一覧: the incidents of public bodies in fiscal year 2019 as published. */

import { z } from 'zod';

/** Stored. One published incident: the report's text and type, and beside them our own reading of it. */
export const Incident = z.strictObject({
  id: z.string().regex(/^incident-\d{4}-\d{2}$/),
  /** Month in which it was first reported or published. */
  month: z.string().regex(/^\d{4}-\d{2}$/),
  /** Name of the body as it stands in the summary (省内 when the ministry is not named). */
  body: z.string().min(1),
  /** 【概要】 without line breaks. */
  summary: z.string().min(1),
  /** 【対応等】 of government bodies; null where none is printed. */
  response: z.string().min(1).nullable(),
  type: z.enum(['external-attack', 'unintended-leak', 'other']),
  typePrinted: z.string().min(1),
  /** Read from the summary by hand: the printed type mixes cause and outcome. */
  reading: z.strictObject({
    bodyKind: z.enum(['government', 'university', 'corporation']),
    cause: z.enum([
      'account-taken',
      'spoofed-mail',
      'web-compromised',
      'medium-lost',
      'file-exposed',
      'mail-missent',
      'malware',
      'outside-service',
      'domain-lapsed',
      'system-bug',
      'not-anonymised',
    ]),
    amounts: z.strictObject({
      people: z.int().positive().optional(),
      accounts: z.int().positive().optional(),
      mails: z.int().positive().optional(),
    }),
  }),
  lines: z.tuple([z.int().positive(), z.int().positive()]),
});
/** See the schema of the same name. */
export type Incident = z.infer<typeof Incident>;
