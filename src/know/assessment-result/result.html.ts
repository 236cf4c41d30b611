import { attrs, html, type Markup, nothing, type Part } from '#platform/html';
import {
  banner,
  button,
  chart,
  chip,
  disclosure,
  empty,
  form,
  helpBox,
  page,
  postButton,
  restsOn,
  section,
  steps,
  table,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, formatNumber, type Language, say } from '#platform/words';
import { adviceFor } from '../assessment/plan.ts';
import type { Questionnaire } from '../assessment/questionnaire.ts';
import { questionsFor, type Result } from '../assessment/score.ts';
import type { Seat } from '../assessment-sitting/seat.ts';
import { dayText } from '../day/index.ts';
import type { Others } from './figures.ts';
import { partsOf } from './parts.ts';
import { type KeptStep, stepStates } from './plan.ts';
import { topics, words } from './words.ts';

/** What the page of a result shows. */
export interface ResultView {
  readonly page: View;
  readonly seat: Seat;
  readonly result: Result;
  readonly plan: readonly KeptStep[];
  readonly others: Others | undefined;
  /** Calendar day of the reader. */
  readonly today: string;
  /** Names of papers by id, and where they are made. */
  readonly papers: ReadonlyMap<string, { readonly title: string; readonly href: string }>;
  readonly said: 'saved' | 'help' | 'claimed' | undefined;
  /** A step whose form was refused, with what was wrong. */
  readonly refused: { readonly step: string; readonly owner: string; readonly dueOn: string } | undefined;
}

/** A share as points of a hundred. */
export const pointsOf = (share: number): number => Math.round(share * 100);

/** Topic of a lesson: its name and its page. */
export function topicLink(lesson: string, language: Language): Markup {
  const entry = topics[lesson as keyof typeof topics];
  return html`<a href="/topics/${lesson}">${entry ? say(entry, language) : lesson}</a>`;
}

/** The result: where one stands, what to do next, who else stands where. */
export function resultPage(view: ResultView): Markup {
  const { seat, result, others } = view;
  const { sheet, sitting } = seat;
  const { language } = view.page;
  const title = sitting.about ? `${sheet.title[language]}｜${sitting.about}` : sheet.title[language];
  const share = sitting.score;
  return page({
    ...view.page,
    title,
    kicker: say(words.kicker, language, {
      title,
      version: sheet.version,
      date: formatDate(sitting.finishedAt ?? new Date(0), language),
    }),
    heading: share === null ? say(words.noScore, language) : say(words.points, language, { points: pointsOf(share) }),
    lead: result.level?.[language],
    narrow: true,
    hidden: true,
    alerts: alertOf(view),
    main: html`${section({ heading: say(words.plan, language), note: view.plan.length > 0 ? say(words.planNote, language) : nothing, body: planPart(view) })}
${section({ heading: say(words.groups, language), body: html`${groupTable(view)}${othersLine(others, language)}` })}
${result.axes.map((axis) => axisPart(view, axis))}
${sheet.compare === 'questions' ? disclosure({ summary: say(words.questions, language), body: questionTable(view) }) : nothing}
${disclosure({ summary: say(words.answers, language), body: answerTable(view) })}
${section({ heading: say(words.nextTitle, language), body: nextPart(view) })}`,
  });
}

function alertOf({ said, page: { language } }: ResultView): Part {
  if (said === 'saved') return banner({ language, tone: 'good', title: say(words.saved, language), live: true });
  if (said === 'help') return banner({ language, tone: 'good', title: say(words.helpSent, language), live: true });
  if (said === 'claimed') return banner({ language, tone: 'good', title: say(words.claimed, language), live: true });
  return nothing;
}

interface PartRow {
  readonly title: string;
  readonly own: number | null;
  readonly others: number | undefined;
}

/** Own share beside the mean of others; the columns of others stand only where there are others. */
function partTable(caption: string, first: string, rows: readonly PartRow[], language: Language): Markup {
  const hasOthers = rows.some(({ others }) => others !== undefined);
  return table<PartRow>({
    language,
    caption,
    hideCaption: true,
    phone: 'cards',
    rows,
    columns: [
      {
        key: 'title',
        label: first,
        header: true,
        cell: ({ title, own }) => html`${title}${own === null ? nothing : chart.meter(pointsOf(own))}`,
      },
      {
        key: 'own',
        label: say(words.own, language),
        numeric: true,
        cell: ({ own }) => (own === null ? null : pointsOf(own)),
      },
      ...(hasOthers
        ? [
            {
              key: 'others',
              label: say(words.others, language),
              numeric: true,
              cell: ({ others }: PartRow) => (others === undefined ? null : pointsOf(others)),
            },
            {
              key: 'difference',
              label: say(words.difference, language),
              numeric: true,
              cell: ({ own, others }: PartRow) =>
                own === null || others === undefined
                  ? null
                  : formatNumber(pointsOf(own) - pointsOf(others), language, { signed: true }),
            },
          ]
        : []),
    ],
  });
}

function groupTable({ result, others, page: { language } }: ResultView): Markup {
  const rows = result.groups
    .filter(({ tally }) => tally.asked > 0)
    .map(({ id, title, tally }) => ({
      title: title[language],
      own: tally.share,
      others: others?.means.get(`g:${id}`),
    }));
  return partTable(say(words.groups, language), say(words.part, language), rows, language);
}

function axisPart({ seat, page: { language } }: ResultView, axis: Result['axes'][number]): Markup {
  const title = seat.sheet.axes.find(({ id }) => id === axis.id)?.title[language] ?? axis.id;
  const rows = axis.values
    .filter(({ tally }) => tally.asked > 0)
    .map((value) => ({ title: value.title[language], own: value.tally.share, others: undefined }));
  const heading = say(words.axis, language, { title });
  return section({ heading, body: partTable(heading, title, rows, language) });
}

function questionTable({ seat, others, page: { language } }: ResultView): Markup {
  const { sheet, sitting } = seat;
  const own = partsOf(sheet, sitting.profile, sitting.answers);
  const rows = questionsFor(sheet, sitting.profile, sitting.answers).map(({ id, ask }) => ({
    title: ask[language],
    own: own[`q:${id}`] ?? null,
    others: others?.means.get(`q:${id}`),
  }));
  return partTable(say(words.questions, language), say(words.question, language), rows, language);
}

function othersLine(others: Others | undefined, language: Language): Markup {
  const total = others?.means.get('');
  const text =
    others && total !== undefined
      ? say(words[`circle.${others.circle}`], language, { count: others.count, mean: pointsOf(total) })
      : say(words.tooFew, language);
  return html`<p>${text} <a href="/figures">${say(words.figuresTitle, language)}</a></p>${restsOn({ language, text: say(words.whyTen, language) })}`;
}

function planPart(view: ResultView): Markup {
  const {
    plan,
    page: { language },
  } = view;
  if (plan.length === 0)
    return empty({ title: say(words.planEmpty, language), body: say(words.planEmptyBody, language) });
  return html`${steps({ language, steps: plan.map((step) => stepOf(view, step)) })}`;
}

/** A day without a clock, as people read it. */

function stepOf(view: ResultView, step: KeptStep) {
  const {
    seat,
    today,
    page: { language },
  } = view;
  const { sheet, sitting } = seat;
  const question = sheet.questions.find(({ id }) => id === step.question);
  const effort = (question?.effort ?? 1) as 1 | 2 | 3;
  const line = {
    kind: say(words[`kind.${step.kind}`], language),
    effort: say(words[`effort.${effort}`], language),
    due: dayText(step.dueOn, language),
  };
  const isLate = step.state === 'open' && step.dueOn < today;
  return {
    title: question ? adviceFor(sheet, question, sitting.profile, sitting.answers)[language] : step.question,
    done: step.state === 'done',
    detail: html`<p>${question?.why[language] ?? ''}</p><p class="note">${step.owner ? say(words.stepLineOwner, language, { ...line, owner: step.owner }) : say(words.stepLine, language, line)} ${isLate ? chip({ text: say(words.stepLate, language), tone: 'warn' }) : nothing}${step.state === 'done' && step.doneAt ? chip({ text: say(words.stepDone, language, { date: formatDate(step.doneAt, language) }), tone: 'good' }) : nothing}${step.state === 'dropped' ? chip({ text: say(words.stepDropped, language), tone: 'quiet' }) : nothing}</p>${question ? solving(view, question) : nothing}`,
    action: html`<div class="no-print">${decisionForm(view, step)}${helpPart(view, step)}</div>`,
  };
}

/** What solves it: where to learn it, and which paper lays it down. */
function solving({ papers, page: { language } }: ResultView, question: Questionnaire['questions'][number]): Markup {
  const written = question.documents.flatMap((id) => papers.get(id) ?? []);
  if (question.lessons.length + written.length === 0) return nothing;
  const colon = language === 'en' ? ': ' : '：';
  return html`<p>${question.lessons.length > 0 ? html`${say(words.learn, language)}${colon}${question.lessons.map((lesson, at) => html`${at > 0 ? ' · ' : ''}${topicLink(lesson, language)}`)}` : nothing}${written.length > 0 ? html`${question.lessons.length > 0 ? html`<br>` : ''}${say(words.write, language)}${colon}${written.map(({ title, href }, at) => html`${at > 0 ? ' · ' : ''}<a href="${href}">${title}</a>`)}` : nothing}</p>`;
}

function decisionForm({ seat, refused, today, page: { language } }: ResultView, step: KeptStep): Markup {
  const isRefused = refused?.step === step.id;
  const body = form.form({
    language,
    action: `${seat.base}/steps/${step.id}`,
    id: `step-${step.rank}`,
    body: html`${form.text({ language, name: 'owner', id: `owner-${step.rank}`, label: say(words.owner, language), hint: say(words.ownerHint, language), value: isRefused ? refused.owner : step.owner, maxlength: 100, width: 'medium', autocomplete: 'off' })}${form.date({ language, name: 'dueOn', id: `due-${step.rank}`, label: say(words.due, language), value: isRefused ? refused.dueOn : step.dueOn, min: today, ...(isRefused ? { error: say(words.dueWrong, language) } : {}) })}${form.radios({ language, name: 'state', id: `state-${step.rank}`, label: say(words.state, language), choices: stepStates.map((state) => ({ value: state, label: say(words[`state.${state}`], language) })), value: step.state, row: true })}${button({ text: say(words.save, language), kind: 'sub' })}`,
  });
  return disclosure({ summary: say(words.decide, language), body, open: isRefused });
}

function helpPart({ seat, page: { language } }: ResultView, step: KeptStep): Markup {
  if (step.state !== 'open') return nothing;
  if (step.helpAskedAt)
    return html`<p class="note">${say(words.helpAsked, language, { date: formatDate(step.helpAskedAt, language) })}</p>`;
  if (seat.isLink) return nothing;
  return postButton({
    action: `${seat.base}/steps/${step.id}/help`,
    text: say(words.withHelper, language),
    kind: 'plain',
    small: true,
  });
}

function answerTable({ seat, page: { language } }: ResultView): Markup {
  const { sheet, sitting } = seat;
  const rows = questionsFor(sheet, sitting.profile, sitting.answers).map(({ id, ask }) => ({
    ask: ask[language],
    answer: sheet.scale.find((choice) => choice.id === sitting.answers[id])?.text[language] ?? '',
  }));
  return table({
    language,
    caption: say(words.answers, language),
    hideCaption: true,
    phone: 'cards',
    rows,
    columns: [
      { key: 'ask', label: say(words.question, language), header: true },
      { key: 'answer', label: say(words.answer, language) },
    ],
  });
}

/** Checks on which a declaration rests. */
const declared: readonly string[] = ['five-rules', 'self-check-25'];

function nextPart({ seat, page: { language } }: ResultView): Markup {
  const { base, sitting } = seat;
  const links: readonly (readonly [string, string])[] = [
    ...(seat.isLink || !sitting.organisationId
      ? []
      : [
          [
            `/assessments/history/${sitting.organisationId}/${sitting.questionnaire}`,
            say(words.history, language),
          ] as const,
        ]),
    ...(sitting.organisationId && declared.includes(sitting.questionnaire)
      ? [[`/organisations/${sitting.organisationId}/declaration`, say(words.declare, language)] as const]
      : []),
    [seat.isLink ? '/questionnaires' : '/start', say(words.another, language)],
    [`${base}/print`, say(words.print, language)],
  ];
  return html`${
    seat.isLink
      ? helpBox({
          title: say(words.claim, language),
          body: html`<p>${say(words.claimNote, language)} ${say(words.helpNeedsClaim, language)}</p>${button({ text: say(words.claim, language), href: `${base}/claim` })}`,
        })
      : nothing
  }<ul>${links.map(([href, text]) => html`<li><a${attrs({ href })}>${text}</a></li>`)}</ul><div class="row no-print">${postButton({ action: `${base}/again`, text: say(words.again, language), kind: 'sub' })}${seat.isLink ? postButton({ action: `${base}/drop`, text: say(words.delete, language), kind: 'plain' }) : nothing}</div>`;
}
