/** Into which parts a result falls when it is added up with those of others. */
import type { Profile } from '../assessment/profile.ts';
import type { Answers, Questionnaire } from '../assessment/questionnaire.ts';
import { questionsFor, score } from '../assessment/score.ts';

/** Stored. Shares 0 to 1 by part: `''` over all, `g:<group>`, and where the questionnaire compares question by question `q:<question>`. */
export type Parts = Readonly<Record<string, number>>;

/** The parts of a finished sitting. A group that asked this asker nothing is not among them. */
export function partsOf(sheet: Questionnaire, profile: Profile, answers: Answers): Parts {
  const result = score(sheet, profile, answers);
  const round = (share: number) => Math.round(share * 10_000) / 10_000;
  const parts: Record<string, number> = { '': round(result.share ?? 0) };
  for (const { id, tally } of result.groups) if (tally.share !== null) parts[`g:${id}`] = round(tally.share);
  if (sheet.compare === 'questions') {
    const best = Math.max(...sheet.scale.map(({ points }) => points));
    for (const { id } of questionsFor(sheet, profile, answers)) {
      const choice = sheet.scale.find((one) => one.id === answers[id]);
      if (choice && best > 0) parts[`q:${id}`] = round(choice.points / best);
    }
  }
  return parts;
}
