import type { NextStep } from '#know';
import { html, type Markup, nothing } from '#platform/html';
import {
  banner,
  button,
  chart,
  chip,
  copyable,
  empty,
  form,
  page,
  postButton,
  section,
  table,
  tabs,
  taskList,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, say } from '#platform/words';
import { severityLevel, severityWord, stateChip } from '../explore/state.ts';
import type { FindingState, Severity } from '../finding/life.ts';
import { words } from './words.ts';

/** A notice in the inbox. */
export interface InboxRow {
  readonly id: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly findingCount: number;
  readonly createdAt: Date;
  readonly openedAt: Date | null;
  readonly confirmedAt: Date | null;
}

/** A member's first page: what to fix now, then what was told. */
export function homePage(view: {
  readonly page: View;
  readonly isMember: boolean;
  readonly unfixed: readonly {
    readonly id: string;
    readonly kind: string;
    readonly asset: string;
    readonly severity: Severity;
    readonly state: FindingState;
    readonly lastSeenAt: Date;
    /** `provider`: somebody else's device in its network. */
    readonly via: 'owner' | 'provider';
  }[];
  readonly inbox: readonly InboxRow[];
  readonly next: readonly NextStep[];
  readonly trend: readonly { readonly day: string; readonly openCount: number }[];
  readonly titleOf: (kind: string) => string;
  readonly linkOf: (notice: string) => string;
}): Markup {
  const { language } = view.page;
  if (!view.isMember)
    return page({
      ...view.page,
      title: say(words.home, language),
      narrow: true,
      heading: say(words.register, language),
      lead: say(words.registerBody, language),
      main: button({ text: say(words.registerButton, language), href: '/organisation/register' }),
    });
  return page({
    ...view.page,
    title: say(words.home, language),
    heading: view.unfixed.length === 0 ? say(words.none, language) : say(words.title, language),
    main: html`${
      view.unfixed.length === 0
        ? empty({ title: say(words.none, language), body: say(words.noneBody, language) })
        : html`${view.unfixed.some(({ via }) => via === 'provider') ? html`<p>${say(words.customersNote, language)} <a href="/provider">${say(words.list, language)}</a></p>` : nothing}${taskList(
            {
              tasks: view.unfixed.map((finding) => ({
                text: view.titleOf(finding.kind),
                href: `/findings/${finding.id}`,
                // Two marks beside the words would be squeezed on a phone: they stand below, with the place and the time.
                note: html`${severityLevel(finding.severity, language)} ${stateChip(finding.state, language)}${finding.via === 'provider' ? html` ${chip({ text: say(words.customers, language), tone: 'quiet' })}` : nothing}<br>${finding.asset}・${formatDate(finding.lastSeenAt, language, 'minute')}`,
              })),
            },
          )}`
    }
${view.next.length > 0 ? section({ heading: say(words.protect, language), body: taskList({ tasks: view.next }) }) : ''}
${section({
  heading: say(words.inbox, language),
  body: table<InboxRow>({
    language,
    caption: say(words.inbox, language),
    hideCaption: true,
    phone: 'cards',
    rows: view.inbox,
    empty: say(words.inboxEmpty, language),
    columns: [
      {
        key: 'what',
        label: say(words.what, language),
        header: true,
        cell: (row) =>
          html`<a href="${view.linkOf(row.id)}">${row.kind ? view.titleOf(row.kind) : say(words.several, language, { count: row.findingCount })}</a>`,
      },
      {
        key: 'createdAt',
        label: say(words.when, language),
        tight: true,
        cell: (row) => formatDate(row.createdAt, language, 'minute'),
      },
      {
        key: 'severity',
        label: say(words.severity, language),
        tight: true,
        cell: (row) => severityLevel(row.severity, language),
      },
      {
        key: 'state',
        label: say(words.state, language),
        tight: true,
        cell: (row) =>
          row.confirmedAt
            ? chip({ text: say(words.answered, language), tone: 'good' })
            : row.openedAt
              ? chip({ text: say(words.opened, language), tone: 'info' })
              : chip({ text: say(words.unopened, language), tone: 'warn' }),
      },
    ],
  }),
})}`,
    aside: html`<h2>${say(words.trend, language)}</h2><p>${say(words.trendSays, language, { now: view.trend.at(-1)?.openCount ?? 0, before: view.trend[0]?.openCount ?? 0 })}</p>${chart.sparkline({ label: say(words.trend, language), values: view.trend.map((one) => one.openCount) })}<p><a href="/settings">${say(words.settings, language)}</a></p><p><a href="/provider">${say(words.list, language)}</a></p>`,
  });
}

/** How an organisation wants to be told. */
export function settingsPage(view: {
  readonly page: View;
  readonly organisations: readonly { readonly id: string; readonly name: string }[];
  readonly organisation: { readonly id: string; readonly name: string };
  readonly manners: Readonly<Record<number, 'now' | 'digest' | 'none'>>;
  readonly webhook: { readonly url: string; readonly failedSince: Date | null } | undefined;
  readonly webhookSecret: string | undefined;
  readonly webhookError: string | undefined;
  readonly feedUrl: string | undefined;
  readonly hasFeed: boolean;
  readonly isSaved: boolean;
}): Markup {
  const { language } = view.page;
  const base = `/settings/${view.organisation.id}`;
  return page({
    ...view.page,
    title: say(words.settings, language),
    heading: say(words.settings, language),
    kicker: say(words.organisationIs, language, { organisation: view.organisation.name }),
    lead: say(words.settingsLead, language),
    narrow: true,
    alerts: view.isSaved ? banner({ language, tone: 'good', title: say(words.saved, language), live: true }) : nothing,
    main: html`${view.organisations.length > 1 ? tabs({ language, current: base, links: view.organisations.map((one) => ({ href: `/settings/${one.id}`, label: one.name })) }) : nothing}
${form.form({
  language,
  action: base,
  body: html`${([5, 4, 3, 2, 1] as const).map((severity) =>
    form.select({
      language,
      name: `severity${severity}`,
      label: severityWord(severity, language),
      value: view.manners[severity],
      choices: (['now', 'digest', 'none'] as const).map((manner) => ({
        value: manner,
        label: say(words[`manner.${manner}`], language),
      })),
    }),
  )}${button({ text: say(words.save, language) })}`,
})}
${section({
  heading: say(words.webhook, language),
  note: say(words.webhookLead, language),
  body: html`${view.webhook?.failedSince ? banner({ language, tone: 'warn', title: say(words.webhookFailed, language, { date: formatDate(view.webhook.failedSince, language, 'minute') }) }) : nothing}${view.webhookSecret ? html`<p>${say(words.webhookSecret, language)}</p>${copyable({ language, label: say(words.webhookSecret, language), text: view.webhookSecret })}` : nothing}${form.form(
    {
      language,
      action: `${base}/webhook`,
      errors: view.webhookError ? [{ name: 'url', text: view.webhookError }] : [],
      body: html`${form.text({ language, name: 'url', type: 'url', label: say(words.webhookUrl, language), value: view.webhook?.url, required: true, maxlength: 500, error: view.webhookError })}${button({ text: say(words.save, language), kind: 'sub' })}`,
    },
  )}${view.webhook ? postButton({ action: `${base}/webhook/drop`, text: say(words.webhookDrop, language), kind: 'plain' }) : nothing}`,
})}
${section({
  heading: say(words.feed, language),
  note: say(words.feedLead, language),
  body: html`${view.feedUrl ? html`<p>${say(words.feedShown, language)}</p>${copyable({ language, label: say(words.feed, language), text: view.feedUrl })}` : nothing}${postButton({ action: `${base}/feed`, text: say(words.feedMake, language), kind: 'sub' })}`,
})}`,
  });
}
