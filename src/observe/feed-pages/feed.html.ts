import type { Fact } from '#platform/facts';
import { html, type Markup, nothing } from '#platform/html';
import {
  banner,
  button,
  chart,
  chip,
  copyable,
  disclosure,
  empty,
  facts,
  form,
  page,
  pager,
  postButton,
  section,
  table,
  tabs,
  timeline,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatBytes, formatDate, type Language, say } from '#platform/words';
import { choosable } from '../feed/handling.ts';
import type { Mapping } from '../feed/mapping.ts';
import { reasonWords } from '../quarantine/reasons.ts';
import { newsTable, rhythmOf, stateOf } from './page.html.ts';
import type { Volume } from './page.ts';
import { words } from './words.ts';

/** Whether a feed's reports are taken. */
export type FeedState = 'active' | 'paused' | 'ended';
/** What became of a report. */
export type ReportState = 'received' | 'storing' | 'stored' | 'applied' | 'refused';

/** A report type or column that appeared for the first time. */
export interface Novelty {
  readonly feedId: string;
  readonly feedName: string;
  readonly what: 'type' | 'column';
  readonly name: string;
  readonly seenAt: Date;
}

/** A feed in full. */
export interface FeedRow {
  readonly id: string;
  readonly name: string;
  readonly state: FeedState;
  readonly handling: string;
  readonly expectedHours: number | null;
  readonly lastBatchAt: Date | null;
  readonly silentSince: Date | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly isOwn: boolean;
  readonly hasToken: boolean;
  readonly version: number | null;
}

/** A report in a list. */
export interface ReportRow {
  readonly id: string;
  readonly name: string;
  readonly origin: 'http' | 'file' | 'folder' | 'mail' | 'replay';
  readonly state: ReportState;
  readonly bytes: number;
  readonly rowsRead: number;
  readonly rowsQuarantined: number;
  readonly report: { readonly reason?: string };
  readonly receivedAt: Date;
}

/** What the page of one feed shows. */
export interface FeedView {
  readonly page: View;
  readonly now: Date;
  readonly feed: FeedRow;
  readonly mapping: Mapping | undefined;
  readonly days: readonly string[];
  readonly volumes: readonly Volume[];
  readonly waiting: number;
  readonly news: readonly Novelty[];
  readonly query: { readonly state?: ReportState | undefined; readonly after?: string | undefined };
  readonly reports: readonly ReportRow[];
  readonly after: string | undefined;
  readonly happened: readonly Fact[];
  readonly error: { readonly name: 'sure' | 'hours' | 'handling' | 'file'; readonly text: string } | undefined;
}

const reportTones = { received: 'info', storing: 'info', stored: 'info', applied: 'good', refused: 'urgent' } as const;

/** What became of a report, in one chip. */
export function reportState(state: ReportState, language: Language): Markup {
  return chip({ text: say(words[`report.${state}`], language), tone: reportTones[state] });
}

/** One feed: how it is, its reports, and everything that can be done with it. */
export function feedPage(view: FeedView, above: Markup = nothing): Markup {
  const { language } = view.page;
  const { feed } = view;
  return page({
    ...view.page,
    title: feed.name,
    kicker: stateOf(feed, language),
    heading: feed.name,
    breadcrumb: [{ href: '/feeds', label: say(words.feeds, language) }],
    alerts: html`${above}${feed.state === 'active' && feed.silentSince ? banner({ language, tone: 'urgent', title: say(words.needsSilent, language, { name: feed.name }), body: say(words.silentSince, language, { at: formatDate(feed.silentSince, language, 'minute') }) }) : nothing}${view.error?.name === 'file' && feed.state !== 'active' ? banner({ language, tone: 'warn', title: view.error.text, live: true }) : nothing}`,
    actions: html`${feed.state === 'active' ? html`<a href="#upload">${say(words.upload, language)}</a>` : nothing}${view.waiting > 0 ? html`<a href="/quarantine?feed=${feed.id}">${say(words.aside, language)}：${say(words.waitingRows, language, { count: view.waiting })}</a>` : nothing}${feed.isOwn ? html`<a href="/feeds/${feed.id}/mapping">${say(words.editMapping, language)}</a>` : nothing}`,
    main: html`${volume(view)}
${view.news.length > 0 ? section({ heading: say(words.news, language), note: say(words.newsNote, language), body: html`${newsTable(view.news, language, false)}${view.news.length > 1 ? postButton({ action: `/feeds/${feed.id}/noted`, text: say(words.notedAll, language), kind: 'sub', small: true }) : nothing}` }) : nothing}
${section({ id: 'reports', heading: say(words.reports, language), body: reports(view) })}
${section({ heading: say(words.timeline, language), body: timeline({ language, happenings: [...view.happened].reverse().map((fact) => happening(fact, language)) }) })}`,
    aside: html`<h2>${say(words.about, language)}</h2>${about(view)}
${feed.state === 'active' ? upload(view) : nothing}
${manage(view)}`,
  });
}

function volume(view: FeedView): Markup {
  const { language } = view.page;
  if (view.volumes.length === 0) return nothing;
  const byDay = new Map(view.volumes.map((one) => [one.day, one]));
  const values = view.days.map((day) => byDay.get(day)?.rows ?? 0);
  const aside = view.days.map((day) => byDay.get(day)?.aside ?? 0);
  return chart.line({
    language,
    caption: say(words.chart, language),
    says: say(words.volumeSays, language, { rows: values.reduce((a, b) => a + b, 0), top: Math.max(...values) }),
    axis: say(words.day, language),
    points: view.days.map((day) => formatDate(new Date(`${day}T12:00:00+09:00`), language, 'short')),
    series: [
      { name: say(words.rows, language), values },
      ...(aside.some((count) => count > 0) ? [{ name: say(words.aside, language), values: aside }] : []),
    ],
  });
}

function reports(view: FeedView): Markup {
  const { language } = view.page;
  const { feed, query } = view;
  const address = (state: string | undefined, after?: string) => {
    const given = Object.entries({ state, after }).filter((pair): pair is [string, string] => pair[1] !== undefined);
    return given.length === 0 ? `/feeds/${feed.id}` : `/feeds/${feed.id}?${new URLSearchParams(given)}`;
  };
  return html`${tabs({
    language,
    current: address(query.state),
    links: [
      { href: address(undefined), label: say(words.all, language) },
      ...(['applied', 'refused'] as const).map((state) => ({
        href: address(state),
        label: say(words[`report.${state}`], language),
      })),
    ],
  })}${table<ReportRow>({
    language,
    caption: say(words.reports, language),
    hideCaption: true,
    phone: 'cards',
    rows: view.reports,
    empty: empty({ title: say(words.reportsEmpty, language), body: say(words.reportsEmptyBody, language) }),
    columns: [
      {
        key: 'name',
        label: say(words.report, language),
        header: true,
        cell: (row) =>
          html`<a href="/reports/${row.id}">${row.name}</a>${row.origin === 'replay' ? html`<br><small>${say(words['origin.replay'], language)}</small>` : nothing}`,
      },
      {
        key: 'receivedAt',
        label: say(words.received, language),
        tight: true,
        cell: (row) => formatDate(row.receivedAt, language, 'minute'),
      },
      {
        key: 'state',
        label: say(words.state, language),
        cell: (row) =>
          html`${reportState(row.state, language)}${row.state === 'refused' && row.report.reason ? html`<br><small>${reasonWords(row.report.reason, language)}</small>` : nothing}`,
      },
      { key: 'rowsRead', label: say(words.rows, language), numeric: true },
      {
        key: 'aside',
        label: say(words.aside, language),
        numeric: true,
        cell: (row) =>
          row.rowsQuarantined > 0
            ? html`<a href="/quarantine?report=${row.id}&amp;state=all">${row.rowsQuarantined.toLocaleString('en')}</a>`
            : 0,
      },
    ],
  })}${pager({ language, next: view.after && address(query.state, view.after), previous: query.after ? address(query.state) : undefined })}`;
}

function about(view: FeedView): Markup {
  const { language } = view.page;
  const { feed, mapping } = view;
  return facts({
    language,
    plain: true,
    facts: [
      {
        name: say(words.last, language),
        value: feed.lastBatchAt ? formatDate(feed.lastBatchAt, language, 'minute') : say(words.none, language),
      },
      { name: say(words.rhythm, language), value: rhythmOf(feed.expectedHours, language) },
      {
        name: say(words.mapping, language),
        value: feed.isOwn
          ? say(words.mappingOwn, language, { version: String(feed.version ?? 1) })
          : say(words.mappingBuiltIn, language),
      },
      { name: say(words.handling, language), value: feed.handling },
      { name: say(words.token, language), value: say(feed.hasToken ? words.tokenYes : words.tokenNo, language) },
      { name: say(words.since, language), value: formatDate(feed.createdAt, language, 'day') },
      ...(mapping?.provider ? [{ name: say(words.provider, language), value: mapping.provider }] : []),
      ...(mapping?.licence ? [{ name: say(words.licence, language), value: mapping.licence }] : []),
      ...(mapping?.documentation
        ? [
            {
              name: say(words.documentation, language),
              value: html`<a href="${mapping.documentation}" rel="noreferrer">${new URL(mapping.documentation).host}</a>`,
            },
          ]
        : []),
    ],
  });
}

function upload(view: FeedView): Markup {
  const { language } = view.page;
  const error = view.error?.name === 'file' ? view.error : undefined;
  return html`<h2 id="upload">${say(words.upload, language)}</h2>${form.form({
    language,
    action: `/feeds/${view.feed.id}/reports`,
    files: true,
    errors: error ? [error] : [],
    body: html`${form.file({ language, name: 'file', label: say(words.uploadFile, language), hint: say(words.uploadHint, language), error: error?.text })}${button({ text: say(words.uploadSend, language) })}`,
  })}`;
}

function manage(view: FeedView): Markup {
  const { language } = view.page;
  const { feed, error } = view;
  const act = (state: FeedState, text: string) =>
    postButton({ action: `/feeds/${feed.id}/state`, text, kind: 'sub', fields: { state } });
  const own = `TLP:${view.mapping?.handling ?? 'AMBER'}`;
  const wrong = (name: 'sure' | 'hours' | 'handling') => (error?.name === name ? error : undefined);
  return html`${
    feed.state === 'ended'
      ? nothing
      : disclosure({
          summary: say(words.newToken, language),
          body: html`<p class="note">${say(words.newTokenNote, language)}</p>${postButton({ action: `/feeds/${feed.id}/token`, text: say(words.newToken, language), kind: 'sub' })}`,
        })
  }${disclosure({
    summary: say(words.rhythm, language),
    open: wrong('hours') !== undefined,
    body: form.form({
      language,
      action: `/feeds/${feed.id}/rhythm`,
      errors: [wrong('hours')].filter((one) => one !== undefined),
      body: html`${form.text({ language, name: 'hours', label: say(words.hours, language), hint: say(words.hoursHint, language), value: feed.expectedHours ?? '', inputmode: 'numeric', width: 'short', unit: say(words.hoursUnit, language), error: wrong('hours')?.text })}${button({ text: say(words.saveRhythm, language), kind: 'sub' })}`,
    }),
  })}${disclosure({
    summary: say(words.handlingSet, language),
    open: wrong('handling') !== undefined,
    body: form.form({
      language,
      action: `/feeds/${feed.id}/handling`,
      errors: [wrong('handling')].filter((one) => one !== undefined),
      body: html`${form.select({ language, name: 'handling', label: say(words.handling, language), hint: say(words.handlingHint, language, { own }), value: feed.handling, blank: false, choices: choosable(view.mapping).map((mark) => ({ value: mark, label: mark })), error: wrong('handling')?.text })}${button({ text: say(words.handlingSave, language), kind: 'sub' })}`,
    }),
  })}${
    feed.state === 'ended'
      ? nothing
      : disclosure({
          summary: say(words.endHead, language),
          open: wrong('sure') !== undefined,
          body: form.form({
            language,
            action: `/feeds/${feed.id}/state`,
            hidden: { state: 'ended' },
            errors: [wrong('sure')].filter((one) => one !== undefined),
            body: html`<p>${say(words.endSays, language)}</p>${form.checkbox({ language, name: 'sure', label: say(words.endSure, language), error: wrong('sure')?.text })}${button({ text: say(words.end, language), kind: 'danger' })}`,
          }),
        })
  }${feed.state === 'active' ? act('paused', say(words.pause, language)) : act('active', say(words.resume, language))}`;
}

/** The page after a new token was made: the only time it is shown, with the command that uses it. */
export function tokenPage(view: FeedView & { readonly token: string; readonly url: string }): Markup {
  const { language } = view.page;
  const { token, url } = view;
  const command = `curl -X POST -T report.csv \\\n  -H 'Authorization: Bearer ${token}' \\\n  '${url}/api/v1/reports?name=report.csv'`;
  return feedPage(
    view,
    banner({
      language,
      tone: 'good',
      live: true,
      title: say(words.tokenShown, language),
      body: html`${copyable({ language, label: say(words.token, language), text: token })}<p>${say(words.tokenHow, language)}</p>${copyable({ language, label: say(words.command, language), text: command, block: true })}`,
    }),
  );
}

/** Who did it, in a word: a person of the hub, the feed itself, the house. */
export function actorOf(actor: string, language: Language): string {
  const kind = actor.split(':')[0];
  return say(
    kind === 'user' ? words['actor.user'] : kind === 'feed' ? words['actor.feed'] : words['actor.job'],
    language,
  );
}

const good = ['feed.heard-again', 'batch.applied', 'batch.stored', 'feed.switched-on', 'feed.resumed'];
const bad = ['feed.silent', 'batch.refused'];

/** A fact about a feed or a report as a line of its time line. */
export function happening(fact: Fact, language: Language) {
  const key = `fact.${fact.kind}`;
  const { data } = fact;
  const parts = [
    ...(typeof data.rows === 'number' ? [`${say(words.rows, language)} ${data.rows.toLocaleString('en')}`] : []),
    ...(typeof data.refused === 'number' && data.refused > 0
      ? [`${say(words.aside, language)} ${data.refused.toLocaleString('en')}`]
      : []),
    ...(typeof data.bytes === 'number' ? [formatBytes(data.bytes, language)] : []),
    ...(typeof data.reason === 'string' ? [reasonWords(data.reason, language)] : []),
    ...(typeof data.expectedHours === 'number' ? [say(words.everyHours, language, { hours: data.expectedHours })] : []),
    ...(typeof data.handling === 'string' && fact.kind === 'feed.handling-changed' ? [data.handling] : []),
    ...(Array.isArray(data.noted) ? [data.noted.map((one: { name: string }) => one.name).join(', ')] : []),
  ];
  return {
    at: fact.at,
    text: key in words ? say(words[key as 'fact.feed.silent'], language) : fact.kind,
    actor: actorOf(fact.actor, language),
    ...(parts.length > 0 ? { detail: parts.join(' ／ ') } : {}),
    ...(good.includes(fact.kind)
      ? { tone: 'good' as const }
      : bad.includes(fact.kind)
        ? { tone: 'urgent' as const }
        : {}),
  };
}
