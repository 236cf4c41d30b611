/** A customer asks its suppliers one questionnaire; each lets it see its answers, or not, and may take that back. */
import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { say } from '#platform/words';
import { seal } from '#trust';
import { findNewest } from '../assessment/load.ts';
import type { Answers } from '../assessment/questionnaire.ts';
import { openShelf } from '../assessment-shelf/index.ts';
import { dayText } from '../day/index.ts';
import { addresseesOf } from '../register/reach.ts';
import type { ListedSupplier } from './lines.ts';
import { linkToken } from './link.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const worker = { kind: 'worker' } as const;
const DAY = 86_400_000;
/** Mails to people outside that one organisation may cause in a day: the hub is no sender of bulk mail. */
const MAILS_A_DAY = 300;
/** The kind of the sealed answers. */
export const ANSWERS_KIND = 'kyojo-supplier-answers+jws';
/** How long the link in a mail works after the day on which the answer was wanted. */
export const LINK_DAYS = 120;

/** A request as the hub knows it. Stored. */
export interface Request {
  readonly id: string;
  readonly organisationId: string;
  readonly supplierId: string;
  readonly askedOrganisationId: string | null;
  readonly customerName: string;
  readonly questionnaire: string;
  readonly message: string;
  readonly dueOn: string;
  readonly state: 'asked' | 'shared' | 'declined' | 'withdrawn' | 'closed';
  readonly email: string;
  readonly askedAt: Date;
  readonly mailedAt: Date | null;
}

/** A request as the supplier that is asked sees it. */
export type AskedRequest = Pick<
  Request,
  'id' | 'customerName' | 'questionnaire' | 'message' | 'dueOn' | 'state' | 'askedAt'
> & {
  readonly answeredAt: Date | null;
};

/** Answers that were shared. */
export interface Share {
  readonly id: string;
  readonly requestId: string;
  readonly supplierName: string;
  readonly questionnaire: string;
  readonly version: number;
  readonly answers: Answers;
  readonly score: number | null;
  readonly finishedAt: Date;
  readonly incidentContact: string;
  readonly subcontractors: string;
  readonly sharedBy: string;
  readonly sharedAt: Date;
  readonly seal: string;
}

/** What is asked of all of a list. */
export interface Ask {
  readonly organisation: string;
  readonly suppliers: readonly (Pick<ListedSupplier, 'name' | 'corporateNumber' | 'email'> & {
    readonly member?: string;
  })[];
  readonly questionnaire: string;
  readonly dueOn: string;
  readonly message: string;
  readonly actor: string;
}

/**
 * Asks suppliers. As the hub itself: whom a number belongs to only the hub may see, and the customer is told the same whether it is a
 * member's or nobody's. Whoever has an open request for the same questionnaire is not asked twice. Gives how many were asked.
 */
export async function askSuppliers(house: House, q: Queries, ask: Ask): Promise<number> {
  const now = house.clock();
  const customer = found(
    await q.one<{ name: string }>(sql('customer'), { organisation: ask.organisation }),
    'know.organisation-unknown',
  );
  await mayMail(house, q, ask.organisation, ask.suppliers.filter(({ email }) => email !== '').length);
  let asked = 0;
  for (const { name, corporateNumber, email, member } of ask.suppliers) {
    const keys = { organisation: ask.organisation, corporateNumber, email };
    const supplier =
      (await q.one<{ id: string }>(sql('same'), { ...keys, name })) ??
      (await q.one<{ id: string }>(sql('add_supplier'), { ...keys, name, now }));
    if (!supplier || (await q.one(sql('is_open'), { supplier: supplier.id, questionnaire: ask.questionnaire })))
      continue;
    const holder = member ?? (await holderOf(q, corporateNumber));
    const made = found(
      await q.one<{ id: string }>(sql('add'), {
        ...keys,
        supplier: supplier.id,
        askedOrganisation: holder === ask.organisation ? null : (holder ?? null),
        customerName: customer.name,
        questionnaire: ask.questionnaire,
        message: ask.message,
        dueOn: ask.dueOn,
        askedBy: ask.actor,
        now,
      }),
      'know.supplier-unknown',
    );
    await house.jobs.enqueue(q, sendRequest, { id: made.id }, { key: made.id });
    await appendFact(house, q, {
      kind: 'supplier.asked',
      subject: `supplier-request:${made.id}`,
      organisationId: ask.organisation,
      actor: ask.actor,
      data: { supplier: name, questionnaire: ask.questionnaire, dueOn: ask.dueOn },
    });
    asked++;
  }
  return asked;
}

/** Refuses when so many more mails to people outside would be more than one organisation may cause in a day. As the hub itself. */
export async function mayMail(house: House, q: Queries, organisation: string, more: number): Promise<void> {
  const since = new Date(house.clock().getTime() - DAY);
  const lately = await q.one<{ count: number }>(sql('mails_lately'), { organisation, since });
  if (more > 0 && (lately?.count ?? 0) + more > MAILS_A_DAY)
    throw new Refusal('know.supplier-too-many', { most: MAILS_A_DAY }, 429);
}

/** The member that really has a number: for the hub's eyes. */
export async function holderOf(q: Queries, corporateNumber: string | null): Promise<string | undefined> {
  return corporateNumber === null ? undefined : (await q.one<{ id: string }>(sql('holder'), { corporateNumber }))?.id;
}

/** Tells a supplier that it is asked: a member by its contacts, somebody outside by a signed link. The customer's own words stay on the page. */
export const sendRequest = job({
  name: 'know.send-supplier-request',
  schema: z.object({ id: z.string() }),
  async handle(house, { id }) {
    const read = await house.db.as(worker, async (q) => {
      const request = await q.one<Request>(sql('one'), { id });
      const member = request?.askedOrganisationId;
      return { request, to: member ? (await addresseesOf(q, [member])).get(member) : undefined };
    });
    const { request, to } = read;
    if (!request || request.mailedAt || request.state !== 'asked') return;
    const contact = to?.contacts.find(({ email, bounced }) => email !== null && !bounced);
    const language = contact?.language ?? to?.language ?? 'ja';
    const address = contact?.email ?? request.email;
    if (!address) return;
    const sheet = findNewest(await openShelf(house), request.questionnaire);
    await house.mail.send({
      to: address,
      language,
      subject: say(words.mailSubject, language, { customer: request.customerName, hub: house.config.KYOJO_HUB_NAME }),
      text: say(to ? words.mailMember : words.mailOutside, language, {
        customer: request.customerName,
        questionnaire: sheet?.title[language] ?? request.questionnaire,
        minutes: String(sheet?.minutes ?? 15),
        date: dayText(request.dueOn, language),
        hub: house.config.KYOJO_HUB_NAME,
        url: to
          ? `${house.url}/organisations/${to.id}/requests/${id}`
          : `${house.url}/supply/${linkToken(house, 'supplier-request', id)}`,
      }),
      messageId: `supplier-request-${id}`,
    });
    await house.db.as(worker, (q) => q.run(sql('mailed'), { id, now: house.clock() }));
  },
});

/** Requests to an organisation, those that went to its number before it was here too. */
export async function requestsTo(house: House, organisation: string): Promise<void> {
  await house.db.as(worker, async (q) => {
    const own = await q.one<{ isProven: boolean; corporateNumber: string | null }>(sql('customer'), { organisation });
    if (own?.isProven && own.corporateNumber)
      await q.run(sql('attach'), { organisation, corporateNumber: own.corporateNumber });
  });
}

/** What an organisation is asked, the newest first, read by keys (`after` as `<time>_<id>`). */
export async function askedOf(
  q: Queries,
  organisation: string,
  after: string | undefined,
  limit: number,
): Promise<AskedRequest[]> {
  const [afterAt = null, afterId = null] = after?.split('_') ?? [];
  return q.rows<AskedRequest>(sql('asked_of'), { organisation, afterAt, afterId, limit });
}

/** One request as the supplier that is asked sees it, or a refusal. */
export async function askedOne(q: Queries, organisation: string, id: string): Promise<AskedRequest> {
  return found(await q.one<AskedRequest>(sql('asked_one'), { organisation, id }), 'know.request-unknown');
}

/** One request, for the hub's eyes. */
export async function readRequest(q: Queries, id: string): Promise<Request> {
  return found(await q.one<Request>(sql('one'), { id }), 'know.request-unknown');
}

/** The name under which the customer keeps its supplier, for the hub's eyes. */
export async function supplierName(q: Queries, supplier: string): Promise<string> {
  return (await q.one<{ name: string }>(sql('supplier_name'), { supplier }))?.name ?? '';
}

/** The answers shared for a request, if the reader may see them. */
export async function shareOf(q: Queries, request: string): Promise<Share | undefined> {
  return q.one<Share>(sql('share_of'), { request });
}

/** Gives a request that came by mail to the organisation of whoever opened the link. Gives whether it was still nobody's. */
export async function attachRequest(q: Queries, id: string, organisation: string): Promise<boolean> {
  return (await q.one(sql('attach_one'), { id, organisation })) !== undefined;
}

/** What a supplier lets a customer see. */
export interface NewShare {
  readonly request: Request;
  readonly organisation: string | null;
  readonly assessment: string | null;
  readonly supplierName: string;
  readonly version: number;
  readonly answers: Answers;
  readonly score: number | null;
  readonly finishedAt: Date;
  readonly incidentContact: string;
  readonly subcontractors: string;
  readonly sharedBy: string;
  readonly actor: string;
}

/** Lets the customer of one request see a copy of the answers, under a seal; a later copy takes the place of an earlier one. */
export async function shareAnswers(house: House, share: NewShare): Promise<void> {
  const { request } = share;
  const now = house.clock();
  const sealed = await seal(house, ANSWERS_KIND, {
    type: 'kyojo.supplier-answers',
    version: 1,
    request: request.id,
    hub: house.config.KYOJO_HUB_NAME,
    supplier: share.supplierName,
    customer: request.customerName,
    questionnaire: request.questionnaire,
    questionnaireVersion: share.version,
    answers: share.answers,
    score: share.score,
    finishedAt: share.finishedAt.toISOString(),
    sharedAt: now.toISOString(),
  });
  await house.db.as(worker, async (q) => {
    const held = found(await q.one<Request>(sql('hold'), { id: request.id }), 'know.request-unknown');
    if (held.state === 'closed') throw new Refusal('know.request-closed', {}, 409);
    if (held.askedOrganisationId !== share.organisation) throw new Refusal('know.request-unknown', {}, 404);
    await q.run(sql('end_shares'), { id: request.id, now });
    await q.one(sql('add_share'), {
      organisation: share.organisation,
      customer: request.organisationId,
      request: request.id,
      assessment: share.assessment,
      supplierName: share.supplierName,
      questionnaire: request.questionnaire,
      version: share.version,
      answers: JSON.stringify(share.answers),
      score: share.score,
      finishedAt: share.finishedAt,
      incidentContact: share.incidentContact,
      subcontractors: share.subcontractors,
      sharedBy: share.sharedBy,
      now,
      seal: sealed,
    });
    await move(house, q, held, 'shared', share.actor);
  });
}

/** Declines a request, or takes back what was shared. Refuses what cannot be. */
export async function answerOtherwise(
  house: House,
  asked: {
    readonly id: string;
    readonly organisation: string | null;
    readonly act: 'declined' | 'withdrawn';
    readonly actor: string;
  },
): Promise<void> {
  await house.db.as(worker, async (q) => {
    const held = found(await q.one<Request>(sql('hold'), { id: asked.id }), 'know.request-unknown');
    if (held.askedOrganisationId !== asked.organisation) throw new Refusal('know.request-unknown', {}, 404);
    if (held.state !== (asked.act === 'declined' ? 'asked' : 'shared'))
      throw new Refusal('know.request-closed', {}, 409);
    await q.run(sql('end_shares'), { id: asked.id, now: house.clock() });
    await move(house, q, held, asked.act, asked.actor);
  });
}

/** Both sides see in their facts what became of a request: the supplier whom it let see, the customer that something came or went. */
async function move(
  house: House,
  q: Queries,
  request: Request,
  state: 'shared' | 'declined' | 'withdrawn',
  actor: string,
): Promise<void> {
  await q.run(sql('set_state'), { id: request.id, state, now: house.clock() });
  const subject = `supplier-request:${request.id}`;
  const kind = {
    shared: 'supplier-answers.shared',
    declined: 'supplier-answers.declined',
    withdrawn: 'supplier-answers.withdrawn',
  }[state];
  await appendFact(house, q, {
    kind,
    subject,
    organisationId: request.organisationId,
    actor: 'supplier',
    data: { questionnaire: request.questionnaire },
  });
  if (request.askedOrganisationId)
    await appendFact(house, q, {
      kind,
      subject,
      organisationId: request.askedOrganisationId,
      actor,
      data: { questionnaire: request.questionnaire, customer: request.customerName },
    });
}
