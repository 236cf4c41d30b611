/**
 * The parameters of IntelMQ's generic parsers as a mapping: an operator who comes from there can take his feeds along.
 * Source: IntelMQ's documentation of the bots Generic CSV, HTML Table and Key-Value (option names are theirs).
 */
import { z } from 'zod';
import { isField } from '../fields.ts';
import type { MappingInput } from '../mapping.ts';
import type { Conversion } from '../rule.ts';

const texts = z.union([
  z.array(z.string()),
  z.string().transform((text) => text.split(',').map((part) => part.trim())),
]);
const object = <T extends z.ZodType>(values: T) =>
  z
    .union([
      z.record(z.string(), values),
      z.string().transform((text) => (text.trim() === '' ? {} : z.record(z.string(), values).parse(JSON.parse(text)))),
    ])
    .nullish();

const Shared = z.object({
  type: z.string().nullish(),
  time_format: z.string().nullish(),
  default_url_protocol: z
    .string()
    .nullish()
    .transform((v) => v ?? 'http://'),
  default_fields: z.record(z.string(), z.union([z.string(), z.number()])).nullish(),
});
const Csv = Shared.extend({
  columns: texts,
  delimiter: z.string().default(','),
  skip_header: z.union([z.boolean(), z.number().int()]).default(false),
  columns_required: z.array(z.boolean()).nullish(),
  column_regex_search: object(z.string()),
  compose_fields: object(z.string()),
  data_type: object(z.string()),
  filter_text: z.string().nullish(),
  filter_type: z.enum(['blacklist', 'whitelist']).nullish(),
  type_translation: object(z.string()),
});
const Html = Shared.extend({
  columns: texts,
  ignore_values: texts.nullish(),
  skip_head: z.boolean().default(true),
  attribute_name: z.string().nullish(),
  attribute_value: z.string().nullish(),
  table_index: z.number().int().default(0),
  split_column: z.string().nullish(),
  split_separator: z.string().nullish(),
  split_index: z.number().int().default(0),
});
const KeyValue = Shared.extend({
  keys: z.record(z.string(), z.string()),
  pair_separator: z.string().default(' '),
  kv_separator: z.string().default('='),
  strip_quotes: z.boolean().default(true),
});

/** Which of the generic parsers. */
export type IntelmqParser = 'csv' | 'html' | 'keyvalue';

type Fields = NonNullable<MappingInput['fields']>;
const IGNORED = '__IGNORE__';

/** A mapping that reads what the parser with these parameters reads. Refuses (ZodError) parameters that are none of its own kind. */
export function fromIntelmq(
  parser: IntelmqParser,
  parameters: unknown,
  about: Pick<MappingInput, 'id' | 'title'>,
): MappingInput {
  switch (parser) {
    case 'csv':
      return fromCsv(Csv.parse(parameters), about);
    case 'html':
      return fromHtml(Html.parse(parameters), about);
    case 'keyvalue': {
      const p = KeyValue.parse(parameters);
      const fields: Fields = {};
      for (const [key, target] of Object.entries(p.keys)) addFields(fields, key, target, p, [], false);
      return {
        ...about,
        reader: {
          kind: 'keyvalue',
          pairSeparator: p.pair_separator,
          keySeparator: p.kv_separator,
          ...(p.strip_quotes ? {} : { quote: '\u0000' }),
        },
        fields,
        rest: 'drop',
        ...constants(p),
      };
    }
  }
}

function fromCsv(p: z.output<typeof Csv>, about: Pick<MappingInput, 'id' | 'title'>): MappingInput {
  const columns = uniqueNames(p.columns);
  const fields: Fields = {};
  for (const [i, target] of p.columns.entries()) {
    const column = columns[i] ?? '';
    const found = p.column_regex_search?.[target];
    const steps: Conversion[] = found ? [{ regex: found, group: 0 }] : [];
    if (target === 'classification.type' && p.type_translation && Object.keys(p.type_translation).length > 0)
      steps.push({ lookup: p.type_translation, ignoreCase: false });
    const type = p.data_type?.[target];
    if (type === 'json') steps.push('json');
    addFields(fields, column, target, p, steps, p.columns_required?.[i] === false);
  }
  for (const [target, template] of Object.entries(p.compose_fields ?? {})) {
    if (isField(target))
      fields[target] = { template: template.replace(/\{(\d+)\}/g, (_, i) => `{${columns[Number(i)]}}`) };
  }
  const filter = p.filter_text ? { [p.filter_type === 'whitelist' ? 'only' : 'without']: [p.filter_text] } : {};
  return {
    ...about,
    reader: {
      kind: 'csv',
      columns,
      delimiter: p.delimiter,
      comment: ['#'],
      ragged: 'any',
      skipLines: p.skip_header === true ? 1 : Number(p.skip_header),
      ...filter,
    },
    fields,
    rest: 'drop',
    ...constants(p),
  };
}

function fromHtml(p: z.output<typeof Html>, about: Pick<MappingInput, 'id' | 'title'>): MappingInput {
  const columns = uniqueNames(p.columns);
  const fields: Fields = {};
  for (const [i, target] of p.columns.entries()) {
    const split =
      p.split_column === target && p.split_separator
        ? [{ split: p.split_separator, take: p.split_index }, 'trim' as const]
        : [];
    addFields(fields, columns[i] ?? '', target, p, split, false);
  }
  const nothing = Object.fromEntries(
    (p.ignore_values ?? []).flatMap((value, i) => (value === '' ? [] : [[columns[i] ?? '', value]])),
  );
  return {
    ...about,
    reader: {
      kind: 'html',
      columns,
      skipHead: p.skip_head,
      table: p.table_index,
      nothing,
      ...(p.attribute_name ? { attribute: [p.attribute_name, p.attribute_value ?? ''] as [string, string] } : {}),
    },
    fields,
    rest: 'drop',
    ...constants(p),
  };
}

function uniqueNames(columns: readonly string[]): string[] {
  const seen = new Set<string>();
  return columns.map((name, i) => {
    const own = name === IGNORED || name === '' || seen.has(name) ? `column_${i + 1}` : name;
    seen.add(own);
    return own;
  });
}

/** `a|b` means: the first of these fields that takes the value. */
function addFields(
  fields: Fields,
  column: string,
  target: string,
  p: z.output<typeof Shared>,
  first: readonly Conversion[],
  lenient: boolean,
): void {
  if (target === IGNORED || target === '') return;
  const choices = target.split('|').map((name) => name.trim());
  for (const [i, choice] of choices.entries()) {
    const name = isField(choice) ? choice : choice.startsWith('extra.') ? choice : `extra.${choice}`;
    const before = choices.slice(0, i).flatMap((earlier): Conversion[] => unlessOf(earlier));
    const as = [...first, ...before, ...stepsFor(name, p)];
    const rule = { from: column, ...(as.length > 0 ? { as } : {}), lenient: lenient || choices.length > 1 };
    const known = fields[name];
    fields[name] = known === undefined ? rule : [...(Array.isArray(known) ? known : [known]), rule];
  }
}

function unlessOf(field: string): Conversion[] {
  const type = field.split('.').at(-1);
  return type === 'ip' || type === 'fqdn' || type === 'url' || type === 'network' || type === 'asn'
    ? [{ unless: type }]
    : [];
}

function stepsFor(field: string, p: z.output<typeof Shared>): Conversion[] {
  if (field.startsWith('time.')) return timeSteps(p.time_format ?? '');
  if (field.endsWith('.url') && /^[a-z][a-z0-9+.-]*:\/\/$/.test(p.default_url_protocol))
    return [{ defaultScheme: p.default_url_protocol }];
  return [];
}

function timeSteps(format: string): Conversion[] {
  const [kind, text] = format.split('|');
  switch (kind) {
    case 'windows_nt':
      return ['windowsNt'];
    case 'epoch_millis':
      return ['epochMillis'];
    case 'timestamp':
      return ['epoch'];
    case 'from_format':
    case 'from_format_midnight':
      return text === undefined
        ? []
        : kind === 'from_format'
          ? [{ date: text, zone: 'UTC' }]
          : [{ date: text, zone: 'UTC' }, 'day'];
    default:
      return [];
  }
}

function constants(p: z.output<typeof Shared>): Pick<MappingInput, 'set'> {
  const set: Record<string, string> = {};
  for (const [field, value] of Object.entries(p.default_fields ?? {})) if (isField(field)) set[field] = String(value);
  if (p.type) set['classification.type'] = p.type;
  return { set };
}
