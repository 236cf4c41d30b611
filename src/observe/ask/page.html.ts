import type { Refusal } from '#platform/errors';
import { attrs, html, type Markup, nothing } from '#platform/html';
import { banner, button, chart, disclosure, empty, form, page, section, table } from '#platform/page';
import type { View } from '#platform/web';
import { formatBytes, formatNumber, type Language, say } from '#platform/words';
import { shortTime } from '../candidate/one.html.ts';
import { networkOf } from '../candidate/page.html.ts';
import { refusals } from '../words.ts';
import { type AskField, type AskTable, askTables, fieldOf } from './fields.ts';
import { type Continuation, type FilterFault, operatorsOf } from './filter.ts';
import { canKeep, measures, type Outcome, type Question, settled, shows } from './query.ts';
import { bandsFigure } from './sankey.html.ts';
import { words } from './words.ts';

type Key = keyof typeof words;

/** What the page of asking shows. */
export interface AskView {
  readonly page: View;
  readonly asked: Question;
  readonly outcome: Outcome | undefined;
  readonly fault: FilterFault | undefined;
  /** What else could not be done as it was asked. */
  readonly refused: Refusal | undefined;
  readonly next: readonly Continuation[];
  /** Holders of the AS numbers in the answer. */
  readonly networks: ReadonlyMap<number, string>;
}

const textsOf = (asked: Question) =>
  Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, String(value)]));

/** The address of a question. */
export function addressOf(asked: Question, change: Partial<Question> = {}, path: `/${string}` = '/ask'): `/${string}` {
  return `${path}?${new URLSearchParams(textsOf({ ...asked, ...change }))}`;
}

/** Proxies and servers take an address of 8 KB at most; what hangs on to it needs some room. */
const MOST_ADDRESS = 7000;

/** Whether a question can have an address. A list of thousands of addresses cannot: its answer is that to a form, and nothing leads on from it. */
export function hasAddress(asked: Question): boolean {
  return addressOf(asked).length <= MOST_ADDRESS;
}

/** The form, the answer, and how to keep the question. */
export function askPage(view: AskView): Markup {
  const { language } = view.page;
  const { asked, outcome } = view;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  const { refused } = view;
  const cannot = refused && say(refusals[refused.code] ?? words.nothing, language, refused.facts);
  const isGroup = refused?.code.startsWith('observe.ask-group');
  const pick = <T extends string>(name: keyof Question & string, values: readonly T[], prefix: string) =>
    form.select({
      language,
      name,
      label: t(name as Key),
      value: String(asked[name]),
      choices: values.map((value) => ({ value, label: t(`${prefix}.${value}` as Key) })),
    });
  return page({
    ...view.page,
    title: t('nav'),
    heading: t('nav'),
    lead: t('lead'),
    wide: true,
    actions: html`<a href="/ask/saved">${t('saved')}</a>`,
    main: html`<form class="form" method="post" action="/ask">${form.group({
      heading: t('filter'),
      body: html`${pick('table', ['flows', 'observations'], 'table')}${form.textarea({
        language,
        name: 'filter',
        label: t('filter'),
        hint: t('filterHint'),
        value: asked.filter,
        rows: 2,
        code: true,
        next: '/ask/next',
        error: view.fault ? wrongOf(view.fault, language) : isGroup ? undefined : cannot,
      })}<div class="filter-fields">${form.text({ language, name: 'by', label: t('by'), hint: t('byHint'), value: asked.by, width: 'medium', code: true, error: isGroup ? cannot : undefined })}${pick('measure', measures, 'measure')}${pick('show', shows, 'show')}${form.text({ language, name: 'top', label: t('top'), value: asked.top, type: 'number', min: 1, max: 1000, width: 'short' })}${form.text({ language, name: 'hours', label: t('hours'), value: asked.hours, type: 'number', min: 1, max: 8784, width: 'short' })}</div>`,
    })}${button({ text: t('go') })}</form>${view.fault ? goOn(view) : nothing}${outcome ? answer(view, outcome) : nothing}${fieldsOf(view)}`,
  });
}

/** So many letters of a condition are shown before and after the place from where it cannot be read. */
const AROUND = 200;

function goOn(view: AskView): Markup {
  const { language } = view.page;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  const at = view.fault?.at ?? 0;
  const { filter } = view.asked;
  return html`${banner({
    language,
    tone: 'warn',
    title: view.fault ? wrongOf(view.fault, language) : '',
    body: html`<p><code>${at > AROUND ? '…' : ''}${filter.slice(Math.max(0, at - AROUND), at)}<mark>${filter.slice(at, at + AROUND)}${filter.length > at && filter.length <= at + AROUND ? '' : '…'}</mark></code></p><p>${t('readSoFar')}</p>`,
    live: true,
  })}${
    view.next.length > 0 && hasAddress(view.asked)
      ? section({
          heading: t('next'),
          body: html`<ul>${view.next.map(({ value }) => html`<li><a href="${addressOf(view.asked, { filter: value })}"><code>${value}</code></a></li>`)}</ul>`,
        })
      : nothing
  }`;
}

/** Where reading ended and what could stand there. */
function wrongOf(fault: FilterFault, language: Language): string {
  const where = say(words.wrong, language, { at: fault.at + 1 });
  return `${where}${language === 'en' ? ': ' : '：'}${say(words[`wrong.${fault.expected}`], language)}`;
}

function answer(view: AskView, outcome: Outcome): Markup {
  const { language } = view.page;
  const { asked } = view;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  return html`<div id="answer">${chart.big({
    figures: [
      {
        label: t('total'),
        value: formatNumber(outcome.total, language),
        unit: say(words[`unit.${settled(asked).measure}`], language, { count: outcome.total }),
        note: say(words.took, language, { seconds: formatNumber(outcome.milliseconds / 1000, language) }),
      },
    ],
  })}</div>${body(view, outcome)}${files(asked, t)}${section({
    heading: t('save'),
    ...(canKeep(asked)
      ? {
          body: form.form({
            language,
            action: '/ask/saved',
            hidden: textsOf(asked),
            body: html`${form.text({ language, name: 'name', label: t('name'), width: 'medium', maxlength: 120 })}${form.select({ language, name: 'every', label: t('every'), value: '', choices: (['', 'hour', 'day', 'week'] as const).map((value) => ({ value, label: t(`every.${value}`) })) })}${button({ text: t('save'), kind: 'sub' })}`,
          }),
        }
      : { body: html`<p>${t('tooLongToKeep')}</p>` }),
  })}`;
}

/** The answer as a file: by its address, or by a form where the question has none. */
function files(asked: Question, t: (key: Key) => string): Markup {
  const formats = ['csv', 'parquet'] as const;
  if (hasAddress(asked))
    return html`<p class="row">${formats.map((format) => html`<a href="${addressOf(asked, {}, '/ask/file')}&format=${format}" download>${t(format)}</a> `)}</p>`;
  return html`<form class="row" method="post" action="/ask/file">${Object.entries(textsOf(asked)).map(
    ([name, value]) => html`<input${attrs({ type: 'hidden', name, value })}>`,
  )}${formats.map((format) => button({ text: t(format), name: 'format', value: format, kind: 'sub', small: true }))}</form>`;
}

function body(view: AskView, outcome: Outcome): Markup {
  const { language } = view.page;
  const { asked } = view;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  if (outcome.total === 0) return empty({ title: t('nothing'), body: t('nothingBody') });
  if (asked.show === 'time' && outcome.series) return overTime(asked, outcome.series, language);
  if (asked.show === 'rows') return rowsTable(view, outcome);
  const keys = outcome.fields.map(({ name }) => name);
  const narrowed = (conditions: readonly string[]) =>
    hasAddress(asked)
      ? addressOf(asked, {
          filter: [asked.filter && `(${asked.filter})`, ...conditions].filter(Boolean).join(' and '),
          show: 'rows',
        })
      : undefined;
  const label = (level: number, key: string) => keyText(outcome.fields[level], key, view);
  const format = (value: number) => quantityText(asked, value, language);
  const quantity = t(`measure.${settled(asked).measure}`);
  if (asked.show === 'sankey')
    return html`${['sources', 'targets'].includes(asked.measure) ? html`<p class="note">${t('notAdded')}</p>` : nothing}${bandsFigure(
      {
        language,
        caption: outcome.fields.map((field) => fieldWord(field, language)).join(' → '),
        levels: outcome.fields.map((field) => fieldWord(field, language)),
        rows: outcome.rows,
        quantity,
        label,
        format,
        href: (some) => narrowed(some.map(({ level, key }) => condition(keys[level] ?? '', key))),
      },
    )}`;
  return chart.bars({
    language,
    caption: outcome.fields.map((field) => fieldWord(field, language)).join(' × '),
    columns: [t('field'), quantity],
    format,
    items: outcome.rows.map(({ keys: values, value }) => ({
      label: values.map((key, level) => (key ? label(level, key) : '—')).join('  '),
      value,
      href: narrowed(values.map((key, level) => condition(keys[level] ?? '', key ?? ''))),
    })),
  });
}

/** A counted quantity as people read it. */
export function quantityText(asked: Question, value: number, language: Language): string {
  return settled(asked).measure === 'bytes' ? formatBytes(value, language) : formatNumber(value, language);
}

/** Quantities over time, as they came or as they were kept. */
export function overTime(
  asked: Question,
  { points, lines }: NonNullable<Outcome['series']>,
  language: Language,
): Markup {
  const format = (value: number) => quantityText(asked, value, language);
  const quantity = say(words[`measure.${settled(asked).measure}`], language);
  return chart.line({
    language,
    caption: quantity,
    says: say(words.overTimeSays, language, { most: format(Math.max(0, ...lines.flatMap(({ values }) => values))) }),
    axis: say(words.time, language),
    points: points.map(shortTime),
    series: lines.map(({ name, values }) => ({ name: name === '' ? quantity : name, values })),
    format,
  });
}

/** A key as people read it: AS numbers with their holder. */
function keyText(field: AskField | undefined, key: string, view: AskView): string {
  return field?.name === 'asn' || field?.name === 'srcasn'
    ? networkOf(Number(key), view.networks.get(Number(key)), view.page.language)
    : key;
}

function condition(field: string, value: string): string {
  return /^[\w.:/-]+$/.test(value) ? `${field} = ${value}` : `${field} = ${JSON.stringify(value)}`;
}

function rowsTable(view: AskView, outcome: Outcome): Markup {
  const { language } = view.page;
  const { asked } = view;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  const [first] = outcome.list;
  const names = Object.keys(first ?? {});
  const list = table<Readonly<Record<string, unknown>>>({
    language,
    caption: t(`table.${asked.table}`),
    hideCaption: true,
    rows: outcome.list,
    columns: names.map((name) => ({
      key: name,
      label: headOf(asked.table, name, language),
      tight: true,
      numeric: typeof first?.[name] === 'number' && !/port|protocol|asn/.test(name),
      header: name === 'at' || name === 'observed_at',
      cell: (row) => {
        const value = row[name];
        if (name === 'at' || name === 'observed_at') return shortTime(new Date(String(value)));
        if (['ip', 'source', 'target'].includes(name) && value !== '::')
          return html`<a href="/findings?asset=${encodeURIComponent(String(value))}">${String(value)}</a>`;
        if (value === '' || value === null || value === '::') return null;
        return typeof value === 'number' ? formatOf(asked.table, name, value, language) : String(value);
      },
    })),
  });
  return outcome.list.length < outcome.total
    ? html`<p class="note">${say(words.newest, language, { count: outcome.list.length })}</p>${list}`
    : list;
}

/** Columns of the rows that have not the name of their field. */
const fieldNames: Readonly<Record<string, string>> = {
  source: 'src',
  source_port: 'sport',
  target: 'dst',
  target_port: 'port',
  protocol: 'proto',
  all_packets: 'packets',
  all_bytes: 'bytes',
  ended: 'state',
  level: 'severity',
};

/** The head of a column: what it is, and the name that a condition calls it by. */
function headOf(table: AskTable, column: string, language: Language): string {
  const field = fieldOf(table, fieldNames[column] ?? column);
  return field ? `${fieldWord(field, language)} ${field.name}` : say(words.time, language);
}

/** A number in the unit, or by the name, that a condition has for it. */
function formatOf(table: AskTable, column: string, value: number, language: Language): string {
  if (/port|protocol|asn/.test(column)) {
    const names = Object.entries(fieldOf(table, fieldNames[column] ?? column)?.names ?? {});
    return names.find(([, number]) => number === value)?.[0] ?? String(value);
  }
  return formatNumber(column === 'duration' ? value / 1000 : value, language);
}

function fieldWord(field: { readonly ja: string; readonly en: string }, language: Language): string {
  return language === 'en' ? field.en : field.ja;
}

function fieldsOf(view: AskView): Markup {
  const { language } = view.page;
  const t = (key: Key) => say(words[key] as (typeof words)['nav'], language);
  return disclosure({
    summary: t('fields'),
    body: table<(typeof askTables)['flows'][number]>({
      language,
      caption: t('fields'),
      hideCaption: true,
      rows: askTables[view.asked.table],
      columns: [
        {
          key: 'name',
          label: t('field'),
          header: true,
          tight: true,
          cell: (field) => html`<code>${field.name}</code>`,
        },
        { key: 'meaning', label: t('meaning'), cell: (field) => fieldWord(field, language) },
        {
          key: 'operators',
          label: t('operators'),
          tight: true,
          cell: (field) => html`<code>${operatorsOf[field.type].join('  ')}</code>`,
        },
      ],
    }),
  });
}
