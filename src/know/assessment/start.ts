/** The five start questions and what they lead to. */
import { z } from 'zod';
import { Condition, holds } from './condition.ts';
import { askers, goals, type Profile, trades, uses } from './profile.ts';
import { Texts } from './texts.ts';

const option = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.strictObject({ id: z.enum(names), text: Texts, hint: Texts.optional() });

const Five = z.strictObject({ asker: Texts, people: Texts, trade: Texts, uses: Texts, goal: Texts });

/** `content/assessments/start.yaml`. */
export const Start = z
  .strictObject({
    questions: Five,
    /** Why each is asked, one sentence. */
    why: Five,
    askers: z.array(option(askers)),
    /** Bands of size; `people` is the number a band stands for in conditions. */
    sizes: z.array(z.strictObject({ people: z.int().min(1), below: z.int().optional(), text: Texts })),
    trades: z.array(z.strictObject({ id: z.enum(trades), jsic: z.array(z.string().regex(/^[A-T]$/u)), text: Texts })),
    uses: z.array(option(uses)),
    goals: z.array(option(goals)),
    /** Which questionnaire fits, first fitting first. */
    choose: z.array(z.strictObject({ questionnaire: z.string(), when: Condition.optional(), because: Texts })).min(1),
  })
  .check(({ value, issues }) => {
    const whole = [
      [askers, value.askers],
      [trades, value.trades],
      [uses, value.uses],
      [goals, value.goals],
    ] as const;
    for (const [names, told] of whole) {
      const missing = names.filter((name) => !told.some(({ id }) => id === name));
      if (missing.length > 0)
        issues.push({ code: 'custom', message: `no words for ${missing.join(', ')}`, input: value });
    }
  });
/** The start questions. */
export type Start = z.infer<typeof Start>;

/** For whom a questionnaire is: whom the first rule that chooses it names, else an organisation. */
export function askerOf(start: Start, questionnaire: string): (typeof askers)[number] {
  const when = start.choose.find((rule) => rule.questionnaire === questionnaire)?.when;
  return (when && 'asker' in when ? when.asker?.[0] : undefined) ?? 'organisation';
}

/** A questionnaire that fits, and why we say so. */
export interface Suggestion {
  readonly questionnaire: string;
  readonly because: Texts;
}

/** The questionnaires for a profile, the one to begin with first. Never empty: the last rule has no condition. */
export function chooseQuestionnaires(start: Start, profile: Profile): readonly Suggestion[] {
  const seen = new Set<string>();
  return start.choose.flatMap(({ questionnaire, when, because }) => {
    if (seen.has(questionnaire) || !holds(when, profile, () => 'none')) return [];
    seen.add(questionnaire);
    return [{ questionnaire, because }];
  });
}
