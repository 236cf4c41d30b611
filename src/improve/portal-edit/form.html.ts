/** The forms of an initiative and of an event, for proposers and editors alike. */

import { html, type Markup } from '#platform/html';
import { form } from '#platform/page';
import { type Entry, type Language, say } from '#platform/words';
import { audiences, costs, methods, prefectures, sectors } from '../portal/vocabulary.ts';
import { words } from './editor-words.ts';
import type { Faults } from './entry.ts';

/** What stands in the fields: as sent, or as kept. */
export type Values = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
const manyOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : value ? [String(value)] : []);
const choicesOf = (language: Language, list: Readonly<Record<string, Entry>>) =>
  Object.entries(list).map(([value, label]) => ({ value, label: say(label, language) }));
const places = (language: Language) =>
  [...prefectures].map(([value, label]) => ({ value, label: say(label, language) }));

/** Labels by field, for the summary of errors. */
const labels: Readonly<Record<string, Entry>> = words;

/** What is wrong, as the form shows it. */
export function errorsOf(language: Language, faults: Faults): { readonly name: string; readonly text: string }[] {
  return Object.entries(faults).map(([name, reason]) => ({
    name,
    text: say(words.wrong, language, { label: say(labels[name] ?? { ja: name, en: name }, language), reason }),
  }));
}

const marks = (language: Language, faults: Faults) => (name: string) => ({
  language,
  name,
  label: say(labels[name] ?? { ja: name, en: name }, language),
  error: errorsOf(language, faults).find((fault) => fault.name === name)?.text,
});

/** The fields of an initiative. */
export function initiativeFields(language: Language, values: Values, faults: Faults): Markup {
  const field = marks(language, faults);
  const operators = Array.isArray(values.operators) ? values.operators.join('、') : textOf(values.operators);
  return html`${form.text({ ...field('name'), value: textOf(values.name), required: true, maxlength: 200 })}${form.text({ ...field('nameEn'), value: textOf(values.nameEn), maxlength: 200 })}${form.text({ ...field('operators'), hint: say(words.operatorsHint, language), value: operators, required: true })}${form.radios({ ...field('sector'), required: true, row: true, value: textOf(values.sector), choices: choicesOf(language, sectors) })}${form.checkboxes({ ...field('audiences'), required: true, values: manyOf(values.audiences), choices: choicesOf(language, audiences) })}${form.checkboxes({ ...field('methods'), required: true, values: manyOf(values.methods), choices: choicesOf(language, methods) })}${form.textarea({ ...field('what'), value: textOf(values.what), required: true, rows: 5, maxlength: 4000 })}${form.textarea({ ...field('howToJoin'), value: textOf(values.howToJoin), rows: 3, maxlength: 2000 })}${form.select({ ...field('cost'), blank: false, value: textOf(values.cost) || 'unknown', choices: choicesOf(language, costs) })}${form.text({ ...field('costNote'), value: textOf(values.costNote), maxlength: 300 })}${form.select({ ...field('prefectures'), hint: say(words.prefecturesHint, language), value: manyOf(values.prefectures)[0], choices: places(language) })}${form.text({ ...field('url'), type: 'url', value: textOf(values.url), maxlength: 500 })}${form.textarea({ ...field('whatEn'), value: textOf(values.whatEn), rows: 3, maxlength: 4000 })}`;
}

/** The fields of an event; `isEditor` adds what only editors say. */
export function eventFields(language: Language, values: Values, faults: Faults, isEditor: boolean): Markup {
  const field = marks(language, faults);
  const states = {
    planned: { ja: '予定', en: 'Planned' },
    held: { ja: '開催済み', en: 'Held' },
    cancelled: { ja: '中止', en: 'Cancelled' },
  };
  return html`${form.text({ ...field('name'), value: textOf(values.name), required: true, maxlength: 200 })}${form.text({ ...field('nameEn'), value: textOf(values.nameEn), maxlength: 200 })}${form.text({ ...field('operator'), value: textOf(values.operator), required: true, maxlength: 200 })}${form.date({ ...field('startsAt'), time: true, required: true, value: textOf(values.startsAt) })}${form.date({ ...field('endsAt'), time: true, required: true, value: textOf(values.endsAt) })}${form.checkbox({ ...field('isOnline'), checked: values.isOnline === true || values.isOnline === 'yes' })}${form.select({ ...field('prefecture'), label: say(words.prefectures, language), hint: say(words.prefectureOrOnline, language), value: textOf(values.prefecture), choices: places(language) })}${form.text({ ...field('place'), value: textOf(values.place), maxlength: 300 })}${form.checkboxes({ ...field('audiences'), values: manyOf(values.audiences), choices: choicesOf(language, audiences) })}${form.select({ ...field('cost'), blank: false, value: textOf(values.cost) || 'unknown', choices: choicesOf(language, costs) })}${form.textarea({ ...field('what'), value: textOf(values.what), rows: 4, maxlength: 4000 })}${form.text({ ...field('url'), type: 'url', value: textOf(values.url), maxlength: 500 })}${
    isEditor
      ? html`${form.select({ ...field('status'), blank: false, value: textOf(values.status) || 'planned', choices: choicesOf(language, states) })}${form.text({ ...field('attended'), type: 'number', min: 0, width: 'short', value: textOf(values.attended) })}${form.text({ ...field('initiativeId'), label: say(words.initiative, language), value: textOf(values.initiativeId), code: true })}`
      : ''
  }`;
}
