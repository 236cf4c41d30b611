import { html, type Markup, nothing } from '#platform/html';
import { banner, button, form, page, postButton, section, table } from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, formatNumber, say } from '#platform/words';
import { words } from './words.ts';

interface Allowed {
  readonly id: string;
  readonly prefix: string;
  readonly because: string;
  readonly source: string;
  readonly until: Date | null;
}

/** The allow list: what comes with the house and what operators added. */
export function allowPage(view: {
  readonly page: View;
  readonly errors: readonly { readonly name: string; readonly text: string }[];
  readonly own: readonly Allowed[];
  readonly builtIn: readonly { prefix: string; because: string; source: string }[];
  /** Confirmed ones on the list: two people said otherwise, so they stand until somebody opens them again. */
  readonly confirmed: readonly { readonly id: string; readonly accused: string }[];
  /** How many open candidates the allowance just made has closed. */
  readonly closed: number | undefined;
}): Markup {
  const { language } = view.page;
  const t = (key: keyof typeof words) => say(words[key] as (typeof words)['nav'], language);
  const error = (name: string) => view.errors.find((one) => one.name === name)?.text;
  const rows: readonly Allowed[] = [...view.own, ...view.builtIn.map((one) => ({ ...one, id: '', until: null }))];
  return page({
    ...view.page,
    title: t('allowed'),
    heading: t('allowed'),
    lead: t('allowedLead'),
    breadcrumb: [{ href: '/candidates', label: t('nav') }],
    alerts: html`${
      view.closed === undefined
        ? nothing
        : banner({
            language,
            tone: 'good',
            live: true,
            title:
              view.closed === 0
                ? t('added')
                : say(words.allowedNow, language, { count: formatNumber(view.closed, language) }),
          })
    }${
      view.confirmed.length === 0
        ? nothing
        : banner({
            language,
            tone: 'warn',
            title: t('confirmedStands'),
            body: html`${view.confirmed.map((one) => html`<a href="/candidates/${one.id}"><code>${one.accused}</code></a> `)}`,
          })
    }`,
    main: html`${table<Allowed>({
      language,
      caption: t('allowed'),
      hideCaption: true,
      phone: 'cards',
      rows,
      columns: [
        {
          key: 'prefix',
          label: t('prefix'),
          header: true,
          tight: true,
          cell: (row) => html`<code>${row.prefix}</code>`,
        },
        { key: 'because', label: t('because') },
        { key: 'source', label: t('source'), cell: (row) => row.source || null },
        { key: 'until', label: t('until'), tight: true, cell: (row) => row.until && formatDate(row.until, language) },
        {
          key: 'act',
          label: t('act'),
          cell: (row) =>
            row.id === ''
              ? t('builtIn')
              : postButton({
                  action: `/candidates/allowed/${row.id}/end`,
                  text: t('remove'),
                  kind: 'plain',
                  small: true,
                  label: `${t('remove')} ${row.prefix}`,
                }),
        },
      ],
    })}${section({
      heading: t('add'),
      body: form.form({
        language,
        action: '/candidates/allowed',
        errors: view.errors,
        body: html`${form.text({ language, name: 'prefix', label: t('prefix'), width: 'medium', code: true, error: error('prefix'), required: true })}${form.text({ language, name: 'because', label: t('because'), error: error('because'), required: true })}${form.text({ language, name: 'source', label: t('source') })}${form.date({ language, name: 'until', label: t('until') })}${button({ text: t('add') })}`,
      }),
    })}`,
  });
}
