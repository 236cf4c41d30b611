/** Equipment that was handed over to be wiped or destroyed: the certificate that must come back, and the alarm when it does not. */
import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { say } from '#platform/words';
import { dayOf, dayText } from '../day/index.ts';
import { addresseesOf } from '../register/reach.ts';
import { demandCertificate } from './certificate.ts';
import { mayMail } from './request.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const worker = { kind: 'worker' } as const;

/** One disposal. Days are days in Japan. */
export interface Disposal {
  readonly id: string;
  readonly byWhom: string;
  readonly what: string;
  readonly count: number;
  readonly method: 'erase' | 'destroy';
  readonly handedOn: string;
  readonly dueOn: string;
  readonly certificateOn: string | null;
  readonly certificateReference: string;
  /** The certificate itself, where its file was handed up. */
  readonly fileName: string | null;
  readonly fileSize: number | null;
}

/** Where the certificate is. */
export function certificateState(
  disposal: Pick<Disposal, 'certificateOn' | 'dueOn'>,
  day: string,
): 'received' | 'demanded' | 'overdue' {
  return disposal.certificateOn !== null ? 'received' : disposal.dueOn < day ? 'overdue' : 'demanded';
}

/** Disposals of an organisation, the newest first, read by keys. */
export async function listDisposals(
  q: Queries,
  organisation: string,
  after: { readonly on: string; readonly id: string } | undefined,
  limit: number,
): Promise<Disposal[]> {
  return q.rows<Disposal>(sql('list'), { organisation, afterOn: after?.on ?? null, afterId: after?.id ?? null, limit });
}

/** How many certificates came, are waited for, are overdue. */
export async function countDisposals(
  q: Queries,
  organisation: string,
  day: string,
): Promise<{ readonly received: number; readonly waiting: number; readonly overdue: number }> {
  return found(await q.one(sql('counts'), { organisation, day }), 'know.disposal-unknown');
}

/** Suppliers to choose from. */
export async function contractors(
  q: Queries,
  organisation: string,
): Promise<{ readonly id: string; readonly name: string }[]> {
  return q.rows(sql('suppliers'), { organisation });
}

/** Notes that equipment was handed over, and asks the contractor for the certificate where it can be reached. As the hub itself. */
export async function addDisposal(
  house: House,
  q: Queries,
  organisation: string,
  disposal: Pick<Disposal, 'byWhom' | 'what' | 'count' | 'method' | 'handedOn' | 'dueOn'> & {
    readonly supplier: string | null;
  },
  actor: string,
): Promise<void> {
  if (disposal.supplier) await mayMail(house, q, organisation, 1);
  const made = found(
    await q.one<{ id: string }>(sql('add'), { organisation, ...disposal, now: house.clock() }),
    'know.disposal-unknown',
  );
  await appendFact(house, q, {
    kind: 'disposal.demanded',
    subject: `disposal:${made.id}`,
    organisationId: organisation,
    actor,
    data: { what: disposal.what, count: disposal.count, dueOn: disposal.dueOn },
  });
  if (disposal.supplier) await house.jobs.enqueue(q, demandCertificate, { id: made.id }, { key: made.id });
}

/** Notes that the certificate came. */
export async function receiveCertificate(
  house: House,
  q: Queries,
  asked: {
    readonly organisation: string;
    readonly id: string;
    readonly on: string;
    readonly reference: string;
    readonly actor: string;
  },
): Promise<void> {
  const { organisation, id, on, reference, actor } = asked;
  found(await q.one(sql('one'), { id, organisation }), 'know.disposal-unknown');
  const received = await q.one<{ what: string }>(sql('received'), {
    organisation,
    id,
    on,
    reference,
    now: house.clock(),
  });
  if (!received) throw new Refusal('know.role-dates-wrong');
  await appendFact(house, q, {
    kind: 'disposal.certified',
    subject: `disposal:${id}`,
    organisationId: organisation,
    actor,
    data: { what: received.what, reference },
  });
}

/** One mail about what is overdue. */
export const mailOverdue = job({
  name: 'know.mail-overdue-disposals',
  schema: z.object({ organisation: z.string(), ids: z.array(z.string()), day: z.string() }),
  async handle(house, { organisation, ids, day }) {
    const { to, lines } = await house.db.as(worker, async (q) => ({
      to: (await addresseesOf(q, [organisation])).get(organisation),
      lines: await q.rows<{ what: string; count: number; dueOn: string; byWhom: string }>(sql('lines'), {
        organisation,
        ids,
      }),
    }));
    const contact = to?.contacts.find(({ email, bounced }) => email !== null && !bounced);
    if (!to || !contact?.email || lines.length === 0) return;
    const { language } = contact;
    await house.mail.send({
      to: contact.email,
      language,
      subject: say(words.disposalSubject, language, { hub: house.config.KYOJO_HUB_NAME, count: lines.length }),
      text: say(words.disposalText, language, {
        organisation: to.name,
        lines: lines
          .map((one) => `- ${one.what} × ${one.count}  ${one.byWhom}  ${dayText(one.dueOn, language)}`)
          .join('\n'),
        url: `${house.url}/organisations/${organisation}/disposals`,
      }),
      messageId: `disposals-${organisation}-${day}`,
    });
  },
});

/** Looks every morning for certificates that should have come, and says so once a week until they do. */
export const warnDisposals = job({
  name: 'know.warn-disposals',
  schema: z.object({}),
  every: '10 8 * * *',
  async handle(house) {
    const now = house.clock();
    const day = dayOf(now);
    await house.db.as(worker, async (q) => {
      for (const { organisationId, ids } of await q.rows<{ organisationId: string; ids: string[] }>(sql('overdue'), {
        day,
        weekAgo: new Date(now.getTime() - 7 * 86_400_000),
      })) {
        await q.run(sql('warned'), { ids, now });
        await house.jobs.enqueue(q, mailOverdue, { organisation: organisationId, ids, day }, { key: organisationId });
        for (const id of ids)
          await appendFact(house, q, {
            kind: 'disposal.overdue',
            subject: `disposal:${id}`,
            organisationId,
            actor: 'job:know.warn-disposals',
          });
      }
    });
  },
});
