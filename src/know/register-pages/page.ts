import { createHash, randomBytes } from 'node:crypto';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { banner, page, postButton } from '#platform/page';
import { loadSql, type Queries } from '#platform/postgres';
import { sheetWords } from '#platform/sheet';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import { type Entry, say } from '#platform/words';
import { z } from 'zod';
import { isCorporateNumber } from '../corporate-number/index.ts';
import { addMember } from '../membership/index.ts';
import { hasProof, proofText, roleAddresses } from '../proof/dns.ts';
import { findImport, previewImport, readOrganisations, takeImport } from '../register/import.ts';
import { loadRoutingTable } from '../register/routing-table.ts';
import { isEmail, readAsNumber, readDomain, readPrefix, type RegistrationKind } from '../register/rows.ts';
import { registryChanged } from '../register/store.ts';
import { refusals } from '../words.ts';
import { type ContactRow, importPage, type ListRow, listPage, organisationPage, type OrganisationView, previewPage, provePage, registerPage, type RegistrationRow } from './page.html.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const PAGE = 50;

navItem({ href: '/organisations', label: { ja: '組織', easy: '組織', en: 'Organisations' }, for: 'operator', order: 30 });
navItem({ href: '/organisation', label: { ja: '自分の組織', easy: '自分の 組織', en: 'My organisation' }, for: 'member', order: 30 });

/** The key of the last row of the page before, as it stands in the address: a name and an id. */
const PageKey = z
  .string()
  .max(1000)
  .transform((text, refuse) => {
    try {
      return z.tuple([z.string(), id]).parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    } catch {
      refuse.addIssue('not a page of this list');
      return z.NEVER;
    }
  });

route({
  method: 'GET',
  path: '/organisations',
  permission: 'operator',
  query: z.object({ text: z.string().max(100).optional(), kind: z.enum(['member', 'provider', 'partner', 'all']).default('member'), after: PageKey.optional(), routes: z.literal('loading').optional() }),
  async handle(c) {
    const [afterName, afterId] = c.query.after ?? [null, null];
    const text = c.query.text?.normalize('NFKC').trim().toLowerCase();
    return c.as(async (q) => {
      const rows = await q.rows<ListRow>(sql('list'), {
        text: text ? text.replace(/[\\%_]/g, '\\$&') : null,
        exact: text ? (readAsNumber(text) ?? readPrefix(text) ?? readDomain(text) ?? text) : null,
        kind: c.query.kind === 'all' ? null : c.query.kind,
        state: null,
        prefecture: null,
        afterName,
        afterId,
        limit: PAGE + 1,
      });
      const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
      const next = last && `/organisations?${new URLSearchParams({ ...(c.query.text ? { text: c.query.text } : {}), kind: c.query.kind, after: Buffer.from(JSON.stringify([last.name, last.id])).toString('base64url') })}`;
      return listPage({ page: c.view, query: c.query, rows: rows.slice(0, PAGE), next, waiting: await q.rows(sql('waiting')), isLoadingRoutes: c.query.routes === 'loading' });
    });
  },
});

route({ method: 'GET', path: '/organisations/import', permission: 'operator', handle: async (c) => importPage({ page: c.view, error: undefined }) });

route({
  method: 'POST',
  path: '/organisations/import',
  permission: 'operator',
  form: z.object({ file: z.instanceof(File) }),
  async handle(c) {
    try {
      const { rows, faults } = readOrganisations(new Uint8Array(await c.form.file.arrayBuffer()), c.form.file.name);
      const made = await c.as((q) => previewImport(q, { name: c.form.file.name, rows, faults, person: c.person?.id ?? '', now: c.now }));
      return redirect(`/organisations/import/${made}`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const entry: Entry = (sheetWords as Readonly<Record<string, Entry>>)[error.code] ?? refusals[error.code] ?? { ja: error.code, en: error.code };
      return importPage({ page: c.view, error: say(entry, c.language, Object.fromEntries(Object.entries(error.facts).filter(([name]) => entry.ja.includes(`{${name}`)))) });
    }
  },
});

route({
  method: 'GET',
  path: '/organisations/import/:id',
  permission: 'operator',
  params: z.object({ id }),
  query: z.object({ added: z.coerce.number().int().optional(), updated: z.coerce.number().int().optional() }),
  async handle(c) {
    const preview = found(await c.as((q) => findImport(q, c.params.id)), 'know.import-unknown');
    return previewPage({ page: c.view, preview, taken: c.query.added === undefined ? undefined : { added: c.query.added, updated: c.query.updated ?? 0 } });
  },
});

route({
  method: 'POST',
  path: '/organisations/import/:id',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    const sum = await c.as((q) => takeImport(c.house, q, c.params.id, c.actor));
    return redirect(`/organisations/import/${c.params.id}?added=${sum.added}&updated=${sum.updated}`);
  },
});

/** Loading the routing table takes a while: it happens in the background. */
export const loadRoutingTableJob = job({
  name: 'know.load-routing-table',
  schema: z.object({ actor: z.string() }),
  async handle(house, { actor }) {
    await loadRoutingTable(house, actor);
    await house.db.as({ kind: 'worker' }, (q) => appendFact(house, q, { kind: 'routing-table.loaded', subject: 'routing-table:all', actor }));
  },
});

route({
  method: 'POST',
  path: '/organisations/routing-table',
  permission: 'operator',
  async handle(c) {
    await c.as((q) => c.house.jobs.enqueue(q, loadRoutingTableJob, { actor: c.actor }, { key: 'all' }));
    return redirect('/organisations?routes=loading');
  },
});

async function readOrganisation(q: Queries, organisation: string): Promise<Pick<OrganisationView, 'organisation' | 'registrations' | 'contacts'>> {
  return {
    organisation: found(await q.one<OrganisationView['organisation']>(sql('one'), { id: organisation }), 'know.organisation-unknown'),
    registrations: await q.rows<RegistrationRow>(sql('registrations'), { id: organisation }),
    contacts: await q.rows<ContactRow>(sql('contacts'), { id: organisation }),
  };
}

/** The organisation the address names; a member reaches its own only (the database shows it no other). */
async function showOrganisation(c: Call<unknown, unknown, unknown>, organisation: string, error?: { readonly field: string; readonly text: string }) {
  const read = await c.as((q) => readOrganisation(q, organisation));
  return organisationPage({ page: c.view, base: `/organisations/${organisation}`, ...read, isOperator: c.person?.isOperator ?? false, error, isProven: c.url.searchParams.has('proven') });
}

route({ method: 'GET', path: '/organisations/:id', permission: 'member', params: z.object({ id }), handle: (c) => showOrganisation(c, c.params.id) });

route({
  method: 'GET',
  path: '/organisation',
  permission: 'signed-in',
  async handle(c) {
    const mine = c.person?.organisations[0];
    return mine ? redirect(`/organisations/${mine.id}`) : redirect('/organisation/register');
  },
});

/** What a person typed, as something that can be registered: the kind shows in the form. */
export function readRegistration(text: string): { readonly kind: RegistrationKind; readonly value: string } | undefined {
  const plain = text.normalize('NFKC').trim();
  const prefix = readPrefix(plain);
  if (prefix) return { kind: 'prefix', value: prefix };
  const asNumber = /^as\d+$/i.test(plain) ? readAsNumber(plain) : undefined;
  if (asNumber) return { kind: 'as-number', value: asNumber };
  const domain = readDomain(plain.replace(/^https?:\/\//i, '').replace(/\/.*$/, ''));
  return domain ? { kind: 'domain', value: domain } : undefined;
}

route({
  method: 'POST',
  path: '/organisations/:id/registrations',
  permission: 'member',
  params: z.object({ id }),
  form: z.object({ value: z.string().max(300) }),
  async handle(c) {
    const registration = readRegistration(c.form.value);
    if (!registration) return showOrganisation(c, c.params.id, { field: 'value', text: say(refusals['know.registration-wrong'] as Entry, c.language, { value: c.form.value }) });
    await c.as(async (q) => {
      found(await q.one(sql('one'), { id: c.params.id }), 'know.organisation-unknown');
      await q.run(sql('claim'), { organisation: c.params.id, ...registration });
      await appendFact(c.house, q, { kind: 'registration.claimed', subject: `organisation:${c.params.id}`, organisationId: c.params.id, actor: c.actor, data: registration });
    });
    return redirect(`/organisations/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/organisations/:id/registrations/:registration/drop',
  permission: 'member',
  params: z.object({ id, registration: id }),
  async handle(c) {
    await c.as(async (q) => {
      const gone = await q.one<{ kind: string; value: string; state: string }>(sql('drop_registration'), { id: c.params.registration, organisation: c.params.id });
      if (gone) await appendFact(c.house, q, { kind: 'registration.dropped', subject: `organisation:${c.params.id}`, organisationId: c.params.id, actor: c.actor, data: gone });
    });
    await c.asWorker((q) => registryChanged(c.house, q, c.actor));
    return redirect(`/organisations/${c.params.id}`);
  },
});

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
async function settleRegistration(house: House, q: Queries, registration: string, state: 'proven' | 'refused', by: 'operator' | 'dns-txt' | 'mail' | 'provider', actor: string): Promise<string> {
  const settled = found(await q.one<{ organisationId: string; kind: string; value: string }>(sql('settle_claim'), { id: registration, state, by, now: house.clock() }), 'know.registration-unknown');
  await appendFact(house, q, { kind: `registration.${state}`, subject: `organisation:${settled.organisationId}`, organisationId: settled.organisationId, actor, data: { kind: settled.kind, value: settled.value, by } });
  if (state === 'proven') await registryChanged(house, q, actor);
  return settled.organisationId;
}

route({
  method: 'POST',
  path: '/organisations/:id/contacts',
  permission: 'member',
  params: z.object({ id }),
  form: z.object({ email: z.string().trim().max(254), name: z.string().trim().max(100).default(''), phone: z.string().trim().max(40).default('') }),
  async handle(c) {
    if (!isEmail(c.form.email)) return showOrganisation(c, c.params.id, { field: 'email', text: say(words['fault.email-wrong'], c.language) });
    await c.as(async (q) => {
      const { contacts } = await readOrganisation(q, c.params.id);
      const made = await q.one<{ id: string }>(sql('add_contact'), { organisation: c.params.id, rank: Math.min(99, contacts.length + 1), role: 'security', ...c.form, language: c.language, now: c.now });
      if (made) await appendFact(c.house, q, { kind: 'contact.added', subject: `contact:${made.id}`, organisationId: c.params.id, actor: c.actor });
    });
    return redirect(`/organisations/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/organisations/:id/contacts/:contact/drop',
  permission: 'member',
  params: z.object({ id, contact: id }),
  async handle(c) {
    await c.as(async (q) => {
      if ((await q.run(sql('drop_contact'), { id: c.params.contact, organisation: c.params.id })) > 0)
        await appendFact(c.house, q, { kind: 'contact.removed', subject: `contact:${c.params.contact}`, organisationId: c.params.id, actor: c.actor });
    });
    return redirect(`/organisations/${c.params.id}`);
  },
});

const RegisterForm = z.object({ name: z.string().trim().max(200).default(''), nameKana: z.string().trim().max(200).default(''), corporateNumber: z.string().trim().max(20).default(''), sector: z.string().trim().max(80).default(''), prefecture: z.string().trim().max(20).default(''), language: z.enum(['ja', 'easy', 'en']).default('ja') });

route({ method: 'GET', path: '/organisation/register', permission: 'signed-in', handle: async (c) => registerPage({ page: c.view, errors: [], values: {} }) });

route({
  method: 'POST',
  path: '/organisation/register',
  permission: 'signed-in',
  form: RegisterForm,
  async handle(c) {
    const number = c.form.corporateNumber.normalize('NFKC').replace(/[^0-9]/g, '');
    const errors = [
      ...(c.form.name === '' ? [{ name: 'name', text: say(words['fault.name-missing'], c.language) }] : []),
      ...(number !== '' && !isCorporateNumber(number) ? [{ name: 'corporateNumber', text: say(words['fault.corporate-number-wrong'], c.language) }] : []),
    ];
    if (errors.length > 0 || !c.person) return registerPage({ page: c.view, errors, values: c.form });
    const { person } = c;
    const made = await c.asWorker(async (q) => {
      const organisation = await q.one<{ id: string }>(sql('add_organisation'), { ...c.form, corporateNumber: number || null, now: c.now });
      if (!organisation) throw new Error('an organisation was not kept');
      await addMember(c.house, q, person.id, organisation.id, 'owner', c.actor);
      await q.one(sql('add_contact'), { organisation: organisation.id, rank: 1, role: 'security', name: person.name, email: person.email, phone: '', language: c.form.language, now: c.now });
      await appendFact(c.house, q, { kind: 'organisation.registered', subject: `organisation:${organisation.id}`, organisationId: organisation.id, actor: c.actor, data: { name: c.form.name } });
      return organisation.id;
    });
    return redirect(`/organisations/${made}`);
  },
});

const DAY = 86_400_000;
type Registered = { readonly id: string; readonly organisationId: string; readonly kind: string; readonly value: string; readonly state: string };

/** The claim a proof is about, seen as the caller: a member reaches its own only. */
async function claimOf(c: Call<{ id: string }, unknown, unknown>): Promise<Registered & { readonly organisation: string }> {
  return c.as(async (q) => {
    const registration = found(await q.one<Registered>(sql('registration'), { id: c.params.id }), 'know.registration-unknown');
    const organisation = found(await q.one<{ name: string }>(sql('one'), { id: registration.organisationId }), 'know.organisation-unknown');
    return { ...registration, organisation: organisation.name };
  });
}

/** The DNS token of a claim: made once, good for thirty days. */
async function dnsToken(c: Call<{ id: string }, unknown, unknown>, registration: Registered): Promise<string> {
  return c.asWorker(async (q) => {
    const open = await q.one<{ token: string }>(sql('open_proof'), { registration: registration.id, now: c.now });
    if (open) return open.token;
    const token = randomBytes(16).toString('hex');
    await q.run(sql('add_proof'), { registration: registration.id, organisation: registration.organisationId, method: 'dns-txt', token, sentTo: '', expires: new Date(c.now.getTime() + 30 * DAY), now: c.now });
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

route({ method: 'GET', path: '/registrations/:id/prove', permission: 'member', params: z.object({ id }), handle: (c) => showProof(c) });

route({
  method: 'POST',
  path: '/registrations/:id/prove/dns',
  permission: 'member',
  params: z.object({ id }),
  async handle(c) {
    const registration = await claimOf(c);
    if (registration.kind !== 'domain' || !(await hasProof(c.house, registration.value, await dnsToken(c, registration)))) return showProof(c, say(refusals['know.proof-not-found'] as Entry, c.language));
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
    if (registration.kind !== 'domain' || !roleAddresses(registration.value).includes(c.form.to)) throw new Refusal('know.registration-wrong', { value: c.form.to });
    const token = randomBytes(24).toString('base64url');
    await c.asWorker(async (q) => {
      const recent = await q.one<{ count: number }>(sql('recent_proofs'), { organisation: registration.organisationId, since: new Date(c.now.getTime() - DAY) });
      if ((recent?.count ?? 0) >= 20) throw new Refusal('know.too-many-tries', {}, 429);
      // Only the hash is kept: who reads the database cannot prove anything with it.
      await q.run(sql('add_proof'), { registration: registration.id, organisation: registration.organisationId, method: 'mail', token: hashOf(token), sentTo: c.form.to, expires: new Date(c.now.getTime() + 3 * DAY), now: c.now });
    });
    const holes = { value: registration.value, hub: c.house.config.KYOJO_HUB_NAME };
    await c.house.mail.send({ to: c.form.to, subject: say(words.proofMailSubject, c.language, holes), text: say(words.proofMailText, c.language, { ...holes, organisation: registration.organisation, link: `${c.house.url}/prove/${token}` }) });
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
    return page({ ...c.view, title: say(words.prove, c.language), heading: say(words.prove, c.language), narrow: true, main: postButton({ action: `/prove/${c.params.token}`, text: say(words.prove, c.language) }) });
  },
});

route({
  method: 'POST',
  path: '/prove/:token',
  permission: 'token',
  params: z.object({ token: z.string().max(64) }),
  async handle(c) {
    await c.asWorker(async (q) => {
      const used = await q.one<{ registrationId: string }>(sql('use_proof'), { token: hashOf(c.params.token), now: c.now });
      if (!used) throw new Refusal('know.proof-used', {}, 410);
      await settleRegistration(c.house, q, used.registrationId, 'proven', 'mail', 'proof-link:mail');
    });
    return page({ ...c.view, title: say(words.proven, c.language), heading: say(words.proven, c.language), narrow: true, main: banner({ language: c.language, tone: 'good', title: say(words.proven, c.language) }) });
  },
});
