/** From answers to at most five next steps. */
import { holds } from './condition.ts';
import type { Profile } from './profile.ts';
import type { Answers, Question, Questionnaire } from './questionnaire.ts';
import { questionsFor, standingOf } from './score.ts';
import type { Texts } from './texts.ts';

/** One proposed step. Owner and date are the organisation's to set; `dueOn` is what we propose. */
export interface Step {
  readonly question: string;
  /** `find-out` when the honest answer was “don’t know”; `finish` what is partly done. */
  readonly kind: 'do' | 'finish' | 'find-out';
  readonly ask: Texts;
  readonly advice: Texts;
  readonly why: Texts;
  readonly effort: 1 | 2 | 3;
  readonly priority: number;
  /** Proposed calendar day, UTC date string. */
  readonly dueOn: string;
  readonly lessons: readonly string[];
  readonly documents: readonly string[];
}

/** The advice that fits: the first whose condition holds; the last has none. */
export function adviceFor(questionnaire: Questionnaire, question: Question, profile: Profile, answers: Answers): Texts {
  if (!Array.isArray(question.advice)) return question.advice;
  const lookup = standingOf(questionnaire, answers);
  const fitting = question.advice.find(({ when }) => holds(when, profile, lookup)) ?? question.advice.at(-1);
  if (!fitting) throw new Error(`${question.id} has no advice`);
  return fitting.text;
}

const kinds = { not: 'do', partly: 'finish', unknown: 'find-out' } as const;
const DAY = 86_400_000;

/**
 * The next steps, most useful first: what takes away most danger for least work. A step that must come after another
 * gap waits for it. Questions passed over give no step: we do not advise on what we were not told.
 */
export function planSteps(
  questionnaire: Questionnaire,
  profile: Profile,
  answers: Answers,
  now: Date,
): readonly Step[] {
  const lookup = standingOf(questionnaire, answers);
  const asked = questionsFor(questionnaire, profile, answers);
  const { gap, effortCost, steps, days } = questionnaire.plan;
  const ranked = asked
    .flatMap((question, order) => {
      const standing = lookup(question.id);
      if (standing === 'done' || standing === 'none') return [];
      return [
        { question, standing, order, priority: question.gain * gap[standing] - effortCost * (question.effort - 1) },
      ];
    })
    .sort((one, other) => other.priority - one.priority || one.order - other.order);
  const chosen: typeof ranked = [];
  const waiting = [...ranked];
  const gaps = new Set(ranked.map(({ question }) => question.id));
  while (chosen.length < steps && waiting.length > 0) {
    // Steps in a ring would wait for each other for ever; then the first of them goes.
    const ready = waiting.findIndex(({ question }) =>
      question.after.every((id) => !gaps.has(id) || chosen.some((step) => step.question.id === id)),
    );
    const [next] = waiting.splice(Math.max(ready, 0), 1);
    if (next) chosen.push(next);
  }
  return chosen.map(({ question, standing, priority }) => ({
    question: question.id,
    kind: kinds[standing],
    ask: question.ask,
    advice: adviceFor(questionnaire, question, profile, answers),
    why: question.why,
    effort: question.effort as 1 | 2 | 3,
    priority,
    dueOn: new Date(now.getTime() + (days[question.effort - 1] ?? days[2]) * DAY).toISOString().slice(0, 10),
    lessons: question.lessons,
    documents: question.documents,
  }));
}
