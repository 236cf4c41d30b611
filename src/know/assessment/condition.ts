/** Conditions written as data: when a question is asked, an advice fits, or a clause belongs into a document. */
import { z } from 'zod';
import { askers, goals, type Profile, trades, uses } from './profile.ts';

/** What an answer means, whatever the scale calls it. `none` is a question passed over. */
export const standings = ['done', 'partly', 'not', 'unknown', 'none'] as const;
/** What an answer means. */
export type Standing = (typeof standings)[number];

const list = <const Names extends readonly [string, ...string[]]>(names: Names) => z.array(z.enum(names)).min(1);

interface ConditionShape {
  asker?: (typeof askers)[number][] | undefined;
  people?: { from?: number | undefined; below?: number | undefined } | undefined;
  trade?: (typeof trades)[number][] | undefined;
  uses?: (typeof uses)[number][] | undefined;
  goal?: (typeof goals)[number][] | undefined;
  answers?: Record<string, Standing[]> | undefined;
  all?: ConditionShape[] | undefined;
  any?: ConditionShape[] | undefined;
  not?: ConditionShape | undefined;
}

/**
 * A condition. Every key given must hold; `uses`, `trade`, `goal` and `asker` hold when one of the list fits. What the
 * profile does not say fits nothing, so a clause is left out rather than printed on a guess.
 */
export const Condition: z.ZodType<ConditionShape> = z.lazy(() =>
  z.strictObject({
    asker: list(askers).optional(),
    people: z.strictObject({ from: z.int().min(1).optional(), below: z.int().min(2).optional() }).optional(),
    trade: list(trades).optional(),
    uses: list(uses).optional(),
    goal: list(goals).optional(),
    /** By question: the answer must mean one of these. */
    answers: z.record(z.string(), list(standings)).optional(),
    all: z.array(Condition).min(1).optional(),
    any: z.array(Condition).min(1).optional(),
    not: Condition.optional(),
  }),
);
/** A condition. */
export type Condition = ConditionShape;

/** What an answer of this sitting means; `none` when the question was not answered. */
export type Lookup = (question: string) => Standing;

/** Whether a condition holds; no condition always does. */
export function holds(condition: Condition | undefined, profile: Profile, answerOf: Lookup): boolean {
  if (!condition) return true;
  const { asker, people, trade, goal, answers, all, any, not } = condition;
  if (asker && !(profile.asker && asker.includes(profile.asker))) return false;
  if (trade && !(profile.trade && trade.includes(profile.trade))) return false;
  if (goal && !(profile.goal && goal.includes(profile.goal))) return false;
  if (condition.uses && !condition.uses.some((use) => profile.uses.includes(use))) return false;
  if (people && !withinPeople(people, profile.people)) return false;
  if (answers && !Object.entries(answers).every(([question, fits]) => fits.includes(answerOf(question)))) return false;
  if (all && !all.every((inner) => holds(inner, profile, answerOf))) return false;
  if (any && !any.some((inner) => holds(inner, profile, answerOf))) return false;
  return !(not && holds(not, profile, answerOf));
}

function withinPeople(
  bounds: { from?: number | undefined; below?: number | undefined },
  people: number | undefined,
): boolean {
  if (people === undefined) return false;
  return people >= (bounds.from ?? 0) && people < (bounds.below ?? Number.POSITIVE_INFINITY);
}

/** Every question a condition looks at, so that a loader can check they exist. */
export function questionsOf(condition: Condition | undefined): readonly string[] {
  if (!condition) return [];
  return [
    ...Object.keys(condition.answers ?? {}),
    ...(condition.all ?? []).flatMap(questionsOf),
    ...(condition.any ?? []).flatMap(questionsOf),
    ...questionsOf(condition.not),
  ];
}
