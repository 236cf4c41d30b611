import type { Fact } from '#platform/facts';
import { html, type Markup, nothing } from '#platform/html';
import { button, chart, empty, facts, form, page, postButton, section, table, timeline } from '#platform/page';
import type { View } from '#platform/web';
import { formatAgo, formatDate, formatNumber, say } from '#platform/words';
import { type ExporterRow, type HourRow, lastHours, stateOf } from './page.html.ts';
import type { FieldError, Form } from './page.ts';
import { words } from './words.ts';

interface SourceRow {
  readonly version: number;
  readonly sourceId: number;
  readonly templates: number;
  readonly sampling: number;
  readonly lost: number;
  readonly late: number;
  readonly duplicates: number;
  readonly restarts: number;
  readonly lastSeenAt: Date;
}

interface FileRow {
  readonly name: string;
  readonly format: string;
  readonly rows: number;
  readonly unread: number;
  readonly state: 'reading' | 'stored' | 'unknown';
  readonly takenAt: Date;
}

/** Everything the page of one exporter shows. */
export interface ExporterView {
  readonly page: View;
  readonly now: Date;
  readonly isOperator: boolean;
  readonly exporter: ExporterRow;
  readonly owner: string | undefined;
  readonly hours: readonly HourRow[];
  readonly sources: readonly SourceRow[];
  /** Files taken in under its name; members see none. */
  readonly files: readonly FileRow[];
  readonly happened: readonly Fact[];
  readonly errors: readonly FieldError[];
  readonly form: Form | undefined;
}

const versions: Readonly<Record<number, string>> = { 5: 'NetFlow v5', 9: 'NetFlow v9', 10: 'IPFIX', 105: 'sFlow v5' };
type Key = keyof typeof words;

/** One exporter: how it is received, its source ids, what happened, and its registration. */
export function exporterPage(view: ExporterView): Markup {
  const { language } = view.page;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  const { exporter } = view;
  const flows = new Map(view.hours.map((hour) => [hour.hour.getTime(), Number(hour.flows)]));
  const hours = lastHours(view.now, 48);
  const lost = view.hours.reduce((all, hour) => all + Number(hour.lost), 0);
  return page({
    ...view.page,
    title: exporter.name,
    heading: exporter.name,
    kicker: stateOf(exporter, language),
    lead: exporter.feed ? nothing : t('detailLead'),
    breadcrumb: [{ href: '/flows', label: t('nav') }],
    main: html`${facts({
      language,
      facts: [
        { name: t('address'), value: html`<code>${exporter.address ?? exporter.feed}</code>` },
        { name: t('owner'), value: exporter.organisationId ? view.owner : t('hubOwn') },
        {
          name: t('lastSeen'),
          value: exporter.lastSeenAt ? formatDate(exporter.lastSeenAt, language, 'minute') : undefined,
        },
        {
          name: t('hidden'),
          value: exporter.subscriberPrefixes.length > 0 ? exporter.subscriberPrefixes.join(', ') : t('none'),
        },
        ...(exporter.feed ? [] : [{ name: t('minutes'), value: String(exporter.silentAfterMinutes) }]),
      ],
    })}${
      view.hours.length > 0
        ? chart.line({
            language,
            caption: t('byHour'),
            says: say(words.byHourSays, language, {
              most: formatNumber(Math.max(0, ...flows.values()), language),
              lost: formatNumber(lost, language),
            }),
            axis: t('hour'),
            points: hours.map((hour) => formatDate(new Date(hour), language, 'minute').replace(/^\d{4}年| \d{4},/, '')),
            series: [{ name: t('flows'), values: hours.map((hour) => flows.get(hour) ?? 0) }],
          })
        : nothing
    }${exporter.feed ? (view.isOperator ? files(view) : nothing) : sources(view)}${
      view.happened.length > 0
        ? section({
            heading: t('happened'),
            body: timeline({
              language,
              happenings: view.happened.map((fact) => ({
                at: fact.at,
                text: t(`fact.${fact.kind}` as Key),
              })),
            }),
          })
        : nothing
    }${view.isOperator ? section({ heading: t('settings'), body: registration(view) }) : nothing}`,
  });
}

function sources(view: ExporterView): Markup {
  const { language } = view.page;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  return section({
    heading: t('sources'),
    note: t('sourcesNote'),
    body: table<SourceRow>({
      language,
      caption: t('sources'),
      hideCaption: true,
      rows: view.sources,
      empty: empty({ title: t('noSources') }),
      columns: [
        {
          key: 'version',
          label: t('version'),
          header: true,
          cell: (row) => versions[row.version] ?? String(row.version),
        },
        { key: 'sourceId', label: t('sourceId'), numeric: true },
        { key: 'templates', label: t('templates'), numeric: true },
        { key: 'sampling', label: t('sampling'), cell: (row) => `1:${formatNumber(row.sampling, language)}` },
        { key: 'lost', label: t('lost'), numeric: true },
        { key: 'late', label: t('late'), numeric: true },
        { key: 'duplicates', label: t('duplicates'), numeric: true },
        { key: 'restarts', label: t('restarts'), numeric: true },
        {
          key: 'last',
          label: t('lastSeen'),
          tight: true,
          cell: (row) => formatAgo(row.lastSeenAt, view.now, language),
        },
      ],
    }),
  });
}

function files(view: ExporterView): Markup {
  const { language } = view.page;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  return section({
    heading: t('files'),
    body: table<FileRow>({
      language,
      caption: t('files'),
      hideCaption: true,
      phone: 'cards',
      rows: view.files,
      columns: [
        { key: 'name', label: t('name'), header: true },
        { key: 'format', label: t('format'), tight: true },
        { key: 'rows', label: t('flows'), numeric: true },
        { key: 'unread', label: t('unread'), numeric: true },
        { key: 'state', label: t('state'), tight: true, cell: (row) => t(`file.${row.state}`) },
        { key: 'at', label: t('takenAt'), tight: true, cell: (row) => formatDate(row.takenAt, language, 'minute') },
      ],
    }),
  });
}

function registration(view: ExporterView): Markup {
  const { language } = view.page;
  const { exporter } = view;
  const shown = view.form ?? {
    name: exporter.name,
    address: exporter.address ?? '',
    asNumber: '',
    prefixes: exporter.subscriberPrefixes.join('\n'),
    minutes: exporter.silentAfterMinutes,
  };
  const ends = exporter.state === 'active';
  return html`${form.form({
    language,
    action: `/flows/exporters/${exporter.id}`,
    errors: view.errors,
    body: html`${fields(view, shown, exporter)}${button({ text: say(words.save, language), kind: 'sub' })}`,
  })}${
    exporter.feed
      ? nothing
      : postButton({
          action: `/flows/exporters/${exporter.id}/state`,
          text: say(ends ? words.end : words.resume, language),
          kind: ends ? 'danger' : 'sub',
          fields: { state: ends ? 'ended' : 'active' },
        })
  }`;
}

function fields(
  view: { readonly page: View; readonly errors: readonly FieldError[] },
  shown: Form,
  known?: ExporterRow,
): Markup {
  const { language } = view.page;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  const error = (name: string) => view.errors.find((one) => one.name === name)?.text;
  return html`${form.text({ language, name: 'name', label: t('name'), value: shown.name, required: true, error: error('name'), maxlength: 120 })}${
    known === undefined
      ? form.text({
          language,
          name: 'address',
          label: t('address'),
          hint: t('addressHint'),
          value: shown.address,
          required: true,
          error: error('address'),
          width: 'medium',
          code: true,
        })
      : nothing
  }${form.text({ language, name: 'asNumber', label: t('asNumber'), hint: t(known ? 'asNumberKeep' : 'asNumberHint'), value: shown.asNumber, error: error('asNumber'), width: 'short', inputmode: 'numeric' })}${form.textarea({ language, name: 'prefixes', label: t('prefixes'), hint: t('prefixesHint'), value: shown.prefixes, rows: 3, error: error('prefixes'), code: true })}${known?.feed ? nothing : html`${form.text({ language, name: 'minutes', label: t('minutes'), value: shown.minutes, type: 'number', min: 1, max: 10_080, width: 'short' })}`}`;
}

/** The form for an exporter that is not registered yet. */
export function newPage(view: {
  readonly page: View;
  readonly errors: readonly FieldError[];
  readonly form: Form;
}): Markup {
  const { language } = view.page;
  return page({
    ...view.page,
    title: say(words.register, language),
    heading: say(words.register, language),
    narrow: true,
    breadcrumb: [{ href: '/flows', label: say(words.nav, language) }],
    main: form.form({
      language,
      action: '/flows/register',
      errors: view.errors,
      body: html`${fields(view, view.form)}${button({ text: say(words.registerThis, language) })}`,
    }),
  });
}
