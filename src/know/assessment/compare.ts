/** Two sittings side by side, also when the questionnaire changed in between. */
import type { Profile } from './profile.ts';
import type { Answers, Questionnaire } from './questionnaire.ts';
import { questionsFor } from './score.ts';

/** Where a series may not be read straight on, and why. */
export interface Break {
  readonly question: string;
  readonly kind: 'added' | 'removed' | 'meaning-changed' | 'scale-changed';
}

/** What two versions have in common. */
export interface Common {
  /** Questions that ask the same thing in both. */
  readonly questions: readonly string[];
  readonly breaks: readonly Break[];
}

/** Finds the breaks between two versions of one questionnaire. Refuses (throws) two different questionnaires. */
export function breaksBetween(older: Questionnaire, newer: Questionnaire): Common {
  if (older.id !== newer.id) throw new Error(`${older.id} and ${newer.id} are different questionnaires`);
  const before = new Map(older.questions.map((question) => [question.id, question]));
  const after = new Map(newer.questions.map((question) => [question.id, question]));
  const breaks: Break[] = [];
  const questions: string[] = [];
  for (const [id, question] of before) {
    const next = after.get(id);
    if (!next) breaks.push({ question: id, kind: 'removed' });
    else if (next.meaning !== question.meaning) breaks.push({ question: id, kind: 'meaning-changed' });
    else questions.push(id);
  }
  for (const id of after.keys()) if (!before.has(id)) breaks.push({ question: id, kind: 'added' });
  return {
    questions,
    breaks: sameScale(older, newer) ? breaks : [...breaks, { question: '*', kind: 'scale-changed' }],
  };
}

function sameScale(older: Questionnaire, newer: Questionnaire): boolean {
  const scale = ({ scale: choices }: Questionnaire) => choices.map(({ id, means }) => `${id}:${means}`).join();
  return scale(older) === scale(newer);
}

/** Two results over the questions that both versions asked with the same meaning, as shares of each scale's best. */
export interface Comparison extends Common {
  readonly before: number | null;
  readonly now: number | null;
  readonly better: readonly string[];
  readonly worse: readonly string[];
}

interface Sitting {
  readonly questionnaire: Questionnaire;
  readonly profile: Profile;
  readonly answers: Answers;
}

/** Compares two sittings honestly: only over what both were asked and both answered. */
export function compare(earlier: Sitting, later: Sitting): Comparison {
  const common = breaksBetween(earlier.questionnaire, later.questionnaire);
  const asked = (sitting: Sitting) =>
    new Set(questionsFor(sitting.questionnaire, sitting.profile, sitting.answers).map((question) => question.id));
  const [first, second] = [asked(earlier), asked(later)];
  const pairs = common.questions.flatMap((id) => {
    const before = worth(earlier, id);
    const now = worth(later, id);
    return first.has(id) && second.has(id) && before !== null && now !== null ? [{ id, before, now }] : [];
  });
  const mean = (pick: (pair: { before: number; now: number }) => number) =>
    pairs.length === 0 ? null : pairs.reduce((sum, pair) => sum + pick(pair), 0) / pairs.length;
  return {
    ...common,
    before: mean((pair) => pair.before),
    now: mean((pair) => pair.now),
    better: pairs.filter((pair) => pair.now > pair.before).map((pair) => pair.id),
    worse: pairs.filter((pair) => pair.now < pair.before).map((pair) => pair.id),
  };
}

function worth({ questionnaire, answers }: Sitting, question: string): number | null {
  const best = Math.max(...questionnaire.scale.map((choice) => choice.points));
  const choice = questionnaire.scale.find(({ id }) => id === answers[question]);
  return choice && best > 0 ? choice.points / best : null;
}

/**
 * Answers already given elsewhere to the same concept, offered as a proposal for a questionnaire: by meaning, so that
 * another scale does no harm. Only where exactly one choice of the new scale has that meaning.
 */
export function carryOver(from: Sitting, to: Questionnaire): Answers {
  const given = new Map<string, string>();
  for (const question of from.questionnaire.questions) {
    const choice = from.questionnaire.scale.find(({ id }) => id === from.answers[question.id]);
    if (choice) given.set(question.concept ?? question.id, choice.means);
  }
  const offered: Record<string, string> = {};
  for (const question of to.questions) {
    const means = given.get(question.concept ?? question.id);
    const fitting = to.scale.filter((choice) => choice.means === means);
    if (fitting.length === 1 && fitting[0]) offered[question.id] = fitting[0].id;
  }
  return offered;
}
