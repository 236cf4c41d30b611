import { attrs, html, type Markup, nothing, type Part } from '#platform/html';
import { type Language, say } from '#platform/words';
import { icon } from '../icons.ts';
import { words } from '../words.ts';

/** What every field has. */
export interface FieldOptions {
  readonly language: Language;
  readonly name: string;
  readonly label: Part;
  /** One line under the label: what is meant, in which form. */
  readonly hint?: Part;
  /** What is wrong and how to put it right; stands beside the field and in the summary. */
  readonly error?: string | undefined;
  readonly required?: boolean | undefined;
  /** Derived from the name unless several forms of a page share it. */
  readonly id?: string | undefined;
}

/** The ids by which a field, its hint and its error know each other. */
export function idsOf(options: Pick<FieldOptions, 'name' | 'id' | 'hint' | 'error'>) {
  const id = options.id ?? `f-${options.name.replace(/[^a-zA-Z0-9_-]/g, '-')}`;
  const hint = options.hint ? `${id}-hint` : undefined;
  const error = options.error ? `${id}-error` : undefined;
  return { id, hint, error, describedBy: [hint, error].filter(Boolean).join(' ') || undefined };
}

/** The attributes that tell a screen reader about hint, error and duty. */
export function describing(options: FieldOptions) {
  const ids = idsOf(options);
  return {
    id: ids.id,
    name: options.name,
    required: options.required,
    'aria-describedby': ids.describedBy,
    'aria-invalid': options.error ? 'true' : undefined,
  };
}

/** Label, hint and error around one control. */
export function field(options: FieldOptions, control: Markup): Markup {
  const ids = idsOf(options);
  return html`<div class="field${options.error ? ' wrong' : ''}"><label for="${ids.id}">${options.label}${requiredMark(options)}</label>${hintLine(options)}${errorLine(options)}${control}</div>`;
}

/** A question with several controls for its answer. */
export function fieldset(options: FieldOptions, controls: Part): Markup {
  const ids = idsOf(options);
  return html`<fieldset${attrs({ class: `field${options.error ? ' wrong' : ''}`, id: ids.id, 'aria-describedby': ids.describedBy })}><legend>${options.label}${requiredMark(options)}</legend>${hintLine(options)}${errorLine(options)}${controls}</fieldset>`;
}

/** The word beside the label of what must be answered. */
export function requiredMark(options: FieldOptions): Markup {
  return options.required ? html` <span class="must">※${say(words.required, options.language)}</span>` : nothing;
}

/** The line under a label. */
export function hintLine(options: FieldOptions): Markup {
  return options.hint ? html`<div class="hint" id="${idsOf(options).hint ?? ''}">${options.hint}</div>` : nothing;
}

/** What is wrong, beside the field. */
export function errorLine(options: FieldOptions): Markup {
  if (!options.error) return nothing;
  return html`<p class="field-error" id="${idsOf(options).error ?? ''}">${icon('alert')}<span><span class="unseen">${say(words.error, options.language)}: </span>${options.error}</span></p>`;
}

/** What was wrong with a form that was sent: over the form, each line leading to its field. */
export interface ErrorSummaryOptions {
  readonly language: Language;
  /** In the order of the fields. */
  readonly errors: readonly { readonly name: string; readonly text: string; readonly id?: string | undefined }[];
}

/** The summary of errors; nothing if there are none. */
export function errorSummary(options: ErrorSummaryOptions): Markup {
  const { language, errors } = options;
  if (errors.length === 0) return nothing;
  return html`<div class="banner urgent summary" role="alert" tabindex="-1"><span class="banner-mark">${icon('urgent')}</span><div><h2 class="banner-title">${say(words.errorsTitle, language, { count: errors.length })}</h2><ul>${errors.map(
    ({ name, text, id }) =>
      html`<li><a href="#${idsOf(id === undefined ? { name } : { name, id }).id}">${text}</a></li>`,
  )}</ul></div></div>`;
}
