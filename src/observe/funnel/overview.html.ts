import { html, type Markup, nothing } from '#platform/html';
import {
  button,
  chart,
  chip,
  disclosure,
  empty,
  form,
  page,
  pager,
  postButton,
  section,
  table,
  tabs,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, formatNumber, formatPercent, type Language, say } from '#platform/words';
import { type BodyRow, type Centre, type EventRow, levels, speak, thresholds } from './page.html.ts';
import { words } from './words.ts';

/** What passed the funnel of one body on one day, by one method of counting. */
export interface DayRow {
  readonly organisationId: string;
  readonly day: string;
  readonly method: number;
  readonly logs: number;
  readonly noise: number;
  readonly mitigated: number;
  readonly below: number;
  readonly bundles: number;
  readonly events: number;
  readonly decided: number;
  readonly notices: number;
  readonly falsePositives: number;
}

/** Everything the page of the funnel shows. */
export interface OverviewView {
  readonly page: View;
  readonly isOperator: boolean;
  readonly state: EventRow['state'];
  readonly states: readonly EventRow['state'][];
  readonly bodies: readonly BodyRow[];
  readonly centres: readonly Centre[];
  /** Bodies the reader may open, beside seeing their counts. */
  readonly open: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, string>;
  readonly days: readonly DayRow[];
  readonly events: readonly EventRow[];
  readonly next: string | undefined;
  /** What was typed where something is wrong. */
  readonly typed: string;
  readonly error: string;
  readonly centreError: string;
}

type What = 'logs' | 'noise' | 'mitigated' | 'below' | 'bundles' | 'events' | 'decided' | 'notices' | 'falsePositives';
const sum = (rows: readonly DayRow[], what: What) => rows.reduce((all, row) => all + Number(row[what]), 0);

/** The funnel over all bodies the reader may see, side by side, and the events to be confirmed of those it may open. */
export function overviewPage(view: OverviewView): Markup {
  const { language } = view.page;
  const t = speak(language);
  // Counts of two methods are never added: each has its own drawing, the newest first.
  const methods = [...Map.groupBy(view.days, ({ method }) => method)].sort(([a], [b]) => b - a);
  return page({
    ...view.page,
    title: t('nav'),
    heading: t('nav'),
    lead: t('lead'),
    wide: true,
    main: html`${
      methods.length === 0
        ? empty({ title: t('empty'), body: t('emptyBody') })
        : section({
            heading: t('thirty'),
            body: html`${methods.map(([method, days]) => funnelOf(method, days, language))}${trend(view, language)}`,
          })
    }${view.isOperator || view.open.size > 0 ? toDecide(view) : nothing}${methods.length > 0 ? compare(view, methods) : nothing}${view.isOperator ? register(view) : nothing}`,
  });
}

function funnelOf(method: number, days: readonly DayRow[], language: Language): Markup {
  const t = speak(language);
  const number = (what: What) => formatNumber(sum(days, what), language);
  return html`<p class="note">${methodLine(method, days, language)}${language === 'en' ? ' ' : ''}${t(`how.${method as 1 | 2 | 3}`)}</p>${chart.funnel(
    {
      language,
      label: say(words.method, language, { method }),
      stages: [
        { label: t('logs'), value: sum(days, 'logs') },
        { label: t('quiet'), value: sum(days, 'logs') - sum(days, 'noise') },
        {
          label: t('bundles'),
          value: sum(days, 'bundles'),
          note: say(words.leftOut, language, { mitigated: number('mitigated'), below: number('below') }),
        },
        { label: t('events'), value: sum(days, 'events') },
        { label: t('decided'), value: sum(days, 'decided') },
        { label: t('notices'), value: sum(days, 'notices'), goal: true },
      ],
    },
  )}`;
}

/** By which method and on which days it was counted; the days come in their order. */
function methodLine(method: number, days: readonly DayRow[], language: Language): string {
  const day = (text = '') => formatDate(new Date(`${text}T12:00:00Z`), language, 'short');
  return say(words.methodDays, language, { method, from: day(days[0]?.day), until: day(days.at(-1)?.day) });
}

/** Events by day, a line for each level; where the method changes no line leads across. */
function trend(view: OverviewView, language: Language): Markup | typeof nothing {
  const t = speak(language);
  const level = new Map(view.bodies.map((body) => [body.organisationId, body.centre]));
  // A day that two methods counted, for its logs came before and after the change, is drawn as the one that counted more of them did.
  const byDay = [...Map.groupBy(view.days, ({ day }) => day)].sort(([a], [b]) => (a < b ? -1 : 1));
  const points = byDay.map(([day, all]) => {
    const methods = [...Map.groupBy(all, ({ method }) => method)];
    return {
      day,
      methods,
      drawn: methods.reduce((one, other) => (sum(other[1], 'logs') > sum(one[1], 'logs') ? other : one)),
    };
  });
  if (points.length < 2) return nothing;
  const shown = levels.filter((one) => view.days.some(({ organisationId }) => level.get(organisationId) === one));
  const series = shown.map((one) => ({
    name: shown.length > 1 ? t(`centre.${one}`) : t('events'),
    values: points.map(({ drawn: [, rows] }) => {
      const of = rows.filter(({ organisationId }) => level.get(organisationId) === one);
      return of.length === 0 ? null : sum(of, 'events');
    }),
  }));
  return chart.line({
    language,
    caption: t('trend'),
    says: say(words.trendSays, language, {
      most: formatNumber(Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))), language),
    }),
    axis: t('day'),
    points: points.map(({ day }) => `${Number(day.slice(5, 7))}/${Number(day.slice(8, 10))}`),
    series,
    breaks: points.flatMap(({ drawn: [method] }, at) =>
      at > 0 && points[at - 1]?.drawn[0] !== method ? [{ at, text: say(words.methodBreak, language, { method }) }] : [],
    ),
    rests: points.some(({ methods }) => methods.length > 1) ? html`<p class="note">${t('bothMethods')}</p>` : '',
  });
}

function toDecide(view: OverviewView): Markup {
  const { language } = view.page;
  const t = speak(language);
  return section({
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
          ...(view.bodies.length > 1
            ? [{ key: 'body', label: t('body'), cell: (row: EventRow) => view.names.get(row.organisationId) }]
            : []),
          {
            key: 'source',
            label: t('source'),
            tight: true,
            cell: (row) => (row.source === '' ? null : html`<span><code>${row.source}</code></span>`),
          },
          { key: 'attempts', label: t('times'), numeric: true },
          { key: 'severity', label: t('severity'), numeric: true },
          { key: 'last', label: t('last'), tight: true, cell: (row) => formatDate(row.lastAt, language, 'minute') },
        ],
      },
    )}${pager({ language, next: view.next && `/funnel?state=${view.state}&after=${view.next}` })}`,
  });
}

/** A line of the comparison: a centre with all below it, or one body. */
interface Line {
  readonly name: Markup | string;
  readonly days: readonly DayRow[];
}

/** Each centre, followed by its bodies and the centres below it with theirs; bodies of nobody stand at the end. */
function linesOf(view: OverviewView, days: readonly DayRow[]): Line[] {
  const t = speak(view.page.language);
  const of = Map.groupBy(days, ({ organisationId }) => organisationId);
  const nameOf = (id: string) => view.names.get(id) ?? '—';
  const centres = new Map(view.centres.map((centre) => [centre.organisationId, centre]));
  const bodyLine = (body: BodyRow): Line => ({
    name: html`${body.centreId && centres.has(body.centreId) ? '└ ' : ''}${
      view.open.has(body.organisationId)
        ? html`<a href="/funnel/bodies/${body.organisationId}">${nameOf(body.organisationId)}</a>`
        : nameOf(body.organisationId)
    }`,
    days: of.get(body.organisationId) ?? [],
  });
  const linesOfCentre = (centre: Centre): Line[] => {
    const bodies = view.bodies.filter(({ centreId }) => centreId === centre.organisationId).map(bodyLine);
    const below = view.centres.filter(({ upperId }) => upperId === centre.organisationId).flatMap(linesOfCentre);
    // Lines below a centre hold sums themselves: only bodies are added up.
    const all = [centre, ...view.centres.filter(({ upperId }) => upperId === centre.organisationId)];
    const ids = new Set(all.map(({ organisationId }) => organisationId));
    return [
      {
        name: html`${nameOf(centre.organisationId)} ${chip({ text: t(below.length > 0 ? 'upper' : `centre.${centre.level}`), tone: 'quiet' })}`,
        days: view.bodies
          .filter(({ centreId }) => ids.has(centreId ?? ''))
          .flatMap((body) => of.get(body.organisationId) ?? []),
      },
      ...bodies,
      ...below,
    ];
  };
  return [
    ...view.centres.filter(({ upperId }) => !centres.has(upperId ?? '')).flatMap(linesOfCentre),
    ...view.bodies.filter(({ centreId }) => !centres.has(centreId ?? '')).map(bodyLine),
  ];
}

/** A table for each method of counting; those before the newest are folded. */
function compare(view: OverviewView, methods: readonly (readonly [number, readonly DayRow[]])[]): Markup {
  const { language } = view.page;
  const t = speak(language);
  return section({
    heading: t('compare'),
    note: t('compareNote'),
    body: methods.map(([method, days], at) =>
      at === 0
        ? comparison(view, method, days)
        : disclosure({ summary: methodLine(method, days, language), body: comparison(view, method, days) }),
    ),
  });
}

function comparison(view: OverviewView, method: number, days: readonly DayRow[]): Markup {
  const { language } = view.page;
  const t = speak(language);
  const count = (what: What) => (row: Line) => sum(row.days, what);
  const share = (what: What, whole: What) => (row: Line) => rated(sum(row.days, what), sum(row.days, whole), language);
  return table<Line>({
    language,
    caption: methodLine(method, days, language),
    phone: 'cards',
    rows: linesOf(view, days),
    columns: [
      { key: 'name', label: t('body'), header: true },
      { key: 'logs', label: t('logs'), numeric: true, cell: count('logs') },
      {
        key: 'quiet',
        label: t('quiet'),
        numeric: true,
        cell: (row) => rated(sum(row.days, 'logs') - sum(row.days, 'noise'), sum(row.days, 'logs'), language),
      },
      { key: 'bundles', label: t('bundles'), numeric: true, cell: count('bundles') },
      { key: 'events', label: t('events'), numeric: true, cell: share('events', 'bundles') },
      { key: 'decided', label: t('decided'), numeric: true, cell: share('decided', 'events') },
      { key: 'notices', label: t('notices'), numeric: true, cell: share('notices', 'decided') },
      { key: 'false', label: t('state.false-positive'), numeric: true, cell: share('falsePositives', 'decided') },
    ],
  });
}

/** A count with its share of the stage before it. */
function rated(part: number, whole: number, language: Language): Markup {
  return html`<span>${formatNumber(part, language)}${whole > 0 ? html`<br><small>${formatPercent(part / whole, language)}</small>` : ''}</span>`;
}

function register(view: OverviewView): Markup {
  const { language } = view.page;
  const t = speak(language);
  const organisation = (name: string, error: string) =>
    form.text({
      language,
      name,
      label: t('organisation'),
      hint: t('organisationHint'),
      next: '/organisations/next',
      value: error && view.typed,
      error: error || undefined,
      required: true,
    });
  const faults = (name: string, error: string) => (error === '' ? [] : [{ name, text: error }]);
  const tops = view.centres.filter(({ upperId }) => upperId === null);
  return html`${section({
    heading: t('add'),
    body: form.form({
      language,
      action: '/funnel/bodies',
      errors: faults('organisation', view.error),
      body: html`${organisation('organisation', view.error)}${thresholds(language, undefined, view.centres, view.names)}${button({ text: t('add') })}`,
    }),
  })}${section({
    heading: t('centres'),
    note: t('centresNote'),
    body: html`${table<Centre>({
      language,
      caption: t('centres'),
      hideCaption: true,
      phone: 'cards',
      rows: view.centres,
      empty: empty({ title: t('noCentres') }),
      columns: [
        { key: 'name', label: t('centre'), header: true, cell: (row) => view.names.get(row.organisationId) },
        { key: 'level', label: t('level'), tight: true, cell: (row) => t(`centre.${row.level}`) },
        { key: 'upper', label: t('upper'), cell: (row) => row.upperId && view.names.get(row.upperId) },
        {
          key: 'bodies',
          label: t('bodies'),
          numeric: true,
          cell: (row) => view.bodies.filter(({ centreId }) => centreId === row.organisationId).length,
        },
        {
          key: 'act',
          label: t('act'),
          cell: (row) =>
            postButton({
              action: `/funnel/centres/${row.organisationId}/remove`,
              text: t('removeCentre'),
              kind: 'plain',
              small: true,
              label: `${t('removeCentre')} ${view.names.get(row.organisationId) ?? ''}`,
            }),
        },
      ],
    })}${form.form({
      language,
      action: '/funnel/centres',
      errors: faults('whose', view.centreError),
      body: html`${organisation('whose', view.centreError)}${form.select({ language, name: 'level', label: t('level'), value: 'local', choices: levels.map((value) => ({ value, label: t(`centre.${value}`) })) })}${form.select({ language, name: 'upper', label: t('upper'), value: '', choices: [{ value: '', label: t('noUpper') }, ...tops.map(({ organisationId }) => ({ value: organisationId, label: view.names.get(organisationId) ?? organisationId }))] })}${button({ text: t('addCentre'), kind: 'sub' })}`,
    })}`,
  })}`;
}
