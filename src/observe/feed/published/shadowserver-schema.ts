/**
 * Shadowserver publishes the schema of its reports; an operator can load it, and its names hold from then on. Two files are
 * understood: the list of report types with their columns, and the mapping of every column to IntelMQ's field names.
 * Neither comes with Kyojo. Source: the repository `report_schema` of the Shadowserver Foundation.
 */
import { z } from 'zod';
import { resolve } from '../compile/overlay.ts';
import { isField, typeOfField } from '../fields.ts';
import { Mapping } from '../mapping.ts';
import type { Conversion } from '../rule.ts';

const ColumnMap = z.tuple([z.string(), z.union([z.string(), z.literal(false)])]).rest(z.unknown());
const MappedType = z.object({
  constant_fields: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  required_fields: z.array(ColumnMap).default([]),
  optional_fields: z.array(ColumnMap).default([]),
  feed_name: z.string().optional(),
  file_name: z.string().optional(),
});
const ListedType = z.object({
  fields: z.array(z.string()),
  name: z.string().optional(),
  'classification.taxonomy': z.string().optional(),
  'classification.type': z.string().optional(),
});

/** What a schema file brought. */
export interface LoadedSchema {
  /** The family with the schema's report types laid over it; to be stored as the feed's own mapping. */
  readonly mapping: Mapping;
  readonly types: number;
  /** Conversions of the schema that are not known: their columns are taken as plain text. */
  readonly unknownConversions: readonly string[];
}

/** Lays a published schema over the built-in family. Refuses (ZodError) a file that is neither of the two. */
export function loadShadowserverSchema(json: unknown, family: Mapping): LoadedSchema {
  const entries = Object.entries(z.record(z.string(), z.unknown()).parse(json)).filter(
    ([name]) => !name.startsWith('_'),
  );
  const isList = entries.every(([, type]) => ListedType.safeParse(type).success);
  const unknown = new Set<string>();
  const rules = isList
    ? entries.map(([name, type]) => listed(name, ListedType.parse(type), family))
    : entries.map(([name, type]) => mapped(name, MappedType.parse(type), unknown));
  const known = [
    ...new Set([...(family.variants?.known ?? []), ...entries.flatMap(([name, type]) => [name, ...fileName(type)])]),
  ].sort();
  const mapping = Mapping.parse({
    ...family,
    variants: { ...family.variants, rules: [...(family.variants?.rules ?? []), ...rules], known },
  });
  return { mapping, types: entries.length, unknownConversions: [...unknown].sort() };
}

function fileName(type: unknown): string[] {
  const parsed = MappedType.safeParse(type);
  return parsed.success && parsed.data.file_name ? [parsed.data.file_name] : [];
}

const exactly = (...names: readonly string[]) =>
  `^(?:${names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`;

/** The list of types: their columns are known, and types we never heard of get the published class. */
function listed(name: string, type: z.output<typeof ListedType>, family: Mapping) {
  const ours = resolve(family, name);
  const isOurs = ours.set.get('classification.type') !== family.set['classification.type'];
  const set: Record<string, string> = {};
  if (!isOurs && type['classification.type']) {
    set['classification.type'] = type['classification.type'];
    if (type['classification.taxonomy']) set['classification.taxonomy'] = type['classification.taxonomy'];
    set['classification.identifier'] = name.replaceAll('_', '-');
  }
  return { match: exactly(name), columns: type.fields, set };
}

type Fields = Record<string, Record<string, unknown>[]>;
const NOTHING = ['0', 'unknown'];

/** The full mapping of one type: everything else is forgotten for it. */
function mapped(name: string, type: z.output<typeof MappedType>, unknown: Set<string>) {
  const fields: Fields = {};
  const when: unknown[] = [];
  const columns: string[] = [];
  const all = [
    ...type.required_fields.map((c) => [c, true] as const),
    ...type.optional_fields.map((c) => [c, false] as const),
  ];
  for (const [[target, column, conversion], required] of all) {
    if (column === false) continue;
    columns.push(column);
    const field = target.endsWith('.') ? `${target}${column}` : target;
    const own = isField(field) ? field : `extra.${field}`;
    if (typeof conversion === 'string' && conversion.startsWith('scan_exchange_')) {
      exchange(fields, when);
      continue;
    }
    const rules = rulesFor(column, own, typeof conversion === 'string' ? conversion : '', required, unknown);
    fields[own] = [...(fields[own] ?? []), ...rules];
  }
  const set = Object.fromEntries(
    Object.entries(type.constant_fields)
      .filter(([field]) => isField(field))
      .map(([field, value]) => [field, String(value)]),
  );
  const names = type.file_name && type.file_name !== name ? [name, type.file_name] : [name];
  const victim =
    fields['source.ip'] === undefined && fields['source.network'] !== undefined ? {} : { victim: 'source.ip' };
  return { match: exactly(...names), alone: true, set, fields, when, columns, ...victim };
}

/** Vulnerable Exchange servers are told from those that were taken over already by a word in the tag. */
function exchange(fields: Fields, when: unknown[]): void {
  if (when.length > 0) return;
  fields['classification.identifier'] = [{ value: 'vulnerable-exchange-server' }];
  fields['classification.taxonomy'] = [{ value: 'vulnerable' }];
  fields['classification.type'] = [{ value: 'vulnerable-system' }];
  when.push({
    if: { column: 'tag', contains: 'webshell' },
    set: {
      'classification.taxonomy': 'intrusions',
      'classification.type': 'system-compromise',
      'classification.identifier': 'exchange-server-webshell',
    },
  });
}

/** The published names of conversions in our words. */
const conversions: Readonly<
  Record<string, { readonly as?: readonly Conversion[]; readonly skip?: readonly string[] }>
> = {
  '': {},
  add_UTC_to_timestamp: { as: ['utc'] },
  convert_bool: { as: ['bool'] },
  convert_date: { as: [{ zone: 'UTC' }] },
  convert_date_utc: { as: [{ zone: 'UTC' }] },
  convert_float: { as: ['float'] },
  convert_int: { as: ['int'] },
  extract_cve_from_tag: { as: ['cve'] },
  force_base64: { as: ['base64'] },
  invalidate_zero: { as: ['int'], skip: ['0'] },
  validate_fqdn: { as: ['fqdn'] },
  validate_ip: { as: ['ip'] },
  validate_network: { as: ['network'] },
  validate_to_none: { skip: NOTHING },
};

function rulesFor(
  column: string,
  field: string,
  conversion: string,
  required: boolean,
  unknown: Set<string>,
): Record<string, unknown>[] {
  const lenient = !(required && (field === 'source.ip' || field === 'time.source'));
  if (conversion === 'convert_http_host_and_url') {
    return [
      { from: column, as: [{ regex: '^([a-z]+://.+)$' }], lenient: true },
      {
        template: `{http_host}{hostname} {${column}!}`,
        as: [
          { replaceRegex: [' HTTP/[0-9.]+$', ''] },
          { replaceRegex: ['^ .*$', ''] },
          { replaceRegex: [' (?:[A-Z]+ )?', ''] },
          { prefix: 'http://' },
        ],
        lenient: true,
      },
    ];
  }
  if (conversion === 'category_or_detail') return [{ from: [column, 'detail'], skip: NOTHING }];
  const known = conversions[conversion];
  if (known === undefined) unknown.add(conversion);
  // A type of its own reads the text already; the same check twice would only cost.
  const as = typeOfField(field) === 'text' ? (known?.as ?? []) : [];
  const rule = { from: column, ...(known?.skip ? { skip: known.skip } : {}), lenient };
  // A value of another kind than announced is kept as it is.
  return as.length > 0 ? [{ ...rule, as }, rule] : [rule];
}
