import { z } from 'zod';
import { batchOf, coverageOf, type Group, groupsOf, markApplied, unreadOf } from '#observe';
import { appendFact } from '#platform/facts';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { refreshBoard, untilCounted } from '../board/refresh.ts';
import { nextDigestAt, standardManner } from '../ladder/decide.ts';
import { playbooks } from '../notice/draft.ts';
import { tellDue } from '../notice/due.ts';
import { type Playbooks, severities } from '../playbook/index.ts';
import type { Severity } from './life.ts';
import { verifyFixes } from './verify.ts';

const sql = loadSql(import.meta.url);

/** Groups written by one statement: big enough to be quick, small enough that a flood keeps memory flat. */
const CHUNK = 5000;

/** An arm of a comparison. Stored in tell.trial. */
export const Arm = z.object({
  name: z.string().min(1).max(40),
  wording: z.enum(['standard', 'plain', 'technical']).default('standard'),
  /** Where its first notice goes; '' = as the ladder says. */
  channel: z.enum(['', 'mail', 'webhook', 'letter']).default(''),
  delayDays: z.number().int().min(0).max(60).default(0),
  weight: z.number().int().min(1).max(100),
});
export type Arm = z.output<typeof Arm>;

/**
 * A stored report becomes findings: new ones opened, known ones counted on, fixed ones that are back reopened. All of it in
 * one transaction with its facts and the mark that it is done, so that a report applied twice changes nothing.
 */
export const applyBatch = job({
  name: 'tell.apply-batch',
  schema: z.object({ subject: z.string().startsWith('batch:') }),
  atOnce: 2,
  perGroup: 1,
  tries: 1000, // what was acknowledged is never given up
  async handle(house, { subject }) {
    const batchId = subject.slice('batch:'.length);
    const batch = await batchOf(house, batchId);
    if (batch?.state !== 'stored') return;
    const now = house.clock();
    // A row played again is no look at the others; and what is missing may stand in a row that was laid aside.
    const unread = batch.origin === 'replay' ? null : await unreadOf(house, batch);
    const coverage = unread ? await coverageOf(house, batchId) : [];
    const books = await playbooks();
    await house.db.as({ kind: 'worker' }, async (q) => {
      if ((await q.run(sql('claim_batch'), { batch: batchId })) === 0) return;
      const trials = await q.rows<{ id: string; kind: string; arms: unknown }>(sql('running_trials'));
      const sum = { groups: 0, opened: 0, reopened: 0, due: 0 };
      for await (const grouped of ahead(groupsOf(house, batchId, CHUNK))) {
        const groups = once(grouped.map((group) => graded(group, books)));
        const made = await upsert(q, groups, batch.feedId, batchId, now);
        sum.groups += groups.length;
        sum.opened += made.opened;
        sum.reopened += made.reopened;
        sum.due += made.dueNow;
      }
      for (const trial of trials) await assignArms(q, trial, now);
      if (coverage.length > 0)
        await q.run(sql('cover'), {
          feed: batch.feedId,
          batch: batchId,
          kinds: coverage.map(({ kind }) => kind),
          days: coverage.map(({ day }) => day),
          unread,
        });
      await q.run(sql('finish_batch'), { batch: batchId, groups: sum.groups, opened: sum.opened });
      await markApplied(q, batchId, now);
      await appendFact(house, q, { kind: 'batch.applied', subject, actor: `feed:${batch.feedId}`, data: sum });
      // A key of its own: one that waits already may be taken, and look, before this transaction is seen.
      if (sum.due > 0) await house.jobs.enqueue(q, tellDue, {}, { key: `due ${batchId}`, priority: 10 });
      await house.jobs.enqueue(q, refreshBoard, {}, { key: 'board', after: new Date(now.getTime() + untilCounted()) });
      await house.jobs.enqueue(q, verifyFixes, { feed: batch.feedId }, { key: batch.feedId });
    });
  },
});

/** Asks for the next while the last is worked on: the column engine reads while PostgreSQL writes. */
async function* ahead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    for (let next = source.next(); ; ) {
      const { done, value } = await next;
      if (done) return;
      next = source.next();
      next.catch(() => {}); // thrown where it is awaited
      yield value;
    }
  } finally {
    await source.return(undefined);
  }
}

/** A group with a severity: the feed's own, else its playbook's. */
export interface Graded extends Group {
  readonly severity: Severity;
}

function graded(group: Group, books: Playbooks): Graded {
  return {
    ...group,
    severity: (group.severity > 0 ? group.severity : severities.indexOf(books.of(group.kind).severity) + 1) as Severity,
  };
}

/**
 * Each finding once and in one order. Once: an asset can be an organisation's own in one row and merely in its network in
 * another, and one statement must not touch a finding twice. In one order: two reports with the same findings then wait for
 * each other instead of for ever.
 */
export function once(groups: readonly Graded[]): Graded[] {
  const byKey = new Map<string, Graded>();
  for (const group of groups) {
    const key = [group.organisationId, group.kind, group.asset, group.key].join('\0');
    const other = byKey.get(key);
    byKey.set(key, other ? together(other, group) : group);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function together(one: Graded, other: Graded): Graded {
  const newest = one.lastSeenAt >= other.lastSeenAt ? one : other;
  const oldest = one.firstSeenAt <= other.firstSeenAt ? one : other;
  return {
    ...newest,
    via: one.via === 'owner' || other.via === 'owner' ? 'owner' : 'provider',
    firstSeenAt: oldest.firstSeenAt,
    count: Number(one.count) + Number(other.count),
    severity: Math.max(one.severity, other.severity) as Severity,
  };
}

/** When each group is told first: by the member's own choice, else the standard; lists of providers go out at the next digest. */
async function dueTimes(q: Queries, groups: readonly Graded[], now: Date): Promise<(Date | null)[]> {
  const organisationIds = [...new Set(groups.map((group) => group.organisationId))];
  const chosen = new Map(
    (
      await q.rows<{ organisationId: string; severity: Severity; manner: 'now' | 'digest' | 'none' }>(
        sql('preferences_of'),
        { organisationIds },
      )
    ).map((row) => [`${row.organisationId} ${row.severity}`, row.manner]),
  );
  const digestAt = nextDigestAt(now);
  return groups.map((group) => {
    if (group.via === 'provider') return digestAt;
    const manner = chosen.get(`${group.organisationId} ${group.severity}`) ?? standardManner(group.severity);
    return manner === 'now' ? now : manner === 'digest' ? digestAt : null;
  });
}

async function upsert(
  q: Queries,
  groups: readonly Graded[],
  feed: string,
  batch: string,
  now: Date,
): Promise<{ opened: number; reopened: number; dueNow: number }> {
  const due = await dueTimes(q, groups, now);
  const made = await q.one<{ opened: number; reopened: number; dueNow: number }>(sql('upsert'), {
    feed,
    batch,
    now,
    organisationIds: groups.map((group) => group.organisationId),
    vias: groups.map((group) => group.via),
    assets: groups.map((group) => group.asset),
    kinds: groups.map((group) => group.kind),
    keys: groups.map((group) => group.key),
    severities: groups.map((group) => group.severity),
    firstSeen: groups.map((group) => group.firstSeenAt),
    lastSeen: groups.map((group) => group.lastSeenAt),
    counts: groups.map((group) => group.count),
    samples: groups.map((group) => JSON.stringify(group.sample)),
    asNumbers: groups.map((group) => group.asNumber),
    countries: groups.map((group) => group.country),
    handlings: groups.map((group) => group.handling),
    due,
  });
  return made ?? { opened: 0, reopened: 0, dueNow: 0 };
}

async function assignArms(q: Queries, trial: { id: string; kind: string; arms: unknown }, now: Date): Promise<void> {
  const arms = z.array(Arm).min(2).parse(trial.arms);
  const total = arms.reduce((sum, arm) => sum + arm.weight, 0);
  let reached = 0;
  const bounds = arms.map((arm) => {
    const from = Math.round((reached / total) * 10_000);
    reached += arm.weight;
    return { from, until: Math.round((reached / total) * 10_000) };
  });
  await q.run(sql('assign_arms'), {
    trial: trial.id,
    kind: trial.kind,
    now,
    names: arms.map((arm) => arm.name),
    fromDraw: bounds.map((bound) => bound.from),
    untilDraw: bounds.map((bound) => bound.until),
    delays: arms.map((arm) => arm.delayDays),
    wordings: arms.map((arm) => arm.wording),
    channels: arms.map((arm) => arm.channel),
  });
}
