import { html, type Markup, nothing } from '#platform/html';
import { copyable, disclosure, empty, page, postButton, section, table } from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, formatNumber, say } from '#platform/words';
import { addressOf } from './page.html.ts';
import { Question } from './query.ts';
import { words } from './words.ts';

/** A kept question. */
export interface Saved {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly every: '' | 'hour' | 'day' | 'week';
  readonly failedAt: Date | null;
}

/** What a scheduled question answered. */
export interface Result {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly ranAt: Date;
  readonly total: number;
  readonly rows: readonly { readonly keys: readonly (string | null)[]; readonly value: number }[];
}

type Key = keyof typeof words;

/** Kept questions, what the scheduled ones answered, and the way in for machines. */
export function savedPage(view: {
  readonly page: View;
  readonly now: Date;
  readonly token: string | undefined;
  readonly saved: readonly Saved[];
  readonly results: readonly Result[];
}): Markup {
  const { language } = view.page;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  const questionOf = (query: string) => Question.parse(JSON.parse(query));
  return page({
    ...view.page,
    title: t('saved'),
    heading: t('saved'),
    breadcrumb: [{ href: '/ask', label: t('nav') }],
    main: html`${table<Saved>({
      language,
      caption: t('saved'),
      hideCaption: true,
      phone: 'cards',
      rows: view.saved,
      empty: empty({ title: t('savedEmpty') }),
      columns: [
        {
          key: 'name',
          label: t('name'),
          header: true,
          cell: (row) => html`<a href="${addressOf(questionOf(row.query))}">${row.name}</a>`,
        },
        { key: 'filter', label: t('filter'), cell: (row) => html`<code>${questionOf(row.query).filter || '—'}</code>` },
        {
          key: 'every',
          label: t('every'),
          cell: (row) =>
            html`${t(`every.${row.every}`)}${row.failedAt ? html`<br><span class="note">${say(words.failedAt, language, { at: formatDate(row.failedAt, language, 'minute') })}</span>` : nothing}`,
        },
        {
          key: 'act',
          label: t('act'),
          cell: (row) =>
            postButton({
              action: `/ask/saved/${row.id}/remove`,
              text: t('remove'),
              kind: 'plain',
              small: true,
              label: `${t('remove')} ${row.name}`,
            }),
        },
      ],
    })}${
      view.results.length > 0
        ? section({
            heading: t('results'),
            body: html`${view.results.map((one) =>
              disclosure({
                summary: `${one.name} — ${formatDate(one.ranAt, language, 'minute')} — ${formatNumber(Number(one.total), language)}`,
                body: table<Result['rows'][number]>({
                  language,
                  caption: one.name,
                  hideCaption: true,
                  rows: one.rows,
                  columns: [
                    {
                      key: 'keys',
                      label: t('by'),
                      header: true,
                      cell: (row) => row.keys.map((key) => key ?? t('others')).join('  '),
                    },
                    { key: 'value', label: t('total'), numeric: true },
                  ],
                }),
              }),
            )}`,
          })
        : nothing
    }${section({
      heading: t('api'),
      note: t('apiLead'),
      body: html`${view.token ? html`<p>${t('apiShown')}</p>${copyable({ language, label: t('token'), text: view.token })}` : nothing}${postButton({ action: '/ask/token', text: t('apiMake'), kind: 'sub' })}`,
    })}`,
  });
}
