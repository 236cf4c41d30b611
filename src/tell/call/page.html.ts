import { html, type Markup, nothing } from '#platform/html';
import { banner, button, buttons, chip, disclosure, empty, helpBox, page, section, steps, table } from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { words } from './words.ts';

/** A member its chamber is asked to call. */
export interface CallRow {
  readonly name: string;
  readonly prefecture: string;
  /** What the notices are called. */
  readonly titles: readonly string[];
  readonly askedAt: Date;
  readonly wasTried: boolean;
  /** The notices that asked. */
  readonly notices: readonly string[];
}

/** The members to call: what to say, who, why, and how it went. */
export function callsPage(view: {
  readonly page: View;
  readonly hub: string;
  readonly helpMail: string;
  readonly rows: readonly CallRow[];
  readonly reported: number;
}): Markup {
  const { rows, hub } = view;
  const { language } = view.page;
  return page({
    ...view.page,
    title: say(words.title, language),
    heading: say(words.title, language),
    ...(rows.length > 0 ? { lead: say(words.lead, language, { hub }) } : {}),
    alerts:
      view.reported > 0
        ? banner({ language, tone: 'good', title: say(words.recorded, language), live: true })
        : nothing,
    main:
      rows.length === 0
        ? empty({ title: say(words.empty, language), body: say(words.emptyBody, language) })
        : html`${scriptPart(language, hub, view.helpMail)}
${table<CallRow>({
  language,
  caption: say(words.title, language),
  hideCaption: true,
  phone: 'cards',
  rows,
  columns: [
    {
      key: 'name',
      label: say(words.member, language),
      header: true,
      cell: (row) => html`${row.name}${row.prefecture ? html`<br><small>${row.prefecture}</small>` : nothing}`,
    },
    { key: 'why', label: say(words.why, language), cell: (row) => whyPart(row, language) },
    {
      key: 'askedAt',
      label: say(words.asked, language),
      tight: true,
      cell: (row) => formatDate(row.askedAt, language, 'day'),
    },
    {
      key: 'result',
      label: say(words.result, language),
      cell: (row) =>
        html`<div>${row.wasTried ? html`<p>${chip({ text: say(words.before, language), tone: 'warn' })}</p>` : nothing}${callForm('/calls', language, row)}</div>`,
    },
  ],
})}
${helpBox({ title: say(words.next, language), body: html`${say(words.nextBody, language)}` })}`,
  });
}

function whyPart(row: CallRow, language: Language): Markup {
  return html`${row.titles.map((title) => html`<p>${say(words.about, language, { title })}</p>`)}`;
}

/** What to say on the phone: no detail, only that there is a notice and how to find it. */
export function scriptPart(language: Language, hub: string, mail: string): Markup {
  return section({
    heading: say(words.scriptTitle, language),
    body: steps({
      language,
      steps: [
        { title: say(words.script1, language, { hub }) },
        { title: say(words.script2, language, { mail }) },
        { title: say(words.script3, language) },
        { title: say(words.script4, language) },
      ],
    }),
  });
}

/** How the call went. On the list the row says for whom; behind a notice's link the address does. */
export function callForm(
  action: string,
  language: Language,
  row?: { readonly name: string; readonly notices: readonly string[] },
): Markup {
  const of = (answer: 'called' | 'not-reached' | 'not-member') => ({
    text: say(words[answer], language),
    name: 'answer',
    value: answer,
    small: true,
    ...(row ? { label: `${row.name} ${say(words[answer], language)}` } : {}),
  });
  return html`<form method="post" action="${action}" class="no-print" data-once>${row?.notices.map((notice) => html`<input type="hidden" name="ids" value="${notice}">`) ?? nothing}
${buttons([button({ ...of('called'), kind: 'sub' }), button({ ...of('not-reached'), kind: 'plain' })])}
${disclosure({ summary: say(words['not-member'], language), body: html`<p>${say(words.notMemberSays, language)}</p>${button({ ...of('not-member'), kind: 'plain' })}` })}</form>`;
}
