import type { Fact } from '#platform/facts';
import { html, type Markup, nothing } from '#platform/html';
import { banner, button, buttons, chart, empty, facts, form, page, section, table, timeline } from '#platform/page';
import type { View } from '#platform/web';
import { formatBytes, formatDate, formatNumber, say } from '#platform/words';
import { sayLasting, sayReasons } from '../detect/reasons.ts';
import type { Gaps } from './look.ts';
import { type CandidateRow, candidateState, detectorName, networkOf, portOf, roleName, weight } from './page.html.ts';
import type { Allowance, Verdict } from './verdict.ts';
import { words } from './words.ts';

/** Why one detector accuses, seen from one peer. */
export interface Evidence {
  readonly detector: string;
  readonly version: number;
  readonly peer: string;
  readonly score: number;
  readonly flows: number;
  readonly reasons: Readonly<Record<string, string>>;
}

/** What a provider gave back about it. */
export interface Returned {
  readonly organisationId: string;
  readonly givenAt: Date;
  readonly hits: number | null;
  readonly hosts: number | null;
  readonly reportedAt: Date | null;
  readonly withdrawnAt: Date | null;
}

/** Everything the page of one candidate shows. */
export interface OneView {
  readonly page: View;
  readonly now: Date;
  readonly person: string;
  readonly one: CandidateRow & { readonly handling: string };
  /** The allowance that covers it now. */
  readonly allowance: Allowance | undefined;
  readonly network: string | undefined;
  readonly series: readonly { readonly at: Date; readonly flows: number; readonly peers: number }[];
  readonly peers: readonly { peer: string; flows: number; bytes: number; ports: number[]; last: string }[];
  readonly ports: readonly { port: number; protocol: number; flows: number; peers: number }[];
  readonly witnesses: readonly { readonly kind: 'list' | 'providers'; readonly text: string }[];
  readonly evidence: readonly Evidence[];
  readonly gaps: Gaps | undefined;
  readonly verdicts: readonly Verdict[];
  readonly returned: readonly Returned[];
  readonly providers: ReadonlyMap<string, string>;
  readonly happened: readonly Fact[];
}

type Key = keyof typeof words;

/** One candidate with all that helps to judge it. */
export function onePage(view: OneView): Markup {
  const { language } = view.page;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  const { one } = view;
  const decided = one.state !== 'open';
  return page({
    ...view.page,
    title: one.accused,
    heading: html`<code>${one.accused}</code> ${portOf(one.targetPort, one.protocol)}`,
    kicker: html`${candidateState(one.state, language)} ${roleName(one.role, language)}`,
    breadcrumb: [{ href: '/candidates', label: t('nav') }],
    main: html`${alertsOf(view, decided)}${facts({
      language,
      facts: [
        { name: t('rank'), value: weight(one.score, language) },
        { name: t('network'), value: networkOf(one.asNumber, view.network, language) },
        {
          name: t('seenSpan'),
          value: `${formatDate(one.firstSeenAt, language, 'minute')} – ${formatDate(one.lastSeenAt, language, 'minute')}`,
        },
        {
          name: t('witnesses'),
          value:
            view.witnesses.length === 0
              ? t('noWitness')
              : view.witnesses.map((w) => say(words[`witness.${w.kind}`], language, { text: w.text })).join('、'),
        },
        ...(one.decidedBy ? [{ name: t('decidedBy'), value: t(`by.${one.decidedBy}`) }] : []),
        ...(one.expiresAt ? [{ name: t('until'), value: formatDate(one.expiresAt, language) }] : []),
        { name: 'TLP', value: one.handling },
      ],
    })}${overTime(view)}${evenness(view)}${why(view)}${around(view)}${judging(view, decided)}${returned(view)}${section(
      {
        heading: t('happened'),
        body: timeline({
          language,
          happenings: view.happened.map((fact) => ({
            at: fact.at,
            text: t(`fact.${fact.kind}` as Key),
            detail:
              fact.data.was === 'allowed' && fact.data.prefix
                ? say(words.offTheList, language, { prefix: String(fact.data.prefix) })
                : typeof fact.data.because === 'string' &&
                    !(fact.kind === 'candidate.judged' && isSealed(view, decided))
                  ? fact.data.because
                  : undefined,
          })),
        }),
      },
    )}`,
  });
}

function alertsOf(view: OneView, decided: boolean): Markup | typeof nothing {
  const { language } = view.page;
  if (view.allowance)
    return banner({
      language,
      tone: view.one.state === 'confirmed' ? 'warn' : 'info',
      title: say(words[view.one.state === 'confirmed' ? 'confirmedStands' : 'isAllowed'], language),
      body: html`<a href="/candidates/allowed"><code>${view.allowance.prefix}</code></a> ${view.allowance.because}`,
    });
  if (view.one.state === 'expired') return banner({ language, tone: 'info', title: say(words.hasExpired, language) });
  if (decided || view.verdicts.length === 0) return nothing;
  if (new Set(view.verdicts.map(({ verdict }) => verdict)).size > 1)
    return banner({ language, tone: 'warn', title: say(words.disputed, language) });
  return view.verdicts.some(({ personId }) => personId === view.person)
    ? banner({ language, tone: 'info', title: say(words.once, language) })
    : nothing;
}

function overTime(view: OneView): Markup {
  const { language } = view.page;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  const { series } = view;
  const most = (what: 'flows' | 'peers') => Math.max(0, ...series.map((point) => point[what]));
  if (most('flows') === 0) return section({ heading: t('overTime'), body: empty({ title: t('noFlows') }) });
  return section({
    heading: `${t('overTime')} ${view.one.targetPort > 0 ? portOf(view.one.targetPort, view.one.protocol) : ''}`,
    body: chart.line({
      language,
      caption: t('overTime'),
      says: say(words.overTimeSays, language, {
        flows: formatNumber(most('flows'), language),
        peers: formatNumber(most('peers'), language),
      }),
      axis: t('time'),
      points: series.map(({ at }) => shortTime(at)),
      series: [
        { name: t('flows'), values: series.map(({ flows }) => flows) },
        { name: t('peers'), values: series.map(({ peers }) => peers) },
      ],
    }),
  });
}

function evenness({ page: { language }, gaps }: OneView): Markup | typeof nothing {
  if (!gaps) return nothing;
  return section({
    heading: say(words.gaps, language),
    note: say(words.gapsSays, language, { peer: gaps.peer, usual: sayLasting(gaps.usual, language) }),
    body: chart.bars({
      language,
      caption: say(words.gaps, language),
      columns: [say(words.gap, language), say(words.gapCount, language)],
      items: gaps.bars.map(({ fromSeconds, toSeconds, count }) => ({
        label: `${sayLasting(fromSeconds, language)} – ${Number.isFinite(toSeconds) ? sayLasting(toSeconds, language) : ''}`,
        value: count,
      })),
    }),
  });
}

/** `11/20 09:40` in Tokyo: the same in every language and short enough for an axis. */
export function shortTime(at: Date): string {
  const iso = new Date(at.getTime() + 9 * 3_600_000).toISOString();
  return `${Number(iso.slice(5, 7))}/${Number(iso.slice(8, 10))} ${iso.slice(11, 16)}`;
}

function why(view: OneView): Markup {
  const { language } = view.page;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  return section({
    heading: t('why'),
    note: t('whyNote'),
    body: table<Evidence>({
      language,
      caption: t('why'),
      hideCaption: true,
      phone: 'cards',
      rows: view.evidence,
      columns: [
        {
          key: 'detector',
          label: t('detector'),
          header: true,
          cell: (row) => `${detectorName(row.detector, language)} (${t('version')} ${row.version})`,
        },
        {
          key: 'peer',
          label: t('peer'),
          tight: true,
          cell: (row) => (row.peer === '::' ? null : html`<code>${row.peer}</code>`),
        },
        { key: 'score', label: t('rank'), tight: true, cell: (row) => weight(row.score, language) },
        { key: 'flows', label: t('flows'), numeric: true },
        {
          key: 'reasons',
          label: t('reasons'),
          cell: (row) => sayReasons(row.reasons, language).join(' · '),
        },
      ],
    }),
  });
}

function around(view: OneView): Markup {
  const { language } = view.page;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  if (view.peers.length === 0) return html``;
  return html`${section({
    heading: t('talked'),
    body: table<OneView['peers'][number]>({
      language,
      caption: t('talked'),
      hideCaption: true,
      rows: view.peers,
      columns: [
        { key: 'peer', label: t('peer'), header: true, tight: true, cell: (row) => html`<code>${row.peer}</code>` },
        { key: 'flows', label: t('flows'), numeric: true },
        { key: 'bytes', label: t('bytes'), tight: true, cell: (row) => formatBytes(row.bytes, language) },
        { key: 'ports', label: t('ports'), cell: (row) => row.ports.join(', ') },
        { key: 'last', label: t('seen'), tight: true, cell: (row) => shortTime(new Date(row.last)) },
      ],
    }),
  })}${section({
    heading: t('ports'),
    body: chart.bars({
      language,
      caption: t('ports'),
      columns: [t('port'), t('flows')],
      items: view.ports.map((row) => ({ label: portOf(row.port, row.protocol), value: row.flows })),
    }),
  })}`;
}

/** Whether others' verdicts are held back: two people who agree are worth more than one only where neither leans on the other. */
function isSealed(view: OneView, decided: boolean): boolean {
  return !decided && !view.verdicts.some(({ personId }) => personId === view.person);
}

function judging(view: OneView, decided: boolean): Markup | typeof nothing {
  const { language } = view.page;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  const sealed = isSealed(view, decided);
  const closed = view.one.state === 'allowed' && view.allowance !== undefined;
  if (closed && view.verdicts.length === 0) return nothing;
  const alone = view.witnesses.length > 0 && view.verdicts.every(({ personId }) => personId === view.person);
  return section({
    heading: t('verdicts'),
    body: html`${
      view.verdicts.length > 0
        ? timeline({
            language,
            happenings: view.verdicts.map((one) => ({
              at: one.at,
              text: t(sealed ? 'sealed' : one.verdict === 'confirm' ? 'saidConfirm' : 'saidReject'),
              detail: sealed ? undefined : one.because,
              actor: one.name ?? undefined,
              tone: one.verdict === 'confirm' && !sealed ? 'urgent' : 'quiet',
            })),
          })
        : nothing
    }${
      closed
        ? nothing
        : decided
          ? form.form({
              language,
              action: `/candidates/${view.one.id}/reopen`,
              body: html`${form.text({ language, name: 'because', label: t('because'), required: true })}${button({ text: t(view.one.state === 'confirmed' || view.one.state === 'rejected' ? 'reopen' : 'openAgain'), kind: 'plain' })}`,
            })
          : form.form({
              language,
              action: `/candidates/${view.one.id}`,
              body: html`${alone ? html`<p>${t('alone')}</p>` : nothing}${form.textarea({ language, name: 'because', label: t('because'), hint: t('becauseHint'), rows: 2, required: true })}${buttons([button({ text: t('confirm'), name: 'verdict', value: 'confirm' }), button({ text: t('reject'), kind: 'sub', name: 'verdict', value: 'reject' })])}`,
            })
    }`,
  });
}

function returned(view: OneView): Markup | typeof nothing {
  const { language } = view.page;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  if (view.returned.length === 0) return nothing;
  return section({
    heading: t('given'),
    body: table<Returned>({
      language,
      caption: t('given'),
      hideCaption: true,
      phone: 'cards',
      rows: view.returned,
      columns: [
        { key: 'who', label: t('network'), header: true, cell: (row) => view.providers.get(row.organisationId) },
        { key: 'hits', label: t('hits'), numeric: true, cell: (row) => row.hits },
        { key: 'hosts', label: t('hosts'), numeric: true, cell: (row) => row.hosts },
        {
          key: 'reported',
          label: t('reported'),
          tight: true,
          cell: (row) => row.reportedAt && formatDate(row.reportedAt, language, 'minute'),
        },
      ],
    }),
  });
}
