import type { Fact } from '#platform/facts';
import { html, type Markup, nothing } from '#platform/html';
import {
  banner,
  button,
  buttons,
  chip,
  disclosure,
  empty,
  facts,
  form,
  page,
  pager,
  postButton,
  section,
  table,
  timeline,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import type { ReadRow } from '../feed/sample.ts';
import { actorOf } from '../feed-pages/feed.html.ts';
import type { KeptRow } from './compose.ts';
import type { ListQuery } from './page.ts';
import { readReason, reasonWords } from './reasons.ts';
import type { Trial } from './replay.ts';
import { words } from './words.ts';

type RowState = 'waiting' | 'replayed' | 'dropped';
const tones = { waiting: 'warn', replayed: 'good', dropped: 'quiet' } as const;
const stateChip = (state: RowState, language: Language) =>
  chip({ text: say(words[`state.${state}`], language), tone: tones[state] });

/** A row in the list. */
export interface ListRow {
  readonly id: string;
  readonly batchId: string;
  readonly line: number;
  readonly field: string;
  readonly reason: string;
  readonly content: string;
  readonly state: RowState;
  readonly createdAt: Date;
  readonly feedId: string;
  readonly name: string;
}

/** What the list shows. */
export interface ListView {
  readonly page: View;
  readonly query: ListQuery;
  readonly rows: readonly ListRow[];
  readonly causes: readonly { readonly cause: string; readonly count: number }[];
  readonly feeds: readonly { readonly id: string; readonly name: string }[];
  readonly after: string | undefined;
}

/** Address of the list under some conditions. */
export function quarantineAddress(query: Partial<Record<keyof ListQuery, string | number | undefined>>): string {
  const given = Object.entries(query).filter(
    ([name, value]) => value !== undefined && value !== '' && !(name === 'state' && value === 'waiting'),
  );
  return given.length === 0
    ? '/quarantine'
    : `/quarantine?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/** Rows laid aside, with place, reason and content. */
export function listPage(view: ListView): Markup {
  const { language } = view.page;
  const { query, rows } = view;
  const { replayed, left, after, ...kept } = query;
  const feedName = view.feeds.find(({ id }) => id === query.feed)?.name ?? query.feed ?? '';
  const without = (name: keyof ListQuery) => quarantineAddress({ ...kept, [name]: undefined });
  const active = [
    ...(query.feed ? [{ label: `${say(words.feed, language)}：${feedName}`, without: without('feed') }] : []),
    ...(query.cause
      ? [{ label: `${say(words.reason, language)}：${reasonWords(query.cause, language)}`, without: without('cause') }]
      : []),
    ...(query.report
      ? [
          {
            label: `${say(words.report, language)}：${rows[0]?.name ?? query.report.slice(0, 8)}`,
            without: without('report'),
          },
        ]
      : []),
    ...(query.state === 'waiting'
      ? []
      : [
          {
            label: `${say(words.state, language)}：${query.state === 'all' ? say(words.all, language) : say(words[`state.${query.state}`], language)}`,
            without: without('state'),
          },
        ]),
  ];
  const any = { value: '', label: say(words.all, language) };
  return page({
    ...view.page,
    title: say(words.title, language),
    heading: say(words.title, language),
    lead: say(words.lead, language),
    wide: true,
    breadcrumb: [{ href: '/feeds', label: say(words.feed, language) }],
    alerts:
      replayed === undefined
        ? nothing
        : banner({
            language,
            tone: (left ?? 0) > 0 ? 'warn' : 'good',
            title: say(words.bulkDone, language, { replayed }),
            body: (left ?? 0) > 0 ? say(words.bulkLeft, language, { left: left ?? 0 }) : undefined,
            live: true,
          }),
    main: html`${form.filter({
      language,
      action: '/quarantine',
      active,
      fields: html`${form.select({ language, name: 'feed', label: say(words.feed, language), value: query.feed ?? '', blank: false, choices: [any, ...view.feeds.map(({ id, name }) => ({ value: id, label: name }))] })}
${form.select({ language, name: 'cause', label: say(words.reason, language), value: query.cause ?? '', blank: false, choices: [any, ...view.causes.map(({ cause, count }) => ({ value: cause, label: `${reasonWords(cause, language)}（${Number(count).toLocaleString('en')}）` }))] })}
${form.select({ language, name: 'state', label: say(words.state, language), value: query.state, blank: false, choices: (['waiting', 'replayed', 'dropped', 'all'] as const).map((state) => ({ value: state, label: state === 'all' ? say(words.all, language) : say(words[`state.${state}`], language) })) })}
${query.report ? html`<input type="hidden" name="report" value="${query.report}">` : nothing}`,
    })}
${table<ListRow>({
  language,
  caption: say(words.caption, language),
  hideCaption: true,
  phone: 'cards',
  rows,
  empty: empty({ title: say(words.emptyTitle, language), body: say(words.emptyBody, language) }),
  columns: [
    { key: 'reason', label: say(words.reason, language), header: true, cell: (row) => reasonCell(row, language) },
    { key: 'content', label: say(words.content, language), cell: (row) => html`<code>${shortly(row.content)}</code>` },
    {
      key: 'report',
      label: say(words.report, language),
      cell: (row) =>
        html`<span><a href="/reports/${row.batchId}">${row.name}</a> <small>${say(words.lineIs, language, { line: String(row.line) })}</small></span>`,
    },
    {
      key: 'createdAt',
      label: say(words.arrived, language),
      tight: true,
      cell: (row) => formatDate(row.createdAt, language, 'minute'),
    },
    ...(query.state === 'waiting'
      ? []
      : [
          {
            key: 'state',
            label: say(words.state, language),
            tight: true,
            cell: (row: ListRow) => stateChip(row.state, language),
          },
        ]),
  ],
})}
${pager({ language, next: view.after && quarantineAddress({ ...kept, after: view.after }), previous: after ? quarantineAddress(kept) : undefined })}
${
  query.state === 'waiting' && rows.length > 0
    ? html`<div class="no-print">${postButton({
        action: '/quarantine/replay',
        text: say(words.bulk, language),
        kind: 'sub',
        fields: Object.fromEntries(
          ['feed', 'cause', 'report'].flatMap((name) =>
            query[name as 'feed'] ? [[name, query[name as 'feed'] as string]] : [],
          ),
        ),
      })}<p class="note">${say(words.bulkNote, language)}</p></div>`
    : nothing
}`,
  });
}

function reasonCell(row: ListRow, language: Language): Markup {
  const { cause, value } = readReason(row.reason);
  return html`<a href="/quarantine/${row.id}">${reasonWords(cause, language)}</a>${row.field ? html`<br><small>${say(words.column, language)} <code>${row.field.replaceAll('+', ' / ')}</code>${value ? html`：<code>${value.slice(0, 60)}</code>` : nothing}</small>` : nothing}`;
}

/** The first values of a row, as one line. */
function shortly(content: string): string {
  const plain = content.replace(/^\{|\}$/g, '').replace(/","/g, '", "');
  return plain.length > 110 ? `${plain.slice(0, 110)}…` : plain;
}

/** One row in full. */
export interface OneRow extends Omit<ListRow, 'content'> {
  readonly content: string;
  readonly replayBatchId: string | null;
  readonly settledAt: Date | null;
  readonly note: string;
  readonly receivedAt: Date;
  readonly feedName: string;
}

/** What the page of one row shows. */
export interface OneView {
  readonly page: View;
  readonly row: OneRow;
  readonly happened: readonly Fact[];
  readonly next: string | undefined;
  readonly asItCame: string | undefined;
  /** What stands in the form. */
  readonly entry: KeptRow;
  /** Names of all columns of its report, where they are known. */
  readonly columns: readonly string[];
  readonly trial?: Trial | undefined;
  readonly error?: { readonly name: 'entry' | 'note'; readonly text: string } | undefined;
}

/** One row: where it stood, why it could not be read, the same row to correct, and what became of it. */
export function onePage(view: OneView): Markup {
  const { language } = view.page;
  const { row } = view;
  const { cause, value } = readReason(row.reason);
  const title = say(words.oneTitle, language, { report: row.name, line: String(row.line) });
  return page({
    ...view.page,
    title,
    kicker: html`${row.feedName} ${stateChip(row.state, language)}`,
    heading: reasonWords(cause, language),
    lead: title,
    breadcrumb: [
      { href: '/feeds', label: say(words.feed, language) },
      { href: '/quarantine', label: say(words.title, language) },
    ],
    alerts: view.trial ? trialBanner(view.trial, language) : nothing,
    main: html`${facts({
      language,
      facts: [
        { name: say(words.report, language), value: html`<a href="/reports/${row.batchId}">${row.name}</a>` },
        { name: say(words.line, language), value: String(row.line) },
        ...(row.field
          ? [{ name: say(words.column, language), value: html`<code>${row.field.replaceAll('+', ' / ')}</code>` }]
          : []),
        ...(value ? [{ name: say(words.found, language), value: html`<code>${value.slice(0, 500)}</code>` }] : []),
        { name: say(words.arrived, language), value: formatDate(row.createdAt, language, 'minute') },
        ...(row.replayBatchId
          ? [
              {
                name: say(words.replayedTo, language),
                value: html`<a href="/reports/${row.replayBatchId}">${row.replayBatchId}</a>`,
              },
            ]
          : []),
        ...(row.note ? [{ name: say(words.note, language), value: row.note }] : []),
      ],
    })}
${section({ heading: say(words.asItCame, language), body: view.asItCame === undefined ? html`<p class="note">${say(words.asItCameGone, language)}</p>${row.state === 'waiting' ? nothing : html`<pre tabindex="0" aria-label="${say(words.content, language)}"><code>${row.content.slice(0, 20_000)}</code></pre>`}` : html`<pre tabindex="0" aria-label="${say(words.asItCame, language)}"><code>${view.asItCame.slice(0, 20_000)}</code></pre>` })}
${view.trial && view.trial.rows.length > 0 ? section({ heading: say(words.becomes, language), body: view.trial.rows.slice(0, 8).map((one) => observed(one, language)) }) : nothing}
${row.state === 'waiting' ? correction(view) : nothing}
${row.state === 'dropped' ? postButton({ action: `/quarantine/${row.id}/back`, text: say(words.putBack, language), kind: 'sub' }) : nothing}
${view.happened.length > 0 ? section({ heading: say(words.timeline, language), body: timeline({ language, happenings: view.happened.map((one) => happening(one, language)) }) }) : nothing}`,
    aside:
      row.state === 'waiting'
        ? html`${view.next ? html`<p><a href="/quarantine/${view.next}">${say(words.nextRow, language)}</a></p>` : nothing}<h2>${say(words.drop, language)}</h2>${form.form(
            {
              language,
              action: `/quarantine/${row.id}/drop`,
              errors: view.error?.name === 'note' ? [view.error] : [],
              body: html`${form.textarea({ language, name: 'note', label: say(words.dropNote, language), hint: say(words.dropHint, language), rows: 2, maxlength: 2000, error: view.error?.name === 'note' ? view.error.text : undefined })}${button({ text: say(words.drop, language), kind: 'sub' })}`,
            },
          )}`
        : view.next
          ? html`<p><a href="/quarantine/${view.next}">${say(words.nextRow, language)}</a></p>`
          : undefined,
  });
}

function trialBanner(trial: Trial, language: Language): Markup {
  const wrong = trial.refused[0];
  if (wrong) {
    const where = [wrong.column, wrong.text].filter(Boolean).join('：');
    return banner({
      language,
      tone: 'warn',
      live: true,
      title: say(words.tryBad, language, {
        reason: `${reasonWords(wrong.reason, language)}${where ? `（${where.slice(0, 120)}）` : ''}`,
      }),
    });
  }
  return trial.rows.length === 0
    ? banner({ language, tone: 'warn', live: true, title: say(words.tryNone, language) })
    : banner({ language, tone: 'good', live: true, title: say(words.tryGood, language) });
}

/** An observation as it would be stored: every field that has a value. */
export function observed(row: ReadRow, language: Language): Markup {
  const { extra, line: _, ip, observed_at: at, ...named } = row;
  const when = new Date(at.includes('T') ? at : `${at.replace(' ', 'T')}Z`);
  const shown = [
    ['observed_at', when.getTime() > 0 ? formatDate(when, language, 'minute') : ''] as const,
    ['ip', ip.replace(/^::ffff:(?=\d+\.)/, '').replace(/^::$/, '')] as const,
    ...Object.entries(named).map(([name, value]) => [name, String(value)] as const),
    ...Object.entries(extra),
  ].filter(([, value]) => value !== '' && value !== '0');
  return facts({
    language,
    facts: shown.map(([name, value]) => ({ name: html`<code>${name}</code>`, value: value.slice(0, 500) })),
  });
}

function correction(view: OneView): Markup {
  const { language } = view.page;
  const { row, entry } = view;
  const error = view.error?.name === 'entry' ? view.error.text : undefined;
  const first = 'text' in entry ? 'f-text' : 'f-cell-0';
  return section({
    heading: say(words.correct, language),
    note: say(words.correctNote, language),
    body: form.form({
      language,
      action: `/quarantine/${row.id}`,
      errors: error ? [{ name: 'entry', id: first, text: error }] : [],
      body: html`${
        'text' in entry
          ? form.textarea({
              language,
              name: 'text',
              label: say(words.wholeLine, language),
              hint: say(words.wholeLineHint, language),
              value: entry.text,
              rows: 6,
              code: true,
            })
          : cells(view, entry.cells)
      }${buttons([button({ text: say(words.try, language), kind: 'sub', name: 'act', value: 'try' }), button({ text: say(words.replay, language), name: 'act', value: 'replay' })])}`,
    }),
  });
}

function cells(view: OneView, given: Readonly<Record<string, string>>): Markup {
  const { language } = view.page;
  const wrong = new Set(view.row.field.split('+'));
  const { cause } = readReason(view.row.reason);
  const names = [...Object.keys(given), ...view.columns.filter((name) => !Object.hasOwn(given, name))];
  const filled = names.filter((name) => given[name] || wrong.has(name));
  // What is wrong comes first; the rest in the order of the report.
  filled.sort((a, b) => Number(wrong.has(b)) - Number(wrong.has(a)) || place(view.columns, a) - place(view.columns, b));
  const empties = names.filter((name) => !filled.includes(name));
  const field = (name: string, index: number) => {
    const value = given[name] ?? '';
    const options = {
      language,
      name: 'value',
      id: `f-cell-${index}`,
      label: html`<code>${name}</code>`,
      code: true,
      error: wrong.has(name) && !view.trial ? reasonWords(cause, language) : undefined,
    };
    return html`<input type="hidden" name="column" value="${name}">${value.length > 120 || value.includes('\n') ? form.textarea({ ...options, value, rows: 3 }) : form.text({ ...options, value })}`;
  };
  return html`${filled.map(field)}${empties.length > 0 ? disclosure({ summary: say(words.empties, language, { count: empties.length }), body: empties.map((name, i) => field(name, filled.length + i)) }) : nothing}`;
}

function place(columns: readonly string[], name: string): number {
  const at = columns.indexOf(name);
  return at < 0 ? columns.length : at;
}

function happening(one: Fact, language: Language) {
  const key = `fact.${one.kind}`;
  const edited = Array.isArray(one.data.edited) ? (one.data.edited as string[]) : [];
  return {
    at: one.at,
    text: key in words ? say(words[key as 'fact.row.dropped'], language) : one.kind,
    actor: actorOf(one.actor, language),
    ...(edited.length > 0
      ? { detail: say(words.edited, language, { columns: edited.join(', ') }) }
      : typeof one.data.note === 'string'
        ? { detail: one.data.note }
        : {}),
  };
}
