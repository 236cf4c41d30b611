import { z } from 'zod';
import { found } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { loadSql, type Queries } from '#platform/postgres';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import { type Entry, say } from '#platform/words';
import { isCorporateNumber } from '../corporate-number/index.ts';
import { addMember } from '../membership/index.ts';
import { organisationsNamed } from '../register/reach.ts';
import { isEmail, type RegistrationKind, readAsNumber, readDomain, readPrefix } from '../register/rows.ts';
import { registryChanged } from '../register/store.ts';
import { refusals } from '../words.ts';
import {
  type ContactRow,
  type ListRow,
  listPage,
  type OrganisationView,
  organisationPage,
  type RegistrationRow,
  registerPage,
} from './page.html.ts';
import { words } from './words.ts';
import '../people-pages/page.ts';
import './import.ts';
import './prove.ts';

const sql = loadSql(import.meta.url);
const PAGE = 50;

navItem({
  href: '/organisations',
  label: { ja: '組織', easy: '組織', en: 'Organisations' },
  for: 'operator',
  order: 30,
  group: 'know',
});
navItem({
  href: '/organisation',
  label: { ja: '自分の組織', easy: '自分の 組織', en: 'My organisation' },
  for: 'member',
  order: 910,
  group: 'hub',
});

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
  query: z.object({
    text: z.string().max(100).optional(),
    kind: z.enum(['member', 'provider', 'partner', 'all']).default('member'),
    after: PageKey.optional(),
    routes: z.literal('loading').optional(),
  }),
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
      const next =
        last &&
        `/organisations?${new URLSearchParams({ ...(c.query.text ? { text: c.query.text } : {}), kind: c.query.kind, after: Buffer.from(JSON.stringify([last.name, last.id])).toString('base64url') })}`;
      return listPage({
        page: c.view,
        query: c.query,
        rows: rows.slice(0, PAGE),
        next,
        waiting: await q.rows(sql('waiting')),
        isLoadingRoutes: c.query.routes === 'loading',
      });
    });
  },
});

/** Whom a text may mean, for fields in which an organisation is named. */
route({
  method: 'GET',
  path: '/organisations/next',
  permission: 'operator',
  query: z.object({ text: z.string().max(100).default('') }),
  async handle(c) {
    const named = await c.as((q) => organisationsNamed(q, c.query.text));
    const twins = (name: string) => named.filter((one) => one.name === name).length > 1;
    return Response.json({
      next: named.map(({ id: of, name, prefecture }) => ({
        value: twins(name) ? of : name,
        label: [name, prefecture].filter(Boolean).join('　'),
      })),
    });
  },
});

async function readOrganisation(
  q: Queries,
  organisation: string,
): Promise<Pick<OrganisationView, 'organisation' | 'registrations' | 'contacts'>> {
  return {
    organisation: found(
      await q.one<OrganisationView['organisation']>(sql('one'), { id: organisation }),
      'know.organisation-unknown',
    ),
    registrations: await q.rows<RegistrationRow>(sql('registrations'), { id: organisation }),
    contacts: await q.rows<ContactRow>(sql('contacts'), { id: organisation }),
  };
}

/** The organisation the address names; a member reaches its own only (the database shows it no other). */
async function showOrganisation(
  c: Call<unknown, unknown, unknown>,
  organisation: string,
  error?: { readonly field: string; readonly text: string },
) {
  const read = await c.as((q) => readOrganisation(q, organisation));
  return organisationPage({
    page: c.view,
    base: `/organisations/${organisation}`,
    ...read,
    isOperator: c.person?.isOperator ?? false,
    error,
    isProven: c.url.searchParams.has('proven'),
  });
}

route({
  method: 'GET',
  path: '/organisations/:id',
  permission: 'member',
  params: z.object({ id }),
  handle: (c) => showOrganisation(c, c.params.id),
});

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
export function readRegistration(
  text: string,
): { readonly kind: RegistrationKind; readonly value: string } | undefined {
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
    if (!registration)
      return showOrganisation(c, c.params.id, {
        field: 'value',
        text: say(refusals['know.registration-wrong'] as Entry, c.language, { value: c.form.value }),
      });
    await c.as(async (q) => {
      found(await q.one(sql('one'), { id: c.params.id }), 'know.organisation-unknown');
      await q.run(sql('claim'), { organisation: c.params.id, ...registration });
      await appendFact(c.house, q, {
        kind: 'registration.claimed',
        subject: `organisation:${c.params.id}`,
        organisationId: c.params.id,
        actor: c.actor,
        data: registration,
      });
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
      const gone = await q.one<{ kind: string; value: string; state: string }>(sql('drop_registration'), {
        id: c.params.registration,
        organisation: c.params.id,
      });
      if (gone)
        await appendFact(c.house, q, {
          kind: 'registration.dropped',
          subject: `organisation:${c.params.id}`,
          organisationId: c.params.id,
          actor: c.actor,
          data: gone,
        });
    });
    await c.asWorker((q) => registryChanged(c.house, q, c.actor));
    return redirect(`/organisations/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/organisations/:id/contacts',
  permission: 'member',
  params: z.object({ id }),
  form: z.object({
    email: z.string().trim().max(254),
    name: z.string().trim().max(100).default(''),
    phone: z.string().trim().max(40).default(''),
  }),
  async handle(c) {
    if (!isEmail(c.form.email))
      return showOrganisation(c, c.params.id, { field: 'email', text: say(words['fault.email-wrong'], c.language) });
    await c.as(async (q) => {
      const { contacts } = await readOrganisation(q, c.params.id);
      const made = await q.one<{ id: string }>(sql('add_contact'), {
        organisation: c.params.id,
        rank: Math.min(99, contacts.length + 1),
        role: 'security',
        ...c.form,
        language: c.language,
        now: c.now,
      });
      if (made)
        await appendFact(c.house, q, {
          kind: 'contact.added',
          subject: `contact:${made.id}`,
          organisationId: c.params.id,
          actor: c.actor,
        });
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
        await appendFact(c.house, q, {
          kind: 'contact.removed',
          subject: `contact:${c.params.contact}`,
          organisationId: c.params.id,
          actor: c.actor,
        });
    });
    return redirect(`/organisations/${c.params.id}`);
  },
});

const RegisterForm = z.object({
  name: z.string().trim().max(200).default(''),
  nameKana: z.string().trim().max(200).default(''),
  corporateNumber: z.string().trim().max(20).default(''),
  sector: z.string().trim().max(80).default(''),
  prefecture: z.string().trim().max(20).default(''),
  language: z.enum(['ja', 'easy', 'en']).default('ja'),
});

route({
  method: 'GET',
  path: '/organisation/register',
  permission: 'signed-in',
  handle: async (c) => registerPage({ page: c.view, errors: [], values: {} }),
});

route({
  method: 'POST',
  path: '/organisation/register',
  permission: 'signed-in',
  form: RegisterForm,
  async handle(c) {
    const number = c.form.corporateNumber.normalize('NFKC').replace(/[^0-9]/g, '');
    const errors = [
      ...(c.form.name === '' ? [{ name: 'name', text: say(words['fault.name-missing'], c.language) }] : []),
      ...(number !== '' && !isCorporateNumber(number)
        ? [{ name: 'corporateNumber', text: say(words['fault.corporate-number-wrong'], c.language) }]
        : []),
    ];
    if (errors.length > 0 || !c.person) return registerPage({ page: c.view, errors, values: c.form });
    const { person } = c;
    const made = await c.asWorker(async (q) => {
      const organisation = await q.one<{ id: string }>(sql('add_organisation'), {
        ...c.form,
        corporateNumber: number || null,
        now: c.now,
      });
      if (!organisation) throw new Error('an organisation was not kept');
      await addMember(c.house, q, person.id, organisation.id, 'owner', c.actor);
      await q.one(sql('add_contact'), {
        organisation: organisation.id,
        rank: 1,
        role: 'security',
        name: person.name,
        email: person.email,
        phone: '',
        language: c.form.language,
        now: c.now,
      });
      await appendFact(c.house, q, {
        kind: 'organisation.registered',
        subject: `organisation:${organisation.id}`,
        organisationId: organisation.id,
        actor: c.actor,
        data: { name: c.form.name },
      });
      return organisation.id;
    });
    return redirect(`/organisations/${made}`);
  },
});
