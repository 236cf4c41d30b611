import { html, type Markup, nothing } from '#platform/html';
import { button, buttons, disclosure, facts, form, page, section, table, timeline } from '#platform/page';
import type { View } from '#platform/web';
import { type Entry, formatDate, type Language, say } from '#platform/words';
import { words as board } from '../board/words.ts';
import { placeOf } from '../notice/compose.ts';
import { advicePart, answersPart, standingOf, withReadings } from '../notice-page/advice.html.ts';
import { type Playbook, readingsOf, wordsOf } from '../playbook/index.ts';
import type { FindingRow } from './page.html.ts';
import { severityLevel, stateChip } from './state.ts';
import { words } from './words.ts';

/** Something that happened to a finding or to one of its notices. */
export interface Happened {
  readonly at: Date;
  readonly kind: string;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the page of one finding shows. */
export interface FindingView {
  readonly page: View;
  readonly finding: FindingRow & { readonly sample: Readonly<Record<string, unknown>>; readonly handling: string };
  readonly organisation: string;
  readonly playbook: Playbook;
  readonly happened: readonly Happened[];
  readonly observations: readonly {
    readonly at: string;
    readonly feed: string;
    readonly line: number;
    readonly batch: string;
    readonly text: string;
    readonly more: Readonly<Record<string, string>>;
  }[];
  /** Names of the feeds in it, by id. */
  readonly feeds: ReadonlyMap<string, string>;
  readonly isOperator: boolean;
}

/**
 * One finding: what is known, everything that happened, the raw observations. A member reads first what to do and answers
 * for itself; an operator has that folded away and answers for somebody who called.
 */
export function findingPage(view: FindingView): Markup {
  const { language } = view.page;
  const { finding } = view;
  const own = wordsOf(view.playbook, language);
  const action = `/findings/${finding.id}`;
  const advice = html`<p>${withReadings(own.happened)}</p>${advicePart(view.playbook, language)}`;
  return page({
    ...view.page,
    title: plain(own.title),
    kicker: html`${view.organisation} ${severityLevel(finding.severity, language)} ${stateChip(finding.state, language)}`,
    heading: withReadings(own.title),
    breadcrumb: [{ href: '/findings', label: say(words.findings, language) }],
    main: html`${view.isOperator ? nothing : html`<p>${withReadings(own.happened)}</p>`}${factsPart(view)}
${view.isOperator ? disclosure({ summary: say(words.advice, language), body: advice }) : html`${advicePart(view.playbook, language)}${answersPart(action, language, standingOf([finding.state]))}`}
${section({ heading: say(words.timeline, language), body: timeline({ language, happenings: view.happened.map((one) => happening(one, language, view.isOperator)) }) })}
${section({
  heading: say(words.observations, language),
  note: say(words.observationsNote, language, { count: view.observations.length }),
  body: table({
    language,
    caption: say(words.observations, language),
    hideCaption: true,
    phone: 'cards',
    rows: view.observations,
    columns: [
      {
        key: 'at',
        label: say(words.seen, language),
        tight: true,
        cell: (row) => formatDate(new Date(row.at), language, 'minute'),
      },
      {
        key: 'feed',
        label: say(words.feed, language),
        tight: true,
        cell: (row) => view.feeds.get(row.feed) ?? row.feed,
      },
      {
        key: 'text',
        label: say(words.facts, language),
        cell: (row) => html`<code>${row.text.trim()}</code> <small>${fieldsOf(row.more)}</small>`,
      },
    ],
  }),
})}`,
    ...(view.isOperator ? { aside: answerFor(action, language) } : {}),
  });
}

/** `region: TOKYO · tag: telnet`: the fields of a row in one breath, the longest cut. */
function fieldsOf(more: Readonly<Record<string, string>>): string {
  return Object.entries(more)
    .slice(0, 40)
    .map(
      ([name, value]) => `${name.replace(/^extra\./, '')}: ${value.length > 120 ? `${value.slice(0, 120)}…` : value}`,
    )
    .join(' · ');
}

function factsPart(view: FindingView): Markup {
  const { language } = view.page;
  const { finding } = view;
  const at = (date: Date | null) => (date ? formatDate(date, language, 'minute') : null);
  const forStaff = [
    { name: say(words.feed, language), value: view.feeds.get(finding.feedId) ?? finding.feedId },
    { name: say(words.handling, language), value: finding.handling },
    {
      name: say(words.via, language),
      value: say(finding.via === 'provider' ? words.provider : words.owner, language),
    },
    { name: say(words.network, language), value: finding.asNumber ? `AS${finding.asNumber}` : null },
    { name: say(words.arm, language), value: finding.arm && wordFor(board, `arm.${finding.arm}`, language) },
  ];
  return facts({
    language,
    facts: [
      { name: say(words.asset, language), value: placeOf(finding, language) },
      { name: say(words.first, language), value: at(finding.firstSeenAt) },
      { name: say(words.seen, language), value: at(finding.lastSeenAt) },
      { name: say(words.count, language), value: finding.seenCount.toLocaleString('en') },
      { name: say(words.told, language), value: at(finding.toldAt) },
      { name: say(words.next, language), value: at(finding.nextStepAt) },
      ...(view.isOperator ? forStaff : []),
    ],
  });
}

/** An operator records what somebody said by telephone. */
function answerFor(action: string, language: Language): Markup {
  return html`<h2>${say(words.answerFor, language)}</h2><form class="form" method="post" action="${action}" data-once>${form.textarea({ language, name: 'note', label: say(words.note, language), rows: 2, maxlength: 2000 })}${buttons(
    (['fixed', 'help', 'not-mine', 'accept', 'undo'] as const).map((answer) =>
      button({
        text: say(answerWords[answer], language),
        name: 'answer',
        value: answer,
        kind: answer === 'fixed' ? 'main' : 'sub',
        small: true,
      }),
    ),
  )}</form>`;
}

const answerWords = {
  fixed: words.fixed,
  help: words.help,
  'not-mine': words.notMine,
  accept: words.accept,
  undo: words.undo,
} as const;

function plain(text: string): string {
  return readingsOf(text)
    .map((piece) => piece.text)
    .join('');
}

/** A word from a list by a key that comes from stored data; the key itself where the list has none. */
function wordFor(list: Readonly<Record<string, Entry>>, key: string, language: Language): string {
  const entry = list[key];
  return entry ? say(entry, language) : key.slice(key.indexOf('.') + 1);
}

/** Who did it, in words; who exactly is the operators' business. */
function actorOf(actor: string, language: Language, isOperator: boolean): string {
  const [kind = '', name = ''] = actor.split(':');
  const who = wordFor(words, `actor.${kind}`, language);
  return isOperator || kind === 'feed' ? `${who}（${name}）` : who;
}

function happening(one: Happened, language: Language, isOperator: boolean) {
  const good = one.kind === 'finding.verified-fixed' || one.kind === 'notice.sent';
  const bad = one.kind === 'finding.reopened' || one.kind === 'notice.bounced' || one.kind === 'notice.failed';
  const given = (name: string) => (typeof one.data[name] === 'string' ? (one.data[name] as string) : '');
  const detail = [
    // Of an answer it is the state that came of it, which the sentence says already.
    one.kind.startsWith('notice.') ? given('to') : '',
    given('way') && wordFor(words, `way.${given('way')}`, language),
    given('channel') && wordFor(board, `channel.${given('channel')}`, language),
    given('wording') && wordFor(board, `wording.${given('wording')}`, language),
    given('note') && `${say(words.note, language)}：${given('note')}`,
    // What the receiving server said is of use to those who run the hub.
    isOperator && one.kind.startsWith('notice.')
      ? given('answer').replace(/^kept as /, `${say(words.keptAs, language)}：`)
      : '',
  ].filter(Boolean);
  return {
    at: one.at,
    text: wordFor(words, `fact.${one.kind}`, language),
    actor: actorOf(one.actor, language, isOperator),
    ...(detail.length > 0 ? { detail: detail.join('・') } : {}),
    tone: good ? ('good' as const) : bad ? ('warn' as const) : ('info' as const),
  };
}
