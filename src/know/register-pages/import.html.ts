import { html, type Markup, nothing } from '#platform/html';
import { banner, button, buttons, form, page, postButton, table } from '#platform/page';
import type { View } from '#platform/web';
import { say } from '#platform/words';
import type { ImportPreview } from '../register/import.ts';
import { words } from './words.ts';

/** Where a file is chosen. */
export function importPage(view: { readonly page: View; readonly error: string | undefined }): Markup {
  const { language } = view.page;
  return page({
    ...view.page,
    title: say(words.importTitle, language),
    heading: say(words.importTitle, language),
    lead: say(words.importLead, language),
    narrow: true,
    breadcrumb: [{ href: '/organisations', label: say(words.organisations, language) }],
    main: form.form({
      language,
      action: '/organisations/import',
      files: true,
      errors: view.error ? [{ name: 'file', text: view.error }] : [],
      body: html`${form.file({ language, name: 'file', label: say(words.file, language), accept: '.xlsx,.csv,.tsv,.txt', required: true, error: view.error })}${button({ text: say(words.read, language) })}`,
    }),
  });
}

/** What a file would bring, and what is wrong in it, before anything changes. */
export function previewPage(view: {
  readonly page: View;
  readonly preview: ImportPreview;
  readonly taken: { readonly added: number; readonly updated: number } | undefined;
}): Markup {
  const { language } = view.page;
  const { preview } = view;
  return page({
    ...view.page,
    title: say(words.previewTitle, language),
    heading: preview.name,
    kicker: say(words.previewTitle, language),
    breadcrumb: [
      { href: '/organisations', label: say(words.organisations, language) },
      { href: '/organisations/import', label: say(words.importTitle, language) },
    ],
    alerts: view.taken
      ? banner({ language, tone: 'good', title: say(words.taken, language, view.taken), live: true })
      : nothing,
    main: html`${banner({ language, tone: preview.faultCount > 0 ? 'warn' : 'good', title: say(words.previewGood, language, { count: preview.rowCount }), ...(preview.faultCount > 0 ? { body: say(words.previewFaults, language, { count: preview.faultCount }) } : {}) })}
${preview.state === 'preview' && preview.rowCount > 0 ? buttons([postButton({ action: `/organisations/import/${preview.id}`, text: say(words.take, language) })]) : nothing}
${
  preview.faults.length > 0
    ? table({
        language,
        caption: say(words.previewFaults, language, { count: preview.faultCount }),
        phone: 'cards',
        rows: preview.faults,
        columns: [
          { key: 'row', label: say(words.row, language), numeric: true, header: true },
          {
            key: 'column',
            label: say(words.column, language),
            tight: true,
            cell: (fault) => say(words[`column.${fault.column}` as 'column.name'] ?? words.column, language),
          },
          { key: 'value', label: say(words.value, language), cell: (fault) => html`<code>${fault.value}</code>` },
          {
            key: 'reason',
            label: say(words.reason, language),
            cell: (fault) => say(words[`fault.${fault.reason}`], language),
          },
        ],
      })
    : nothing
}
${table({
  language,
  caption: say(words.first, language, { count: preview.sample.length }),
  rows: preview.sample,
  columns: [
    { key: 'name', label: say(words.name, language), header: true },
    { key: 'kind', label: say(words.kind, language), cell: (row) => say(words[`kind.${row.kind}`], language) },
    {
      key: 'registrations',
      label: say(words.assets, language),
      cell: (row) => row.registrations.map((one) => one.value).join(', '),
    },
    {
      key: 'contacts',
      label: say(words.contacts, language),
      cell: (row) => row.contacts.map((one) => one.email).join(', '),
    },
  ],
})}`,
  });
}
