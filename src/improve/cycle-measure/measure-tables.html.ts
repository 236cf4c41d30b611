/** The tables on a measure's page: numbers, days, flags, indicators. */

import { html, type Markup, nothing } from '#platform/html';
import { chip, postButton, table } from '#platform/page';
import { formatNumber, type Language, say } from '#platform/words';
import { operatorWords } from '../cycle-pages/operator-words.ts';
import { asPrinted, excerpt, type FlagView, flagSays, numberOf, wordFor } from '../cycle-pages/show.ts';
import { words } from '../cycle-pages/words.ts';
import { normalise, type Quantity, readQuantities } from '../plan/flags/index.ts';
import type { DeadlineView, MeasureView } from './measure.html.ts';

interface NumberRow {
  readonly quantity: Quantity;
  readonly where: string;
  readonly context: string;
}

/** Every number of its texts that counts something, in its sentence. */
export function numberTable(view: MeasureView): Markup {
  const { language } = view.page;
  const own = view.chain.filter((one) => one.id === view.id);
  const texts = own.flatMap((one) => [
    { where: say(words.plan, language), text: one.plan },
    ...one.results.map((result) => ({
      where: `${say(words.result, language)}${result.tag ? ` [${result.tag}]` : ''}`,
      text: result.body,
    })),
  ]);
  const rows: readonly NumberRow[] = texts.flatMap(({ where, text }) =>
    readQuantities(text).map((quantity) => ({
      quantity,
      where,
      context: normalise(text).slice(
        Math.max(0, quantity.at - 24),
        Math.min(text.length, quantity.at + quantity.text.length + 16),
      ),
    })),
  );
  return table<NumberRow>({
    language,
    caption: say(words.numbers, language),
    hideCaption: true,
    rows,
    phone: 'cards',
    empty: say(words.noNumbers, language),
    columns: [
      {
        key: 'context',
        label: say(words.context, language),
        header: true,
        cell: (row) => asPrinted(`…${row.context}…`, language),
      },
      {
        key: 'value',
        label: say(words.value, language),
        numeric: true,
        cell: ({ quantity }) =>
          `${quantity.precision === 'about' ? `${say(words.about, language)} ` : ''}${formatNumber(quantity.value, language)}${quantity.precision === 'over' ? ` ${say(words.over, language)}` : ''}`,
      },
      {
        key: 'unit',
        label: say(words.unit, language),
        cell: ({ quantity }) =>
          html`<span>${quantity.unit ? asPrinted(quantity.unit, language) : chip({ text: say(words.noUnit, language), tone: 'warn' })}${quantity.cumulative ? html` <small>${say(words.cumulative, language)}</small>` : nothing}</span>`,
      },
      { key: 'where', label: say(words.where, language) },
    ],
  });
}

/** The days its plans promise, and which of them moved. */
export function deadlineTable(view: MeasureView): Markup {
  const { language } = view.page;
  const label = (id: string) => {
    const one = view.chain.find((other) => other.id === id);
    return one ? `${String(one.year)} ${numberOf(one)}` : id;
  };
  return table<DeadlineView>({
    language,
    caption: say(words.deadlines, language),
    hideCaption: true,
    phone: 'cards',
    rows: view.deadlines,
    empty: say(words.noDeadlines, language),
    marked: (row) => row.slippedFrom !== null || row.doneOn !== null,
    columns: [
      {
        key: 'due',
        label: say(words.due, language),
        header: true,
        tight: true,
        cell: (row) => html`${asPrinted(row.printed, language)}<br><small>${row.dueOn}</small>`,
      },
      { key: 'promise', label: say(words.promise, language), cell: (row) => asPrinted(row.sentence, language) },
      { key: 'plan', label: say(words.plan, language), tight: true, cell: (row) => label(row.measureId) },
      {
        key: 'slip',
        label: say(words.state, language),
        cell: (row) =>
          row.slippedFrom
            ? chip({ text: say(words.slipped, language, { from: row.slippedFrom }), tone: 'warn' })
            : row.doneOn
              ? chip({ text: say(words.late, language, { done: row.doneOn }), tone: 'warn' })
              : say(words.kept, language),
      },
    ],
  });
}

/** Why a person should look at it. */
export function flagTable(view: MeasureView): Markup {
  const { language } = view.page;
  return table<FlagView>({
    language,
    caption: say(words.flags, language),
    hideCaption: true,
    phone: 'cards',
    rows: view.flags,
    columns: [
      {
        key: 'kind',
        label: say(words.flag, language),
        header: true,
        cell: (flag) => wordFor(`flag.${flag.kind}`, language),
      },
      { key: 'says', label: say(words.aspect, language), cell: (flag) => flagSays(flag, language) },
      {
        key: 'evidence',
        label: say(words.evidence, language),
        cell: (flag) => (flag.evidence ? asPrinted(excerpt(flag.evidence, 160), language) : null),
      },
      ...(view.isOperator
        ? [
            {
              key: 'verdict',
              label: say(operatorWords.verdict, language),
              cell: (flag: FlagView) => verdictButtons(flag, `/plan/measures/${view.id}`, language),
            },
          ]
        : []),
    ],
  });
}

/** Buttons by which an operator says whether a flag is right. */
export function verdictButtons(flag: FlagView, back: string, language: Language): Markup {
  const press = (verdict: string, text: string) =>
    postButton({
      action: `/plan/flags/${flag.id}`,
      text,
      kind: 'sub',
      small: true,
      label: `${text}：${flag.measureId ?? flag.figure ?? ''} ${wordFor(`flag.${flag.kind}`, language)}`,
      fields: { verdict, back },
    });
  if (flag.verdict)
    return html`<div class="row">${chip({ text: say(words.verdictRight, language), tone: 'good' })}${press('none', say(operatorWords.undo, language))}</div>`;
  return html`<div class="row">${press('right', say(operatorWords.right, language))}${press('wrong', say(operatorWords.wrong, language))}</div>`;
}

/** By what it is judged. */
export function indicatorTable(view: MeasureView): Markup {
  const { language } = view.page;
  return table<MeasureView['indicators'][number]>({
    language,
    caption: say(words.indicators, language),
    hideCaption: true,
    phone: 'cards',
    rows: view.indicators,
    empty: say(words.noIndicators, language),
    columns: [
      {
        key: 'name',
        label: say(words.indicators, language),
        header: true,
        cell: (one) =>
          html`<a href="/plan/indicators/${one.key}">${language === 'en' && one.nameEn ? one.nameEn : one.name}</a>`,
      },
      { key: 'kind', label: say(words.kind, language), cell: (one) => wordFor(`kind.${one.kind}`, language) },
      {
        key: 'value',
        label: say(words.value, language),
        numeric: true,
        cell: (one) => (one.value === null ? null : `${formatNumber(one.value, language)} ${one.unit}`),
      },
      {
        key: 'target',
        label: say(words.target, language),
        numeric: true,
        cell: (one) =>
          one.target === null
            ? chip({ text: say(words['flag.no-target'], language), tone: 'warn' })
            : `${formatNumber(one.target, language)} ${one.unit}${one.targetOn ? `（${one.targetOn}）` : ''}`,
      },
    ],
  });
}
