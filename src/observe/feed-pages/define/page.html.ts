import { attrs, html, type Markup, nothing } from '#platform/html';
import { button, buttons, disclosure, form, page, table } from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { taxonomies, taxonomyOf } from '../../feed/classes.ts';
import { fieldTypes } from '../../feed/fields.ts';
import type { ReadRow, RefusedRow } from '../../feed/sample.ts';
import { reasonWords } from '../../quarantine/reasons.ts';
import { DROP, type Draft, type DraftFault } from './draft.ts';
import type { Preview } from './page.ts';
import type { SampleColumn } from './propose.ts';
import { words } from './words.ts';

/** What the page shows. */
export interface DefineView {
  readonly page: View;
  /** Address of the script that refreshes the preview. */
  readonly script: string;
  readonly draft: Draft;
  readonly columns: readonly SampleColumn[];
  readonly kinds: readonly string[];
  readonly errors: readonly (DraftFault | { readonly name: 'id'; readonly fault: 'idTaken' })[];
  /** The feed whose mapping is edited; undefined for a new one. */
  readonly existing: { readonly id: string; readonly name: string } | undefined;
  readonly versions: readonly { readonly version: number; readonly madeAt: Date }[];
  readonly preview: Preview | undefined;
}

const whose = [
  'time.source',
  'source.ip',
  'source.fqdn',
  'source.url',
  'source.account',
  'source.port',
  'source.asn',
  'source.network',
  'source.reverse_dns',
  'source.geolocation.cc',
] as const;
const what = [
  'classification.type',
  'classification.identifier',
  'malware.name',
  'protocol.transport',
  'protocol.application',
  'destination.ip',
  'destination.port',
  'destination.fqdn',
  'destination.url',
  'event_description.text',
  'product.name',
  'severity',
  'status',
] as const;
const named = new Set<string>([...whose, ...what]);
const others = [...fieldTypes.keys()]
  .filter((field) => !named.has(field) && !/^(extra|raw|output|event_hash|feed\.|misp\.|rtir_id)/.test(field))
  .sort();

/** A feed from a sample: how it is cut, what each column is, what it means, and how it would be stored. */
export function definePage(view: DefineView): Markup {
  const { language } = view.page;
  const { draft, existing, errors } = view;
  const title = existing ? say(words.editTitle, language, { name: existing.name }) : say(words.title, language);
  const hasColumns = draft.column.length > 0;
  return page({
    ...view.page,
    title,
    heading: title,
    lead: say(words.lead, language),
    breadcrumb: [
      { href: '/feeds', label: say(words.feeds, language) },
      ...(existing ? [{ href: `/feeds/${existing.id}`, label: existing.name }] : []),
    ],
    main: html`${form.form({
      language,
      id: 'define',
      action: existing ? `/feeds/${existing.id}/mapping` : '/feeds/new',
      files: true,
      errors: errors.map(({ name, fault }) => ({
        name: name === 'field' ? 'field-0' : name,
        text: say(words[fault], language),
      })),
      body: html`${sampleGroup(view)}${
        hasColumns
          ? html`${cutGroup(view)}${aboutGroup(view)}${columnGroup(view)}${previewPart(view)}${buttons([
              button({ text: say(words.preview, language), kind: 'sub', name: 'act', value: 'preview' }),
              button({ text: say(existing ? words.saveVersion : words.save, language), name: 'act', value: 'save' }),
            ])}`
          : nothing
      }`,
    })}<script src="${view.script}" defer></script>`,
    aside:
      view.versions.length > 0
        ? html`<h2>${say(words.versions, language)}</h2><ul>${view.versions.map(({ version, madeAt }) => html`<li>${say(words.version, language, { version: String(version) })} <span class="note">${formatDate(madeAt, language, 'minute')}</span></li>`)}</ul>`
        : undefined,
  });
}

function errorOf(view: DefineView, name: DraftFault['name']): string | undefined {
  const fault = view.errors.find((one) => one.name === name)?.fault;
  return fault && say(words[fault], view.page.language);
}

function sampleGroup(view: DefineView): Markup {
  const { language } = view.page;
  const { draft } = view;
  const fields = html`${form.textarea({ language, name: 'sample', label: say(words.sample, language), hint: say(words.sampleHint, language), value: draft.sample, rows: draft.column.length > 0 ? 6 : 10, code: true, error: errorOf(view, 'sample') })}${form.file({ language, name: 'file', label: say(words.file, language), accept: '.csv,.tsv,.txt,.json,.jsonl,.ndjson,.log' })}`;
  return form.group({
    heading: say(words.sampleHead, language),
    body: html`${fields}${buttons([button({ text: say(words.read, language), kind: draft.column.length > 0 ? 'sub' : 'main', name: 'act', value: 'read' })])}`,
  });
}

function cutGroup(view: DefineView): Markup {
  const { language } = view.page;
  const { draft } = view;
  const isCsv = draft.format === 'csv';
  return form.group({
    heading: say(words.cutHead, language),
    note: say(words.cutNote, language),
    body: html`${form.select({ language, name: 'format', label: say(words.format, language), value: draft.format, blank: false, choices: (['csv', 'jsonl', 'json'] as const).map((value) => ({ value, label: say(words[`format.${value}`], language) })) })}${
      isCsv
        ? html`${form.select({ language, name: 'delimiter', label: say(words.delimiter, language), value: draft.delimiter, blank: false, choices: (['comma', 'semicolon', 'tab', 'bar'] as const).map((value) => ({ value, label: say(words[`delimiter.${value}`], language) })) })}${form.radios(
            {
              language,
              name: 'header',
              label: say(words.header, language),
              value: draft.header,
              row: true,
              choices: [
                { value: 'yes', label: say(words.yes, language) },
                { value: 'no', label: say(words.no, language) },
              ],
            },
          )}${form.text({ language, name: 'comment', label: say(words.comment, language), value: draft.comment, maxlength: 8, width: 'short', code: true })}`
        : nothing
    }${form.select({ language, name: 'encoding', label: say(words.encoding, language), value: draft.encoding, blank: false, choices: ['utf-8', 'shift_jis', 'euc-jp', 'utf-16le'].map((value) => ({ value, label: value.toUpperCase() })) })}`,
  });
}

function fieldLabel(field: string, language: Language): string {
  const key = `field.${field}`;
  return key in words ? `${say(words[key as 'field.source.ip'], language)}（${field}）` : field;
}

function columnGroup(view: DefineView): Markup {
  const { language } = view.page;
  const { draft } = view;
  const values = new Map(view.columns.map(({ name, values }) => [name, values]));
  const option = (value: string, label: string, chosen: string) =>
    html`<option${attrs({ value, selected: value === chosen })}>${label}</option>`;
  const choices = (chosen: string) => {
    const isListed = chosen === '' || chosen === DROP || named.has(chosen) || others.includes(chosen);
    return html`${option('', say(words.keep, language), chosen)}${option(DROP, say(words.drop, language), chosen)}<optgroup label="${say(words['group.whose'], language)}">${whose.map((field) => option(field, fieldLabel(field, language), chosen))}</optgroup><optgroup label="${say(words['group.what'], language)}">${what.map((field) => option(field, fieldLabel(field, language), chosen))}</optgroup><optgroup label="${say(words['group.other'], language)}">${isListed ? nothing : option(chosen, chosen, chosen)}${others.map((field) => option(field, field, chosen))}</optgroup>`;
  };
  const error = errorOf(view, 'field');
  return form.group({
    heading: say(words.columnsHead, language),
    note: say(words.columnsNote, language),
    body: html`${error ? html`<p class="field-error" id="columns-error"><span>${error}</span></p>` : nothing}${table({
      language,
      caption: say(words.columnsHead, language),
      hideCaption: true,
      phone: 'cards',
      rows: draft.column.map((name, index) => ({ name, index, field: draft.field[index] ?? '' })),
      columns: [
        {
          key: 'name',
          label: say(words.column, language),
          header: true,
          cell: (row) => html`<code>${row.name}</code>`,
        },
        { key: 'value', label: say(words.value, language), cell: (row) => shortly(values.get(row.name)?.[0]) },
        {
          key: 'field',
          label: say(words.meaning, language),
          cell: (row) =>
            html`<input type="hidden" name="column" value="${row.name}"><select${attrs({ id: `f-field-${row.index}`, name: 'field', class: 'w-full', 'aria-label': `${row.name}: ${say(words.meaning, language)}`, 'aria-describedby': error ? 'columns-error' : undefined, 'aria-invalid': error ? 'true' : undefined })}>${choices(row.field)}</select>`,
        },
      ],
    })}`,
  });
}

function shortly(value: string | undefined): Markup | null {
  if (!value) return null;
  return html`<code>${value.length > 40 ? `${value.slice(0, 40)}…` : value}</code>`;
}

function aboutGroup(view: DefineView): Markup {
  const { language } = view.page;
  const { draft, existing } = view;
  const types = taxonomies.map((taxonomy) => ({
    group: taxonomy,
    choices: [...taxonomyOf].filter(([, of]) => of === taxonomy).map(([type]) => ({ value: type, label: type })),
  }));
  return form.group({
    heading: say(words.aboutHead, language),
    body: html`${form.text({ language, name: 'name', label: say(words.name, language), value: draft.name, maxlength: 80, required: true, error: errorOf(view, 'name') })}
${existing ? nothing : form.text({ language, name: 'id', label: say(words.id, language), hint: say(words.idHint, language), value: draft.id, maxlength: 60, required: true, width: 'medium', code: true, error: errorOf(view, 'id') })}
${form.select({ language, name: 'type', label: say(words.type, language), hint: say(words.typeHint, language), value: draft.type, blank: say(words.fromColumn, language), choices: types, error: errorOf(view, 'type') })}
${form.text({ language, name: 'identifier', label: say(words.identifier, language), hint: say(words.identifierHint, language), value: draft.identifier, maxlength: 80, width: 'medium', code: true, error: errorOf(view, 'identifier') })}
${form.select({ language, name: 'kind', label: say(words.kind, language), value: draft.kind, blank: say(words.kindAuto, language), choices: view.kinds.map((kind) => ({ value: kind, label: kind })), error: errorOf(view, 'kind') })}
${form.radios({ language, name: 'victim', label: say(words.victim, language), value: draft.victim, choices: (['source.ip', 'destination.ip'] as const).map((value) => ({ value, label: say(words[`victim.${value}`], language) })) })}
${form.radios({ language, name: 'zone', label: say(words.zone, language), value: draft.zone, row: true, choices: (['UTC', 'Asia/Tokyo'] as const).map((value) => ({ value, label: say(words[`zone.${value}`], language) })) })}
${form.select({ language, name: 'handling', label: say(words.handling, language), value: draft.handling, blank: false, choices: ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'].map((value) => ({ value, label: `TLP:${value}` })) })}
${form.select({ language, name: 'severity', label: say(words.severity, language), value: draft.severity, blank: say(words.severityAuto, language), choices: (['info', 'low', 'medium', 'high', 'critical'] as const).map((value) => ({ value, label: say(words[`severity.${value}`], language) })) })}
${form.text({ language, name: 'hours', label: say(words.hours, language), hint: say(words.hoursHint, language), value: draft.hours, inputmode: 'numeric', width: 'short', unit: say(words.hoursUnit, language), error: errorOf(view, 'hours') })}
${form.checkbox({ language, name: 'lenient', label: say(words.lenient, language), checked: draft.lenient === 'yes' })}`,
  });
}

function previewPart(view: DefineView): Markup {
  const { language } = view.page;
  return html`<section class="section" id="preview" aria-live="polite"><h2>${say(words.previewHead, language)}</h2>${view.preview ? previewOf(view.preview, language) : html`<p class="note">${say(words.previewEmpty, language)}</p>`}</section>`;
}

function previewOf(preview: Preview, language: Language): Markup {
  if (preview.unreadable)
    return html`<p class="field-error"><span>${say(words.previewNone, language, { reason: reasonWords(preview.unreadable, language) })}</span></p>`;
  const { rows, refused, goodCount, badCount } = preview;
  return html`<p class="note">${say(words.previewNote, language, { rows: goodCount + badCount, good: goodCount, bad: badCount })}</p>${
    refused.length > 0
      ? table<RefusedRow>({
          language,
          caption: say(words.previewBad, language),
          phone: 'cards',
          rows: refused,
          columns: [
            { key: 'line', label: say(words.line, language), header: true, cell: (row) => String(row.line) },
            { key: 'reason', label: say(words.reason, language), cell: (row) => reasonWords(row.reason, language) },
            {
              key: 'column',
              label: say(words.column, language),
              cell: (row) => (row.column ? html`<code>${row.column}</code>` : null),
            },
            { key: 'text', label: say(words.found, language), cell: (row) => shortly(row.text || row.content) },
          ],
        })
      : nothing
  }${
    rows.length > 0
      ? table<ReadRow>({
          language,
          caption: say(words.first, language, { count: rows.length }),
          phone: 'cards',
          rows,
          columns: [
            { key: 'line', label: say(words.line, language), tight: true, cell: (row) => String(row.line) },
            { key: 'when', label: say(words.when, language), tight: true, cell: (row) => timeOf(row, language) },
            {
              key: 'whose',
              label: say(words.whose, language),
              header: true,
              cell: (row) => html`<code>${assetOf(row)}</code>`,
            },
            {
              key: 'what',
              label: say(words.what, language),
              cell: (row) =>
                html`<code>${row.kind}</code><br><small>${[row.type, row.identifier, row.severity, row.malware].filter(Boolean).join(' ／ ')}</small>`,
            },
            { key: 'rest', label: say(words.rest, language), cell: (row) => rest(row) },
          ],
        })
      : nothing
  }`;
}

function timeOf(row: ReadRow, language: Language): string | null {
  const at = new Date(
    /Z$|[+-]\d\d:?\d\d$/.test(row.observed_at) ? row.observed_at : `${row.observed_at.replace(' ', 'T')}Z`,
  );
  return Number.isNaN(at.getTime()) || at.getTime() === 0 ? null : formatDate(at, language, 'minute');
}

function assetOf(row: ReadRow): string {
  const ip = row.ip.replace(/^::ffff:(?=\d+\.)/, '').replace(/^::$/, '');
  const place = ip && row.port ? `${ip} ${[row.transport, row.port].filter(Boolean).join('/')}` : ip;
  return [place, row.domain, row.url, row.account, row.asn ? `AS${row.asn}` : ''].filter(Boolean).join(' ／ ');
}

function rest(row: ReadRow): Markup | null {
  const pairs = [
    ['handling', row.handling],
    ['country', row.country],
    ['application', row.application],
    ...Object.entries(row.extra),
  ].filter(([, value]) => value);
  if (pairs.length === 0) return null;
  const shown = (some: typeof pairs) =>
    html`<ul class="plain">${some.map(([name, value]) => html`<li><small><code>${name}</code> ${String(value).slice(0, 80)}</small></li>`)}</ul>`;
  return pairs.length > 4
    ? html`${shown(pairs.slice(0, 3))}${disclosure({ summary: `+${pairs.length - 3}`, body: shown(pairs.slice(3)) })}`
    : shown(pairs);
}
