import { html, type Markup, nothing } from '#platform/html';
import { button, chart, chip, empty, page, postButton, section, table, taskList } from '#platform/page';
import type { View } from '#platform/web';
import { formatAgo, formatDate, formatNumber, type Language, say } from '#platform/words';
import type { Mapping } from '../feed/mapping.ts';
import type { FeedState, Novelty } from './feed.html.ts';
import type { Volume } from './page.ts';
import { words } from './words.ts';

/** A feed in the list. */
export interface ListFeed {
  readonly id: string;
  readonly name: string;
  readonly state: FeedState;
  readonly handling: string;
  readonly expectedHours: number | null;
  readonly lastBatchAt: Date | null;
  readonly silentSince: Date | null;
  readonly createdAt: Date;
  readonly isOwn: boolean;
}

/** What the list of feeds shows. */
export interface ListView {
  readonly page: View;
  readonly now: Date;
  readonly days: readonly string[];
  readonly feeds: readonly ListFeed[];
  readonly volumes: readonly Volume[];
  readonly waiting: ReadonlyMap<string, number>;
  readonly news: readonly Novelty[];
  /** Feeds that come with the house and are not in use. */
  readonly builtIn: readonly Mapping[];
}

/** How a feed is, in one chip: silence is told before anything else. */
export function stateOf(feed: Pick<ListFeed, 'state' | 'silentSince'>, language: Language): Markup {
  if (feed.state === 'active' && feed.silentSince)
    return chip({ text: say(words['state.silent'], language), tone: 'urgent' });
  return chip({
    text: say(words[`state.${feed.state}`], language),
    tone: feed.state === 'active' ? 'good' : feed.state === 'paused' ? 'warn' : 'quiet',
  });
}

/** All feeds: how they are, what they brought, and those that could be switched on. */
export function listPage(view: ListView): Markup {
  const { language } = view.page;
  const ofFeed = Map.groupBy(view.volumes, ({ feedId }) => feedId);
  const sum = (id: string, what: 'rows' | 'aside') =>
    (ofFeed.get(id) ?? []).reduce((all, volume) => all + volume[what], 0);
  const silent = view.feeds.filter((feed) => feed.state === 'active' && feed.silentSince);
  const waiting = [...view.waiting.values()].reduce((all, count) => all + count, 0);
  return page({
    ...view.page,
    title: say(words.feeds, language),
    heading: say(words.feeds, language),
    lead: say(words.lead, language),
    wide: true,
    actions: html`${button({ text: say(words.define, language), href: '/feeds/new' })}<a href="/quarantine">${say(words.quarantine, language)}</a>`,
    main: html`${table<ListFeed>({
      language,
      caption: say(words.caption, language),
      phone: 'cards',
      rows: view.feeds,
      marked: (feed) => feed.state === 'active' && feed.silentSince !== null,
      empty: empty({ title: say(words.emptyTitle, language), body: say(words.emptyBody, language) }),
      columns: [
        {
          key: 'name',
          label: say(words.name, language),
          header: true,
          cell: (feed) => html`<a href="/feeds/${feed.id}">${feed.name}</a>`,
        },
        { key: 'state', label: say(words.state, language), tight: true, cell: (feed) => stateOf(feed, language) },
        {
          key: 'last',
          label: say(words.last, language),
          tight: true,
          cell: (feed) =>
            feed.lastBatchAt ? formatAgo(feed.lastBatchAt, view.now, language) : say(words.none, language),
        },
        {
          key: 'volume',
          label: say(words.volume, language),
          tight: true,
          cell: (feed) => spark(view, ofFeed.get(feed.id) ?? [], language),
        },
        { key: 'rows', label: say(words.rows, language), numeric: true, cell: (feed) => sum(feed.id, 'rows') },
        {
          key: 'aside',
          label: say(words.aside, language),
          numeric: true,
          cell: (feed) => aside(feed.id, sum(feed.id, 'aside'), view.waiting.get(feed.id) ?? 0, language),
        },
        {
          key: 'rhythm',
          label: say(words.rhythm, language),
          tight: true,
          cell: (feed) => rhythmOf(feed.expectedHours, language),
        },
      ],
    })}
${view.news.length > 0 ? section({ heading: say(words.news, language), note: say(words.newsNote, language), body: newsTable(view.news, language, true) }) : nothing}
${section({
  heading: say(words.builtIn, language),
  note: say(words.builtInNote, language),
  body: table<Mapping>({
    language,
    caption: say(words.builtIn, language),
    hideCaption: true,
    phone: 'cards',
    rows: view.builtIn,
    columns: [
      { key: 'title', label: say(words.name, language), header: true, cell: (feed) => titleOf(feed, language) },
      { key: 'provider', label: say(words.provider, language) },
      { key: 'handling', label: say(words.handling, language), tight: true, cell: (feed) => `TLP:${feed.handling}` },
      {
        key: 'licence',
        label: say(words.licence, language),
        cell: (feed) => (feed.licence && feed.licence.length > 60 ? `${feed.licence.slice(0, 60)}…` : feed.licence),
      },
      {
        key: 'on',
        label: say(words.act, language),
        tight: true,
        cell: (feed) =>
          postButton({
            action: '/feeds/switch-on',
            text: say(words.switchOn, language),
            kind: 'sub',
            small: true,
            fields: { feed: feed.id },
            label: `${titleOf(feed, language)} ${say(words.switchOn, language)}`,
          }),
      },
    ],
  }),
})}`,
    aside: html`<h2>${say(words.needsHead, language)}</h2>${taskList({
      empty: say(words.needsNothing, language),
      tasks: [
        ...silent.map((feed) => ({
          text: say(words.needsSilent, language, { name: feed.name }),
          href: `/feeds/${feed.id}`,
          ...(feed.silentSince
            ? { note: say(words.silentSince, language, { at: formatDate(feed.silentSince, language, 'minute') }) }
            : {}),
        })),
        ...(waiting > 0 ? [{ text: say(words.needsRows, language, { count: waiting }), href: '/quarantine' }] : []),
        ...(view.news.length > 0
          ? [{ text: say(words.needsNews, language, { count: view.news.length }), href: `#f-news` }]
          : []),
      ],
    })}`,
  });
}

/** The title of a built-in feed. */
export function titleOf(feed: Mapping, language: Language): string {
  return language === 'easy' ? (feed.title.easy ?? feed.title.ja) : feed.title[language];
}

/** The rhythm in words. */
export function rhythmOf(hours: number | null, language: Language): string {
  return hours === null ? say(words.noRhythm, language) : say(words.everyHours, language, { hours });
}

function spark(view: ListView, volumes: readonly Volume[], language: Language): Markup | null {
  if (volumes.length === 0) return null;
  const byDay = new Map(volumes.map(({ day, rows }) => [day, rows]));
  const values = view.days.map((day) => byDay.get(day) ?? 0);
  return chart.sparkline({
    label: say(words.volumeSays, language, { rows: values.reduce((a, b) => a + b, 0), top: Math.max(...values) }),
    values,
  });
}

function aside(feed: string, count: number, waiting: number, language: Language): Markup | number {
  if (waiting === 0) return count;
  return html`<span>${formatNumber(count, language)}<br><small><a href="/quarantine?feed=${feed}">${say(words.waitingRows, language, { count: waiting })}</a></small></span>`;
}

/** Types and columns never seen before, each with its button. */
export function newsTable(news: readonly Novelty[], language: Language, withFeed: boolean): Markup {
  return table<Novelty>({
    language,
    id: 'f-news',
    caption: say(words.news, language),
    hideCaption: true,
    phone: 'cards',
    rows: news,
    columns: [
      { key: 'name', label: say(words.name, language), header: true, cell: (one) => html`<code>${one.name}</code>` },
      {
        key: 'what',
        label: say(words.what, language),
        tight: true,
        cell: (one) => say(words[`what.${one.what}`], language),
      },
      ...(withFeed
        ? [
            {
              key: 'feed',
              label: say(words.feeds, language),
              cell: (one: Novelty) => html`<a href="/feeds/${one.feedId}">${one.feedName}</a>`,
            },
          ]
        : []),
      {
        key: 'seenAt',
        label: say(words.seen, language),
        tight: true,
        cell: (one) => formatDate(one.seenAt, language, 'minute'),
      },
      {
        key: 'noted',
        label: say(words.act, language),
        tight: true,
        cell: (one) =>
          postButton({
            action: `/feeds/${one.feedId}/noted`,
            text: say(words.noted, language),
            kind: 'sub',
            small: true,
            fields: { what: one.what, name: one.name, ...(withFeed ? { back: 'feeds' } : {}) },
            label: `${one.name} ${say(words.noted, language)}`,
          }),
      },
    ],
  });
}
