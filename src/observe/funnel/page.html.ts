import type { Fact } from '#platform/facts';
import { html, type Markup, nothing } from '#platform/html';
import {
  banner,
  button,
  buttons,
  chip,
  copyable,
  empty,
  facts,
  form,
  page,
  postButton,
  section,
  type Tone,
  table,
  timeline,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, formatNumber, type Language, say } from '#platform/words';
import { words } from './words.ts';

type Key = keyof typeof words;
/** The words of the funnel in one language; those without holes. */
export const speak = (language: Language) => (key: Key) => say(words[key] as (typeof words)['nav'], language);

/** Whom a centre is for. */
export const levels = ['national', 'agency', 'local', 'academic'] as const;
export type Level = (typeof levels)[number];

/** A centre: the organisation whose people look at bodies, and the centre above it. */
export interface Centre {
  readonly organisationId: string;
  readonly level: Level;
  readonly upperId: string | null;
}

/** A body with its thresholds. */
export interface BodyRow {
  readonly organisationId: string;
  readonly centre: Level;
  /** The centre that looks at it. */
  readonly centreId: string | null;
  readonly bundleMinutes: number;
  readonly leastAttempts: number;
  readonly leastSeverity: number;
}

/** An event for people. */
export interface EventRow {
  readonly id: string;
  readonly organisationId: string;
  readonly signature: string;
  readonly source: string;
  readonly target: string;
  readonly port: number;
  readonly bucket: Date;
  readonly attempts: number;
  readonly severity: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly state: 'few' | 'open' | 'notice' | 'harmless' | 'false-positive';
  readonly because?: string;
}

/** A noise rule, in force or ended. */
export interface RuleRow {
  readonly id: string;
  readonly organisationId: string;
  readonly signature: string;
  readonly source: string;
  readonly because: string;
  readonly madeAt: Date;
  readonly endedAt: Date | null;
}

const tones: Readonly<Record<EventRow['state'], Tone>> = {
  few: 'quiet',
  open: 'warn',
  notice: 'urgent',
  harmless: 'quiet',
  'false-positive': 'quiet',
};

/** The fields of a body's thresholds; the first says who looks at it: a centre, or nobody yet and then its level. */
export function thresholds(
  language: Language,
  body: BodyRow | undefined,
  centres: readonly Centre[],
  names: ReadonlyMap<string, string>,
): Markup {
  const t = speak(language);
  return html`${form.select({
    language,
    name: 'centre',
    label: t('centre'),
    value: body?.centreId ?? body?.centre ?? 'local',
    choices: [
      ...centres.map(({ organisationId, level }) => ({
        value: organisationId,
        label: `${names.get(organisationId) ?? organisationId} (${t(`centre.${level}`)})`,
      })),
      ...levels.map((value) => ({ value, label: say(words.nobodyYet, language, { level: t(`centre.${value}`) }) })),
    ],
  })}${form.text({ language, name: 'bundle', label: t('bundle'), value: body?.bundleMinutes ?? 60, type: 'number', min: 1, max: 1440, width: 'short' })}${form.text({ language, name: 'attempts', label: t('attemptsLeast'), value: body?.leastAttempts ?? 1, type: 'number', min: 1, width: 'short' })}${form.text({ language, name: 'severity', label: t('severityLeast'), value: body?.leastSeverity ?? 3, type: 'number', min: 0, max: 10, width: 'short' })}`;
}

/** One body: its thresholds, its noise rules with their history, its token. */
export function bodyPage(view: {
  readonly page: View;
  readonly isOperator: boolean;
  readonly mayDecide: boolean;
  readonly body: BodyRow;
  readonly name: string;
  /** The centre that looks at it, the one above that, and all there are to choose from. */
  readonly seenBy: { readonly centre: string | undefined; readonly upper: string | undefined };
  readonly centres: readonly Centre[];
  readonly names: ReadonlyMap<string, string>;
  readonly rules: readonly RuleRow[];
  /** Its thresholds and tokens so far, the newest first. */
  readonly happened: readonly Fact[];
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
    main: html`${facts({
      language,
      facts: [
        { name: t('bundle'), value: formatNumber(view.body.bundleMinutes, language) },
        { name: t('attemptsLeast'), value: formatNumber(view.body.leastAttempts, language) },
        { name: t('severityLeast'), value: `${view.body.leastSeverity} / 10` },
        { name: t('seesEvents'), value: view.seenBy.centre ?? t('hubOnly') },
        { name: t('seesCounts'), value: view.seenBy.upper ?? '' },
      ],
    })}${section({
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
          ...(view.mayDecide
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
        view.mayDecide
          ? form.form({
              language,
              action: `${at}/rules`,
              errors: view.error === '' ? [] : [{ name: 'signature', text: view.error }],
              body: html`${form.text({ language, name: 'signature', label: t('part'), hint: t('partOrPrefix'), error: view.error || undefined })}${form.text({ language, name: 'source', label: t('prefix'), code: true, width: 'medium' })}${form.text({ language, name: 'because', label: t('because'), required: true })}${button({ text: t('addRule') })}`,
            })
          : nothing
      }`,
    })}${
      view.isOperator
        ? html`${section({ heading: t('settings'), body: form.form({ language, action: at, body: html`${thresholds(language, view.body, view.centres, view.names)}${button({ text: t('save'), kind: 'sub' })}` }) })}${section({ heading: t('token'), body: html`${view.token ? html`<p>${t('tokenShown')}</p>${copyable({ language, label: t('token'), text: view.token })}` : nothing}${postButton({ action: `${at}/token`, text: t('tokenMake'), kind: 'sub' })}` })}`
        : nothing
    }${view.happened.length > 0 ? section({ heading: t('soFar'), body: timeline({ language, happenings: view.happened.map((fact) => ({ at: fact.at, text: happenedLine(fact, view.names, language) })) }) }) : nothing}`,
  });
}

/** What its thresholds were set to, or that its token was made anew, in one line. */
function happenedLine({ kind, data }: Fact, names: ReadonlyMap<string, string>, language: Language): string {
  const t = speak(language);
  if (kind === 'body.token-made') return t('tokenMade');
  const centre = names.get(String(data.centre)) ?? t(`centre.${data.level as Level}`);
  return [
    [t('bundle'), data.bundle],
    [t('attemptsLeast'), data.attempts],
    [t('severityLeast'), data.severity],
    [t('centre'), centre],
  ]
    .map(([name, value]) => `${name} ${value}`)
    .join(language === 'en' ? ', ' : '、');
}

/** One event and the decision about it. */
export function eventPage(view: {
  readonly page: View;
  readonly mayDecide: boolean;
  readonly event: EventRow;
  readonly name: string;
  readonly error: string;
}): Markup {
  const { language } = view.page;
  const t = speak(language);
  const { event } = view;
  const [first, last] = [event.firstAt, event.lastAt].map((at) => formatDate(at, language, 'minute'));
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
        { name: t('when'), value: [...new Set([first, last])].join(' – ') },
      ],
    })}${
      view.mayDecide && event.state === 'open'
        ? form.form({
            language,
            action: `/funnel/events/${event.id}`,
            errors: view.error === '' ? [] : [{ name: 'because', text: view.error }],
            body: html`${form.text({ language, name: 'because', label: t('because'), required: true })}${form.checkbox({ language, name: 'rule', label: t('alsoRule'), value: 'yes', checked: false })}${buttons([button({ text: t('notice'), name: 'decision', value: 'notice' }), button({ text: t('harmless'), kind: 'sub', name: 'decision', value: 'harmless' }), button({ text: t('falsePositive'), kind: 'plain', name: 'decision', value: 'false-positive' })])}`,
          })
        : event.state === 'open'
          ? html`<p class="note">${t('waits')}</p>`
          : nothing
    }`,
  });
}
