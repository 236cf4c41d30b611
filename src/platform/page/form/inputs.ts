import { attrs, html, type Markup, type Part } from '#platform/html';
import { say } from '#platform/words';
import { words } from '../words.ts';
import { describing, type FieldOptions, field } from './field.ts';

/** A line of text. */
export interface TextOptions extends FieldOptions {
  readonly value?: string | number | undefined;
  readonly type?: 'text' | 'email' | 'tel' | 'url' | 'search' | 'password' | 'number' | undefined;
  /** As wide as what is expected: a postcode short, an address full. */
  readonly width?: 'short' | 'medium' | 'full' | undefined;
  readonly autocomplete?: string | undefined;
  readonly inputmode?: 'numeric' | 'decimal' | 'email' | 'tel' | 'url' | undefined;
  readonly maxlength?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly pattern?: string | undefined;
  /** Words or a unit behind the box: 件, 日. */
  readonly unit?: Part;
  /** Letters of equal width, for tokens and addresses. */
  readonly code?: boolean | undefined;
  readonly readonly?: boolean | undefined;
  readonly next?: Next;
}

/**
 * Address that says what could be written next: it gets `text` and the fields of the form and answers `{next: [{value, label}]}`.
 * Only where script runs; the form works without.
 */
export type Next = `/${string}` | undefined;

/** A field for one line. */
export function text(options: TextOptions): Markup {
  const {
    value,
    type = 'text',
    width = 'full',
    autocomplete,
    inputmode,
    maxlength,
    min,
    max,
    pattern,
    unit,
    code,
    readonly,
    next,
  } = options;
  const input = html`<input${attrs({ ...describing(options), class: `w-${width}${code ? ' code' : ''}`, type, value, autocomplete, inputmode, maxlength, min, max, pattern, readonly, spellcheck: code ? 'false' : undefined, 'data-next': next })}>`;
  return field(options, unit ? html`<span class="with-unit">${input}<span>${unit}</span></span>` : input);
}

/** Several lines of text. */
export interface TextareaOptions extends FieldOptions {
  readonly value?: string | undefined;
  readonly rows?: number | undefined;
  readonly maxlength?: number | undefined;
  readonly code?: boolean | undefined;
  readonly next?: Next;
}

/** A field for several lines. */
export function textarea(options: TextareaOptions): Markup {
  const { value = '', rows = 5, maxlength, code, next } = options;
  // The line break after the tag is eaten by the parser, so that one that begins the value survives.
  return field(
    options,
    html`<textarea${attrs({ ...describing(options), class: code ? 'code' : undefined, rows, maxlength, spellcheck: code ? 'false' : undefined, 'data-next': next })}>
${value}</textarea>`,
  );
}

/** One of many, where radio buttons would be too many. */
export interface SelectOptions extends FieldOptions {
  readonly choices: readonly Choice[] | readonly { readonly group: string; readonly choices: readonly Choice[] }[];
  readonly value?: string | undefined;
  /** The first line, for nothing chosen yet; `false` for none. */
  readonly blank?: string | false | undefined;
  readonly width?: 'short' | 'medium' | 'full' | undefined;
}

/** A possible answer. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  /** One line under a radio button or box. */
  readonly hint?: Part;
  /** Fields that belong to this answer; they stand under it. */
  readonly under?: Part;
}

/** A list to choose one from. */
export function select(options: SelectOptions): Markup {
  const { choices, value, blank = say(words.choose, options.language), width = 'medium' } = options;
  const line = (choice: Choice) =>
    html`<option${attrs({ value: choice.value, selected: choice.value === value })}>${choice.label}</option>`;
  const lines = choices.map((choice) =>
    'group' in choice ? html`<optgroup label="${choice.group}">${choice.choices.map(line)}</optgroup>` : line(choice),
  );
  return field(
    options,
    html`<select${attrs({ ...describing(options), class: `w-${width}` })}>${blank === false ? '' : html`<option value="">${blank}</option>`}${lines}</select>`,
  );
}

/** A day, as 2026-11-20. The browser brings its own calendar in the reader's way of writing. */
export interface DateOptions extends FieldOptions {
  readonly value?: string | undefined;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  /** Day and time of day, as 2026-11-20T21:14. */
  readonly time?: boolean | undefined;
}

/** A field for a day. */
export function date(options: DateOptions): Markup {
  const { value, min, max, time } = options;
  return field(
    options,
    html`<input${attrs({ ...describing(options), class: 'w-medium', type: time ? 'datetime-local' : 'date', value, min, max })}>`,
  );
}

/** A file from the reader's machine. The form around it must have `files: true`. */
export interface FileOptions extends FieldOptions {
  /** `.csv,.xlsx` */
  readonly accept?: string | undefined;
  readonly multiple?: boolean | undefined;
}

/** A field for a file. */
export function file(options: FileOptions): Markup {
  const { accept, multiple } = options;
  return field(options, html`<input${attrs({ ...describing(options), type: 'file', accept, multiple })}>`);
}
