import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { type Addressee, addresseesOf, holdersOf } from '#know';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import type { FindingState, Severity } from '../finding/life.ts';
import { decideStep, type Reach, type Reachable, type Step, standardManner, theirsAlone } from '../ladder/decide.ts';
import { ladder } from '../ladder/load.ts';
import { sendNotice } from './send.ts';

const sql = loadSql(import.meta.url);
const CHUNK = 2000;
const DAY = 86_400_000;

interface Due {
  readonly id: string;
  readonly organisationId: string;
  /** See `theirsAlone`. */
  readonly isTheirsAlone: boolean;
  readonly via: 'owner' | 'provider';
  readonly kind: string;
  readonly severity: Severity;
  readonly state: FindingState;
  readonly step: number;
  readonly asNumber: number;
  readonly wording: string;
  readonly firstChannel: '' | 'mail' | 'webhook' | 'letter';
  readonly toldAt: Date | null;
}

/** A message to be: findings that go together to one person. */
interface Bundle {
  readonly organisation: Addressee;
  readonly step: Step;
  readonly manner: 'now' | 'digest' | 'again' | 'list';
  readonly kind: string;
  readonly wording: string;
  readonly findings: Due[];
}

/**
 * Takes every finding whose time has come one rung up the ladder: makes the notices and puts one sending job each. A chunk is
 * one transaction; whoever else runs this at the same time gets other findings.
 */
export const tellDue = job({
  name: 'tell.tell-due',
  schema: z.object({}),
  every: '* * * * *',
  async handle(house) {
    for (;;) {
      const taken = await house.db.as({ kind: 'worker' }, (q) => tellChunk(house, q));
      if (taken < CHUNK) return;
    }
  },
});

async function tellChunk(house: House, q: Queries): Promise<number> {
  const now = house.clock();
  const due = await q.rows<Due>(sql('due'), { now, limit: CHUNK, theirsAlone });
  if (due.length === 0) return 0;
  const reachOf = await readReach(q, due);
  const isDigest = await readManners(q, due);
  const bundles = new Map<string, Bundle>();
  const moved: { id: string; step: number; next: Date | null }[] = [];
  for (const finding of due) {
    const { organisation, reach } = reachOf(finding);
    const step =
      organisation &&
      (finding.via === 'provider'
        ? listStep(finding, organisation)
        : decideStep(ladder(), finding.step, finding.severity, reach, finding.firstChannel));
    if (!organisation || !step) {
      // Nobody can be reached any more: it stays on the operator's list of the unreachable.
      moved.push({ id: finding.id, step: finding.step, next: null });
      await appendFact(house, q, {
        kind: 'finding.unreachable',
        subject: `finding:${finding.id}`,
        organisationId: finding.organisationId,
        actor: 'job:tell.tell-due',
        data: { step: finding.step },
      });
      continue;
    }
    moved.push({
      id: finding.id,
      step: step.step,
      next: finding.via === 'provider' ? null : new Date(now.getTime() + step.waitDays * DAY),
    });
    const manner =
      finding.via === 'provider' ? 'list' : finding.step > 0 ? 'again' : isDigest(finding) ? 'digest' : 'now';
    const kind = manner === 'digest' || manner === 'list' ? '' : finding.kind;
    const wording = step.wording === 'standard' ? finding.wording : step.wording;
    const key = [
      organisation.id,
      step.toOrganisation,
      step.contact?.id,
      step.channel,
      step.step,
      manner,
      kind,
      wording,
    ].join('|');
    const bundle = bundles.get(key) ?? { organisation, step, manner, kind, wording, findings: [] };
    bundle.findings.push(finding);
    bundles.set(key, bundle);
  }
  await addNotices(house, q, [...bundles.values()], now);
  await q.run(sql('take_step'), {
    ids: moved.map((row) => row.id),
    steps: moved.map((row) => row.step),
    next: moved.map((row) => row.next),
    now,
  });
  return due.length;
}

/** Whether a finding belongs into the organisation's daily mail: as it chose for that severity, else as is usual. */
async function readManners(q: Queries, due: readonly Due[]): Promise<(finding: Due) => boolean> {
  const chosen = await q.rows<{ organisationId: string; severity: Severity; manner: 'now' | 'digest' | 'none' }>(
    sql('manners_of'),
    { organisationIds: [...new Set(due.map((finding) => finding.organisationId))] },
  );
  const manners = new Map(chosen.map((row) => [`${row.organisationId} ${row.severity}`, row.manner]));
  return ({ organisationId, severity }) =>
    (manners.get(`${organisationId} ${severity}`) ?? standardManner(severity)) !== 'now';
}

/** The list to the holder of the network: one message per period with everything nobody else was there for. */
function listStep(finding: Due, organisation: Addressee): Step | undefined {
  const contact = organisation.contacts.find((one) => one.email && !one.bounced);
  if (!contact) return undefined;
  return {
    step: finding.step + 1,
    way: 'provider',
    channel: 'mail',
    wording: 'standard',
    toOrganisation: undefined,
    contact,
    waitDays: 0,
  };
}

/** Everything needed to decide, read once for the whole chunk. */
async function readReach(
  q: Queries,
  due: readonly Due[],
): Promise<(finding: Due) => { organisation: Addressee | undefined; reach: Reach }> {
  const ids = [...new Set(due.map((finding) => finding.organisationId))];
  const holders = await holdersOf(q, [...new Set(due.map((finding) => finding.asNumber).filter((asn) => asn > 0))]);
  const direct = await addresseesOf(q, ids);
  const others = [
    ...new Set([...holders.values(), ...[...direct.values()].flatMap((one) => one.partnerId ?? [])]),
  ].filter((id) => !direct.has(id));
  const all = new Map([...direct, ...(others.length > 0 ? await addresseesOf(q, others) : [])]);
  const webhooks = new Set(
    (await q.rows<{ organisationId: string }>(sql('webhooks_of'), { organisationIds: ids })).map(
      (row) => row.organisationId,
    ),
  );
  const otherParty = (id: string | null | undefined, self: string) => {
    const contact = id && id !== self ? all.get(id)?.contacts.find((one) => one.email && !one.bounced) : undefined;
    return id && contact ? { organisationId: id, contact: contact as Reachable } : undefined;
  };
  return (finding) => {
    const organisation = all.get(finding.organisationId);
    const other = (id: string | null | undefined) =>
      finding.isTheirsAlone ? undefined : otherParty(id, finding.organisationId);
    return {
      organisation,
      reach: {
        contacts: organisation?.contacts ?? [],
        webhook: webhooks.has(finding.organisationId),
        letter: organisation?.letter ?? false,
        partner: other(organisation?.partnerId),
        provider: other(holders.get(finding.asNumber)),
      },
    };
  };
}

/** Keeps the notices with their findings and facts by one statement and puts the jobs that send them by another. */
async function addNotices(house: House, q: Queries, bundles: readonly Bundle[], now: Date): Promise<void> {
  if (bundles.length === 0) return;
  const ids = (await q.rows<{ id: string }>(sql('new_ids'), { count: bundles.length })).map((row) => row.id);
  const notices = bundles.map((bundle, i) => {
    const { organisation, step, findings } = bundle;
    const severity = Math.max(...findings.map((finding) => finding.severity));
    return {
      id: ids[i] as string,
      findings,
      organisation_id: organisation.id,
      to_organisation_id: step.toOrganisation ?? null,
      contact_id: step.contact?.id ?? null,
      channel: bundle.manner === 'list' ? 'provider-list' : step.channel,
      manner: bundle.manner,
      wording: bundle.wording,
      language:
        step.wording === 'plain' && (step.contact?.language ?? organisation.language) === 'ja'
          ? 'easy'
          : (step.contact?.language ?? organisation.language),
      step: step.step,
      way: step.way,
      kind: bundle.kind,
      severity,
      send_to: step.contact?.email ?? '',
      code: newCode(),
      urgent: severity >= 4,
      finding_count: findings.length,
      fact: {
        way: step.way,
        step: step.step,
        channel: step.channel,
        wording: bundle.wording,
        findings: findings.length,
      },
    };
  });
  const made = await q.run(sql('add_notices'), {
    notices: JSON.stringify(notices.map(({ findings: _, ...row }) => row)),
    noticeIds: notices.flatMap(({ id, findings }) => findings.map(() => id)),
    findingIds: notices.flatMap(({ findings }) => findings.map((finding) => finding.id)),
    actor: 'job:tell.tell-due',
    now,
  });
  if (made !== notices.length) throw new Error('a notice was not kept');
  await house.jobs.enqueueAll(
    q,
    sendNotice,
    notices.map(({ id, urgent }) => ({ data: { notice: id }, options: { key: id, priority: urgent ? 10 : 0 } })),
  );
}

/** Letters and digits nobody confuses on paper or on the telephone (no 0/O, 1/I/L, 8/B). */
const LETTERS = '2345679ACDEFGHJKMNPQRSTUVWXYZ';

/** A number that a person can read out to check that a notice is genuine: `K7F3-92QD`. */
export function newCode(): string {
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
