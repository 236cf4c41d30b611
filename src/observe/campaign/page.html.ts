import type { Fact } from '#platform/facts';
import { html, type Markup, nothing } from '#platform/html';
import {
  button,
  chart,
  chip,
  disclosure,
  empty,
  facts,
  form,
  page,
  postButton,
  restsOn,
  section,
  table,
  timeline,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, formatNumber, formatPercent, type Language, say } from '#platform/words';
import { type FigureRow, type Group, groupsBy, wordingDifference } from './figures.ts';
import type { PlanForm } from './page.ts';
import { mayBeTakenBack } from './take-back.ts';
import { type Key, speak, words } from './words.ts';

/** What a campaign may look for, by the names of the findings it makes. */
export const identifiers = [
  'default-password',
  'exposed-router-admin',
  'open-telnet',
  'exposed-recorder',
  'mirai',
] as const;

/** A campaign in the list. */
export interface CampaignRow {
  readonly id: string;
  readonly name: string;
  readonly state: 'planned' | 'authorised' | 'ended';
  readonly rounds: number;
  readonly hits: number;
  readonly fixed: number;
}

/** A campaign with what it may do. */
export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  readonly legalBasis: string;
  readonly scope: readonly string[];
  readonly packetsPerSecond: number;
  readonly triesPerAddress: number;
  readonly identifier: string;
  readonly wordings: readonly string[];
  readonly state: CampaignRow['state'];
  readonly authorisedBy: string | null;
  readonly authorisedAt: Date | null;
}

/** One round of it. */
export interface Round {
  readonly id: string;
  readonly number: number;
  readonly source: 'survey' | 'darknet';
  readonly asked: number;
  readonly hits: number;
  readonly verified: boolean;
  readonly state: 'taken' | 'taken-back';
  readonly keepsBefore: boolean;
  readonly surveyedAt: Date;
}

const tones = { planned: 'warn', authorised: 'good', ended: 'quiet' } as const;

/** All campaigns, and the form for another. */
export function listPage(view: {
  readonly page: View;
  readonly errors: readonly { readonly name: string; readonly text: string }[];
  readonly form: PlanForm;
  readonly rows: readonly CampaignRow[];
}): Markup {
  const { language } = view.page;
  const t = speak(language);
  const error = (name: string) => view.errors.find((one) => one.name === name)?.text;
  const shown = view.form;
  return page({
    ...view.page,
    title: t('nav'),
    heading: t('nav'),
    lead: t('lead'),
    main: html`${table<CampaignRow>({
      language,
      caption: t('nav'),
      hideCaption: true,
      phone: 'cards',
      rows: view.rows,
      empty: empty({ title: t('emptyTitle'), body: t('emptyBody') }),
      columns: [
        {
          key: 'name',
          label: t('name'),
          header: true,
          cell: (row) => html`<a href="/campaigns/${row.id}">${row.name}</a>`,
        },
        {
          key: 'state',
          label: t('state'),
          tight: true,
          cell: (row) => chip({ text: t(`state.${row.state}`), tone: tones[row.state] }),
        },
        { key: 'rounds', label: t('rounds'), numeric: true },
        { key: 'hits', label: t('hits'), numeric: true },
        { key: 'fixed', label: t('fixed'), numeric: true },
      ],
    })}${section({
      heading: t('plan'),
      body: form.form({
        language,
        action: '/campaigns',
        errors: view.errors,
        body: html`${form.text({ language, name: 'name', label: t('name'), value: shown.name, error: error('name'), required: true })}${form.text({ language, name: 'purpose', label: t('purpose'), value: shown.purpose })}${form.textarea({ language, name: 'basis', label: t('basis'), hint: t('basisHint'), value: shown.basis, rows: 2, error: error('basis'), required: true })}${form.textarea({ language, name: 'scope', label: t('scope'), hint: t('scopeHint'), value: shown.scope, rows: 3, code: true, error: error('scope') })}${form.text({ language, name: 'pps', label: t('pps'), value: shown.pps, type: 'number', min: 1, max: 1_000_000, width: 'short', error: error('pps') })}${form.text({ language, name: 'tries', label: t('tries'), value: shown.tries, type: 'number', min: 1, max: 100, width: 'short', error: error('tries') })}${form.select({ language, name: 'identifier', label: t('identifier'), value: shown.identifier, choices: identifiers.map((value) => ({ value, label: t(`identifier.${value}`) })) })}${form.text({ language, name: 'wordings', label: t('wordings'), hint: t('wordingsHint'), value: shown.wordings, width: 'short' })}${button({ text: t('save') })}`,
      }),
    })}`,
  });
}

/** One campaign: its right to ask, its rounds, and whether devices get repaired. */
export function campaignPage(view: {
  readonly page: View;
  readonly campaign: Campaign;
  readonly rounds: readonly Round[];
  /** The newest round names finds only: somebody may say how many it asked. */
  readonly mayBeSaid: boolean;
  readonly rows: readonly FigureRow[];
  readonly providers: ReadonlyMap<string, string>;
  readonly happened: readonly Fact[];
}): Markup {
  const { language } = view.page;
  const t = speak(language);
  const { campaign } = view;
  return page({
    ...view.page,
    title: campaign.name,
    heading: campaign.name,
    kicker: chip({ text: t(`state.${campaign.state}`), tone: tones[campaign.state] }),
    lead: campaign.purpose,
    breadcrumb: [{ href: '/campaigns', label: t('nav') }],
    main: html`${facts({
      language,
      facts: [
        { name: t('basis'), value: campaign.legalBasis },
        { name: t('identifier'), value: t(`identifier.${campaign.identifier}` as Key) },
        {
          name: t('scopeShort'),
          value:
            campaign.scope.length > 0
              ? html`<code>${campaign.scope.slice(0, 20).join(', ')}${campaign.scope.length > 20 ? ' …' : ''}</code>`
              : t('scopeAll'),
        },
        {
          name: t('limits'),
          value: say(words.limitsText, language, {
            pps: formatNumber(campaign.packetsPerSecond, language),
            tries: campaign.triesPerAddress,
          }),
        },
        {
          name: t('wordings'),
          value: html`${campaign.wordings.join('、')}　<a href="/campaigns/${campaign.id}/wordings">${t('toWordings')}</a>`,
        },
        {
          name: t('authorisedBy'),
          value: campaign.authorisedAt
            ? `${campaign.authorisedBy ?? ''} ${formatDate(campaign.authorisedAt, language)}`
            : t('notYet'),
        },
      ],
    })}${
      campaign.state === 'planned'
        ? section({
            heading: t('authorise'),
            note: t('authoriseNote'),
            body: form.form({
              language,
              action: `/campaigns/${campaign.id}/authorise`,
              body: html`${form.text({ language, name: 'document', label: t('document'), required: true })}${button({ text: t('authorise') })}`,
            }),
          })
        : nothing
    }${section({
      heading: t('rounds'),
      note: t('importNote'),
      body: table<Round>({
        language,
        caption: t('rounds'),
        hideCaption: true,
        phone: 'cards',
        rows: view.rounds,
        columns: [
          {
            key: 'number',
            label: t('round'),
            header: true,
            tight: true,
            cell: (row) => say(words.roundNumber, language, { round: row.number }),
          },
          { key: 'when', label: t('when'), tight: true, cell: (row) => formatDate(row.surveyedAt, language) },
          { key: 'source', label: t('source'), tight: true, cell: (row) => t(`source.${row.source}`) },
          {
            key: 'asked',
            label: t('asked'),
            numeric: true,
            cell: (row) => {
              const count = formatNumber(Number(row.asked), language);
              return row.source === 'darknet' ? say(words.addressDays, language, { count }) : count;
            },
          },
          { key: 'hits', label: t('hits'), numeric: true },
          {
            key: 'verified',
            label: t('state'),
            tight: true,
            cell: (row) =>
              row.state === 'taken-back'
                ? chip({ text: t('takenBack'), tone: 'quiet' })
                : row.number === 1
                  ? null
                  : t(row.verified ? 'verifiedYes' : 'verifiedNo'),
          },
        ],
      }),
    })}${takeBack(view)}${campaign.state === 'authorised' ? acts(view) : nothing}${view.rows.length > 0 ? rates(view) : nothing}${section(
      {
        heading: t('happened'),
        body: timeline({
          language,
          happenings: view.happened.map((fact) => ({
            at: fact.at,
            text: t(`fact.${fact.kind}` as Key),
            detail: detailOf(fact, language),
          })),
        }),
      },
    )}${campaign.state === 'authorised' ? postButton({ action: `/campaigns/${campaign.id}/end`, text: t('end'), kind: 'plain' }) : nothing}`,
  });
}

function detailOf(fact: Fact, language: Language): string | undefined {
  const { data } = fact;
  const count = (name: string) => formatNumber(Number(data[name] ?? 0), language);
  if (fact.kind === 'campaign.surveyed')
    return say(words.surveyedDetail, language, {
      round: count('round'),
      hits: count('hits'),
      outside: count('outside'),
      unread: count('unread'),
      fixed: count('fixed'),
      again: count('again'),
    });
  if (fact.kind === 'campaign.round-taken-back')
    return say(words.takenBackDetail, language, {
      round: count('round'),
      devices: count('devices'),
      restored: count('restored'),
      because: String(data.because),
    });
  return typeof data.document === 'string' ? data.document : undefined;
}

/** The wrong file came in: the way out, folded away, as it is seldom needed and told to others. */
function takeBack({
  page: { language },
  campaign,
  rounds,
}: Parameters<typeof campaignPage>[0]): Markup | typeof nothing {
  const t = speak(language);
  const one = mayBeTakenBack(rounds);
  if (!one) return nothing;
  return disclosure({
    summary: say(words.takeBack, language, { round: one.number }),
    body: html`<p>${t('takeBackNote')}</p>${form.form({
      language,
      action: `/campaigns/${campaign.id}/rounds/${one.id}/take-back`,
      body: html`${form.text({ language, name: 'because', label: t('takeBackBecause'), required: true })}${button({ text: t('takeBackNow'), kind: 'sub' })}`,
    })}`,
  });
}

/** What fills a round besides a file, and what a file cannot tell. */
function acts(view: Parameters<typeof campaignPage>[0]): Markup {
  const { language } = view.page;
  const t = speak(language);
  const { id, identifier } = view.campaign;
  const newest = view.rounds.findLast(({ state }) => state === 'taken');
  return html`${
    identifier === 'mirai'
      ? section({
          heading: t('fromDarknet'),
          note: t('fromDarknetNote'),
          body: form.form({
            language,
            action: `/campaigns/${id}/darknet`,
            body: html`${form.text({ language, name: 'days', label: t('daysBack'), value: 7, type: 'number', min: 1, max: 28, width: 'short' })}${button({ text: t('fill'), kind: 'sub' })}`,
          }),
        })
      : nothing
  }${
    newest && view.mayBeSaid
      ? form.form({
          language,
          action: `/campaigns/${id}/asked`,
          body: html`${form.text({ language, name: 'asked', label: t('sayAsked'), hint: t('sayAskedHint'), type: 'number', min: newest.hits, width: 'short', required: true })}${button({ text: t('saySave'), kind: 'sub' })}`,
        })
      : nothing
  }`;
}

function rates(view: {
  readonly page: View;
  readonly rows: readonly FigureRow[];
  readonly providers: ReadonlyMap<string, string>;
}): Markup {
  const { language } = view.page;
  const t = speak(language);
  const by = (keyOf: (row: FigureRow) => string) => groupsBy(view.rows, keyOf);
  const wordings = groupsBy(
    view.rows.filter((row) => row.isReached),
    (row) => row.wording,
  );
  const diff = wordingDifference(wordings);
  const percent = (value: number) => `${formatNumber(value * 100, language, { digits: 0, signed: true })}%`;
  const roundOf = (row: FigureRow) => say(words.roundNumber, language, { round: row.firstRound });
  const all = by(() => 'all')[0];
  return section({
    heading: t('rates'),
    note: t('ratesNote'),
    body: html`${chart.big({
      figures: [
        { label: t('of'), value: formatNumber(all?.given ?? 0, language) },
        { label: t('again'), value: formatNumber(all?.rate?.of ?? 0, language) },
        {
          label: t('rate'),
          value: all?.rate ? formatPercent(all.rate.mid, language) : '—',
          note: all?.rate ? `${formatPercent(all.rate.low, language)}–${formatPercent(all.rate.high, language)}` : '',
        },
        {
          label: t('days'),
          value: all && all.days !== null ? formatNumber(all.days, language, { digits: 0 }) : '—',
          note: all?.rate && all.days === null ? t('notHalf') : '',
        },
      ],
    })}${rateTable(by((row) => view.providers.get(row.organisationId ?? '') ?? t('noProvider')).slice(0, 30), t('byProvider'), language)}${rateTable(by((row) => row.device || t('unknownDevice')).slice(0, 15), t('byDevice'), language)}${wordings.length > 0 ? rateTable(wordings, t('byWording'), language) : nothing}${
      diff
        ? restsOn({
            language,
            text: say(words.wordingDiff, language, {
              a: diff.a,
              b: diff.b,
              mid: percent(diff.mid),
              low: percent(diff.low),
              high: percent(diff.high),
              verdict: t(diff.low > 0 || diff.high < 0 ? 'clear' : 'unclear'),
            }),
          })
        : nothing
    }${rateTable(by(roundOf), t('byRound'), language)}`,
  });
}

function rateTable(groups: readonly Group[], caption: string, language: Language): Markup {
  const t = speak(language);
  return table<Group>({
    language,
    caption,
    phone: 'cards',
    rows: groups,
    columns: [
      { key: 'key', label: t('what'), header: true },
      { key: 'given', label: t('of'), numeric: true },
      { key: 'again', label: t('again'), numeric: true, cell: (row) => row.rate?.of ?? 0 },
      { key: 'fixed', label: t('fixed'), numeric: true, cell: (row) => row.rate?.hits },
      {
        key: 'rate',
        label: t('rate'),
        tight: true,
        cell: (row) =>
          row.rate &&
          `${formatPercent(row.rate.mid, language)} (${formatPercent(row.rate.low, language)}–${formatPercent(row.rate.high, language)})`,
      },
      {
        key: 'days',
        label: t('days'),
        numeric: true,
        cell: (row) => row.rate && (row.days === null ? t('notHalf') : formatNumber(row.days, language, { digits: 0 })),
      },
    ],
  });
}
