import type { Fact } from '#platform/facts';
import { html, type Markup, nothing } from '#platform/html';
import { banner, facts, page, postButton, section, table, timeline } from '#platform/page';
import type { View } from '#platform/web';
import { formatBytes, formatDate, formatNumber, say } from '#platform/words';
import { reasonWords } from '../quarantine/reasons.ts';
import { happening, type ReportRow, reportState } from './feed.html.ts';
import { words } from './words.ts';

/** A report in full. */
export interface ReportFull extends Omit<ReportRow, 'report'> {
  readonly feedId: string;
  readonly feedName: string;
  readonly attempts: number;
  readonly digest: string;
  readonly report: {
    readonly type?: string | null;
    readonly columns?: number;
    readonly reason?: string;
    readonly news?: readonly { readonly what: 'type' | 'column'; readonly name: string }[];
  };
  readonly observedFrom: Date | null;
  readonly observedUntil: Date | null;
  readonly waiting: number;
  readonly replayOf: string | null;
}

/** What the page of one report shows. */
export interface ReportView {
  readonly page: View;
  readonly came: 'now' | 'again' | undefined;
  readonly report: ReportFull;
  readonly causes: readonly { readonly cause: string; readonly count: number }[];
  readonly happened: readonly Fact[];
}

/** One report: its counts, what was new in it, what could not be read, what happened to it. */
export function reportPage(view: ReportView): Markup {
  const { language } = view.page;
  const { report, came } = view;
  const at = (date: Date | null) => (date ? formatDate(date, language, 'minute') : null);
  const news = report.report.news ?? [];
  const from = at(report.observedFrom);
  const until = at(report.observedUntil);
  return page({
    ...view.page,
    title: report.name,
    kicker: html`<a href="/feeds/${report.feedId}">${report.feedName}</a> ${reportState(report.state, language)}`,
    heading: report.name,
    breadcrumb: [
      { href: '/feeds', label: say(words.feeds, language) },
      { href: `/feeds/${report.feedId}`, label: report.feedName },
    ],
    alerts: html`${
      came === 'again' || (came === 'now' && (report.state === 'received' || report.state === 'storing'))
        ? banner({
            language,
            tone: came === 'now' ? 'good' : 'info',
            live: true,
            title: say(came === 'now' ? words.sent : words.again, language),
          })
        : nothing
    }${
      report.state === 'refused'
        ? banner({
            language,
            tone: 'urgent',
            title: reasonWords(report.report.reason ?? '', language),
            body: say(words.refusedSays, language),
            actions: postButton({
              action: `/reports/${report.id}/read-again`,
              text: say(words.readAgain, language),
              kind: 'sub',
            }),
          })
        : nothing
    }`,
    actions:
      report.waiting > 0
        ? html`<a href="/quarantine?report=${report.id}">${say(words.aside, language)}：${say(words.waitingRows, language, { count: report.waiting })}</a>`
        : undefined,
    main: html`${facts({
      language,
      facts: [
        { name: say(words.rows, language), value: formatNumber(report.rowsRead, language) },
        {
          name: say(words.aside, language),
          value:
            report.rowsQuarantined > 0
              ? html`<a href="/quarantine?report=${report.id}&amp;state=all">${formatNumber(report.rowsQuarantined, language)}</a>`
              : '0',
        },
        {
          name: say(words.type, language),
          value: report.report.type ? html`<code>${report.report.type}</code>` : null,
        },
        { name: say(words.columns, language), value: report.report.columns ?? null },
        {
          name: say(words.observed, language),
          value: from && until ? (from === until ? from : `${from} – ${until}`) : null,
        },
        { name: say(words.received, language), value: at(report.receivedAt) },
        { name: say(words.way, language), value: say(words[`origin.${report.origin}`], language) },
        { name: say(words.size, language), value: formatBytes(report.bytes, language) },
        ...(report.attempts > 1 ? [{ name: say(words.attempts, language), value: String(report.attempts) }] : []),
        ...(report.replayOf
          ? [
              {
                name: say(words.replayOf, language),
                value: html`<a href="/reports/${report.replayOf}">${report.replayOf}</a>`,
              },
            ]
          : []),
        { name: say(words.digest, language), value: html`<code>${report.digest}</code>` },
      ],
    })}
${
  view.causes.length > 0
    ? section({
        heading: say(words.causes, language),
        body: table({
          language,
          caption: say(words.causes, language),
          hideCaption: true,
          rows: view.causes,
          columns: [
            {
              key: 'cause',
              label: say(words.cause, language),
              header: true,
              cell: (row) =>
                html`<a href="/quarantine?report=${report.id}&amp;cause=${row.cause}&amp;state=all">${reasonWords(row.cause, language)}</a>`,
            },
            { key: 'count', label: say(words.number, language), numeric: true },
          ],
        }),
      })
    : nothing
}
${
  news.length > 0
    ? section({
        heading: say(words.newsOfReport, language),
        body: html`<ul>${news.map((one) => html`<li>${say(words[`what.${one.what}`], language)} <code>${one.name}</code></li>`)}</ul>`,
      })
    : nothing
}
${section({ heading: say(words.reportTimeline, language), body: timeline({ language, happenings: view.happened.map((fact) => happening(fact, language)) }) })}`,
  });
}
