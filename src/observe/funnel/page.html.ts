import { html, type Markup, nothing } from '#platform/html';
import {
  banner,
  button,
  buttons,
  chart,
  chip,
  copyable,
  empty,
  facts,
  form,
  page,
  pager,
  postButton,
  section,
  type Tone,
  table,
  tabs,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, formatNumber, type Language, say } from '#platform/words';
import { METHOD } from './take.ts';
import { words } from './words.ts';

type Key = keyof typeof words;
const speak = (language: Language) => (key: Key) => say(words[key] as (typeof words)['nav'], language);

/** A body with its thresholds. */
export interface BodyRow {
  readonly organisationId: string;
  readonly centre: 'national' | 'agency' | 'local' | 'academic';
  readonly bundleMinutes: number;
  readonly leastAttempts: number;
  readonly leastSeverity: number;
}

/** What passed the funnel of one body. */
export interface FunnelRow {
  readonly organisationId: string;
  readonly logs: number;
  readonly noise: number;
  readonly mitigated: number;
  readonly below: number;
  readonly attempts: number;
}

/** An event for people. */
export interface EventRow {
  readonly id: string;
  readonly organisationId: string;
  readonly signature: string;
  readonly source: string;
  readonly target: string;
  readonly port: number;
  readonly attempts: number;
  readonly severity: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly state: 'open' | 'notice' | 'harmless' | 'false-positive';
  readonly because?: string;
}

/** A noise rule, in force or ended. */
export interface RuleRow {
  readonly id: string;
  readonly signature: string;
  readonly source: string;
  readonly because: string;
  readonly madeAt: Date;
  readonly endedAt: Date | null;
}

const tones: Readonly<Record<EventRow['state'], Tone>> = {
  open: 'warn',
  notice: 'urgent',
  harmless: 'quiet',
  'false-positive': 'quiet',
};
const centres = ['national', 'agency', 'local', 'academic'] as const;
interface Counts {
  readonly organisationId: string;
  readonly events: number;
  readonly decided: number;
  readonly notices: number;
}

/** The funnel over all bodies the reader may see, and the events to be confirmed. */
export function funnelPage(view: {
  readonly page: View;
  readonly now: Date;
  readonly isOperator: boolean;
  readonly state: EventRow['state'];
  readonly states: readonly EventRow['state'][];
  readonly bodies: readonly BodyRow[];
  readonly names: ReadonlyMap<string, string>;
  readonly funnel: readonly FunnelRow[];
  readonly counts: readonly Counts[];
  readonly days: readonly {
    readonly day: string;
    readonly method: number;
    readonly logs: number;
    readonly attempts: number;
  }[];
  readonly events: readonly EventRow[];
  readonly next: string | undefined;
  readonly error: string;
}): Markup {
  const { language } = view.page;
  const t = speak(language);
  const sum = (what: 'logs' | 'noise' | 'mitigated' | 'below' | 'attempts') =>
    view.funnel.reduce((all, row) => all + Number(row[what]), 0);
  const count = (what: 'events' | 'notices') => view.counts.reduce((all, row) => all + Number(row[what]), 0);
  const number = (value: number) => formatNumber(value, language);
  return page({
    ...view.page,
    title: t('nav'),
    heading: t('nav'),
    lead: t('lead'),
    wide: true,
    main: html`${
      sum('logs') === 0
        ? empty({ title: t('empty'), body: t('emptyBody') })
        : section({
            heading: t('thirty'),
            note: say(words.method, language, { method: METHOD }),
            body: html`${chart.funnel({
              language,
              label: t('nav'),
              stages: [
                { label: t('logs'), value: sum('logs') },
                {
                  label: t('attempts'),
                  value: sum('attempts'),
                  note: say(words.noiseNote, language, {
                    noise: number(sum('noise')),
                    mitigated: number(sum('mitigated')),
                    below: number(sum('below')),
                  }),
                },
                { label: t('events'), value: count('events') },
                { label: t('notices'), value: count('notices'), goal: true },
              ],
            })}${trend(view.days, language)}`,
          })
    }${section({
      heading: t('toDecide'),
      body: html`${tabs({ language, current: `/funnel?state=${view.state}`, links: view.states.map((one) => ({ href: `/funnel?state=${one}`, label: t(`state.${one}`) })) })}${table<EventRow>(
        {
          language,
          caption: t('events'),
          hideCaption: true,
          phone: 'cards',
          rows: view.events,
          empty: empty({ title: t('noEvents') }),
          columns: [
            {
              key: 'signature',
              label: t('signature'),
              header: true,
              cell: (row) => html`<a href="/funnel/events/${row.id}">${row.signature}</a>`,
            },
            { key: 'body', label: t('body'), cell: (row) => view.names.get(row.organisationId) },
            {
              key: 'source',
              label: t('source'),
              tight: true,
              cell: (row) => (row.source === '' ? null : html`<code>${row.source}</code>`),
            },
            { key: 'attempts', label: t('times'), numeric: true },
            { key: 'severity', label: t('severity'), numeric: true },
            { key: 'last', label: t('last'), tight: true, cell: (row) => formatDate(row.lastAt, language, 'minute') },
          ],
        },
      )}${pager({ language, next: view.next && `/funnel?state=${view.state}&after=${view.next}` })}`,
    })}${bodiesOf(view)}`,
  });
}

function trend(
  days: readonly { day: string; method: number; attempts: number }[],
  language: Language,
): Markup | typeof nothing {
  const t = speak(language);
  if (days.length < 2) return nothing;
  // Two methods on one day are two points, and a break between them.
  const breaks = days.flatMap((day, at) =>
    at > 0 && days[at - 1]?.method !== day.method
      ? [{ at, text: say(words.methodBreak, language, { method: day.method }) }]
      : [],
  );
  return chart.line({
    language,
    caption: t('trend'),
    says: say(words.trendSays, language, {
      most: formatNumber(Math.max(...days.map((day) => Number(day.attempts))), language),
    }),
    axis: t('day'),
    points: days.map(({ day }) => `${Number(day.slice(5, 7))}/${Number(day.slice(8, 10))}`),
    series: [{ name: t('attempts'), values: days.map((day) => Number(day.attempts)) }],
    breaks,
  });
}

function bodiesOf(view: Parameters<typeof funnelPage>[0]): Markup {
  const { language } = view.page;
  const t = speak(language);
  const funnel = new Map(view.funnel.map((row) => [row.organisationId, row]));
  const counts = new Map(view.counts.map((row) => [row.organisationId, row]));
  return html`${
    view.bodies.length > 0
      ? section({
          heading: t('bodies'),
          body: table<BodyRow>({
            language,
            caption: t('bodies'),
            hideCaption: true,
            rows: view.bodies,
            columns: [
              {
                key: 'name',
                label: t('body'),
                header: true,
                cell: (row) =>
                  html`<a href="/funnel/bodies/${row.organisationId}">${view.names.get(row.organisationId)}</a>`,
              },
              { key: 'centre', label: t('centre'), cell: (row) => t(`centre.${row.centre}`) },
              {
                key: 'logs',
                label: t('logs'),
                numeric: true,
                cell: (row) => Number(funnel.get(row.organisationId)?.logs ?? 0),
              },
              {
                key: 'attempts',
                label: t('attempts'),
                numeric: true,
                cell: (row) => Number(funnel.get(row.organisationId)?.attempts ?? 0),
              },
              {
                key: 'events',
                label: t('events'),
                numeric: true,
                cell: (row) => Number(counts.get(row.organisationId)?.events ?? 0),
              },
              {
                key: 'notices',
                label: t('notices'),
                numeric: true,
                cell: (row) => Number(counts.get(row.organisationId)?.notices ?? 0),
              },
            ],
          }),
        })
      : nothing
  }${
    view.isOperator
      ? section({
          heading: t('add'),
          body: form.form({
            language,
            action: '/funnel/bodies',
            errors: view.error === '' ? [] : [{ name: 'organisation', text: view.error }],
            body: html`${form.text({ language, name: 'organisation', label: t('organisation'), hint: t('organisationHint'), code: true, error: view.error || undefined, required: true })}${settings(language, undefined)}${button({ text: t('add') })}`,
          }),
        })
      : nothing
  }`;
}

function settings(language: Language, body: BodyRow | undefined): Markup {
  const t = speak(language);
  return html`${form.select({ language, name: 'centre', label: t('centre'), value: body?.centre ?? 'local', choices: centres.map((value) => ({ value, label: t(`centre.${value}`) })) })}${form.text({ language, name: 'bundle', label: t('bundle'), value: body?.bundleMinutes ?? 60, type: 'number', min: 1, max: 1440, width: 'short' })}${form.text({ language, name: 'attempts', label: t('attemptsLeast'), value: body?.leastAttempts ?? 1, type: 'number', min: 1, width: 'short' })}${form.text({ language, name: 'severity', label: t('severityLeast'), value: body?.leastSeverity ?? 3, type: 'number', min: 0, max: 10, width: 'short' })}`;
}

/** One body: its thresholds, its noise rules with their history, its token. */
export function bodyPage(view: {
  readonly page: View;
  readonly isOperator: boolean;
  readonly body: BodyRow;
  readonly name: string;
  readonly rules: readonly RuleRow[];
  readonly token: string;
  readonly error: string;
}): Markup {
  const { language } = view.page;
  const t = speak(language);
  const at = `/funnel/bodies/${view.body.organisationId}`;
  return page({
    ...view.page,
    title: view.name,
    heading: view.name,
    kicker: t(`centre.${view.body.centre}`),
    breadcrumb: [{ href: '/funnel', label: t('nav') }],
    main: html`${section({
      heading: t('rules'),
      note: t('rulesNote'),
      body: html`${table<RuleRow>({
        language,
        caption: t('rules'),
        hideCaption: true,
        phone: 'cards',
        rows: view.rules,
        empty: empty({ title: t('noRules') }),
        columns: [
          { key: 'signature', label: t('part'), header: true, cell: (row) => row.signature || null },
          { key: 'source', label: t('prefix'), tight: true, cell: (row) => row.source || null },
          { key: 'because', label: t('because') },
          { key: 'since', label: t('since'), tight: true, cell: (row) => formatDate(row.madeAt, language) },
          {
            key: 'until',
            label: t('until'),
            tight: true,
            cell: (row) => row.endedAt && formatDate(row.endedAt, language),
          },
          ...(view.isOperator
            ? [
                {
                  key: 'act',
                  label: t('act'),
                  cell: (row: RuleRow) =>
                    row.endedAt
                      ? null
                      : postButton({
                          action: `/funnel/rules/${row.id}/end`,
                          text: t('end'),
                          kind: 'plain',
                          small: true,
                          label: `${t('end')} ${row.signature}`,
                        }),
                },
              ]
            : []),
        ],
      })}${
        view.isOperator
          ? form.form({
              language,
              action: `${at}/rules`,
              errors: view.error === '' ? [] : [{ name: 'signature', text: view.error }],
              body: html`${form.text({ language, name: 'signature', label: t('part'), error: view.error || undefined })}${form.text({ language, name: 'source', label: t('prefix'), code: true, width: 'medium' })}${form.text({ language, name: 'because', label: t('because') })}${button({ text: t('addRule') })}`,
            })
          : nothing
      }`,
    })}${
      view.isOperator
        ? html`${section({ heading: t('settings'), body: form.form({ language, action: at, body: html`${settings(language, view.body)}${button({ text: t('save'), kind: 'sub' })}` }) })}${section({ heading: t('token'), body: html`${view.token ? html`<p>${t('tokenShown')}</p>${copyable({ language, label: t('token'), text: view.token })}` : nothing}${postButton({ action: `${at}/token`, text: t('tokenMake'), kind: 'sub' })}` })}`
        : nothing
    }`,
  });
}

/** One event and the decision about it. */
export function eventPage(view: {
  readonly page: View;
  readonly isOperator: boolean;
  readonly event: EventRow;
  readonly name: string;
}): Markup {
  const { language } = view.page;
  const t = speak(language);
  const { event } = view;
  return page({
    ...view.page,
    title: event.signature,
    heading: event.signature,
    kicker: chip({ text: t(`state.${event.state}`), tone: tones[event.state] }),
    breadcrumb: [{ href: '/funnel', label: t('nav') }],
    main: html`${event.because ? banner({ language, tone: 'info', title: event.because }) : nothing}${facts({
      language,
      facts: [
        { name: t('body'), value: view.name },
        { name: t('source'), value: event.source },
        {
          name: t('target'),
          value: event.target === '' ? '' : `${event.target}${event.port > 0 ? ` : ${event.port}` : ''}`,
        },
        { name: t('times'), value: formatNumber(Number(event.attempts), language) },
        { name: t('severity'), value: `${event.severity} / 10` },
        {
          name: t('last'),
          value: `${formatDate(event.firstAt, language, 'minute')} – ${formatDate(event.lastAt, language, 'minute')}`,
        },
      ],
    })}${
      view.isOperator && event.state === 'open'
        ? form.form({
            language,
            action: `/funnel/events/${event.id}`,
            body: html`${form.text({ language, name: 'because', label: t('because'), required: true })}${form.checkbox({ language, name: 'rule', label: t('alsoRule'), value: 'yes', checked: false })}${buttons([button({ text: t('notice'), name: 'decision', value: 'notice' }), button({ text: t('harmless'), kind: 'sub', name: 'decision', value: 'harmless' }), button({ text: t('falsePositive'), kind: 'plain', name: 'decision', value: 'false-positive' })])}`,
          })
        : nothing
    }`,
  });
}
