/** A measure of the yearly plan as stored in `data/plan/measures.jsonl`, one a line. */

import { z } from 'zod';

/** 取組の成果: what one ministry, or all of a row's ministries, reported. */
export const Result = z.strictObject({
  /** The tag as printed, without its bracket (`NISC`, `内閣官房・総務省・経済産業省`); null when the result has none. */
  tag: z.string().min(1).nullable(),
  /** The tag's ministries in the column's names, or the row's when there is no tag. */
  ministries: z.array(z.string().min(1)).min(1),
  text: z.string(),
});
/** See the schema of the same name. */
export type Result = z.infer<typeof Result>;

/** A row without an item letter of its own, printed below a measure (2.3(5)(エ) of 2019 has three). */
export const SubRow = z.strictObject({
  ministries: z.array(z.string().min(1)).min(1),
  plan: z.string().min(1),
  results: z.array(Result),
  page: z.int().positive().nullable(),
  line: z.int().positive(),
});
/** See the schema of the same name. */
export type SubRow = z.infer<typeof SubRow>;

/** Stored. 施策: one row of the yearly plan, with the result when the report gives one. */
export const Measure = z.strictObject({
  /** Year, section and number of the item: `2020-1.1-2-04` is 1.1(2)(エ) of the plan for fiscal year 2020. */
  id: z.string().regex(/^\d{4}-\d(\.\d{1,2})?(-\d{1,2})?-\d{2}$/),
  /** Fiscal year of the plan. */
  year: z.int(),
  /** Section as printed, e.g. `1.1(2)`, `2.7`, `5`. */
  section: z.string().regex(/^\d(\.\d{1,2})?(\(\d{1,2}\))?$/),
  /** Circled sub-heading above the goals, as printed; null when there is none. */
  heading: z.string().nullable(),
  /** Goal lines of the strategy above the table, without their bullets. */
  goals: z.array(z.string().min(1)),
  /** 項番: the kana letter. */
  item: z.string().regex(/^[ア-ン]$/),
  /** 担当府省庁 in printed order. */
  ministries: z.array(z.string().min(1)).min(1),
  /** 年次計画 without line breaks and without the mark （再掲）. */
  plan: z.string().min(1),
  results: z.array(Result),
  /** Rows without a letter below this one; absent for nearly every measure. */
  subRows: z.array(SubRow).optional(),
  /** True when the text is marked （再掲）, i.e. listed in another section too. */
  relisted: z.boolean(),
  /** Id of the measure of the year before that this one continues; null when none was found. */
  continues: z.string().nullable(),
  /** How sure the link is, 0 to 1; below `DOUBTFUL_LINK` a person should confirm it. Null without a link. */
  continuesConfidence: z.number().min(0).max(1).nullable(),
  /** Printed page; null when the text gives no anchor. */
  page: z.int().positive().nullable(),
  /** Line of the source file, from 1. */
  line: z.int().positive(),
});
/** See the schema of the same name. */
export type Measure = z.infer<typeof Measure>;

/** The kana in the order of the items' letters. */
export const KANA = 'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン';

/** Builds the stable id of a measure from year, printed section and item letter. */
export function measureId(year: number, section: string, item: string): string {
  const path = section.replace('(', '-').replace(')', '');
  return `${year}-${path}-${String(KANA.indexOf(item) + 1).padStart(2, '0')}`;
}
