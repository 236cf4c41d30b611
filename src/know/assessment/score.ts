/** What a set of answers comes to. Pure: the same answers on the same version always give the same result. */
import { holds, type Lookup, type Standing } from './condition.ts';
import type { Profile } from './profile.ts';
import type { Answers, Question, Questionnaire } from './questionnaire.ts';
import type { Texts } from './texts.ts';

/** Points of a part of a questionnaire. `share` is null when nothing in it was asked or answered. */
export interface Tally {
  readonly points: number;
  readonly most: number;
  readonly share: number | null;
  readonly asked: number;
  readonly answered: number;
  readonly counts: Readonly<Record<Exclude<Standing, 'none'>, number>>;
}

/** The result of one sitting. */
export interface Result {
  readonly questionnaire: string;
  readonly version: number;
  /** Over everything asked; groups count by their weight. */
  readonly share: number | null;
  readonly total: Tally;
  readonly groups: readonly { readonly id: string; readonly title: Texts; readonly tally: Tally }[];
  readonly axes: readonly {
    readonly id: string;
    readonly values: readonly { readonly id: string; readonly title: Texts; readonly tally: Tally }[];
  }[];
  readonly level: Texts | null;
  /** Every asked question was answered; “don’t know” counts as an answer. */
  readonly complete: boolean;
}

/** What each answer means, read through the scale of its version; an answer the scale does not know counts as none. */
export function standingOf(questionnaire: Questionnaire, answers: Answers): Lookup {
  const meanings = new Map(questionnaire.scale.map((choice) => [choice.id, choice.means]));
  return (question) => meanings.get(answers[question] ?? '') ?? 'none';
}

/** The questions that concern this asker, in order. A condition may hang on earlier answers. */
export function questionsFor(questionnaire: Questionnaire, profile: Profile, answers: Answers): readonly Question[] {
  const lookup = standingOf(questionnaire, answers);
  return questionnaire.questions.filter((question) => holds(question.when, profile, lookup));
}

/**
 * Scores answers. Only what was asked counts; a question passed over earns nothing but is still counted as asked, so a
 * half-filled sheet cannot look better than a full one.
 */
export function score(questionnaire: Questionnaire, profile: Profile, answers: Answers): Result {
  const asked = questionsFor(questionnaire, profile, answers);
  const tally = (questions: readonly Question[]) => tallyOf(questionnaire, questions, answers);
  const groups = questionnaire.groups.map(({ id, title }) => ({
    id,
    title,
    tally: tally(asked.filter((question) => question.group === id)),
  }));
  const axes = questionnaire.axes.map((axis) => ({
    id: axis.id,
    values: axis.values.map(({ id, title }) => ({
      id,
      title,
      tally: tally(asked.filter((question) => question.axes[axis.id] === id)),
    })),
  }));
  const total = tally(asked);
  const share = weighted(questionnaire, groups);
  return {
    questionnaire: questionnaire.id,
    version: questionnaire.version,
    share,
    total,
    groups,
    axes,
    level: share === null ? null : levelOf(questionnaire, share),
    complete: total.answered === total.asked,
  };
}

function tallyOf(questionnaire: Questionnaire, questions: readonly Question[], answers: Answers): Tally {
  const choices = new Map(questionnaire.scale.map((choice) => [choice.id, choice]));
  const best = Math.max(...questionnaire.scale.map((choice) => choice.points));
  const counts = { done: 0, partly: 0, not: 0, unknown: 0 };
  let points = 0;
  let answered = 0;
  for (const question of questions) {
    const choice = choices.get(answers[question.id] ?? '');
    if (!choice) continue;
    answered += 1;
    points += choice.points;
    counts[choice.means as keyof typeof counts] += 1;
  }
  const most = best * questions.length;
  return { points, most, share: answered === 0 ? null : points / most, asked: questions.length, answered, counts };
}

function weighted(
  questionnaire: Questionnaire,
  groups: readonly { readonly id: string; readonly tally: Tally }[],
): number | null {
  let points = 0;
  let most = 0;
  for (const { id, tally } of groups) {
    if (tally.asked === 0) continue;
    const weight = questionnaire.groups.find((group) => group.id === id)?.weight ?? 1;
    points += tally.points * weight;
    most += tally.most * weight;
  }
  const any = groups.some(({ tally }) => tally.answered > 0);
  return any && most > 0 ? points / most : null;
}

/** The sentence for a share; from the highest level down. */
export function levelOf(questionnaire: Questionnaire, share: number): Texts | null {
  const levels = [...questionnaire.levels].sort((one, other) => other.from - one.from);
  return (levels.find((level) => share >= level.from - 1e-9) ?? levels.at(-1))?.text ?? null;
}
