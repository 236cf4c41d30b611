import { html, type Markup, nothing } from '#platform/html';
import {
  banner,
  button,
  chip,
  copyable,
  empty,
  facts,
  form,
  page,
  pager,
  postButton,
  section,
  table,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { words as people } from '../people-pages/words.ts';
import { words } from './words.ts';

/** An organisation in the list. */
export interface ListRow {
  readonly id: string;
  readonly name: string;
  readonly kind: 'member' | 'provider' | 'partner';
  readonly sector: string;
  readonly prefecture: string;
  readonly corporateNumber: string | null;
  readonly registrations: number;
  readonly contacts: number;
}

/** The register, page by page. */
export function listPage(view: {
  readonly page: View;
  readonly query: { readonly text?: string | undefined; readonly kind?: string | undefined };
  readonly rows: readonly ListRow[];
  readonly next: string | undefined;
  readonly waiting: readonly {
    readonly id: string;
    readonly organisationId: string;
    readonly name: string;
    readonly kind: string;
    readonly value: string;
    readonly createdAt: Date;
  }[];
  readonly isLoadingRoutes: boolean;
}): Markup {
  const { language } = view.page;
  const kinds = (['member', 'provider', 'partner'] as const).map((kind) => ({
    value: kind,
    label: say(words[`kind.${kind}`], language),
  }));
  return page({
    ...view.page,
    title: say(words.organisations, language),
    heading: say(words.organisations, language),
    lead: say(words.lead, language),
    actions: html`${button({ text: say(words.import, language), href: '/organisations/import' })}${postButton({ action: '/organisations/routing-table', text: say(words.routing, language), kind: 'plain' })}`,
    alerts: view.isLoadingRoutes
      ? banner({ language, tone: 'info', title: say(words.routingDone, language), live: true })
      : nothing,
    main: html`${view.waiting.length > 0 ? section({ heading: say(words.waiting, language), note: say(words.waitingNote, language), body: waitingTable(view.waiting, language) }) : nothing}
<form class="row no-print" action="/organisations" role="search">${form.text({ language, name: 'text', label: say(words.search, language), type: 'search', value: view.query.text, width: 'medium', maxlength: 100 })}${form.select({ language, name: 'kind', label: say(words.kind, language), value: view.query.kind ?? '', choices: [...kinds, { value: 'all', label: say(words.all, language) }] })}${button({ text: say(words.searchNow, language), kind: 'sub' })}</form>
${table<ListRow>({
  language,
  caption: say(words.organisations, language),
  hideCaption: true,
  phone: 'cards',
  rows: view.rows,
  empty: empty({ title: say(words.emptyTitle, language), body: say(words.emptyBody, language) }),
  columns: [
    {
      key: 'name',
      label: say(words.name, language),
      header: true,
      cell: (row) => html`<a href="/organisations/${row.id}">${row.name}</a>`,
    },
    {
      key: 'kind',
      label: say(words.kind, language),
      tight: true,
      cell: (row) => say(words[`kind.${row.kind}`], language),
    },
    { key: 'sector', label: say(words.sector, language) },
    { key: 'prefecture', label: say(words.prefecture, language), tight: true },
    { key: 'registrations', label: say(words.assets, language), numeric: true },
    {
      key: 'contacts',
      label: say(words.contacts, language),
      numeric: true,
      cell: (row) => (row.contacts === 0 ? chip({ text: say(words.noContact, language), tone: 'warn' }) : row.contacts),
    },
  ],
})}
${pager({ language, next: view.next })}`,
  });
}

function waitingTable(rows: Parameters<typeof listPage>[0]['waiting'], language: Language): Markup {
  return table({
    language,
    caption: say(words.waiting, language),
    hideCaption: true,
    phone: 'cards',
    rows,
    columns: [
      {
        key: 'name',
        label: say(words.name, language),
        header: true,
        cell: (row) => html`<a href="/organisations/${row.organisationId}">${row.name}</a>`,
      },
      { key: 'value', label: say(words.assets, language), cell: (row) => html`<code>${row.value}</code>` },
      {
        key: 'createdAt',
        label: say(words.claimedAt, language),
        tight: true,
        cell: (row) => formatDate(row.createdAt, language, 'minute'),
      },
      {
        key: 'settle',
        label: say(words.act, language),
        cell: (row) =>
          html`<div class="row">${postButton({ action: `/registrations/${row.id}/settle`, text: say(words.approve, language), small: true, fields: { state: 'proven' }, label: `${row.value} ${say(words.approve, language)}` })}${postButton({ action: `/registrations/${row.id}/settle`, text: say(words.refuse, language), kind: 'sub', small: true, fields: { state: 'refused' }, label: `${row.value} ${say(words.refuse, language)}` })}</div>`,
      },
    ],
  });
}

/** A registration on an organisation's page. */
export interface RegistrationRow {
  readonly id: string;
  readonly kind: 'prefix' | 'as-number' | 'domain' | 'url' | 'country';
  readonly value: string;
  readonly state: 'claimed' | 'proven' | 'refused' | 'lapsed';
  readonly provenAt: Date | null;
}
/** A contact on an organisation's page. */
export interface ContactRow {
  readonly id: string;
  readonly rank: number;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string;
  readonly confirmedAt: Date | null;
  readonly bouncedAt: Date | null;
}
/** An organisation in full. */
export interface OrganisationView {
  readonly page: View;
  readonly base: string;
  readonly organisation: {
    readonly id: string;
    readonly name: string;
    readonly kind: 'member' | 'provider' | 'partner';
    readonly sector: string;
    readonly prefecture: string;
    readonly corporateNumber: string | null;
    readonly staffCount: number | null;
    readonly postalCode: string;
    readonly postalAddress: string;
    readonly parentName: string | null;
  };
  readonly registrations: readonly RegistrationRow[];
  readonly contacts: readonly ContactRow[];
  readonly isOperator: boolean;
  readonly error: { readonly field: string; readonly text: string } | undefined;
  readonly isProven: boolean;
}

/** One organisation: what is registered, who is told. The same page for the operator and for its own people. */
export function organisationPage(view: OrganisationView): Markup {
  const { language } = view.page;
  const { organisation, base } = view;
  const tone = { claimed: 'warn', proven: 'good', refused: 'quiet', lapsed: 'quiet' } as const;
  return page({
    ...view.page,
    title: organisation.name,
    kicker: say(words[`kind.${organisation.kind}`], language),
    heading: organisation.name,
    ...(view.isOperator ? { breadcrumb: [{ href: '/organisations', label: say(words.organisations, language) }] } : {}),
    actions: html`<a href="/findings?organisation=${organisation.id}">${say(words.findings, language)}</a><a href="${base}/people">${say(people.people, language)}</a>`,
    alerts: view.isProven
      ? banner({ language, tone: 'good', title: say(words.proven, language), live: true })
      : nothing,
    main: html`${section({
      heading: say(words.registrations, language),
      note: say(words.registrationsNote, language),
      body: html`${table<RegistrationRow>({
        language,
        caption: say(words.registrations, language),
        hideCaption: true,
        phone: 'cards',
        rows: view.registrations,
        empty: say(words.registrationsEmpty, language),
        columns: [
          {
            key: 'value',
            label: say(words.assets, language),
            header: true,
            cell: (row) => html`<code>${row.value}</code>`,
          },
          {
            key: 'kind',
            label: say(words.kind, language),
            tight: true,
            cell: (row) => say(words[`registration.${row.kind}`], language),
          },
          {
            key: 'state',
            label: say(words.state, language),
            tight: true,
            cell: (row) =>
              chip({ text: say(words[`registrationState.${row.state}`], language), tone: tone[row.state] }),
          },
          {
            key: 'act',
            label: say(words.act, language),
            cell: (row) =>
              html`<div class="row">${row.state === 'claimed' ? button({ text: say(words.prove, language), href: `/registrations/${row.id}/prove`, small: true, label: `${row.value} ${say(words.prove, language)}` }) : nothing}${postButton({ action: `${base}/registrations/${row.id}/drop`, text: say(words.remove, language), kind: 'plain', small: true, label: `${row.value} ${say(words.remove, language)}` })}</div>`,
          },
        ],
      })}${form.form({
        language,
        action: `${base}/registrations`,
        errors: view.error?.field === 'value' ? [{ name: 'value', text: view.error.text }] : [],
        body: html`${form.text({ language, name: 'value', label: say(words.addWhat, language), hint: say(words.addHint, language), required: true, maxlength: 300, code: true, error: view.error?.field === 'value' ? view.error.text : undefined })}${button({ text: say(words.add, language) })}`,
      })}`,
    })}
${section({
  heading: say(words.contacts, language),
  note: say(words.contactsNote, language),
  body: html`${table<ContactRow>({
    language,
    caption: say(words.contacts, language),
    hideCaption: true,
    phone: 'cards',
    rows: view.contacts,
    columns: [
      { key: 'email', label: say(words.email, language), header: true },
      { key: 'name', label: say(words.contactName, language) },
      { key: 'phone', label: say(words.phone, language), tight: true },
      {
        key: 'state',
        label: say(words.state, language),
        tight: true,
        cell: (row) =>
          row.bouncedAt
            ? chip({ text: say(words.bounced, language), tone: 'urgent' })
            : row.confirmedAt
              ? chip({ text: say(words.confirmed, language), tone: 'good' })
              : chip({ text: say(words.unconfirmed, language), tone: 'warn' }),
      },
      {
        key: 'drop',
        label: say(words.act, language),
        cell: (row) =>
          postButton({
            action: `${base}/contacts/${row.id}/drop`,
            text: say(words.remove, language),
            kind: 'plain',
            small: true,
            label: `${row.email ?? ''} ${say(words.remove, language)}`,
          }),
      },
    ],
  })}${form.form({
    language,
    action: `${base}/contacts`,
    errors: view.error?.field === 'email' ? [{ name: 'email', text: view.error.text }] : [],
    body: html`${form.text({ language, name: 'email', type: 'email', label: say(words.email, language), required: true, maxlength: 254, error: view.error?.field === 'email' ? view.error.text : undefined })}${form.text({ language, name: 'name', label: say(words.contactName, language), maxlength: 100 })}${form.text({ language, name: 'phone', type: 'tel', label: say(words.phone, language), maxlength: 40 })}${button({ text: say(words.addContact, language), kind: 'sub' })}`,
  })}`,
})}`,
    aside: html`<h2>${say(words.facts, language)}</h2>${facts({
      language,
      plain: true,
      facts: [
        { name: say(words.corporateNumber, language), value: organisation.corporateNumber },
        { name: say(words.sector, language), value: organisation.sector },
        { name: say(words.prefecture, language), value: organisation.prefecture },
        { name: say(words.staff, language), value: organisation.staffCount },
        {
          name: say(words.address, language),
          value: organisation.postalAddress ? `〒${organisation.postalCode} ${organisation.postalAddress}` : null,
        },
        { name: say(words.parent, language), value: organisation.parentName },
      ],
    })}`,
  });
}

/** How control of one registration is proven. */
export function provePage(view: {
  readonly page: View;
  readonly registration: { readonly id: string; readonly kind: string; readonly value: string };
  readonly token: string;
  readonly mailTo: readonly string[];
  readonly error: string | undefined;
  readonly isSent: boolean;
  readonly back: string;
  readonly organisation: string;
}): Markup {
  const { language } = view.page;
  const { registration } = view;
  const byName = registration.kind === 'domain';
  return page({
    ...view.page,
    title: say(words.proveTitle, language, { value: registration.value }),
    heading: say(words.proveTitle, language, { value: registration.value }),
    narrow: true,
    breadcrumb: [{ href: view.back, label: view.organisation }],
    alerts: html`${view.error ? banner({ language, tone: 'warn', title: view.error, live: true }) : nothing}${view.isSent ? banner({ language, tone: 'info', title: say(words.proveMailSent, language), live: true }) : nothing}`,
    main: byName
      ? html`${section({
          heading: say(words.proveDns, language),
          note: say(words.proveDnsHow, language),
          body: html`${copyable({ language, label: 'TXT', text: view.token })}${postButton({ action: `/registrations/${registration.id}/prove/dns`, text: say(words.proveDnsCheck, language) })}`,
        })}
${section({
  heading: say(words.proveMail, language),
  note: say(words.proveMailHow, language),
  body: form.form({
    language,
    action: `/registrations/${registration.id}/prove/mail`,
    body: html`${form.radios({ language, name: 'to', label: say(words.email, language), value: view.mailTo[0], choices: view.mailTo.map((to) => ({ value: to, label: to })) })}${button({ text: say(words.proveMailSend, language), kind: 'sub' })}`,
  }),
})}`
      : html`<p>${say(words.proveOperator, language)}</p>`,
  });
}

/** The short form by which an organisation registers itself. */
export function registerPage(view: {
  readonly page: View;
  readonly errors: readonly { readonly name: string; readonly text: string }[];
  readonly values: Readonly<Record<string, string>>;
}): Markup {
  const { language } = view.page;
  const errorOf = (field: string) => view.errors.find((error) => error.name === field)?.text;
  const field = (name: string, label: string, more: object = {}) =>
    form.text({ language, name, label, value: view.values[name], error: errorOf(name), maxlength: 200, ...more });
  return page({
    ...view.page,
    title: say(words.register, language),
    heading: say(words.register, language),
    lead: say(words.registerLead, language),
    narrow: true,
    main: form.form({
      language,
      action: '/organisation/register',
      errors: view.errors,
      body: html`${field('name', say(words.name, language), { required: true })}${field('nameKana', say(words.kana, language), { hint: say(words.optional, language) })}${field('corporateNumber', say(words.corporateNumber, language), { hint: say(words.optional, language), inputmode: 'numeric', width: 'medium' })}${field('sector', say(words.sector, language), { hint: say(words.optional, language) })}${field('prefecture', say(words.prefecture, language), { hint: say(words.optional, language), width: 'medium' })}${form.radios(
        {
          language,
          name: 'language',
          label: say(words.language, language),
          value: view.values.language ?? language,
          choices: [
            { value: 'ja', label: '日本語' },
            { value: 'easy', label: 'やさしい日本語' },
            { value: 'en', label: 'English' },
          ],
        },
      )}${button({ text: say(words.register, language) })}`,
    }),
  });
}
