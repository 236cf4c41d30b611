import { html, type Markup, nothing } from '#platform/html';
import {
  banner,
  button,
  buttons,
  chart,
  chip,
  copyable,
  disclosure,
  form,
  page,
  postButton,
  printButton,
  section,
  table,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { drawPicture } from '../assessment/pictures.ts';
import type { Question } from '../assessment/questionnaire.ts';
import { score } from '../assessment/score.ts';
import { firstOpen, type Leaf, leavesOf } from './leaves.ts';
import type { Seat } from './seat.ts';
import { paperQuestion } from './start.html.ts';
import { LINK_DAYS } from './store.ts';
import { words } from './words.ts';

/** What every page of a sitting needs. */
export interface SheetView {
  readonly page: View;
  readonly seat: Seat;
  /** The whole address, for the link to keep. */
  readonly url: string;
}

function titleOf({ sheet, sitting }: Seat, language: Language): string {
  return sitting.about ? `${sheet.title[language]}｜${sitting.about}` : sheet.title[language];
}

/** How far somebody has come: words and a bar that say the same. */
function progressPart(seat: Seat, language: Language): Markup {
  const { total } = score(seat.sheet, seat.sitting.profile, seat.sitting.answers);
  const percent = total.asked === 0 ? 0 : Math.round((total.answered / total.asked) * 100);
  return html`<p class="sheet-progress"><span>${say(words.answered, language, { all: total.asked, count: total.answered })}</span>${chart.meter(percent)}</p>`;
}

/** The link to keep: shown where somebody begins and where they rest. */
export function keepPart(view: SheetView, language: Language): Markup {
  if (!view.seat.isLink) return nothing;
  return banner({
    language,
    tone: 'info',
    title: say(words.keepTitle, language),
    body: html`<p>${say(words.keepBody, language, { days: LINK_DAYS })}</p>${copyable({ language, text: `${view.url}${view.seat.base}`, label: say(words.linkLabel, language) })}`,
  });
}

/** The sitting as a whole: what it is, how far it has come, where to go on. */
export function overviewPage(view: SheetView): Markup {
  const { seat } = view;
  const { language } = view.page;
  const { sheet, sitting, base } = seat;
  const leaves = leavesOf(sheet, sitting.profile, sitting.answers);
  const open = firstOpen(leaves, sitting.answers);
  const begun = Object.keys(sitting.answers).length > 0;
  const main = open
    ? button({ text: say(begun ? words.goOn : words.begin, language), href: `${base}/q/${open.key}` })
    : postButton({ action: `${base}/finish`, text: say(words.seeResult, language) });
  return page({
    ...view.page,
    title: titleOf(seat, language),
    heading: titleOf(seat, language),
    lead: open ? sheet.intro[language] : say(words.allAnswered, language),
    narrow: true,
    hidden: true,
    main: html`${progressPart(seat, language)}${main}${keepPart(view, language)}${begun ? groupTable(seat, leaves, language) : nothing}
<div class="row no-print"><a href="${base}/print">${say(words.print, language)}</a>${seat.isLink ? html`<a href="${base}/claim">${say(words.claim, language)}</a>` : nothing}</div>
${postButton({ action: `${base}/drop`, text: say(words.drop, language), kind: 'plain' })}`,
  });
}

function groupTable({ sheet, sitting, base }: Seat, leaves: readonly Leaf[], language: Language): Markup {
  const rows = leaves.map((leaf) => ({
    leaf,
    left: leaf.questions.filter(({ id }) => sitting.answers[id] === undefined).length,
  }));
  return table({
    language,
    caption: say(words.progressLabel, language),
    hideCaption: true,
    rows,
    columns: [
      {
        key: 'group',
        label: say(words.group, language),
        header: true,
        cell: ({ leaf }) => html`<a href="${base}/q/${leaf.key}">${leafTitle(sheet, leaf, language)}</a>`,
      },
      {
        key: 'state',
        label: say(words.state, language),
        tight: true,
        cell: ({ left }) =>
          left === 0
            ? chip({ text: say(words.groupDone, language), tone: 'good' })
            : chip({ text: say(words.groupLeft, language, { count: left }), tone: 'quiet' }),
      },
    ],
  });
}

function leafTitle(sheet: Seat['sheet'], leaf: Leaf, language: Language): string {
  const title = sheet.groups.find(({ id }) => id === leaf.group)?.title[language] ?? leaf.group;
  return leaf.parts === 1 ? title : say(words.part, language, { title, number: leaf.part, parts: leaf.parts });
}

/** One page of questions. `missing` marks those still open, after somebody wanted to go on without answering. */
export function leafPage(
  view: SheetView & {
    readonly leaf: Leaf;
    readonly isFirst: boolean;
    readonly isLast: boolean;
    readonly missing: boolean;
  },
): Markup {
  const { seat, leaf } = view;
  const { language } = view.page;
  const { sheet, sitting, base } = seat;
  const title = leafTitle(sheet, leaf, language);
  const open = view.missing ? leaf.questions.filter(({ id }) => sitting.answers[id] === undefined) : [];
  const errors = open.map(({ id }) => ({
    name: `q-${id}`,
    text: `${say(words.number, language, { number: leaf.before + leaf.questions.findIndex((one) => one.id === id) + 1 })}${language === 'en' ? ': ' : '：'}${say(words.missing, language)}`,
  }));
  return page({
    ...view.page,
    title: `${title}｜${titleOf(seat, language)}`,
    kicker: html`<a href="${base}">${titleOf(seat, language)}</a>`,
    heading: title,
    narrow: true,
    hidden: true,
    main: html`${progressPart(seat, language)}${form.form({
      language,
      action: `${base}/q/${leaf.key}`,
      errors,
      body: html`${leaf.questions.map((question, index) => questionPart(seat, question, leaf.before + index + 1, language, view.missing))}${buttons(
        [
          button({ text: say(view.isLast ? words.seeResult : words.next, language), name: 'go', value: 'next' }),
          ...(view.isFirst
            ? []
            : [button({ text: say(words.back, language), kind: 'sub', name: 'go', value: 'back' })]),
          button({ text: say(words.pause, language), kind: 'plain', name: 'go', value: 'pause' }),
        ],
      )}`,
    })}`,
  });
}

function questionPart(
  { sheet, sitting }: Seat,
  question: Question,
  number: number,
  language: Language,
  isMarking: boolean,
): Markup {
  const answer = sitting.answers[question.id];
  return html`<div class="form-group">${drawPicture(question.picture, language)}${form.radios({
    language,
    name: `q-${question.id}`,
    label: html`<span class="num">${number}.</span> ${question.ask[language]}`,
    hint: question.why[language],
    choices: sheet.scale.map(({ id, text }) => ({ value: id, label: text[language] })),
    value: answer,
    row: true,
    ...(isMarking && answer === undefined ? { error: say(words.missing, language) } : {}),
  })}${disclosure({ summary: say(words.example, language), body: html`<p>${question.example[language]}</p>` })}</div>`;
}

/** Everything on one sheet of paper: with the answers given so far, or with empty boxes. */
export function printPage(view: SheetView & { readonly now: Date }): Markup {
  const { seat } = view;
  const { language } = view.page;
  const { sheet, sitting, base } = seat;
  const leaves = leavesOf(sheet, sitting.profile, sitting.answers);
  return page({
    ...view.page,
    title: say(words.printTitle, language, { title: titleOf(seat, language) }),
    heading: titleOf(seat, language),
    lead: say(words.printLead, language, {
      title: sheet.title[language],
      version: sheet.version,
      date: formatDate(sitting.finishedAt ?? view.now, language),
    }),
    narrow: true,
    hidden: true,
    actions: html`<a href="${base}">${say(words.overview, language)}</a>${printButton({ language })}`,
    main: html`${leaves.map((leaf) =>
      section({
        heading: leafTitle(sheet, leaf, language),
        body: html`<ol class="paper-questions" start="${leaf.before + 1}">${leaf.questions.map(({ id }) => html`<li>${paperQuestion(sheet, id, language, sitting.answers[id])}</li>`)}</ol>`,
      }),
    )}`,
  });
}

/** Taking answers over for an organisation: who is signed in chooses, who is not comes back after signing in. */
export function claimPage(
  view: SheetView & {
    readonly organisations: readonly { readonly id: string; readonly name: string }[];
    readonly isSignedIn: boolean;
  },
): Markup {
  const { seat } = view;
  const { language } = view.page;
  const next = encodeURIComponent(`${seat.base}/claim`);
  const ways = !view.isSignedIn
    ? buttons([
        button({ text: say(words.claimSignIn, language), href: `/sign-in?next=${next}` }),
        button({ text: say(words.claimJoin, language), href: '/join', kind: 'sub' }),
      ])
    : view.organisations.length === 0
      ? html`<p>${say(words.claimRegisterLead, language, { days: LINK_DAYS })}</p>${button({ text: say(words.claimRegister, language), href: '/organisation/register' })}`
      : buttons(
          view.organisations.map(({ id, name }, index) =>
            postButton({
              action: `${seat.base}/claim`,
              text: say(words.claimFor, language, { organisation: name }),
              kind: index === 0 ? 'main' : 'sub',
              fields: { organisation: id },
            }),
          ),
        );
  return page({
    ...view.page,
    title: say(words.claim, language),
    kicker: titleOf(seat, language),
    heading: say(words.claim, language),
    lead: say(words.claimLead, language),
    narrow: true,
    hidden: true,
    main: html`${ways}${view.isSignedIn ? nothing : html`<p class="note">${say(words.claimRegisterLead, language, { days: LINK_DAYS })}</p>`}<p><a href="${seat.base}">${say(words.overview, language)}</a></p>`,
  });
}
