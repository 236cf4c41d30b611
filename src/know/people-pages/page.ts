/** Who acts for an organisation: those who came with an import get their accounts here. */
import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { loadSql } from '#platform/postgres';
import { inviteByMail } from '#platform/sign-in';
import { type Call, id, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { isEmail } from '../register/rows.ts';
import { type PeopleView, type PersonRow, peoplePage } from './page.html.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const params = z.object({ id });
const DAY = 86_400_000;
/** Mail goes to addresses somebody typed: a hub must not be a way to write to strangers. */
const MOST_A_DAY = 20;

type At = Call<{ id: string }, unknown, unknown>;

/** May this person invite and remove: the hub's operators, and the organisation's owners. */
function mayAct(c: At): boolean {
  if (c.person?.isOperator) return true;
  return c.person?.organisations.some((one) => one.id === c.params.id && one.role === 'owner') ?? false;
}

/** As the reader: an organisation that is not theirs does not exist for them. */
async function organisationOf(c: At): Promise<PeopleView['organisation']> {
  return found(
    await c.as((q) => q.one<PeopleView['organisation']>(sql('organisation'), { id: c.params.id })),
    'know.organisation-unknown',
  );
}

async function show(c: At, sent: Partial<Pick<PeopleView, 'email' | 'error' | 'sent'>> = {}) {
  const organisation = await organisationOf(c);
  const acts = mayAct(c);
  const read = await c.asWorker(async (q) => ({
    people: await q.rows<PersonRow>(sql('people'), { id: organisation.id }),
    addresses: acts
      ? (await q.rows<{ email: string }>(sql('addresses'), { id: organisation.id })).map((one) => one.email)
      : [],
  }));
  return peoplePage({
    page: c.view,
    organisation,
    ...read,
    mayAct: acts,
    email: sent.email ?? '',
    sent: sent.sent,
    error: sent.error,
  });
}

async function actOnly(c: At): Promise<PeopleView['organisation']> {
  const organisation = await organisationOf(c);
  if (!mayAct(c)) throw new Refusal('know.not-owner', {}, 403);
  return organisation;
}

route({
  method: 'GET',
  path: '/organisations/:id/people',
  permission: 'member',
  params,
  query: z.object({ sent: z.string().max(254).optional() }),
  handle: (c) => show(c, c.query.sent ? { sent: c.query.sent } : {}),
});

route({
  method: 'POST',
  path: '/organisations/:id/people',
  permission: 'member',
  params,
  form: z.object({ email: z.string().trim().max(254), owner: z.string().max(5).optional() }),
  async handle(c) {
    const organisation = await actOnly(c);
    const email = c.form.email.normalize('NFKC').toLowerCase();
    const wrong = (text: string) => show(c, { email: c.form.email, error: { name: 'email', text } });
    if (!isEmail(email)) return wrong(say(words.emailWrong, c.language));
    const invited = await c.asWorker((q) =>
      q.one<{ count: number }>(sql('invited'), { id: c.params.id, since: new Date(c.now.getTime() - DAY) }),
    );
    if ((invited?.count ?? 0) >= MOST_A_DAY && !c.person?.isOperator)
      return wrong(say(words.tooMany, c.language, { most: MOST_A_DAY }));
    await inviteByMail(c.house, {
      email,
      isOperator: false,
      organisation: { ...organisation, role: c.form.owner ? 'owner' : 'member' },
      language: c.language,
      by: c.actor,
    });
    return redirect(`/organisations/${c.params.id}/people?sent=${encodeURIComponent(email)}`);
  },
});

route({
  method: 'POST',
  path: '/organisations/:id/people/:person/drop',
  permission: 'member',
  params: z.object({ id, person: z.string().max(80) }),
  async handle(c) {
    await actOnly(c);
    const { person } = c.params;
    const gone = await c.asWorker(async (q) => {
      const dropped = await q.one<{ role: string }>(sql('drop'), { id: c.params.id, person });
      if (dropped)
        await appendFact(c.house, q, {
          kind: 'membership.removed',
          subject: `organisation:${c.params.id}`,
          organisationId: c.params.id,
          actor: c.actor,
          data: { person, role: dropped.role },
        });
      return dropped;
    });
    if (gone) return redirect(`/organisations/${c.params.id}/people`);
    return show(c, { error: { name: 'drop', text: say(words.lastOwner, c.language) } });
  },
});
