import { html, type Markup, nothing } from '#platform/html';
import { banner, button, form, page, postButton, section, table } from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, say } from '#platform/words';
import { words } from './words.ts';

/** Somebody who acts for an organisation. */
export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'owner' | 'member';
  readonly createdAt: Date;
}

/** What the page shows. */
export interface PeopleView {
  readonly page: View;
  readonly organisation: { readonly id: string; readonly name: string };
  readonly people: readonly PersonRow[];
  /** May the reader invite and remove? */
  readonly mayAct: boolean;
  /** Contacts without an account, to be offered. */
  readonly addresses: readonly string[];
  readonly sent: string | undefined;
  readonly email: string;
  readonly error: { readonly name: 'email' | 'drop'; readonly text: string } | undefined;
}

/** Who acts for an organisation, and how more do. */
export function peoplePage(view: PeopleView): Markup {
  const { language } = view.page;
  const base = `/organisations/${view.organisation.id}`;
  const { error } = view;
  return page({
    ...view.page,
    title: say(words.people, language),
    kicker: view.organisation.name,
    heading: say(words.people, language),
    lead: say(words.lead, language),
    breadcrumb: [{ href: base, label: view.organisation.name }],
    alerts: html`${view.sent ? banner({ language, tone: 'good', title: say(words.sent, language, { email: view.sent }), live: true }) : nothing}${error?.name === 'drop' ? banner({ language, tone: 'warn', title: error.text, live: true }) : nothing}`,
    main: html`${table<PersonRow>({
      language,
      caption: say(words.people, language),
      hideCaption: true,
      phone: 'cards',
      rows: view.people,
      empty: say(words.empty, language),
      columns: [
        { key: 'name', label: say(words.name, language), header: true },
        { key: 'email', label: say(words.email, language) },
        {
          key: 'role',
          label: say(words.role, language),
          tight: true,
          cell: (row) => say(words[`role.${row.role}`], language),
        },
        {
          key: 'since',
          label: say(words.since, language),
          tight: true,
          cell: (row) => formatDate(row.createdAt, language, 'day'),
        },
        ...(view.mayAct
          ? [
              {
                key: 'act',
                label: say(words.act, language),
                cell: (row: PersonRow) =>
                  postButton({
                    action: `${base}/people/${row.id}/drop`,
                    text: say(words.drop, language),
                    label: `${row.name} ${say(words.drop, language)}`,
                    kind: 'plain',
                    small: true,
                  }),
              },
            ]
          : []),
      ],
    })}${
      view.mayAct
        ? section({
            heading: say(words.invite, language),
            note: say(words.inviteLead, language),
            body: form.form({
              language,
              action: `${base}/people`,
              errors: error?.name === 'email' ? [error] : [],
              body: html`${form.text({ language, name: 'email', type: 'email', label: say(words.email, language), ...(view.addresses.length > 0 ? { hint: say(words.known, language, { emails: view.addresses.join('、') }) } : {}), value: view.email, required: true, maxlength: 254, error: error?.name === 'email' ? error.text : undefined })}${form.checkbox({ language, name: 'owner', label: say(words.asOwner, language), checked: view.people.length === 0 })}${button({ text: say(words.send, language) })}`,
            }),
          })
        : nothing
    }`,
  });
}
