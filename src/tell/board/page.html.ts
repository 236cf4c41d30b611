import { html, type Markup, nothing } from '#platform/html';
import { button, chart, disclosure, empty, form, page, postButton, restsOn, section, table } from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, formatDuration, formatPercent, type Language, say } from '#platform/words';
import { uplift } from './uplift.ts';
import { words } from './words.ts';

/** One line of the board. */
export interface BoardRow {
  readonly kind: string;
  readonly via: 'owner' | 'provider';
  readonly channel: string;
  readonly wording: string;
  readonly arm: string;
  readonly findingCount: number;
  readonly told: number;
  readonly delivered: number;
  readonly confirmed: number;
  readonly claimed: number;
  readonly fixed: number;
  readonly fixedUntold: number;
  readonly reopened: number;
  readonly fixedIn14Days: number;
  readonly ripe14Days: number;
  readonly medianSeconds: number | null;
  readonly p90Seconds: number | null;
  readonly timed: number | null;
}

/** What the board shows. */
export interface BoardView {
  readonly page: View;
  readonly rows: readonly BoardRow[];
  readonly total:
    | {
        readonly medianSeconds: number | null;
        readonly p90Seconds: number | null;
        readonly timed: number;
        readonly refreshedAt: Date;
      }
    | undefined;
  readonly providers: readonly {
    readonly providerId: string;
    readonly findingCount: number;
    readonly told: number;
    readonly confirmed: number;
    readonly fixed: number;
    readonly fixedUntold: number;
  }[];
  readonly names: ReadonlyMap<string, string>;
  readonly next: {
    readonly unanswered: number;
    readonly unreachable: number;
    readonly reopened: number;
    readonly help: number;
    readonly letters: number;
  };
  readonly silentFeeds: number;
  readonly kind: string | undefined;
  readonly kinds: readonly { readonly kind: string; readonly title: string; readonly urgent: boolean }[];
  readonly trials: readonly {
    readonly id: string;
    readonly kind: string;
    readonly startedAt: Date;
    readonly arms: readonly { readonly name: string }[];
  }[];
}

const sum = (
  rows: readonly BoardRow[],
  key: 'findingCount' | 'told' | 'delivered' | 'confirmed' | 'claimed' | 'fixed',
) => rows.reduce((all, row) => all + row[key], 0);

/** The loop board: what became of what was told, and what needs somebody next. */
export function boardPage(view: BoardView): Markup {
  const { language } = view.page;
  const { rows, total } = view;
  const titleOf = (kind: string) => view.kinds.find((one) => one.kind === kind)?.title ?? kind;
  const duration = (seconds: number | null) => (seconds === null ? null : formatDuration(seconds * 1000, language));
  const body =
    rows.length === 0
      ? empty({ title: say(words.empty, language), body: say(words.emptyBody, language) })
      : html`${chart.funnel({
          language,
          label: say(words.funnelLabel, language),
          stages: [
            { label: say(words.told, language), value: sum(rows, 'told') },
            { label: say(words.delivered, language), value: sum(rows, 'delivered') },
            { label: say(words.confirmed, language), value: sum(rows, 'confirmed') },
            { label: say(words.claimed, language), value: sum(rows, 'claimed') },
            {
              label: say(words.fixed, language),
              value: sum(rows, 'fixed'),
              goal: true,
              note:
                total?.medianSeconds != null
                  ? `${say(words.median, language)} ${duration(total.medianSeconds)}（${say(words.timed, language, { count: total.timed })}）`
                  : nothing,
            },
          ],
        })}
${total ? restsOn({ language, text: say(words.rests, language, { date: formatDate(total.refreshedAt, language, 'minute'), count: sum(rows, 'findingCount') }) }) : nothing}
${section({ heading: say(words.next, language), body: nextFigures(view) })}
${section({ heading: say(words.tableCaption, language), note: say(words.upliftNote, language), body: boardTable(view, titleOf, duration) })}
${view.providers.length > 0 ? section({ heading: say(words.providers, language), body: providerTable(view) }) : nothing}
${trialsPart(view, titleOf)}`;
  return page({
    ...view.page,
    title: say(words.nav, language),
    heading: say(words.title, language),
    lead: say(words.lead, language),
    wide: true,
    main: html`${kindFilter(view)}${body}`,
  });
}

function kindFilter(view: BoardView): Markup {
  const { language } = view.page;
  return form.filter({
    language,
    action: '/board',
    active: view.kind
      ? [{ label: view.kinds.find((one) => one.kind === view.kind)?.title ?? view.kind, without: '/board' }]
      : [],
    fields: form.select({
      language,
      name: 'kind',
      label: say(words.kind, language),
      value: view.kind ?? '',
      choices: [
        { value: '', label: say(words.all, language) },
        ...view.kinds.map((one) => ({ value: one.kind, label: one.title })),
      ],
    }),
  });
}

function boardTable(
  view: BoardView,
  titleOf: (kind: string) => string,
  duration: (seconds: number | null) => string | null,
): Markup {
  const { language } = view.page;
  const comparison = new Map(view.trials.map((trial) => [trial.kind, trial.arms[0]?.name ?? '']));
  const isUrgent = new Set(view.kinds.filter((one) => one.urgent).map((one) => one.kind));
  // All that were drawn for an arm, told or not, by whatever way: to leave out those repaired before they were told would favour
  // the arm that is told later.
  const share = (kind: string, arm: string) =>
    view.rows
      .filter((one) => one.kind === kind && one.arm === arm)
      .reduce((all, one) => ({ fixed: all.fixed + one.fixedIn14Days, of: all.of + one.ripe14Days }), {
        fixed: 0,
        of: 0,
      });
  const difference = (row: BoardRow) => {
    if (isUrgent.has(row.kind)) return html`<small>${say(words.urgent, language)}</small>`;
    const against = comparison.get(row.kind);
    if (row.arm === '' || against === undefined) return html`<small>${say(words.noCompare, language)}</small>`;
    if (row.arm === against) return html`<small>${say(words.isComparison, language)}</small>`;
    const [arm, base] = [share(row.kind, row.arm), share(row.kind, against)];
    const made = uplift(arm, base);
    if (!made) return html`<small>${say(words.notYet, language)}</small>`;
    const [low, mid, high] = [made.from, made.points, made.to].map(Math.round) as [number, number, number];
    return html`${chart.interval({ language, low, mid, high, reach: 50 })}<br><small>${say(words.upliftFrom, language, { arm: arm.of, base: base.of })}</small>`;
  };
  return table<BoardRow>({
    language,
    caption: say(words.tableCaption, language),
    hideCaption: true,
    rows: view.rows,
    columns: [
      {
        key: 'kind',
        label: say(words.kind, language),
        header: true,
        cell: (row) => html`<a href="/findings?kind=${row.kind}">${titleOf(row.kind)}</a>`,
      },
      {
        key: 'channel',
        label: say(words.channel, language),
        cell: (row) => wordFor(`channel.${row.channel}`, language),
      },
      {
        key: 'wording',
        label: say(words.wording, language),
        cell: (row) =>
          html`${wordFor(`wording.${row.wording}`, language)}${row.arm && row.arm !== row.wording ? html`<br><small>${armWord(row.arm, language)}</small>` : nothing}`,
      },
      { key: 'told', label: say(words.told, language), numeric: true, cell: (row) => row.told.toLocaleString('en') },
      {
        key: 'confirmed',
        label: say(words.confirmed, language),
        numeric: true,
        cell: (row) => row.confirmed.toLocaleString('en'),
      },
      {
        key: 'fixed',
        label: say(words.fixed, language),
        numeric: true,
        cell: (row) =>
          row.told === 0
            ? null
            : html`${row.fixed.toLocaleString('en')}<br><small>${formatPercent(row.fixed / row.told, language)}</small>`,
      },
      {
        key: 'fixedUntold',
        label: say(words.untold, language),
        numeric: true,
        cell: (row) => row.fixedUntold.toLocaleString('en'),
      },
      {
        key: 'median',
        label: say(words.median, language),
        numeric: true,
        cell: (row) =>
          row.medianSeconds === null
            ? null
            : html`${duration(row.medianSeconds)}<br><small>${say(words.timed, language, { count: row.timed ?? 0 })}</small>`,
      },
      { key: 'p90', label: say(words.p90, language), numeric: true, cell: (row) => duration(row.p90Seconds) },
      { key: 'uplift', label: say(words.uplift, language), numeric: true, cell: difference },
    ],
  });
}

/** An arm by what is different about it; its name where nobody has worded it. */
const armWord = (arm: string, language: Language) => (`arm.${arm}` in words ? wordFor(`arm.${arm}`, language) : arm);

function wordFor(key: string, language: Language): string {
  const entry = (words as Readonly<Record<string, { ja: string; easy?: string; en: string }>>)[key];
  return entry ? say(entry, language) : key;
}

function providerTable(view: BoardView): Markup {
  const { language } = view.page;
  return table({
    language,
    caption: say(words.providers, language),
    hideCaption: true,
    rows: view.providers,
    columns: [
      {
        key: 'provider',
        label: say(words.provider, language),
        header: true,
        cell: (row) => html`<a href="/organisations/${row.providerId}">${view.names.get(row.providerId) ?? ''}</a>`,
      },
      {
        key: 'found',
        label: say(words.found, language),
        numeric: true,
        cell: (row) => row.findingCount.toLocaleString('en'),
      },
      { key: 'told', label: say(words.told, language), numeric: true, cell: (row) => row.told.toLocaleString('en') },
      {
        key: 'confirmed',
        label: say(words.confirmed, language),
        numeric: true,
        cell: (row) => row.confirmed.toLocaleString('en'),
      },
      { key: 'fixed', label: say(words.fixed, language), numeric: true, cell: (row) => row.fixed.toLocaleString('en') },
      {
        key: 'untold',
        label: say(words.untold, language),
        numeric: true,
        cell: (row) => row.fixedUntold.toLocaleString('en'),
      },
    ],
  });
}

function nextFigures(view: BoardView): Markup {
  const { language } = view.page;
  const { next } = view;
  const figure = (
    name: 'unanswered' | 'unreachable' | 'back' | 'help' | 'letters' | 'silent',
    count: number,
    href: string,
    note?: string,
  ) => ({ label: say(words[name], language), value: count.toLocaleString('en'), href, note });
  return chart.big({
    figures: [
      figure('unanswered', next.unanswered, '/findings?state=notified'),
      figure('unreachable', next.unreachable, '/findings?state=open', say(words.unreachableNote, language)),
      figure('back', next.reopened, '/findings?state=reopened', say(words.backNote, language)),
      figure('help', next.help, '/help-requests'),
      figure('letters', next.letters, '/letters'),
      figure('silent', view.silentFeeds, '/feeds', say(words.silentNote, language)),
    ],
  });
}

function trialsPart(view: BoardView, titleOf: (kind: string) => string): Markup {
  const { language } = view.page;
  return section({
    heading: say(words.trials, language),
    note: say(words.trialsLead, language),
    body: html`${table({
      language,
      caption: say(words.trials, language),
      hideCaption: true,
      rows: view.trials,
      empty: say(words.noTrials, language),
      columns: [
        { key: 'kind', label: say(words.kind, language), header: true, cell: (row) => titleOf(row.kind) },
        {
          key: 'arms',
          label: say(words.arm, language),
          cell: (row) => row.arms.map((arm) => armWord(arm.name, language)).join(' / '),
        },
        {
          key: 'since',
          label: say(words.trialSince, language, { date: '' }),
          cell: (row) => formatDate(row.startedAt, language, 'day'),
        },
        {
          key: 'end',
          label: say(words.act, language),
          cell: (row) =>
            postButton({
              action: `/board/trials/${row.id}/end`,
              text: say(words.trialEnd, language),
              kind: 'sub',
              small: true,
            }),
        },
      ],
    })}${disclosure({
      summary: say(words.trialStart, language),
      body: form.form({
        language,
        action: '/board/trials',
        body: html`${form.select({ language, name: 'kind', label: say(words.trialKind, language), choices: view.kinds.filter((one) => !one.urgent).map((one) => ({ value: one.kind, label: one.title })) })}
${form.radios({
  language,
  name: 'what',
  label: say(words.trialWhat, language),
  value: 'plain',
  choices: [
    { value: 'plain', label: say(words.whatPlain, language) },
    { value: 'technical', label: say(words.whatTechnical, language) },
    { value: 'letter', label: say(words.whatLetter, language) },
    { value: 'delay', label: say(words.whatDelay, language) },
  ],
})}
${button({ text: say(words.trialStart, language) })}`,
      }),
    })}`,
  });
}
