import { html, type Markup, nothing } from '#platform/html';
import {
  banner,
  button,
  chart,
  chip,
  disclosure,
  empty,
  form,
  page,
  postButton,
  restsOn,
  section,
  table,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatAgo, formatDate, formatNumber, formatPercent, type Language, say } from '#platform/words';
import { portOf } from '../candidate/page.html.ts';
import { LEAST_SOURCES, type Published, type Ranked } from './publish.ts';
import { words } from './words.ts';

type Key = keyof typeof words;
const speak = (language: Language) => (key: Key) => say(words[key] as (typeof words)['title'], language);

/** A sensor as operators see it. */
export interface SensorRow {
  readonly id: string;
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly addresses: number;
  readonly state: 'active' | 'ended';
  readonly lastSeenAt: Date | null;
  readonly silentSince: Date | null;
}

/** A listed survey scanner. */
export interface SurveyRow {
  readonly prefix: string;
  readonly name: string;
  readonly source: string;
}

/** The public page: trend, ranks, alarms, open data. */
export function publicPage(view: {
  readonly page: View;
  readonly made: { readonly madeAt: Date; readonly data: Published } | undefined;
}): Markup {
  const { language } = view.page;
  const t = speak(language);
  const { made } = view;
  const frame = { ...view.page, title: t('title'), heading: t('title'), lead: t('lead') };
  if (!made || made.data.sensors === 0)
    return page({ ...frame, main: empty({ title: t('empty'), body: t('emptyBody') }) });
  const { data } = made;
  const last = data.days.findLast(({ rate }) => rate !== null);
  const survey = data.days.reduce((sum, day) => sum + (day.survey ?? 0), 0);
  const scans = data.days.reduce((sum, day) => sum + (day.rate ?? 0), 0);
  const rates = data.days.flatMap(({ rate }) => (rate === null ? [] : [rate]));
  const most = Math.max(0, ...rates);
  const digits = most < 1 ? 2 : most < 10 ? 1 : 0;
  const show = (value: number) => formatNumber(value, language, { digits });
  const breaks = data.breaks.flatMap((one) => {
    const at = data.days.findIndex(({ day }) => day === one.at.slice(0, 10));
    return at < 0 ? [] : [{ at, text: language === 'en' ? one.en : one.ja }];
  });
  return page({
    ...frame,
    main: html`${chart.big({
      figures: [
        {
          label: t('rate'),
          value: last ? show(last.rate ?? 0) : '—',
          unit: t('packets'),
          note: last ? formatDate(new Date(last.day), language, 'day', 'UTC') : '',
        },
        { label: t('addresses'), value: formatNumber(data.addresses, language) },
        { label: t('sensors'), value: formatNumber(data.sensors, language) },
        {
          label: t('surveyShare'),
          value: formatPercent(survey / Math.max(1e-9, survey + scans), language),
          note: t('surveyNote'),
        },
      ],
    })}${alarms(data, language)}${section({
      heading: t('trend'),
      body:
        rates.length === 0
          ? empty({ title: t('empty'), body: t('emptyBody') })
          : chart.line({
              language,
              caption: `${t('rate')} (${t('packets')})`,
              says: say(words.trendSays, language, { low: show(Math.min(...rates)), high: show(Math.max(...rates)) }),
              axis: t('day'),
              points: data.days.map(({ day }) => `${Number(day.slice(5, 7))}/${Number(day.slice(8, 10))}`),
              format: (value) => formatNumber(value, language, { digits: value < 10 && value % 1 !== 0 ? 1 : 0 }),
              series: [
                { name: t('scans'), values: data.days.map(({ rate }) => rate) },
                ...(survey > 0 ? [{ name: t('surveys'), values: data.days.map((day) => day.survey) }] : []),
              ],
              breaks,
            }),
    })}${ranking(data.ports, t('ports'), undefined, portKey, language)}${ranking(data.countries, t('countries'), t('countriesNote'), (key) => countryName(key, language), language)}${ranking(data.networks.slice(0, 10), t('networks'), undefined, (key) => `AS${key}`, language)}${ranking(data.tools, t('tools'), undefined, (key) => t(`tool.${key}` as Key), language)}${ranking(data.backScatter.slice(0, 10), t('backScatter'), t('backScatterNote'), portKey, language)}${restsOn({ language, text: say(words.rests, language, { least: LEAST_SOURCES, held: formatNumber(data.heldBack, language) }) })}<p class="row"><a href="/darknet.csv" download>${t('csv')}</a> <a href="/api/v1/darknet">${t('json')}</a></p><p class="note">${say(words.licence, language, { at: formatDate(made.madeAt, language, 'minute') })}</p>`,
  });
}

function alarms(data: Published, language: Language): Markup | typeof nothing {
  if (data.alarms.length === 0) return nothing;
  return banner({
    language,
    tone: 'warn',
    title: say(words.alarms, language),
    body: html`<ul>${data.alarms
      .slice(0, 5)
      .map(
        (one) =>
          html`<li>${one.day} ${say(words.alarmText, language, { port: portOf(one.port, one.protocol), sources: formatNumber(one.sources, language), usual: formatNumber(one.usual, language, { digits: 1 }) })}</li>`,
      )}</ul>`,
  });
}

function portKey(key: string): string {
  const [port = 0, protocol = 0] = key.split('/').map(Number);
  return protocol === 1 ? `ICMP ${port >> 8}` : portOf(port, protocol);
}

function countryName(code: string, language: Language): string {
  try {
    return `${new Intl.DisplayNames([language === 'en' ? 'en' : 'ja'], { type: 'region' }).of(code) ?? code} (${code})`;
  } catch {
    return code;
  }
}

function ranking(
  rows: readonly Ranked[],
  heading: string,
  note: string | undefined,
  name: (key: string) => string,
  language: Language,
): Markup | typeof nothing {
  const t = speak(language);
  if (rows.length === 0) return nothing;
  const lines = table<Ranked>({
    language,
    caption: heading,
    hideCaption: true,
    rows: rows.slice(0, 10),
    columns: [
      { key: 'rank', label: t('rank'), numeric: true },
      { key: 'before', label: t('before'), numeric: true, cell: (row) => row.before ?? t('newHere') },
      {
        key: 'key',
        label: t('what'),
        header: true,
        tight: true,
        cell: (row) => (row.name ? `${name(row.key)} ${row.name}` : name(row.key)),
      },
      { key: 'packets', label: t('packets'), numeric: true },
      { key: 'sources', label: t('sources'), numeric: true },
      { key: 'share', label: t('share'), numeric: true, cell: (row) => formatPercent(row.share, language, 1) },
      {
        key: 'change',
        label: t('change'),
        numeric: true,
        cell: (row) =>
          row.change === null ? null : `${formatNumber(row.change * 100, language, { digits: 0, signed: true })}%`,
      },
    ],
  });
  return section({ heading, ...(note ? { note } : {}), body: lines });
}

/** Sensors with their health, and who is counted apart. */
export function sensorsPage(view: {
  readonly page: View;
  readonly now: Date;
  readonly errors: readonly { readonly name: string; readonly text: string }[];
  readonly form: { readonly name: string; readonly prefixes: string };
  readonly sensors: readonly SensorRow[];
  readonly surveys: readonly SurveyRow[];
}): Markup {
  const { language } = view.page;
  const t = speak(language);
  const error = (name: string) => view.errors.find((one) => one.name === name)?.text;
  const state = (row: SensorRow) =>
    row.state === 'ended'
      ? chip({ text: t('ended'), tone: 'quiet' })
      : row.silentSince
        ? chip({ text: t('silent'), tone: 'urgent' })
        : row.lastSeenAt
          ? chip({ text: t('heard'), tone: 'good' })
          : chip({ text: t('waiting'), tone: 'warn' });
  return page({
    ...view.page,
    title: t('nav'),
    heading: t('nav'),
    lead: t('sensorsLead'),
    actions: html`<a href="/darknet">${t('toPublic')}</a>`,
    main: html`${table<SensorRow>({
      language,
      caption: t('nav'),
      hideCaption: true,
      phone: 'cards',
      rows: view.sensors,
      marked: (row) => row.silentSince !== null,
      empty: empty({ title: t('empty'), body: t('sensorsLead') }),
      columns: [
        { key: 'name', label: t('name'), header: true },
        { key: 'state', label: t('state'), tight: true, cell: state },
        { key: 'addresses', label: t('addresses'), numeric: true },
        { key: 'prefixes', label: t('prefixes'), cell: (row) => html`<code>${row.prefixes.join(', ')}</code>` },
        {
          key: 'last',
          label: t('lastSeen'),
          tight: true,
          cell: (row) => row.lastSeenAt && formatAgo(row.lastSeenAt, view.now, language),
        },
        {
          key: 'act',
          label: t('act'),
          cell: (row) =>
            row.state === 'active'
              ? html`${disclosure({
                  summary: t('prefixes'),
                  body: form.form({
                    language,
                    action: `/darknet/sensors/${row.id}`,
                    hidden: { name: row.name },
                    body: html`${form.textarea({ language, id: `prefixes-${row.id}`, name: 'prefixes', label: `${t('prefixes')} ${row.name}`, value: row.prefixes.join('\n'), rows: 2, code: true })}${button({ text: t('prefixes'), kind: 'sub', small: true })}`,
                  }),
                })}${postButton({ action: `/darknet/sensors/${row.id}/end`, text: t('end'), kind: 'plain', small: true, label: `${t('end')} ${row.name}` })}`
              : null,
        },
      ],
    })}${section({
      heading: t('add'),
      note: t('importNote'),
      body: form.form({
        language,
        action: '/darknet/sensors',
        errors: view.errors,
        body: html`${form.text({ language, name: 'name', label: t('name'), value: view.form.name, width: 'medium', code: true, error: error('name'), required: true })}${form.textarea({ language, name: 'prefixes', label: t('prefixes'), hint: t('prefixesHint'), value: view.form.prefixes, rows: 3, code: true, error: error('prefixes') })}${button({ text: t('add') })}`,
      }),
    })}${
      view.surveys.length > 0
        ? section({
            heading: t('surveyList'),
            note: t('surveyListNote'),
            body: table<SurveyRow>({
              language,
              caption: t('surveyList'),
              hideCaption: true,
              rows: view.surveys,
              columns: [
                { key: 'prefix', label: t('prefixes'), header: true, cell: (row) => html`<code>${row.prefix}</code>` },
                { key: 'name', label: t('name') },
                { key: 'source', label: t('source') },
              ],
            }),
          })
        : nothing
    }`,
  });
}
