import { html, type Markup, nothing } from '#platform/html';
import { button, chart, chip, disclosure, facts, form, page, section, table } from '#platform/page';
import type { View } from '#platform/web';
import { type Entry, formatNumber, type Language, say } from '#platform/words';
import { asPrinted } from '../cycle-pages/show.ts';
import { COUNTER_KEYS, COUNTERS, type CounterKey } from './counters.ts';
import { operatorWords } from './operator-words.ts';
import { words } from './words.ts';

/** An indicator as everybody may read it. */
export interface IndicatorRow {
  readonly id: string;
  readonly key: string;
  readonly measureId: string | null;
  readonly policy: string;
  readonly name: string;
  readonly nameEn: string;
  readonly kind: 'outcome' | 'behaviour' | 'activity';
  readonly source: 'fact' | 'import' | 'hand';
  readonly counter: string | null;
  readonly unit: string;
  readonly denominator: string;
  readonly baseline: number | null;
  readonly baselineOn: string | null;
  readonly target: number | null;
  readonly targetOn: string | null;
  readonly better: 'up' | 'down';
  readonly owner: string;
  readonly line: number | null;
}

/** An indicator in the list, with its newest value. */
export interface ListedIndicator extends IndicatorRow {
  readonly value: number | null;
  readonly state: string | null;
  readonly what: string | null;
  readonly valueUnit: string | null;
  readonly toOn: string | null;
}

/** A value as everybody may read it. */
export interface ValueRow {
  readonly fromOn: string;
  readonly toOn: string;
  readonly value: number | null;
  readonly state: string;
  readonly what: string;
  readonly unit: string;
  readonly source: 'fact' | 'import' | 'hand';
  readonly sourceNote: string;
}

const wordFor = (key: string, language: Language): string => {
  const entry = (words as Readonly<Record<string, Entry>>)[key];
  return entry ? say(entry, language) : key;
};
const units: Readonly<Record<string, Entry>> = {
  report: { ja: '件', en: 'reports' },
  person: { ja: '人', en: 'people' },
  percent: { ja: '%', en: '%' },
  view: { ja: '回閲覧', en: 'views' },
  run: { ja: '回', en: 'times' },
};
/** A unit in words; what a person typed stays as typed. */
export function unitWord(unit: string, language: Language): string {
  const entry = units[unit];
  return entry ? say(entry, language) : unit;
}
const nameOf = (one: Pick<IndicatorRow, 'name' | 'nameEn'>, language: Language): string =>
  language === 'en' && one.nameEn ? one.nameEn : one.name;

/** A value in words, with its unit, or why there is none. */
export function valueText(
  one: { readonly value: number | null; readonly state: string | null; readonly unit: string },
  language: Language,
): string {
  if (one.value === null) return one.state ? wordFor(`state.${one.state}`, language) : '';
  const number = `${formatNumber(one.value, language)} ${unitWord(one.unit, language)}`.trim();
  if (one.state === 'about') return `${say(words['state.about'], language)} ${number}`;
  return one.state === 'over' ? `${number} ${say(words['state.over'], language)}` : number;
}

/** All indicators, kept apart by kind. */
export function indicatorsPage(view: {
  readonly page: View;
  readonly indicators: readonly ListedIndicator[];
  readonly isOperator: boolean;
}): Markup {
  const { language } = view.page;
  return page({
    ...view.page,
    title: say(words.title, language),
    heading: say(words.title, language),
    lead: say(words.lead, language),
    breadcrumb: [{ href: '/plan', label: say(words.plan, language) }],
    ...(view.isOperator
      ? { actions: button({ text: say(operatorWords.make, language), href: '/plan/indicators/new' }) }
      : {}),
    main: html`${(['outcome', 'behaviour', 'activity'] as const).map((kind) =>
      section({
        heading: wordFor(`kind.${kind}`, language),
        body: table<ListedIndicator>({
          language,
          caption: wordFor(`kind.${kind}`, language),
          hideCaption: true,
          phone: 'cards',
          rows: view.indicators.filter((one) => one.kind === kind),
          empty: say(words.none, language),
          columns: [
            {
              key: 'name',
              label: say(words.name, language),
              header: true,
              cell: (one) =>
                html`<a href="/plan/indicators/${one.key}">${nameOf(one, language)}</a>${one.policy ? html`<br><small>${asPrinted(one.policy, language)}</small>` : nothing}`,
            },
            {
              key: 'value',
              label: say(words.newest, language),
              cell: (one) =>
                one.state === null
                  ? null
                  : html`<span>${valueText({ value: one.value, state: one.state, unit: one.valueUnit || one.unit }, language)}<br><small>${one.toOn ?? ''}${one.what ? html` ${asPrinted(one.what, language)}` : nothing}</small></span>`,
            },
            { key: 'target', label: say(words.target, language), cell: (one) => targetText(one, language) },
            {
              key: 'source',
              label: say(words.source, language),
              cell: (one) => wordFor(`source.${one.source}`, language),
            },
          ],
        }),
      }),
    )}`,
  });
}

function targetText(one: IndicatorRow, language: Language): Markup | string {
  if (one.target === null) return chip({ text: say(words.noTarget, language), tone: 'warn' });
  return `${formatNumber(one.target, language)} ${unitWord(one.unit, language)}${one.targetOn ? `（${one.targetOn}）` : ''}`;
}

/** One indicator: what it means, its values over time, each with what it rests on. */
export function indicatorPage(view: {
  readonly page: View;
  readonly indicator: IndicatorRow;
  readonly values: readonly ValueRow[];
  readonly isOperator: boolean;
}): Markup {
  const { language } = view.page;
  const { indicator: own, values } = view;
  const counter = own.counter && own.counter in COUNTERS ? COUNTERS[own.counter as CounterKey] : undefined;
  const measured = values.filter((one) => one.value !== null);
  const drawn = new Set(measured.map((one) => `${one.what}|${one.unit}`)).size === 1 && measured.length > 1;
  return page({
    ...view.page,
    title: nameOf(own, language),
    heading: nameOf(own, language),
    kicker: wordFor(`kind.${own.kind}`, language),
    breadcrumb: [
      { href: '/plan', label: say(words.plan, language) },
      { href: '/plan/indicators', label: say(words.title, language) },
    ],
    main: html`${facts({
      language,
      facts: [
        { name: say(words.source, language), value: wordFor(`source.${own.source}`, language) },
        ...(counter
          ? [
              {
                name: say(words.counter, language),
                value: `${say(counter.name, language)}（${counter.kinds.join(', ')}）`,
              },
            ]
          : []),
        { name: say(words.unit, language), value: unitWord(own.unit, language) },
        { name: say(words.denominator, language), value: own.denominator || null },
        {
          name: say(words.baseline, language),
          value:
            own.baseline === null
              ? null
              : `${formatNumber(own.baseline, language)} ${unitWord(own.unit, language)}${own.baselineOn ? `（${own.baselineOn}）` : ''}`,
        },
        { name: say(words.target, language), value: targetText(own, language) },
        { name: say(words.better, language), value: wordFor(`better.${own.better}`, language) },
        { name: say(words.owner, language), value: own.owner || null },
        {
          name: say(words.measure, language),
          value: own.measureId
            ? html`<a href="/plan/measures/${own.measureId}">${own.measureId}</a>`
            : asPrinted(own.policy, language),
        },
      ],
    })}${
      drawn
        ? chart.line({
            language,
            caption: `${nameOf(own, language)}（${unitWord(measured[0]?.unit || own.unit, language)}）`,
            says: say(words.chartSays, language, {
              from: measured[0]?.fromOn ?? '',
              to: measured.at(-1)?.toOn ?? '',
              count: measured.length,
            }),
            axis: say(words.period, language),
            points: values.map((one) => one.toOn.slice(0, 7)),
            series: [{ name: nameOf(own, language), values: values.map((one) => one.value) }],
          })
        : nothing
    }${section({
      heading: say(words.values, language),
      body: table<ValueRow>({
        language,
        caption: say(words.values, language),
        hideCaption: true,
        phone: 'cards',
        rows: values,
        empty: say(words.noValues, language),
        columns: [
          {
            key: 'period',
            label: say(words.period, language),
            header: true,
            cell: (one) => (one.fromOn === one.toOn ? one.toOn : `${one.fromOn} – ${one.toOn}`),
          },
          {
            key: 'value',
            label: say(words.value, language),
            cell: (one) => valueText({ ...one, unit: one.unit || own.unit }, language),
          },
          { key: 'what', label: say(words.what, language), cell: (one) => asPrinted(one.what, language) },
          {
            key: 'rests',
            label: say(words.rests, language),
            cell: (one) =>
              html`<span>${wordFor(`source.${one.source}`, language)}<br><small>${restsOf(one, language)}</small></span>`,
          },
        ],
      }),
    })}${view.isOperator ? editing(view.page, own) : nothing}`,
  });
}

function restsOf(one: ValueRow, language: Language): string {
  const lines = /^002:(\d+)/.exec(one.sourceNote)?.[1];
  return lines ? say(words.lines, language, { line: lines }) : one.sourceNote;
}

function editing(view: View, own: IndicatorRow): Markup {
  const { language } = view;
  return html`${disclosure({ summary: say(operatorWords.change, language), body: indicatorForm(view, own) })}${
    own.source === 'fact'
      ? html`<p class="note">${say(operatorWords.fedByFacts, language)}</p>`
      : disclosure({
          summary: say(operatorWords.addValue, language),
          body: form.form({
            language,
            action: `/plan/indicators/${own.key}/values`,
            body: html`${form.date({ language, name: 'fromOn', label: say(operatorWords.fromOn, language), required: true })}${form.date({ language, name: 'toOn', label: say(operatorWords.toOn, language), required: true })}
${form.text({ language, name: 'value', label: say(operatorWords.count, language), inputmode: 'decimal', required: true, width: 'short' })}${own.unit === '%' || own.unit === 'percent' ? form.text({ language, name: 'whole', label: say(operatorWords.whole, language), inputmode: 'numeric', required: true, width: 'short' }) : nothing}
${form.text({ language, name: 'note', label: say(operatorWords.sourceNote, language), required: true })}${button({ text: say(operatorWords.addValue, language), kind: 'sub' })}`,
          }),
        })
  }`;
}

/** The form of an indicator; empty for a new one. */
export function indicatorForm(view: View, own?: IndicatorRow, measure?: string): Markup {
  const { language } = view;
  const number = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));
  return form.form({
    language,
    action: own ? `/plan/indicators/${own.key}` : '/plan/indicators',
    body: html`${form.text({ language, name: 'name', label: say(words.name, language), value: own?.name ?? '', required: true, maxlength: 300 })}
${form.text({ language, name: 'nameEn', label: say(operatorWords.nameEn, language), value: own?.nameEn ?? '', maxlength: 300 })}
${own ? nothing : form.text({ language, name: 'measure', label: say(words.measure, language), hint: say(operatorWords.measureHint, language), value: measure ?? '' })}
${form.radios({ language, name: 'kind', label: say(words.kind, language), value: own?.kind ?? 'outcome', choices: (['outcome', 'behaviour', 'activity'] as const).map((value) => ({ value, label: wordFor(`kind.${value}`, language) })) })}
${form.radios({ language, name: 'source', label: say(words.source, language), value: own?.source ?? 'hand', choices: (['fact', 'import', 'hand'] as const).map((value) => ({ value, label: wordFor(`source.${value}`, language) })) })}
${form.select({ language, name: 'counter', label: say(words.counter, language), value: own?.counter ?? '', choices: [{ value: '', label: say(operatorWords.noCounter, language) }, ...COUNTER_KEYS.map((value) => ({ value, label: say(COUNTERS[value].name, language) }))] })}
${form.text({ language, name: 'unit', label: say(words.unit, language), hint: say(operatorWords.unitHint, language), value: own?.unit ?? '', required: true, width: 'short', maxlength: 60 })}
${form.text({ language, name: 'denominator', label: say(words.denominator, language), value: own?.denominator ?? '', maxlength: 300 })}
${form.text({ language, name: 'baseline', label: say(words.baseline, language), value: number(own?.baseline), inputmode: 'decimal', width: 'short' })}${form.date({ language, name: 'baselineOn', label: say(words.baselineOn, language), value: own?.baselineOn ?? '' })}
${form.text({ language, name: 'target', label: say(words.target, language), value: number(own?.target), inputmode: 'decimal', width: 'short' })}${form.date({ language, name: 'targetOn', label: say(words.targetOn, language), value: own?.targetOn ?? '' })}
${form.radios({ language, name: 'better', label: say(words.better, language), value: own?.better ?? 'up', choices: (['up', 'down'] as const).map((value) => ({ value, label: wordFor(`better.${value}`, language) })) })}
${form.text({ language, name: 'owner', label: say(words.owner, language), value: own?.owner ?? '', maxlength: 200 })}
${button({ text: say(operatorWords.save, language) })}`,
  });
}
