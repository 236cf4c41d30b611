import { attrs, html, type Markup, type Part } from '#platform/html';
import { say } from '#platform/words';
import { words } from '../words.ts';
import { describing, errorLine, type FieldOptions, fieldset, hintLine, idsOf, requiredMark } from './field.ts';
import type { Choice } from './inputs.ts';

/** One of a few. */
export interface RadiosOptions extends FieldOptions {
  readonly choices: readonly Choice[];
  readonly value?: string | undefined;
  /** Beside each other, for two or three short ones. */
  readonly row?: boolean | undefined;
}

/** Radio buttons under a question. */
export function radios(options: RadiosOptions): Markup {
  const { name, choices, value, row, required } = options;
  return fieldset(
    options,
    choiceList(
      options,
      row,
      (choice) => ({ type: 'radio', name, value: choice.value, checked: choice.value === value, required }),
      choices,
    ),
  );
}

/** Any of a few. */
export interface CheckboxesOptions extends FieldOptions {
  readonly choices: readonly Choice[];
  readonly values?: readonly string[] | undefined;
  readonly row?: boolean | undefined;
}

/** Boxes to tick under a question. */
export function checkboxes(options: CheckboxesOptions): Markup {
  const { name, choices, values = [], row } = options;
  return fieldset(
    options,
    choiceList(
      options,
      row,
      (choice) => ({ type: 'checkbox', name, value: choice.value, checked: values.includes(choice.value) }),
      choices,
    ),
  );
}

type ChoiceAttributes = (choice: Choice) => Readonly<Record<string, string | boolean | undefined>>;

function choiceList(
  options: FieldOptions,
  row: boolean | undefined,
  attributes: ChoiceAttributes,
  choices: readonly Choice[],
): Markup {
  const base = idsOf(options).id;
  return html`<div class="choices${row ? ' side' : ''}">${choices.map((choice, index) => {
    const id = `${base}-${index + 1}`;
    const hint = choice.hint ? `${id}-hint` : undefined;
    return html`<div class="choice"><input${attrs({ id, ...attributes(choice), 'aria-describedby': hint })}><label for="${id}">${choice.label}</label>${hint ? html`<div class="hint" id="${hint}">${choice.hint}</div>` : ''}${choice.under ? html`<div class="under">${choice.under}</div>` : ''}</div>`;
  })}</div>`;
}

/** Yes or no. */
export interface CheckboxOptions extends FieldOptions {
  readonly checked?: boolean | undefined;
  /** What is sent when it is ticked; `yes` unless said. */
  readonly value?: string | undefined;
}

/** One box to tick. */
export function checkbox(options: CheckboxOptions): Markup {
  return single(
    options,
    '',
    html`<input${attrs({ ...describing(options), type: 'checkbox', value: options.value ?? 'yes', checked: options.checked })}>`,
  );
}

/** A switch that is on or off and says which in words; it takes effect when its form is sent. */
export function toggle(options: CheckboxOptions): Markup {
  const { language } = options;
  const box = html`<input${attrs({ ...describing(options), type: 'checkbox', role: 'switch', value: options.value ?? 'yes', checked: options.checked })}>`;
  return single(
    options,
    ' toggle',
    html`${box}<span class="toggle-state" aria-hidden="true"><span class="when-on">${say(words.on, language)}</span><span class="when-off">${say(words.off, language)}</span></span>`,
  );
}

function single(options: CheckboxOptions, look: string, control: Part): Markup {
  return html`<div class="field${options.error ? ' wrong' : ''}">${errorLine(options)}<div class="choice${look}">${control}<label for="${idsOf(options).id}">${options.label}${requiredMark(options)}</label>${hintLine(options)}</div></div>`;
}
