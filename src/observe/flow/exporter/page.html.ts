import { html, type Markup, nothing } from '#platform/html';
import { banner, button, chart, chip, disclosure, empty, form, page, section, table } from '#platform/page';
import type { View } from '#platform/web';
import { formatAgo, formatNumber, formatPercent, type Language, say } from '#platform/words';
import { words } from './words.ts';

/** An exporter, or the name of imported files. */
export interface ExporterRow {
  readonly id: string;
  readonly organisationId: string | null;
  readonly name: string;
  readonly address: string | null;
  readonly feed: string | null;
  readonly subscriberPrefixes: readonly string[];
  readonly silentAfterMinutes: number;
  readonly state: 'active' | 'ended';
  readonly lastSeenAt: Date | null;
  readonly silentSince: Date | null;
  readonly registeredAt: Date;
}

/** What one exporter sent in an hour. */
export interface HourRow {
  readonly exporterId: string;
  readonly hour: Date;
  readonly datagrams: number;
  readonly flows: number;
  readonly lost: number;
}

/** Somebody who sends without being registered. */
export interface Stranger {
  readonly address: string;
  readonly datagrams: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** A receiving process. */
export interface CollectorRow {
  readonly name: string;
  readonly pseudonymises: boolean;
  readonly heardAt: Date;
  readonly endedAt: Date | null;
  readonly counters: Readonly<Record<string, number>>;
}

/** Everything the page of flows shows. */
export interface FlowsView {
  readonly page: View;
  readonly now: Date;
  readonly isOperator: boolean;
  readonly saved: boolean;
  readonly exporters: readonly ExporterRow[];
  readonly owners: ReadonlyMap<string, string>;
  readonly hours: readonly HourRow[];
  /** Rows of files by the name they were taken in under; members see none. */
  readonly fileRows: ReadonlyMap<string, number>;
  readonly strangers: readonly Stranger[];
  readonly collectors: readonly CollectorRow[];
  readonly retention: readonly { readonly tableName: string; readonly days: number }[];
}

const HOUR = 3_600_000;
const ALIVE_MS = 60_000;

/** How an exporter is, in one chip. */
export function stateOf(row: ExporterRow, language: Language): Markup {
  if (row.state === 'ended') return chip({ text: say(words.ended, language), tone: 'quiet' });
  if (row.feed) return chip({ text: say(words.imported, language), tone: 'info' });
  if (row.silentSince) return chip({ text: say(words.silent, language), tone: 'urgent' });
  if (!row.lastSeenAt) return chip({ text: say(words.never, language), tone: 'warn' });
  return chip({ text: say(words.heard, language), tone: 'good' });
}

/** The hours up to now, oldest first, as the times they begin. */
export function lastHours(now: Date, count: number): number[] {
  const newest = Math.floor(now.getTime() / HOUR) * HOUR;
  return Array.from({ length: count }, (_, i) => newest - (count - 1 - i) * HOUR);
}

/** The register of exporters with how each is received. */
export function flowsPage(view: FlowsView): Markup {
  const { language } = view.page;
  const t = (key: keyof typeof words) => say(words[key] as (typeof words)['nav'], language);
  const sum = (what: 'flows' | 'lost') => view.hours.reduce((all, hour) => all + Number(hour[what]), 0);
  const silent = view.exporters.filter((one) => one.silentSince !== null).length;
  const addressed = view.exporters.filter((one) => one.address !== null && one.state === 'active').length;
  return page({
    ...view.page,
    title: t('nav'),
    heading: t('nav'),
    lead: t('lead'),
    actions: view.isOperator ? button({ text: t('register'), href: '/flows/register' }) : nothing,
    main: html`${alerts(view)}${
      view.exporters.length > 0
        ? chart.big({
            figures: [
              { label: t('received'), value: formatNumber(sum('flows'), language) },
              { label: t('exporters'), value: formatNumber(addressed, language) },
              { label: t('silentCount'), value: formatNumber(silent, language) },
              {
                label: t('lostShare'),
                value: formatPercent(sum('lost') / Math.max(1, sum('lost') + sum('flows')), language, 1),
                note: t('lostNote'),
              },
            ],
          })
        : nothing
    }${section({ heading: t('exporters'), note: t('exportersNote'), body: exporterTable(view) })}${view.strangers.length > 0 ? strangers(view) : nothing}${view.isOperator ? retention(view) : nothing}`,
  });
}

function alerts(view: FlowsView): Markup {
  const { language } = view.page;
  const t = (key: keyof typeof words) => say(words[key] as (typeof words)['nav'], language);
  const alive = view.collectors.filter(
    (one) => one.endedAt === null && view.now.getTime() - one.heardAt.getTime() < ALIVE_MS,
  );
  const awaited = view.exporters.some((one) => one.address !== null && one.state === 'active');
  const kernel = alive.reduce((all, { counters }) => all + (counters.kernelDropped ?? 0), 0);
  const store = alive.reduce((all, { counters }) => all + (counters.flowsDropped ?? 0), 0);
  return html`${view.saved ? banner({ language, tone: 'good', title: t('saved'), live: true }) : nothing}${
    view.isOperator && awaited && alive.length === 0
      ? banner({ language, tone: 'urgent', title: t('collectorOff'), body: t('collectorOffBody') })
      : nothing
  }${
    kernel + store > 0
      ? banner({
          language,
          tone: 'warn',
          title: t('dropping'),
          body: say(words.droppingBody, language, {
            kernel: formatNumber(kernel, language),
            store: formatNumber(store, language),
          }),
        })
      : nothing
  }`;
}

function exporterTable(view: FlowsView): Markup {
  const { language } = view.page;
  const t = (key: keyof typeof words) => say(words[key] as (typeof words)['nav'], language);
  const of = Map.groupBy(view.hours, (hour) => hour.exporterId);
  const hours = lastHours(view.now, 24);
  return table<ExporterRow>({
    language,
    caption: t('exporters'),
    hideCaption: true,
    phone: 'cards',
    rows: view.exporters,
    marked: (row) => row.silentSince !== null,
    empty: empty({ title: t('emptyTitle'), body: view.isOperator ? t('emptyBody') : t('emptyMember') }),
    columns: [
      {
        key: 'name',
        label: t('name'),
        header: true,
        cell: (row) => html`<a href="/flows/exporters/${row.id}">${row.name}</a>`,
      },
      {
        key: 'address',
        label: t('address'),
        tight: true,
        cell: (row) => html`<code>${row.address ?? row.feed}</code>`,
      },
      {
        key: 'owner',
        label: t('owner'),
        cell: (row) => (row.organisationId ? view.owners.get(row.organisationId) : t('hubOwn')),
      },
      { key: 'state', label: t('state'), tight: true, cell: (row) => stateOf(row, language) },
      {
        key: 'last',
        label: t('lastSeen'),
        tight: true,
        cell: (row) => (row.lastSeenAt ? formatAgo(row.lastSeenAt, view.now, language) : null),
      },
      {
        key: 'volume',
        label: t('volume'),
        tight: true,
        cell: (row) => {
          const rows = new Map((of.get(row.id) ?? []).map((hour) => [hour.hour.getTime(), Number(hour.flows)]));
          return rows.size === 0
            ? null
            : chart.sparkline({
                label: say(words.volumeSays, language, { name: row.name }),
                values: hours.map((hour) => rows.get(hour) ?? 0),
              });
        },
      },
      {
        key: 'flows',
        label: t('flows'),
        numeric: true,
        cell: (row) =>
          row.feed
            ? (view.fileRows.get(row.feed) ?? null)
            : (of.get(row.id) ?? []).reduce((all, hour) => all + Number(hour.flows), 0),
      },
      {
        key: 'lost',
        label: t('lost'),
        numeric: true,
        cell: (row) => (of.get(row.id) ?? []).reduce((all, hour) => all + Number(hour.lost), 0),
      },
      {
        key: 'hidden',
        label: t('hidden'),
        tight: true,
        cell: (row) => (row.subscriberPrefixes.length > 0 ? t('hiddenYes') : t('none')),
      },
    ],
  });
}

function strangers(view: FlowsView): Markup {
  const { language } = view.page;
  const t = (key: keyof typeof words) => say(words[key] as (typeof words)['nav'], language);
  return section({
    heading: t('strangers'),
    note: t('strangersNote'),
    body: table<Stranger>({
      language,
      caption: t('strangers'),
      hideCaption: true,
      phone: 'cards',
      rows: view.strangers,
      columns: [
        { key: 'address', label: t('address'), header: true, cell: (row) => html`<code>${row.address}</code>` },
        { key: 'datagrams', label: t('datagrams'), numeric: true },
        { key: 'first', label: t('since'), cell: (row) => formatAgo(row.firstSeenAt, view.now, language) },
        { key: 'last', label: t('lastSeen'), cell: (row) => formatAgo(row.lastSeenAt, view.now, language) },
        {
          key: 'act',
          label: t('act'),
          cell: (row) =>
            button({
              text: t('registerThis'),
              kind: 'sub',
              small: true,
              href: `/flows/register?address=${encodeURIComponent(row.address)}`,
              label: `${t('registerThis')} ${row.address}`,
            }),
        },
      ],
    }),
  });
}

function retention(view: FlowsView): Markup {
  const { language } = view.page;
  const t = (key: keyof typeof words) => say(words[key] as (typeof words)['nav'], language);
  return section({
    heading: t('retention'),
    note: t('retentionNote'),
    body: disclosure({
      summary: t('retention'),
      body: form.form({
        language,
        action: '/flows/retention',
        body: html`${view.retention.map(({ tableName, days }) =>
          form.text({
            language,
            name: tableName,
            label: t(`table.${tableName}` as keyof typeof words),
            value: days,
            type: 'number',
            min: 1,
            max: 3650,
            width: 'short',
            unit: t('days'),
          }),
        )}${button({ text: t('save'), kind: 'sub' })}`,
      }),
    }),
  });
}
