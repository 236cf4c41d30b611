/** Forms: every field with its label, hint and error; every form with its summary. */
export {
  type CheckboxesOptions,
  type CheckboxOptions,
  checkbox,
  checkboxes,
  type RadiosOptions,
  radios,
  toggle,
} from './choices.ts';
export { type ErrorSummaryOptions, errorSummary, type FieldOptions } from './field.ts';
export { type FilterOptions, filter } from './filter.ts';
export { type FormOptions, form, group } from './form.ts';
export {
  type Choice,
  type DateOptions,
  date,
  type FileOptions,
  file,
  type SelectOptions,
  select,
  type TextareaOptions,
  type TextOptions,
  text,
  textarea,
} from './inputs.ts';
