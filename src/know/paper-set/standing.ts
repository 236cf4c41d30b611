/**
 * What an organisation's self-assessments say, looked up by the subject asked for (its `concept`) or by the question: the newest answer
 * counts, whichever questionnaire it was given on. Papers and risks begin with it.
 */
import type { Language } from '#platform/words';
import { holds, type Standing } from '../assessment/condition.ts';
import type { Library } from '../assessment/load.ts';
import { findVersion } from '../assessment/load.ts';
import type { Profile } from '../assessment/profile.ts';
import type { Finished } from '../assessment/result.ts';
import { questionsFor, standingOf } from '../assessment/score.ts';
import type { Gap } from '../paper/compose.ts';

/** By concept and by question. Stored with each version of a paper. */
export type Standings = Readonly<Record<string, Standing>>;

/** Puts finished assessments together. */
export function standingsOf(library: Library, results: ReadonlyMap<string, Finished>): Standings {
  const standings: Record<string, Standing> = {};
  const oldestFirst = [...results].sort(([, one], [, other]) => one.finishedAt.getTime() - other.finishedAt.getTime());
  for (const [id, finished] of oldestFirst) {
    const questionnaire = findVersion(library, id, finished.version);
    if (!questionnaire) continue;
    const answerOf = standingOf(questionnaire, finished.answers);
    for (const question of questionnaire.questions) {
      const standing = answerOf(question.id);
      if (standing === 'none') continue;
      standings[question.id] = standing;
      if (question.concept) standings[question.concept] = standing;
    }
  }
  return standings;
}

/** What is not done yet of that which a paper closes: question, advice, and the day proposed for it. */
export function gapsFor(
  library: Library,
  results: ReadonlyMap<string, Finished>,
  profile: Profile,
  language: Language,
): (document: string) => readonly Gap[] {
  const standings = standingsOf(library, results);
  const found = [...results].flatMap(([id, finished]) => {
    const questionnaire = findVersion(library, id, finished.version);
    if (!questionnaire) return [];
    const answerOf = standingOf(questionnaire, finished.answers);
    return questionsFor(questionnaire, finished.profile, finished.answers).flatMap((question) => {
      const standing = standings[question.concept ?? question.id] ?? 'none';
      if (standing === 'done' || standing === 'none') return [];
      const advice = Array.isArray(question.advice)
        ? question.advice.find(({ when }) => holds(when, profile, answerOf))?.text
        : question.advice;
      const days = questionnaire.plan.days[question.effort - 1] ?? 90;
      const gap: Gap = {
        ask: question.ask[language],
        advice: advice?.[language] ?? '',
        dueOn: new Date(finished.finishedAt.getTime() + days * 86_400_000),
      };
      return [{ documents: question.documents, key: question.concept ?? question.id, gap }];
    });
  });
  return (document) => {
    const once = new Map(
      found.filter(({ documents }) => documents.includes(document)).map(({ key, gap }) => [key, gap]),
    );
    return [...once.values()];
  };
}
