import { html, type Markup, nothing } from '#platform/html';
import { button, disclosure, empty, form, page, pager, postButton, table } from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { type FindingState, type Severity, states } from '../finding/life.ts';
import { addressOf, type ExploreQuery } from './query.ts';
import { severityLevel, severityWord, stateChip, stateWord } from './state.ts';
import { words } from './words.ts';

/** A finding in a list. */
export interface FindingRow {
  readonly id: string;
  readonly organisationId: string;
  readonly asset: string;
  readonly kind: string;
  readonly key: string;
  readonly via: 'owner' | 'provider';
  readonly severity: Severity;
  readonly state: FindingState;
  readonly feedId: string;
  readonly asNumber: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly seenCount: number;
  readonly toldAt: Date | null;
  readonly claimedAt: Date | null;
  readonly fixedAt: Date | null;
  readonly nextStepAt: Date | null;
  readonly arm: string;
  readonly step: number;
}

/** What the list shows. */
export interface ExploreView {
  readonly page: View;
  readonly path: string;
  readonly query: ExploreQuery;
  readonly rows: readonly FindingRow[];
  readonly names: ReadonlyMap<string, string>;
  readonly kinds: readonly string[];
  readonly titleOf: (kind: string) => string;
  readonly next: string | undefined;
  readonly saved: readonly { readonly id: string; readonly name: string; readonly query: string }[];
  readonly isOperator: boolean;
}

/** The list of findings with its conditions. */
export function explorePage(view: ExploreView): Markup {
  const { language } = view.page;
  const { query, path } = view;
  const without = (name: keyof ExploreQuery) => addressOf(path, { ...query, after: undefined, [name]: undefined });
  const active = (Object.keys(query) as (keyof ExploreQuery)[])
    .filter((name) => name !== 'after' && query[name] !== undefined)
    .map((name) => ({
      label: `${labelOf(name, language)}${language === 'en' ? ': ' : '：'}${shownValue(view, name)}`,
      without: without(name),
    }));
  return page({
    ...view.page,
    title: say(words.findings, language),
    heading: say(words.findings, language),
    lead: say(words.lead, language),
    wide: true,
    main: html`${form.filter({
      language,
      action: path,
      active,
      fields: filterFields(view),
      actions: view.isOperator
        ? html`<a href="${addressOf(`${path}.csv`, { ...query, after: undefined })}" download>${say(words.csv, language)}</a>${disclosure(
            {
              summary: say(words.save, language),
              body: html`<form method="post" action="${path}/views">${form.text({ language, name: 'name', label: say(words.saveName, language), maxlength: 80, required: true })}<input type="hidden" name="query" value="${addressOf('', { ...query, after: undefined })}">${button({ text: say(words.save, language), kind: 'sub' })}</form>`,
            },
          )}`
        : undefined,
    })}
${savedViews(view)}
${table<FindingRow>({
  language,
  caption: say(words.caption, language),
  hideCaption: true,
  phone: 'cards',
  rows: view.rows,
  empty: empty({ title: say(words.emptyTitle, language), body: say(words.emptyBody, language) }),
  columns: [
    {
      key: 'asset',
      label: say(words.asset, language),
      header: true,
      tight: true,
      cell: (row) =>
        html`<a href="/findings/${row.id}">${row.asset}</a>${row.key ? html` <small>${row.key}</small>` : nothing}`,
    },
    { key: 'kind', label: say(words.kind, language), cell: (row) => view.titleOf(row.kind) },
    ...(view.isOperator
      ? [
          {
            key: 'organisation',
            label: say(words.organisation, language),
            cell: (row: FindingRow) =>
              html`<a href="/organisations/${row.organisationId}">${view.names.get(row.organisationId) ?? row.organisationId.slice(0, 8)}</a>`,
          },
        ]
      : []),
    {
      key: 'severity',
      label: say(words.severity, language),
      tight: true,
      cell: (row) => severityLevel(row.severity, language),
    },
    { key: 'state', label: say(words.state, language), tight: true, cell: (row) => stateChip(row.state, language) },
    {
      key: 'lastSeenAt',
      label: say(words.seen, language),
      tight: true,
      numeric: true,
      cell: (row) => formatDate(row.lastSeenAt, language, 'minute'),
    },
    {
      key: 'seenCount',
      label: say(words.count, language),
      numeric: true,
      cell: (row) => row.seenCount.toLocaleString('en'),
    },
  ],
})}
${pager({ language, next: view.next, previous: query.after ? addressOf(path, { ...query, after: undefined }) : undefined })}`,
  });
}

function savedViews(view: ExploreView): Markup {
  if (view.saved.length === 0) return nothing;
  const { language } = view.page;
  return html`<div class="row no-print"><b>${say(words.saved, language)}</b>${view.saved.map((saved) => html`<span class="row"><a href="${view.path}${saved.query.startsWith('?') ? saved.query : ''}">${saved.name}</a>${postButton({ action: `${view.path}/views/${saved.id}/drop`, text: say(words.drop, language), kind: 'plain', small: true })}</span>`)}</div>`;
}

function filterFields(view: ExploreView): Markup {
  const { language } = view.page;
  const { query } = view;
  const any = { value: '', label: say(words.all, language) };
  return html`${form.select({ language, name: 'kind', label: say(words.kind, language), value: query.kind ?? '', choices: [any, ...view.kinds.map((kind) => ({ value: kind, label: view.titleOf(kind) }))] })}
${form.select({ language, name: 'severity', label: say(words.severity, language), value: query.severity === undefined ? '' : String(query.severity), choices: [any, ...([5, 4, 3, 2, 1] as const).map((one) => ({ value: String(one), label: severityWord(one, language) }))] })}
${form.select({ language, name: 'state', label: say(words.state, language), value: query.state ?? '', choices: [any, { value: 'unfixed', label: say(words.unfixed, language) }, ...states.map((state) => ({ value: state, label: stateWord(state, language) }))] })}
${form.text({ language, name: 'asset', label: say(words.asset, language), hint: say(words.assetHint, language), value: query.asset, maxlength: 200 })}
${view.isOperator ? form.text({ language, name: 'asn', label: say(words.network, language), value: query.asn === undefined ? undefined : String(query.asn), inputmode: 'numeric', width: 'short' }) : nothing}
${view.isOperator ? form.select({ language, name: 'via', label: say(words.via, language), value: query.via ?? '', choices: [any, { value: 'owner', label: say(words.owner, language) }, { value: 'provider', label: say(words.provider, language) }] }) : nothing}
${form.text({ language, name: 'since', label: say(words.since, language), value: query.since, pattern: '\\d{4}-\\d{2}-\\d{2}', width: 'short' })}
${form.text({ language, name: 'until', label: say(words.until, language), value: query.until, pattern: '\\d{4}-\\d{2}-\\d{2}', width: 'short' })}
${query.organisation ? html`<input type="hidden" name="organisation" value="${query.organisation}">` : nothing}`;
}

function labelOf(name: keyof ExploreQuery, language: Language): string {
  const labels = {
    organisation: words.organisation,
    kind: words.kind,
    severity: words.severity,
    state: words.state,
    asn: words.network,
    asset: words.asset,
    via: words.via,
    since: words.since,
    until: words.until,
    after: words.more,
  } as const;
  return say(labels[name], language);
}

function shownValue(view: ExploreView, name: keyof ExploreQuery): string {
  const { language } = view.page;
  const { query } = view;
  if (name === 'organisation') return view.names.get(query.organisation ?? '') ?? '';
  if (name === 'kind') return view.titleOf(query.kind ?? '');
  if (name === 'severity') return severityWord((query.severity ?? 1) as Severity, language);
  if (name === 'state')
    return query.state === 'unfixed' ? say(words.unfixed, language) : stateWord(query.state ?? 'open', language);
  if (name === 'via') return say(query.via === 'provider' ? words.provider : words.owner, language);
  return String(query[name] ?? '');
}

/** The operator's list of those who asked for help. */
export function helpPage(view: {
  readonly page: View;
  readonly rows: readonly {
    readonly id: string;
    readonly organisationId: string;
    readonly asset: string;
    readonly kind: string;
    readonly severity: Severity;
    readonly helpAskedAt: Date;
    readonly note: string | null;
  }[];
  readonly names: ReadonlyMap<string, string>;
  readonly titleOf: (kind: string) => string;
}): Markup {
  const { language } = view.page;
  return page({
    ...view.page,
    title: say(words.helpTitle, language),
    heading: say(words.helpTitle, language),
    lead: say(words.helpLead, language),
    breadcrumb: [{ href: '/board', label: say(words.board, language) }],
    main: table({
      language,
      caption: say(words.helpTitle, language),
      hideCaption: true,
      phone: 'cards',
      rows: view.rows,
      empty: empty({ title: say(words.helpEmpty, language) }),
      columns: [
        {
          key: 'organisation',
          label: say(words.organisation, language),
          header: true,
          cell: (row) =>
            html`<a href="/organisations/${row.organisationId}">${view.names.get(row.organisationId) ?? ''}</a>`,
        },
        {
          key: 'kind',
          label: say(words.kind, language),
          cell: (row) => html`<a href="/findings/${row.id}">${view.titleOf(row.kind)}</a>`,
        },
        { key: 'asset', label: say(words.asset, language), tight: true },
        { key: 'note', label: say(words.note, language) },
        {
          key: 'asked',
          label: say(words.asked, language),
          tight: true,
          cell: (row) => formatDate(row.helpAskedAt, language, 'minute'),
        },
        {
          key: 'act',
          label: say(words.act, language),
          tight: true,
          cell: (row) =>
            postButton({
              action: `/help-requests/${row.id}/done`,
              text: say(words.helpDone, language),
              kind: 'sub',
              small: true,
              label: `${view.names.get(row.organisationId) ?? ''} ${row.asset} ${say(words.helpDone, language)}`,
            }),
        },
      ],
    }),
  });
}
