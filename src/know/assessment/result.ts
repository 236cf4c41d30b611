/** What an organisation has finished, for those who build on it: declarations, papers, suppliers' answers. */
import { loadSql, type Queries } from '#platform/postgres';
import { Profile } from './profile.ts';
import { Answers } from './questionnaire.ts';

const sql = loadSql(import.meta.url);

/** A finished assessment. It never changes any more: who answers again makes a new one. */
export interface Finished {
  readonly id: string;
  readonly finishedAt: Date;
  readonly version: number;
  /** Share of all points, 0 to 1. */
  readonly score: number;
  readonly answers: Answers;
  /** What the organisation said about itself when it answered. */
  readonly profile: Profile;
}

/**
 * The newest finished answers of an organisation on one questionnaire, on whichever version; `undefined` when there are none or
 * the reader may not see them. Answers about somebody else (a contractor) do not count.
 */
export async function latestResult(
  q: Queries,
  organisation: string,
  questionnaire: string,
): Promise<Finished | undefined> {
  const row = await q.one<Finished>(sql('latest_result'), { organisation, questionnaire });
  return row && read(row);
}

/** The newest finished answers on every questionnaire an organisation has finished, by the questionnaire's id. */
export async function latestResults(q: Queries, organisation: string): Promise<ReadonlyMap<string, Finished>> {
  const rows = await q.rows<Finished & { readonly questionnaire: string }>(sql('latest_of_all'), { organisation });
  return new Map(rows.map(({ questionnaire, ...row }) => [questionnaire, read(row)]));
}

/**
 * What an organisation last said about itself (size, trade, what it uses), finished or not; an empty profile, on which no condition
 * holds, when it has said nothing.
 */
export async function latestProfile(q: Queries, organisation: string): Promise<Profile> {
  const row = await q.one<{ profile: unknown }>(sql('latest_profile'), { organisation });
  return Profile.catch({ uses: [] }).parse(row?.profile ?? {});
}

function read(row: Finished): Finished {
  return { ...row, answers: Answers.parse(row.answers), profile: Profile.catch({ uses: [] }).parse(row.profile) };
}
