import { html, type Markup, nothing } from '#platform/html';
import {
  banner,
  button,
  chip,
  disclosure,
  empty,
  form,
  level,
  page,
  pager,
  section,
  type Tone,
  table,
  tabs,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatAgo, formatDate, formatNumber, formatPercent, type Language, say } from '#platform/words';
import type { Detector } from '../detect/detectors.ts';
import { wilson } from '../detect/rate.ts';
import { sayReasons } from '../detect/reasons.ts';
import { detectorTitles, roleWords } from '../detect/words.ts';
import { words } from './words.ts';

/** What may have become of a candidate. Stored. */
export const states = ['open', 'confirmed', 'rejected', 'allowed', 'expired'] as const;

/** A candidate as the list shows it. */
export interface CandidateRow {
  readonly id: string;
  readonly accused: string;
  readonly role: string;
  readonly targetPort: number;
  readonly protocol: number;
  readonly score: number;
  readonly detectors: readonly string[];
  readonly peers: number;
  readonly flows: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly asNumber: number;
  readonly state: (typeof states)[number];
  /** What the strongest detector measured; in the list only. */
  readonly reasons?: Readonly<Record<string, string>> | null;
  readonly decidedBy?: '' | 'two-people' | 'corroboration';
  readonly expiresAt?: Date | null;
}

const tones: Readonly<Record<CandidateRow['state'], Tone>> = {
  open: 'warn',
  confirmed: 'urgent',
  rejected: 'quiet',
  allowed: 'quiet',
  expired: 'quiet',
};
const transports: Readonly<Record<number, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6' };

/** The state of a candidate in one chip. */
export function candidateState(state: CandidateRow['state'], language: Language): Markup {
  return chip({ text: say(words[`state.${state}`], language), tone: tones[state] });
}

/** `443/TCP`; `ICMP 8/0` by type and code; only the protocol where no port counts. */
export function portOf(port: number, protocol: number): string {
  const transport = transports[protocol] ?? (protocol === 0 ? '' : String(protocol));
  if (protocol === 1 || protocol === 58) return port === 0 ? transport : `${transport} ${port >> 8}/${port & 255}`;
  return port === 0 ? transport : `${port}/${transport}`;
}

/** What a detector is called. */
export function detectorName(name: string, language: Language): string {
  const title = detectorTitles[name];
  return title ? say(title, language) : name;
}

/** What an accused host is taken to be. */
export function roleName(role: string, language: Language): string {
  const title = roleWords[role];
  return title ? say(title, language) : role;
}

/** The weight as bars of five and in percent. */
export function weight(score: number, language: Language): Markup {
  const steps = [1, 2, 3, 4, 5] as const;
  const at = steps[Math.min(4, Math.floor(score * 5))] ?? 1;
  return level({ level: at, text: formatPercent(score, language) });
}

interface ListView {
  readonly page: View;
  readonly now: Date;
  readonly query: {
    readonly state: CandidateRow['state'];
    readonly role?: string | undefined;
    readonly detector?: string | undefined;
    readonly started?: string | undefined;
  };
  readonly roles: readonly string[];
  readonly rows: readonly CandidateRow[];
  readonly counts: readonly { readonly state: string; readonly role: string; readonly count: number }[];
  readonly networks: ReadonlyMap<number, string>;
  readonly next: string | undefined;
  readonly detectors: readonly string[];
}

function countOf({ counts, query }: Pick<ListView, 'counts' | 'query'>, role?: string): number {
  return counts
    .filter((one) => one.state === query.state && (role === undefined || one.role === role))
    .reduce((sum, one) => sum + Number(one.count), 0);
}

/** Candidates, heaviest first. */
export function listPage(view: ListView): Markup {
  const { language } = view.page;
  const t = (key: keyof typeof words) => say(words[key] as (typeof words)['nav'], language);
  const { state, role, detector } = view.query;
  const href = (change: Record<string, string | undefined>) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries({ state, role, detector, ...change })) if (value) query.set(name, value);
    return `/candidates?${query}`;
  };
  const active = [
    ...(role ? [{ label: roleName(role, language), without: href({ role: undefined }) }] : []),
    ...(detector ? [{ label: detectorName(detector, language), without: href({ detector: undefined }) }] : []),
  ];
  return page({
    ...view.page,
    title: t('nav'),
    heading: t('nav'),
    lead: t('lead'),
    wide: true,
    actions: html`<a href="/candidates/detectors">${t('rates')}</a><a href="/candidates/allowed">${t('allowed')}</a><a href="/servers/participants">${t('given')}</a>`,
    alerts: view.query.started ? banner({ language, tone: 'good', title: t('running'), live: true }) : nothing,
    main: html`${tabs({
      language,
      current: `/candidates?state=${state}`,
      links: states.map((one) => ({
        href: `/candidates?state=${one}`,
        label: t(`state.${one}`),
        count: formatNumber(countOf({ ...view, query: { state: one } }), language),
      })),
    })}${form.filter({
      language,
      action: '/candidates',
      hidden: { state },
      active,
      fields: html`${form.select({
        language,
        name: 'role',
        label: t('role'),
        value: role ?? '',
        choices: [
          { value: '', label: t('any') },
          ...view.roles.map((one) => ({
            value: one,
            label: `${roleName(one, language)} (${formatNumber(countOf(view, one), language)})`,
          })),
        ],
      })}${form.select({
        language,
        name: 'detector',
        label: t('detector'),
        value: detector ?? '',
        choices: [
          { value: '', label: t('any') },
          ...view.detectors.map((one) => ({ value: one, label: detectorName(one, language) })),
        ],
      })}`,
    })}${table<CandidateRow>({
      language,
      caption: t('nav'),
      hideCaption: true,
      phone: 'cards',
      rows: view.rows,
      empty: empty({ title: t('emptyTitle'), body: t('emptyBody') }),
      columns: [
        {
          key: 'accused',
          label: t('accused'),
          header: true,
          tight: true,
          cell: (row) =>
            html`<a href="/candidates/${row.id}"><code>${row.accused}</code></a> ${portOf(row.targetPort, row.protocol)}`,
        },
        { key: 'role', label: t('role'), cell: (row) => roleName(row.role, language) },
        { key: 'score', label: t('rank'), tight: true, cell: (row) => weight(row.score, language) },
        {
          key: 'detectors',
          label: t('detectors'),
          cell: (row) =>
            html`<div>${row.detectors.map((one) => detectorName(one, language)).join(language === 'en' ? ', ' : '、')}<br><span class="note">${sayReasons(
              row.reasons ?? {},
              language,
            )
              .slice(0, 3)
              .join(' · ')}</span></div>`,
        },
        { key: 'peers', label: t('peers'), numeric: true },
        { key: 'flows', label: t('flows'), numeric: true },
        {
          key: 'network',
          label: t('network'),
          cell: (row) => networkOf(row.asNumber, view.networks.get(row.asNumber), language),
        },
        {
          key: 'seen',
          label: t('seen'),
          tight: true,
          cell: (row) => formatAgo(row.lastSeenAt, view.now, language),
        },
      ],
    })}${pager({ language, next: view.next && href({ after: view.next }) })}${section({
      heading: t('run'),
      note: t('runNote'),
      body: form.form({
        language,
        action: '/candidates/run',
        body: html`${form.date({ language, name: 'from', label: t('from'), value: formatDate(new Date(view.now.getTime() - 86_400_000), language, 'iso') })}${form.date({ language, name: 'to', label: t('to'), value: formatDate(new Date(view.now.getTime() + 86_400_000), language, 'iso') })}${form.select(
          {
            language,
            name: 'detector',
            label: t('detector'),
            value: '',
            choices: [
              { value: '', label: t('any') },
              ...view.detectors.map((one) => ({ value: one, label: detectorName(one, language) })),
            ],
          },
        )}${button({ text: t('runNow'), kind: 'sub' })}`,
      }),
    })}`,
  });
}

/** `AS64500 EXAMPLE`, or that nobody knows. */
export function networkOf(asNumber: number, name: string | undefined, language: Language): string {
  if (asNumber === 0) return say(words.unknownNetwork, language);
  return name && name !== `AS${asNumber}` ? `AS${asNumber} ${name}` : `AS${asNumber}`;
}

interface Judged {
  readonly detector: string;
  readonly version: number;
  readonly candidates: number;
  readonly confirmed: number;
  readonly rejected: number;
  readonly allowed: number;
}

/** How each version of each detector has done, with what it looks for. */
export function ratesPage(view: {
  readonly page: View;
  readonly now: Date;
  readonly detectors: readonly Detector[];
  readonly judged: readonly Judged[];
  readonly runs: readonly { detector: string; ranAt: Date; milliseconds: number; alerts: number; failed: string }[];
}): Markup {
  const { language } = view.page;
  const t = (key: keyof typeof words) => say(words[key] as (typeof words)['nav'], language);
  const runs = new Map(view.runs.map((run) => [run.detector, run]));
  const today = view.detectors.map(({ name, version }) => ({ detector: name, version }));
  const past = view.judged.filter(
    (one) => !today.some((now) => now.detector === one.detector && now.version === one.version),
  );
  const rows = [...today, ...past].map((one) => {
    const of = view.judged.find((judged) => judged.detector === one.detector && judged.version === one.version);
    return {
      ...one,
      candidates: Number(of?.candidates ?? 0),
      confirmed: Number(of?.confirmed ?? 0),
      rejected: Number(of?.rejected ?? 0),
      allowed: Number(of?.allowed ?? 0),
    };
  });
  return page({
    ...view.page,
    title: t('rates'),
    heading: t('rates'),
    lead: t('ratesLead'),
    wide: true,
    breadcrumb: [{ href: '/candidates', label: t('nav') }],
    main: html`${table<Judged>({
      language,
      caption: t('rates'),
      hideCaption: true,
      rows,
      columns: [
        { key: 'detector', label: t('detector'), header: true, cell: (row) => detectorName(row.detector, language) },
        { key: 'version', label: t('version'), numeric: true },
        { key: 'candidates', label: t('nav'), numeric: true },
        { key: 'confirmed', label: t('confirmedCount'), numeric: true },
        { key: 'rejected', label: t('rejectedCount'), numeric: true },
        { key: 'allowed', label: t('allowedCount'), numeric: true },
        {
          key: 'rate',
          label: t('falseRate'),
          tight: true,
          cell: (row) => {
            const rate = wilson(row.rejected, row.confirmed + row.rejected);
            if (!rate) return t('notJudged');
            return `${formatPercent(rate.mid, language)} (${formatPercent(rate.low, language)}–${formatPercent(rate.high, language)})`;
          },
        },
        {
          key: 'run',
          label: t('lastRun'),
          tight: true,
          cell: (row) => {
            const run = runs.get(row.detector);
            if (!run) return null;
            return run.failed
              ? html`${chip({ text: t('failed'), tone: 'urgent' })}<br><span class="note" lang="en">${run.failed.slice(0, 200)}</span>`
              : `${formatAgo(run.ranAt, view.now, language)}, ${formatNumber(run.milliseconds / 1000, language)} s`;
          },
        },
      ],
    })}${section({
      heading: t('reasoning'),
      body: html`${view.detectors.map((one) =>
        disclosure({
          summary: `${detectorName(one.name, language)} (${one.name}, ${t('version')} ${one.version})`,
          body: html`<div class="prose"><p lang="en">${one.reasoning}</p><ul>${one.parameters.map((parameter) => html`<li lang="en"><code>${parameter.name} = ${parameter.value}</code> ${parameter.meaning}</li>`)}</ul><p lang="en">${one.literature}</p></div>`,
        }),
      )}`,
    })}`,
  });
}
