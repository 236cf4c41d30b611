import { attrs, html, type Markup, type Part } from '#platform/html';
import type { Language } from '#platform/words';
import { type ErrorSummaryOptions, errorSummary } from './field.ts';

/** A form that changes something. */
export interface FormOptions {
  readonly language: Language;
  readonly action: string;
  /** Fields and buttons, in order. */
  readonly body: Part;
  readonly errors?: ErrorSummaryOptions['errors'] | undefined;
  /** It carries files. */
  readonly files?: boolean | undefined;
  readonly csrf?: string | undefined;
  /** Names and values sent along unseen. */
  readonly hidden?: Readonly<Record<string, string>> | undefined;
  readonly id?: string | undefined;
}

/** A form by POST. Checks are the server's, so that the words are ours: the browser's own bubbles stay away. */
export function form(options: FormOptions): Markup {
  const { language, action, body, errors = [], files, csrf, hidden = {}, id } = options;
  const unseen = Object.entries(csrf === undefined ? hidden : { ...hidden, csrf });
  return html`<form${attrs({ id, class: 'form', method: 'post', action, enctype: files ? 'multipart/form-data' : undefined, novalidate: true, 'data-once': true })}>${errorSummary({ language, errors })}${unseen.map(
    ([name, value]) => html`<input${attrs({ type: 'hidden', name, value })}>`,
  )}${body}</form>`;
}

/** Fields of one kind under a heading, inside a form. */
export function group(options: { readonly heading: Part; readonly note?: Part; readonly body: Part }): Markup {
  return html`<div class="form-group"><h2>${options.heading}</h2>${options.note ? html`<p class="note">${options.note}</p>` : ''}${options.body}</div>`;
}
