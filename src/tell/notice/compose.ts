import { html, raw } from '#platform/html';
import { formatDate, type Language, languageTag, say } from '#platform/words';
import type { Playbook } from '../playbook/index.ts';
import { readingsOf, type Wording, type Words, wordsOf } from '../playbook/index.ts';
import { words } from './words.ts';

/** A finding as a message shows it. */
export interface Shown {
  readonly asset: string;
  readonly kind: string;
  readonly key: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly seenCount: number;
  readonly feedId: string;
  readonly sample: Readonly<Record<string, unknown>>;
}

/** Everything a message is made of. */
export interface Draft {
  readonly language: Language;
  readonly wording: Wording;
  readonly manner: 'now' | 'digest' | 'again' | 'list';
  readonly way: string;
  readonly organisation: string;
  /** Its prefecture, where the register knows it: whoever is to call tells two of one name apart. */
  readonly place: string;
  readonly hub: string;
  /** By kind, in the order of their severity. */
  readonly groups: readonly {
    readonly playbook: Playbook;
    readonly findings: readonly Shown[];
    readonly count: number;
  }[];
  readonly count: number;
  readonly toldBeforeAt: Date | null;
  readonly link: string;
  readonly verifyUrl: string;
  readonly code: string;
  /** The reader has shown to be the right one: places and times may be named. */
  readonly mayShow: boolean;
}

/** A message as text and HTML; they say the same. */
export interface Message {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Lines of findings named in one message; the rest is behind the link. */
const MOST = 10;

/** Writes the message. Pure: the same draft gives the same words. */
export function composeNotice(draft: Draft): Message {
  const { language } = draft;
  const first = draft.groups[0];
  const title = first ? wordsOf(first.playbook, language, draft.wording).title : '';
  const subject = subjectOf(draft, title);
  const blocks = draft.groups.map((group) => blockOf(draft, group));
  const foot = [say(words.genuine, language, { code: draft.code, url: draft.verifyUrl }), draft.hub];
  const opening = openingOf(draft);
  const confirmFirst = !draft.mayShow && !isCall(draft);
  return {
    subject,
    text: [
      ...opening,
      ...(confirmFirst ? [say(words.confirmFirst, language)] : []),
      ...blocks.map((block) => textOfBlock(block)),
      say(words.verify, language),
      `${say(words.answer, language)}\n${draft.link}`,
      foot.join('\n'),
    ].join('\n\n'),
    html: String(html`${raw('<!doctype html>')}<html lang="${languageTag(language)}"><head><meta charset="utf-8"><title>${subject}</title></head>
<body style="margin:0;background:#fff;color:#1a1a1a;font-family:'Noto Sans JP','Hiragino Sans','Yu Gothic',sans-serif;font-size:16px;line-height:1.7">
<div style="max-width:600px;margin:0 auto;padding:24px 16px">
${opening.map((line) => html`<p style="margin:0 0 16px">${line}</p>`)}
${confirmFirst ? html`<p style="margin:0 0 16px;font-weight:bold">${say(words.confirmFirst, language)}</p>` : ''}
${blocks.map((block) => htmlOfBlock(block))}
<p style="margin:24px 0"><a href="${draft.link}" style="display:inline-block;background:#0017c1;color:#fff;font-weight:bold;text-decoration:none;padding:14px 24px;border-radius:8px">${say(words.answer, language)}</a></p>
<p style="margin:0 0 16px">${say(words.verify, language)}</p>
<p style="margin:24px 0 0;padding-top:16px;border-top:1px solid #ccc;color:#4d4d4d;font-size:14px">${foot.map((line) => html`${line}<br>`)}</p>
</div></body></html>`),
  };
}

function subjectOf(draft: Draft, title: string): string {
  const { language, organisation, count } = draft;
  if (isCall(draft)) return say(words.subjectPartner, language, { organisation });
  if (draft.manner === 'list' || draft.way === 'provider')
    return say(words.subjectList, language, { organisation, count });
  if (draft.manner === 'digest' && draft.groups.length > 1)
    return say(words.subjectDigest, language, { organisation, count });
  const entry =
    draft.manner === 'now' ? words.subjectNow : draft.manner === 'again' ? words.subjectAgain : words.subjectOne;
  return say(entry, language, { title, organisation });
}

/** Whoever reads it is to call the member, and is not the member. */
function isCall({ way }: Draft): boolean {
  return way === 'partner' || way === 'help-team';
}

function openingOf(draft: Draft): string[] {
  const { language, organisation, place } = draft;
  if (draft.way === 'partner')
    return [say(words.partnerIntro, language, { organisation: place ? `${organisation}（${place}）` : organisation })];
  if (draft.way === 'help-team') return [say(words.helpTeamIntro, language, { organisation })];
  return [say(words.greeting, language, { organisation }), ...introOf(draft)];
}

function introOf(draft: Draft): string[] {
  const { language, hub } = draft;
  if (draft.manner === 'list' || draft.way === 'provider') return [say(words.providerIntro, language)];
  if (draft.manner === 'again' && draft.toldBeforeAt)
    return [say(words.again, language, { date: formatDate(draft.toldBeforeAt, language, 'day') })];
  return [say(words.intro, language, { hub })];
}

/** One kind of finding inside a message. */
interface Block {
  readonly language: Language;
  readonly words: Words;
  readonly minutes: number;
  readonly places: readonly string[];
  readonly rest: number;
}

function blockOf(draft: Draft, group: Draft['groups'][number]): Block {
  const { language } = draft;
  const places =
    draft.mayShow && draft.way !== 'partner'
      ? group.findings.slice(0, MOST).map((finding) => placeLine(finding, language))
      : [];
  return {
    language,
    words: wordsOf(group.playbook, language, draft.wording),
    minutes: group.playbook.minutes,
    places,
    rest: places.length > 0 ? group.count - places.length : 0,
  };
}

/** `203.0.113.24 の 23番ポート（最後に見た日時 …）` */
function placeLine(finding: Shown, language: Language): string {
  return `${placeOf(finding, language)} — ${say(words.last, language)} ${formatDate(finding.lastSeenAt, language, 'minute')}`;
}

/** Where it was seen, in one phrase. */
export function placeOf(finding: Pick<Shown, 'asset' | 'sample'>, language: Language): string {
  const port = Number(finding.sample.port ?? 0);
  return port > 0 ? say(words.port, language, { asset: finding.asset, port: String(port) }) : finding.asset;
}

function textOfBlock({ language, words: own, minutes, places, rest }: Block): string {
  return [
    `■ ${own.title}`,
    ...(places.length > 0
      ? [
          `${say(words.where, language)}:`,
          ...places.map((place) => `  ${place}`),
          ...(rest > 0 ? [`  ${say(words.more, language, { count: rest })}`] : []),
        ]
      : []),
    '',
    own.happened,
    own.could,
    '',
    say(words.todo, language, { minutes }),
    ...own.steps.map((step, index) => `${index + 1}. ${step.do}\n   ${step.how}`),
    '',
    `${say(words.check, language)}: ${own.check}`,
    `${say(words.ask, language)}: ${own.ask}`,
  ].join('\n');
}

function htmlOfBlock({ language, words: own, minutes, places, rest }: Block) {
  // Readings in brackets, 設定（せってい）, stand as they are in mail: not every mail program draws ruby.
  const plain = (text: string) =>
    readingsOf(text)
      .map((piece) => (piece.reading ? `${piece.text}（${piece.reading}）` : piece.text))
      .join('');
  return html`<div style="margin:0 0 24px;padding:16px;border:1px solid #ccc;border-radius:8px">
<h1 style="font-size:20px;line-height:1.5;margin:0 0 12px">${plain(own.title)}</h1>
${places.length > 0 ? html`<p style="margin:0 0 12px;font-size:15px">${places.map((place) => html`${place}<br>`)}${rest > 0 ? say(words.more, language, { count: rest }) : ''}</p>` : ''}
<p style="margin:0 0 12px">${plain(own.happened)}</p><p style="margin:0 0 16px">${plain(own.could)}</p>
<h2 style="font-size:17px;margin:0 0 8px">${say(words.todo, language, { minutes })}</h2>
<ol style="margin:0 0 16px;padding-left:1.5em">${own.steps.map((step) => html`<li style="margin:0 0 8px"><b>${plain(step.do)}</b><br><span style="color:#4d4d4d">${plain(step.how)}</span></li>`)}</ol>
<p style="margin:0 0 8px"><b>${say(words.check, language)}</b><br>${plain(own.check)}</p>
<p style="margin:0"><b>${say(words.ask, language)}</b><br>${plain(own.ask)}</p></div>`;
}
