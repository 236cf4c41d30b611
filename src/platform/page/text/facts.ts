import { attrs, html, type Markup, nothing, type Part } from '#platform/html';
import { formatDate, type Language, say } from '#platform/words';
import { type Icon, icon } from '../icons.ts';
import { words } from '../words.ts';
import { type Tone, toneIcons } from './chip.ts';

/** Names and values of one thing. */
export interface FactsOptions {
  readonly language: Language;
  /** An absent value is shown as a dash, so that nobody wonders. */
  readonly facts: readonly { readonly name: Part; readonly value: Part; readonly action?: Part }[];
  /** Without the frame, for use inside another. */
  readonly plain?: boolean | undefined;
}

/** A list of facts: what, where, when. */
export function facts(options: FactsOptions): Markup {
  const { language, plain } = options;
  if (options.facts.length === 0) return nothing;
  return html`<dl class="facts${plain ? ' plain' : ''}">${options.facts.map(({ name, value, action }) => {
    const absent = value === undefined || value === null || value === '' || value === false;
    return html`<div><dt>${name}</dt><dd>${absent ? say(words.noValue, language) : value}${action ? html` <span class="fact-action">${action}</span>` : ''}</dd></div>`;
  })}</dl>`;
}

/** One thing that happened. */
export interface Happening {
  readonly at: Date;
  readonly text: Part;
  /** Who or what did it. */
  readonly actor?: Part;
  readonly detail?: Part;
  readonly tone?: Tone | undefined;
  readonly icon?: Icon | undefined;
}

/** What happened to one thing, in the order given. */
export interface TimelineOptions {
  readonly language: Language;
  readonly happenings: readonly Happening[];
  /** Asia/Tokyo unless said. */
  readonly zone?: string | undefined;
  /** The link to older ones. */
  readonly more?: Part;
  readonly empty?: Part;
}

/** The time line of one thing: when, what, by whom. */
export function timeline(options: TimelineOptions): Markup {
  const { language, happenings, zone, more, empty } = options;
  if (happenings.length === 0) return html`<p class="note">${empty ?? say(words.nothingHere, language)}</p>`;
  return html`<ol class="timeline">${happenings.map(({ at, text, actor, detail, tone, icon: mark }) => {
    const shown = mark ?? (tone ? toneIcons[tone] : 'dot');
    return html`<li${attrs({ class: tone })}><span class="timeline-mark">${icon(shown)}</span><div><time datetime="${at.toISOString()}">${formatDate(at, language, 'minute', zone)}</time><p>${text}</p>${actor ? html`<p class="note">${actor}</p>` : ''}${detail ? html`<div class="timeline-detail">${detail}</div>` : ''}</div></li>`;
  })}</ol>${more ? html`<p>${more}</p>` : ''}`;
}

/** A file to take along. */
export interface FileLink {
  readonly href: string;
  readonly name: string;
  /** Kind and size in words: CSV 1.2 KB. */
  readonly note: string;
}

/** Files, each with its kind and size before anybody fetches it. */
export function fileList(options: {
  readonly language: Language;
  readonly files: readonly FileLink[];
  readonly empty?: Part;
}): Markup {
  if (options.files.length === 0)
    return html`<p class="note">${options.empty ?? say(words.nothingHere, options.language)}</p>`;
  return html`<ul class="files">${options.files.map(
    ({ href, name, note }) =>
      html`<li>${icon('file')}<a${attrs({ href, download: true })}>${name}</a> <small>${note}</small></li>`,
  )}</ul>`;
}
