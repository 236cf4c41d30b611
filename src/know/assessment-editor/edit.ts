/** Changes of a draft: pure, each gives a new body. A body has the shape of a questionnaire, its texts may still be empty. */
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { Condition } from '../assessment/condition.ts';
import { pictures } from '../assessment/pictures.ts';
import type { Question, Questionnaire } from '../assessment/questionnaire.ts';
import type { Texts } from '../assessment/texts.ts';

const line = z
  .string()
  .max(2000)
  .default('')
  .transform((text) => text.replace(/\r\n?/g, '\n').trim());
const nothing: Texts = { ja: '', easy: '', en: '' };
const idPattern = /^[a-z][a-z0-9-]*$/;

/** A form's fields by name; what is absent is empty. */
export type Fields = Readonly<Record<string, unknown>>;

const text = (fields: Fields, name: string): string => line.catch('').parse(fields[name] ?? '');
const texts = (fields: Fields, name: string): Texts => ({
  ja: text(fields, `${name}-ja`),
  easy: text(fields, `${name}-easy`),
  en: text(fields, `${name}-en`),
});
const list = (fields: Fields, name: string): string[] =>
  text(fields, name)
    .split(/[\s,、]+/)
    .filter((part) => idPattern.test(part));
const whole = (fields: Fields, name: string, least: number, most: number, otherwise: number): number => {
  const value = Number(text(fields, name).normalize('NFKC'));
  return Number.isInteger(value) && value >= least && value <= most ? value : otherwise;
};

/** What the first part of the form says about the whole: title, introduction, words of groups, choices and levels. */
export function editWhole(body: Questionnaire, fields: Fields): Questionnaire {
  const has = (name: string) => `${name}-ja` in fields;
  return {
    ...body,
    title: has('title') ? texts(fields, 'title') : body.title,
    intro: has('intro') ? texts(fields, 'intro') : body.intro,
    minutes: whole(fields, 'minutes', 1, 120, body.minutes),
    basis: 'basis' in fields ? text(fields, 'basis') : body.basis,
    groups: body.groups.map((group) =>
      has(`group-${group.id}`) ? { ...group, title: texts(fields, `group-${group.id}`) } : group,
    ),
    scale: body.scale.map((choice) =>
      has(`choice-${choice.id}`) ? { ...choice, text: texts(fields, `choice-${choice.id}`) } : choice,
    ),
    levels: body.levels.map((level, at) =>
      has(`level-${at}`) ? { ...level, text: texts(fields, `level-${at}`) } : level,
    ),
  };
}

/** A condition as it stands in a form, and back. */
export const conditionText = (condition: Condition | undefined): string =>
  condition ? stringify(condition).trim() : '';

/** Reads a condition written as YAML; `undefined` for none. Refuses what is no condition, naming the first fault. */
export function readCondition(given: string): Condition | undefined {
  if (given.trim() === '') return undefined;
  let value: unknown;
  try {
    value = parse(given, { maxAliasCount: 0 });
  } catch (error) {
    throw new Refusal('know.condition-wrong', { reason: (error as Error).message.split('\n')[0] ?? '' });
  }
  const outcome = Condition.safeParse(value);
  if (outcome.success) return outcome.data;
  const issue = outcome.error.issues[0];
  throw new Refusal('know.condition-wrong', {
    reason: `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
  });
}

/** Most advices one question has, each for another kind of asker. */
export const MOST_ADVICES = 6;

function adviceIn(fields: Fields): Question['advice'] {
  const rows = Array.from({ length: MOST_ADVICES }, (_, at) => ({
    when: readCondition(text(fields, `advice-${at}-when`)),
    text: texts(fields, `advice-${at}`),
  })).filter((row) => row.when !== undefined || row.text.ja + row.text.easy + row.text.en !== '');
  const [only] = rows;
  if (!only) return nothing;
  if (rows.length === 1 && !only.when) return only.text;
  return rows.map((row) => (row.when ? { when: row.when, text: row.text } : { text: row.text }));
}

/**
 * One question as the form says it. `base` is the same question in the version the draft was copied from: when it asks for something else now
 * its meaning rises, and results before and after are not compared over it.
 */
export function editQuestion(
  body: Questionnaire,
  id: string,
  fields: Fields,
  base: Question | undefined,
): Questionnaire {
  const when = readCondition(text(fields, 'when'));
  const concept = text(fields, 'concept');
  const picture = text(fields, 'picture');
  const meaning = base ? base.meaning + (fields.changed === 'yes' ? 1 : 0) : 1;
  return {
    ...body,
    questions: body.questions.map((question) => {
      if (question.id !== id) return question;
      const { when: _when, concept: _concept, picture: _picture, ...rest } = question;
      return {
        ...rest,
        meaning,
        group: text(fields, 'group') || question.group,
        axes: Object.fromEntries(
          body.axes.map((axis) => [axis.id, text(fields, `axis-${axis.id}`) || question.axes[axis.id] || '']),
        ),
        ...(pictures.has(picture) ? { picture } : {}),
        ...(idPattern.test(concept) ? { concept } : {}),
        ...(when ? { when } : {}),
        ask: texts(fields, 'ask'),
        why: texts(fields, 'why'),
        example: texts(fields, 'example'),
        advice: adviceIn(fields),
        gain: whole(fields, 'gain', 1, 5, question.gain),
        effort: whole(fields, 'effort', 1, 3, question.effort),
        after: list(fields, 'after'),
        lessons: list(fields, 'lessons'),
        documents: list(fields, 'documents'),
      };
    }),
  };
}

/** Adds an empty question at the end of its group. Refuses an id that any version has used, or that is no id. */
export function addQuestion(body: Questionnaire, id: string, group: string, used: ReadonlySet<string>): Questionnaire {
  if (!idPattern.test(id) || id.length > 60) throw new Refusal('know.question-id-wrong', { id: id.slice(0, 60) });
  if (used.has(id) || body.questions.some((question) => question.id === id))
    throw new Refusal('know.question-id-used', { id }, 409);
  const at = body.questions.findLastIndex((question) => question.group === group) + 1 || body.questions.length;
  const question: Question = {
    id,
    meaning: 1,
    group,
    axes: Object.fromEntries(body.axes.map((axis) => [axis.id, axis.values[0]?.id ?? ''])),
    ask: nothing,
    why: nothing,
    example: nothing,
    advice: nothing,
    gain: 3,
    effort: 1,
    after: [],
    lessons: [],
    documents: [],
  };
  return { ...body, questions: body.questions.toSpliced(at, 0, question) };
}

/** Takes a question out; conditions of others that name it are faults until they are put right. */
export function removeQuestion(body: Questionnaire, id: string): Questionnaire {
  return { ...body, questions: body.questions.filter((question) => question.id !== id) };
}

/** Moves a question one place among those of its group. */
export function moveQuestion(body: Questionnaire, id: string, by: -1 | 1): Questionnaire {
  const from = body.questions.findIndex((question) => question.id === id);
  const mine = body.questions[from];
  if (!mine) return body;
  const step = (at: number): number => {
    const next = at + by;
    const other = body.questions[next];
    if (!other) return -1;
    return other.group === mine.group ? next : step(next);
  };
  const to = step(from);
  if (to < 0) return body;
  return { ...body, questions: body.questions.toSpliced(from, 1).toSpliced(to, 0, mine) };
}
