/** How a questionnaire is cut into pages a person can look over: at most five questions, never across groups. */
import type { Profile } from '../assessment/profile.ts';
import type { Answers, Question, Questionnaire } from '../assessment/questionnaire.ts';
import { questionsFor } from '../assessment/score.ts';

const MOST = 5;

/** One page. Its key stays the same when other groups grow or shrink. */
export interface Leaf {
  readonly key: string;
  readonly group: string;
  /** Which part of its group, from 1. */
  readonly part: number;
  readonly parts: number;
  readonly questions: readonly Question[];
  /** How many questions come before it. */
  readonly before: number;
}

/** The pages for this asker, with the questions that concern them now. A group that asks nothing has none. */
export function leavesOf(sheet: Questionnaire, profile: Profile, answers: Answers): readonly Leaf[] {
  const asked = questionsFor(sheet, profile, answers);
  let before = 0;
  return sheet.groups.flatMap(({ id }) => {
    const mine = asked.filter((question) => question.group === id);
    const parts = Math.ceil(mine.length / MOST);
    return Array.from({ length: parts }, (_, index): Leaf => {
      const [from, to] = [index, index + 1].map((at) => Math.round((at * mine.length) / parts));
      const questions = mine.slice(from, to);
      before += questions.length;
      const key = parts === 1 ? id : `${id}.${index + 1}`;
      return { key, group: id, part: index + 1, parts, questions, before: before - questions.length };
    });
  });
}

/** The first page with a question that nobody has answered; `undefined` when all are. */
export function firstOpen(leaves: readonly Leaf[], answers: Answers): Leaf | undefined {
  return leaves.find((leaf) => leaf.questions.some(({ id }) => answers[id] === undefined));
}

/** Only answers this version knows, to questions it asks: what else comes in a form is dropped. */
export function readAnswers(
  sheet: Questionnaire,
  questions: readonly Question[],
  form: Readonly<Record<string, unknown>>,
): Answers {
  const choices = new Set(sheet.scale.map(({ id }) => id));
  return Object.fromEntries(
    questions.flatMap(({ id }) => {
      const given = form[`q-${id}`];
      return typeof given === 'string' && choices.has(given) ? [[id, given]] : [];
    }),
  );
}

/** Whose size is told apart in comparisons: the lower bound of the band, as in `content/assessments/start.yaml`. */
export function sizeBand(bounds: readonly number[], people: number | undefined): number | null {
  return people === undefined ? null : (bounds.filter((from) => from <= people).at(-1) ?? null);
}
