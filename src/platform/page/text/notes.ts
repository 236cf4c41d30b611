import { attrs, html, type Markup, type Part } from '#platform/html';
import { type Language, say } from '#platform/words';
import { icon } from '../icons.ts';
import { words } from '../words.ts';

/** A message over a page. */
export interface BannerOptions {
  readonly language: Language;
  readonly tone: 'urgent' | 'warn' | 'good' | 'info';
  readonly title: Part;
  readonly body?: Part;
  /** At most two links or buttons. */
  readonly actions?: Part;
  /** Told at once by screen readers: only for the answer to what somebody just did. */
  readonly live?: boolean | undefined;
}

const bannerWords = {
  urgent: words.urgent,
  warn: words.warning,
  good: words.success,
  info: words.information,
} as const;
const bannerIcons = { urgent: 'urgent', warn: 'alert', good: 'check', info: 'info' } as const;

/** A banner: what happened or what to watch for, and what to do about it. */
export function banner(options: BannerOptions): Markup {
  const { language, tone, title, body, actions, live } = options;
  return html`<div${attrs({ class: `banner ${tone}`, role: live ? (tone === 'urgent' ? 'alert' : 'status') : undefined })}><span class="banner-mark">${icon(bannerIcons[tone])}</span><div><p class="banner-title"><span class="unseen">${say(bannerWords[tone], language)}${language === 'en' ? ': ' : '：'}</span>${title}</p>${body ? html`<div class="banner-body">${body}</div>` : ''}${actions ? html`<div class="row">${actions}</div>` : ''}</div></div>`;
}

/** What happens next, whom to ask. Calm ground, no frame. */
export function helpBox(options: { readonly title?: Part; readonly body: Part }): Markup {
  return html`<div class="help">${options.title ? html`<p><b>${options.title}</b></p>` : ''}${typeof options.body === 'string' ? html`<p>${options.body}</p>` : options.body}</div>`;
}

/** Where nothing is: why, and what to do so that something is. */
export interface EmptyOptions {
  readonly title: Part;
  readonly body?: Part;
  readonly action?: Part;
}

/** An empty state. */
export function empty(options: EmptyOptions): Markup {
  const { title, body, action } = options;
  return html`<div class="empty"><p><b>${title}</b></p>${body ? html`<p>${body}</p>` : ''}${action ? html`<div class="row">${action}</div>` : ''}</div>`;
}

/** The sentence under a figure that says what it rests on. */
export function restsOn(options: {
  readonly language: Language;
  readonly text: Part;
  readonly id?: string | undefined;
}): Markup {
  return html`<p${attrs({ class: 'rests', id: options.id })}><b>${say(words.restsOn, options.language)}</b> ${options.text}</p>`;
}

/** Something that few need, folded. */
export function disclosure(options: {
  readonly summary: Part;
  readonly body: Part;
  readonly open?: boolean | undefined;
}): Markup {
  return html`<details${attrs({ class: 'more', open: options.open })}><summary>${options.summary}</summary><div class="more-in">${options.body}</div></details>`;
}

/** A hard word inside a sentence; a tap or Enter opens its meaning, printing shows it. */
export function gloss(options: { readonly word: string; readonly meaning: string }): Markup {
  return html`<details class="gloss"><summary>${options.word}</summary><span class="gloss-in">${options.meaning}</span></details>`;
}

/** Words and their meanings. */
export function glossary(options: {
  readonly words: readonly { readonly word: Part; readonly meaning: Part; readonly id?: string | undefined }[];
}): Markup {
  return html`<dl class="glossary">${options.words.map(
    ({ word, meaning, id }) => html`<div${attrs({ id })}><dt>${word}</dt><dd>${meaning}</dd></div>`,
  )}</dl>`;
}
