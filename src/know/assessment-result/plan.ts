/** 次の一歩: the plan that follows from a finished sitting, at most five steps, each with who and until when. */
import { found } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { planSteps } from '../assessment/plan.ts';
import type { Profile } from '../assessment/profile.ts';
import type { Answers, Questionnaire } from '../assessment/questionnaire.ts';

const sql = loadSql(import.meta.url);

/** States of a step: `dropped` is a decision not to do it. */
export const stepStates = ['open', 'done', 'dropped'] as const;

/** A step as it is kept. What it says comes from the questionnaire's version; what people decide about it stands here. */
export interface KeptStep {
  readonly id: string;
  readonly rank: number;
  readonly question: string;
  readonly kind: 'do' | 'finish' | 'find-out';
  readonly owner: string;
  /** Calendar day, `2026-12-05`. */
  readonly dueOn: string;
  readonly state: (typeof stepStates)[number];
  readonly doneAt: Date | null;
  readonly helpAskedAt: Date | null;
}

interface Planned {
  readonly id: string;
  readonly organisationId: string | null;
  readonly profile: Profile;
  readonly answers: Answers;
}

/** Keeps the proposed plan of a sitting that has just been finished, in its transaction. */
export async function keepPlan(q: Queries, sheet: Questionnaire, sitting: Planned, now: Date): Promise<void> {
  for (const [index, step] of planSteps(sheet, sitting.profile, sitting.answers, now).entries())
    await q.run(sql('keep_step'), {
      assessment: sitting.id,
      organisation: sitting.organisationId,
      rank: index + 1,
      question: step.question,
      kind: step.kind,
      dueOn: step.dueOn,
      now,
    });
}

/** The plan of a sitting, in its order. */
export function stepsOf(q: Queries, assessment: string): Promise<KeptStep[]> {
  return q.rows<KeptStep>(sql('steps_of'), { assessment });
}

/** What somebody decides about a step. */
export interface Decision {
  readonly owner: string;
  readonly dueOn: string;
  readonly state: KeptStep['state'];
}

/** Changes who does a step, until when, and whether it is done. Refuses (404) a step that is not of this sitting. */
export async function changeStep(
  house: House,
  q: Queries,
  sitting: Planned,
  step: string,
  decision: Decision,
  actor: string,
): Promise<void> {
  const { question } = found(
    await q.one<{ question: string }>(sql('change_step'), {
      id: step,
      assessment: sitting.id,
      ...decision,
      now: house.clock(),
    }),
    'know.step-unknown',
  );
  await appendFact(house, q, {
    kind: decision.state === 'done' ? 'step.done' : decision.state === 'dropped' ? 'step.dropped' : 'step.changed',
    subject: `assessment:${sitting.id}`,
    organisationId: sitting.organisationId,
    actor,
    data: { question, ...decision },
  });
}

/** Notes that help is wanted with a step; gives its question, or `undefined` when it was asked for before. */
export async function askForHelp(
  house: House,
  q: Queries,
  sitting: Planned,
  step: string,
  actor: string,
): Promise<string | undefined> {
  const asked = await q.one<{ question: string }>(sql('ask_help'), {
    id: step,
    assessment: sitting.id,
    now: house.clock(),
  });
  if (!asked) return undefined;
  await appendFact(house, q, {
    kind: 'step.help-asked',
    subject: `assessment:${sitting.id}`,
    organisationId: sitting.organisationId,
    actor,
    data: { question: asked.question },
  });
  return asked.question;
}
