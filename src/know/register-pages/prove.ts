/** How control of what an organisation claims is proven: by DNS, by mail to a role address, or by the operator. */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { banner, page, postButton } from '#platform/page';
import { loadSql, type Queries } from '#platform/postgres';
import { type Call, id, redirect, route } from '#platform/web';
import { type Entry, say } from '#platform/words';
import { hasProof, proofText, roleAddresses } from '../proof/dns.ts';
import { registryChanged } from '../register/store.ts';
import { refusals } from '../words.ts';
import { provePage } from './page.html.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url.replace('prove.ts', 'page.ts'));

route({
  method: 'POST',
  path: '/registrations/:id/settle',
  permission: 'operator',
  params: z.object({ id }),
  form: z.object({ state: z.enum(['proven', 'refused']) }),
  async handle(c) {
    await c.as((q) => settleRegistration(c.house, q, c.params.id, c.form.state, 'operator', c.actor));
    return redirect('/organisations');
  },
});

/** Says that control of a registration is proven (or refused); what is proven is matched from the next report on. */
async function settleRegistration(
  house: House,
  q: Queries,
  registration: string,
  state: 'proven' | 'refused',
  by: 'operator' | 'dns-txt' | 'mail' | 'provider',
  actor: string,
): Promise<string> {
  const settled = found(
    await q.one<{ organisationId: string; kind: string; value: string }>(sql('settle_claim'), {
      id: registration,
      state,
      by,
      now: house.clock(),
    }),
    'know.registration-unknown',
  );
  await appendFact(house, q, {
    kind: `registration.${state}`,
    subject: `organisation:${settled.organisationId}`,
    organisationId: settled.organisationId,
    actor,
    data: { kind: settled.kind, value: settled.value, by },
  });
  if (state === 'proven') await registryChanged(house, q, actor);
  return settled.organisationId;
}

const DAY = 86_400_000;
type Registered = {
  readonly id: string;
  readonly organisationId: string;
  readonly kind: string;
  readonly value: string;
  readonly state: string;
};

/** The claim a proof is about, seen as the caller: a member reaches its own only. */
async function claimOf(
  c: Call<{ id: string }, unknown, unknown>,
): Promise<Registered & { readonly organisation: string }> {
  return c.as(async (q) => {
    const registration = found(
      await q.one<Registered>(sql('registration'), { id: c.params.id }),
      'know.registration-unknown',
    );
    const organisation = found(
      await q.one<{ name: string }>(sql('one'), { id: registration.organisationId }),
      'know.organisation-unknown',
    );
    return { ...registration, organisation: organisation.name };
  });
}

/** The DNS token of a claim: made once, good for thirty days. */
async function dnsToken(c: Call<{ id: string }, unknown, unknown>, registration: Registered): Promise<string> {
  return c.asWorker(async (q) => {
    const open = await q.one<{ token: string }>(sql('open_proof'), { registration: registration.id, now: c.now });
    if (open) return open.token;
    const token = randomBytes(16).toString('hex');
    await q.run(sql('add_proof'), {
      registration: registration.id,
      organisation: registration.organisationId,
      method: 'dns-txt',
      token,
      sentTo: '',
      expires: new Date(c.now.getTime() + 30 * DAY),
      now: c.now,
    });
    return token;
  });
}

async function showProof(c: Call<{ id: string }, unknown, unknown>, error?: string) {
  const registration = await claimOf(c);
  return provePage({
    page: c.view,
    registration,
    token: registration.kind === 'domain' ? proofText(await dnsToken(c, registration)) : '',
    mailTo: registration.kind === 'domain' ? roleAddresses(registration.value) : [],
    error,
    isSent: c.url.searchParams.has('sent'),
    back: `/organisations/${registration.organisationId}`,
    organisation: registration.organisation,
  });
}

route({
  method: 'GET',
  path: '/registrations/:id/prove',
  permission: 'member',
  params: z.object({ id }),
  handle: (c) => showProof(c),
});

route({
  method: 'POST',
  path: '/registrations/:id/prove/dns',
  permission: 'member',
  params: z.object({ id }),
  async handle(c) {
    const registration = await claimOf(c);
    if (
      registration.kind !== 'domain' ||
      !(await hasProof(c.house, registration.value, await dnsToken(c, registration)))
    )
      return showProof(c, say(refusals['know.proof-not-found'] as Entry, c.language));
    await c.asWorker((q) => settleRegistration(c.house, q, registration.id, 'proven', 'dns-txt', c.actor));
    return redirect(`/organisations/${registration.organisationId}?proven=1`);
  },
});

route({
  method: 'POST',
  path: '/registrations/:id/prove/mail',
  permission: 'member',
  params: z.object({ id }),
  form: z.object({ to: z.string().max(320) }),
  async handle(c) {
    const registration = await claimOf(c);
    if (registration.kind !== 'domain' || !roleAddresses(registration.value).includes(c.form.to))
      throw new Refusal('know.registration-wrong', { value: c.form.to });
    const token = randomBytes(24).toString('base64url');
    await c.asWorker(async (q) => {
      const recent = await q.one<{ count: number }>(sql('recent_proofs'), {
        organisation: registration.organisationId,
        since: new Date(c.now.getTime() - DAY),
      });
      if ((recent?.count ?? 0) >= 20) throw new Refusal('know.too-many-tries', {}, 429);
      // Only the hash is kept: who reads the database cannot prove anything with it.
      await q.run(sql('add_proof'), {
        registration: registration.id,
        organisation: registration.organisationId,
        method: 'mail',
        token: hashOf(token),
        sentTo: c.form.to,
        expires: new Date(c.now.getTime() + 3 * DAY),
        now: c.now,
      });
    });
    const holes = { value: registration.value, hub: c.house.config.KYOJO_HUB_NAME };
    await c.house.mail.send({
      to: c.form.to,
      subject: say(words.proofMailSubject, c.language, holes),
      text: say(words.proofMailText, c.language, {
        ...holes,
        organisation: registration.organisation,
        link: `${c.house.url}/prove/${token}`,
      }),
    });
    return redirect(`/registrations/${registration.id}/prove?sent=1`);
  },
});

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The link in the mail. Opening it shows a button: mail scanners open links, they do not press buttons. */
route({
  method: 'GET',
  path: '/prove/:token',
  permission: 'token',
  params: z.object({ token: z.string().max(64) }),
  async handle(c) {
    return page({
      ...c.view,
      title: say(words.prove, c.language),
      heading: say(words.prove, c.language),
      narrow: true,
      main: postButton({ action: `/prove/${c.params.token}`, text: say(words.prove, c.language) }),
    });
  },
});

route({
  method: 'POST',
  path: '/prove/:token',
  permission: 'token',
  params: z.object({ token: z.string().max(64) }),
  async handle(c) {
    await c.asWorker(async (q) => {
      const used = await q.one<{ registrationId: string }>(sql('use_proof'), {
        token: hashOf(c.params.token),
        now: c.now,
      });
      if (!used) throw new Refusal('know.proof-used', {}, 410);
      await settleRegistration(c.house, q, used.registrationId, 'proven', 'mail', 'proof-link:mail');
    });
    return page({
      ...c.view,
      title: say(words.proven, c.language),
      heading: say(words.proven, c.language),
      narrow: true,
      main: banner({ language: c.language, tone: 'good', title: say(words.proven, c.language) }),
    });
  },
});
