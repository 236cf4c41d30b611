/** A questionnaire as data: its shape, and what must be true of it beyond its shape. */
import { z } from 'zod';
import { Condition, questionsOf, standings } from './condition.ts';
import { Texts } from './texts.ts';

const Id = z.string().regex(/^[a-z][a-z0-9-]*$/u);

const Choice = z.strictObject({
  id: Id,
  text: Texts,
  points: z.number().min(0),
  /** What choosing this means for advice, the plan and conditions. Every scale has one `unknown`: an honest answer. */
  means: z.enum(standings).exclude(['none']),
});

const Advice = z.strictObject({ when: Condition.optional(), text: Texts });

const Question = z.strictObject({
  /** Never reused for something else: answers of every version are kept under it. */
  id: Id,
  /** Raised when the question asks for something else than before under the same id; wording alone does not raise it. */
  meaning: z.int().min(1).default(1),
  group: Id,
  /** Where the question stands on the other axes, such as tier: baseline. */
  axes: z.record(Id, Id).default({}),
  /** The drawing above it, by its name in `content/assessments/pictures.yaml`. */
  picture: Id.optional(),
  /** The same thing asked elsewhere: an answer there is offered here. */
  concept: Id.optional(),
  when: Condition.optional(),
  ask: Texts,
  /** Why it matters, one sentence. */
  why: Texts,
  /** What it looks like where it is done, or how to see whether it is. */
  example: Texts,
  /** What to do next; the first whose condition holds. The last has none. */
  advice: z.union([Texts, z.array(Advice).min(1)]),
  /** How much danger the step takes away, 1 to 5. */
  gain: z.int().min(1).max(5),
  /** What the step costs a small firm: 1 an hour, 2 some days, 3 a project. */
  effort: z.int().min(1).max(3),
  /** Questions whose step comes first. */
  after: z.array(Id).default([]),
  lessons: z.array(Id).default([]),
  documents: z.array(Id).default([]),
});
/** One question. */
export type Question = z.infer<typeof Question>;

/** One version of a questionnaire. */
export const Questionnaire = z
  .strictObject({
    id: Id,
    version: z.int().min(1),
    publishedOn: z.iso.date(),
    title: Texts,
    intro: Texts,
    /** Minutes an owner needs, measured or guessed honestly. */
    minutes: z.int().min(1).max(120),
    /** Where the topics come from; the wording is ours. */
    basis: z.string().min(1),
    scale: z.array(Choice).min(3),
    groups: z.array(z.strictObject({ id: Id, title: Texts, weight: z.number().positive().default(1) })).min(1),
    axes: z
      .array(z.strictObject({ id: Id, title: Texts, values: z.array(z.strictObject({ id: Id, title: Texts })).min(2) }))
      .default([]),
    /** What of a result stands beside the mean of others: each group, or each question as well. */
    compare: z.enum(['groups', 'questions']).default('groups'),
    /** What a share of points says in a sentence, from the highest `from` down. */
    levels: z.array(z.strictObject({ from: z.number().min(0).max(1), text: Texts })).min(1),
    plan: z
      .strictObject({
        steps: z.int().min(1).max(5).default(5),
        gap: z
          .strictObject({ not: z.number(), unknown: z.number(), partly: z.number() })
          .default({ not: 1, unknown: 0.8, partly: 0.5 }),
        /** How much of the gain one grade of effort eats up. */
        effortCost: z.number().min(0).default(0.6),
        /** Days to the date we propose, by effort. */
        days: z.tuple([z.int(), z.int(), z.int()]).default([14, 30, 90]),
      })
      .prefault({}),
    questions: z.array(Question).min(1),
  })
  .check(({ value, issues }) => {
    for (const message of faultsOf(value)) issues.push({ code: 'custom', message, input: value });
  });
/** One version of a questionnaire. */
export type Questionnaire = z.infer<typeof Questionnaire>;

interface Checked {
  readonly scale: readonly { readonly id: string; readonly means: string }[];
  readonly groups: readonly { readonly id: string }[];
  readonly axes: readonly { readonly id: string; readonly values: readonly { readonly id: string }[] }[];
  readonly questions: readonly Question[];
}

function faultsOf({ scale, groups, axes, questions }: Checked): readonly string[] {
  const faults: string[] = [];
  const ids = questions.map((question) => question.id);
  const known = new Set(ids);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length > 0) faults.push(`asked twice: ${twice.join(', ')}`);
  if (new Set(scale.map((choice) => choice.id)).size !== scale.length) faults.push('two choices share an id');
  if (!scale.some((choice) => choice.means === 'unknown')) faults.push('no honest “don’t know” in the scale');
  for (const group of groups)
    if (!questions.some((question) => question.group === group.id)) faults.push(`group ${group.id} has no question`);
  for (const question of questions) {
    if (!groups.some((group) => group.id === question.group)) faults.push(`${question.id}: no group ${question.group}`);
    for (const axis of axes) {
      const at = question.axes[axis.id];
      if (at === undefined || !axis.values.some((value) => value.id === at))
        faults.push(`${question.id}: no place on axis ${axis.id}`);
    }
    for (const axis of Object.keys(question.axes))
      if (!axes.some(({ id }) => id === axis)) faults.push(`${question.id}: no axis ${axis}`);
    const advice = Array.isArray(question.advice) ? question.advice : [];
    if (advice.length > 0 && advice.at(-1)?.when !== undefined)
      faults.push(`${question.id}: the last advice has a condition`);
    const named = [
      ...question.after,
      ...questionsOf(question.when),
      ...advice.flatMap(({ when }) => questionsOf(when)),
    ];
    for (const id of named) if (!known.has(id) || id === question.id) faults.push(`${question.id}: names ${id}`);
  }
  return faults;
}

/** Answers of one sitting: the choice per question. A question passed over is absent. */
export const Answers = z.record(z.string(), z.string());
/** Answers of one sitting. */
export type Answers = Readonly<Record<string, string>>;
