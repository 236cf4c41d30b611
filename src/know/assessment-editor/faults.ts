/** What keeps a draft from being published, one finding each with the place to put it right. The gate is `Questionnaire`; this says in words what it says in paths. */
import type { Language } from '#platform/words';
import { say } from '#platform/words';
import { Questionnaire } from '../assessment/questionnaire.ts';
import { words } from './words.ts';

/** One thing to put right. */
export interface Fault {
  readonly text: string;
  /** The question it is about; absent when it is about the whole. */
  readonly question?: string;
}

const tongues = { ja: words.inJa, easy: words.inEasy, en: words.inEn } as const;
const fields = {
  ask: words.ask,
  why: words.why,
  example: words.example,
  advice: words.advice,
  title: words.titleField,
  intro: words.intro,
  text: words.textField,
} as const;

/** Structural faults as the gate tells them, and how we say them. */
const structural: readonly (readonly [RegExp, keyof typeof words])[] = [
  [/^asked twice: (.+)$/, 'faultTwice'],
  [/^two choices share an id()$/, 'faultChoices'],
  [/^no honest()/, 'faultUnknown'],
  [/^group (\S+) has no question$/, 'faultEmptyGroup'],
  [/^(\S+): no group \S+$/, 'faultNoGroup'],
  [/^(\S+): no (?:place on )?axis \S+$/, 'faultAxis'],
  [/^(\S+): the last advice has a condition$/, 'faultLastAdvice'],
  [/^(\S+): names \S+$/, 'faultNames'],
];

/** Every fault of a draft; none means that it can be published. */
export function faultsOf(body: Questionnaire, language: Language): readonly Fault[] {
  const outcome = Questionnaire.safeParse(body);
  if (outcome.success) return [];
  return outcome.error.issues.map((issue) => {
    const path = issue.path.map(String);
    const index = path[0] === 'questions' ? Number(path[1]) : Number.NaN;
    const question = Number.isInteger(index) ? body.questions[index]?.id : undefined;
    if (issue.code === 'custom') return structuralFault(issue.message, language);
    const tongue = tongues[path.at(-1) as keyof typeof tongues];
    const field = path.toReversed().flatMap((part) => fields[part as keyof typeof fields] ?? [])[0];
    const where = question ?? path.filter((part) => !(part in tongues)).join('.');
    const text =
      tongue && field
        ? say(words.faultNoText, language, { where, field: say(field, language), language: say(tongue, language) })
        : say(words.faultOther, language, { where: path.join('.'), reason: issue.message });
    return { text, ...(question ? { question } : {}) };
  });
}

function structuralFault(message: string, language: Language): Fault {
  for (const [pattern, key] of structural) {
    const found = pattern.exec(message);
    if (!found) continue;
    const what = found[1] ?? '';
    const isQuestion = key !== 'faultEmptyGroup' && key !== 'faultTwice' && what !== '';
    return {
      text: say(words[key] as { ja: string; en: string }, language, what ? { what } : {}),
      ...(isQuestion ? { question: what } : {}),
    };
  }
  return { text: say(words.faultOther, language, { where: '', reason: message }) };
}

/** How many texts of a draft are still missing in each language. */
export function missingTexts(body: Questionnaire): Readonly<Record<Language, number>> {
  const counts = { ja: 0, easy: 0, en: 0 };
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return void value.forEach(walk);
    if (typeof value !== 'object' || value === null) return;
    if ('ja' in value && 'en' in value && 'easy' in value) {
      for (const tongue of ['ja', 'easy', 'en'] as const)
        if (String((value as Record<string, unknown>)[tongue]).trim() === '') counts[tongue] += 1;
      return;
    }
    Object.values(value).forEach(walk);
  };
  walk(body);
  return counts;
}
