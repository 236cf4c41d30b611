import { html, type Markup, nothing } from '#platform/html';
import {
  banner,
  button,
  chip,
  disclosure,
  facts,
  form,
  headline,
  helpBox,
  page,
  postButton,
  printButton,
  section,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, type Language, say, sayMarkup } from '#platform/words';
import { callForm, scriptPart } from '../call/page.html.ts';
import { type CallAnswer, isCallAnswer } from '../call/record.ts';
import { words as callWords } from '../call/words.ts';
import type { Answer } from '../finding/life.ts';
import { placeOf } from '../notice/compose.ts';
import type { Notice, NoticeFinding } from '../notice/draft.ts';
import { words as noticeWords } from '../notice/words.ts';
import { type Playbook, readingsOf, wordsOf } from '../playbook/index.ts';
import { advicePart, answersPart, type Standing, standingOf, withReadings } from './advice.html.ts';
import { words } from './words.ts';

/** What the page of one notice shows. */
export interface NoticeView {
  readonly page: View;
  readonly notice: Notice;
  readonly organisation: string;
  readonly groups: readonly { readonly playbook: Playbook; readonly findings: readonly NoticeFinding[] }[];
  /** Names of the feeds that saw it, by id. */
  readonly feeds: ReadonlyMap<string, string>;
  readonly mayShow: boolean;
  readonly action: string;
  readonly nextStepAt: Date | null;
  readonly done: Answer | CallAnswer | undefined;
  readonly hub: string;
  readonly helpMail: string;
  readonly confirm: 'ask' | 'sent' | 'confirmed' | undefined;
}

/** The whole page: the answer first, then what to do, then how to answer. */
export function noticePage(view: NoticeView): Markup {
  const { notice, groups } = view;
  const language = view.page.language;
  const first = groups[0];
  const title =
    groups.length === 1 && first
      ? wordsOf(first.playbook, language, notice.wording).title
      : say(words.several, language, { count: notice.findingCount });
  const answer = standingOf(groups.flatMap((group) => group.findings.map((finding) => finding.state)));
  const isCall = notice.way === 'partner';
  return page({
    ...view.page,
    title: plain(title),
    narrow: true,
    hidden: true,
    main: html`${headline({
      kicker: html`${say(isCall ? noticeWords.subjectPartner : words.for, language, { organisation: view.organisation })} ${notice.urgent ? chip({ text: say(words.urgent, language), tone: 'urgent' }) : nothing}`,
      heading: withReadings(title),
    })}
${doneBanner(view, answer)}
${groups.map((group) => groupPart(view, group, groups.length > 1))}
${view.mayShow || isCall ? nothing : confirmPart(view)}
${isCall ? callPart(view, answer) : answersPart(view.action, language, answer)}
${helpBox({ title: say(words.promise, language), body: html`${view.nextStepAt && answer === 'open' ? say(words.nextStep, language, { date: formatDate(view.nextStepAt, language, 'day') }) : nothing}` })}
<p class="note">${sayMarkup(isCall ? words.genuineCall : words.genuine, language, { code: html`<span class="num">${notice.code}</span>`, link: html`<a href="/genuine">${say(words.genuineLink, language)}</a>` })} ${printButton({ language })}</p>`,
  });
}

function groupPart(view: NoticeView, group: NoticeView['groups'][number], isOneOfMany: boolean): Markup {
  const language = view.page.language;
  const own = wordsOf(group.playbook, language, view.notice.wording);
  return html`<section class="section">${isOneOfMany ? html`<h2>${withReadings(own.title)}</h2>` : nothing}
<p>${withReadings(own.happened)}</p>
${view.mayShow ? placesPart(view, group.findings) : nothing}
${advicePart(group.playbook, language, view.notice.wording)}</section>`;
}

/** Who is to call the member says how it went, and answers nothing for it. */
function callPart(view: NoticeView, standing: Standing): Markup {
  const { language } = view.page;
  if (standing !== 'open') return nothing;
  return html`${scriptPart(language, view.hub, view.helpMail)}
${section({ heading: say(callWords.result, language), body: callForm(view.action, language) })}`;
}

/** The newest place in full, the others folded away. */
function placesPart(view: NoticeView, findings: readonly NoticeFinding[]): Markup {
  const language = view.page.language;
  const [newest, ...others] = findings;
  if (!newest) return nothing;
  const listed = others.slice(0, 200);
  return html`${facts({
    language,
    facts: [
      { name: say(words.where, language), value: placeOf(newest, language) },
      { name: say(words.last, language), value: formatDate(newest.lastSeenAt, language, 'minute') },
      {
        name: say(words.first, language),
        value: say(words.firstTimes, language, {
          date: formatDate(newest.firstSeenAt, language, 'day'),
          count: newest.seenCount,
        }),
      },
      { name: say(words.seenBy, language), value: view.feeds.get(newest.feedId) ?? newest.feedId },
    ],
  })}
${listed.length > 0 ? disclosure({ summary: say(words.more, language, { count: view.notice.findingCount - 1 }), body: html`<ul>${listed.map((finding) => html`<li>${placeOf(finding, language)}（${formatDate(finding.lastSeenAt, language, 'minute')}）</li>`)}</ul>` }) : nothing}
${disclosure({
  summary: say(words.technical, language),
  body: facts({
    language,
    plain: true,
    facts: Object.entries(newest.sample)
      .slice(0, 40)
      .map(([name, value]) => ({ name, value: String(value).slice(0, 500) })),
  }),
})}`;
}

function doneBanner(view: NoticeView, standing: Standing): Markup {
  const language = view.page.language;
  if (view.confirm === 'sent')
    return banner({ language, tone: 'info', title: say(words.confirmSent, language), live: true });
  if (view.confirm === 'confirmed')
    return banner({ language, tone: 'good', title: say(words.confirmed, language), live: true });
  if (standing === 'verified') return banner({ language, tone: 'good', title: say(words.verified, language) });
  if (view.groups.some((group) => group.findings.some((finding) => finding.state === 'reopened')))
    return banner({ language, tone: 'warn', title: say(words.reopened, language) });
  if (!view.done) return nothing;
  if (isCallAnswer(view.done))
    return banner({ language, tone: 'good', title: say(callWords.recorded, language), live: true });
  const bodies: Readonly<Record<Answer, string>> = {
    fixed: say(words.answeredFixed, language),
    help: say(words.answeredHelp, language, { mail: view.helpMail }),
    'not-mine': say(words.answeredNotMine, language),
    accept: say(words.answeredAccept, language),
    seen: '',
    undo: '',
  };
  if (view.done === 'undo') return banner({ language, tone: 'info', title: say(words.undone, language), live: true });
  return banner({ language, tone: 'good', title: say(words.answered, language), body: bodies[view.done], live: true });
}

function confirmPart(view: NoticeView): Markup {
  const language = view.page.language;
  if (view.confirm === 'sent') return nothing;
  return banner({
    language,
    tone: 'info',
    title: say(words.hidden, language),
    actions: postButton({ action: `${view.action}/confirm`, text: say(words.sendConfirm, language), kind: 'sub' }),
  });
}

function plain(text: string): string {
  return readingsOf(text)
    .map((piece) => piece.text)
    .join('');
}

/** The public page where anybody checks a notice's number. */
export function genuinePage(view: {
  readonly page: View;
  readonly code: string;
  readonly sentAt: Date | null | undefined;
  readonly helpMail: string;
}): Markup {
  const language: Language = view.page.language;
  const result =
    view.sentAt === undefined
      ? nothing
      : view.sentAt
        ? banner({
            language,
            tone: 'good',
            title: say(words.genuineYes, language, { date: formatDate(view.sentAt, language, 'day') }),
            live: true,
          })
        : banner({
            language,
            tone: 'urgent',
            title: say(words.genuineNo, language, { mail: view.helpMail }),
            live: true,
          });
  return page({
    ...view.page,
    title: say(words.genuineTitle, language),
    narrow: true,
    heading: say(words.genuineTitle, language),
    lead: say(words.genuineLead, language),
    main: html`${result}<form class="form" action="/genuine">${form.text({ language, name: 'code', label: say(words.genuineCode, language), value: view.code, required: true, maxlength: 12, autocomplete: 'off' })}${button({ text: say(words.genuineCheck, language) })}</form>`,
  });
}
