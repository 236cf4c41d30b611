import { html, type Markup, nothing } from '#platform/html';
import { copyable, disclosure, empty, page, postButton, section, table } from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { type KeptRows, keptSeries, MOST_KEPT } from './kept.ts';
import { addressOf, overTime, quantityText } from './page.html.ts';
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
  readonly rows: KeptRows;
}

type Key = keyof typeof words;
const questionOf = (query: string) => Question.parse(JSON.parse(query));

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
            note: say(words.resultsNote, language, { most: MOST_KEPT }),
            body: html`${view.results.map((one) =>
              disclosure({
                summary: `${one.name} — ${formatDate(one.ranAt, language, 'minute')} — ${quantityText(questionOf(one.query), Number(one.total), language)}`,
                body: keptPart(one, questionOf(one.query), language),
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

/** An answer as it was kept. */
function keptPart({ name, rows }: Result, asked: Question, language: Language): Markup {
  const series = keptSeries(asked, rows);
  if (series) return overTime(asked, series, language);
  if (rows.length === 0) return html`<p>${say(words.totalOnly, language)}</p>`;
  return table<KeptRows[number]>({
    language,
    caption: name,
    hideCaption: true,
    rows,
    columns: [
      {
        key: 'keys',
        label: say(words.by, language),
        header: true,
        cell: (row) => row.keys.map((key) => key ?? say(words.others, language)).join('  '),
      },
      {
        key: 'value',
        label: say(words.total, language),
        numeric: true,
        cell: (row) => quantityText(asked, row.value, language),
      },
    ],
  });
}
