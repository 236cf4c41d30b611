/** How a candidate is decided: by two different people, or by one and an independent witness. */
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { forgetIndicator, tellContacts } from './contacts.ts';
import { witnessesOf } from './look.ts';

const sql = loadSql(import.meta.url.replace('verdict.ts', 'store.ts'));

/** Days a confirmed server stays on the list unless it is seen and confirmed again. */
export const LISTED_DAYS = 30;

/** What somebody thinks of a candidate. */
export interface Verdict {
  readonly personId: string;
  readonly name: string | null;
  readonly verdict: 'confirm' | 'reject';
  readonly because: string;
  readonly at: Date;
}

/** Why detectors look away from an address. */
export interface Allowance {
  readonly prefix: string;
  readonly because: string;
}

/**
 * Records what `person` thinks. Two people of one mind decide; one decides where an independent witness stands beside them (a
 * list of known servers, or exporters of two providers that saw it), and nobody of another mind. Refuses a reason that is empty
 * and a candidate that is not open (undo it first). All in the caller's transaction, confirmed lists included.
 */
export async function judge(
  house: House,
  q: Queries,
  input: {
    readonly candidate: string;
    readonly person: string;
    readonly verdict: 'confirm' | 'reject';
    readonly because: string;
  },
): Promise<'open' | 'confirmed' | 'rejected'> {
  const now = house.clock();
  const one = found(
    await q.one<{
      id: string;
      accused: string;
      role: string;
      targetPort: number;
      protocol: number;
      state: string;
      detectors: string[];
    }>(sql('lock'), { id: input.candidate }),
    'observe.candidate-unknown',
  );
  if (one.state !== 'open') throw new Refusal('observe.candidate-decided', {}, 409);
  if (input.because.trim() === '') throw new Refusal('observe.verdict-because', {}, 422);
  await q.run(sql('put_verdict'), { ...input, now });
  await appendFact(house, q, {
    kind: 'candidate.judged',
    subject: `candidate:${one.id}`,
    actor: `user:${input.person}`,
    data: { verdict: input.verdict, because: input.because },
  });
  const verdicts = await q.rows<Verdict>(sql('verdicts'), { candidate: one.id });
  const same = verdicts.filter(({ verdict }) => verdict === input.verdict).length;
  const disputed = same < verdicts.length;
  const witnessed =
    input.verdict === 'confirm' && !disputed && same < 2 ? (await witnessesOf(house, one)).length > 0 : false;
  if (same < 2 && !witnessed) return 'open';
  const state = input.verdict === 'confirm' ? 'confirmed' : 'rejected';
  await q.run(sql('decide'), {
    id: one.id,
    state,
    by: same >= 2 ? 'two-people' : 'corroboration',
    now,
    expires: state === 'confirmed' ? new Date(now.getTime() + LISTED_DAYS * 86_400_000) : null,
  });
  if (state === 'confirmed') {
    await q.run(sql('give'), { candidate: one.id, organisation: null, now });
    await house.jobs.enqueue(q, tellContacts, { id: one.id }, { key: one.id });
  }
  await appendFact(house, q, {
    kind: `candidate.${state}`,
    subject: `candidate:${one.id}`,
    actor: `user:${input.person}`,
    data: {
      accused: one.accused,
      port: one.targetPort,
      role: one.role,
      detectors: one.detectors,
      by: same >= 2 ? 'two-people' : 'corroboration',
    },
  });
  return state;
}

/**
 * Opens a decided candidate again, for a reason; what was given to providers is withdrawn. The verdicts stay and can be changed.
 * What is on the allow list does not stand open: it is closed as allowed, and refused where it already was.
 */
export async function reopen(
  house: House,
  q: Queries,
  candidate: string,
  actor: string,
  because: string,
): Promise<void> {
  const one = found(
    await q.one<{ id: string; accused: string; state: string }>(sql('lock'), { id: candidate }),
    'observe.candidate-unknown',
  );
  if (one.state === 'open') return;
  if (because.trim() === '') throw new Refusal('observe.verdict-because', {}, 422);
  const now = house.clock();
  const allowance = await q.one<Allowance>(sql('allowed_for'), { accused: one.accused, now });
  if (allowance && one.state === 'allowed') throw new Refusal('observe.candidate-allowed', {}, 409);
  await q.run(sql('decide'), { id: one.id, state: 'open', by: '', now: null, expires: null });
  await q.run(sql('withdraw'), { candidate: one.id, now });
  await house.jobs.enqueue(q, forgetIndicator, { id: one.id }, { key: `forget ${one.id}` });
  await appendFact(house, q, {
    kind: 'candidate.reopened',
    subject: `candidate:${one.id}`,
    actor,
    data: { was: one.state, because },
  });
  if (allowance) await q.run(sql('close_allowed'), { ...allowance, actor, now });
}
