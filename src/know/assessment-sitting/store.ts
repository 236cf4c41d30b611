/** A sitting as it is kept: begun, answered, finished, claimed, dropped; each change with its fact. */
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { Profile } from '../assessment/profile.ts';
import { Answers, type Questionnaire } from '../assessment/questionnaire.ts';
import { score } from '../assessment/score.ts';
import { partsOf } from '../assessment-result/parts.ts';
import { keepPlan } from '../assessment-result/plan.ts';
import { type Shelf, seriesOf } from '../assessment-shelf/index.ts';
import { sizeBand } from './leaves.ts';
import { hashOf, makeKey } from './link.ts';

const sql = loadSql(import.meta.url);
const DAY = 86_400_000;
/** How long a link opens answers nobody has touched. */
export const LINK_DAYS = 90;

/** Answers of one sitting with what belongs to them. */
export interface Sitting {
  readonly id: string;
  readonly organisationId: string | null;
  readonly questionnaire: string;
  readonly version: number;
  readonly series: number;
  readonly about: string;
  readonly profile: Profile;
  readonly answers: Answers;
  readonly score: number | null;
  readonly startedAt: Date;
  readonly changedAt: Date;
  readonly finishedAt: Date | null;
  readonly expiresAt: Date | null;
}

/** The sitting a link opens, or `undefined`. */
export async function findByKey(q: Queries, key: string, now: Date): Promise<Sitting | undefined> {
  return read(await q.one<Sitting>(sql('by_key'), { hash: hashOf(key), now }));
}

/** A sitting of an organisation, as far as the reader may see it. */
export async function findOwn(q: Queries, id: string): Promise<Sitting | undefined> {
  return read(await q.one<Sitting>(sql('by_id'), { id }));
}

function read(row: Sitting | undefined): Sitting | undefined {
  return (
    row && { ...row, profile: Profile.catch({ uses: [] }).parse(row.profile), answers: Answers.parse(row.answers) }
  );
}

/** What a sitting begins with. */
export interface Beginning {
  readonly sheet: Questionnaire;
  readonly profile: Profile;
  readonly answers?: Answers;
  readonly about?: string;
}

/** Begins a sitting that belongs to whoever has its key; gives the key. Write as worker: nobody else may. */
export async function beginAnonymous(house: House, q: Queries, shelf: Shelf, begin: Beginning): Promise<string> {
  const key = makeKey(house);
  const now = house.clock();
  const made = await q.one<{ id: string }>(sql('begin_anonymous'), {
    ...columnsOf(shelf, begin, now),
    hash: hashOf(key),
    expires: new Date(now.getTime() + LINK_DAYS * DAY),
  });
  await began(house, q, made?.id ?? '', begin, null, `assessment-link:${made?.id}`);
  return key;
}

/** Begins a sitting of an organisation; gives its id. */
export async function beginOwn(
  house: House,
  q: Queries,
  shelf: Shelf,
  begin: Beginning,
  organisation: string,
  actor: string,
): Promise<string> {
  const made = await q.one<{ id: string }>(sql('begin_own'), {
    ...columnsOf(shelf, begin, house.clock()),
    organisation,
  });
  await began(house, q, made?.id ?? '', begin, organisation, actor);
  return made?.id ?? '';
}

function columnsOf(shelf: Shelf, { sheet, profile, answers = {}, about = '' }: Beginning, now: Date) {
  return {
    questionnaire: sheet.id,
    version: sheet.version,
    series: seriesOf(shelf, sheet),
    about,
    profile: JSON.stringify(profile),
    answers: JSON.stringify(answers),
    now,
  };
}

async function began(
  house: House,
  q: Queries,
  id: string,
  { sheet }: Beginning,
  organisationId: string | null,
  actor: string,
): Promise<void> {
  await appendFact(house, q, {
    kind: 'assessment.started',
    subject: `assessment:${id}`,
    organisationId,
    actor,
    data: { questionnaire: sheet.id, version: sheet.version },
  });
}

/** Keeps some answers beside those already given. Gives whether the sitting was still open. */
export async function keepAnswers(house: House, q: Queries, sitting: Sitting, answers: Answers): Promise<boolean> {
  const now = house.clock();
  const kept = await q.run(sql('keep_answers'), { id: sitting.id, answers: JSON.stringify(answers), now });
  if (sitting.expiresAt)
    await q.run(sql('keep_link'), { id: sitting.id, expires: new Date(now.getTime() + LINK_DAYS * DAY) });
  return kept > 0;
}

/**
 * Ends a sitting: from now on its answers, score and plan stand. Refuses while a question is open: “don't know” is an answer,
 * silence is none. A second call changes nothing.
 */
export async function finishSitting(
  house: House,
  q: Queries,
  shelf: Shelf,
  sheet: Questionnaire,
  sitting: Sitting,
  actor: string,
): Promise<void> {
  const { profile, answers } = sitting;
  const result = score(sheet, profile, answers);
  if (!result.complete || result.share === null)
    throw new Refusal('know.assessment-open', { count: result.total.asked - result.total.answered }, 409);
  const bounds = shelf.start.sizes.map(({ people }) => people);
  const now = house.clock();
  const done = await q.run(sql('finish'), {
    id: sitting.id,
    score: result.share,
    parts: JSON.stringify(partsOf(sheet, profile, answers)),
    trade: profile.trade ?? null,
    sizeBand: sizeBand(bounds, profile.people),
    now,
  });
  if (done === 0) return;
  await keepPlan(q, sheet, sitting, now);
  await appendFact(house, q, {
    kind: 'assessment.finished',
    subject: `assessment:${sitting.id}`,
    organisationId: sitting.organisationId,
    actor,
    data: { questionnaire: sheet.id, version: sheet.version, score: Math.round(result.share * 1000) / 1000 },
  });
}

/** Gives an anonymous sitting with its plan to an organisation; its link is dead from now on. Gives whether it was still free. */
export async function claimSitting(
  house: House,
  q: Queries,
  sitting: Sitting,
  organisation: string,
  actor: string,
): Promise<boolean> {
  const now = house.clock();
  if ((await q.run(sql('claim'), { id: sitting.id, organisation, now })) === 0) return false;
  await q.run(sql('claim_steps'), { id: sitting.id, organisation, now });
  await appendFact(house, q, {
    kind: 'assessment.claimed',
    subject: `assessment:${sitting.id}`,
    organisationId: organisation,
    actor,
    data: { questionnaire: sitting.questionnaire, version: sitting.version, finished: sitting.finishedAt !== null },
  });
  return true;
}

/** Throws a sitting away: an open one, or whatever is on a link. What an organisation has finished stays as its history. */
export async function dropSitting(house: House, q: Queries, sitting: Sitting, actor: string): Promise<void> {
  if ((await q.run(sql('drop_open'), { id: sitting.id })) === 0) throw new Refusal('know.assessment-kept', {}, 409);
  await appendFact(house, q, {
    kind: 'assessment.dropped',
    subject: `assessment:${sitting.id}`,
    organisationId: sitting.organisationId,
    actor,
    data: { questionnaire: sitting.questionnaire },
  });
}

/** Answers whose link nobody used for {@link LINK_DAYS} days are gone, and so are the counts of tries. */
export const dropExpired = job({
  name: 'know.drop-expired-assessments',
  schema: z.object({}),
  every: '10 4 * * *',
  async handle(house) {
    const now = house.clock();
    await house.db.as({ kind: 'worker' }, async (q) => {
      await q.run(sql('drop_expired'), { now });
      await q.run(sql('drop_tries'), { before: new Date(now.getTime() - DAY) });
    });
  },
});
