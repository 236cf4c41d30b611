/** A round of the wrong file, taken back: its rows stay and count no more, and what it changed is as it was. */
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { takeReportBack } from '../candidate-report/own-report.ts';
import { reportOf } from './store.ts';

const sql = loadSql(import.meta.url.replace('take-back.ts', 'store.ts'));

/** A round that may be taken back: the newest that counts, as every later one builds on those before; none where it kept nothing. */
export function mayBeTakenBack<Round extends { readonly state: string; readonly keepsBefore: boolean }>(
  rounds: readonly Round[],
): Round | undefined {
  const newest = rounds.findLast(({ state }) => state === 'taken');
  return newest?.keepsBefore ? newest : undefined;
}

/**
 * Takes the newest round back, for a reason. Devices that only it found are no finds any more; what it verified or found again is as
 * before; what it reported is taken back. Refuses any other round. All in the caller's transaction.
 */
export async function takeRoundBack(
  house: House,
  q: Queries,
  campaign: string,
  round: string,
  actor: string,
  because: string,
): Promise<void> {
  if (because.trim() === '') throw new Refusal('observe.round-because', {}, 422);
  await q.run(sql('hold_rounds'), { campaign });
  const rounds = await q.rows<{ id: string; number: number; state: string; keepsBefore: boolean }>(sql('all_rounds'), {
    campaign,
  });
  const one = mayBeTakenBack(rounds);
  if (one?.id !== round) throw new Refusal('observe.round-not-newest', {}, 409);
  const restored = await q.run(sql('put_back'), { round });
  const devices = await q.run(sql('take_back_hits'), { campaign, number: one.number });
  await q.run(sql('take_back_round'), { round });
  await takeReportBack(house, q, 'kyojo-survey', reportOf(campaign, one.number), because.trim());
  await appendFact(house, q, {
    kind: 'campaign.round-taken-back',
    subject: `campaign:${campaign}`,
    actor,
    data: { round: one.number, because: because.trim(), devices, restored },
  });
}
