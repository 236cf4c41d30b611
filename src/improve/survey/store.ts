/** Surveys: what everybody reads, and how a wave is kept. */

import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import type { Answer, Question } from './share.ts';

const sql = loadSql(import.meta.url);

/** A survey in the list. */
export interface SurveyLine {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string;
  readonly asked: string;
  readonly askedEn: string;
}

/** A question as it was asked in one wave. */
export interface AskedQuestion extends Question {
  readonly part: string;
  readonly partEn: string;
  readonly wording: string;
  readonly wordingEn: string;
  readonly lineFrom: number | null;
  readonly lineTo: number | null;
}

/** One time of asking with its answers. */
export interface Wave {
  readonly wave: string;
  readonly referenceOn: string;
  readonly asked: number | null;
  readonly respondents: number;
  readonly source: string;
  readonly cites: { readonly document: string; readonly lines: readonly [number, number] } | null;
  readonly note: string;
  readonly noteEn: string;
  readonly questions: readonly AskedQuestion[];
}

/** All published surveys. */
export function listSurveys(
  q: Queries,
): Promise<(SurveyLine & { readonly waves: number; readonly newest: string | null })[]> {
  return q.rows(sql('surveys'));
}

/** One survey with all its waves, oldest first. */
export async function findSurvey(
  q: Queries,
  id: string,
): Promise<(SurveyLine & { readonly waves: readonly Wave[] }) | undefined> {
  const survey = await q.one<SurveyLine>(sql('survey'), { id });
  if (!survey) return undefined;
  const waves = await q.rows<Omit<Wave, 'questions'>>(sql('waves'), { id });
  const questions = await q.rows<Omit<AskedQuestion, 'answers'> & { readonly wave: string }>(sql('questions'), { id });
  const answers = Map.groupBy(
    await q.rows<Answer & { readonly wave: string; readonly question: string }>(sql('answers'), { id }),
    (row) => `${row.wave} ${row.question}`,
  );
  return {
    ...survey,
    waves: waves.map((wave) => ({
      ...wave,
      questions: questions
        .filter((one) => one.wave === wave.wave)
        .map((one) => ({ ...one, answers: answers.get(`${one.wave} ${one.question}`) ?? [] })),
    })),
  };
}

/** Keeps a wave; one of the same name is replaced. */
export async function putWave(house: House, q: Queries, survey: SurveyLine, wave: Wave, actor: string): Promise<void> {
  const now = house.clock();
  await q.run(sql('put_survey'), { ...survey, actor, now });
  await q.run(sql('drop_wave'), { id: survey.id, wave: wave.wave });
  const { questions, cites, ...rest } = wave;
  await q.run(sql('put_wave'), { ...rest, id: survey.id, cites: cites ? JSON.stringify(cites) : null, actor, now });
  await q.run(sql('put_questions'), {
    id: survey.id,
    wave: wave.wave,
    questions: JSON.stringify(questions.map(({ answers: _, ...question }, position) => ({ ...question, position }))),
  });
  await q.run(sql('put_answers'), {
    id: survey.id,
    wave: wave.wave,
    answers: JSON.stringify(
      questions.flatMap((question) =>
        question.answers.map((answer, position) => ({ ...answer, position, question: question.question })),
      ),
    ),
  });
  await appendFact(house, q, {
    kind: 'survey.taken',
    subject: `survey:${survey.id}`,
    actor,
    handling: 'TLP:CLEAR',
    data: { wave: wave.wave, respondents: wave.respondents, questions: questions.length },
  });
}

/** Who took a wave in, or undefined when it is not there. */
export async function takenBy(q: Queries, id: string, wave: string): Promise<string | undefined> {
  return (await q.one<{ takenBy: string }>(sql('there'), { id, wave }))?.takenBy;
}
