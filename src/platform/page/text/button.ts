import { attrs, html, type Markup, nothing, type Part } from '#platform/html';
import { type Language, say } from '#platform/words';
import { type Icon, icon } from '../icons.ts';
import { words } from '../words.ts';

/** Something to press. With `href` it is a link that looks like it, without it sends the form around it. */
export interface ButtonOptions {
  readonly text: Part;
  readonly href?: string | undefined;
  /** One `main` on a screen; `sub` beside it; `plain` for what few need; `danger` for what cannot be undone. */
  readonly kind?: 'main' | 'sub' | 'plain' | 'danger' | undefined;
  readonly icon?: Icon | undefined;
  /** What the form sends as this button's name and value. */
  readonly name?: string | undefined;
  readonly value?: string | undefined;
  /** For rows of tables: lower where a mouse points, full height for fingers. */
  readonly small?: boolean | undefined;
  /** Sends the form elsewhere than its own address. */
  readonly formaction?: string | undefined;
  /** What a screen reader says where the text alone is not enough: 「甲社の行を直す」. */
  readonly label?: string | undefined;
}

/** A button or a link that does something. */
export function button(options: ButtonOptions): Markup {
  const { text, href, kind = 'main', name, value, small, formaction, label } = options;
  const look = `btn${kind === 'main' ? '' : ` ${kind}`}${small ? ' small' : ''}`;
  const inner = html`${options.icon ? icon(options.icon) : ''}${text}`;
  if (href !== undefined) return html`<a${attrs({ class: look, href, 'aria-label': label })}>${inner}</a>`;
  return html`<button${attrs({ class: look, name, value, formaction, 'aria-label': label })}>${inner}</button>`;
}

/** Buttons in the order of importance; below each other on phones. */
export function buttons(parts: readonly Part[]): Markup {
  return html`<div class="buttons">${parts}</div>`;
}

/** A button that sends one thing by POST without any other field. */
export interface PostButtonOptions extends Omit<ButtonOptions, 'href' | 'formaction'> {
  readonly action: string;
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

/** A form of one button. */
export function postButton(options: PostButtonOptions): Markup {
  const hidden = Object.entries(options.fields ?? {}).map(
    ([name, value]) => html`<input${attrs({ type: 'hidden', name, value })}>`,
  );
  return html`<form${attrs({ method: 'post', action: options.action, class: 'post', 'data-once': true })}>${hidden}${button(options)}</form>`;
}

/** Prints the page. It appears only where script runs; the browser's own menu does the same. */
export function printButton(options: { readonly language: Language }): Markup {
  return html`<button type="button" class="btn plain" data-print hidden>${say(words.print, options.language)}</button>`;
}

/** A text to take along, with a button that copies it where script runs. */
export interface CopyableOptions {
  readonly language: Language;
  readonly text: string;
  /** What the text is, for the button's name. */
  readonly label: string;
  /** Several lines, kept as they are. */
  readonly block?: boolean | undefined;
}

/** Code, a token or an address that people copy. */
export function copyable(options: CopyableOptions): Markup {
  const { language, text, label, block } = options;
  const code = block
    ? html`<pre tabindex="0" aria-label="${label}"><code>${text}</code></pre>`
    : html`<code>${text}</code>`;
  return html`<div class="copyable${block ? ' block' : ''}">${code}<button type="button" class="btn sub small" data-copy data-done="${say(words.copied, language)}" aria-label="${say(words.copy, language)} ${label}" hidden>${say(words.copy, language)}</button></div>`;
}

/** A list of things to do next, each with its number and where to begin. */
export interface TaskListOptions {
  readonly tasks: readonly {
    readonly text: Part;
    readonly href?: string | undefined;
    readonly note?: Part;
    readonly state?: Part;
  }[];
  readonly empty?: Part;
}

/** What to do next: stands beside the figures. */
export function taskList(options: TaskListOptions): Markup {
  if (options.tasks.length === 0) return options.empty ? html`<p class="note">${options.empty}</p>` : nothing;
  return html`<ul class="tasks">${options.tasks.map(
    ({ text, href, note, state }) =>
      html`<li><div>${href ? html`<a${attrs({ href })}>${text}</a>` : html`<b>${text}</b>`}${note ? html`<small>${note}</small>` : ''}</div>${state ?? ''}</li>`,
  )}</ul>`;
}
